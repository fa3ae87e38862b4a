"""Rows as the formats yield them, collected into Parquet files of the canonical tables.

Here text is normalised, once, in Python, so that every engine sees the same keys.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from undertow.formats import Block, Kept, Rejected, Row, Values
from undertow.language.normal import folded, text_key
from undertow.tables import TABLES, Table, arrow_schema

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

ROWS_PER_FILE_GROUP = 32_768
ROWS_PER_TURN = 256
RAW_LIMIT = 2_000
#: Profiles and objects seen lately are not staged again; a bound on memory, not a promise (loading removes the rest).
RECENT = 200_000
#: Columns that only staging has: folded forms that shares are made of, and whether a row is a record's main row.
EXTRA = {"posts": ("hashtag_keys", "mention_keys")}


class Staging:
    """Takes rows in order and writes them in batches; memory does not grow with the file."""

    def __init__(
        self, folder: Path, *, only: tuple[str, ...] | None = None, progress: Callable[[int], None] = lambda _: None
    ) -> None:
        self._main, self._also = _Writers(folder, ""), _Writers(folder, "-also")
        self._progress = progress
        self._only = None if only is None else frozenset(only)
        self._recent: set[int] = set()
        self.records = 0
        self.reasons: Counter[str] = Counter()
        self.first_rejected = ""

    def take(self, row: Row) -> None:
        """One record, kept or rejected, or a block of them."""
        if isinstance(row, Block):
            self._take_block(row)
            return
        self.records += 1
        if self.records % ROWS_PER_FILE_GROUP == 0:
            self._progress(self.records)
        if self._only is not None and row.row_ref not in self._only:
            return
        if isinstance(row, Kept):
            _set_keys(row.table, row.values)
            self._main[row.table].add(row.values, row.row_ref, self.records)
            for table, values in row.also:
                if self._is_new(table, values):
                    _set_keys(table, values)
                    self._also[table].add(values, row.row_ref, self.records)
        else:
            self._reject(row)

    def close(self) -> dict[str, list[str]]:
        """Writes what is left; returns the staged files by table, main rows first."""
        for writer in (*self._main.values(), *self._also.values()):
            writer.close()
        self._progress(self.records)
        main = {name: [writer.path.name] for name, writer in self._main.items()}
        return main | {f"{name}+": [writer.path.name] for name, writer in self._also.items()}

    def _reject(self, row: Rejected) -> None:
        self.first_rejected = self.first_rejected or f"{row.row_ref}: {row.reason}"
        self.reasons[generic(row.reason)] += 1
        told = {"reason": row.reason, "raw": row.raw[:RAW_LIMIT]}
        self._main["quarantine"].add(told, row.row_ref, self.records)

    def _is_new(self, table: str, values: Values) -> bool:
        if table not in ("accounts", "objects"):
            return True
        key = hash((table, *values, *values.values()))
        if key in self._recent:
            return False
        if len(self._recent) >= RECENT:
            self._recent.clear()
        self._recent.add(key)
        return True

    def _take_block(self, block: Block) -> None:
        size = len(next(iter(block.columns.values())))
        lines = block.lines if block.lines is not None else range(block.first, block.first + size)
        self._main[block.table].add_block(block.columns, lines, self.records, self._only)
        self.records += size
        self._progress(self.records)


def generic(reason: str) -> str:
    """The reason without the values in it, so that like reasons are counted together."""
    import re

    return re.sub(r"'[^']*'|\"[^\"]*\"", "…", reason)[:160]


def staged_schema(table: Table) -> pa.Schema:
    """The canonical schema without source_sha256 (known only to the parent), with the extra columns of staging."""
    import pyarrow as pa

    schema = arrow_schema(table)
    schema = schema.remove(schema.get_field_index("source_sha256"))
    for extra in EXTRA.get(table.name, ()):
        schema = schema.append(pa.field(extra, pa.list_(pa.string())))
    return pa.schema([field.with_nullable(True) for field in schema])


class _Writer:
    """One Parquet file of one table, written group by group."""

    def __init__(self, table: Table, path: Path) -> None:
        self.path, self._table = path, table
        self._schema = staged_schema(table)
        self._rows: list[Values] = []
        self._columns: dict[str, list[Any]] = {name: [] for name in self._schema.names}
        self._blank: Values = dict.fromkeys(self._schema.names)
        self._in_order = itemgetter(*self._schema.names)
        self._file: pq.ParquetWriter | None = None

    def add(self, values: Values, row_ref: str, row_index: int) -> None:
        values["row_ref"] = row_ref
        values["row_index"] = row_index
        self._rows.append(values)
        if len(self._rows) >= ROWS_PER_TURN:
            self._turn()
            if len(self._columns["row_ref"]) >= ROWS_PER_FILE_GROUP:
                self._flush()

    def add_block(self, block: Any, lines: Any, before: int, only: frozenset[str] | None) -> None:
        import pyarrow as pa
        import pyarrow.compute as pc

        size = len(lines)
        texts = pa.array(lines, pa.int64()).cast(pa.string())
        refs = block.get("row_ref") or pc.binary_join_element_wise(pa.scalar("line"), texts, " ")
        indices = pa.array(range(before + 1, before + size + 1), pa.int64())
        given = dict(block) | {"row_ref": refs, "row_index": indices}
        arrays = [_column(given[f.name], f.type) if f.name in given else pa.nulls(size, f.type) for f in self._schema]
        batch = pa.table(arrays, schema=self._schema)
        if self._table.name == "posts":
            batch = _keyed(batch)
        if only is not None:
            batch = batch.filter(pc.is_in(batch["row_ref"], pa.array(sorted(only), pa.string())))
        self._flush()
        self._open().write_table(batch)

    def close(self) -> None:
        self._flush()
        self._open().close()

    def _flush(self) -> None:
        import pyarrow as pa

        self._turn()
        if self._columns["row_ref"]:
            self._open().write_table(pa.table(self._columns, schema=self._schema))
            for column in self._columns.values():
                column.clear()

    def _turn(self) -> None:
        """Rows into columns, while the rows are still in the processor's cache: five times faster than all at once."""
        turned = zip(*[self._in_order(self._blank | row) for row in self._rows], strict=True)
        for column, values in zip(self._columns.values(), turned, strict=False):
            column.extend(values)
        self._rows.clear()

    def _open(self) -> pq.ParquetWriter:
        import pyarrow.parquet as pq

        if self._file is None:
            self._file = pq.ParquetWriter(
                self.path, self._schema, compression="lz4", write_statistics=False, use_dictionary=False
            )
        return self._file


class _Writers(dict[str, _Writer]):
    """The writer of each table, made when the first row comes."""

    def __init__(self, folder: Path, suffix: str) -> None:
        super().__init__()
        self._folder, self._suffix = folder, suffix

    def __missing__(self, table: str) -> _Writer:
        self[table] = writer = _Writer(TABLES[table], self._folder / f"{table}{self._suffix}.parquet")
        return writer


def _column(data: Any, kind: pa.DataType) -> Any:
    import pyarrow as pa

    if isinstance(data, (pa.Array, pa.ChunkedArray)):
        return data if data.type == kind else data.cast(kind)
    return pa.array(data, kind)


def _set_keys(table: str, values: Values) -> None:
    """Adds what posts are matched by. The values are the format's own, made for this row, so they are changed in place."""
    if table != "posts":
        return
    text = values.get("text")
    values["text_key"] = _key_of(text) if text else ""
    if tags := values.get("hashtags"):
        values["hashtag_keys"] = _folded_all(tags)
    if mentions := values.get("mentions"):
        values["mention_keys"] = _folded_all(mentions)


def _folded_all(words: list[str] | None) -> list[str] | None:
    if not words:
        return None
    if len(words) == 1:
        return [key] if (key := _folded(words[0])) else []
    return sorted({key for word in words if (key := _folded(word))})


@lru_cache(maxsize=20_000)
def _key_of(text: str) -> str:
    """Reposts come with the same words again and again."""
    return text_key(text)


@lru_cache(maxsize=100_000)
def _folded(word: str) -> str:
    return folded(word.lstrip("#@"))


def _keyed(batch: pa.Table) -> pa.Table:
    import pyarrow as pa

    def put(table: pa.Table, name: str, values: list[Any]) -> pa.Table:
        place = table.schema.get_field_index(name)
        return table.set_column(place, table.schema.field(place), pa.array(values, table.schema.field(place).type))

    texts = batch["text"].to_pylist()
    batch = put(batch, "text_key", [text_key(t) if t else "" for t in texts])
    for name, origin in (("hashtag_keys", "hashtags"), ("mention_keys", "mentions")):
        if batch[origin].null_count < len(batch):
            batch = put(batch, name, [_folded_all(v) for v in batch[origin].to_pylist()])
    return batch
