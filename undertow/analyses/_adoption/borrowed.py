"""Passages that stand nearly word for word in texts of several voices, told from what many voices quote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from undertow.analyses._adoption.panel import Panel
from undertow.language.normal import folded
from undertow.language.sentences import sentences
from undertow.statistics.near_duplicates import SHINGLE_WIDTH, near_duplicates

#: Two sentences that follow each other with so many code points together, or one of `_ALONE`, and this Jaccard similarity.
LEAST, ALONE, SIMILAR = 120, 200, 0.6
#: A passage that so many voices have is something all of them quote, or a formula.
MANY = 4


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
    """borrowed: earlier and later, by the days of their texts. together: on one day. carried: by many. sentences: that were read."""

    borrowed: list[Shared]
    together: list[Shared]
    carried: list[Shared]
    sentences: int


def shared_passages(panel: Panel, rng: Generator) -> Found:
    """What near-duplicate search finds and the similarity of the two places themselves confirms."""
    places, read = _stretches([text.text for text in panel.texts])
    words = [folded(panel.texts[p.text].text[p.start : p.end]) for p in places]
    group = near_duplicates(words, jaccard=SIMILAR, rng=rng).group
    members: dict[int, list[int]] = defaultdict(list)
    repeated = np.flatnonzero(np.bincount(group)[group] > 1) if len(group) else ()
    for place in repeated:
        members[int(group[place])].append(int(place))
    pairs: dict[tuple[int, int], list[tuple[Place, Place]]] = defaultdict(list)
    carried: list[Shared] = []
    for own in members.values():
        firsts: dict[int, int] = {}
        for place in own:
            firsts.setdefault(int(panel.voice[places[place].text]), place)
        if len(firsts) >= MANY:
            texts = len({places[place].text for place in own})
            carried.append(Shared(places[own[0]], None, 1.0, len(firsts), texts))
            continue
        earliest, *others = sorted(firsts.values(), key=lambda place: (places[place].text, places[place].start))
        for other in others:
            if jaccard(words[earliest], words[other]) >= SIMILAR:
                pairs[places[earliest].text, places[other].text].append((places[earliest], places[other]))
    found = [_shared(panel, run) for own in pairs.values() for run in _runs(own)]
    found.sort(key=lambda s: (-(s.earlier.end - s.earlier.start), s.earlier.text, s.earlier.start))
    days = {place: text.at.date() for place, text in enumerate(panel.texts) if text.at}
    same = [bool(s.later and days[s.earlier.text] == days[s.later.text]) for s in found]
    return Found(
        [s for s, equal in zip(found, same, strict=True) if not equal],
        [s for s, equal in zip(found, same, strict=True) if equal],
        _distinct(carried),
        read,
    )


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
    """Sentences two by two, and long ones by themselves, in the order of the texts; and how many sentences there are."""
    found: list[Place] = []
    read = 0
    for number, text in enumerate(texts):
        spans = sentences(text)
        read += len(spans)
        for span, after in zip(spans, spans[1:], strict=False):
            if after.end - span.start >= LEAST:
                found.append(Place(number, span.start, after.end))
        found += [Place(number, span.start, span.end) for span in spans if span.end - span.start >= ALONE]
    return found, read


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
    words = [folded(panel.texts[p.text].text[p.start : p.end]) for p in (one, other)]
    return Shared(one, other, jaccard(*words), 2, 2)


def _distinct(carried: list[Shared]) -> list[Shared]:
    """Without stretches that overlap one carried by at least as many."""
    kept: list[Shared] = []
    for one in sorted(carried, key=lambda s: (-s.voices, -s.texts, s.earlier.text, s.earlier.start)):
        if not any(one.earlier.text == k.earlier.text and one.earlier.start < k.earlier.end and k.earlier.start < one.earlier.end for k in kept):  # fmt: skip
            kept.append(one)
    return kept
