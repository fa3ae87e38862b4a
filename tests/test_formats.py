"""What every format promises: a sample that only it recognises, and rows as the canonical tables describe them."""

import gzip
import inspect
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from undertow.errors import UnreadableInput
from undertow.formats import Block, Format, Kept, Reading, Rejected
from undertow.material import Material, open_material
from undertow.registry import members
from undertow.tables import TABLES, Column

FORMATS = members("undertow.formats", Format)
SAMPLES = Path(__file__).parent / "formats"
ORIGIN = {"source_sha256", "row_ref", "row_index"}
PYTHON_TYPES = {"text": str, "integer": int, "number": (int, float), "truth": bool, "time": datetime, "texts": list}


def samples(name: str) -> list[Path]:
    folder = [SAMPLES / name] if (SAMPLES / name).is_dir() else []
    return folder + sorted(SAMPLES.glob(f"{name}.*"))


EVERY_SAMPLE = [pytest.param(name, path, id=path.name) for name in FORMATS for path in samples(name)]


def recognised_by(material: Material) -> list[str]:
    """As the ingest asks: formats of last resort only when no other recognises the material."""
    particular = [name for name, kind in FORMATS.items() if not kind.fallback and kind().recognises(material)]
    return particular or [name for name, kind in FORMATS.items() if kind.fallback and kind().recognises(material)]


def reading(kind: type[Format]) -> Reading:
    return Reading(audience_of="northpier" if kind.fills[0] == "follows" else "", timezone="UTC")


def check_value(column: Column, value: object, where: str) -> None:
    assert isinstance(value, PYTHON_TYPES[column.type]), f"{where}: {column.name} is {value!r}"
    if column.type in ("integer", "number"):
        assert not isinstance(value, bool), where
    if column.type == "time":
        assert value.tzinfo is None, f"{where}: {column.name} carries a zone"
    if column.type == "texts":
        assert all(isinstance(part, str) for part in value), where


def check_row(table_name: str, values: dict[str, object], where: str) -> None:
    table = TABLES[table_name]
    assert not set(values) & ORIGIN, f"{where}: the ingest says where a row came from"
    for name, value in values.items():
        if value is not None:
            check_value(table.column(name), value, f"{where}, {table_name}")
    for column in table.columns:
        if column.required and column.name not in ORIGIN:
            assert values.get(column.name) not in (None, ""), f"{where}: {table_name} without {column.name}"


def check_block(block: Block, where: str) -> None:
    table, sizes = TABLES[block.table], {len(array) for array in block.columns.values()}
    assert len(sizes) == 1, where
    assert set(block.columns) <= set(table.names), where
    assert {c.name for c in table.columns if c.required} - ORIGIN <= set(block.columns), where


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_a_sample(name: str) -> None:
    assert samples(name), f"add a small file of your own at tests/formats/{name}.<suffix>"


@pytest.mark.parametrize(("name", "path"), EVERY_SAMPLE)
def test_exactly_one_format_recognises_a_sample(name: str, path: Path) -> None:
    assert recognised_by(open_material(path)) == [name]


@pytest.mark.parametrize(("name", "path"), EVERY_SAMPLE)
def test_a_packed_sample_is_recognised_alike(name: str, path: Path, tmp_path: Path) -> None:
    if path.is_dir() or path.suffix in (".zip", ".gz", ".zst"):
        pytest.skip("a folder or an archive is not packed again")
    packed = tmp_path / f"{path.name}.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert recognised_by(open_material(packed)) == [name]


@pytest.mark.parametrize(("name", "path"), EVERY_SAMPLE)
def test_rows_of_a_sample_fit_the_canonical_tables(name: str, path: Path) -> None:
    kind = FORMATS[name]
    rows = list(kind().read(open_material(path), reading(kind)))
    kept = [row for row in rows if isinstance(row, Kept)]
    for row in kept:
        assert row.table in kind.fills, row
        check_row(row.table, row.values, f"{path.name}, {row.row_ref}")
        for table, values in row.also:
            assert table in kind.fills or table in ("accounts", "objects", "shares"), table
            check_row(table, values, f"{path.name}, {row.row_ref}")
    for block in (row for row in rows if isinstance(row, Block)):
        assert block.table in kind.fills
        check_block(block, path.name)
    assert kept or any(isinstance(row, Block) for row in rows), f"{path.name} yields nothing"
    assert all(row.reason and row.row_ref for row in rows if isinstance(row, Rejected))


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_says_what_it_is_and_where_its_fields_come_from(name: str) -> None:
    kind = FORMATS[name]
    assert kind.name == name and kind.title and kind.fills
    assert set(kind.fills) <= set(TABLES)
    assert kind.__doc__
    module = inspect.getmodule(kind)
    assert module is not None and module.__doc__ and len(module.__doc__.splitlines()) > 2


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".json", ".jsonl", ".parquet", ".txt", ".bin"])
@pytest.mark.parametrize("content", ["empty", "random"])
def test_no_particular_format_takes_an_empty_or_random_file(suffix: str, content: str, tmp_path: Path) -> None:
    path = tmp_path / f"file{suffix}"
    path.write_bytes(b"" if content == "empty" else np.random.default_rng(5).bytes(20_000))
    material = open_material(path)
    for name, kind in FORMATS.items():
        assert isinstance(kind().missing(material), str)
        if kind.fallback:
            continue
        assert not kind().recognises(material), name


@pytest.mark.parametrize("name", FORMATS)
def test_reading_a_random_file_ends_in_words_or_in_rejected_rows(name: str, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(np.random.default_rng(6).bytes(20_000))
    kind = FORMATS[name]
    try:
        rows = list(kind().read(open_material(path), reading(kind)))
    except UnreadableInput as error:
        assert "file.csv" in str(error)
    else:
        assert all(isinstance(row, Rejected) for row in rows) or kind.fills == ("documents",)
