"""Words in which letters of one alphabet pass for those of another, as they read."""

from __future__ import annotations

import unicodedata
from functools import cache

from undertow.language.characters import ALPHABETS

# By shape, in lower case; a capital that has the shape of another alphabet's letter counts too (В reads as B, Н as H).
_SHAPES = (
    "aаα", "bв", "eеε", "oоοօ", "pрρ", "cсϲ", "xхχ", "yуγ", "kкκ", "hнհ", "mм", "tтτ", "iіι", "jјյ", "sѕ", "gցԍ", "nոη",
    "uսυ", "qզԛ", "wԝ", "dԁ", "lӏ", "vνѵ", "fք", "zζ", "օоoο", "սuυ",
)  # fmt: skip


def reading(word: str, alphabet: str = "") -> str:
    """The folded word in one alphabet, if all its letters of others pass for letters of that one; else unchanged.

    alphabet: 'LATIN', 'CYRILLIC' ... for a word that must be of that one; else the alphabet that most letters are of.
    What follows an apostrophe is read by itself: endings are often of another alphabet than the name before them.
    """
    return "'".join(_part(part, alphabet) for part in word.split("'"))


def _part(word: str, alphabet: str) -> str:
    counts: dict[str, int] = {}
    for char in word:
        if (of := _alphabet(char)) in ALPHABETS:
            counts[of] = counts.get(of, 0) + 1
    found = []
    for name in [alphabet] if alphabet else sorted(counts):
        read = [_imitated(char, name) if _alphabet(char) in counts else char for char in word]
        if all(read):
            found.append((counts.get(name, 0), "".join(read)))
    found.sort(reverse=True)
    if not found or (len(found) > 1 and found[0][0] == found[1][0]):
        return word
    return found[0][1]


@cache
def _alphabet(char: str) -> str:
    return unicodedata.name(char, "UNKNOWN").split(" ")[0] if char.isalpha() else ""


@cache
def _imitated(char: str, alphabet: str) -> str:
    """The letter of that alphabet that `char` is or passes for; empty when there is none."""
    if _alphabet(char) == alphabet:
        return char
    for shapes in _SHAPES:
        if char in shapes:
            for other in shapes:
                if _alphabet(other) == alphabet:
                    return other
    return ""
