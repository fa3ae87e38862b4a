"""What a stated number leaves open: the interval it may have been rounded from."""

from __future__ import annotations

import re
from typing import NamedTuple

#: Least width of "about": five per cent on each side.
_ABOUT = 0.05
#: How far "more than" may reach upwards, and "nearly" downwards.
_OVER, _NEARLY, _UNDER = 0.25, 0.1, 0.25
#: Shares in fives or tens, and fractions in words, are read as rounded to the nearest five; others to the nearest one.
_ROUND_SHARE, _EXACT_SHARE = 2.5, 0.5
_FROM = {"dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2e3, "millions": 2e6, "billions": 2e9}
_TIMES = {"tens": 10, "dozens": 12, "scores": 20, "hundreds": 100, "hundred": 100, "thousand": 1e3, "million": 1e6}


class Interval(NamedTuple):
    """From low up to but without high."""

    low: float
    high: float

    def apart(self, other: Interval) -> bool:
        """Whether two intervals have no number in common."""
        return self.high <= other.low or other.high <= self.low


def unit(value: float) -> float:
    """The unit of the last digit that is not zero: 230,000 is in tens of thousands. At least 1 for whole numbers."""
    if value == 0 or value != int(value):
        return 1.0
    whole, step = abs(int(value)), 1
    while whole % 10 == 0:
        whole, step = whole // 10, step * 10
    return float(step)


def interval(low: float, high: float, approximator: str = "", *, share: bool = False) -> Interval:
    """The numbers that may have been rounded to this one or this range, given the words that loosen it.

    Method: docs/methods/claims.md.
    """
    below, above = _half(low, share), _half(high, share)
    if approximator in ("over", "at_least"):
        return Interval(low, high + max(2 * above, _OVER * high))
    if approximator in ("under", "up_to"):
        return Interval(low - max(2 * below, _UNDER * low), high)
    if approximator == "nearly":
        return Interval(low - max(below, _NEARLY * low), high)
    if approximator == "about":
        return Interval(low - max(below, _ABOUT * low), high + max(above, _ABOUT * high))
    return Interval(low - below, high + above)


def vague_interval(words: str) -> Interval | None:
    """What a vague number spans: 'tens of thousands' from 20,000 up to 100,000; None for words with no stated size."""
    parts = re.findall(r"[a-z]+", words.removeprefix("several ").removeprefix("a few "))
    few = words.startswith(("several ", "a few "))
    plain = [part for part in parts if part not in ("of", "and", "upon")]
    if len(plain) == 1 and not few:
        return Interval(_FROM[plain[0]], _after(_FROM[plain[0]])) if plain[0] in _FROM else None
    if few and all(part in _TIMES or part in _FROM or part == "dozen" for part in plain):
        size = 1.0
        for part in plain:
            size *= 12 if part == "dozen" else _TIMES.get(part, 1)
        return Interval(2 * size, 10 * size)
    if len(plain) == 2 and plain[0] in _TIMES and plain[1] in _FROM and " of " in words:
        size = _TIMES[plain[0]] * _FROM[plain[1]] / 2
        return Interval(2 * size, 10 * size)
    return None


def _after(least: float) -> float:
    """The next class of the row: hundreds end where thousands begin."""
    return 100.0 if least < 100 else least * 5


def _half(value: float, share: bool) -> float:
    if share:
        in_words = round(value, 1) != value  # a third, a sixth: no number with one decimal
        return _ROUND_SHARE if value % 5 == 0 or in_words else _EXACT_SHARE
    return unit(value) / 2
