"""A sentence of a dossier as it is read aloud: numbers, dates, ranges, signs and intervals in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from undertow.dossier.listen.numerals import decimal, digits, ordinal, whole, year

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_MONTH = "|".join(_MONTHS)
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"
_UNITS = {
    "s": "seconds", "min": "minutes", "h": "hours", "d": "days", "km": "kilometres", "m": "metres", "kg": "kilograms",
    "kB": "kilobytes", "MB": "megabytes",
}  # fmt: skip
_MONEY = {"$": "dollars", "€": "euros", "£": "pounds"}
_SCALES = {"k": "thousand", "m": "million", "mn": "million", "bn": "billion", "tn": "trillion"}
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
#: Behind a number with an m that touches it, these are counted in millions; all else is in metres.
_COUNTED = r"(?=\s(?:people|accounts?|posts?|followers?|users?|views|texts|shares|voters?|votes|dollars|euros|pounds|refugees|persons)\b)"
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_SIGNS = {
    "&": " and ", "=": " equals ", "≥": " at least ", "≤": " at most ", "×": " times ",
    "±": " plus or minus ", "≈": " about ", "#": " hashtag ", "+": " plus ", "−": " minus ", "%": " per cent ",
    "‰": " per thousand ", "→": " to ", "°": " degrees ", "§": " section ", "²": " squared ", "³": " cubed ",
}  # fmt: skip
_FRACTIONS = frozenset("¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞")
#: Beside letters and their marks nothing else is left: no sign that a program takes for a command or for phonemes.
_KEPT = frozenset(".,;:!?'’“”()- ")
_WRITTEN_OUT = re.compile(r"⟨[^⟩]*⟩")
_INTERVAL = re.compile(rf"\[\s*([+−-]?(?:{_NUMBER}))\s*,\s*([+−-]?(?:{_NUMBER}))\s*\]")


class _Step(NamedTuple):
    pattern: re.Pattern[str]
    said: Callable[[re.Match[str]], str]


def said(text: str) -> str:
    """The text as words to be spoken: no digit and no sign is left in it; letters of any script stay as they are."""
    text = "".join(
        unicodedata.normalize("NFKC", char) if char in _FRACTIONS else char for char in _WRITTEN_OUT.sub(" ", text)
    )
    for step in _STEPS:
        text = step.pattern.sub(lambda match, step=step: step.said(match), text)  # type: ignore[misc]  # mypy infers no type for a lambda with a default
    for sign, words in _SIGNS.items():
        text = text.replace(sign, words)
    text = " ".join("".join(map(_sayable, text)).split())
    return re.sub(r"\s+([.,;:!?)])", r"\1", text)


def between(low: str, high: str) -> str:
    """Two ends of an interval as printed: 'between eighty-nine and ninety-eight'."""
    return f"between {said(low)} and {said(high)}"


def _number(text: str) -> str:
    """A number as printed: '12,400', '0.03', '.36'."""
    integer, point, fraction = text.replace(",", "").partition(".")
    if point:
        return decimal(integer, fraction)
    if len(integer) > 1 and integer.startswith("0"):
        return digits(integer)
    return whole(int(integer))


def _sign(text: str) -> str:
    return {"+": "plus ", "−": "minus ", "-": "minus "}.get(text, "")


def _day(day: str, month: str, of_year: str | None) -> str:
    return f"the {ordinal(int(day))} of {month}" + (f" {year(int(of_year))}" if of_year else "")


def _days(match: re.Match[str]) -> str:
    first, joint, last, month, of_year = match.groups()
    joined = "and" if joint == "and" else "to"
    return f"the {ordinal(int(first))} {joined} {_day(last, month, of_year)}"


def _iso(match: re.Match[str]) -> str:
    of_year, month, day = match.groups()
    if not day and int(month) > 12:
        return f"{year(int(of_year))} to {whole(int(month))}"
    if not 1 <= int(month) <= 12 or (day and not 1 <= int(day) <= 31):
        return " ".join(_number(part) for part in match[0].split("-"))
    name = _MONTHS[int(month) - 1]
    return _day(day, name, of_year) if day else f"{name} {year(int(of_year))}"


def _clock(match: re.Match[str]) -> str:
    hour, minute = int(match[1]), int(match[2])
    return f"{whole(hour)} {'hundred hours' if not minute else ('oh ' if minute < 10 else '') + whole(minute)}"


def _scientific(match: re.Match[str]) -> str:
    sign, number, power_sign, power = match.groups()
    return f"{_sign(sign)}{_number(number)} times ten to the power of {_sign(power_sign)}{whole(int(power))}"


def _power(match: re.Match[str]) -> str:
    """The power of the number before it: 10^6, or with raised digits."""
    sign, number = match[1], match[2]
    return f" to the power of {_sign(sign)}{whole(int(number))}"


def _raised(match: re.Match[str]) -> str:
    """Raised digits behind a number, but for a square and a cube, as a power."""
    return match[0] if match[0] in ("²", "³") else f"^{match[0].translate(_RAISED)}"


def _scaled(match: re.Match[str]) -> str:
    return f"{_number(match[1])} {_SCALES[match[2].lower()]}"


def _handle(match: re.Match[str]) -> str:
    """A handle as words: capitals and underscores part it, and its digits are said one by one."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", match[1].replace("_", " "))
    return "at " + re.sub(r"\d+", lambda found: f" {digits(found[0])} ", parted)


def _in_word(match: re.Match[str]) -> str:
    """Digits that belong to a word, as in 'x2': said one by one."""
    return re.sub(r"[0-9]+", lambda found: f" {digits(found[0])} ", match[0])


_STEPS = (
    _Step(re.compile(r"[@＠]([\w.]*\w)"), _handle),
    _Step(_INTERVAL, lambda m: between(m[1], m[2])),
    _Step(re.compile(r"\b(\d{4})-(\d{2})(?:-(\d{2}))?\b"), _iso),
    _Step(re.compile(rf"\b(\d{{1,2}})\s*(to|and|–|-)\s*(\d{{1,2}}) ({_MONTH})(?: (\d{{4}}))?\b"), _days),
    _Step(re.compile(rf"\b(\d{{1,2}}) ({_MONTH})(?: (\d{{4}}))?\b"), lambda m: _day(m[1], m[2], m[3])),
    _Step(re.compile(rf"\b({_MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})\b"), lambda m: _day(m[2], m[1], m[3])),
    _Step(re.compile(rf"\b({_MONTH}) (\d{{4}})\b"), lambda m: f"{m[1]} {year(int(m[2]))}"),
    _Step(re.compile(r"\b((?:1\d|20)\d0)s\b"), lambda m: re.sub("ys$", "ies", f"{year(int(m[1]))}s")),
    _Step(re.compile(r"\b(\d{1,2}):(\d{2})(?::\d{2})?\b"), _clock),
    _Step(re.compile(rf"(?<![\w.])([+−-]?)({_NUMBER})[eE]([+−-]?)(\d{{1,3}})\b"), _scientific),
    _Step(re.compile(r"(?<=\d)[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+"), _raised),
    _Step(re.compile(r"(?<=\d)\^([+−-]?)(\d{1,4})\b"), _power),
    _Step(re.compile(rf"([$€£])\s?({_NUMBER})\s?({_SCALE})\b", re.IGNORECASE),
          lambda m: f"{_number(m[2])} {_SCALES[m[3].lower()]} {_MONEY[m[1]]}"),
    _Step(re.compile(rf"([$€£])\s?({_NUMBER})( (?:thousand|million|billion|trillion))?"),
          lambda m: f"{_number(m[2])}{m[3] or ''} {_MONEY[m[1]]}"),
    _Step(re.compile(rf"(?<![\w.,])({_NUMBER})(k|bn|tn|mn)\b"), _scaled),
    _Step(re.compile(rf"(?<![\w.,])({_NUMBER})(m)\b{_COUNTED}"), _scaled),
    _Step(re.compile(rf"(?<![\w.,])({_NUMBER})x\b"), lambda m: f"{_number(m[1])} times"),
    _Step(re.compile(r"(?<![\w.,:])(\d{1,6}):(\d{1,9})(?![\w:])"), lambda m: f"{_number(m[1])} to {_number(m[2])}"),
    _Step(re.compile(r"(?<![\w.,-])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\w.,-]*\d)"), lambda m: _number(re.sub(r"\s", "", m[0]))),
    _Step(re.compile(rf"(?<![\w.,-])({_NUMBER})\s?-\s?({_NUMBER})(?![\w-])"), lambda m: f"{m[1]} to {m[2]}"),
    _Step(re.compile(rf"(?<=[\d%‰])\s?[–—]\s?(?=[+−]?(?:{_NUMBER}))"), lambda m: " to "),
    _Step(re.compile(rf"(?<![\w.,])({_NUMBER})\s?({'|'.join(_UNITS)})(?![\w'’-])"), lambda m: f"{_number(m[1])} {_UNITS[m[2]]}"),
    _Step(re.compile(r"(?<=\d)\s?[/⁄]\s?(?=\d)"), lambda m: " over "),
    _Step(re.compile(rf"([<>])\s*(?=[+−-]?(?:{_NUMBER}))"), lambda m: " below " if m[1] == "<" else " above "),
    _Step(re.compile(r"\b(\d+)(?:st|nd|rd|th)\b"), lambda m: ordinal(int(m[1])) if len(m[1]) < 7 else digits(m[1])),
    _Step(re.compile(r"(?<![\w.,])(1\d{3}|20\d{2})(?!\w|[.,]\d|\s?%)"), lambda m: year(int(m[1]))),
    _Step(re.compile(rf"(?<![\w.,])([+−-]?)({_NUMBER})(?!\w)"), lambda m: f"{_sign(m[1])}{_number(m[2])}"),
    _Step(re.compile(r"\w*[0-9]\w*"), _in_word),
)  # fmt: skip


def _sayable(char: str) -> str:
    """Letters, their marks and a few stops as they are, digits of other scripts one by one, all else a space."""
    if char in _KEPT or unicodedata.category(char)[0] in "LM":
        return char
    return f" {digits(str(int(char)))} " if char.isdecimal() else " "
