"""Numbers as a dossier prints them: estimate, interval, unit; true minus, commas, no more digits than the interval bears."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date

from undertow.errors import BadSetting
from undertow.model import Estimate

_WIDE = 4.5
_SHARE = re.compile(r"share\b\s*")
#: Decimals that a column of small numbers has at most.
FINEST = 4


def number(value: float, decimals: int | None = None, *, signed: bool = False) -> str:
    """A number in words fit for print; without `decimals`, whole numbers whole and others to three digits."""
    if decimals is None:
        decimals = 0 if float(value).is_integer() or value == 0 else max(0, 2 - math.floor(math.log10(abs(value))))
    text = f"{abs(value):,.{decimals}f}"
    zero = not any(c in "123456789" for c in text)
    return ("−" if value < 0 and not zero else "+" if signed and not zero else "") + text


def decimals_of(low: float, high: float) -> int:
    """Decimals that leave two significant digits of an interval's width, and none from a width of about 5 on."""
    width = high - low
    return 0 if width <= 0 or width >= _WIDE else min(6, max(0, 1 - math.floor(math.log10(width))))


def decimals_among(cells: Sequence[object]) -> int:
    """Decimals with which a column of numbers is printed: so that its largest number has three digits, and at most FINEST."""
    values = [abs(float(cell)) for cell in cells if isinstance(cell, int | float) and cell and math.isfinite(cell)]
    if all(value.is_integer() for value in values):
        return 0
    return min(FINEST, max(0, 2 - math.floor(math.log10(max(values)))))


def celled(value: float, decimals: int) -> str:
    """A number in a column: one too small for its decimals is less than the least of them, and not 0."""
    text = number(value, decimals)
    zero = not any(c in "123456789" for c in text)
    return f"< {10.0**-decimals:.{decimals}f}" if zero and value > 0 else text


def measured(estimate: Estimate) -> str:
    """The estimate with its unit: '+29.2 points', '31.4% of followers', '260 pairs'."""
    value, low, high, unit, signed = _scaled(estimate)
    sep = "" if unit.startswith("%") else " "
    return f"{number(value, _decimals(low, high, value), signed=signed)}{sep}{unit}".strip()


def interval(estimate: Estimate) -> str:
    """The interval alone, in brackets: '[27.4, 31.0]'; empty for a thing that was counted, which has none."""
    value, low, high, _, signed = _scaled(estimate)
    if low == high and float(estimate.value).is_integer():
        return ""
    decimals = _decimals(low, high, value)
    return f"[{number(low, decimals, signed=signed)}, {number(high, decimals, signed=signed)}]"


def level(estimate: Estimate) -> str:
    """The stated coverage of the interval: '95%'."""
    return f"{number(round(estimate.level * 100, 2))}%"


def triple(cell: tuple[object, ...], place: str) -> str:
    """A table cell (value, low, high) as '29.2 [27.4, 31.0]'. Raises: BadSetting without an interval."""
    if len(cell) != 3 or not all(isinstance(part, int | float) and math.isfinite(part) for part in cell):
        raise BadSetting(f"{place}: an estimate needs (value, low, high), all finite; got {cell!r}. Give its interval.")
    value, low, high = (float(str(part)) for part in cell)
    decimals = _decimals(low, high, value)
    return f"{number(value, decimals)} [{number(low, decimals)}, {number(high, decimals)}]"


def probability(p: float) -> str:
    """A p- or q-value: '< 0.001', '0.004', '0.27'."""
    if p < 0.001:
        return "< 0.001"
    return f"{p:.3f}" if p < 0.1 else f"{p:.2f}"


def long_date(day: date) -> str:
    """'19 August 2022'."""
    return f"{day.day} {day:%B %Y}"


def long_day(stated: str) -> str:
    """'19 August 2022', 'August 2022' or '2022' for a date in ISO 8601, as finely as it is known; anything else as it stands."""
    try:
        if len(stated) >= len("2022-08-19"):
            return long_date(date.fromisoformat(stated[:10]))
        return f"{date.fromisoformat(f'{stated}-01'):%B %Y}" if len(stated) == len("2022-08") else stated
    except ValueError:
        return stated


def _decimals(low: float, high: float, value: float) -> int:
    if all(float(part).is_integer() for part in (low, high, value)):
        return 0
    if low != high:
        return decimals_of(low, high)
    return 0 if float(value).is_integer() else max(0, 2 - math.floor(math.log10(abs(value))))


def _scaled(estimate: Estimate) -> tuple[float, float, float, str, bool]:
    """Value, low, high and unit as printed (shares become percentages), and whether the sign is always shown."""
    parts = (estimate.value, estimate.low, estimate.high)
    if not all(math.isfinite(part) for part in parts):
        raise BadSetting(
            f"An estimate in {estimate.unit!r} has no finite interval: {estimate.value} [{estimate.low}, {estimate.high}]. "
            "A dossier prints no estimate without one; have the analysis give bounds, or grade it insufficient with a bound."
        )
    unit = estimate.unit
    if _SHARE.match(unit):
        value, low, high = (part * 100 for part in parts)
        return value, low, high, f"% {_SHARE.sub('', unit, count=1)}".strip(), False
    return *parts, unit, unit.startswith("points")
