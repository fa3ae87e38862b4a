from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.conftest import START, rows, share
from undertow.engines import Engine, connect
from undertow.engines.duckdb import DuckDB
from undertow.engines.store import Store
from undertow.errors import BadSetting, EngineFailed, MissingExtra, UnknownName
from undertow.tables import GIVEN, TABLES, arrow_schema


def database(folder: Path) -> Path:
    import duckdb

    path = folder / "it's a case.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.register("given", rows("shares", [share("ana", "one", START), share("ben", "one", START)]))
        connection.execute("CREATE TABLE shares AS SELECT * FROM given")
    return path


def test_every_canonical_table_is_there_even_if_the_database_lacks_it(engine: Engine) -> None:
    assert set(engine.tables()) == set(TABLES | GIVEN)
    for name, table in (TABLES | GIVEN).items():
        found = engine.collect(engine.tables()[name])
        assert found.num_rows == 0
        assert found.schema.types == arrow_schema(table).types


@pytest.mark.parametrize("name", ["duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def test_reads_the_tables_of_a_case_and_leaves_it_as_it_was(tmp_path: Path, name: str) -> None:
    path = database(tmp_path)
    before = path.read_bytes()
    engine = connect(name, path)
    found = engine.collect(engine.tables()["shares"].order_by("account"))
    engine.hold("more", pa.table({"number": [1]}))
    engine.close()
    assert found["account"].to_pylist() == ["ana", "ben"]
    assert found["at"].to_pylist() == [START, START]
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_holds_a_table_and_replaces_it(engine: Engine) -> None:
    engine.hold("numbers", pa.table({"n": [1]}))
    expression = engine.hold("numbers", pa.table({"n": [2, 3]}))
    assert sorted(engine.collect(expression)["n"].to_pylist()) == [2, 3]
    assert "numbers" in engine.tables()


@pytest.mark.parametrize("most", [2, 5, 7])
def test_gives_the_first_rows_in_order_and_how_many_there_are(engine: Engine, most: int) -> None:
    held = engine.hold("numbers", pa.table({"n": [3, 1, 5, 2, 4]}))
    found, total = engine.first(held.order_by(held.n.desc()), most)
    assert found["n"].to_pylist() == [5, 4, 3, 2, 1][:most]
    assert total == 5


def test_writes_one_parquet_file_in_order_and_loads_it(engine: Engine, tmp_path: Path) -> None:
    held = engine.hold("numbers", pa.table({"n": list(range(5000))}))
    path = tmp_path / "o'clock [1].parquet"
    engine.write(held.order_by(held.n % 7, held.n), path)
    assert pq.read_table(path)["n"].to_pylist() == sorted(range(5000), key=lambda n: (n % 7, n))
    assert engine.collect(engine.load("again", path)).num_rows == 5000


def test_says_which_statement_it_runs(engine: Engine) -> None:
    assert "SELECT" in engine.sql(engine.tables()["shares"].select("account"))


def test_a_file_that_is_no_database_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "case.duckdb"
    path.write_text("this is not a database, and long enough to be looked at" * 100)
    with pytest.raises(
        EngineFailed,
        match=r"DuckDB could not open case.duckdb.*delete tables/ and run `undertow check`, which rebuilds",
    ):
        connect("duckdb", path)


def test_memory_is_set_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERTOW_MEMORY", "lots")
    with pytest.raises(BadSetting, match="UNDERTOW_MEMORY='lots' is not an amount of memory"):
        connect("duckdb", tmp_path / "none.duckdb")


def test_too_little_memory_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERTOW_MEMORY", "1MB")
    with pytest.raises(EngineFailed, match="within 1MB of memory"):
        engine = connect("duckdb", tmp_path / "none.duckdb")
        engine.collect(engine.hold("numbers", pa.table({"n": list(range(2_000_000))})).order_by("n"))


def test_an_unknown_engine_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match=r"engine called 'oracle'\. Known: duckdb, spark"):
        connect("oracle", tmp_path / "none.duckdb")


def test_without_java_spark_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyspark")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(MissingExtra, match=r"needs Java.*make test-spark"):
        connect("spark", tmp_path / "none.duckdb")


@pytest.mark.parametrize("stored", [True, False])
def test_columns_are_typed_as_ibis_itself_would_read_them(tmp_path: Path, stored: bool) -> None:
    database = tmp_path / "case.duckdb"
    if stored:
        Store(database).close()
    engine = DuckDB(database)
    engine.hold("held", rows("posts", []))
    engine.keep("kept", engine.tables()["posts"].group_by("kind").agg(texts=lambda t: t.text.collect()))
    try:
        for name, table in engine.tables().items():
            place = table.op().namespace
            own = engine._ibis.table(name, database=(place.catalog, place.database) if place.catalog else None)
            assert own.equals(table), name
    finally:
        engine.close()
