"""Hits as Arrow rows: what is kept of a narrative in a passage, batch by batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

_TEXTS = ("table", "id", "panel", "voice", "carrier", "grouped", "precision", "language", "read_as", "frame",
          "source_sha256", "row_ref", "quote")  # fmt: skip
_NUMBERS = ("day", "reposts", "views", "row_index", "passage", "start", "end", "hits")


def fields() -> list[pa.Field]:
    """The columns of a hit, apart from the patterns that made it."""
    import pyarrow as pa

    texts = [pa.field(name, pa.string()) for name in _TEXTS]
    numbers = [pa.field(name, pa.int64()) for name in _NUMBERS]
    return [*texts, *numbers, pa.field("repeated", pa.bool_())]


def packed(rows: Sequence[dict[str, Any]]) -> pa.Table:
    """Rows of one batch, with `patterns`: a tenth of the memory that they take as dictionaries."""
    import pyarrow as pa

    schema = pa.schema([*fields(), pa.field("patterns", pa.list_(pa.int32()))])
    columns = [
        pa.array([row[name] for row in rows], kind) for name, kind in zip(schema.names, schema.types, strict=True)
    ]
    return pa.table(columns, schema=schema)
