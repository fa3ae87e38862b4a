"""Carries an analysis out as a case does, on tables of a test; no finding may hold words that keep it from being published."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from undertow import carrying
from undertow.analyses import Analysis
from undertow.carrying import Outcome
from undertow.dossier.linting.findings import blockers
from undertow.engines import Engine
from undertow.model import Evidence, Finding


@dataclass(frozen=True)
class Ran:
    """What came of it: findings, every stored table as rows, and what is needed to ask for evidence."""

    engine: Engine
    analysis: Analysis
    tables: Mapping[str, Any]
    stored: Mapping[str, Any]
    findings: list[Finding]
    notes: list[str]

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The rows of a stored table, in a settled order."""
        return sorted(self.stored[name].to_pylist(), key=lambda row: [str(value) for value in row.values()])

    def evidence(self, finding: Finding) -> list[Evidence]:
        return list(self.analysis.cite(self.engine.collect(self.analysis.rows(self.tables, finding))))


def carry_out(engine: Engine, analysis: Analysis, *, seed: int = 1, **given: Any) -> Ran:
    """The analysis on the given canonical tables; the others are empty."""
    import pyarrow.parquet as pq

    for name, table in given.items():
        engine.hold(name, table)
    with tempfile.TemporaryDirectory() as folder:
        outcome = carrying.carry_out(engine, analysis, np.random.default_rng(seed), Path(folder))
        stored = {name: pq.read_table(path) for name, path in outcome.stored.items()}
    assert not [*kept_back(analysis, outcome)]
    tables = dict(outcome.tables) | {name: engine.hold(name, table) for name, table in stored.items()}
    return Ran(engine, analysis, tables, stored, list(outcome.findings), list(outcome.notes))


def kept_back(analysis: Analysis, outcome: Outcome) -> Iterator[str]:
    """What would keep the findings from being published: a number in undertow's own words that is none of the finding, a word
    that claims too much, nothing said against it, no evidence. Checked wherever a test carries out an analysis, so also for a new one."""
    told = (outcome.errors, *outcome.notes, *map(str, asdict(analysis).values()))  # type: ignore[call-overload]  # analyses are dataclasses
    for finding in outcome.findings:
        yield from map(str, blockers(finding, told))
