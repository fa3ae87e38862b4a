"""Parquet files as material holds them: column names, and rows as the same cells of text that a CSV would have."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, BinaryIO

from undertow.errors import UnreadableInput
from undertow.formats._csv import Record
from undertow.material import MB, Material, Member

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

MAGIC = b"PAR1"
BATCH_ROWS = 20_000
_PACKED_BYTES = 1_000 * MB
#: So many times without seconds mean that the source rounds to minutes.
ROUND_TIMES = 50


def parquet_columns(member: Member) -> tuple[str, ...] | None:
    """Names of the columns, or None where the file is no Parquet. Raises: UnreadableInput where it is damaged."""
    schema = parquet_schema(member)
    return None if schema is None else tuple(schema.names)


@lru_cache(maxsize=16)
def parquet_schema(member: Member) -> pa.Schema | None:
    """Columns and their types, or None where the file is no Parquet. Raises: UnreadableInput where it is damaged."""
    if member.head(len(MAGIC)) != MAGIC:
        return None
    with _opened(member) as file:
        return file.schema_arrow


def batches(member: Member, rows: int = BATCH_ROWS) -> Iterator[pa.RecordBatch]:
    """The rows in batches. Raises: UnreadableInput where a part of the file is damaged."""
    import pyarrow as pa

    with _opened(member) as file:
        try:
            yield from file.iter_batches(rows, use_threads=False)
        except (pa.ArrowInvalid, OSError) as error:
            raise UnreadableInput(f"{member.name}: is damaged ({error}). Export or download it again.") from None


def parquet_records(material: Material, member: Member) -> Iterator[Record]:
    """The rows of a Parquet file as cells: text as it is, whole numbers exactly, times in ISO 8601, lists as lists."""
    place, number = material.reference(member, "row "), 0
    rounding: dict[str, str] = {}
    for batch in batches(member):
        columns = [cells(array, rounding, name) for name, array in zip(batch.schema.names, batch.columns, strict=True)]
        for row in zip(*columns, strict=True):
            number += 1
            yield Record(f"{place}{number}", number, number, list(row), ())


def cells(array: pa.Array, rounding: dict[str, str], name: str) -> list[Any]:
    """A column as cells; an empty text where there is no value. `rounding` remembers how finely times are known."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    kind = array.type
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        precision = rounding.setdefault(name, rounded_to(array))
        end = {"day": r"[ T]00:00(:00(\.0+)?)?", "min": r":00(\.0+)?"}.get(precision)
        array = pc.cast(array, pa.string())
        if end:
            array = pc.replace_substring_regex(array, f"{end}(Z?)$", r"\2" if precision == "min" else "")
    elif pa.types.is_floating(kind):
        return ["" if v is None or v != v else _float_text(v) for v in array.to_pylist()]
    elif pa.types.is_nested(kind):
        return array.to_pylist()  # type: ignore[no-any-return]  # pyarrow has no types
    elif pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return ["" if v is None else v.decode("utf-8", "replace") for v in array.to_pylist()]
    return pc.fill_null(pc.cast(array, pa.string()), "").to_pylist()  # type: ignore[no-any-return]  # pyarrow has no types


def rounded_to(array: pa.Array) -> str:
    """'day' or 'min' where all of at least fifty times are whole days or minutes, otherwise empty."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_timestamp(array.type) or len(array) - array.null_count < ROUND_TIMES:
        return ""
    since = pc.cast(pc.drop_null(array), pa.timestamp("us", array.type.tz), safe=False).cast(pa.int64())
    for precision, micros in (("day", 86_400_000_000), ("min", 60_000_000)):
        if pc.all(pc.equal(pc.multiply(pc.divide(since, micros), micros), since)).as_py():
            return precision
    return ""


@contextmanager
def _opened(member: Member) -> Iterator[pq.ParquetFile]:
    """The file, open for reading by batches. A packed one is unpacked into memory, up to a limit."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with member.open() as file:
        source: BinaryIO = file
        if not file.seekable():
            data = file.read(_PACKED_BYTES + 1)
            if len(data) > _PACKED_BYTES:
                raise UnreadableInput(
                    f"{member.name}: a packed Parquet file of more than {_PACKED_BYTES:,} bytes. Unpack it first."
                )
            source = io.BytesIO(data)
        try:
            found = pq.ParquetFile(source)
        except (pa.ArrowInvalid, OSError) as error:
            raise UnreadableInput(
                f"{member.name}: is not a whole Parquet file ({error}). Export or download it again."
            ) from None
        yield found


def _float_text(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
