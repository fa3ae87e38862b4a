"""Carries an analysis out on an engine, step by step in one order, for a case, a notebook and the tests alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from undertow.analyses import Analysis
from undertow.engines import Engine
from undertow.model import Finding

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa
    from numpy.random import Generator

#: Rows quoted in a finding and in the dossier; `show --rows` prints all.
CITED = 20


@dataclass(frozen=True)
class Outcome:
    """What came of it.

    tables: every table by name, lazily. stored: the Parquet file of each result. held: the results that the conclusion
    was drawn from. statements: what the engine ran, by the name of the table made.
    """

    tables: Mapping[str, ir.Table]
    stored: Mapping[str, Path]
    held: Mapping[str, pa.Table]
    statements: Mapping[str, str]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    errors: str


def carry_out(engine: Engine, analysis: Analysis, rng: Generator, folder: Path) -> Outcome:
    """Derives, stages, measures, computes and concludes; results are written to `folder`. Findings have no ids yet."""
    import pyarrow.parquet as pq

    tables = dict(engine.tables())
    statements: dict[str, str] = {}
    stored: dict[str, Path] = {}
    for name, data in analysis.derive(tables, rng).items():
        tables[name] = engine.hold(name, data)
    for name, expression in analysis.stages(tables):
        statements[name] = engine.keep(name, expression)
        tables[name] = engine.tables()[name]
    measured, detail = analysis.measure(tables), analysis.detail(tables)
    for name, expression in {**measured, **detail}.items():
        stored[name] = folder / f"{name}.parquet"
        statements[name] = engine.write(expression, stored[name])
    for name, path in stored.items():
        tables[name] = engine.load(name, path)
    held = {name: pq.read_table(stored[name]) for name in measured}

    def collect(expression: ir.Table) -> pa.Table:
        statements[f"compute_{1 + sum(name.startswith('compute_') for name in statements)}"] = engine.sql(expression)
        return engine.collect(expression)

    for name, data in analysis.compute(tables, collect, rng).items():
        stored[name] = folder / f"{name}.parquet"
        pq.write_table(data, stored[name], compression="snappy")
        held[name], tables[name] = data, engine.hold(name, data)
    found = tuple(cited(engine, analysis, tables, finding) for finding in analysis.conclude(held, rng))
    return Outcome(tables, stored, held, statements, found, tuple(analysis.notes(held)), analysis.errors(held))


def cited(engine: Engine, analysis: Analysis, tables: Mapping[str, ir.Table], finding: Finding) -> Finding:
    """The finding with its first rows as evidence, and how many there are in all."""
    rows = analysis.rows(tables, finding)
    shown, total = engine.first(rows, CITED)
    cites = tuple(islice(analysis.cite(shown), CITED + 1))
    query = engine.sql(rows) if any(piece.kind == "count" for piece in cites) else ""
    whole = total <= CITED and len(cites) <= CITED
    return replace(finding, evidence=cites[:CITED], evidence_count=total, exhaustive=whole, query=query)
