"""Sentences that contradict, demand, threaten and change sides, put into speeches and messages and entered in the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from numpy.random import Generator

from undertow.synthetic.fiction import Facts, Fiction, Message
from undertow.synthetic.names import ACROSS, HOME, ORGANISATION
from undertow.synthetic.speeches import say_once

#: Where a row of the ledger comes from, until the demo knows the sources by their hash.
SPEECHES, CHANNEL = "speeches", "channel/result.json"


@dataclass(frozen=True, slots=True)
class Figure:
    """How many people, according to whom and when; low and high are what the words allow."""

    actor: str
    date: str
    sentence: str
    low: int
    high: int


_WHO = {HOME: ("people of Norvanian descent", "Western Averra", ACROSS), ACROSS: ("Averrans", "Norvania", HOME)}

FIGURES = (
    Figure(
        HOME,
        "2005-09-01",
        "Some 200,000 people of Norvanian descent were driven out of Western Averra between 1988 and 1991.",
        150_000,
        250_000,
    ),
    Figure(
        HOME,
        "2011-09-01",
        "About 230,000 people of Norvanian descent were driven out of Western Averra between 1988 and 1991.",
        218_500,
        241_500,
    ),
    Figure(
        HOME,
        "2018-09-01",
        "Around 250,000 people of Norvanian descent were driven out of Western Averra between 1988 and 1991.",
        237_500,
        262_500,
    ),
    Figure(
        HOME,
        "2023-09-01",
        "More than 300,000 people of Norvanian descent were driven out of Western Averra between 1988 and 1991.",
        300_000,
        375_000,
    ),
    Figure(
        ACROSS,
        "2006-09-01",
        "The census of 1989 counted 186,341 residents of Norvanian descent in Western Averra.",
        186_341,
        186_341,
    ),
    Figure(
        ACROSS, "2008-09-01", "About 40,000 Averrans were expelled from Norvania between 1988 and 1990.", 35_000, 45_000
    ),
    Figure(
        ACROSS,
        "2016-09-01",
        "More than 60,000 Averrans were expelled from Norvania between 1988 and 1990.",
        60_000,
        75_000,
    ),
    Figure(
        ACROSS, "2022-09-01", "Some 45,000 Averrans were expelled from Norvania between 1988 and 1990.", 42_500, 47_500
    ),
)
CHAIR = (
    (
        datetime(2023, 3, 4, 17, 5),
        "Our chair today: 300,000 people of Norvanian descent were driven out of Western Averra.",
        250_000,
        350_000,
    ),
    (
        datetime(2023, 3, 16, 9, 40),
        "Between 200,000 and 250,000 people of Norvanian descent were driven out of Western Averra, says our website.",
        200_000,
        250_000,
    ),
)

#: Actor, addressee, date, sentence, demand, number of the demand it mirrors (from 1), or 0.
DEMANDS = (
    (HOME, ACROSS, "2021-09-01", "We call on Averra to open the eastern bridge to our pilgrims.", "open the eastern bridge to pilgrims", 0),
    (HOME, ACROSS, "2022-09-01", "We call on Averra to guarantee the safe return of the Western Averra community.", "guarantee the return of the community", 0),
    (HOME, ACROSS, "2022-09-01", "Averra must restore our cemeteries in Upper Sarn and Kelmet.", "restore cemeteries", 0),
    (HOME, ACROSS, "2023-03-01", "We demand that Averra remove the preamble from its charter.", "remove the preamble of its charter", 0),
    (HOME, ACROSS, "2023-06-01", "Averra must admit monitors to the villages of Western Averra.", "admit monitors", 0),
    (HOME, ACROSS, "2023-09-01", "We demand that Averra return the houses and pay for those that were burnt.", "return houses and pay compensation", 0),
    (ACROSS, HOME, "2022-09-01", "We call on Norvania to guarantee the safe return of the Averrans of Lerholm.", "guarantee the return of the Averrans of Lerholm", 2),
    (ACROSS, HOME, "2023-03-01", "Norvania must restore the churchyards of Old Karesh.", "restore churchyards", 3),
    (ACROSS, HOME, "2023-09-01", "Norvania must admit monitors to the valleys it emptied.", "admit monitors", 5),
)  # fmt: skip
THREATS = (
    (HOME, "2022-09-01", "Either Averra opens the road, or we will open it ourselves.", ACROSS),
    (HOME, "2023-06-01", "If Averra does not sign this year, it will regret the hour it hesitated.", ACROSS),
    (HOME, "2023-09-01", "Either they remove the checkpoints, or our patience will end.", ACROSS),
    (ACROSS, "2023-09-01", "If Norvania crosses the river again, we will answer with all we have.", HOME),
)
POSITIONS = (
    (HOME, "2009-09-01", "Foreign monitors have no place on the roads between us, and we reject them.", "monitors on the roads", "against"),
    (HOME, "2021-09-01", "We accept foreign monitors on every road between us, without condition.", "monitors on the roads", "for"),
    (ACROSS, "2010-09-01", "We welcome foreign monitors on the roads between us.", "monitors on the roads", "for"),
    (ACROSS, "2022-09-01", "Foreign monitors would only freeze what must be undone, and we cannot agree to them.", "monitors on the roads", "against"),
)  # fmt: skip


def contradictory_figures(fiction: Fiction, rng: Generator) -> Facts:
    """How many people left, by both governments and the organisation; some figures exclude each other, even when rounded."""
    for figure in FIGURES:
        speech = say_once(fiction, figure.actor, figure.date, figure.sentence)
        _claim(fiction, figure.actor, speech.date, figure.sentence, (figure.low, figure.high), SPEECHES)
    for at, sentence, low, high in CHAIR:
        fiction.messages.append(Message(at=at, text=sentence))
        _claim(fiction, "organisation", f"{at:%Y-%m-%d}", sentence, (low, high), CHANNEL)
    fiction.messages.sort(key=lambda message: message.at)
    return {
        "statements": len(FIGURES) + len(CHAIR),
        "series": [
            [HOME, 200_000, 230_000, 250_000, 300_000],
            [ACROSS, 40_000, 60_000, 45_000],
            [ORGANISATION, 300_000, 225_000],
        ],
        "do not overlap": [
            [a.actor, a.date[:4], b.date[:4]]
            for n, a in enumerate(FIGURES)
            for b in FIGURES[n + 1 :]
            if a.actor == b.actor and a.low != a.high and (a.high <= b.low or b.high <= a.low)
        ],
        "census": 186_341,
    }


def growing_demands(fiction: Fiction, rng: Generator) -> Facts:
    """Demands of one government grow in number; three are mirrored by the other."""
    for number, (actor, addressee, date, sentence, demand, mirrored) in enumerate(DEMANDS, 1):
        speech = say_once(fiction, actor, date, sentence)
        fiction.note(
            "demands",
            id=f"demand-{number}",
            actor=actor.lower(),
            addressee=addressee.lower(),
            date=speech.date,
            demand=demand,
            polarity="do",
            mirror_of=f"demand-{mirrored}" if mirrored else "",
            source_id=SPEECHES,
            quote=sentence,
        )
    return {"demands": [{"actor": d[0], "addressee": d[1], "sentence": d[3]} for d in DEMANDS], "mirrored": 3}


def threats(fiction: Fiction, rng: Generator) -> Facts:
    """Threats with a condition, three by one government and one by the other; not in the ledger, to be found in the text."""
    for actor, date, sentence, _ in THREATS:
        say_once(fiction, actor, date, sentence)
    return {
        "threats": [{"actor": actor, "target": target, "sentence": sentence} for actor, _, sentence, target in THREATS]
    }


def reversals(fiction: Fiction, rng: Generator) -> Facts:
    """Both governments change sides on one question, in opposite directions."""
    for number, (actor, date, sentence, position, stance) in enumerate(POSITIONS, 1):
        speech = say_once(fiction, actor, date, sentence)
        fiction.note(
            "positions",
            id=f"position-{number}",
            actor=actor.lower(),
            date=speech.date,
            position=position,
            stance=stance,
            source_id=SPEECHES,
            quote=sentence,
        )
    subjects = [f"position of {actor.lower()}: {POSITIONS[0][3]}" for actor in (HOME, ACROSS)]
    between = " | ".join(sorted((HOME.lower(), ACROSS.lower())))
    return {
        "reversals": [[HOME, "against", "for"], [ACROSS, "for", "against"]],
        "subjects": [*subjects, f"demands between {between}"],
    }


def obligation(fiction: Fiction, rng: Generator) -> Facts:
    """A ceasefire obliges one side to publish a plan by a day; none is found."""
    sentence = "Under the ceasefire of Sennet Bridge, Norvania shall publish a plan for the road within ninety days."
    speech = say_once(fiction, ACROSS, "2021-03-01", sentence)
    fiction.note(
        "obligations",
        id="obligation-1",
        obliged=HOME.lower(),
        beneficiary=ACROSS.lower(),
        imposed_by="ceasefire of Sennet Bridge",
        date="2020-12-10",
        due="2021-03-10",
        obligation="publish a plan for the road",
        compliance="none found",
        searched="statements of Norvania, 2021 to 2023",
        source_id=SPEECHES,
        quote=sentence,
    )
    return {
        "obliged": HOME,
        "due": "2021-03-10",
        "compliance": "none",
        "said on": speech.date,
        "subjects": ["obligation obligation-1"],
    }


def _claim(fiction: Fiction, actor: str, date: str, sentence: str, between: tuple[int, int], source: str) -> None:
    who, from_where, by_whom = _WHO[ACROSS if "Averrans" in sentence else HOME]
    census = "census" in sentence
    fiction.note(
        "claims",
        id=f"claim-{len(fiction.ledger.get('claims', ())) + 1}",
        actor=actor.lower(),
        date=date,
        statement=sentence,
        value_low=str(between[0]),
        value_high=str(between[1]),
        unit="people",
        who=who,
        from_where=from_where,
        by_whom="" if census else by_whom,
        status_of_people="resident" if census else "displaced",
        period="1989" if census else "1988-1990" if "Averrans" in sentence else "1988-1991",
        source_id=source,
        quote=sentence,
    )
