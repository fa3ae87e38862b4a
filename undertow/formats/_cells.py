"""Single values of a source, turned into values of the canonical tables.

Every function takes what a cell or a JSON field may hold and either returns the value, None where the source says
nothing, or raises `Rejection` with the reason. Nothing is guessed and nothing becomes 0 or an empty id.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

import msgspec

from undertow.formats import Reading, Rejection, Values
from undertow.times import UnclearTime, moment, post_moment

#: How exports write that they do not know.
BLANK = frozenset({"", "na", "n/a", "nan", "none", "null", "nil"})
#: Ids that went through a spreadsheet or a float: the digits after the sixteenth are gone.
ROUNDED = re.compile(r"[+-]?(\d+(\.\d+)?[eE]\+\d+|\d+\.\d+[eE]\d+|\d{16,}\.\d+)", re.ASCII)
_NAIVE = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?\s*", re.ASCII)
_WHOLE = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d{1,18})(\.0*)?", re.ASCII)
_YES, _NO = frozenset({"yes", "true", "1", "t", "y", "1.0"}), frozenset({"no", "false", "0", "f", "n", "0.0"})
_BETWEEN_LINKS = re.compile(r"\s*[,|]\s*(?=https?://)|\s+", re.IGNORECASE)
_SHOWN = 60
_FAR_SECONDS = 10**11


class When(NamedTuple):
    """A time of a post: UTC without zone attached, how finely it is known, and whose clock it is."""

    at: datetime
    precision: str
    origin: str


class NoZone(Rejection):
    """A time says no zone and the analyst gave none."""


def identifier(value: object, what: str) -> str:
    """The id as text. `what` names it in the reason: 'account', 'post'."""
    found = optional_identifier(value, what)
    if found is None:
        raise Rejection(f"the {what} id is blank")
    return found


def optional_identifier(value: object, what: str) -> str | None:
    """The id as text, or None where there is none."""
    if value == "":
        return None
    text = words(value, what)
    text = text.strip() if text else ""
    if not text:
        return None
    if text[-1].isdigit() and not text.isdigit() and ROUNDED.fullmatch(text):
        raise Rejection(f"the {what} id was rounded by a spreadsheet ({text[:_SHOWN]}): export again with ids as text")
    return text


def with_platform(platform: str, native: str) -> str:
    """The id with its platform in front ('x:123'), or as it is where the platform is not known."""
    return native if not platform or native.startswith(f"{platform}:") else f"{platform}:{native}"


def words(value: object, what: str) -> str | None:
    """Text as it came; None where the source has none. Integers become text exactly, other types are refused."""
    if isinstance(value, str):
        return value or None
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float, datetime)):
        raise Rejection(f"{what} is {_kind(value)} where text is due")
    if isinstance(value, float):
        return None if value != value else str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, int) and value.bit_length() > 256:
        raise Rejection(f"{what}: a number of {value.bit_length()} bits is no text")
    return value.isoformat() if isinstance(value, datetime) else str(value)


def whole(value: object, what: str) -> int | None:
    """A count; None where the source has none."""
    if value == "" or value is None:
        return None
    if isinstance(value, str) and len(value) < 18 and value.isascii() and value.isdigit():
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        if value.bit_length() > 63:
            raise Rejection(f"{what}: a number of {value.bit_length()} bits is not a count")
        return value
    text = words(value, what)
    if text is None or text.strip().lower() in BLANK:
        return None
    if not _WHOLE.fullmatch(text.strip()):
        raise _refusal(text, what, "a whole number")
    return int(text.strip().partition(".")[0].replace(",", ""))


def number(value: object, what: str) -> float | None:
    """A number; None where the source has none."""
    text = words(value, what)
    if text is None or text.strip().lower() in BLANK:
        return None
    try:
        found = float(text.replace("_", "x"))
    except ValueError:
        raise _refusal(text, what, "a number") from None
    if abs(found) == float("inf"):
        raise _refusal(text, what, "a number")
    return found


def truth(value: object, what: str) -> bool | None:
    """Yes or no; None where the source does not say."""
    if value == "" or value is None or isinstance(value, bool):
        return value if isinstance(value, bool) else None
    if value in ("False", "no", "false"):
        return False
    text = (words(value, what) or "").strip().lower()
    if text in BLANK:
        return None
    if text not in _YES and text not in _NO:
        raise _refusal(text, what, "yes or no")
    return text in _YES


def listed(value: object, what: str) -> list[str] | None:
    """A list of texts: a list, or a cell such as '["a", "b"]', '[a, b]', 'a|b' or 'a,b'; None where it is empty."""
    if value == "" or value is None:
        return None
    if isinstance(value, (list, tuple)):
        parts = [words(part, what) for part in value]
    else:
        parts = list(_split((words(value, what) or "").strip()))
    return [part for part in parts if part] or None


def links(value: object, what: str = "links") -> list[str] | None:
    """Addresses of a cell or list, as text of whatever scheme. They may hold commas, so only clear borders divide them."""
    if value == "" or value is None:
        return None
    if isinstance(value, (list, tuple)):
        return listed(value, what)
    text = (words(value, what) or "").strip()
    if text[:1] == "[" and text[-1:] == "]":
        return listed(text, what)
    return [part for part in _BETWEEN_LINKS.split(text) if part] or None


def when(value: object, reading: Reading) -> When:
    """When a post was made. Raises: NoZone where only --timezone is lacking, Rejection where it is no usable time."""
    if isinstance(value, datetime):
        value = value.isoformat(" ")
    if value is not None and (isinstance(value, bool) or not isinstance(value, (str, int, float))):
        raise Rejection(f"the time is {_kind(value)} where text or a number is due")
    if isinstance(value, (int, float)) and not 1 <= abs(value) <= _FAR_SECONDS:
        raise Rejection("time: the number is not a time in seconds since 1970")
    try:
        return _when("" if value is None else value, reading.timezone)
    except UnclearTime as error:
        lacks_zone = isinstance(value, str) and not reading.timezone and _NAIVE.fullmatch(value.strip())
        raise (NoZone if lacks_zone else Rejection)(f"time: {error}") from None
    except OverflowError:
        raise Rejection(f"time: {str(value)[:_SHOWN]!r} lies outside the calendar") from None


def day_or_time(value: object, what: str, zone: str = "") -> tuple[datetime, str] | None:
    """A time that need not be a post's (a profile's, a document's) with its precision; None where it is blank."""
    text = (words(value, what) or "").strip()
    if text.lower() in BLANK:
        return None
    try:
        found = moment(text, zone=zone)
    except UnclearTime as error:
        raise Rejection(f"{what}: {error}") from None
    except OverflowError:
        raise Rejection(f"{what}: {text[:_SHOWN]!r} lies outside the calendar") from None
    return found.at, found.precision


def filled(values: Values) -> Values:
    """The values without those that say nothing."""
    return {field: value for field, value in values.items() if value is not None and value != []}


def profile_time(value: object, zone: str = "") -> tuple[datetime | None, str | None]:
    """A time that a row can do without, such as when a profile was opened, with its precision."""
    if value == "" or value is None:
        return None, None
    try:
        return _profile_time(words(value, "time") or "", zone)
    except Rejection:
        return None, None


@lru_cache(maxsize=1 << 16)
def _profile_time(text: str, zone: str) -> tuple[datetime | None, str | None]:
    return day_or_time(text, "time", zone) or (None, None)


@lru_cache(maxsize=1 << 16)
def _when(value: str | int | float, zone: str) -> When:
    """Cached, because rows come in order of time and many sources know the minute only."""
    naive = isinstance(value, str) and _NAIVE.fullmatch(value.strip()) is not None
    # Saying UTC in the text spares four conversions between zones.
    found = post_moment(f"{str(value).strip()}Z") if naive and zone == "UTC" else post_moment(value, zone=zone)
    return When(found.at, found.precision, "export_local" if naive else "platform")


def _split(text: str) -> list[str]:
    if text[:1] == "[" and text[-1:] == "]":
        try:
            found = msgspec.json.decode(text, type=list[str])
        except msgspec.DecodeError:
            found = [part.strip().strip("'\"") for part in text[1:-1].split(",")]
        return found
    return [part.strip() for part in text.split("|" if "|" in text else ",")]


def _refusal(value: object, what: str, due: str) -> Rejection:
    return Rejection(f"{what}: {str(value)[:_SHOWN]!r} is not {due}")


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", bool: "true or false"}
    return names.get(type(value), f"a value of type {type(value).__name__}")
