"""One row per list and follower: what the profile looks like, in numbers. NULL where the source does not say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from undertow.language import handles

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

#: Columns of `accounts` that the audit reads.
PROFILE = (
    "platform", "handle", "name", "description", "created_at", "created_precision", "followers", "following", "posts",
    "verified", "protected", "default_image", "location", "language",
)  # fmt: skip
#: Columns of `members` that hold texts as numbers into the table `shapes`.
CODED = ("handle_shape", "name_template", "platform", "language")
_BATCH, _PART = 100_000, 500_000
_COARSE = ("month", "year")
DAY_SECONDS = 86_400


def profiles(numbered: ir.Table, accounts: ir.Table) -> Iterator[ir.Table]:
    """Every member with the profile its own source gives, then those without one with the latest that any source gives."""
    import ibis

    latest = accounts.group_by("source_sha256", "account").agg(row_index=lambda t: t.row_index.max())
    own = accounts.join(latest, ["source_sha256", "account", "row_index"]).select("source_sha256", "account", *PROFILE)
    keys = [numbered.source_sha256 == own.source_sha256, numbered.follower == own.account]
    columns = ("list", "follower", "source_sha256", "row_index", "position", "followed_at", *PROFILE)
    yield numbered.join(own, keys).select(*columns)
    without = numbered.anti_join(own, keys)
    wanted = accounts.semi_join(without, accounts.account == without.follower)
    newest = ibis.window(
        group_by="account",
        order_by=[ibis.coalesce(wanted.collected_at, ibis.timestamp("1970-01-01")).desc(), "source_sha256", ibis.desc("row_index")],
    )  # fmt: skip
    one = wanted.mutate(place=ibis.row_number().over(newest)).filter(lambda t: t.place == 0).select("account", *PROFILE)
    yield without.left_join(one, without.follower == one.account).select(*columns)


def members(found: Iterator[ir.Table]) -> tuple[pa.Table, pa.Table]:
    """The tables `members` and `shapes` (code, text), in an order that no engine changes."""
    import pyarrow as pa

    batches = [_features(batch) for table in found for batch in _streamed(table) if batch.num_rows]
    if not batches:
        return _schema().empty_table(), _shape_table([])
    whole = pa.Table.from_batches(batches)
    texts = sorted({t for name in CODED for chunk in whole[name].chunks for t in chunk.dictionary.to_pylist() if t})
    place = {text: code for code, text in enumerate(texts)}
    for name in CODED:
        codes = pa.chunked_array([_coded(chunk, place) for chunk in whole[name].chunks], pa.int32())
        whole = whole.set_column(whole.column_names.index(name), name, codes)
    whole = whole.sort_by([("list", "ascending"), ("source_sha256", "ascending"), ("row_index", "ascending")])
    return whole.drop_columns(["source_sha256", "row_index"]).select(_schema().names).cast(_schema()), _shape_table(
        texts
    )


def _streamed(table: ir.Table) -> Iterator[pa.RecordBatch]:
    """The rows of a table, in parts that fit into memory whatever its size."""
    rows = int(table.count().to_pyarrow().as_py())
    parts = -(-rows // _PART)
    for part in range(parts):
        one = table if parts == 1 else table.filter(table.row_index % parts == part)
        yield from one.to_pyarrow().combine_chunks().to_batches(max_chunksize=_BATCH)


def _coded(chunk: Any, place: dict[str, int]) -> Any:
    import pyarrow as pa

    codes = pa.array([place.get(text) for text in chunk.dictionary.to_pylist()], pa.int32())
    return codes.take(chunk.indices)


def _shape_table(texts: list[str]) -> pa.Table:
    import pyarrow as pa

    return pa.table({"code": pa.array(range(len(texts)), pa.int32()), "text": pa.array(texts, pa.string())})


def _features(batch: pa.RecordBatch) -> pa.RecordBatch:
    import pyarrow as pa

    given = {name: batch.column(name) for name in batch.schema.names}
    made: dict[str, Any] = {name: given[name] for name in ("source_sha256", "row_index", "position")}
    made["list"] = given["list"].cast(pa.int32())
    made["followed_second"] = _seconds(given["followed_at"])
    made |= _created(given["created_at"], given["created_precision"])
    made |= _of_handles(given["handle"], given["name"])
    made |= _of_texts(given["description"], given["location"])
    made |= {f"{name}_count": given[name] for name in ("followers", "following", "posts")}
    made |= {name: given[name] for name in ("verified", "protected", "default_image")}
    for name in ("platform", "language"):
        made[name] = given[name].dictionary_encode()
    return pa.RecordBatch.from_pydict(made)


def _created(at: Any, precision: Any) -> dict[str, Any]:
    """The day since 1970, where it is known that finely, and the year."""
    import pyarrow as pa
    import pyarrow.compute as pc

    day = pc.floor(pc.divide(_seconds(at).cast(pa.float64()), float(DAY_SECONDS))).cast(pa.int32())
    coarse = pc.fill_null(pc.is_in(precision, pa.array(_COARSE, pa.string())), False)
    return {
        "created_day": pc.if_else(coarse, pa.scalar(None, pa.int32()), day),
        "created_year": pc.year(at.cast(pa.timestamp("us"))).cast(pa.int32()),
    }


def _seconds(at: Any) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.divide(at.cast(pa.timestamp("us")).cast(pa.int64()), 1_000_000)


def _of_handles(handle: Any, name: Any) -> dict[str, Any]:
    import pyarrow as pa
    import pyarrow.compute as pc

    shape, led = handles.shapes(handle), handles.led_by_name(handle, name)
    leads = pc.if_else(led, pa.scalar(" led by the name "), pa.scalar(" with the name "))
    return {
        "handle_shape": shape.dictionary_encode(),
        "name_template": pc.binary_join_element_wise(shape, leads, handles.shapes(name), "").dictionary_encode(),
        "trailing_digits": handles.trailing_digits(handle),
        "handle_length": pc.utf8_length(handle).cast(pa.int32()),
        "handle_digits": handles.counted(handle, "[0-9]"),
        "handle_capitals": handles.counted(handle, r"\p{Lu}"),
        "handle_underscores": handles.counted(handle, "_"),
        "name_length": pc.utf8_length(name).cast(pa.int32()),
        "led_by_name": led,
    }


def _of_texts(description: Any, location: Any) -> dict[str, Any]:
    import pyarrow as pa
    import pyarrow.compute as pc

    return {
        "description_length": pc.utf8_length(pc.utf8_trim_whitespace(description)).cast(pa.int32()),
        "description_mark": handles.text_marks(description),
        "description_links": handles.counted(description, "https?://"),
        "location_length": pc.utf8_length(pc.utf8_trim_whitespace(location)).cast(pa.int32()),
    }


def _schema() -> pa.Schema:
    import pyarrow as pa

    small = (
        "created_day", "created_year", *CODED, "trailing_digits", "handle_length", "handle_digits", "handle_capitals",
        "handle_underscores", "name_length", "description_length", "description_links", "location_length",
    )  # fmt: skip
    large = ("position", "followed_second", "description_mark", "followers_count", "following_count", "posts_count")
    truths = ("led_by_name", "verified", "protected", "default_image")
    fields = [("list", pa.int32()), *((n, pa.int32()) for n in small), *((n, pa.int64()) for n in large)]
    return pa.schema([*fields, *((name, pa.bool_()) for name in truths)])


def column(table: pa.Table, name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """A column as numbers, with NaN where nothing is known."""
    import pyarrow as pa

    return np.asarray(table[name].cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)
