"""Which voices say what is new, and do the others come to say it?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from numpy.random import Generator

from undertow.analyses import Analysis, Collect, Forecast, Measured, Tables
from undertow.analyses import _texts as texts
from undertow.analyses._actors import plain
from undertow.analyses._narratives.periods import LENGTHS, day_of
from undertow.analyses._novelty import words
from undertow.errors import BadSetting
from undertow.model import Evidence, Finding

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa


#: Measured on 1,155 statements of 17,000 characters.
_START_SECONDS, _SECONDS_PER_CHARACTER = 5.0, 1e-6


@dataclass(frozen=True)
class NoveltyAndResonance(Analysis):
    """How new each text is against what others said before it, and how much nearer it is to what others said after it."""

    name = "novelty"
    title = "Which voices say what is new, and is it kept?"
    needs = (("documents", "posts"),)
    reads = ("actors",)
    error_statement = words.ERRORS

    window: Annotated[int, "periods before and after that a text is set against"] = 3
    voices: Annotated[
        str,
        "speakers, outlets or accounts looked at, a comma list; empty means all, of accounts those of public actors",
    ] = ""
    period: Annotated[
        str, "length of a period: day, week, month, quarter or year; empty takes what most voices bear"
    ] = ""
    since: Annotated[str, "texts before this day are left out, for example 1992-01-01; empty for none"] = ""
    until: Annotated[str, "texts after this day are left out; empty for none"] = ""
    max_voices: Annotated[int, "voices of one kind and language, those that speak in most periods first"] = 200

    def __post_init__(self) -> None:
        if self.period and self.period not in LENGTHS:
            raise BadSetting(
                f"novelty: period is {self.period!r} but must be one of {', '.join(LENGTHS)}, or empty to choose."
            )
        for name, low, high in (("window", 2, 50), ("max_voices", 2, 1_000)):
            if not low <= getattr(self, name) <= high:
                raise BadSetting(f"novelty: {name} is {getattr(self, name)} but must be from {low} to {high}.")
        day_of("since", self.since, "novelty")
        day_of("until", self.until, "novelty")

    def forecast(self, tables: Tables, collect: Collect) -> Forecast:
        """Characters to be read."""
        rows, characters = texts.amount(tables, collect)
        seconds = _START_SECONDS + characters * _SECONDS_PER_CHARACTER
        return Forecast(rows, round(seconds, 1), round(400 + characters * 3e-5), f"{characters:,} characters of text")

    def derive(self, tables: Tables, rng: Generator) -> Mapping[str, pa.Table]:
        """Novelty and resonance by text and by voice, from one reading of the texts."""
        from undertow.analyses._adoption.panel import Asked
        from undertow.analyses._novelty.results import results

        named = frozenset(plain(name) for name in self.voices.split(",") if name.strip())
        asked = Asked(named, self.period, day_of("since", self.since), day_of("until", self.until), self.max_voices)
        return results(tables, asked, self.window, rng)

    def measure(self, tables: Tables) -> Mapping[str, ir.Table]:
        """One row per voice; per text with a full window; per panel."""
        return {f"novelty_of_{name}": tables[f"novelty_{name}"] for name in ("voices", "texts", "panels")}

    def conclude(self, measured: Measured, rng: Generator) -> Iterator[Finding]:
        """One finding for each panel that could be measured."""
        for panel in sorted(measured["novelty_of_panels"].to_pylist(), key=lambda row: row["panel"]):
            own = [r for r in measured["novelty_of_voices"].to_pylist() if r["panel"] == panel["panel"]]
            if own:
                said = [r for r in measured["novelty_of_texts"].to_pylist() if r["panel"] == panel["panel"]]
                yield words.finding(panel, own, said, self.window)

    def notes(self, measured: Measured) -> Iterator[str]:
        """How much was measured, and what was too short."""
        yield from words.notes(measured)

    def rows(self, tables: Tables, finding: Finding) -> ir.Table:
        """The texts of the panel, those that others kept most first."""
        own = tables["novelty_of_texts"]
        own = own.filter(own.panel == words.panel_of(finding.subject))
        joined = own.inner_join(texts.said(tables), ["table", "source_sha256", "row_ref"])
        return joined.order_by("rank", "source_sha256", "row_ref")

    def cite(self, rows: pa.Table) -> Iterator[Evidence]:
        """The beginning of each."""
        for row in rows.to_pylist():
            yield words.evidence(row)
