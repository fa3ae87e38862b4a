"""Where the patterns of a codebook occur in texts: one pass for all of them.

Texts become numbers of distinct words. Which patterns a word can be part of is settled once per distinct word; the pass
over the texts looks at a phrase only where its rarest word stands. So time grows with the texts and the hits, hardly with
the number of patterns. The rules of what counts as a hit are in docs/methods/codebooks.md; tests hold a slow reference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from undertow.codebook.grammar import MAX_NEAR, Pattern
from undertow.codebook.reading import Codebook, patterns
from undertow.errors import BadSetting

if TYPE_CHECKING:
    from undertow.codebook._phrases import Phrases
    from undertow.language.tokens import Tokens

Places = NDArray[np.int64]
#: Code points worked on at a time, and places left between texts so that no window reaches from one into the next.
_CHUNK, _BETWEEN = 4_000_000, 2 * MAX_NEAR + 64
# Pattern numbers and places of one chunk share a 64-bit number.
_WIDE = 1 << 40


@dataclass(frozen=True)
class Hits:
    """Hits in text order. text: which of the texts; frame: which of the codebook's frames; start, end: code points of the
    text as it came; pattern: which of the frame's patterns for the language. Hits of one frame never overlap.
    """

    text: NDArray[np.int64]
    frame: NDArray[np.int32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    pattern: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.text)


class _Spans(NamedTuple):
    """Where patterns, or sides of them, stand: whose, and from which token to which, numbered with gaps between texts."""

    of: Places
    start: Places
    end: Places


class _Found(NamedTuple):
    """Hits: whose, from which token to which, in which text, and from which code point to which."""

    of: Places
    first: Places
    until: Places
    text: Places
    start: Places
    end: Places


class Matcher:
    """The patterns of a codebook in one language, ready to be looked for.

    Raises: BadSetting for a language that the codebook does not have.
    """

    def __init__(self, codebook: Codebook, language: str) -> None:
        if language not in codebook.languages:
            raise BadSetting(
                f"Codebook {codebook.id} has no patterns in {language!r}. It has {', '.join(codebook.languages)}."
            )
        self._window = codebook.not_window
        listed = list(patterns(codebook, language))
        self._frame = np.array([frame for frame, _, _, _ in listed], np.int64)
        self._place = np.array([place for _, place, _, _ in listed], np.int64)
        self._unwanted = np.array([unwanted for _, _, unwanted, _ in listed], np.bool_)
        self._expressions = [(n, p.expression) for n, (_, _, _, p) in enumerate(listed) if p.expression]
        self._sides = _sides([pattern for _, _, _, pattern in listed])
        self._phrases = self._compiled([pattern for _, _, _, pattern in listed], language)

    def hits(self, texts: Sequence[str]) -> Hits:
        """Every hit in the texts. Deterministic; a text gives the same hits whatever stands beside it."""
        parts = [self._in_chunk(since, texts[since:until]) for since, until in _chunks(texts)]
        found = _Found(*(np.concatenate(column) for column in zip(*parts, strict=True))) if parts else _nothing()
        columns = (self._frame[found.of], found.start, found.end, self._place[found.of])
        return Hits(found.text, *(column.astype(np.int32) for column in columns))

    def _compiled(self, listed: Sequence[Pattern], language: str) -> Phrases:
        from undertow.codebook._phrases import phrases

        sides = [side for pattern in listed for side in pattern.sides]
        return phrases(sides, language)

    def _in_chunk(self, since: int, texts: Sequence[str]) -> _Found:
        from undertow.language.tokens import tokens

        words = tokens(texts)
        of, begin, end = self._phrases.found(words)
        place = np.arange(len(words.word)) + words.text.astype(np.int64) * _BETWEEN
        spans = self._joined(_Spans(of, place[begin], place[end - 1] + 1))
        first, last = np.searchsorted(place, spans.start), np.searchsorted(place, spans.end - 1)
        text = words.text[first].astype(np.int64)
        found = _Found(*spans, text, words.start[first].astype(np.int64), words.end[last].astype(np.int64))
        if self._expressions:
            pairs = zip(found, self._expressed(texts, words), strict=True)
            found = _Found(*(np.concatenate(pair) for pair in pairs))
        settled = self._settled(found)
        return settled._replace(text=settled.text + since)

    def _expressed(self, texts: Sequence[str], words: Tokens) -> _Found:
        """Matches of regular expressions, with the tokens that they touch."""
        from undertow.codebook.expressions import Readable

        readable = Readable(texts)
        found = []
        key = words.text.astype(np.int64) << 32
        for number, expression in self._expressions:
            text, start, end = readable.hits(expression)
            first = np.searchsorted(key | words.end, text << 32 | start, "right") + text * _BETWEEN
            until = np.searchsorted(key | words.start, text << 32 | end, "left") + text * _BETWEEN
            found.append(_Found(np.full(len(text), number), first, until, text, start, end))
        return _Found(*(np.concatenate(column) for column in zip(*found, strict=True)))

    def _joined(self, found: _Spans) -> _Spans:
        """Hits of whole patterns from hits of their sides: each side in turn, nearest before and nearest after."""
        done = []
        pattern, step = self._sides.pattern[found.of], self._sides.step[found.of]
        now = _distinct(_Spans(pattern[step == 0], found.start[step == 0], found.end[step == 0]))
        for number in range(1, 1 + int(np.max(self._sides.steps, initial=0))):
            finished = self._sides.steps[now.of] < number
            done.append(_chosen(now, finished))
            other = _chosen(_Spans(pattern, found.start, found.end), step == number)
            now = _chosen(now, ~finished)
            now = _near(now, other, self._sides.windows[number - 1][now.of])
        return _Spans(*(np.concatenate(column) for column in zip(*done, now, strict=True)))

    def _settled(self, found: _Found) -> _Found:
        """What no `not` rules out and no earlier hit of its frame overlaps, in text order."""
        from undertow.codebook._loops import apart

        unwanted = self._unwanted[found.of]
        spans = _Spans(self._frame[found.of], found.first, found.until)
        kept = ~unwanted
        kept[kept] = ~_ruled_out(_chosen(spans, ~unwanted), _chosen(spans, unwanted), self._window)
        found = _Found(*(column[kept] for column in found))
        pattern, frame = self._place[found.of], self._frame[found.of]
        order = np.lexsort((pattern, found.end, found.start, found.text, frame))
        apart_ones = order[apart(frame[order], found.text[order], found.start[order], found.end[order])]
        found, frame, pattern = _Found(*(c[apart_ones] for c in found)), frame[apart_ones], pattern[apart_ones]
        order = np.lexsort((frame, found.end, found.start, found.text))
        return _Found(*(column[order] for column in found))


def _chosen(spans: _Spans, which: NDArray[np.bool_]) -> _Spans:
    return _Spans(*(column[which] for column in spans))


class _Sides(NamedTuple):
    """By side: its pattern, and which step of it. By pattern: how many steps follow the first side, and their windows."""

    pattern: Places
    step: Places
    steps: Places
    windows: list[Places]


def _sides(listed: Sequence[Pattern]) -> _Sides:
    pattern = [number for number, p in enumerate(listed) for _ in p.sides]
    step = [place for p in listed for place in range(len(p.sides))]
    steps = np.array([len(p.windows) for p in listed], np.int64)
    windows = [
        np.array([p.windows[place] if place < len(p.windows) else 0 for p in listed], np.int64)
        for place in range(int(np.max(steps, initial=0)))
    ]
    return _Sides(np.array(pattern, np.int64), np.array(step, np.int64), steps, windows)


def _nothing() -> _Found:
    return _Found(*(np.zeros(0, np.int64) for _ in range(6)))


def _chunks(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    since, size = 0, 0
    for number, text in enumerate(texts):
        size += len(text)
        if size >= _CHUNK:
            yield since, number + 1
            since, size = number + 1, 0
    if since < len(texts):
        yield since, len(texts)


def _near(now: _Spans, other: _Spans, windows: Places) -> _Spans:
    """Each span joined with the nearest of the same pattern's next side after it, and with the nearest before it."""
    if not len(now.of) or not len(other.of):
        return _Spans(*(column[:0] for column in now))
    base, rival = now.of * _WIDE, other.of * _WIDE
    order = np.lexsort((other.end, rival + other.start))
    starts = (rival + other.start)[order]
    after = np.searchsorted(starts, base + now.end)
    at = order[np.minimum(after, len(order) - 1)]
    right = (after < len(order)) & (other.of[at] == now.of) & (other.start[at] - now.end <= windows)
    joined = [_Spans(now.of[right], now.start[right], other.end[at][right])]
    order = np.lexsort((other.start, rival + other.end))
    ends = (rival + other.end)[order]
    before = np.searchsorted(ends, base + now.start, "right") - 1
    at = order[np.maximum(before, 0)]
    left = (before >= 0) & (other.of[at] == now.of) & (now.start - other.end[at] <= windows)
    joined.append(_Spans(now.of[left], other.start[at][left], now.end[left]))
    return _distinct(_Spans(*(np.concatenate(column) for column in zip(*joined, strict=True))))


def _distinct(spans: _Spans) -> _Spans:
    order = np.lexsort((spans.end, spans.start, spans.of))
    sorted_spans = [column[order] for column in spans]
    new = np.ones(len(order), np.bool_)
    if len(order):
        new[1:] = np.any([column[1:] != column[:-1] for column in sorted_spans], axis=0)
    return _Spans(*(column[new] for column in sorted_spans))


def _ruled_out(hits: _Spans, nots: _Spans, window: int) -> NDArray[np.bool_]:
    """Whether a `not` of the same frame overlaps the hit or stands within that many words of it."""
    if not len(nots.of):
        return np.zeros(len(hits.of), np.bool_)
    order = np.lexsort((nots.start, nots.of))
    starts = nots.of[order] * _WIDE + nots.start[order]
    furthest = np.maximum.accumulate(nots.of[order] * _WIDE + nots.end[order])
    last = np.searchsorted(starts, hits.of * _WIDE + hits.end + window, "right") - 1
    return (last >= 0) & (furthest[np.maximum(last, 0)] >= hits.of * _WIDE + hits.start - window)
