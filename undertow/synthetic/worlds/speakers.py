"""Voices that speak once a period, on subjects that come up for all of them; and some that take up what another said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Words = NDArray[np.int64]
SUBJECTS, SYNONYMS, EXPRESSIONS = 24, 3, 400
_CONCEPTS, _SENTENCE, _SENTENCES = 5_000, 5, 4
_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
_BETWEEN = ("the", "of", "and", "to", "in", "with", "for", "on")


@dataclass(frozen=True)
class Adoption:
    """`later` says a share of what `earlier` said one or two periods before; so much of the words replaced and turned round."""

    earlier: int
    later: int
    share: float
    replaced: float = 0.0
    since: int = 12


@dataclass(frozen=True)
class Trends:
    """What changes for no voice's sake. growth: the later half of the voices speaks so many times more, in logs, at the end than
    at the beginning, the earlier half so many times less. drift: step, in logs, by which subjects come and go for good."""

    growth: float = 0.0
    drift: float = 0.0


@dataclass(frozen=True)
class Speech:
    """One text: who, when, and its passages, each a list of sentences of words."""

    voice: int
    period: int
    passages: list[list[Words]]

    @property
    def text(self) -> str:
        """The words as text: stop words between them, paragraphs for passages."""
        return "\n\n".join(" ".join(_sentence(words) for words in passage) for passage in self.passages)


def speeches(
    rng: Generator,
    voices: int,
    periods: int,
    *,
    passages: int = 12,
    trends: Trends = Trends(),
    adoptions: Sequence[Adoption] = (),
) -> list[Speech]:
    """A text for each voice and period, ordered by period, then voice.

    Each expression of two or three words belongs to a subject; half of them come up only in the course of time, for everybody
    at once. Subjects surge for all voices alike. What is taken up replaces own passages.
    """
    expressions = [_expressions(rng) for _ in range(SUBJECTS)]
    born = rng.uniform(-periods, periods, (SUBJECTS, EXPRESSIONS))
    taste = rng.dirichlet(np.full(SUBJECTS, 0.6), voices) + 0.01
    habits = rng.dirichlet(np.full(SYNONYMS, 0.5), (voices, 64))
    liking = rng.gamma(0.7, 1.0, (voices, EXPRESSIONS)) / np.arange(8, EXPRESSIONS + 8) ** 0.9
    trend = np.zeros(SUBJECTS)
    found: list[Speech] = []
    said: dict[tuple[int, int], list[list[Words]]] = {}
    for period in range(periods):
        trend += rng.normal(0.0, trends.drift, SUBJECTS)
        surge = rng.lognormal(0.0, 0.8, SUBJECTS) * np.exp(trend)
        for voice in range(voices):
            grown = trends.growth * (1 if 2 * voice >= voices else -1) * (period / periods - 0.5)
            chance = taste[voice] * surge
            own = []
            for subject in rng.choice(SUBJECTS, max(2, rng.poisson(passages * np.exp(grown))), p=chance / chance.sum()):
                weight = liking[voice] * (born[subject] <= period)
                own.append(_passage(rng, expressions[subject], weight / weight.sum(), habits[voice]))
            said[voice, period] = own
        for adoption in adoptions:
            if period >= adoption.since:
                before = said[adoption.earlier, period - int(rng.integers(1, 3))]
                _take_up(rng, adoption, before, said[adoption.later, period])
        found += [Speech(voice, period, said[voice, period]) for voice in range(voices)]
    return found


def _expressions(rng: Generator) -> list[Words]:
    """Concepts that go together; common ones are part of many expressions."""
    weight = 1 / np.arange(10, _CONCEPTS + 10)
    weight /= weight.sum()
    words = rng.choice(_CONCEPTS, (EXPRESSIONS, 3), p=weight)
    return [row[: 2 + int(rng.integers(2))] for row in words]


def _passage(
    rng: Generator, expressions: Sequence[Words], chance: NDArray[np.float64], habits: NDArray[np.float64]
) -> list[Words]:
    found = []
    for _ in range(_SENTENCES):
        chosen = rng.choice(EXPRESSIONS, _SENTENCE, p=chance)
        concepts = np.concatenate([expressions[number] for number in chosen])
        made = (rng.random(len(concepts))[:, None] > np.cumsum(habits[concepts % len(habits)], axis=1)).sum(axis=1)
        found.append(concepts * SYNONYMS + np.minimum(made, SYNONYMS - 1))
    return found


def _take_up(rng: Generator, adoption: Adoption, before: list[list[Words]], own: list[list[Words]]) -> None:
    count = min(len(before), len(own), max(1, round(adoption.share * len(own))))
    places = rng.choice(len(own), count, replace=False)
    for place, source in zip(places, rng.choice(len(before), count, replace=False), strict=True):
        own[place] = [paraphrased(rng, words, adoption.replaced) for words in before[source]]


def paraphrased(rng: Generator, words: Words, replaced: float) -> Words:
    """The words with that share of them replaced by synonyms, and half as many exchanged with their neighbour."""
    other = words // SYNONYMS * SYNONYMS + (words % SYNONYMS + rng.integers(1, SYNONYMS, len(words))) % SYNONYMS
    made = np.where(rng.random(len(words)) < replaced, other, words)
    for place in np.flatnonzero(rng.random(max(0, len(made) - 1)) < replaced / 2):
        made[[place, place + 1]] = made[[place + 1, place]]
    return made


def _sentence(words: Words) -> str:
    parts = [_word(number) if place % 3 else f"{_BETWEEN[number % 8]} {_word(number)}" for place, number in enumerate(words.tolist())]  # fmt: skip
    return " ".join(parts).capitalize() + "."


def _word(number: int) -> str:
    """An invented word: the same for the same number, another for every other."""
    first, rest = divmod(number, len(_SYLLABLES) ** 2)
    second, third = divmod(rest, len(_SYLLABLES))
    return _SYLLABLES[first % 70] + _SYLLABLES[second] + _SYLLABLES[third] + "n"
