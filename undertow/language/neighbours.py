"""Pairs of words that stand together in texts: phrases, and rare words near each other, each with its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from undertow.language.features import batches
from undertow.language.masking import Capitals, in_gazetteer, stopped

if TYPE_CHECKING:
    from undertow.language.gazetteer import Gazetteer

Places = NDArray[np.int64]
#: A phrase in more of the texts is common property; so are a word, and a pair of words. In a few texts nothing is.
PHRASE_IN, WORD_IN, PAIR_IN, A_FEW = 0.10, 0.20, 0.05, 5
#: Two rare words are near with so many words at most from the one to the other, stop words and names not counted.
WITHIN = 6


@dataclass(frozen=True)
class Pairs:
    """words: of each pair. pair, text: each pair once for each text that holds it, sorted. start, end: where first, in code points."""

    words: list[tuple[str, str]]
    pair: Places
    text: Places
    start: Places
    end: Places


@dataclass(frozen=True)
class _Kept:
    """The words of all texts that are neither stop words nor numbers nor names. stretch: changes where punctuation stands."""

    vocabulary: list[str]
    word: Places
    stretch: Places
    text: Places
    start: Places
    end: Places
    texts: int


def pairs(texts: Iterable[tuple[str, str]], gazetteer: Gazetteer | None = None) -> tuple[Pairs, Pairs]:
    """Phrases, and rare words near each other, that at least two texts hold and not too many.

    texts: each with its language code, or "". A phrase is two words in order with nothing but stop words between. Rare words
    are at most WITHIN apart, in either order, also across punctuation. Names are left out: words that most often have a capital
    inside sentences, and what the gazetteer finds.
    """
    kept = _kept(texts, gazetteer)
    joined = kept.stretch[1:] == kept.stretch[:-1]
    first = np.flatnonzero(joined)
    phrases = _pairs(kept, first, first + 1, max(A_FEW, int(PHRASE_IN * kept.texts)))
    width = kept.texts + 1
    held = np.bincount(np.unique(kept.word * width + kept.text) // width, minlength=len(kept.vocabulary))
    rare = held <= max(A_FEW, WORD_IN * kept.texts)
    near = [np.zeros((2, 0), np.int64)]
    for apart in range(1, WITHIN + 1):
        left = np.arange(max(0, len(kept.word) - apart))
        one, other = kept.word[left], kept.word[left + apart]
        wanted = (kept.text[left] == kept.text[left + apart]) & rare[one] & rare[other] & (one != other)
        left = left[wanted]
        near.append(np.vstack([left, left + apart]))
    places = np.hstack(near)
    ordered = kept.word[places[0]] <= kept.word[places[1]]
    left, right = np.where(ordered, places[0], places[1]), np.where(ordered, places[1], places[0])
    return phrases, _pairs(kept, left, right, max(A_FEW, int(PAIR_IN * kept.texts)))


def _pairs(kept: _Kept, left: Places, right: Places, at_most: int) -> Pairs:
    """The pairs of these words that at least two texts and at most so many hold, with their first place in each."""
    key = kept.word[left] * (len(kept.vocabulary) + 1) + kept.word[right]
    text, begin = kept.text[left], np.minimum(kept.start[left], kept.start[right])
    order = np.lexsort((begin, text, key))
    key, text = key[order], text[order]
    new = np.ones(len(key), np.bool_)
    new[1:] = (key[1:] != key[:-1]) | (text[1:] != text[:-1])
    order, key, text = order[new], key[new], text[new]
    _, number, texts = np.unique(key, return_inverse=True, return_counts=True)
    stays = (texts[number] >= 2) & (texts[number] <= at_most)
    order, number = order[stays], number[stays]
    left, right = left[order], right[order]
    _, at, number = np.unique(number, return_index=True, return_inverse=True)
    name = kept.vocabulary
    return Pairs(
        words=[(name[a], name[b]) for a, b in zip(kept.word[left[at]], kept.word[right[at]], strict=True)],
        pair=number.astype(np.int64),
        text=text[stays],
        start=np.minimum(kept.start[left], kept.start[right]),
        end=np.maximum(kept.end[left], kept.end[right]),
    )


def _kept(texts: Iterable[tuple[str, str]], gazetteer: Gazetteer | None) -> _Kept:
    from undertow.language.tokens import tokens

    numbers: dict[str, int] = {}
    capitals = Capitals()
    columns: list[tuple[Places, ...]] = [tuple(np.zeros(0, np.int64) for _ in range(5))]
    read = stretches = 0
    for batch in batches(texts):
        own, languages = [text for text, _ in batch], [language for _, language in batch]
        words = tokens(own)
        capitals.add(words, own, languages)
        left_out = stopped(words.vocabulary, {language for language in languages if language} or {"en"})[words.word]
        if gazetteer is not None:
            left_out |= in_gazetteer(words, own, gazetteer)
        number = np.fromiter((numbers.setdefault(word, len(numbers)) for word in words.vocabulary), np.int64)
        stretch = stretches + np.cumsum(words.stops)
        stretches = int(stretch[-1]) if len(stretch) else stretches
        stay = np.flatnonzero(~left_out)
        parts = (number[words.word[stay]], stretch[stay], words.text[stay] + read, words.start[stay], words.end[stay])
        columns.append(tuple(part.astype(np.int64) for part in parts))
        read += len(batch)
    word, stretch, text, start, end = (np.concatenate(column) for column in zip(*columns, strict=True))
    vocabulary = list(numbers)
    stay = np.flatnonzero(~np.append(capitals.names(vocabulary), False)[word])
    return _Kept(vocabulary, word[stay], stretch[stay], text[stay], start[stay], end[stay], read)
