"""Who demands what of whom, since when, how often, and is the same asked back?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from numpy.random import Generator

from undertow.analyses import Analysis, Measured, Tables
from undertow.analyses import _texts as texts
from undertow.analyses._actors import actors_of
from undertow.analyses._demands import reading, words
from undertow.analyses._demands.measured import of_subject, pairs
from undertow.analyses._ledger import rows as entered
from undertow.analyses._ledger.reciprocity import record_of
from undertow.errors import BadSetting
from undertow.language.demands import MEASURED
from undertow.model import Evidence, Finding

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa


@dataclass(frozen=True)
class Demands(Analysis):
    """Demands found in what each side says, put together where their words repeat, beside what the ledger has of them."""

    name = "demands"
    title = "Who demands what of whom, and is it asked back?"
    needs = (("documents", "posts"), "actors")
    reads = ("actors", "demands", "positions")
    error_statement = words.ERRORS
    seconds_per_million_rows = 10_000.0

    max_demands: Annotated[int, "demands of each side listed in a table, the earliest first"] = 60
    max_findings: Annotated[int, "pairs of actors reported, those with most demands first; the others are counted"] = 20

    def __post_init__(self) -> None:
        for name in ("max_demands", "max_findings"):
            if getattr(self, name) < 1:
                raise BadSetting(f"demands: {name} is {getattr(self, name)} but must be at least 1.")

    def derive(self, tables: Tables, rng: Generator) -> Mapping[str, pa.Table]:
        """`demand_sentences`: one row per demand and addressee. `demand_volume`: texts read by voice.
        `demand_unread`: texts in languages without rules, and posts of private accounts."""
        return reading.to_tables(reading.read(tables, actors_of(tables["actors"])))

    def measure(self, tables: Tables) -> Mapping[str, ir.Table]:
        """Demands by voice, addressee, day and wording; texts read by voice; the ledger's names, demands and positions."""
        sentences = tables["demand_sentences"]
        keys = (
            "voice",
            "addressee",
            "about",
            "language",
            "reported",
            "demand",
            "wording",
            "denied",
            "entered",
            "day",
        )
        return {
            "demand_counts": sentences.group_by(*keys).agg(times=sentences.count()),
            "demand_amounts": tables["demand_volume"],
            "demand_unread_languages": tables["demand_unread"],
            "demands_entered": tables["demands"],
            "positions_entered": tables["positions"],
            "actors_known": entered.actors_known(tables),
        }

    def detail(self, tables: Tables) -> Mapping[str, ir.Table]:
        """`demands_found`: one row per demand and addressee, with its place in the source."""
        return {"demands_found": tables["demand_sentences"]}

    def conclude(self, measured: Measured, rng: Generator) -> Iterator[Finding]:
        """One finding for each two actors of whom one demands something of the other."""
        names = entered.names_of(measured)
        record = record_of(*(entered.sound(measured[name]) for name in ("demands_entered", "positions_entered")))
        for sides in pairs(measured)[: self.max_findings]:
            yield words.finding(sides, record, names, rng, self.max_demands)

    def notes(self, measured: Measured) -> Iterator[str]:
        """What could not be read, what names nobody asked, and what is left out."""
        yield from words.notes(measured, len(pairs(measured)), self.max_findings)

    def rows(self, tables: Tables, finding: Finding) -> ir.Table:
        """The demands of each on the other in their own words, oldest first, with the text each stands in."""
        found, (one, other) = tables["demands_found"], of_subject(finding.subject)
        towards = ((found.voice == one) & (found.addressee == other)) | (
            (found.voice == other) & (found.addressee == one)
        )
        joined = found.filter(towards & ~found.reported & found.language.isin(MEASURED)).inner_join(
            texts.said(tables), ["table", "source_sha256", "row_ref"]
        )
        return joined.order_by("day", "source_sha256", "row_ref", "start", "what_start")

    def cite(self, rows: pa.Table) -> Iterator[Evidence]:
        """Each of those sentences once, word for word."""
        yield from texts.each_once(rows, words.evidence)
