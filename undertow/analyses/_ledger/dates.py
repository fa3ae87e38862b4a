"""Dates as finely as they are known, and the time between two of them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import NamedTuple

from undertow.times import is_date

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")  # fmt: skip
_LENGTH = {"year": 4, "month": 7, "day": 10}


class When(NamedTuple):
    """The days between which something happened; one day where that is known."""

    first: date
    last: date

    @property
    def precision(self) -> str:
        days = (self.last - self.first).days
        return "day" if not days else "month" if days < 31 else "year"

    @property
    def words(self) -> str:
        """24 December 2022, December 2022 or 2022."""
        month = f"{_MONTHS[self.first.month - 1]} {self.first.year}"
        return {"day": f"{self.first.day} {month}", "month": month, "year": str(self.first.year)}[self.precision]


def when(text: str, precision: str = "") -> When | None:
    """The days that a date of ISO 8601 spans; no finer than `precision` says. None where it is no date."""
    if not is_date(text):
        return None
    text = text[: _LENGTH.get(precision, 10)]
    year, month, day = (int(part) for part in [*text.split("-"), "0", "0"][:3])
    if day:
        return When(date(year, month, day), date(year, month, day))
    if month:
        return When(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
    return When(date(year, 1, 1), date(year, 12, 31))


def words(text: str, precision: str = "") -> str:
    """A date in words; the text itself where it is no date."""
    found = when(text, precision)
    return found.words if found else text


def told(text: str) -> str:
    """A date as it stands in a sentence: on 1 May 2012, in May 2012, in 2012."""
    found = when(text)
    return f"{'on' if found and found.precision == 'day' else 'in'} {words(text)}"


def gap(one: When, two: When) -> str:
    """How long after `one` `two` was: a number of days where both are known to the day, else between which it lies."""
    least, most = (two.first - one.last).days, (two.last - one.first).days
    if one.precision == two.precision == "day":
        return "on the same day" if not least else _days(least)
    coarse = max((one, two), key=lambda w: (w.last - w.first).days).precision
    if least <= 0 <= most:
        return f"order not known: dated to the {coarse}"
    return f"between {least:,} and {most:,} days after: dated to the {coarse}"


def _days(count: int) -> str:
    days = f"{abs(count):,} {'day' if abs(count) == 1 else 'days'}"
    return f"{days} after" if count > 0 else f"{days} before"
