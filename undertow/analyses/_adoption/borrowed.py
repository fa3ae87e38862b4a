"""Passages that stand nearly word for word in texts of several voices, told from what many voices quote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from undertow.analyses._adoption.marked import is_printed
from undertow.analyses._panels import Panel
from undertow.language.normal import folded
from undertow.language.sentences import sentences
from undertow.statistics.near_duplicates import SHINGLE_WIDTH, near_duplicates

if TYPE_CHECKING:
    from undertow.language.tokens import Tokens

Shares = NDArray[np.float64]

#: Two sentences that follow each other with so many code points together, or one of `ALONE`, and this Jaccard similarity.
LEAST, ALONE, SIMILAR = 120, 200, 0.6
#: A passage that so many voices have is something all of them quote, or a formula.
MANY = 4
#: A stretch is a formula if more than this share of its runs of four words stand in texts of MANY voices, and it is its
#: voice's own if fewer than that share stand in texts of another.
_RUN, _FORMULA, _ANYBODY = 4, 1 / 3, 0.2


@dataclass(frozen=True)
class Place:
    """A stretch of a text of a panel, in code points."""

    text: int
    start: int
    end: int


@dataclass(frozen=True)
class Shared:
    """A passage of two or three voices, first here and then there; or the first place of one that `voices` have.

    similarity: Jaccard of the two, from their shingles; of one that many have, of nothing. texts: that hold it.
    """

    earlier: Place
    later: Place | None
    similarity: float
    voices: int
    texts: int


@dataclass(frozen=True)
class Found:
    """borrowed: earlier and later, by the days of their texts. together: on one day. carried: by many. sentences: that were read.

    formulas: stretches made of what many voices say, of which only those are looked for elsewhere that are equal.
    """

    borrowed: list[Shared]
    together: list[Shared]
    carried: list[Shared]
    sentences: int
    formulas: int


def shared_passages(panel: Panel, rng: Generator) -> Found:
    """What near-duplicate search finds and the similarity of the two places themselves confirms."""
    texts = [text.text for text in panel.texts]
    places, read = _stretches(texts)
    others, many = _commonplace(panel, texts, places)
    formula = many > _FORMULA
    wanted = [p for p, own, trite in zip(places, others < _ANYBODY, formula, strict=True) if not own and not trite]
    words = [_words(panel, place) for place in wanted]
    group = near_duplicates(words, jaccard=SIMILAR, rng=rng).group
    members: dict[object, list[Place]] = defaultdict(list)
    for place, number in zip(wanted, group.tolist(), strict=True):
        members[number].append(place)
    for place in (p for p, trite in zip(places, formula, strict=True) if trite):
        members[" ".join(panel.texts[place.text].text[place.start : place.end].casefold().split())].append(place)
    pairs: dict[tuple[int, int], list[tuple[Place, Place]]] = defaultdict(list)
    carried: list[Shared] = []
    for key, own in members.items():
        firsts: dict[int, Place] = {}
        for place in sorted(own, key=lambda p: (p.text, p.start)):
            firsts.setdefault(int(panel.voice[place.text]), place)
        earliest, *later = firsts.values()
        if len(firsts) >= MANY:
            carried.append(Shared(earliest, None, 1.0, len(firsts), len({place.text for place in own})))
        elif isinstance(key, int):
            for other in later:
                if jaccard(_words(panel, earliest), _words(panel, other)) >= SIMILAR:
                    pairs[earliest.text, other.text].append((earliest, other))
    found = [_shared(panel, run) for own_pairs in pairs.values() for run in _runs(own_pairs)]
    found.sort(key=lambda s: (-(s.earlier.end - s.earlier.start), s.earlier.text, s.earlier.start))
    days = [text.at.date() if text.at else None for text in panel.texts]
    together = [s for s in found if s.later and days[s.earlier.text] == days[s.later.text]]
    return Found([s for s in found if s not in together], together, _distinct(carried), read, int(formula.sum()))


def _words(panel: Panel, place: Place) -> str:
    return folded(panel.texts[place.text].text[place.start : place.end])


def _commonplace(panel: Panel, texts: Sequence[str], places: Sequence[Place]) -> tuple[Shares, Shares]:
    """Of each stretch, the share of its runs of four words that stand in texts of two voices or more, and of MANY."""
    from undertow.language.tokens import tokens

    words = tokens(texts)
    run = np.zeros(max(0, len(words.word) - _RUN + 1), np.uint64)
    for shift in range(_RUN):
        run = (
            run * np.uint64(0x9E3779B97F4A7C15) + words.word[shift : shift + len(run)].astype(np.uint64) + np.uint64(1)
        )
    unique, number = np.unique(run, return_inverse=True)
    voice = panel.voice[words.text[: len(run)]]
    voices = np.bincount(np.unique(number * len(panel.voices) + voice) // len(panel.voices), minlength=len(unique))[
        number
    ]
    shares = []
    for least in (2, MANY):
        sums = np.concatenate([[0], np.cumsum(voices >= least)])
        at = [_span(words, place) for place in places]
        first, last = (
            (np.array(side, np.int64) for side in zip(*at, strict=True)) if at else (np.zeros(0, np.int64),) * 2
        )
        last = np.minimum(np.maximum(last - _RUN + 1, first), len(run))
        shares.append((sums[last] - sums[np.minimum(first, len(run))]) / np.maximum(last - first, 1))
    return shares[0], shares[1]


def _span(words: Tokens, place: Place) -> tuple[int, int]:
    """The first token of a stretch, and the first after it."""
    begin, end = words.first[place.text], words.first[place.text + 1]
    own = words.start[begin:end]
    return int(begin + np.searchsorted(own, place.start)), int(begin + np.searchsorted(own, place.end))


def jaccard(one: str, other: str) -> float:
    """Jaccard similarity of the shingles of two folded texts; spaces and punctuation count as one space.

    Source: Broder (1997), doi:10.1109/SEQUEN.1997.666900.
    """
    left, right = (_shingles(text) for text in (one, other))
    return len(left & right) / max(1, len(left | right))


def _shingles(text: str) -> set[str]:
    letters = " ".join("".join(c if c.isalnum() else " " for c in text).split())
    return {letters[i : i + SHINGLE_WIDTH] for i in range(max(1, len(letters) - SHINGLE_WIDTH + 1))}


def _stretches(texts: Sequence[str]) -> tuple[list[Place], int]:
    """Sentences two by two, and long ones by themselves, in the order of the texts; and how many sentences there are.

    Without what the printer of a record adds.
    """
    found: list[Place] = []
    read = 0
    for number, text in enumerate(texts):
        spans = sentences(text)
        read += len(spans)
        for span, after in pairwise(spans):
            if after.end - span.start >= LEAST:
                found.append(Place(number, span.start, after.end))
        found += [Place(number, span.start, span.end) for span in spans if span.end - span.start >= ALONE]
    return [place for place in found if not is_printed(texts[place.text][place.start : place.end])], read


def _runs(own: Sequence[tuple[Place, Place]]) -> Iterator[list[tuple[Place, Place]]]:
    """The shared stretches of two texts, those that overlap in both taken together."""
    run: list[tuple[Place, Place]] = []
    for pair in sorted(own, key=lambda p: (p[0].start, p[1].start)):
        if run and not all(pair[side].start <= max(p[side].end for p in run) and pair[side].end >= min(p[side].start for p in run) for side in (0, 1)):  # fmt: skip
            yield run
            run = []
        run.append(pair)
    if run:
        yield run


def _shared(panel: Panel, run: Sequence[tuple[Place, Place]]) -> Shared:
    one, other = (
        Place(run[0][side].text, min(p[side].start for p in run), max(p[side].end for p in run)) for side in (0, 1)
    )
    return Shared(one, other, jaccard(_words(panel, one), _words(panel, other)), 2, 2)


def _distinct(carried: list[Shared]) -> list[Shared]:
    """Without stretches that overlap one carried by at least as many."""
    kept: list[Shared] = []
    for one in sorted(carried, key=lambda s: (-s.voices, -s.texts, s.earlier.text, s.earlier.start)):
        if not any(one.earlier.text == k.earlier.text and one.earlier.start < k.earlier.end and k.earlier.start < one.earlier.end for k in kept):  # fmt: skip
            kept.append(one)
    return kept
