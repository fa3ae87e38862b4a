"""Sentences around what rose that say nearly the same in other words or another language: to be read, never counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from undertow.analyses import _texts as texts
from undertow.analyses._texts import Text
from undertow.language.embedding import embedded
from undertow.language.sentences import sentence_at, sentences
from undertow.model import SMALL_CELL

#: Sentences given to the model at most: it reads some 6 to 40 a second on one core.
MOST = 1_000
#: Sentences this alike are put together, in one language and across two: translations of our trials lay from .85 to .92,
#: and within a language other sentences of one style are nearer than that.
ALIKE, ACROSS = 0.92, 0.88
LEAST = 3
_SHORTEST, _LONGEST = 40, 400
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
#: The kind under which their places stand beside those of phrases.
KIND = "alike"


@dataclass(frozen=True)
class Sentence:
    """A later sentence that holds a phrase that rose. turn: the how manieth of its phrase."""

    text: Text
    start: int
    end: int
    turn: int

    @property
    def words(self) -> str:
        return self.text.text[self.start : self.end]


def around(text: Text, place: int, turn: int) -> Sentence | None:
    """The sentence of a text that holds a place, if it is neither too short nor too long to be compared."""
    spans = sentences(text.text)
    span = spans[sentence_at(spans, place)]
    return Sentence(text, *span, turn) if _SHORTEST <= span.end - span.start <= _LONGEST else None


def alike(candidates: Sequence[Sentence]) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, int]]:
    """Groups, the most voices first; their places; and how many sentences there were, were read and stand in groups.

    At most `MOST` are read, the first of every phrase before the second of any. Raises: MissingExtra.
    """
    once = {(s.text.who, s.words.casefold()): s for s in sorted(candidates, key=lambda s: -s.turn)}
    ranked = sorted(once.values(), key=lambda s: (s.turn, s.text.source_sha256, s.text.row_ref, s.start))
    read = ranked[:MOST]
    languages = np.array([s.text.language for s in read])
    groups = _groups(embedded(_masked([s.words for s in read])), languages)
    kept = sorted(groups, key=lambda g: (-len({read[i].text.who for i in g}), -len(g), g))
    rows, places = [], []
    for rank, group in enumerate(kept, 1):
        own = [read[i] for i in group]
        rows.append(_row(rank, own))
        places += list(_places(rank, own))
    counts = {"sentences": len(ranked), "read": len(read), "grouped": len(places), "groups": len(rows)}
    return rows, places, counts


def _masked(sentences_: Sequence[str]) -> list[str]:
    """The sentences with X for every name: a word with a capital in more than half of its uses inside sentences."""
    capital: Counter[str] = Counter()
    used: Counter[str] = Counter()
    for words in sentences_:
        for match in list(_WORD.finditer(words))[1:]:
            used[match[0].casefold()] += 1
            capital[match[0].casefold()] += match[0][0].isupper()
    names = {word for word, count in capital.items() if 2 * count > used[word]}
    return [_WORD.sub(lambda m: "X" if m[0].casefold() in names else m[0], words) for words in sentences_]


def _groups(points: Any, languages: Any) -> list[list[int]]:
    """Stars: each member is alike to the first of its group, which had the most sentences near it."""
    near = points @ points.T >= np.where(languages[:, None] == languages[None, :], ALIKE, ACROSS)
    free = np.ones(len(points), np.bool_)
    found = []
    for centre in np.argsort(-near.sum(1), kind="stable").tolist():
        members = np.flatnonzero(near[centre] & free) if free[centre] else np.zeros(0, np.int64)
        if len(members) >= LEAST:
            free[members] = False
            found.append([centre, *(i for i in members.tolist() if i != centre)])
    return found


def _row(rank: int, own: Sequence[Sentence]) -> dict[str, Any]:
    languages = Counter(s.text.language or "not stated" for s in own)
    return {
        "rank": rank,
        "words": " ".join(own[0].words.split())[:160],
        "sentences": len(own),
        "texts": len({(s.text.source_sha256, s.text.row_ref) for s in own}),
        "voices": len({s.text.who for s in own}),
        "languages": ", ".join(f"{code} {count}" for code, count in sorted(languages.items())),
        "accounts": [] if any(not s.text.is_account for s in own) else sorted({s.text.who for s in own})[:SMALL_CELL],
    }


def _places(rank: int, own: Sequence[Sentence]) -> Iterator[dict[str, Any]]:
    for turn, s in enumerate(own, 1):
        yield {
            "kind": KIND,
            "rank": rank,
            "turn": turn,
            "words": own[0].words[:160],
            "later": True,
            "who": s.text.who,
            "table": s.text.table,
            "at": texts.iso(s.text.at, s.text.precision),
            "start": s.start,
            "end": s.end,
            "source_sha256": s.text.source_sha256,
            "row_ref": s.text.row_ref,
        }
