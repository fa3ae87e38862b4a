"""Days into periods: which length a series can bear, and what a period is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def checked(length: str, analysis: str) -> str:
    """The length of a period, if it is one, or empty. Raises: BadSetting naming the analysis."""
    if length and length not in LENGTHS:
        raise BadSetting(
            f"{analysis}: period is {length!r} but must be one of {', '.join(LENGTHS)}, or empty to choose."
        )
    return length


def day_of(name: str, written: str, analysis: str = "") -> int | None:
    """A day in ISO 8601, since 1970; None for an empty text. Raises: BadSetting naming the setting and its analysis."""
    if not written:
        return None
    try:
        return (date.fromisoformat(written) - _EPOCH).days
    except ValueError:
        raise BadSetting(f"{analysis}: {name} is {written!r} but must be a day such as 2022-08-19, or empty.") from None


def chosen(days: Days, precision: Sequence[str]) -> str:
    """The finest length that a voice's dates bear: known so finely, not too many periods, few of them without material.

    Where none does, the coarsest with enough periods; where the span is too short for that, the finest known.
    """
    known = [length for length in LENGTHS if places(precision, length).mean() >= _KNOWN]
    counts = {length: _count(days, length) for length in known}
    fitting = [length for length in known if LEAST <= counts[length] <= MOST]
    filled = [length for length in fitting if len(np.unique(numbers(days, length))) >= FILLED * counts[length]]
    return next(iter([*filled, *reversed(fitting), *known, "year"]))


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


def _count(days: Days, length: str) -> int:
    if not len(days):
        return 0
    first, final = numbers(np.array([days.min(), days.max()]), length)
    return int(final - first) + 1
