"""Where tables are held and expressions run: DuckDB in the case folder, or Spark for a corpus that outgrows it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from undertow.errors import UnknownName

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

ENGINES = ("duckdb", "spark")


class Engine(Protocol):
    """What a case asks of an engine. Expressions are Ibis; only this package knows a backend."""

    name: str

    def tables(self) -> Mapping[str, ir.Table]:
        """The canonical tables and those held since, by name."""

    def hold(self, name: str, data: pa.Table) -> ir.Table:
        """Keep a table for this session under `name` and return it as an expression."""

    def load(self, name: str, path: Path) -> ir.Table:
        """A Parquet file as an expression, held under `name`."""

    def collect(self, expression: ir.Table) -> pa.Table:
        """The rows of an expression."""

    def first(self, expression: ir.Table, most: int) -> tuple[pa.Table, int]:
        """The first rows of an expression, at most so many, and how many it has in all."""

    def keep(self, name: str, expression: ir.Table) -> str:
        """Compute an expression once and keep its rows under `name`; returns the statement that was run."""

    def write(self, expression: ir.Table, path: Path) -> str:
        """The rows of an expression as one Parquet file, without passing through Python; returns the statement."""

    def sql(self, expression: ir.Table) -> str:
        """The statement the engine would run."""

    def close(self) -> None: ...


def connect(name: str, database: Path) -> Engine:
    """The engine called `name`, over the canonical tables of a case database. Raises: UnknownName, MissingExtra."""
    if name == "duckdb":
        from undertow.engines.duckdb import DuckDB

        return DuckDB(database)
    if name == "spark":
        from undertow.engines.spark import Spark

        return Spark(database)
    raise UnknownName.among("engine", name, ENGINES)
