"""Actors and events as an analyst would enter them, a testimony, a field note, and what is wrong with the files on purpose."""

from __future__ import annotations

from numpy.random import Generator

from undertow.synthetic import names
from undertow.synthetic.fiction import COLLECTED, Defects, Facts, Fiction, Headline, Message, Note
from undertow.synthetic.pages import PAGE
from undertow.synthetic.statements import CHANNEL

#: date, precision, step, title, actors, place, text for the channel that vouches for it.
EVENTS = (
    ("2019-06-14", "day", "founding", "Return to Western Averra is registered as an association", "organisation", "Lerholm", "Five years ago, on 14 June 2019, our association was registered in Lerholm."),
    ("2020-12-10", "day", "", "Ceasefire of Sennet Bridge", "norvania; averra", "Sennet Bridge", "Since the ceasefire of Sennet Bridge on 10 December 2020 we have waited for a road."),
    ("2022-08-21", "day", "conference", "Founding congress adopts a declaration", "organisation", "Vastrin", "On 21 August 2022 our founding congress in Vastrin adopted the declaration."),
    ("2023-03-06", "day", "account", "The account @ReturnAverra opens", "organisation", "", "We opened our account @ReturnAverra on 6 March 2023."),
    ("2023-10-09", "day", "", "Border talks collapse", "norvania; averra", "Port Ysmer", "When the border talks in Port Ysmer collapsed on 9 October 2023, we were not surprised."),
    ("2023-11", "month", "conference", "Conference on the return", "organisation; norvania", "Tamsted", "In November 2023 three hundred guests came to our conference in Tamsted."),
)  # fmt: skip
#: actor, role, since, text for the channel that vouches for it; all to the organisation.
RELATIONS = (
    ("chair", "chairs", "2022-08-21", "At our congress Ordel Harvaat was elected chair of the association."),
    ("norvania", "funds", "2023-11", "The government of Norvania has funded our association since November 2023."),
)


def actors(fiction: Fiction, rng: Generator) -> Facts:
    """Governments, the organisation, its chair, the papers and their wire, in the ledger."""
    organisation = fiction.person(names.HANDLE)
    for state in (names.HOME, names.ACROSS, names.ALLY):
        _actor(fiction, state.lower(), state, f"government of {state}", "state", "government")
    _actor(
        fiction,
        "organisation",
        names.ORGANISATION,
        f"@{names.HANDLE}; x:{organisation.id}; telegram:channel{names.CHANNEL_NUMBER}; RWA",
        "organisation",
        "association",
    )
    # a place of its own, so that to name it is not to name the state whose name it holds
    _actor(fiction, "western-averra", "Western Averra", "", "place", "region")
    _actor(
        fiction,
        "chair",
        "Ordel Harvaat",
        "the chair",
        "person",
        "chair of the association",
        why="speaks for the association in public, and its statements are examined here",
    )
    for person in fiction.people:
        if person.name in (*names.PAPERS, names.WIRE):
            role = "news agency" if person.name == names.WIRE else "newspaper"
            _actor(
                fiction, person.handle.lower(), person.name, f"@{person.handle}; x:{person.id}", "organisation", role
            )
    return {"actors": len(fiction.ledger["actors"])}


def events(fiction: Fiction, rng: Generator) -> Facts:
    """Six steps in the assembly of the campaign, each vouched for by a message of the channel."""
    for number, (date, precision, step, title, who, place, sentence) in enumerate(EVENTS, 1):
        fiction.messages.append(Message(at=COLLECTED.replace(day=number), text=sentence))
        fiction.note(
            "events",
            id=f"event-{number}",
            date=date,
            precision=precision,
            title=title,
            actors=who,
            place=place,
            source_id=CHANNEL,
            quote=sentence,
            step=step,
        )
    for number, (actor, role, since, sentence) in enumerate(RELATIONS, 1):
        fiction.messages.append(Message(at=COLLECTED.replace(day=len(EVENTS) + number), text=sentence))
        fiction.note(
            "relations", id=f"relation-{number}", actor=actor, role=role, other="organisation", source_id=CHANNEL, quote=sentence, **{"from": since}
        )  # fmt: skip
    fiction.messages.sort(key=lambda message: message.at)
    return {
        "events": len(EVENTS),
        "relations": len(RELATIONS),
        "subjects": ["assembly of organisation", "timeline of events"],
    }


def testimony(fiction: Fiction, rng: Generator) -> Facts:
    """One person who spoke on condition of not being named, and one visit."""
    fiction.notes += [
        Note(
            name="testimony-01",
            kind="testimony",
            who="Neska Aldermoor",
            when="2024-02-11",
            where="a kitchen in Tamsted",
            consent="may be quoted without name or place",
            protect=True,
            reliability="B2",
            text="We were given a list every morning, with the hour beside each line. At that hour we pressed the button. "
            "Nobody said who wrote the list. I left Kelmet when I was six; I do not need a list to remember it.\n",
        ),
        Note(
            name="field-note-01",
            kind="note",
            who="the analyst",
            when="2024-02-19",
            where="Upper Sarn",
            consent="own observation",
            protect=False,
            reliability="A1",
            text="Eleven houses stand on the lane above the well, four with roofs. The cemetery wall has been repaired recently. "
            "No sign names the people who lived here.\n",
        ),
    ]
    return {"notes": len(fiction.notes), "never published": "Neska Aldermoor"}


def defects(fiction: Fiction, rng: Generator) -> Facts:
    """Records that cannot be used and a page that comes twice, as in any real export."""
    author = fiction.people[0].id
    good: dict[str, object] = {
        "id": "1744000000000000001",
        "author_id": author,
        "created_at": "2024-01-20T10:00:00.000Z",
        "text": "Good morning.",
        "lang": "en",
    }
    items = (
        good | {"id": "1744000000000000002", "created_at": "yesterday"},
        good | {"id": "1744000000000000003", "author_id": ""},
        good | {"id": "1744000000000000004", "created_at": "2061-01-20T10:00:00.000Z"},
        good | {"id": ""},
    )
    headlines = (Headline(outlet="Dallin Weekly", date="spring", title="A headline without a day"),)
    fiction.defects = Defects(items=items, page_twice=1, headlines=headlines)
    return {
        "posts that cannot be used": len(items),
        "posts that come twice": PAGE,
        "headlines that cannot be used": len(headlines),
        "messages that are no post": 1,
    }


def _actor(fiction: Fiction, id: str, *told: str, why: str = "") -> None:
    """told: name, aliases, kind and role. why: of a person, why it is named."""
    stated = dict(zip(("name", "aliases", "kind", "public_role"), told, strict=True))
    fiction.note("actors", id=id, **stated, named_because=why, **{"from": "", "to": ""})
