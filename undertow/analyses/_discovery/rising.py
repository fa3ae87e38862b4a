"""What rose between two parts of a body of text: phrases, and groups of nearly equal wordings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, sqrt

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from undertow.language.passages import passages
from undertow.language.phrases import Phrases, phrases
from undertow.statistics.log_odds import log_odds
from undertow.statistics.multiplicity import benjamini_hochberg

Places = NDArray[np.int64]
#: A phrase must stand in so many later passages of so many later texts, and be so far from what sampling gives.
LEAST_USES, LEAST_TEXTS, LEAST_Z, LEVEL = 5, 3, 3.0, 0.05
#: Fewer texts in either part say nothing.
LEAST_READ = 10
#: A phrase within a longer one that has this part of its uses is not listed beside it.
_SAME = 0.8
#: Passages longer than this are no wordings that could be repeated as a whole.
_WORDING = 400
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")


@dataclass(frozen=True)
class Passages:
    """The passages of one kind of text. text: which text each belongs to; begin: where in it. later: by text. voice: by text, a number."""

    words: list[str]
    text: Places
    begin: Places
    later: NDArray[np.bool_]
    voice: Places


@dataclass(frozen=True)
class Risen:
    """Something that rose: where it stands (passage, start, end within it), counts, z and q.

    what: 'phrase' or 'wording'. earlier, later: passages. texts, voices: later ones.
    """

    what: str
    words: str
    name: bool
    earlier: int
    later: int
    texts: int
    voices: int
    z: float
    q: float
    places: list[tuple[int, int, int]]


def parted(texts: Sequence[str], later: NDArray[np.bool_], voice: Places) -> Passages:
    """The texts in passages."""
    words: list[str] = []
    of, begin = [], []
    for number, whole in enumerate(texts):
        # an address is neither words nor a bridge between them; its place stays, so that quotes do
        text = _ADDRESS.sub(lambda found: ".".ljust(len(found[0])), whole)
        for start, end in passages(text):
            words.append(text[start:end])
            of.append(number)
            begin.append(start)
    return Passages(words, np.array(of, np.int64), np.array(begin, np.int64), later, voice)


def risen(own: Passages, languages: Sequence[str], rng: Generator) -> list[Risen]:
    """Phrases and wordings that rose, those that rose most first; a phrase that is part of a longer one is left out."""
    found = phrases(own.words, languages, least=LEAST_USES)
    made = [*_phrases(own, found), *_wordings(own, rng)]
    return sorted(made, key=lambda one: (-one.z, one.words))


def _phrases(own: Passages, found: Phrases) -> list[Risen]:
    count = len(found.words)
    if not count:
        return []
    tested = _tested(own, found.phrase, found.passage, count)
    kept = [i for i in np.flatnonzero(tested.passed).tolist()]
    places = _by_number(found.phrase, kept)
    made = []
    for number in kept:
        rows = places[number]
        where = [(int(found.passage[r]), int(found.start[r]), int(found.end[r])) for r in rows]
        made.append(tested.risen(number, "phrase", " ".join(found.words[number]), bool(found.name[number]), where))
    return _longest(made)


def _wordings(own: Passages, rng: Generator) -> list[Risen]:
    """Groups of passages that read nearly the same."""
    from undertow.statistics.near_duplicates import near_duplicates

    short = np.array([i for i, words in enumerate(own.words) if len(words) <= _WORDING], np.int64)
    if len(short) < LEAST_USES:
        return []
    group = near_duplicates([own.words[i] for i in short.tolist()], rng=rng).group
    size = np.bincount(group)
    often = np.flatnonzero(size[group] >= LEAST_USES)
    if not len(often):
        return []
    numbers, group = np.unique(group[often], return_inverse=True)
    passage = short[often]
    tested = _tested(own, group.astype(np.int64), passage, len(numbers))
    made = []
    for number in np.flatnonzero(tested.passed).tolist():
        members = passage[group == number].tolist()
        where = [(p, 0, len(own.words[p])) for p in members]
        made.append(tested.risen(number, "wording", own.words[members[0]], False, where))
    return made


@dataclass(frozen=True)
class _Tested:
    earlier: Places
    later: Places
    texts: Places
    voices: Places
    z: NDArray[np.float64]
    q: NDArray[np.float64]

    @property
    def passed(self) -> NDArray[np.bool_]:
        enough = (self.later >= LEAST_USES) & (self.texts >= LEAST_TEXTS)
        return np.asarray(enough & (self.z >= LEAST_Z) & (self.q <= LEVEL))

    def risen(self, i: int, what: str, words: str, name: bool, places: list[tuple[int, int, int]]) -> Risen:
        counts = (int(self.earlier[i]), int(self.later[i]), int(self.texts[i]), int(self.voices[i]))
        return Risen(what, words, name, *counts, float(self.z[i]), float(self.q[i]), places)


def _tested(own: Passages, number: Places, passage: Places, count: int) -> _Tested:
    """Log-odds of each, later to earlier, with an error widened by how the uses of one text come together."""
    text = own.text[passage]
    is_later = own.later[text]
    earlier, later = (np.bincount(number[part], minlength=count) for part in (~is_later, is_later))
    found = log_odds(earlier, later, earlier + later)
    z = found.z / np.sqrt(_together(number, text, count))
    p = np.array([0.5 * erfc(value / sqrt(2)) for value in z])
    texts = _distinct(number[is_later], text[is_later], count)
    voices = _distinct(number[is_later], own.voice[text[is_later]], count)
    return _Tested(earlier, later, texts, voices, z, benjamini_hochberg(p))


def _together(number: Places, text: Places, count: int) -> NDArray[np.float64]:
    """By phrase: how many uses a text that holds it has, weighted by uses; 1 where no text repeats it."""
    width = int(text.max(initial=0)) + 1
    pair, uses = np.unique(number * width + text, return_counts=True)
    squares = np.bincount(pair // width, weights=uses.astype(np.float64) ** 2, minlength=count)
    return np.asarray(squares / np.maximum(np.bincount(number, minlength=count), 1))


def _distinct(number: Places, other: Places, count: int) -> Places:
    width = int(other.max(initial=0)) + 1
    return np.bincount(np.unique(number * width + other) // width, minlength=count)


def _by_number(number: Places, kept: Sequence[int]) -> dict[int, list[int]]:
    wanted = set(kept)
    found: dict[int, list[int]] = {n: [] for n in kept}
    for row, n in enumerate(number.tolist()):
        if n in wanted:
            found[n].append(row)
    return found


def _longest(made: list[Risen]) -> list[Risen]:
    """Without phrases that hardly stand outside a longer one that rose too."""
    kept: list[Risen] = []
    for one in sorted(made, key=lambda r: (-len(r.words.split()), -r.z, r.words)):
        inside = (f" {one.words} " in f" {longer.words} " and longer.later >= _SAME * one.later for longer in kept)
        if not any(inside):
            kept.append(one)
    return kept
