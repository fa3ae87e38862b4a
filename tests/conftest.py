"""Engines for every test: `engine` runs a test on DuckDB, and with `-m spark` on Spark."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from undertow.engines import Engine, connect
from undertow.tables import GIVEN, TABLES, arrow_schema

ENGINES = ("duckdb", pytest.param("spark", marks=pytest.mark.spark))
START = datetime(2022, 8, 1, 12)


def pytest_configure(config: pytest.Config) -> None:
    # ibis 12 and pyspark 4.0 call what DuckDB 2 and pandas 3 have deprecated, and leave a socket open; nothing of ours does.
    for warning in (
        r"ignore:fetch_arrow_table\(\) is deprecated:DeprecationWarning",
        "ignore:The 'future.infer_string' option is deprecated",
        "ignore:The copy keyword is deprecated",
        r"ignore:unclosed <socket\.socket.*127\.0\.0\.1:ResourceWarning",
    ):
        config.addinivalue_line("filterwarnings", warning)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # The tests of whole cases first: a test that takes half a minute and comes last leaves the other core idle.
    items.sort(key=lambda item: item.path.stem not in {"test_tutorial", "test_demo"})


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An engine without a case: every canonical table is there and empty."""
    found = connect(request.param, tmp_path / "none.duckdb")
    yield found
    found.close()


@pytest.fixture
def duckdb(tmp_path: Path) -> Iterator[Engine]:
    """The default engine, where a test is not about engines."""
    found = connect("duckdb", tmp_path / "none.duckdb")
    yield found
    found.close()


def rows(name: str, values: Sequence[dict[str, Any]]) -> Any:
    """Rows of a canonical table from what a test writes; absent columns are NULL, the origin is filled in."""
    import pyarrow as pa

    table = (TABLES | GIVEN)[name]
    origin = {"source_sha256": lambda place: "f" * 64, "row_ref": lambda place: f"line {place}", "row_index": int}
    made = [
        {c: value.get(c, origin[c](place) if c in origin else None) for c in table.names}
        for place, value in enumerate(values, 1)
    ]
    schema = arrow_schema(table)
    return pa.Table.from_pylist(made, schema=pa.schema([field.with_nullable(True) for field in schema])).cast(schema)


def share(account: str | None, item: str | None, at: datetime | None, **more: Any) -> dict[str, Any]:
    """A row of `shares`: who, what, when."""
    return {"account": account, "object": item, "at": at, "kind": "link", "at_precision": "s", **more}


@pytest.fixture(scope="session")
def real_data() -> Callable[[str], Path]:
    """The path of a file of real material, or a skipped test that says why."""

    def find(name: str) -> Path:
        default = Path(__file__).parents[1].parent / "shared" / "data"
        path = Path(os.environ.get("UNDERTOW_DATA", default)) / name
        if not path.exists():
            pytest.skip(f"real material is not here: {path} (set UNDERTOW_DATA)")
        return path

    return find
