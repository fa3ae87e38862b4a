"""The measured numbers in a text: those that somebody counted or computed. Dates, ordinals, quotations and ids are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from undertow.language.sentences import sentences
from undertow.model import with_names


class Number(NamedTuple):
    """A number as it is written, and the sentence it stands in; `at` is its place in the text, in code points."""

    written: str
    sentence: str
    at: int


MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
#: Things that are counted: a number before one of them is measured, even where it could be a year.
COUNTED = (
    "accounts?|posts?|people|persons?|followers?|shares?|texts?|documents?|speeches|messages|rows|articles|statements|times"
    "|per ?cent|percent|points?|pairs|groups?|members|words|sentences|phrases|links|sources|copies|days|weeks|months|years"
    "|hours|minutes|seconds|families|settings|claims|demands|threats"
)
#: What stands for the number in a text without being measured, the longest first.
_EXEMPT = re.compile(
    rf"""
      “[^”]*” | «[^»]*» | „[^“”]*[“”] | "[^"\n]*"                                  # quotations
    | \[\w[\w./:-]*\]                                                              # references
    | \b\d{{4}}-\d{{2}}(?:-\d{{2}})?(?:[T ]\d{{2}}:\d{{2}}(?::\d{{2}})?Z?)?\b      # 2022-08-19
    | \b\d{{1,2}}(?:[–-]\d{{1,2}})?(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{MONTHS})\b\.?(?:,?\s+\d{{4}}\b)?   # 19 August 2022
    | \b(?:{MONTHS})\b\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}}\b)?        # August 19, 2022
    | \b(?:{MONTHS})\b\.?,?\s+\d{{4}}\b                                           # August 2022
    | \b\d{{1,2}}:\d{{2}}(?::\d{{2}})?\b                                           # 08:30
    | \b(?:1[5-9]|20)\d\d(?:s\b|(?=\s*[–-]\s*(?:1[5-9]|20)\d\d\b)|(?!\s+(?:{COUNTED})\b)(?![\d.,]*\d|\s*%|\w))   # 2022, 1990s
    | \b\d+(?:st|nd|rd|th)\b                                                       # 3rd
    | \b(?:findings?|figures?|tables?|sections?|parts?|chapters?|pages?|articles?|resolutions?|paragraphs?|versions?|steps?
        |no\.|nos\.|number|protocols?|annex|items?|accounts?|rules?|lines?|ICD|ISO|SHA|UTF|schema)\s*[-:]?\s*\d+\b(?!\s*%|[\d.,]*\d)
    | \b(?=\w*[^\W\d_])(?=\w*\d)\w+(?:[-.]\w+)*                                    # ids, SHA-256 sums, words with digits
    | [^\W\d_]-\d+\b                                                               # COVID-19
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NUMBER = re.compile(r"(?<![\w.,])[−+–-]?(?:\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?![\d])|\d+)?(?:\.\d+|(?<=\d))")
_SPACE = re.compile(r"[,\s]")


def measured_numbers(text: str) -> Iterator[Number]:
    """The measured numbers of a text written by undertow or the analyst, in order."""
    text = with_names(text, lambda _: "")
    shown = _EXEMPT.sub(lambda found: "\x00" * len(found[0]), text)
    if not any(char.isdecimal() for char in shown):
        return
    for span in sentences(text):
        for found in _NUMBER.finditer(shown, span.start, span.end):
            yield Number(found[0], text[span.start : span.end], found.start())


def plain(written: str) -> str:
    """A number as numbers are compared: without sign and separators, and with its digits after the point, which are its rounding."""
    bare = _SPACE.sub("", written.lstrip("−+–-"))
    return f"0{bare}" if bare.startswith(".") else bare
