"""Phrases of one to four words in many passages: which there are, and which passages hold each.

A phrase never goes on across punctuation, and neither begins nor ends with a stop word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from undertow.language.masking import Capitals, stopped

if TYPE_CHECKING:
    from undertow.language.tokens import Tokens

Places = NDArray[np.int64]


@dataclass(frozen=True)
class Phrases:
    """words: the phrase, by number. phrase, passage: each phrase once per passage that holds it. uses: how often there.
    start, end: where it stands first in that passage, in code points. name: whether a word of it is a name."""

    words: list[tuple[str, ...]]
    phrase: Places
    passage: Places
    uses: Places
    start: Places
    end: Places
    name: NDArray[np.bool_]


def phrases(passages: Sequence[str], languages: Sequence[str], *, longest: int = 4, least: int = 5) -> Phrases:
    """Every phrase that at least `least` passages hold. languages: whose stop words do not begin or end one."""
    from undertow.language.tokens import tokens

    words = tokens(passages)
    stop = stopped(words.vocabulary, languages)
    capitals = Capitals()
    capitals.add(words, passages)
    names = capitals.names(words.vocabulary)
    text = words.text.astype(np.int64)
    found: list[tuple[Places, Places]] = []
    # `shorter`: at each word the number of the phrase, one word shorter, that begins there
    alive, shorter = np.arange(len(text)), np.zeros(len(text), np.int64)
    for length in range(1, longest + 1):
        last = alive + length - 1
        alive, last = alive[last < len(text)], last[last < len(text)]
        joined = (text[last] == text[alive]) & (~words.stops[last] | (length == 1))
        alive, last = alive[joined], last[joined]
        grams = shorter[alive] * (len(words.vocabulary) + 1) + words.word[last]
        number, kept = _frequent(grams, text[alive], least)
        alive = alive[kept]
        shorter = np.zeros(len(text), np.int64)
        shorter[alive] = number[kept]
        whole = ~stop[words.word[alive]] & ~stop[words.word[alive + length - 1]]
        found.append((alive[whole], np.full(int(whole.sum()), length)))
    return _gathered(words, found, names)


def _frequent(grams: Places, text: Places, least: int) -> tuple[Places, NDArray[np.bool_]]:
    """Grams renumbered, and which of them enough passages hold."""
    if not len(grams):
        return grams, np.zeros(0, np.bool_)
    number = np.unique(grams, return_inverse=True)[1].astype(np.int64)
    width = int(text.max()) + 1
    once = np.unique(number * width + text) // width
    held = np.bincount(once, minlength=int(number.max()) + 1)
    return number, np.asarray(held[number] >= least)


def _gathered(words: Tokens, found: Sequence[tuple[Places, Places]], names: NDArray[np.bool_]) -> Phrases:
    at = np.concatenate([place for place, _ in found])
    length = np.concatenate([size for _, size in found])
    order = np.argsort(at, kind="stable")
    at, length = at[order], length[order]
    keys: dict[tuple[int, ...], int] = {}
    number = np.empty(len(at), np.int64)
    own = words.word.tolist()
    for i, (place, size) in enumerate(zip(at.tolist(), length.tolist(), strict=True)):
        number[i] = keys.setdefault(tuple(own[place : place + size]), len(keys))
    text = words.text[at].astype(np.int64)
    pairs = number * (int(text.max(initial=0)) + 1) + text
    _, first, uses = np.unique(pairs, return_index=True, return_counts=True)
    vocabulary = words.vocabulary
    return Phrases(
        words=[tuple(vocabulary[word] for word in key) for key in keys],
        phrase=number[first],
        passage=text[first],
        uses=uses.astype(np.int64),
        start=words.start[at[first]].astype(np.int64),
        end=words.end[at[first] + length[first] - 1].astype(np.int64),
        name=np.array([any(names[word] for word in key) for key in keys], np.bool_),
    )
