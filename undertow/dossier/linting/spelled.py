"""Measured numbers that are written as words: "twelve accounts", "two thirds of the posts"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from undertow.dossier.linting.measured import COUNTED, Number
from undertow.dossier.words import QUOTED
from undertow.language.sentences import sentences

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_VALUES = {word: n for n, word in enumerate(_ONES)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "dozen": 12}
_WORD = "|".join([*_VALUES, *_SCALES])
_SPELLED = re.compile(
    rf"\b(?P<number>(?:a\s+(?:{'|'.join(_SCALES)})|{_WORD})(?:(?:[\s-]+(?:and\s+)?)(?:{_WORD}))*)"
    rf"(?:\s+of(?:\s+the(?:se|m)?|\s+its|\s+their)?)?(?:\s+\w+){{0,2}}?\s+(?:{COUNTED})\b",
    re.IGNORECASE,
)


def spelled_numbers(text: str) -> Iterator[Number]:
    """The numbers written as words before something that is counted, written in digits; from two on, since one is an article too."""
    shown = QUOTED.sub(lambda found: "\x00" * len(found[0]), text)
    for span in sentences(text):
        for found in _SPELLED.finditer(shown, span.start, span.end):
            if (value := _value(found["number"])) > 1:
                yield Number(str(value), text[span.start : span.end], found.start())


def _value(words: str) -> int:
    total, current = 0, 0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word in _VALUES:
            current += _VALUES[word]
        elif word in ("hundred", "dozen"):
            current = max(current, 1) * _SCALES[word]
        elif word in _SCALES:
            total, current = total + max(current, 1) * _SCALES[word], 0
    return total + current
