"""What the draft check needs to know of a language: its months, units of time, and the words that make a sentence checkable."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

#: Matches nothing: for what a language has no words for yet.
NEVER = r"(?!)"
_YEAR = r"(?:1[5-9]|20)\d\d(?!\d|[.,]\d)"
_NUMERIC = (
    r"(?<![\d-])(?P<y>(?:1[5-9]|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)",
    r"(?<![\d.,/])(?P<d>\d{1,2})[./](?P<m>\d{1,2})[./](?P<y>(?:19|20)\d\d)(?![\d])",
)


@dataclass(frozen=True, slots=True)
class Duration:
    """Words for a stretch of time: the pattern behind a number, and what it is called in English, in the plural."""

    pattern: str
    unit: str


@dataclass(frozen=True)
class Wording:
    """A language. Every pattern is matched in a sentence in single spaces, without regard to capitals unless it says so.

    months: twelve patterns. dates: other patterns of dates, in which <month> and <year> stand for those words and the groups
    d, m and y hold day, month and year. bare_month: what stands before a month that stands alone. year_before, year_after: what
    shows that four digits are a year. vague_durations: durations without a number. between: words between a number and its
    unit of time. age: what makes an age of a number of years. label: words before a number that only names or numbers a thing. exactly: words before one that is not rounded.
    not_counted: stretches in which a number counts nothing. reporting: verbs by which words are quoted. no_quote: what shows
    that words in quotation marks are a name.
    """

    code: str
    months: Sequence[str]
    durations: Sequence[Duration]
    dates: Sequence[str] = ()
    bare_month: str = NEVER
    year_before: str = NEVER
    year_after: str = NEVER
    vague_durations: str = NEVER
    between: str = " ?-?"
    age: str = NEVER
    label: str = NEVER
    exactly: str = NEVER
    not_counted: str = NEVER
    reporting: str = NEVER
    no_quote: str = NEVER
    since: str = NEVER
    since_why: str = NEVER
    comparison: str = NEVER
    superlative: str = NEVER
    trend: str = NEVER
    cause: str = NEVER
    attribution: str = NEVER

    def compiled(self, pattern: str) -> re.Pattern[str]:
        """The pattern with <month> and <year> filled in; months and names keep their capitals."""
        month = rf"(?:{'|'.join(self.months)})"
        return re.compile(pattern.replace("<month>", month).replace("<year>", _YEAR), re.IGNORECASE)

    @cached_property
    def date_patterns(self) -> tuple[re.Pattern[str], ...]:
        """Every pattern of a date, the finer first."""
        first = (
            r"\b(?P<d>\d{1,2})(?:st|nd|rd|th)?(?:-\w{1,3})?(?: of)? (?P<m><month>)(?:,? (?:of )?(?P<y><year>))?",
            r"\b(?P<m><month>) (?P<d>\d{1,2})(?!\d|[,.]\d|:| ?%)(?:st|nd|rd|th)?(?:-\w{1,3})?(?:,? (?P<y><year>))?",
            r"\b(?P<m><month>),? (?:of )?(?P<y><year>)",
        )
        last = (
            rf"(?<!\w)(?:{self.bare_month}) (?P<m><month>)(?!\w)",
            rf"(?<!\w)(?:{self.year_before}) (?P<y><year>)(?!\w)(?:\s?[-–/]\s?\d{{2,4}})?",
            rf"\b(?P<y><year>)(?: ?[-–] ?(?:\d{{2}}|\d{{4}}))?(?:{self.year_after})",
        )
        return tuple(self.compiled(pattern) for pattern in (*_NUMERIC, *first, *self.dates, *last))

    @cached_property
    def month_patterns(self) -> tuple[re.Pattern[str], ...]:
        """The months in order."""
        return tuple(re.compile(month, re.IGNORECASE) for month in self.months)

    @cached_property
    def patterns(self) -> dict[str, re.Pattern[str]]:
        """Every other pattern by the name of its field."""
        names = (
            "vague_durations",
            "age",
            "label",
            "exactly",
            "not_counted",
            "reporting",
            "no_quote",
            "since",
            "since_why",
            "comparison",
            "superlative",
            "trend",
            "cause",
            "attribution",
        )
        return {name: self.compiled(getattr(self, name)) for name in names}
