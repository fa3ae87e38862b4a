"""What is said of every finding that rests on rows entered by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from undertow.analyses._ledger.rows import Row
from undertow.model import Cell, Column, Estimate, Figure, Finding, Grade, Table
from undertow.tables.ledger import NOT_FOUND, REPORTED, UNSOURCED, VERIFIED

ERRORS = (
    "Rows were entered by hand, and nothing is tested. Whether a quote stands in its source is checked to the letter, white space "
    "aside; whether it means what the row says is for a reader. What nobody entered is not here. See docs/methods/ledger.md."
)
NULL_MODEL = (
    "None. A description of rows that a person entered, with the quote each rests on; it is compared with nothing."
)
DETECTABLE = "Only what was entered; a fact that nobody entered is not seen, and its absence means nothing."
#: Said of a finding whose rows quote no source of the case.
BY_HAND_ALONE = "All of this was entered by hand and is quoted from no source of the case."
_STANDINGS = (
    (VERIFIED, "verified: quoted from a source of the case"),
    (REPORTED, "reported by a publication that is not in the case"),
    (NOT_FOUND, "whose quote was not found in a source of the case"),
    (UNSOURCED, "without a source"),
)


def described(analysis: str, subject: str, statement: str, *, rows: Sequence[Row], unit: str, count: int) -> Finding:
    """A finding about rows, that tell of `count` things; what a certain kind of finding adds is put in with `replace`.

    Where no row is quoted from a source of the case, the statement says so: it rests on nothing but what a person entered.
    """
    told = "entered by hand" in statement or "reported by" in statement
    if not told and not any(row["standing"] == VERIFIED for row in rows):
        statement += f" {BY_HAND_ALONE}"
    return Finding(
        id="",
        analysis=analysis,
        subject=subject,
        statement=statement,
        estimate=Estimate(value=count, low=count, high=count, unit=unit, n=max(1, count, len(rows))),
        null_model=NULL_MODEL,
        grade=grade(rows),
        facts=tuple(standings(rows)),
        caveats=tuple(caveats(rows)),
        counter_evidence=("Nothing was searched for beyond the ledger; rows that speak against this are shown where they were entered.",),
        would_change=("Rows that nobody has entered yet.", "A quote that in its context says something else."),
        detectable=DETECTABLE,
    )  # fmt: skip


def grade(rows: Sequence[Row]) -> Grade:
    """Limited where every row is quoted from a source of the case, which bytes can show; else insufficient."""
    return "limited" if rows and all(row["standing"] == VERIFIED for row in rows) else "insufficient"


def standings(rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """How many rows rest on what."""
    counts = Counter(row["standing"] for row in rows)
    for standing, words in _STANDINGS:
        if counts[standing]:
            yield f"Rows {words}", f"{counts[standing]:,} of {len(rows):,}"


def caveats(rows: Sequence[Row]) -> Iterator[str]:
    """What a reader must know of rows like these."""
    yield "Entered by hand: it says what somebody chose to enter, not how often such things happened. Nothing that a program found is mixed in."
    if any(row["standing"] == REPORTED for row in rows):
        yield "Where it says “reported by”, the publication is not in the case, and whether it is right was not checked."
    if any(row["standing"] in (NOT_FOUND, UNSOURCED) for row in rows):
        yield "Some rows rest on nothing that could be checked; each says so."


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]], note: str = "") -> Table:
    """A table of text cells."""
    return Table(title=title, columns=tuple(Column(title=c) for c in columns), rows=tuple(map(tuple, rows)), note=note)


def chronology(title: str, alt: str, rows: Sequence[dict[str, Cell]], note: str = "") -> Figure:
    """Dated things in lanes along time."""
    return Figure(kind="chronology", title=title, unit="", alt=alt, rows=tuple(rows), note=note)
