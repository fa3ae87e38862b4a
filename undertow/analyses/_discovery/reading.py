"""The texts of each kind in two parts, and what rose between them, as tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.random import Generator

from undertow.analyses import Tables
from undertow.analyses import _texts as texts
from undertow.analyses._actors import plain
from undertow.analyses._discovery import paraphrases
from undertow.analyses._discovery.known import Known
from undertow.analyses._discovery.rising import LEAST_READ, Passages, Risen, parted, risen
from undertow.analyses._texts import Text
from undertow.errors import UnknownName
from undertow.model import SMALL_CELL

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Asked:
    """What is looked for. paraphrases: whether sentences around what rose are put together by meaning."""

    languages: Sequence[str]
    since: date | None
    who: str
    most: int
    paraphrases: bool


def found(tables: Tables, rng: Generator, asked: Asked) -> dict[str, pa.Table]:
    """What rose in each kind of text; every text that reads the same as an earlier one of the same voice is left out."""
    import pyarrow as pa

    rows: list[dict[str, Any]] = []
    places: list[dict[str, Any]] = []
    parts: list[dict[str, Any]] = []
    around: list[paraphrases.Sentence] = []
    kinds, known_already = _by_kind(tables, asked.who), Known(tables, asked.languages)
    if asked.who and not kinds:
        known = {text.who for text in texts.documents(tables) if text.at is not None}
        raise UnknownName.among(
            "voice with a dated text", asked.who, known, "Or give the handle of an account with posts."
        )
    for kind, own in sorted(kinds.items()):
        split = (
            datetime.combine(asked.since, datetime.min.time())
            if asked.since
            else _middle([text.at for text in own if text.at])
        )
        later = np.array([text.at is not None and text.at >= split for text in own])
        voices = {name: number for number, name in enumerate(sorted({text.who for text in own}))}
        passages = parted([text.text for text in own], later, np.array([voices[text.who] for text in own], np.int64))
        parts.append(_part(kind, own, later, passages, split))
        if min(int(later.sum()), int((~later).sum())) >= LEAST_READ:
            for rank, one in enumerate(risen(passages, asked.languages, rng)[: asked.most], 1):
                rows.append(_row(kind, rank, one, own, passages) | {"held": known_already.holding(one, passages)})
                places += _places(kind, rank, one, own, passages)
                around += _around(one, own, passages) if asked.paraphrases else ()
    alike, alike_places, counts = paraphrases.alike(around) if asked.paraphrases else ([], [], {})
    return {
        "risen": pa.Table.from_pylist(rows, _schema(_RISEN)),
        "risen_places": pa.Table.from_pylist(places + alike_places, _schema(_PLACES)),
        "alike": pa.Table.from_pylist(alike, _schema(_ALIKE)),
        "alike_read": pa.Table.from_pylist([counts] if counts else [], _schema(_READ)),
        "discovery_parts": pa.Table.from_pylist(parts, _schema(_PARTS)),
    }


_RISEN = {"kind": "text", "rank": "count", "what": "text", "words": "text", "name": "truth", "earlier": "count", "later": "count", "texts": "count", "voices": "count", "z": "number", "q": "number", "first": "text", "held": "text", "accounts": "texts"}  # fmt: skip
_PLACES = {"kind": "text", "rank": "count", "turn": "count", "words": "text", "later": "truth", "who": "text", "table": "text", "at": "text", "start": "count", "end": "count", "source_sha256": "text", "row_ref": "text"}  # fmt: skip
_ALIKE = {"rank": "count", "words": "text", "sentences": "count", "texts": "count", "voices": "count", "languages": "text", "accounts": "texts"}  # fmt: skip
_READ = {"sentences": "count", "read": "count", "grouped": "count", "groups": "count"}
_PARTS = {"kind": "text", "split": "text", "first": "text", "last": "text", "texts_earlier": "count", "texts_later": "count", "passages_earlier": "count", "passages_later": "count", "voices": "count", "account": "text"}  # fmt: skip


def _schema(columns: dict[str, str]) -> pa.Schema:
    import pyarrow as pa

    types = {
        "texts": pa.list_(pa.string()),
        "text": pa.string(),
        "count": pa.int64(),
        "number": pa.float64(),
        "truth": pa.bool_(),
    }
    return pa.schema([(name, types[type_]) for name, type_ in columns.items()])


def _by_kind(tables: Tables, who: str) -> dict[str, list[Text]]:
    """Dated texts in order of time; of equal ones by one voice the first."""
    kinds: dict[str, list[Text]] = defaultdict(list)
    for text in _dated(tables):
        if not who or plain(who) in (plain(text.who), plain(text.handle)):
            kinds["posts" if text.table == "posts" else "speeches" if text.spoken else "articles"].append(text)
    for kind, own in kinds.items():
        seen: set[tuple[str, str]] = set()
        kept = []
        for text in sorted(own, key=lambda t: (t.at or datetime.min, t.source_sha256, t.row_ref)):
            key = (text.who, text.key or text.text)
            if key not in seen:
                seen.add(key)
                kept.append(text)
        kinds[kind] = kept
    return kinds


def _dated(tables: Tables) -> Iterator[Text]:
    for text in texts.documents(tables):
        if text.at is not None:
            yield text
    for text in texts.posts(tables):
        if text.at is not None and not text.repeated:
            yield text


def _middle(times: Sequence[datetime]) -> datetime:
    """The day by which half of the texts have come, so that no day is parted."""
    middle = times[len(times) // 2]
    return datetime(middle.year, middle.month, middle.day)


def _part(kind: str, own: Sequence[Text], later: Any, passages: Passages, split: datetime) -> dict[str, Any]:
    in_later = later[passages.text] if len(passages.text) else np.zeros(0, np.bool_)
    return {
        "kind": kind,
        "split": f"{split:%Y-%m-%d}",
        "first": texts.iso(own[0].at, "day"),
        "last": texts.iso(own[-1].at, "day"),
        "texts_earlier": int((~later).sum()),
        "texts_later": int(later.sum()),
        "passages_earlier": int((~in_later).sum()),
        "passages_later": int(in_later.sum()),
        "voices": len({text.who for text in own}),
        "account": own[0].who if own[0].is_account else "",
    }


def _row(kind: str, rank: int, one: Risen, own: Sequence[Text], passages: Passages) -> dict[str, Any]:
    first = own[int(passages.text[one.places[0][0]])]
    return {
        "kind": kind,
        "rank": rank,
        "what": one.what,
        "words": " ".join(one.words.split())[:160],
        "name": one.name,
        "earlier": one.earlier,
        "later": one.later,
        "texts": one.texts,
        "voices": one.voices,
        "z": round(one.z, 3),
        "q": one.q,
        "first": texts.iso(first.at, "day"),
        "accounts": writers(own[int(passages.text[passage])] for passage, _, _ in one.places),
    }


def writers(found: Iterable[Text]) -> list[str]:
    """The accounts that wrote these texts, as many as are asked for; none where a document is among them, for that is public."""
    seen = {text.who if text.is_account else "" for text in found}
    return [] if "" in seen else sorted(seen)[:SMALL_CELL]


def _around(one: Risen, own: Sequence[Text], passages: Passages) -> Iterator[paraphrases.Sentence]:
    """Later sentences that hold it, as many as could be read if nothing else had risen."""
    turn = 0
    for passage, start, _ in one.places:
        number = int(passages.text[passage])
        if passages.later[number] and turn < paraphrases.MOST:
            turn += 1
            sentence = paraphrases.around(own[number], int(passages.begin[passage]) + start, turn)
            if sentence is not None:
                yield sentence


def _places(kind: str, rank: int, one: Risen, own: Sequence[Text], passages: Passages) -> Iterator[dict[str, Any]]:
    turn = 0
    for passage, start, end in one.places:
        number = int(passages.text[passage])
        text, begin, later = own[number], int(passages.begin[passage]), bool(passages.later[number])
        turn += later
        yield {
            "kind": kind,
            "rank": rank,
            "turn": turn,
            "words": one.words[:160],
            "later": later,
            "who": text.who,
            "table": text.table,
            "at": texts.iso(text.at, text.precision),
            "start": begin + start,
            "end": begin + end,
            "source_sha256": text.source_sha256,
            "row_ref": text.row_ref,
        }
