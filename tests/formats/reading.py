"""Reads a text or a sample with a format, for the tests of this folder."""

import zipfile
from pathlib import Path
from typing import Any

from undertow.formats import Block, Format, Kept, Reading, Rejected, Row
from undertow.material import open_material

SAMPLES = Path(__file__).parent


def read(kind: type[Format], path: Path, reading: Reading | None = None) -> list[Row]:
    material = open_material(path)
    assert kind().recognises(material), f"{kind.name} does not recognise {path.name}"
    return list(kind().read(material, reading or Reading()))


def read_text(
    kind: type[Format], folder: Path, text: str | bytes, reading: Reading | None = None, name: str = "file.csv"
) -> list[Row]:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(kind, path, reading)


def kept(rows: list[Row]) -> list[Kept]:
    return [row for row in rows if isinstance(row, Kept)]


def rejected(rows: list[Row]) -> list[Rejected]:
    return [row for row in rows if isinstance(row, Rejected)]


def unfolded(rows: list[Row]) -> list[dict[str, Any]]:
    """The values of every kept row, with its place; blocks row by row."""
    found: list[dict[str, Any]] = []
    for row in rows:
        if isinstance(row, Kept):
            found.append({"row_ref": row.row_ref, **row.values})
        elif isinstance(row, Block):
            columns = {name: array.to_pylist() for name, array in row.columns.items()}
            found += [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
    return found


def zipped(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path
