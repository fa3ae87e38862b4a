"""What is derived once is not derived again from the same rows with the same settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from undertow.analyses import Analysis, Measured, Tables
from undertow.carrying import Kept, carry_out
from undertow.engines import Engine
from undertow.model import Evidence, Finding


@dataclass(frozen=True)
class Lengths(Analysis):
    """The lengths of posts, moved by a random number; it counts how often it derived them."""

    name = "lengths"
    title = "How long are posts?"
    needs = ("posts",)
    error_statement = "None."
    add: int = 0

    def derive(self, tables: Tables, rng: np.random.Generator) -> Mapping[str, pa.Table]:
        derived.append(self.add)
        texts = tables["posts"].text.to_pyarrow().to_pylist()
        moved = int(rng.integers(1000))
        return {"lengths": pa.table({"length": [len(text) + self.add + moved for text in texts]})}

    def measure(self, tables: Tables) -> Mapping[str, Any]:
        return {"measured": tables["lengths"]}

    def compute(self, tables: Tables, collect: Any, rng: np.random.Generator) -> Mapping[str, pa.Table]:
        return {"drawn": pa.table({"number": [int(rng.integers(1000))]})}

    def conclude(self, measured: Measured, rng: np.random.Generator) -> Iterator[Finding]:
        return iter(())

    def rows(self, tables: Tables, finding: Finding) -> Any:
        return tables["lengths"]

    def cite(self, rows: pa.Table) -> Iterator[Evidence]:
        return iter(())


derived: list[int] = []


@pytest.fixture
def ran(duckdb: Engine, tmp_path: Path) -> Any:
    """Runs it with what the tables are made of, and returns what it measured and drew, and how often it derived so far."""
    derived.clear()
    duckdb.hold("posts", pa.table({"text": ["seven 7"]}))

    def run(add: int = 0, seed: int = 1, **made_of: str) -> tuple[list[Any], list[Any], int]:
        kept = Kept(tmp_path / "derived", {"posts": "p", "labels": "l"} | made_of)
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        done = carry_out(duckdb, Lengths(add=add), np.random.default_rng(seed), folder, kept)
        return done.held["measured"]["length"].to_pylist(), done.held["drawn"]["number"].to_pylist(), len(derived)

    return run


def test_a_second_run_takes_what_the_first_derived_and_draws_the_same(ran: Any) -> None:
    assert ran()[:2] == ran()[:2]
    assert len(derived) == 1


def test_a_table_that_was_not_read_may_change(ran: Any) -> None:
    ran()
    assert ran(labels="other")[2] == 1


@pytest.mark.parametrize("change", [{"posts": "other"}, {"add": 1}, {"seed": 2}])
def test_other_rows_settings_or_seed_are_derived_anew(ran: Any, change: dict[str, Any]) -> None:
    ran()
    assert ran(**change)[2] == 2


def test_what_was_kept_badly_is_derived_anew(ran: Any, tmp_path: Path) -> None:
    first = ran()
    (tmp_path / "derived" / "lengths" / "made_of.json").write_text("{", encoding="utf-8")
    assert ran() == (*first[:2], 2)
