"""Shares in four columns, as CooRTweet and CooRnet take them: one row per account that shared an object.

Columns as CooRTweet's documentation of `detect_groups` names them: object_id, account_id, content_id, timestamp_share
(seconds since 1970). CSV or Parquet. Ids stay as they are, unless the platform is given. Rows are checked column by
column in blocks; a row that does not fit is read again on its own, so that its place and reason are known.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from undertow.formats import Block, Kept, Reading, Row
from undertow.formats._cells import identifier, when, with_platform
from undertow.formats._columns import ids, times
from undertow.formats._csv import Header, Lines, Record, header_of, opened, records_of
from undertow.formats._parquet import batches, cells, parquet_columns
from undertow.formats._tabular import Cells, Tabular
from undertow.material import Material, Member

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK_ROWS = 50_000
BLOCK_CHARACTERS = 4_000_000
_NAMES = ("object_id", "account_id", "content_id", "timestamp_share")


class FourColumnShares(Tabular):
    """Which account shared which object with which post, and when."""

    name = "four-column-shares"
    title = "shares in four columns (CooRTweet)"
    fills = ("shares",)
    required = frozenset(_NAMES)

    def convert(self, cells: Cells, record: Record, reading: Reading) -> Kept:
        platform = reading.platform
        moment = when(cells["timestamp_share"], reading)
        values = {
            "object": identifier(cells["object_id"], "object"),
            "account": with_platform(platform, identifier(cells["account_id"], "account")),
            "post": with_platform(platform, identifier(cells["content_id"], "post")),
            "kind": "object",
            "at": moment.at,
            "at_precision": moment.precision,
        }
        return Kept("shares", record.row_ref, values)

    def rows(self, material: Material, member: Member, reading: Reading) -> Iterator[Row]:
        header = header_of(member)
        if parquet_columns(member) is not None:
            yield from self._from_parquet(material, member, reading)
        elif header is not None:
            with opened(member, header, reading) as lines:
                yield from self._from_lines(lines, header, material.reference(member, "line "), reading)

    def _from_lines(self, lines: Lines, header: Header, place: str, reading: Reading) -> Iterator[Row]:
        """Blocks of lines that are one record each; others record by record."""
        import pyarrow as pa

        order = [header.columns.index(name) for name in _NAMES]
        while True:
            first = lines.count + 1
            taken = lines.take(BLOCK_CHARACTERS)
            if taken == []:
                return
            rows = _one_line_each(taken, header) if taken else None
            if rows is None:
                if taken:
                    lines.give_back(taken)
                found = records_of(lines, header, place, until=lines.held)
                yield from self.converted(found, header.columns, reading)
                continue
            columns = list(zip(*rows, strict=True))
            arrays = [pa.array(columns[i], pa.string()) for i in order]
            yield from self._checked(arrays, columns, first, place, header.columns, reading)

    def _from_parquet(self, material: Material, member: Member, reading: Reading) -> Iterator[Row]:
        first, place, rounding = 1, material.reference(member, "row "), dict[str, str]()
        names = parquet_columns(member) or ()
        for batch in batches(member, rows=BLOCK_ROWS):
            texts = [cells(array, rounding, name) for name, array in zip(names, batch.columns, strict=True)]
            arrays = [batch.column(names.index(name)) for name in _NAMES]
            yield from self._checked(arrays, texts, first, place, names, reading)
            first += len(batch)

    def _checked(
        self,
        arrays: list[pa.Array],
        columns: Sequence[Sequence[Any]],
        first: int,
        place: str,
        names: tuple[str, ...],
        reading: Reading,
    ) -> Iterator[Row]:
        """One block of the rows that hold, then the others on their own."""
        import pyarrow as pa
        import pyarrow.compute as pc

        (objects, a), (accounts, b), (posts, c) = (ids(array) for array in arrays[:3])
        at, good = times(arrays[3], reading.timezone)
        good = pc.and_(pc.and_(a, b), pc.and_(c, good))
        lines = pa.array(range(first, first + len(good)), pa.int64())
        size = pc.sum(good).as_py() or 0
        if size:
            prefix = f"{reading.platform}:" if reading.platform else ""
            block = {
                "account": _prefixed(prefix, accounts),
                "kind": pa.repeat("object", len(good)),
                "object": objects,
                "at": at,
                "at_precision": pa.repeat("s", len(good)),
                "post": _prefixed(prefix, posts),
                "row_ref": pc.binary_join_element_wise(place, lines.cast(pa.string()), ""),
            }
            if size < len(good):
                block = {name: array.filter(good) for name, array in block.items()}
                lines = lines.filter(good)
            yield Block("shares", block, first, None if size == len(good) else lines.to_pylist())
        if size < len(good):
            odd = pc.indices_nonzero(pc.invert(good)).to_pylist()
            rest = (Record(f"{place}{first + i}", first + i, 0, [column[i] for column in columns], ()) for i in odd)
            yield from self.converted(rest, names, reading)


def _one_line_each(taken: list[str], header: Header) -> list[list[str]] | None:
    """The rows of the lines; None unless every line is one record of the right width."""
    try:
        rows = list(csv.reader(taken, delimiter=header.delimiter, strict=True))
    except csv.Error:
        return None
    width = len(header.columns)
    return rows if len(rows) == len(taken) and all(len(row) == width for row in rows) else None


def _prefixed(prefix: str, array: pa.Array) -> pa.Array:
    import pyarrow.compute as pc

    return pc.binary_join_element_wise(prefix, array, "") if prefix else array
