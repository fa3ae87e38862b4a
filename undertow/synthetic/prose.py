"""Sentences from templates, in a voice: each voice prefers some templates and some fillers, and keeps to it.

A slot such as {need} is replaced by one of its fillers, which may hold slots themselves.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from undertow.synthetic.vocabulary import SLOTS, TOPICS

_SLOT = re.compile(r"\{(\w+)\}")
#: Topics of any statement; the others are spoken of only by those whom they concern.
GENERAL = ("economy", "climate", "peace", "health", "education", "institutions")


@dataclass(frozen=True, slots=True)
class Voice:
    """How somebody speaks: for each topic and slot, the running sum of the chances of its templates or fillers."""

    chances: dict[str, list[float]]

    def say(self, rng: Generator, topic: str) -> str:
        """A sentence on the topic."""
        sentence = self._filled(rng, self._picked(rng, topic, TOPICS[topic]))
        return sentence[0].upper() + sentence[1:]

    def passage(self, rng: Generator, topic: str, sentences: int) -> list[str]:
        """Sentences on the topic that begin differently, as far as the voice has it in it."""
        found: dict[str, str] = {}
        for _ in range(6 * sentences):
            if len(found) == sentences:
                break
            sentence = self.say(rng, topic)
            found.setdefault(" ".join(sentence.split()[:3]), sentence)
        return list(found.values())

    def _filled(self, rng: Generator, text: str) -> str:
        while _SLOT.search(text):
            text = _SLOT.sub(lambda slot: self._picked(rng, slot[1], SLOTS[slot[1]]), text)
        return text

    def _picked(self, rng: Generator, name: str, choices: tuple[str, ...]) -> str:
        place = bisect_right(self.chances[name], rng.random())
        return choices[min(place, len(choices) - 1)]


def voice(rng: Generator, taste: float = 0.35) -> Voice:
    """A new voice. taste: concentration of its preferences; small for one with strong habits, large for one with none."""
    chances = {}
    for pools, strength in (
        (TOPICS, 3 * taste),
        (SLOTS, taste),
    ):  # what one speaks about varies more than the words for it
        for name, choices in sorted(pools.items()):
            chances[name] = np.cumsum(rng.dirichlet(np.full(len(choices), strength))).tolist()
    return Voice(chances)


def blended(rng: Generator, own: Voice, other: Voice, share: float) -> Voice:
    """`other` with probability `share`, else `own`: the voice for the next passage of one who is coming to speak alike."""
    return other if rng.random() < share else own
