"""Who is obliged to do what, since when, and is there evidence that it was done?"""

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

_SUBJECT = "obligation "
_NONE = "none found"
_SLOTS = (
    "Obliged",
    "To whom",
    "Imposed by",
    "Since",
    "What",
    "Due",
    "Evidence of compliance",
    "Searched",
    "The row rests on",
)


@dataclass(frozen=True)
class Obligations(Analysis):
    """Each obligation of the ledger: who is obliged, to whom, by what, until when, and what was found on compliance."""

    name = "obligations"
    title = "Who is obliged to do what, and is there evidence that it was done?"
    needs = (("documents", "posts"), "obligations")
    reads = ("actors", "obligations")
    error_statement = words.ERRORS

    def measure(self, tables: Tables) -> Mapping[str, ir.Table]:
        """The obligations entered, and the names of actors."""
        return {"obligations_entered": tables["obligations"], "actors_known": entered.actors_known(tables)}

    def conclude(self, measured: Measured, rng: Generator) -> Iterator[Finding]:
        """One finding for each obligation."""
        names = entered.names_of(measured)
        for row in entered.sound(measured["obligations_entered"]):
            yield _finding(row, names)

    def notes(self, measured: Measured) -> Iterator[str]:
        """What is left out."""
        yield from entered.left_out(measured, "obligations_entered")

    def rows(self, tables: Tables, finding: Finding) -> ir.Table:
        """The source that imposes it, or tells of it."""
        own = tables["obligations_entered"]
        return entered.quoted(tables, own.filter(own.id == finding.subject.removeprefix(_SUBJECT)))

    def cite(self, rows: pa.Table) -> Iterator[Evidence]:
        """The words that bear the obligation out."""
        yield from entered.evidence(rows, "obligation")


def _finding(row: Row, names: Names) -> Finding:
    obliged, what = names.of(row["obliged"]), names.within(row["obligation"])
    due = f" by {dated(row['due'])}" if row["due"] else ""
    source = f"By {names.within(row['imposed_by'])}" if row["imposed_by"] else "By what is not entered"
    statement = (
        f"{source}, {obliged} is obliged to {what}{due} (the obligation is {rests_on(row)}); {_compliance(row, names)}."
    )
    cells = (
        obliged, names.of(row["beneficiary"]) if row["beneficiary"] else "", names.within(row["imposed_by"]), dated(row["date"]), what,
        dated(row["due"]), names.within(row["compliance"]) or "not entered", names.within(row["searched"]) or "not entered", rests_on(row),
    )  # fmt: skip
    found = words.described("obligations", f"{_SUBJECT}{row['id']}", statement, rows=[row], unit="obligation", count=1)
    return replace(
        found,
        caveats=(*found.caveats, "That no evidence was found does not say that there is none, nor that the obligation was broken."),
        counter_evidence=(f"Evidence of compliance was searched for: {names.within(row['searched'])}." if row["searched"] else "Where evidence of compliance was searched for is not entered.",),
        benign_explanations=("It was complied with where nobody looked, or not in public.", "It is disputed whether, or until when, it binds."),
        would_change=("A document that shows compliance.", "A later agreement or ruling that changes the obligation."),
        tables=(words.table("Obligation", ("", "As entered"), list(zip(_SLOTS, cells, strict=True))),),
    )  # fmt: skip


def _compliance(row: Row, names: Names) -> str:
    if row["compliance"].casefold() == _NONE:
        where = f"in: {names.within(row['searched'])}" if row["searched"] else "where is not entered"
        return f"no evidence of compliance was found {where}; that it was searched for is the analyst's word"
    if row["compliance"]:
        return f"entered as evidence of compliance, on the analyst's word: {names.within(row['compliance'])}"
    return "whether it was complied with is not entered"
