"""Any table of posts, shares, documents or followers, with the meaning of its columns said by --map.

There is no one source of column names: a column maps itself where its name is a field's or one of the usual names (listed in
docs/formats), and --map COLUMN=FIELD says the rest. CSV with comma, semicolon or tab, and Parquet, which is read in blocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from undertow.errors import UnreadableInput
from undertow.formats import Block, Kept, Reading, Rejected, Row
from undertow.formats._columns import filled_columns, unreadable_as_columns
from undertow.formats._csv import Record
from undertow.formats._fields import Plan, note_plan, plan, profile_from, values_from
from undertow.formats._parquet import ROUND_TIMES, batches, cells, parquet_columns, parquet_schema
from undertow.formats._tabular import SUFFIXES, Cells, Tabular, columns_of, file_name, member_columns, records
from undertow.material import Material, Member

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK_ROWS = 50_000
_PEEK_ROWS = 1_000
_CLOCK = len("2015-01-03 16:44:00")


class PlainTable(Tabular):
    """A table whose columns the analyst maps to fields."""

    name = "plain-table"
    title = "any table, with --map"
    fills = ("posts", "shares", "documents", "follows", "accounts")
    fallback = True
    required = frozenset()
    _plan: Plan
    _precision = ""

    def recognises(self, material: Material) -> bool:
        names = columns_of(material)
        if names is None:
            return False
        first = material.members[0]
        return (
            first.suffix in SUFFIXES
            or parquet_columns(first) is not None
            or (first.suffix in ("", ".txt") and _is_tabbed(first, names))
        )

    def missing(self, material: Material) -> str:
        return ""

    def convert(self, cells: Cells, record: Record, reading: Reading) -> Kept:
        table, values = values_from(cells, self._plan, reading, record.row_ref, record.number)
        if self._precision and values.get("at_precision") == "s" and values["at"].second == 0:
            values["at_precision"] = self._precision
        return Kept(table, record.row_ref, values, profile_from(cells, self._plan, reading, values))

    def rows(self, material: Material, member: Member, reading: Reading) -> Iterator[Row]:
        names, where = member_columns(member) or (), file_name(material, member)
        asked = bool(reading.audience_of or reading.reference)
        self._plan, self._precision = plan(names, reading.mapping, where=where, audience=asked), ""
        note_plan(self._plan, reading)
        schema = parquet_schema(member)
        if schema is not None:
            _check_zone(self._plan, schema, reading)
            if not self._plan.profile and not unreadable_as_columns(self._plan, schema):
                yield from self._blocks(material, member, reading)
                return
        found = records(material, member, reading)
        peeked = list(islice(found, _PEEK_ROWS))
        self._precision = _rounded(peeked, names, self._plan)
        yield from self.converted(chain(peeked, found), names, reading)

    def _blocks(self, material: Material, member: Member, reading: Reading) -> Iterator[Row]:
        """Blocks of the rows that hold; the others one by one."""
        import pyarrow.compute as pc

        place, first, rounding = material.reference(member, "row "), 1, dict[str, str]()
        for batch in batches(member, rows=BLOCK_ROWS):
            columns, good = filled_columns(batch, self._plan, reading, f"{place}", first, rounding)
            size = pc.sum(good).as_py() or 0
            if size:
                kept = columns if size == len(good) else {name: array.filter(good) for name, array in columns.items()}
                yield Block(self._plan.table, kept, first)
            if size < len(good):
                yield from self._singly(batch, pc.indices_nonzero(pc.invert(good)), first, place, reading)
            first += len(batch)

    def _singly(self, batch: pa.RecordBatch, odd: pa.Array, first: int, place: str, reading: Reading) -> Iterator[Row]:
        names = tuple(batch.schema.names)
        texts: list[list[Any]] = [cells(array.take(odd), {}, "") for array in batch.columns]
        for i, row in zip(odd.to_pylist(), zip(*texts, strict=True), strict=True):
            record = Record(f"{place}{first + i}", first + i, first + i, list(row), ())
            yield from self.converted([record], names, reading)


def _check_zone(found: Plan, schema: pa.Schema, reading: Reading) -> None:
    """Refuse a file whose times are without zone when none was given. Raises: UnreadableInput."""
    import pyarrow as pa

    column = found.column_of("at")
    if column is None or reading.timezone:
        return
    kind = schema.field(column).type
    if pa.types.is_timestamp(kind) and kind.tz is None:
        raise UnreadableInput(
            f"{found.where}: its times ({column}) say no zone, and a guess could shift every finding by hours. Nothing was "
            "added. Say which with --timezone, for example --timezone UTC."
        )


def _is_tabbed(member: Member, names: tuple[str, ...]) -> bool:
    return len(names) > 1 and b"\t" in member.head().split(b"\n", 1)[0]


def _rounded(peeked: list[Record | Rejected], names: tuple[str, ...], found: Plan) -> str:
    """'day' or 'min' where all of at least fifty times end in zeros, otherwise empty."""
    column = found.column_of("at")
    if column is None:
        return ""
    place = names.index(column)
    texts = [str(r.cells[place])[:_CLOCK] for r in peeked if isinstance(r, Record) and r.cells[place]]
    if len(texts) < ROUND_TIMES or not all(len(text) == _CLOCK and text.endswith(":00") for text in texts):
        return ""
    return "day" if all(text.endswith("00:00:00") for text in texts) else "min"
