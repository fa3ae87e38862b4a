"""The derived tables of `narratives`: hits by passage, and amounts of material by day, as Arrow tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from undertow.analyses import Tables
from undertow.analyses._narratives.reading import Books, Read, books, read_texts, voices
from undertow.codebook.labels import labelled_task

if TYPE_CHECKING:
    import pyarrow as pa

_AMOUNTS = ("panel", "voice", "grouped", "day", "precision", "repeated", "language")
_TEXTS = ("table", "id", "panel", "voice", "carrier", "grouped", "precision", "language", "read_as", "frame",
          "source_sha256", "row_ref", "quote")  # fmt: skip
_NUMBERS = ("day", "reposts", "views", "row_index", "passage", "start", "end", "hits")
_TRUTHS = ("repeated", "leading", "other")


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

    commonest = _commonest(read.hits)
    rows = sorted(read.hits, key=lambda r: (r["frame"], r["day"], r["source_sha256"], r["row_index"], r["start"]))
    seen: set[tuple[str, str, str, int]] = set()
    for row in rows:
        key = (row["frame"], row["table"], row["source_sha256"], row["row_index"])
        row["leading"] = key not in seen
        seen.add(key)
        row["other"] = bool(row["patterns"] - {commonest[row["frame"], row["read_as"]]})
    schema = pa.schema(
        [
            *(pa.field(name, pa.string()) for name in _TEXTS),
            *(pa.field(name, pa.int64()) for name in _NUMBERS),
            *(pa.field(name, pa.bool_()) for name in _TRUTHS),
        ]
    )
    return pa.Table.from_pylist([{name: row[name] for name in schema.names} for row in rows], schema)


def _commonest(hits: list[dict[str, Any]]) -> Mapping[tuple[str, str], int]:
    """Of each narrative and language, the pattern that hit most passages."""
    counts: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    for row in hits:
        counts[row["frame"], row["read_as"]].update(row["patterns"])
    return {key: min(own, key=lambda pattern: (-own[pattern], pattern)) for key, own in counts.items()}


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
            "status": book.status[language],
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
