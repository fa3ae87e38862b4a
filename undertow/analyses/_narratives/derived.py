"""The derived tables of `narratives`: hits by passage, and amounts of material by day, as Arrow tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from undertow.analyses import Tables
from undertow.analyses._narratives.hits import fields as _hit_fields
from undertow.analyses._narratives.reading import Books, Read, books, read_texts, voices
from undertow.codebook.labels import labelled_task

if TYPE_CHECKING:
    import pyarrow as pa

_AMOUNTS = ("panel", "voice", "grouped", "day", "precision", "repeated", "language")


def derived(tables: Tables, asked: Mapping[str, Any]) -> dict[str, pa.Table]:
    """`matched`: a narrative in a passage; `amounts`: texts, passages and words by day and voice; `narratives`: what was
    looked for; `left_out`: texts that were not read, by reason.

    asked: fields of Voices. Raises: BadSetting for a codebook that cannot be used.
    """
    given = {name: tables[name].to_pyarrow().to_pylist() for name in ("codebooks", "languages", "actors", "groups")}
    known = books(sorted(given["codebooks"], key=lambda row: row["name"]), [r["language"] for r in given["languages"]])
    read = read_texts(tables, known, voices(given["actors"], given["groups"], asked)) if known.codebooks else Read()
    return {
        "matched": _matched(read),
        "amounts": _amounts(read),
        "narratives": _narratives(known),
        "left_out": _left_out(read),
    }


def _matched(read: Read) -> pa.Table:
    """Sorted, with `leading` (the first passage of a text with this narrative) and `other` (a pattern but the commonest hit)."""
    import pyarrow as pa

    if not read.hits:
        return pa.schema([*_hit_fields(), *(pa.field(name, pa.bool_()) for name in ("leading", "other"))]).empty_table()
    order = ("frame", "day", "source_sha256", "table", "row_index", "start")
    rows = pa.concat_tables(read.hits).sort_by([(name, "ascending") for name in order])
    commonest = {key: min(own, key=lambda n: (-own[n], n)) for key, own in read.patterns.items()}
    keys = zip(rows["frame"].to_pylist(), rows["read_as"].to_pylist(), strict=True)
    other = [bool({*own} - {commonest[key]}) for own, key in zip(rows["patterns"].to_pylist(), keys, strict=True)]
    return (
        rows.drop_columns(["patterns"]).append_column("leading", _leading(rows)).append_column("other", pa.array(other))
    )


def _leading(rows: pa.Table) -> pa.Array:
    """Whether a row, in sorted order, is the first of its text and narrative."""
    import pyarrow as pa

    new = np.ones(len(rows), np.bool_)
    same = np.ones(len(rows) - 1, np.bool_)
    for name in ("frame", "source_sha256", "table", "row_index"):
        column = rows[name].combine_chunks()
        codes = (column.dictionary_encode().indices if name != "row_index" else column).to_numpy(zero_copy_only=False)
        same &= codes[1:] == codes[:-1]
    new[1:] = ~same
    return pa.array(new)


def _amounts(read: Read) -> pa.Table:
    import pyarrow as pa

    types = {"day": pa.int64(), "repeated": pa.bool_()}
    schema = pa.schema(
        [
            *(pa.field(name, types.get(name, pa.string())) for name in _AMOUNTS),
            *(pa.field(name, pa.int64()) for name in ("texts", "passages", "words")),
        ]
    )
    rows = [dict(zip(schema.names, (*key, *amount), strict=True)) for key, amount in read.amounts.items()]
    return pa.Table.from_pylist(sorted(rows, key=lambda row: [str(value) for value in row.values()]), schema)


def _narratives(known: Books) -> pa.Table:
    import pyarrow as pa

    rows = [
        {
            "frame": frame.id,
            "name": frame.name or frame.id.replace("_", " "),
            "definition": frame.definition,
            "codebook": book.id,
            "language": language,
            "status": str(frame.status[language]),
            "task": labelled_task(book, frame, language),
            "patterns": len(frame.patterns.get(language, ())),
        }
        for book in known.codebooks
        for frame in book.frames
        for language in book.languages
    ]
    texts = ("frame", "name", "definition", "codebook", "language", "status", "task")
    schema = pa.schema([*(pa.field(name, pa.string()) for name in texts), pa.field("patterns", pa.int64())])
    return pa.Table.from_pylist(sorted(rows, key=lambda row: (row["frame"], row["language"])), schema)


def _left_out(read: Read) -> pa.Table:
    import pyarrow as pa

    rows = [{"reason": reason, "texts": count} for reason, count in sorted(read.left_out.items())]
    return pa.Table.from_pylist(rows, pa.schema([pa.field("reason", pa.string()), pa.field("texts", pa.int64())]))
