"""DuckDB: the engine of every case. The case database is attached read-only; everything derived lives in memory or spills."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from undertow.engines.busy import busy
from undertow.engines.store import SQL_TYPES
from undertow.errors import BadSetting, EngineFailed
from undertow.tables import GIVEN, TABLES

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

MEMORY_VARIABLE = "UNDERTOW_MEMORY"
DEFAULT_MEMORY = "3GB"
_CASE = "case_database"
_MEMORY_CATALOG = "memory"
_HANDED_OVER = "undertow_handed_over"
#: Compiling takes half of a run on a small case, and runs of one analysis ask much the same.
_statements: dict[object, str] = {}
_MOST_STATEMENTS = 1_000
#: Name and type of each column of a table, and whether it may be NULL.
Columns = tuple[tuple[str, str, bool], ...]
_MEMORY = re.compile(r"\d+(\.\d+)?\s*(KB|MB|GB|TB|KiB|MiB|GiB|TiB)", re.IGNORECASE)


class DuckDB:
    """Canonical tables of a case database as Ibis expressions, run by DuckDB within a bounded memory.

    A table that the database lacks is there, empty. Raises: EngineFailed when the file cannot be opened.
    """

    name = "duckdb"

    def __init__(self, database: Path) -> None:
        import ibis

        self._database = database
        self._folder = Path(tempfile.mkdtemp(prefix="undertow-duckdb-"))
        self._remove = weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        memory = memory_limit()
        self._ibis = ibis.duckdb.connect()
        with self._explained(f"open {database.name}"):
            self._ibis.raw_sql(f"SET memory_limit = {_quoted(memory)}")
            self._ibis.raw_sql(f"SET temp_directory = {_quoted(str(self._folder))}")
            self._ibis.raw_sql("SET preserve_insertion_order = false")
            self._ibis.raw_sql("SET autoinstall_known_extensions = false")
            if database.exists():
                self._ibis.raw_sql(f"ATTACH {_quoted(str(database))} AS {_CASE} (READ_ONLY)")
            self._tables: dict[str, ir.Table] = self._canonical(database.exists())

    def tables(self) -> Mapping[str, ir.Table]:
        """The canonical tables and those held since, by name."""
        return dict(self._tables)

    def hold(self, name: str, data: pa.Table) -> ir.Table:
        """Keep a table for this session under `name` and return it as an expression."""
        # Ibis' own create_table compiles four statements for what one says, which took as long as many a query.
        with self._explained(f"hold the table {name!r}"):
            self._ibis.con.register(_HANDED_OVER, data)
            try:
                self._ibis.raw_sql(f'CREATE OR REPLACE TABLE {_MEMORY_CATALOG}.main."{name}" AS FROM {_HANDED_OVER}')
            finally:
                self._ibis.con.unregister(_HANDED_OVER)
            self._tables[name] = self._table(name, _MEMORY_CATALOG)
        return self._tables[name]

    def load(self, name: str, path: Path) -> ir.Table:
        """A Parquet file as an expression, held under `name`."""
        with self._explained(f"read {path.name}"):
            self._tables[name] = self._ibis.read_parquet(path, table_name=name)
        return self._tables[name]

    def collect(self, expression: ir.Table) -> pa.Table:
        """The rows of an expression."""
        statement = self.sql(expression)
        with self._explained("collect the rows of a query"):
            return _typed(self._ibis.con.sql(statement).to_arrow_table(), expression)

    def first(self, expression: ir.Table, most: int) -> tuple[pa.Table, int]:
        """The first rows of an expression, at most so many, and how many it has in all."""
        statement = self.sql(expression)
        with self._explained("collect the first rows of a query"):
            asked = self._ibis.con.sql(statement)
            rows = asked.limit(most).to_arrow_table()
            total = len(rows) if len(rows) < most else int(asked.shape[0])
            return _typed(rows, expression), total

    def keep(self, name: str, expression: ir.Table) -> str:
        """Compute an expression once and keep its rows under `name`; returns the statement that was run."""
        statement = self.sql(expression)
        with self._explained(f"compute the table {name!r}"):
            self._ibis.raw_sql(f'CREATE OR REPLACE TABLE "{name}" AS {statement}')
            self._tables[name] = self._table(name)
        return statement

    def write(self, expression: ir.Table, path: Path) -> str:
        """The rows of an expression as one Parquet file, in its order if it has one; returns the statement."""
        statement = self.sql(expression)
        with self._explained(f"write {path.name}"):
            self._ibis.raw_sql(f"COPY ({statement}) TO {_quoted(str(path))} (FORMAT parquet, COMPRESSION snappy)")
        return statement

    def sql(self, expression: ir.Table) -> str:
        """The statement the engine would run."""
        asked = expression.unbind().op()  # equal for equal questions, whichever database they are put to
        if asked not in _statements:
            if len(_statements) >= _MOST_STATEMENTS:
                _statements.clear()
            _statements[asked] = str(self._ibis.compile(expression, pretty=True))
        return _statements[asked]

    def close(self) -> None:
        """Let go of the database and of the space used beside it."""
        self._ibis.disconnect()
        self._remove()

    def _canonical(self, database: bool) -> dict[str, ir.Table]:
        """Each canonical table: that of the case database, or an empty one where it lacks it."""
        # Asking the catalog which tables there are takes longer than asking for each of them.
        stored = {name: self._columns(f'{_CASE}.main."{name}"') if database else () for name in TABLES | GIVEN}
        lacking = [table for name, table in (TABLES | GIVEN).items() if not stored[name]]
        for table in lacking:
            columns = ", ".join(f'"{c.name}" {SQL_TYPES[c.type]}' for c in table.columns)
            self._ibis.con.execute(f'CREATE TABLE {_MEMORY_CATALOG}.main."{table.name}" ({columns})')
        empty = {table.name: tuple((c.name, SQL_TYPES[c.type], True) for c in table.columns) for table in lacking}
        return {
            name: self._expression(name, columns or empty[name], _CASE if columns else _MEMORY_CATALOG)
            for name, columns in stored.items()
        }

    def _columns(self, table: str) -> Columns:
        """The columns of a table; none where there is no such table."""
        import duckdb

        try:
            described = self._ibis.con.execute(f"DESCRIBE {table}").fetchall()
        except duckdb.CatalogException:
            return ()
        return tuple((column, kind, null == "YES") for column, kind, null, *_ in described)

    def _table(self, name: str, catalog: str = "") -> ir.Table:
        """A table as an expression. Ibis' own `table` reads the type of every column anew, which took longer than most queries."""
        return self._expression(name, self._columns(f'{catalog}.main."{name}"' if catalog else f'"{name}"'), catalog)

    def _expression(self, name: str, columns: Columns, catalog: str) -> ir.Table:
        import ibis.expr.operations as ops

        namespace = ops.Namespace(catalog=catalog or None, database="main" if catalog else None)
        schema = _schema(self._ibis.compiler.type_mapper, columns)
        return ops.DatabaseTable(name, schema=schema, source=self._ibis, namespace=namespace).to_expr()

    @contextmanager
    def _explained(self, attempt: str) -> Iterator[None]:
        import duckdb

        try:
            yield
        except duckdb.OutOfMemoryException as error:
            raise EngineFailed(
                f"DuckDB could not {attempt} within {memory_limit()} of memory: {_first_line(error)}. "
                f"Allow more with the environment variable {MEMORY_VARIABLE}, for example {MEMORY_VARIABLE}=6GB."
            ) from error
        except (duckdb.OperationalError, duckdb.FatalException, duckdb.InternalException) as error:
            raise busy(error) or EngineFailed(
                f"DuckDB could not {attempt} ({self._database}): {_first_line(error)}. "
                "If the file is damaged, delete tables/ and run `undertow check`, which rebuilds it from sources/."
            ) from error


def memory_limit() -> str:
    """What DuckDB may use, from the environment variable UNDERTOW_MEMORY, else 3GB. Raises: BadSetting."""
    memory = os.environ.get(MEMORY_VARIABLE, DEFAULT_MEMORY)
    if not _MEMORY.fullmatch(memory.strip()):
        raise BadSetting(f"{MEMORY_VARIABLE}={memory!r} is not an amount of memory. Write it as 3GB or 800MB.")
    return memory.strip()


def export(database: Path, write: Callable[[str], Path]) -> None:
    """Each table of a case database, those the case adds included and empty, as a Parquet file at the path that `write` gives for its name."""
    engine = DuckDB(database)
    try:
        for name in TABLES | GIVEN:
            engine.write(engine.tables()[name], write(name))
    finally:
        engine.close()


@cache
def _schema(types: Any, columns: Columns) -> Any:
    """Columns as Ibis names them. types: its reader of the types of DuckDB."""
    import ibis

    return ibis.schema({name: types.from_string(kind, nullable=nullable) for name, kind, nullable in columns})


def _typed(rows: pa.Table, expression: ir.Table) -> pa.Table:
    schema = expression.schema().to_pyarrow()
    return rows.select(schema.names).cast(schema)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _first_line(error: Any) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".")
