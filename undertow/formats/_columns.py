"""Whole columns checked at once, by the same rules as single cells: what fits, and which rows need a closer look.

Each function returns the values and a mask of the rows that hold; the other rows go through the rules cell by cell,
which names the reason.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from undertow.formats import Reading
from undertow.formats._cells import ROUNDED
from undertow.formats._fields import IDS, Plan
from undertow.formats._parquet import rounded_to
from undertow.times import EARLIEST_POST, EPOCH

if TYPE_CHECKING:
    import pyarrow as pa

_EDGE_SPACE = r"^\s|\s$"


def ids(array: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Ids as text, and which of them are neither blank, nor rounded, nor surrounded by space."""
    import pyarrow as pa
    import pyarrow.compute as pc

    text = pc.cast(array, pa.string())
    doubtful = pc.or_(
        pc.match_substring_regex(text, f"^({ROUNDED.pattern})$"), pc.match_substring_regex(text, _EDGE_SPACE)
    )
    good = pc.and_(pc.greater(pc.binary_length(text), 0), pc.invert(doubtful))
    return text, pc.fill_null(good, False)


def times(array: pa.Array, zone: str) -> tuple[pa.Array, pa.Array]:
    """Times in UTC as microseconds without zone, and which of them are those of a post and beyond doubt.

    array: seconds since 1970 as integers or text, or timestamps; those without zone are taken in `zone`.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = array.type
    if pa.types.is_timestamp(kind):
        at = pc.cast(array, pa.timestamp("us", kind.tz), safe=False)
        if kind.tz is None:
            at = _in_utc(at, zone)
        at = at.cast(pa.timestamp("us")) if at.type.tz is None else at.cast(pa.int64()).cast(pa.timestamp("us"))
    else:
        if not pa.types.is_integer(kind):
            plain = pc.match_substring_regex(array, r"^\d{9,10}$")
            array = pc.if_else(plain, array, pa.scalar(None, array.type)).cast(pa.int64())
        sane = pc.less(pc.abs(pc.cast(array, pa.int64())), 10**11)
        seconds = pc.if_else(sane, pc.cast(array, pa.int64()), pa.scalar(None, pa.int64()))
        at = seconds.cast(pa.timestamp("s")).cast(pa.timestamp("us"))
    tomorrow = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1)
    within = pc.and_(pc.greater_equal(at, _scalar(EARLIEST_POST)), pc.less_equal(at, _scalar(tomorrow)))
    return at, pc.fill_null(within, False)


def unreadable_as_columns(found: Plan, schema: pa.Schema) -> bool:
    """Whether a column of the plan has a type that only the rules for single cells can judge."""
    import pyarrow as pa

    def simple(column: str, field: str, kind: str) -> bool:
        at = schema.field(column).type
        text = bool(pa.types.is_string(at) or pa.types.is_large_string(at))
        if field in IDS:
            return text or bool(pa.types.is_integer(at))
        if field == "at":
            return bool(pa.types.is_timestamp(at) or pa.types.is_integer(at))
        return (kind == "text" and text) or (kind == "integer" and bool(pa.types.is_integer(at)))

    return found.table not in ("posts", "shares") or not all(simple(*column) for column in found.columns)


def filled_columns(
    batch: pa.RecordBatch, found: Plan, reading: Reading, place: str, first: int, rounding: dict[str, str]
) -> tuple[dict[str, pa.Array], pa.Array]:
    """Columns of the canonical table for a batch whose first row has number `first`, and which rows hold."""
    import pyarrow as pa
    import pyarrow.compute as pc

    size = len(batch)
    prefix = f"{reading.platform}:" if reading.platform else ""
    numbers = pa.array(range(first, first + size), pa.int64()).cast(pa.string())
    good = pa.repeat(True, size)
    columns: dict[str, pa.Array] = {"row_ref": pc.binary_join_element_wise(place, numbers, "")}
    for column, field, _ in found.columns:
        array = batch.column(column)
        if field in IDS:
            columns[field], holds = _id_column(array, field, prefix)
            good = pc.and_(good, holds)
        elif field == "at":
            columns["at"], holds = times(array, reading.timezone)
            good = pc.and_(good, holds)
            columns["at_precision"] = _precisions(array, rounding.setdefault(column, rounded_to(array)))
            columns["at_origin"] = pa.repeat(
                "export_local" if pa.types.is_timestamp(array.type) and not array.type.tz else "platform", size
            )
        else:
            columns[field] = pc.if_else(pc.equal(array, ""), None, array) if pa.types.is_string(array.type) else array
    if found.table == "shares":
        columns.pop("at_origin")
        columns.setdefault("kind", pa.repeat("object", size))
    else:
        columns.setdefault("kind", _kinds(columns, size))
        columns.setdefault("post", pc.binary_join_element_wise(f"{prefix}{found.where}, ", columns["row_ref"], ""))
        if reading.platform:
            columns["platform"] = pa.repeat(reading.platform, size)
    return columns, good


def _id_column(array: pa.Array, field: str, prefix: str) -> tuple[pa.Array, pa.Array]:
    import pyarrow.compute as pc

    text, holds = ids(array)
    if field not in ("account", "object", "post"):
        holds = pc.or_(holds, pc.or_(pc.is_null(text), pc.equal(pc.fill_null(text, ""), "")))
        text = pc.if_else(pc.equal(text, ""), None, text)
    return (pc.binary_join_element_wise(prefix, text, "") if prefix and field != "object" else text), holds


def _precisions(array: pa.Array, rounded: str) -> pa.Array:
    """How finely each time is known; 'min' or 'day' for those of a column that is rounded to it."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_timestamp(array.type):
        return pa.repeat("s", len(array))
    micros = pc.cast(array, pa.timestamp("us", array.type.tz), safe=False).cast(pa.int64())

    def whole(step: int) -> pa.Array:
        return pc.equal(pc.multiply(pc.divide(micros, step), step), micros)

    precision = pc.if_else(whole(1_000_000), "s", pc.if_else(whole(1_000), "ms", "us"))
    if rounded in ("min", "day"):
        precision = pc.if_else(whole(60_000_000), "min", precision)
    return pc.if_else(whole(86_400_000_000), "day", precision) if rounded == "day" else precision


def _kinds(columns: dict[str, pa.Array], size: int) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = pa.repeat("original", size)
    for field, name in (("quote_of", "quote"), ("reply_to", "reply"), ("repost_of", "repost")):
        if field in columns:
            kind = pc.if_else(pc.is_valid(columns[field]), name, kind)
    return kind


def _in_utc(at: pa.Array, zone: str) -> pa.Array:
    """Naive times as UTC; NULL where the zone's clocks skipped or repeated them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    early = pc.assume_timezone(at, zone, ambiguous="earliest", nonexistent="earliest")
    late = pc.assume_timezone(at, zone, ambiguous="latest", nonexistent="latest")
    micros = early.cast(pa.int64())
    clear = pc.equal(micros, late.cast(pa.int64()))
    return pc.if_else(clear, micros, pa.scalar(None, pa.int64())).cast(pa.timestamp("us"))


def _scalar(at: datetime) -> pa.Scalar:
    import pyarrow as pa

    return pa.scalar((at - EPOCH) // timedelta(microseconds=1), pa.int64()).cast(pa.timestamp("us"))
