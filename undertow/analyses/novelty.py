"""Which voices say what is new, and do the others come to say it?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from numpy.random import Generator

from undertow.analyses import Measured, Tables
from undertow.analyses import _texts as texts
from undertow.analyses._novelty import words
from undertow.analyses._panels import OfVoices
from undertow.model import Evidence, Finding

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa


@dataclass(frozen=True)
class NoveltyAndResonance(OfVoices):
    """How new each text is against what others said before it, and how much nearer it is to what others said after it."""

    name = "novelty"
    title = "Which voices say what is new, and is it kept?"
    error_statement = words.ERRORS
    seconds_per_character = 1e-6

    window: Annotated[int, "periods before and after that a text is set against"] = 3

    def __post_init__(self) -> None:
        super().__post_init__()
        self._within("window", 2, 50)

    def derive(self, tables: Tables, rng: Generator) -> Mapping[str, pa.Table]:
        """Novelty and resonance by text and by voice, from one reading of the texts."""
        from undertow.analyses._novelty.results import results

        return results(tables, self.asked, self.window, rng)

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
