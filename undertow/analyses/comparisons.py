"""Do claims agree with the records they are set against?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from numpy.random import Generator

from undertow.analyses import Analysis, Measured, Tables
from undertow.analyses._ledger import rows as entered
from undertow.analyses._ledger import words
from undertow.analyses._ledger.dates import words as dated
from undertow.analyses._ledger.rows import Names, Row
from undertow.model import Evidence, Finding
from undertow.tables.ledger import rests_on

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

_SUBJECT = "comparison "
_SLOTS = (
    ("unit", "Counted in"),
    ("who", "Who"),
    ("from_where", "Where"),
    ("by_whom", "By whom"),
    ("status_of_people", "Status"),
    ("period", "When"),
)


@dataclass(frozen=True)
class Comparisons(Analysis):
    """Each claim that the ledger sets against another or against a record: both side by side, and what a person judged."""

    name = "comparisons"
    title = "Do claims agree with the records they are set against?"
    needs = (("documents", "posts"), "comparisons")
    reads = ("actors", "claims", "comparisons")
    error_statement = words.ERRORS

    def measure(self, tables: Tables) -> Mapping[str, ir.Table]:
        """Comparisons and claims as entered, and the names of actors."""
        return {
            "comparisons_entered": tables["comparisons"],
            "claims_entered": tables["claims"],
            "actors_known": entered.actors_known(tables),
        }

    def conclude(self, measured: Measured, rng: Generator) -> Iterator[Finding]:
        """One finding for each comparison whose two claims are there."""
        names = entered.names_of(measured)
        claims = {row["id"]: row for row in entered.sound(measured["claims_entered"])}
        for row in entered.sound(measured["comparisons_entered"]):
            if row["claim"] in claims and row["record"] in claims:
                yield _finding(row, claims[row["claim"]], claims[row["record"]], names)

    def notes(self, measured: Measured) -> Iterator[str]:
        """What is left out."""
        yield from entered.left_out(measured, "comparisons_entered", "claims_entered")

    def rows(self, tables: Tables, finding: Finding) -> ir.Table:
        """The sources of both."""
        pairs, claims = tables["comparisons_entered"], tables["claims_entered"]
        pair = pairs.filter(pairs.id == finding.subject.removeprefix(_SUBJECT))
        wanted = pair.select(id="claim").union(pair.select(id="record"), distinct=True)
        return entered.quoted(tables, claims.semi_join(wanted, "id"))

    def cite(self, rows: pa.Table) -> Iterator[Evidence]:
        """The words of both."""
        yield from entered.evidence(rows, "claim")


def _finding(row: Row, claim: Row, record: Row, names: Names) -> Finding:
    both = (claim, record)
    judged = (
        f"judged “{row['status']}” by a person" + (f", because {names.within(row['why'])}" if row["why"] else "")
        if row["status"]
        else "nobody has judged yet whether the two agree"
    )
    told = [
        f"{names.of(c['actor'])} ({dated(c['date'])}; {rests_on(c)}) says: {names.within(c['statement'])} (read as {_range(c)})"
        for c in both
    ]
    found = words.described(
        "comparisons", f"{_SUBJECT}{row['id']}", f"{told[0]}; {told[1]}; {judged}.", rows=both, unit="comparison", count=1
    )  # fmt: skip
    cells = [
        [names.of(c["actor"]), dated(c["date"]), names.within(c["statement"]), _range(c), *(names.within(c[s]) for s, _ in _SLOTS), rests_on(c)]
        for c in both
    ]  # fmt: skip
    titles = ("Said by", "When said", "Statement", "Read as", *(title for _, title in _SLOTS), "The row rests on")
    return replace(
        found,
        paragraphs=(_differing(claim, record),),
        facts=(*found.facts, ("Judged", row["status"] or "by nobody yet")),
        caveats=(*found.caveats, "Whether the two agree is a person's judgement; undertow only sets them side by side."),
        benign_explanations=("The two count different people, places or times.", "One of them is rounded, or was later corrected."),
        would_change=("A reading of the record that counts the same people.", "Another record."),
        tables=(words.table("Side by side", ("", "Claim", "Set against"), list(zip(titles, *cells, strict=True))),),
    )  # fmt: skip


def _range(claim: Row) -> str:
    numbers = [
        f"{value:,.10g}" for value in dict.fromkeys((claim["value_low"], claim["value_high"])) if value is not None
    ]
    return " to ".join(numbers) or "no number"


def _differing(claim: Row, record: Row) -> str:
    """What is entered differently of the two, and whether their numbers have anything in common."""
    different = [title.lower() for slot, title in _SLOTS if claim[slot].casefold() != record[slot].casefold()]
    slots = f"Entered differently: {', '.join(different)}." if different else "What is counted is entered alike."
    low, high = ("value_low", "value_high")
    if None in (claim[low], claim[high], record[low], record[high]):
        return slots
    common = claim[low] <= record[high] and record[low] <= claim[high]
    return f"{slots} The two numbers {'have a range in common' if common else 'have no value in common'}."
