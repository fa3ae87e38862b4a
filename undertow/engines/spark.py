"""Spark on this machine, for a corpus that outgrows DuckDB: the same expressions, run by two local workers."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from undertow.engines.duckdb import export
from undertow.errors import EngineFailed, MissingExtra
from undertow.tables import GIVEN, TABLES

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

_MISSING = (
    "The engine 'spark' needs {what}. Install it with: pip install 'undertow[spark]', and Java 17; "
    "`make test-spark` does both for a checkout. DuckDB, the default engine, needs neither."
)
_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "4",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.log.level": "ERROR",
}


class Spark:
    """Canonical tables of a case database as Ibis expressions, run by a local Spark session in UTC.

    The tables are copied to Parquet first; the case database itself is only read.
    Raises: MissingExtra without pyspark or Java, EngineFailed when the session does not start.
    """

    name = "spark"

    def __init__(self, database: Path) -> None:
        import ibis

        self._folder = Path(tempfile.mkdtemp(prefix="undertow-spark-"))
        self._remove = weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self._session = _session(self._folder)
        self._ibis = ibis.pyspark.connect(self._session)
        self._tables: dict[str, ir.Table] = {}
        export(database, lambda name: self._folder / f"{name}.parquet")
        for name in TABLES | GIVEN:
            self.load(name, self._folder / f"{name}.parquet")

    def tables(self) -> Mapping[str, ir.Table]:
        """The canonical tables and those held since, by name."""
        return dict(self._tables)

    def hold(self, name: str, data: pa.Table) -> ir.Table:
        """Keep a table for this session under `name` and return it as an expression."""
        import pyarrow.parquet as pq

        path = Path(tempfile.mkdtemp(dir=self._folder)) / "held.parquet"
        pq.write_table(data, path, coerce_timestamps="us", allow_truncated_timestamps=True)
        return self.load(name, path)

    def load(self, name: str, path: Path) -> ir.Table:
        """A Parquet file as an expression, held under `name`."""
        # Spark reads brackets and stars in a path as a pattern; a link has a name of our own.
        link = Path(tempfile.mkdtemp(dir=self._folder)) / "table.parquet"
        link.symlink_to(path.absolute())
        with self._explained(f"read {path.name}"):
            self._tables[name] = self._ibis.read_parquet(str(link), table_name=name)
        return self._tables[name]

    def collect(self, expression: ir.Table) -> pa.Table:
        """The rows of an expression."""
        with self._explained("collect the rows of a query"):
            return _typed(self._session.sql(self.sql(expression)).toArrow(), expression)

    def first(self, expression: ir.Table, most: int) -> tuple[pa.Table, int]:
        """The first rows of an expression, at most so many, and how many it has in all."""
        with self._explained("collect the first rows of a query"):
            asked = self._session.sql(self.sql(expression))
            rows = _typed(asked.limit(most).toArrow(), expression)
            return rows, len(rows) if len(rows) < most else asked.count()

    def keep(self, name: str, expression: ir.Table) -> str:
        """Compute an expression once and keep its rows under `name`; returns the statement that was run."""
        path = Path(tempfile.mkdtemp(dir=self._folder)) / "kept.parquet"
        statement = self.write(expression, path)
        self.load(name, path)
        return statement

    def write(self, expression: ir.Table, path: Path) -> str:
        """The rows of an expression as one Parquet file, in its order if it has one; returns the statement."""
        parts = Path(tempfile.mkdtemp(dir=self._folder)) / "parts"
        statement = self.sql(expression)
        with self._explained(f"write {path.name}"):
            self._session.sql(statement).coalesce(1).write.parquet(str(parts))
        written = sorted(parts.glob("*.parquet"))
        if written:
            shutil.move(written[0], path)
        else:
            _write_empty(expression, path)
        return statement

    def sql(self, expression: ir.Table) -> str:
        """The statement the engine would run."""
        import ibis

        return str(ibis.to_sql(expression, dialect="pyspark"))

    def close(self) -> None:
        """Forget the tables of this case. The session stays: starting one takes seconds, and it ends with the process."""
        for name in self._tables:
            self._session.catalog.dropTempView(name)
        self._tables = {}
        self._remove()

    @contextmanager
    def _explained(self, attempt: str) -> Iterator[None]:
        from py4j.protocol import Py4JError  # type: ignore[import-untyped,import-not-found,unused-ignore]  # only there with the spark extra, without stubs
        from pyspark.errors import PySparkException

        try:
            yield
        except (PySparkException, Py4JError) as error:
            reason = str(error).strip().partition("\n")[0]
            raise EngineFailed(f"Spark could not {attempt}: {reason}. Try again with --engine duckdb.") from error


def _session(folder: Path) -> Any:
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise MissingExtra(_MISSING.format(what="the package pyspark")) from None
    if shutil.which("java") is None and not (Path(os.environ.get("JAVA_HOME", "")) / "bin" / "java").exists():
        raise MissingExtra(_MISSING.format(what="Java, and there is none on this machine"))
    logging.getLogger("py4j").setLevel(logging.ERROR)
    builder = SparkSession.builder.master("local[2]").appName("undertow")
    for key, value in _SETTINGS.items():
        builder = builder.config(key, value)
    try:
        return builder.config("spark.sql.warehouse.dir", str(folder / "warehouse")).getOrCreate()
    except (PySparkException, RuntimeError) as error:
        raise EngineFailed(
            f"Spark did not start: {str(error).strip().partition(chr(10))[0]}. Check that `java -version` says 17 or newer."
        ) from error


def _typed(rows: pa.Table, expression: ir.Table) -> pa.Table:
    import pyarrow as pa

    return rows.cast(pa.schema(expression.schema().to_pyarrow()))


def _write_empty(expression: ir.Table, path: Path) -> None:
    import pyarrow.parquet as pq

    pq.write_table(expression.schema().to_pyarrow().empty_table(), path)
