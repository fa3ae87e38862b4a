"""Times as sources write them, turned into microseconds of UTC with a stated precision.

A time without a zone needs one from the analyst; a time that could mean two things is refused, never guessed.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from undertow.errors import BadSetting

EPOCH = datetime(1970, 1, 1)
#: Posts are younger than the web and not from the future (a day of clock error is allowed at the far end).
EARLIEST_POST = datetime(1991, 1, 1)


class UnclearTime(ValueError):
    """Why a value is not a usable time; the words go into the quarantine reason."""


class Moment(NamedTuple):
    """A time in UTC without zone attached, and how finely it is known: us, ms, s, min, day, month, year."""

    at: datetime
    precision: str


_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?", re.ASCII
)
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2}(?:[T ]\d{2}:\d{2}.*)?)?)?", re.ASCII)
_EPOCH = re.compile(r"-?\d{1,18}(\.\d+)?", re.ASCII)
_TWITTER = re.compile(r"[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d [+-]\d{4} \d{4}", re.ASCII)
_SLASHED = re.compile(r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}", re.ASCII)
_MONTHS = {
    "Jan": 1,
    "Feb": 2,
    "Mar": 3,
    "Apr": 4,
    "May": 5,
    "Jun": 6,
    "Jul": 7,
    "Aug": 8,
    "Sep": 9,
    "Oct": 10,
    "Nov": 11,
    "Dec": 12,
}


def moment(value: str | int | float, *, zone: str = "") -> Moment:
    """A time from ISO 8601, seconds since 1970, or the form of the older X API.

    zone: IANA name, used only for ISO times that carry none. A date without a clock time is a day, in no zone.
    Raises: UnclearTime with the reason.
    """
    if isinstance(value, bool) or value is None:
        raise UnclearTime(f"{value!r} is not a time")
    if isinstance(value, (int, float)):
        return _from_epoch(str(value))
    text = value.strip()
    if not text:
        raise UnclearTime("the time is blank")
    if _EPOCH.fullmatch(text):
        return _from_epoch(text)
    if match := _ISO.fullmatch(text):
        return _from_iso(match, text, zone)
    if _TWITTER.fullmatch(text):
        return _from_twitter(text)
    if _SLASHED.match(text):
        raise UnclearTime(f"{text!r} could be day or month first; write it as 2022-04-03T10:00:00")
    raise UnclearTime(
        f"{text[:60]!r} is not a time (ISO 8601, for example 2022-08-01T12:00:00Z, or seconds since 1970)"
    )


def post_moment(value: str | int | float, *, zone: str = "") -> Moment:
    """Like `moment`, for posts: also refuses times before the web and in the future."""
    found = moment(value, zone=zone)
    if found.at < EARLIEST_POST:
        raise UnclearTime(f"{str(value)[:40]!r} is {found.at:%Y-%m-%d}, before any platform existed")
    if found.at > _tomorrow():
        raise UnclearTime(f"{str(value)[:40]!r} is {found.at:%Y-%m-%d}, in the future")
    return found


def zone_name(name: str) -> str:
    """The name, if it is a time zone this machine knows. Raises: BadSetting."""
    _zone(name)
    return name


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadSetting(
            f"--timezone {name!r} is not a time zone. Use a name such as UTC, Europe/Kyiv or America/New_York."
        ) from None


def _from_epoch(text: str) -> Moment:
    seconds = float(text)
    if abs(seconds) > 1e11:
        raise UnclearTime(f"{text!r} is too large for seconds since 1970 (milliseconds?); divide by 1,000")
    whole, _, fraction = text.partition(".")
    micros = int(fraction[:6].ljust(6, "0")) if fraction else 0
    at = EPOCH + timedelta(seconds=int(whole), microseconds=-micros if text.startswith("-") else micros)
    return Moment(at, "us" if len(fraction) > 3 and micros else "ms" if fraction and micros else "s")


def _from_iso(match: re.Match[str], text: str, zone: str) -> Moment:
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    try:
        if hour is None:
            return Moment(datetime(int(year), int(month), int(day)), "day")
        micros = int(fraction[:6].ljust(6, "0")) if fraction else 0
        at = datetime(int(year), int(month), int(day), int(hour), int(minute), min(int(second or 0), 59), micros)
    except ValueError as error:
        raise UnclearTime(f"{text!r} is not a date and time ({error})") from None
    precision = (
        "min"
        if second is None
        else "s"
        if fraction is None or not int(fraction)
        else "ms"
        if len(fraction) <= 3
        else "us"
    )
    return Moment(_to_utc(at, offset, text, zone), precision)


def _to_utc(at: datetime, offset: str | None, text: str, zone: str) -> datetime:
    if offset in ("Z", "UTC", "GMT"):
        return at
    if offset:
        sign = -1 if offset[0] == "-" else 1
        digits = offset[1:].replace(":", "")
        return at - sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if not zone:
        raise UnclearTime(f"{text!r} has no time zone; say which with --timezone, for example --timezone UTC")
    local = at.replace(tzinfo=_zone(zone))
    if local.astimezone(UTC).astimezone(_zone(zone)).replace(tzinfo=None) != at:
        raise UnclearTime(f"{text!r} does not exist in {zone}: clocks were set forward over it")
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        raise UnclearTime(f"{text!r} happened twice in {zone}: clocks were set back; add the offset")
    return local.astimezone(UTC).replace(tzinfo=None)


def _from_twitter(text: str) -> Moment:
    _, month, day, clock, offset, year = text.split()
    if month not in _MONTHS:
        raise UnclearTime(f"{text!r} names no month")
    return moment(f"{year}-{_MONTHS[month]:02}-{day}T{clock}{offset}")


def _tomorrow() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1)


def is_date(text: str) -> bool:
    """Whether a text is a date of ISO 8601, as finely as it is known: 2022, 2022-08, 2022-08-01, or with a clock time."""
    if not _DATE.fullmatch(text):
        return False
    whole = text + "-01" * {4: 2, 7: 1}.get(len(text), 0)
    try:
        datetime.fromisoformat(whole)
    except ValueError:
        return False
    return True
