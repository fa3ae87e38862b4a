"""Texts as counts of their words and phrases, passage by passage, with names, numbers and stop words left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from undertow.language.masking import Capitals, in_gazetteer, stopped
from undertow.language.sentences import sentences

if TYPE_CHECKING:
    from scipy import sparse

    from undertow.language.gazetteer import Gazetteer
    from undertow.language.tokens import Tokens

Places = NDArray[np.int64]
#: Sentences of a passage; what is left over at the end of a text goes with the passage before.
SENTENCES = 4
#: Characters read at a time; reading takes about 25 bytes for each.
_BATCH = 4_000_000
#: A word by itself has this in the place of the second one.
_ALONE = (1 << 32) - 1


@dataclass(frozen=True)
class Features:
    """counts: passages by features, how often. words: of each feature, one or two. texts: in how many texts each stands.
    text, start, end: of each passage, the number of its text and where it stands there, in code points."""

    counts: sparse.csr_array
    words: list[tuple[str, ...]]
    texts: Places
    text: Places
    start: Places
    end: Places


class _Counted(NamedTuple):
    """Of a batch: each feature of a passage once. key: the numbers of its two words in one."""

    passage: Places
    key: NDArray[np.uint64]
    uses: Places


def passages_of(text: str, size: int = SENTENCES) -> list[tuple[int, int]]:
    """Start and end of each passage of `size` sentences; a remainder of fewer than half of them goes with the one before."""
    spans = sentences(text)
    starts = list(range(0, len(spans), size))
    if len(starts) > 1 and len(spans) - starts[-1] < (size + 1) // 2:
        starts.pop()
    stops = [*starts[1:], len(spans)] if starts else []
    return [(spans[first].start, spans[stop - 1].end) for first, stop in zip(starts, stops, strict=True)]


def features(
    texts: Iterable[tuple[str, str]],
    *,
    least: int = 10,
    gazetteer: Gazetteer | None = None,
    size: int = SENTENCES,
) -> Features:
    """Words, and pairs of words with nothing but stop words between them, that at least `least` texts hold.

    texts: each with its language code, or "" where that is not known; taken once, a few million characters at a time.
    Names are left out: words that most often have a capital inside sentences, in all texts together, and what the
    gazetteer finds. No pair goes on across punctuation or a name.
    """
    reader = _Reader(gazetteer, size)
    for batch in batches(texts):
        reader.read(batch)
    return reader.features(least)


class _Reader:
    def __init__(self, gazetteer: Gazetteer | None, size: int) -> None:
        self.gazetteer, self.size = gazetteer, size
        self.numbers: dict[str, int] = {}
        self.capitals = Capitals()
        self.counted: list[_Counted] = []
        self.places: list[tuple[int, int, int]] = []
        self.read_texts = 0

    def read(self, batch: Sequence[tuple[str, str]]) -> None:
        """Count one batch of texts."""
        from undertow.language.tokens import tokens

        first, passages, languages = len(self.places), [], []
        for text, language in batch:
            for start, end in passages_of(text, self.size):
                self.places.append((self.read_texts, start, end))
                passages.append(text[start:end])
                languages.append(language)
            self.read_texts += 1
        words = tokens(passages)
        self.capitals.add(words, passages, languages)
        keys, passage = self._keys(words, passages, languages)
        unique, number = np.unique(keys, return_inverse=True)
        both, uses = np.unique(passage * max(1, len(unique)) + number, return_counts=True)
        own, number = np.divmod(both, max(1, len(unique)))
        self.counted.append(_Counted(own + first, unique[number], uses))

    def _keys(
        self, words: Tokens, passages: Sequence[str], languages: Sequence[str]
    ) -> tuple[NDArray[np.uint64], Places]:
        """The key of every use of a feature, and the passage it stands in."""
        left_out = stopped(words.vocabulary, {language for language in languages if language} or {"en"})[words.word]
        broken = words.stops.copy()
        if self.gazetteer is not None:
            named = in_gazetteer(words, passages, self.gazetteer)
            left_out |= named
            broken |= named
        own = np.fromiter((self.numbers.setdefault(w, len(self.numbers)) for w in words.vocabulary), np.uint64)
        kept = np.flatnonzero(~left_out)
        word, stretch = own[words.word[kept]], np.cumsum(broken)[kept]
        joined = stretch[1:] == stretch[:-1]
        single = (word << np.uint64(32)) | np.uint64(_ALONE)
        pair = (word[:-1] << np.uint64(32)) | word[1:]
        text = words.text[kept].astype(np.int64)
        return np.concatenate((single, pair[joined])), np.concatenate((text, text[:-1][joined]))

    def features(self, least: int) -> Features:
        """What was read, without names and without what too few texts hold."""
        from scipy import sparse

        passage, key, uses = (np.concatenate(parts) for parts in zip(*self.counted, strict=True)) if self.counted else _NONE  # fmt: skip
        unique, number = np.unique(key, return_inverse=True)
        text, start, end = np.array(self.places, np.int64).reshape(-1, 3).T
        held = np.unique(number * (self.read_texts + 1) + text[passage]) // (self.read_texts + 1)
        texts = np.bincount(held, minlength=len(unique))
        vocabulary = list(self.numbers)
        names = np.append(self.capitals.names(vocabulary), False)
        one, two = (unique >> np.uint64(32)).astype(np.int64), (unique & np.uint64(_ALONE)).astype(np.int64)
        two[two == _ALONE] = len(vocabulary)
        kept = np.flatnonzero((texts >= least) & ~names[one] & ~names[two])
        column = np.full(len(unique) + 1, -1)
        column[kept] = np.arange(len(kept))
        stays = column[number] >= 0
        counts = sparse.csr_array(
            (uses[stays].astype(np.float32), (passage[stays], column[number[stays]])), (len(text), len(kept))
        )
        words: list[tuple[str, ...]] = [
            (vocabulary[a], vocabulary[b]) if b < len(vocabulary) else (vocabulary[a],)
            for a, b in zip(one[kept].tolist(), two[kept].tolist(), strict=True)
        ]
        return Features(counts, words, texts[kept], text, start, end)


_NONE = (np.zeros(0, np.int64), np.zeros(0, np.uint64), np.zeros(0, np.int64))


def batches(texts: Iterable[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    """The texts in lists of bounded size, so that memory does not grow with the material."""
    batch: list[tuple[str, str]] = []
    held = 0
    for text in texts:
        batch.append(text)
        held += len(text[0])
        if held >= _BATCH:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch
