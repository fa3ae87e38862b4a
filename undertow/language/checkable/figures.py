"""Numbers, stretches of time and dates in a sentence, each with its value as far as it is stated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from undertow.language.checkable.wording import Wording
from undertow.language.quantities import armenian, azerbaijani, english, russian
from undertow.language.quantities.lexicon import Lexicon
from undertow.language.quantities.numerals import Number, number_pattern, numbers

_CURRENCY = re.compile(r"[$€£₽₾֏₼¥]")
_SHORT = re.compile(r"(?<![\w.,])(?P<figure>\d+(?:[.,]\d+)?) ?(?P<scale>k|K|m|M|bn)\b(?! [²³])")
_SCALES = {"k": 1e3, "m": 1e6, "bn": 1e9}
_RATIO = re.compile(r"\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twenty) to one\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
#: Read as thousands elsewhere; behind a nought it is a fraction.
_FRACTION = re.compile(r"0[.,]\d{3}(?![.,]?\d)")
_LEXICONS = {one.LEXICON.code: one.LEXICON for one in (english, russian, azerbaijani, armenian)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What words state: low and high, None where they are vague; the unit in the plural; date: ISO 8601 as finely as it is stated."""

    low: float | None = None
    high: float | None = None
    approximator: str = ""
    unit: str = ""
    date: str = ""
    vague: str = ""


@dataclass(frozen=True, slots=True)
class Found(Value):
    """A stretch of a sentence in single spaces: its kind, where, and its value."""

    kind: str
    start: int
    end: int


def dates(sentence: str, wording: Wording) -> list[Found]:
    """The dates of a sentence, in order, none within another; the finer reading counts."""
    read = [
        Found("date", *match.span(), date=value)
        for pattern in wording.date_patterns
        for match in pattern.finditer(sentence)
        if match.end() > match.start() and (value := _iso(match, wording)) is not None
    ]
    found: list[Found] = []
    for one in sorted(read, key=lambda one: (-len(one.date), one.start - one.end, one.start)):
        if not _meets((one.start, one.end), found):
            found.append(one)
    return sorted(found, key=lambda one: one.start)


def _iso(match: re.Match[str], wording: Wording) -> str | None:
    """The date as ISO 8601; empty where the words date without saying which year; None for what is no date."""
    groups = {"d": None, "m": None, "y": None} | match.groupdict()
    if not groups["y"]:
        return "" if not groups["d"] or 1 <= int(groups["d"]) <= 31 else None
    if not groups["m"]:
        return groups["y"]
    month = _month(groups["m"], wording)
    if not 1 <= month <= 12:
        return None
    if not groups["d"]:
        return f"{groups['y']}-{month:02}"
    return f"{groups['y']}-{month:02}-{int(groups['d']):02}" if 1 <= int(groups["d"]) <= 31 else None


def _month(words: str, wording: Wording) -> int:
    if words.isdigit():
        return int(words)
    fits = (n for n, pattern in enumerate(wording.month_patterns, 1) if pattern.fullmatch(words))
    return next(fits, 0)


def counted(sentence: str, wording: Wording, taken: Sequence[Found]) -> Iterator[Found]:
    """The numbers of a sentence and its stretches of time; not those within `taken`, and none that only names a thing."""
    out = [match.span() for match in wording.patterns["not_counted"].finditer(sentence)]
    lexicon, pattern = _numbers_of(wording.code)
    plain = _CURRENCY.sub(" ", sentence)
    made = [*_written_short(sentence)]
    for number in numbers(plain, lexicon, pattern):
        place = (number.digits_start, number.end)
        named = any(start < place[1] and place[0] < end for start, end in out)
        if not named and not _meets(place, taken) and (one := _one(sentence, number, wording)) is not None:
            made.append(one)
    exact = [*taken, *(one for one in made if one.kind == "duration")]
    spans = [match.span() for match in wording.patterns["vague_durations"].finditer(sentence)]
    vague = [Found("duration", *span, vague=sentence[slice(*span)]) for span in spans if not _meets(span, exact)]
    yield from vague
    yield from (one for one in made if not _meets((one.start, one.end), vague))


def _written_short(sentence: str) -> Iterator[Found]:
    """Ten to one, and 400k."""
    for match in _RATIO.finditer(sentence):
        yield Found("number", *match.span(), unit="ratio")
    for match in _SHORT.finditer(sentence):
        value = float(match["figure"].replace(",", ".")) * _SCALES[match["scale"].lower()]
        yield Found("number", *match.span(), low=value, high=value, unit=_noun(sentence, match.end()))


def _one(sentence: str, number: Number, wording: Wording) -> Found | None:
    """The number as a count or a stretch of time; None where it only names a thing, or 'one' is no number."""
    number = _as_fraction(sentence, number)
    before = sentence[: number.digits_start]
    if not number.approximator and wording.patterns["exactly"].search(before[-24:]):
        number = replace(number, approximator="exact")
    digits = sentence[number.digits_start : number.end]
    if wording.patterns["label"].search(before[-24:]):
        return None
    for duration in wording.durations:
        match = re.compile(rf"{wording.between}(?:{duration.pattern})(?!\w)", re.IGNORECASE).match(sentence, number.end)
        if match and not number.share:
            if wording.patterns["age"].match(sentence, match.end()):
                return replace(_valued("number", number, match.end(), "years old"), vague="")
            return _valued("duration", number, match.end(), duration.unit)
    if number.low == number.high == 1 and not number.share and not number.approximator and not digits[:1].isdigit():
        return None
    currency = bool(_CURRENCY.search(before[-2:]))
    unit = "percent" if number.share else "money" if currency else _noun(sentence, number.end)
    return _valued("number", number, number.end, unit)


def _valued(kind: str, number: Number, end: int, unit: str) -> Found:
    return Found(kind, number.start, end, low=number.low, high=number.high, approximator=number.approximator, unit=unit, vague=number.vague)  # fmt: skip


def _as_fraction(sentence: str, number: Number) -> Number:
    """The number as it is meant where it begins with a nought: 0.585."""
    match = _FRACTION.match(sentence, number.digits_start)
    if match is None or number.low != number.high:
        return number
    value = float(match[0].replace(",", "."))
    return replace(number, low=value, high=value)


@cache
def _numbers_of(code: str) -> tuple[Lexicon, re.Pattern[str]]:
    """The number words of a language, and the pattern of its numbers alone: the whole grammar takes seconds to compile."""
    return _LEXICONS[code], number_pattern(_LEXICONS[code])


def _noun(sentence: str, at: int) -> str:
    """The word behind a number, which most often is what it counts."""
    match = re.compile(r" (?:of )?(?:the |these |those |its |their |our )?").match(sentence, at)
    word = _WORD.match(sentence, match.end() if match else at)
    return word[0].lower() if word else ""


def _meets(span: tuple[int, int], others: Iterable[Found]) -> bool:
    return any(span[0] < other.end and other.start < span[1] for other in others)
