"""What each character is to a reader of words, and what it is folded to: tables for the compiled scan of texts.

A word is folded to lower case, compatibility forms (full-width, mathematical, ligatures) to plain letters, ё to е, every i
to i (Turkish and Azerbaijani write four), apostrophes to one. Marks over letters are composed with them where Unicode has
such a letter (й, ç) and left out where it has none (stress in Russian).
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

#: What a character is. GAP parts words; STOP parts them so that no phrase goes on; DASH stops only beside white space.
GAP, LETTER, APOSTROPHE, INVISIBLE, MARK, DASH, STOP, SPACE, NEWLINE = range(9)
#: Alphabets with letters that pass for those of another, one bit each.
LATIN, CYRILLIC, GREEK, ARMENIAN, GEORGIAN = (1 << place for place in range(5))
ALPHABETS = {"LATIN": LATIN, "CYRILLIC": CYRILLIC, "GREEK": GREEK, "ARMENIAN": ARMENIAN, "GEORGIAN": GEORGIAN}
#: Characters from here on have no row in the tables: letters of rare scripts, then invisible tags and private use.
END, INVISIBLE_FROM = 0x20000, 0xE0000

_APOSTROPHES = frozenset("'’‘ʼʻʹ`´′՚ꞌ＇‛")
_DASHES = frozenset("-‐‑‒–—―−֊﹣－⸺⸻")
_NO_STOPS = frozenset("#@&%*/\\_§‰†‡•·՛՜՞")
# Armenian writes these three within a word, over its last vowel.
_WITHIN_WORDS = frozenset("՛՜՞")
_NEWLINES = frozenset("\n\r\v\f\x85\u2028\u2029")
_FOLDED = {"ё": "е", "Ё": "е", "İ": "i", "I": "i", "ı": "i", "և": "եւ"}
_MARKS = ((0x300, 0x370), (0x483, 0x488), (0x1AB0, 0x1B00), (0x1DC0, 0x1E00), (0x20D0, 0x2100), (0xFE20, 0xFE30))
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_ENCLOSED = ((0x2460, 0x2500), (0x1F130, 0x1F18A))


class Characters(NamedTuple):
    """Rows by code point below END. first, second: what it is folded to; second is 0 where that is one character.

    pairs: letter << 21 | mark in rising order, composed: the letter they make.
    """

    kind: NDArray[np.uint8]
    alphabet: NDArray[np.uint8]
    first: NDArray[np.uint32]
    second: NDArray[np.uint32]
    pairs: NDArray[np.int64]
    composed: NDArray[np.uint32]


@cache
def characters() -> Characters:
    """The tables, made on first use in a fifth of a second."""
    kind, alphabet = np.zeros(END, np.uint8), np.zeros(END, np.uint8)
    first, second = np.arange(END, dtype=np.uint32), np.zeros(END, np.uint32)
    for code in range(END):
        char = chr(code)
        category = unicodedata.category(char)
        folds = _fold(char, category)
        kind[code] = _kind(char, category, folds)
        first[code] = ord(folds[0])
        second[code] = ord(folds[1]) if len(folds) > 1 else 0
        if kind[code] == LETTER and (code > 127 or char.isalpha()):
            alphabet[code] = ALPHABETS.get(unicodedata.name(folds[0], "").split(" ")[0], 0)
    pairs = _compositions()
    keys = np.array([pair for pair, _ in pairs], np.int64)
    return Characters(kind, alphabet, first, second, keys, np.array([made for _, made in pairs], np.uint32))


def _kind(char: str, category: str, folds: str) -> int:
    if char in _APOSTROPHES:
        return APOSTROPHE
    if char in _DASHES:
        return DASH
    if char in _NEWLINES:
        return NEWLINE
    if char in _BLANK or char in _WITHIN_WORDS or category in ("Cf", "Cs", "Co") or 0xFE00 <= ord(char) <= 0xFE0F:
        return INVISIBLE
    if any(since <= ord(char) < until for since, until in _MARKS):
        return MARK
    if category[0] in "LM" or folds.isalnum():
        return LETTER
    if category[0] in "ZC":
        return SPACE
    return STOP if category[0] == "P" and char not in _NO_STOPS else GAP


def _fold(char: str, category: str) -> str:
    """One character, or two, that stand for it in a folded word."""
    if char in _FOLDED:
        return _FOLDED[char]
    if char in _APOSTROPHES:
        return "'"
    enclosed = any(since <= ord(char) < until for since, until in _ENCLOSED)
    plain = unicodedata.normalize("NFKC", char) if category[0] in "LN" or enclosed else char
    lower = "".join(_FOLDED.get(c, c.lower()) for c in plain)
    if 0 < len(lower) <= 2 and (lower.isalnum() or lower == char):
        return lower
    low = char.lower()
    return low if len(low) == 1 else char


def _compositions() -> list[tuple[int, int]]:
    """Each folded letter with each mark that makes another letter of it, in rising order."""
    found = {}
    for code in range(0x80, 0x2000):
        parts = unicodedata.normalize("NFD", chr(code))
        if len(parts) == 2 and unicodedata.normalize("NFC", parts) == chr(code):
            made = _fold(chr(code), unicodedata.category(chr(code)))
            base = _fold(parts[0], unicodedata.category(parts[0]))
            if len(made) == len(base) == 1 and made != base:
                found[ord(base) << 21 | ord(parts[1])] = ord(made)
    return sorted(found.items())
