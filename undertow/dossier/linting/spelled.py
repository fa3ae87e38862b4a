"""Numbers that are written as words: "twelve accounts", "two thirds of the posts", "doubled", "dozens"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from undertow.dossier.linting.measured import Number
from undertow.dossier.linting.prose import UNSEEN, value
from undertow.dossier.words import QUOTED
from undertow.language.numerals import SMALL, TENS
from undertow.language.sentences import sentences

_VALUES = {word: n for n, word in enumerate(SMALL)} | {word: 10 * n for n, word in enumerate(TENS, 2)}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "dozen": 12}
_WORD = "|".join([*_VALUES, *_SCALES])
_PART = {
    "half": 2,
    "halves": 2,
    "third": 3,
    "quarter": 4,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "eighth": 8,
    "tenth": 10,
}
_GLYPHS = {"½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5), "⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅛": (1, 8)}  # fmt: skip
_TIMES = {"twice": 2, "thrice": 3, "double": 2, "triple": 3, "treble": 3, "quadruple": 4}
_NUMBER = rf"(?:a\s+(?:{'|'.join(_SCALES)})|{_WORD})(?:(?:[\s-]+(?:and\s+)?)(?:{_WORD}))*"
_SPELLED = re.compile(
    rf"""
      (?P<glyph>[{"".join(_GLYPHS)}])
    | \b(?P<many>(?:dozens|scores|hundreds|thousands|tens\s+of\s+thousands|millions|billions))\b
    | \b(?P<top>{_WORD})\s+(?:in|out\s+of)\s+(?:every\s+)?(?P<of>{_WORD})\b
    | \b(?P<parts>an?|{"|".join(SMALL[1:11])})[\s-]+(?P<part>third|quarter|fourth|fifth|sixth|eighth|tenth)(?P<plural>s?)\b(?P<share>\s+of\b)?
    | (?<!first\s)(?<!second\s)(?<!other\s)(?<!latter\s)\b(?P<half>half)\b(?!-)(?!\s+(?:an?\s+)?(?:hour|year|day|past|way)\b)
    | \b(?P<times>twice|thrice|(?:double|triple|treble|quadruple)[ds]?|doubling|tripling|quadrupling)\b
    | \b(?P<fold>{_WORD})-?fold\b
    | \b(?P<number>{_NUMBER})(?P<percent>\s+per\s?cent\b)?(?!\w)
    """,
    re.IGNORECASE | re.VERBOSE,
)


def spelled_numbers(text: str) -> Iterator[Number]:
    """The numbers written as words, in digits: counts from two on, since one is an article too; shares as percent; multiples as 2x.

    Words that leave open how many ("dozens") stand as they are: nothing bears them out.
    """
    shown = QUOTED.sub(lambda found: "\x00" * len(found[0]), UNSEEN.sub("", text))
    for span in sentences(shown):
        for found in _SPELLED.finditer(shown, span.start, span.end):
            if digits := _digits(found):
                yield Number(digits, UNSEEN.sub("", text)[span.start : span.end], found.start())


def _digits(found: re.Match[str]) -> str:
    """What the words say, in digits; empty where they are no number."""
    if found["glyph"]:
        return _percent(*_GLYPHS[found["glyph"]])
    if found["top"]:
        top, of = _value(found["top"]), _value(found["of"])
        return _percent(top, of) if 0 < top <= of else ""
    if found["part"]:
        parts = 1 if found["parts"].lower() in ("a", "an") else _value(found["parts"])
        is_share = found["share"] or found["plural"] or parts > 1 or found["parts"].lower() == "one"
        return _percent(parts, _PART[found["part"].lower()]) if is_share else ""
    return _plain(found)


def _plain(found: re.Match[str]) -> str:
    if found["many"]:
        return found["many"].lower()
    if found["half"]:
        return "50%"
    if found["times"]:
        stem = found["times"].lower().replace("ing", "e")
        return f"{next((n for word, n in _TIMES.items() if stem.startswith(word)), 2)}x"
    if found["fold"]:
        return f"{_value(found['fold'])}x"
    number = _value(found["number"])
    return (f"{number}%" if found["percent"] else str(number)) if number > 1 else ""


def bears(known: str, wanted: str) -> bool:
    """Whether a token that a finding prints bears out one that was written in words: a share within the rounding of the first."""
    if not known.endswith("%") or not wanted.endswith("%"):
        return known == wanted
    digits = len(known.rstrip("%").partition(".")[2])
    return abs(value(known) - value(wanted)) < 0.5 * 10.0**-digits + 0.04


def _percent(top: int, of: int) -> str:
    return f"{100 * top / of:.1f}".removesuffix(".0") + "%"


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
