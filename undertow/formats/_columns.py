"""Whole columns checked at once, by the same rules as single cells: what fits, and which rows need a closer look.

Each function returns the values and a mask of the rows that hold; the other rows go through the rules cell by cell,
which names the reason.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from undertow.formats._cells import ROUNDED
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
