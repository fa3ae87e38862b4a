"""Days into periods: which length a series can bear, and what a period is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from undertow.errors import BadSetting

Days = NDArray[np.int64]
#: Finest first, and about how many days each spans.
LENGTHS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
#: Precisions of a time that place it within one period of each length.
_PLACED = {
    "day": ("us", "ms", "s", "min", "day"),
    "week": ("us", "ms", "s", "min", "day"),
    "month": ("us", "ms", "s", "min", "day", "month"),
    "quarter": ("us", "ms", "s", "min", "day", "month"),
    "year": ("us", "ms", "s", "min", "day", "month", "year"),
}
#: Most periods a series is cut into, least that can be tested, and the part of them that must hold material.
MOST, LEAST, FILLED = 120, 8, 0.7
_KNOWN = 0.9
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Material:
    """When the texts of one panel are: voice of each text (a number), its day since 1970 and how finely it is known."""

    voice: NDArray[np.int64]
    day: Days
    precision: NDArray[np.str_]


def checked(length: str) -> str:
    """The length of a period, if it is one, or empty. Raises: BadSetting."""
    if length and length not in LENGTHS:
        raise BadSetting(
            f"narratives: period is {length!r} but must be one of {', '.join(LENGTHS)}, or empty to choose."
        )
    return length


def chosen(texts: Material) -> str:
    """The finest length that the dates bear: known so finely, not too many periods, few of them without material.

    Where none does, the finest with enough periods; where the span is too short for that, a day.
    """
    known = [length for length in LENGTHS if _share_known(texts.precision, length) >= _KNOWN]
    counts = {length: _count(texts.day, length) for length in known}
    fitting = [length for length in known if LEAST <= counts[length] <= MOST]
    filled = [length for length in fitting if _filled(texts, length) >= FILLED]
    coarsest = [length for length in reversed(known) if counts[length] >= LEAST]
    return next(iter([*filled, *reversed(fitting), *coarsest, *known, "year"]))


def places(precision: Sequence[str], length: str) -> NDArray[np.bool_]:
    """Of each precision, whether it places a time within one period of this length."""
    return np.isin(np.asarray(precision, str), _PLACED[length])


def numbers(days: Days, length: str) -> Days:
    """The period of each day, counted from the one that holds 1 January 1970 (for weeks, the Monday before)."""
    if length == "day":
        return days
    if length == "week":
        return (days + 3) // 7
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months // {"month": 1, "quarter": 3, "year": 12}[length]


def start(number: int, length: str) -> date:
    """The first day of a period."""
    if length == "day":
        return _EPOCH + timedelta(int(number))
    if length == "week":
        return _EPOCH + timedelta(7 * int(number) - 3)
    months = int(number) * {"month": 1, "quarter": 3, "year": 12}[length]
    return date(1970 + months // 12, 1 + months % 12, 1)


def last(number: int, length: str) -> date:
    """The last day of a period."""
    return start(int(number) + 1, length) - timedelta(1)


def named(number: int, length: str) -> str:
    """A period in words: '2021', 'August 2022', 'the week of 3 January 2022'."""
    first = start(number, length)
    if length == "year":
        return str(first.year)
    if length == "quarter":
        return f"quarter {1 + (first.month - 1) // 3} of {first.year}"
    if length == "month":
        return f"{first:%B %Y}"
    day = f"{first.day} {first:%B %Y}"
    return day if length == "day" else f"the week of {day}"


def coarser(length: str) -> str | None:
    """The next longer length, if there is one."""
    return _beside(length, 1)


def finer(length: str, shortest: Mapping[str, bool]) -> str | None:
    """The next shorter length that the dates are known for (`shortest`: by length), if there is one."""
    other = _beside(length, -1)
    return other if other and shortest.get(other) else None


def _beside(length: str, step: int) -> str | None:
    lengths = list(LENGTHS)
    place = lengths.index(length) + step
    return lengths[place] if 0 <= place < len(lengths) else None


def _share_known(precision: NDArray[np.str_], length: str) -> float:
    return float(np.isin(precision, _PLACED[length]).mean()) if len(precision) else 0.0


def _count(days: Days, length: str) -> int:
    if not len(days):
        return 0
    first, final = numbers(np.array([days.min(), days.max()]), length)
    return int(final - first) + 1


def _filled(texts: Material, length: str) -> float:
    """Of the periods between a voice's first text and its last, the part that holds one; the middle voice."""
    number = numbers(texts.day, length)
    shares = []
    for voice in np.unique(texts.voice):
        own = number[texts.voice == voice]
        shares.append(len(np.unique(own)) / (own.max() - own.min() + 1))
    return float(np.median(shares)) if shares else 0.0
