"""Who takes up whose words, and when? First uses by two voices, and passages that stand in texts of both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from numpy.random import Generator

from undertow.analyses import Measured, Tables
from undertow.analyses import _texts as texts
from undertow.analyses._adoption import words
from undertow.analyses._panels import OfVoices
from undertow.errors import BadSetting
from undertow.model import Evidence, Finding, said

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa


@dataclass(frozen=True)
class Adoption(OfVoices):
    """Which of two voices used first what came to both, phrase by phrase, and which passages stand in texts of both, with dates."""

    name = "adoption"
    title = "Who takes up whose words, and when?"
    error_statement = words.ERRORS

    between: Annotated[
        str,
        "two voices named before looking, parted by a semicolon, such as Norvania; Averra; reported whatever is found",
    ] = ""
    max_findings: Annotated[int, "pairs reported, the clearest first; the others are counted"] = 20

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.between and len(self._pair()) != 2:
            raise BadSetting(f"adoption: between is {self.between!r} but must name two voices, parted by a semicolon.")
        self._within("max_findings", 1, 10_000)

    def _pair(self) -> tuple[str, ...]:
        return tuple(name.strip() for name in self.between.split(";") if name.strip())

    def derive(self, tables: Tables, rng: Generator) -> Mapping[str, pa.Table]:
        """Pairs tested, lags, first uses, passages and their places, from one reading of the texts."""
        from undertow.analyses._adoption.results import results

        return results(tables, self.asked, self._pair(), rng)

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
            unit = said(row["unit"], [row["who"]]) if row["table"] == "posts" else row["unit"]
            yield texts.quoted_passage(row, f"{row['measure']}, rank {row['rank']}: {unit}")
