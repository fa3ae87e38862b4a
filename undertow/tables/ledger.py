"""The tables that an analyst enters by hand, one CSV file each in the folder ledger/ of a case.

What is entered stands first in each table, in the order of the file. What undertow adds follows: where the row stands, what is
wrong with it, and what it rests on. A row is `verified` when its words were found in a source of the case, and never otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from undertow.tables._records import Column, Table, Type

#: What a row rests on. Everything but the first is printed with every use of the row.
STANDINGS = VERIFIED, REPORTED, NOT_FOUND, UNSOURCED = "verified", "reported", "not found", "unsourced"

#: What an actor may be besides a person. Any other word, and none, is taken for a person, who is not named without a reason.
NO_PERSONS = frozenset(
    [
        "organisation",
        "office",
        "ministry",
        "organization",
        "association",
        "party",
        "company",
        "agency",
        "institution",
        "body",
        "court",
        "church",
        "group",
        "people",
        "population",
        "state",
        "government",
        "country",
        "place",
        "region",
        "city",
        "outlet",
        "newspaper",
        "magazine",
        "medium",
        "media",
        "channel",
    ]
)

_TYPES: dict[str, Type] = {
    "aliases": "texts",
    "actors": "texts",
    "findings": "texts",
    "value_low": "number",
    "value_high": "number",
    "line": "integer",
    "start": "integer",
    "end": "integer",
}
_ADDED = (
    ("line", "line of the ledger file the row begins on"),
    ("problem", "what is wrong with the row, in words; empty where nothing is"),
)
_GROUND = (
    ("source_id", "source in the case: its SHA-256 or file name, or the id of a document or post"),
    ("quote", "words of that source that bear the row out, verbatim"),
    ("reported_by", "where the source is not in the case: the publication that reports it, with date and address"),
)
_FOUND = (
    *_ADDED,
    ("standing", f"'{VERIFIED}': the quote stands in the source; '{REPORTED}': by a publication that is not in the case; "
     f"'{NOT_FOUND}': the source is in the case and the quote is not in it, or the source is not in the case; '{UNSOURCED}': neither a quote nor a publication"),
    ("source_sha256", "SHA-256 of the source, where the quote was found"),
    ("table", "posts or documents, where the quote was found"),
    ("row_ref", "place in the source, where the quote was found"),
    ("start", "where the quote begins in the text of that row, in code points"),
    ("end", "where it ends"),
)  # fmt: skip
_DATE = "ISO 8601, as finely as it is known: 2022, 2022-08 or 2022-08-01"

#: Words that a column may hold, where not every word will do; empty is allowed besides.
WORDS = {
    "precision": ("day", "month", "year"),
    "step": ("founding", "office", "chair", "account", "first post", "speech", "conference", "funding", "other"),
    "polarity": ("do", "stop"),
    "stance": ("for", "against", "grants", "refuses", "other"),
    "status": ("consistent", "contradicts", "cannot be compared"),
}
#: Stances that exclude each other.
OPPOSITE = {"for": "against", "against": "for", "grants": "refuses", "refuses": "grants"}
#: Columns that hold a date, and those that name an actor by its id.
DATES = ("date", "due", "from", "to", "asked_at", "answered_at")
ACTOR_COLUMNS = ("actor", "actors", "addressee", "obliged", "beneficiary", "other")


def _ledger(
    name: str, row: str, *columns: tuple[str, str], last: tuple[str, str] | None = None, grounded: bool = True
) -> Table:
    ground, found = (_GROUND, _FOUND) if grounded else ((), _ADDED)
    every = (*columns, *ground, *([last] if last else []), *found)
    return Table(name, row, ("id",), tuple(Column(c, _TYPES.get(c, "text"), m, c == "id") for c, m in every))


_ID, _ACTOR = ("id", "short name of the row, unlike any other in the file"), ("actor", "id of the actor in actors.csv")

_ALL = (
    _ledger(
        "actors",
        "a person, organisation or state",
        ("id", "short name used in the ledgers"),
        ("name", "name in print"),
        (
            "aliases",
            "other names, in all scripts, and its accounts (@handle, x:@handle where the platform matters, or x:ID), with ; between them; "
            "stem* stands for every ending",
        ),
        ("kind", "person, organisation, state, place ..."),
        ("public_role", "role in public; empty for a private person, who is never named in anything published"),
        ("from", f"since when the name and aliases stand for this actor, for example in an office. {_DATE}"),
        ("to", "until when"),
        (
            "named_because",
            "of a person: why it is in the public interest to name them; without it a person is not named",
        ),
        grounded=False,
    ),
    _ledger(
        "events",
        "a dated event",
        _ID,
        ("date", _DATE),
        ("precision", "how finely the date is known: day, month or year"),
        ("title", "what happened, in your words"),
        ("actors", "ids of the actors, with ; between them"),
        ("place", "where"),
        last=("step", f"what it was in the assembly of a campaign, if anything: {', '.join(WORDS['step'])}"),
    ),
    _ledger(
        "claims",
        "a statement of an actor on how many, or of a record",
        _ID,
        _ACTOR,
        ("date", f"when it was said. {_DATE}"),
        ("statement", "what was said, in your words or quoted"),
        ("value_low", "the number, or the lower end of what the words allow"),
        ("value_high", "the upper end"),
        ("unit", "what the number counts: people, percent ..."),
        ("who", "the people counted"),
        ("from_where", "where they were"),
        ("by_whom", "by whom, where the statement says so"),
        ("status_of_people", "displaced, killed, resident ..."),
        ("period", "when that was: 1988-1991"),
    ),
    _ledger(
        "comparisons",
        "a claim set against another or against a record, as a person judged it",
        _ID,
        ("claim", "id of the claim in claims.csv"),
        ("record", "id in claims.csv of what it is set against, for example a census"),
        ("status", f"what a person judged: {', '.join(WORDS['status'])}; empty while nobody has"),
        ("why", "the reason"),
        ("judged_by", "who judged; needed with a status"),
        grounded=False,
    ),
    _ledger(
        "keys",
        "a number found by the analysis claims, put into a series by hand",
        ("id", "name of the statement as its finding prints it, or of the series: then all its statements are moved"),
        (
            "series",
            "name of the series it belongs to, in your words or as a finding prints it; statements with one name stand side by side",
        ),
        ("why", "the reason"),
        ("judged_by", "who judged"),
        grounded=False,
    ),
    _ledger(
        "demands",
        "a demand of one actor on another",
        _ID,
        _ACTOR,
        ("addressee", "id of the actor it is addressed to"),
        ("date", _DATE),
        ("demand", "what is demanded, in your words"),
        ("polarity", "do (that something be done) or stop (that it not be done)"),
        ("mirror_of", "id of the demand that asks the same of the other side"),
    ),
    _ledger(
        "positions",
        "what an actor said for or against something, or in answer to a demand",
        _ID,
        _ACTOR,
        ("date", _DATE),
        ("position", "the question, in the same words in every row on it; or the id of a demand that is answered"),
        ("stance", f"one of: {', '.join(WORDS['stance'])}; grants and refuses answer a demand"),
    ),
    _ledger(
        "obligations",
        "something an actor is obliged to do",
        _ID,
        ("obliged", "id of the actor who is obliged"),
        ("beneficiary", "id of the actor to whom it is owed"),
        ("imposed_by", "agreement, ruling or law"),
        ("date", f"since when. {_DATE}"),
        ("due", f"until when it was to be done. {_DATE}"),
        ("obligation", "what is to be done, in your words"),
        ("compliance", "evidence of compliance; 'none found' where it was searched for in vain"),
        ("searched", "where evidence of compliance was searched for, and until when"),
    ),
    _ledger(
        "relations",
        "a documented relation of one actor to another",
        _ID,
        _ACTOR,
        ("role", "founded, chairs, represents, organises, funds, belongs to ..."),
        ("other", "id of the other actor"),
        ("from", f"since when. {_DATE}"),
        ("to", "until when"),
    ),
    _ledger(
        "replies",
        "one to whom questions were put before publishing, and the answer",
        _ID,
        ("actor", "id in actors.csv of the one asked; or empty, with the account"),
        ("account", "id or handle of the account asked; it is printed by number unless it is a public actor's"),
        ("asked_at", f"when. {_DATE}"),
        ("way", "by what way: e-mail, letter, telephone, message on the platform ..."),
        ("question", "what was asked, as it may be printed"),
        ("findings", "ids of the findings it was about, with ; between them"),
        ("answered_at", "when the answer came; empty while there is none"),
        (
            "answer",
            "the answer, as it may be printed; with a date and no words, it is said that they declined to answer",
        ),
        ("source", "where the answer is kept: a file, a letter of DATE, a note of a call; printed"),
        grounded=False,
    ),
)

#: Every ledger, by the name of its table.
LEDGERS = {table.name: table for table in _ALL}


def is_person(kind: str) -> bool:
    """Whether an actor of this kind is, or may be, a person."""
    return kind.strip().casefold() not in NO_PERSONS


def without_reason(row: Mapping[str, Any]) -> bool:
    """Whether a row of actors.csv gives a person a public role and no reason to name them: then they are not named."""
    return bool(row.get("public_role") and is_person(row.get("kind") or "") and not row.get("named_because"))


def entered(table: Table) -> tuple[Column, ...]:
    """The columns that the analyst fills; undertow adds the others."""
    return table.columns[: table.names.index("line")]


def rests_on(row: Mapping[str, Any]) -> str:
    """What a row rests on, as it is printed with every use of the row: 'verified by quote'."""
    return {
        VERIFIED: "verified by quote",
        REPORTED: f"reported by {row['reported_by']}",
        NOT_FOUND: "not verified: quote not found",
    }.get(row["standing"], "not verified: no source given")
