"""The numbers in what the analyst writes: every digit counts, but for dates that show that they are some, ordinals, quotations and ids.

A number is compared with its sign and its unit: “47%” is not 47 things, “−17” not “+17”, and “12k” is 12,000.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from undertow.dossier.linting.measured import COUNTED, MONTHS, Number, plain
from undertow.language.sentences import sentences
from undertow.model import with_names

_YEAR = r"(?:1[5-9]|20)\d\d"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
#: Words that may follow a year without making it a count; any other word in small letters makes it one ("2000 houses").
_AFTER = (
    "the|an?|it|its|they|their|he|his|she|her|we|our|this|that|these|those|there|and|or|but|to|until|till|through|on|by|at|in|for|with|from|of|as"
    "|when|while|where|which|who|after|before|only|not|no|nobody|is|are|was|were|has|have|had|did|does|do|begins?|began|alone|onwards?|already"
)
_NO_COUNT = rf"(?!\s*%|[.,]?\d|\w|\s+(?:{COUNTED})\b|\s+(?!(?:{_AFTER})\b)(?-i:[^\W\d_A-Z]))"
_BEFORE = (
    r"in|since|by|of|from|until|till|through|before|after|during|between|early|late|mid|spring|summer|autumn|winter|years?"
    r"|pre|post|early-|late-"
)
_GREW = r"(?:rose|risen|rising|grew|grown|growing|fell|fallen|falling|increased?|decreased?|dropped|climbed|went|up|down|more|less)"
_EVENT = "elections?|war|congress|conference|treaty|ceasefire|vote|referendum|summit|constitution|declaration|agreement|census|budget"
#: Dates that show that they are dates.
DATES = rf"""
    \b\d{{4}}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?(?:[T ]\d{{2}}:\d{{2}}(?::\d{{2}})?Z?)?\b   # 2022-08-19
  | \b{_DAY}(?:\s*[–-]\s*{_DAY})?\s+(?:of\s+)?(?:{MONTHS})\b\.?(?:,?\s+{_YEAR}\b)?                   # 19 August 2022
  | \b(?:{MONTHS})\b\.?\s+{_DAY}(?!\w)(?:,?\s+{_YEAR}\b(?!\s*%)|(?!\s*[%]|[.,]?\d|\s+(?:{COUNTED})\b))   # August 19, 2022
  | \b(?:{MONTHS})\b\.?,?\s+{_YEAR}\b(?!\s*%|[.,]?\d|\s+(?:{COUNTED})\b)                              # August 2022
  | \b(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?\b                                                  # 08:30
  | \b{_YEAR}\s*[–-]\s*{_YEAR}\b(?!\s*%|[.,]?\d|\s+(?:{COUNTED})\b)                                   # 2019–2022
  | \b(?:1[5-9]|20)\d0s\b                                                                        # 1990s
  | (?<=\bthe\s){_YEAR}(?=\s+(?:{_EVENT})\b)                                                     # the 2022 election
"""
#: Years after a word that makes them dates; the first group is what came before.
_YEARS = re.compile(
    rf"\b(?P<grew>{_GREW}\s+)?(?:{_BEFORE})[\s-]+(?P<years>{_YEAR}(?:(?:\s*,\s*|\s+(?:and|or|to|until)\s+|,\s+and\s+){_YEAR})*){_NO_COUNT}",
    re.IGNORECASE,
)
_IDS = r"""
    \[\w[\w./:-]*\] | https?://\S+ | @\w+                               # references, addresses, handles
  | \b(?=\w*\d)(?=\w*[a-f])[0-9a-f]{8,64}\b                             # SHA-256 sums and ids of findings
  | \b(?!(?:x|n|p|ca?|us|usd|eur|gbp|rub)\d+)[^\W\d_]\w*(?:[-.]\w*[^\W\d_]\w*)*(?<=\d)\b   # q4
  | \b(?-i:[A-Z]{2,}|[A-Z])-\d+\b                                       # COVID-19
  | \b(?-i:Accounts?|Findings?|Figures?|Tables?|Sections?|Chapters?|Resolution|Article|Protocol|Annex|Decision)\s\d+\b(?!\s*%|[.,]?\d)  # Finding 3
"""
_QUOTED = r'“[^”]*” | «[^»]*» | „[^“”]*[“”] | "[^"\n]*"'
_ORDINALS = r"\b\d+(?:st|nd|rd|th)\b"
_EXEMPT = re.compile(f"{_QUOTED} | {_ORDINALS} | {_IDS} | {DATES}", re.IGNORECASE | re.VERBOSE)
_DATED = re.compile(f"{DATES} | {_IDS}", re.IGNORECASE | re.VERBOSE)
_NUMBER = re.compile(
    r"(?P<sign>(?<![\w%.,)])[−+–-])?(?P<digits>(?:\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?!\d)|\d+)(?:\.\d+)?|(?<![^\W_])\.\d+)"
    r"(?P<unit>\s?%|\s?per ?cent\b|[-\s]?fold\b|\s?times (?:as|more|the|over|that)\b|\s?(?:thousand|million|billion)\b|\s?(?:bn|mn)\b|[km×x]\b|×)?",
    re.IGNORECASE,
)
_UNITS = {"%": "%", "percent": "%", "fold": "x", "x": "x", "×": "x"}
_SCALES = {"k": 10**3, "thousand": 10**3, "m": 10**6, "mn": 10**6, "million": 10**6, "bn": 10**9, "billion": 10**9}
_RANGE = re.compile(r"(\d[\d,]*(?:\.\d+)?)(\s?(?:to|–|-|and)\s?\d[\d,]*(?:\.\d+)?\s?%)")
#: What cannot be seen and splits a word or a number.
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)


def prose_numbers(text: str) -> Iterator[Number]:
    """The numbers of a text of the analyst that a finding or a row has to bear out, in order."""
    text = UNSEEN.sub("", with_names(text, lambda _: ""))
    shown = _without_years(_EXEMPT.sub(_blank, text))
    for span in sentences(text):
        for found in _NUMBER.finditer(shown, span.start, span.end):
            yield Number(found[0].strip(), text[span.start : span.end], found.start())


def token(written: str) -> str:
    """A number of prose as such numbers are compared: sign, digits with their rounding, and unit (% or x)."""
    found = _NUMBER.fullmatch(written.strip())
    return _token(found) if found else written


def tokens(texts: Iterable[str], *, bare: bool = False) -> set[str]:
    """What texts of a finding or a row bear out; dates and ids in them bear out none.

    bare: they stand without a unit that may be theirs, as in a cell of a table, and bear out a percentage as well.
    """
    found = set()
    for text in texts:
        shown = _DATED.sub(_blank, with_names(text, lambda _: ""))
        for hit in _NUMBER.finditer(shown):
            found |= _both(_token(hit), bare=bare)
        for hit in _RANGE.finditer(shown):
            found.add(f"{plain(hit[1])}%")
    return found


def value(of: str) -> float:
    """The number in a token, for how near two are; infinite for words that leave it open."""
    bare = of.rstrip("%x").replace("−", "-").replace("+", "")
    return float(bare) if bare[-1:].isdecimal() else float("inf")


def _both(one: str, *, bare: bool) -> set[str]:
    found = {one, one.lstrip("−+")}
    return found | {f"{each}%" for each in found if each[-1].isdigit()} if bare else found


def _token(found: re.Match[str]) -> str:
    sign = {"–": "−", "-": "−"}.get(found["sign"] or "", found["sign"] or "")
    unit = re.sub(r"[\s-]", "", (found["unit"] or "").lower())
    digits = plain(found["digits"])
    if unit in _SCALES:
        return sign + f"{(Decimal(digits) * _SCALES[unit]).normalize():f}"
    return sign + digits + ("x" if unit.startswith("times") else _UNITS.get(unit, ""))


def _blank(found: re.Match[str]) -> str:
    return "\x00" * len(found[0])


def _without_years(text: str) -> str:
    def dated(found: re.Match[str]) -> str:
        if found["grew"]:
            return found[0]
        at = found.start("years") - found.start()
        return found[0][:at] + "\x00" * (len(found[0]) - at)

    return _YEARS.sub(dated, text)
