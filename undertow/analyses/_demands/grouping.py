"""Demands that ask the same in nearly the same words, put together."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence

from undertow.analyses._demands.sense import LIGHT

#: Share of words in common from which two wordings are one demand, and from which one may be the mirror of another.
SAME, ALIKE = 0.5, 0.3
_STEM, _FEWEST = 5, 2
_WORD = re.compile(r"[^\W\d_]{3,}")
_OPENING_LIGHT = re.compile(rf"(?:(?:to|also|\w+ly)\s+)*{LIGHT}\s+", re.I)
_PLAIN = frozenset(
    re.findall(
        r"\w+",
        "the and for with from that this these those its their his her our all any such which who whom whose into upon towards toward between within without under over "
        "also now once again more most not has have had been being are was were will would should must shall may can could immediately fully full unconditionally "
        "unconditional complete completely strictly finally further possible order make take every effort efforts",
    )
)


def content_words(text: str, without: frozenset[str] = frozenset()) -> frozenset[str]:
    """The words that carry what is asked, cut to their beginnings; `without` are those of names.

    A light verb that opens them is left out: to guarantee a return and to ensure it is one demand.
    """
    said = text[light.end() :] if (light := _OPENING_LIGHT.match(text)) else text
    stems = {word[:_STEM] for word in _WORD.findall(said.casefold()) if word not in _PLAIN}
    return frozenset(stems - without)


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Words in common over words in either (Jaccard)."""
    return len(one & other) / len(one | other) if one | other else 0.0


def groups(contents: Sequence[frozenset[str]], senses: Sequence[Hashable]) -> list[int]:
    """For each demand the place of the one it repeats, or its own. Every member of a group was compared with the first of it.

    senses: only demands of equal sense, whether for an act or against it, are put together.

    Wordings with fewer than two words of content are the same only when equal.
    """
    first: list[int] = []
    found = []
    for place, words in enumerate(contents):
        alike_in_sense = [other for other in first if senses[other] == senses[place]]
        best = max(alike_in_sense, key=lambda other: (alike(words, contents[other]), -other), default=None)
        same = best is not None and _same(words, contents[best])
        if best is None or not same:
            first.append(place)
        found.append(best if best is not None and same else place)
    return found


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    return one == other if min(len(one), len(other)) < _FEWEST else alike(one, other) >= SAME
