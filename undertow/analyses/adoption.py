"""Who takes up whose words, and when? First uses by two voices, and passages that stand in texts of both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from numpy.random import Generator

from undertow.analyses import Analysis, Collect, Forecast, Measured, Tables
from undertow.analyses import _texts as texts
from undertow.analyses._actors import plain
from undertow.analyses._adoption import words
from undertow.analyses._narratives.periods import LENGTHS, day_of
from undertow.errors import BadSetting
from undertow.model import Evidence, Finding

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa


#: Measured on 1,155 statements of 17,000 characters.
_START_SECONDS, _SECONDS_PER_CHARACTER = 5.0, 2e-6


@dataclass(frozen=True)
class Adoption(Analysis):
    """Which of two voices used first what came to both, phrase by phrase, and which passages stand in texts of both, with dates."""

    name = "adoption"
    title = "Who takes up whose words, and when?"
    needs = (("documents", "posts"),)
    reads = ("actors",)
    error_statement = words.ERRORS

    voices: Annotated[
        str,
        "speakers, outlets or accounts looked at, a comma list; empty means all, of accounts those of public actors",
    ] = ""
    between: Annotated[
        str,
        "two voices named before looking, parted by a semicolon, such as Norvania; Averra; reported whatever is found",
    ] = ""
    period: Annotated[
        str, "length of a period: day, week, month, quarter or year; empty takes what most voices bear"
    ] = ""
    since: Annotated[str, "texts before this day are left out, for example 1992-01-01; empty for none"] = ""
    until: Annotated[str, "texts after this day are left out; empty for none"] = ""
    max_voices: Annotated[int, "voices of one kind and language, those that speak in most periods first"] = 40
    max_findings: Annotated[int, "pairs reported, the clearest first; the others are counted"] = 20

    def __post_init__(self) -> None:
        if self.period and self.period not in LENGTHS:
            raise BadSetting(
                f"adoption: period is {self.period!r} but must be one of {', '.join(LENGTHS)}, or empty to choose."
            )
        if self.between and len(self._pair()) != 2:
            raise BadSetting(f"adoption: between is {self.between!r} but must name two voices, parted by a semicolon.")
        for name, low, high in (("max_voices", 2, 400), ("max_findings", 1, 10_000)):
            if not low <= getattr(self, name) <= high:
                raise BadSetting(f"adoption: {name} is {getattr(self, name)} but must be from {low} to {high}.")
        day_of("since", self.since, "adoption")
        day_of("until", self.until, "adoption")

    def _pair(self) -> tuple[str, ...]:
        return tuple(name.strip() for name in self.between.split(";") if name.strip())

    def forecast(self, tables: Tables, collect: Collect) -> Forecast:
        """Characters to be read; the pairs take a few seconds more."""
        rows, characters = texts.amount(tables, collect)
        seconds = _START_SECONDS + characters * _SECONDS_PER_CHARACTER
        return Forecast(rows, round(seconds, 1), round(500 + characters * 5e-5), f"{characters:,} characters of text")

    def derive(self, tables: Tables, rng: Generator) -> Mapping[str, pa.Table]:
        """Pairs tested, lags, first uses, passages and their places, from one reading of the texts."""
        from undertow.analyses._adoption.panel import Asked
        from undertow.analyses._adoption.results import results

        named = frozenset(plain(name) for name in self.voices.split(",") if name.strip())
        asked = Asked(named, self.period, day_of("since", self.since), day_of("until", self.until), self.max_voices)
        return results(tables, asked, self._pair(), rng)

    def measure(self, tables: Tables) -> Mapping[str, ir.Table]:
        """One row per pair and measure; per lag, first use and passage of what is reported; per panel."""
        return {
            f"adoption_of_{name}": tables[f"adoption_{name}"] for name in ("pairs", "lags", "units", "shared", "panels")
        }

    def detail(self, tables: Tables) -> Mapping[str, ir.Table]:
        """`adoption_quotes`: where each first use and passage stands."""
        return {"adoption_quotes": tables["adoption_places"]}

    def conclude(self, measured: Measured, rng: Generator) -> Iterator[Finding]:
        """One finding for each pair with a direction, or named before looking; one for the passages of each panel."""
        for pair in words.reported(measured)[: self.max_findings]:
            yield words.pair_finding(pair, measured)
        yield from words.passage_findings(measured)

    def notes(self, measured: Measured) -> Iterator[str]:
        """How much was looked at, what was left out, and what cannot be told."""
        yield from words.notes(measured, self.max_findings, self._pair())

    def rows(self, tables: Tables, finding: Finding) -> ir.Table:
        """First uses by both voices, those that fewest others use first; or passages, the longest first; both sides in turn."""
        places = tables["adoption_quotes"]
        own = places.filter(places.subject == finding.subject)
        joined = own.inner_join(texts.said(tables), ["table", "source_sha256", "row_ref"])
        return joined.order_by("measure", "rank", "side", "source_sha256", "row_ref", "start")

    def cite(self, rows: pa.Table) -> Iterator[Evidence]:
        """Those places, word for word."""
        for row in rows.to_pylist():
            yield texts.quoted_passage(row, f"{row['measure']}, rank {row['rank']}: {row['unit']}")
