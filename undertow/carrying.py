"""Carries an analysis out on an engine, step by step in one order, for a case, a notebook and the tests alike."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from undertow import steps
from undertow.analyses import Analysis, Tables
from undertow.engines import Engine
from undertow.model import Finding

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa
    from numpy.random import Generator

#: Steps a run is told in.
STEPS = 5
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


@dataclass(frozen=True)
class Kept:
    """Where derived tables are kept from one run to the next, and what every table of the case is made of (name -> a hash)."""

    folder: Path
    made_of: Mapping[str, str]


def carry_out(engine: Engine, analysis: Analysis, rng: Generator, folder: Path, kept: Kept | None = None) -> Outcome:
    """Derives, stages, measures, computes and concludes; results are written to `folder`. Findings have no ids yet.

    kept: where given, tables that were derived before from the same rows with the same settings are taken from there.
    """
    import pyarrow.parquet as pq

    tables = dict(engine.tables())
    statements: dict[str, str] = {}
    stored: dict[str, Path] = {}
    steps.begin("Read and derive", 1, STEPS)
    for name, data in (_kept(analysis, tables, rng, kept) if kept else analysis.derive(tables, rng)).items():
        tables[name] = engine.hold(name, data)
    steps.begin("Prepare", 2, STEPS)
    for name, expression in steps.counted(analysis.stages(tables)):
        statements[name] = engine.keep(name, expression)
        tables[name] = engine.tables()[name]
    measured, detail = analysis.measure(tables), analysis.detail(tables)
    steps.begin("Measure", 3, STEPS, len(measured) + len(detail))
    for name, expression in steps.counted({**measured, **detail}.items()):
        stored[name] = folder / f"{name}.parquet"
        statements[name] = engine.write(expression, stored[name])
    for name, path in stored.items():
        tables[name] = engine.load(name, path)
    held = {name: pq.read_table(stored[name]) for name in measured}

    def collect(expression: ir.Table) -> pa.Table:
        statements[f"compute_{1 + sum(name.startswith('compute_') for name in statements)}"] = engine.sql(expression)
        return engine.collect(expression)

    steps.begin("Test against chance", 4, STEPS)
    for name, data in analysis.compute(tables, collect, rng).items():
        stored[name] = folder / f"{name}.parquet"
        pq.write_table(data, stored[name], compression="snappy")
        held[name], tables[name] = data, engine.hold(name, data)
    steps.begin("Conclude and cite", 5, STEPS)
    found = tuple(cited(engine, analysis, tables, f) for f in steps.counted(tuple(analysis.conclude(held, rng))))
    return Outcome(tables, stored, held, statements, found, tuple(analysis.notes(held)), analysis.errors(held))


def cited(engine: Engine, analysis: Analysis, tables: Mapping[str, ir.Table], finding: Finding) -> Finding:
    """The finding with its first rows as evidence, and how many there are in all."""
    rows = analysis.rows(tables, finding)
    shown, total = engine.first(rows, CITED)
    cites = tuple(islice(analysis.cite(shown), CITED + 1))
    query = engine.sql(rows) if any(piece.kind == "count" for piece in cites) else ""
    whole = total <= CITED and len(cites) <= CITED
    return replace(finding, evidence=cites[:CITED], evidence_count=total, exhaustive=whole, query=query)


class _Noting(Mapping[str, "ir.Table"]):
    """Tables that note which of them were asked for."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> ir.Table:
        self.asked.add(name)
        return self._tables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)


def _kept(analysis: Analysis, tables: Tables, rng: Generator, kept: Kept) -> Mapping[str, pa.Table]:
    """What `derive` makes; where it made it before of the same tables, settings and random state, that, with the state it left.

    Of each analysis the newest is kept. A table is the same when what it is made of is.
    """
    import pyarrow.parquet as pq

    folder, begun = kept.folder / analysis.name, rng.bit_generator.state
    begin = {"settings": asdict(analysis), "random": begun, "program": program()}  # type: ignore[call-overload]  # analyses are dataclasses
    made = _record(folder / "made_of.json")
    if made.get("begin") == begin and all(kept.made_of.get(name) == mark for name, mark in made["tables"].items()):
        rng.bit_generator.state = made["left"]
        return {name: pq.read_table(folder / f"{name}.parquet") for name in made["derived"]}
    noting = _Noting(tables)
    derived = analysis.derive(noting, rng)
    if derived and noting.asked <= kept.made_of.keys():
        scratch = kept.folder / f".{analysis.name}"
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(parents=True)
        for name, data in derived.items():
            pq.write_table(data, scratch / f"{name}.parquet", compression="snappy")
        made = {"begin": begin, "tables": {name: kept.made_of[name] for name in sorted(noting.asked)}}
        made |= {"derived": list(derived), "left": rng.bit_generator.state}
        (scratch / "made_of.json").write_text(json.dumps(made), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(scratch, folder)
    return derived


def _record(path: Path) -> dict[str, Any]:
    """What an earlier run noted; nothing where it did not, or not whole."""
    try:
        found: dict[str, Any] = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found


@cache
def program() -> str:
    """Changes with every file of the program: what another version derived is not used."""
    here = Path(__file__).parent
    files = [(str(path), *path.stat()[6:9:2]) for path in sorted(here.rglob("*.py"))]
    return sha256(json.dumps(files).encode()).hexdigest()
