"""Stretches that are no borrowing of words: quotations marked as such, and what the printer of a record adds."""

from __future__ import annotations

import re

#: What stands between quotation marks; straight ones are paired from the beginning of a line.
_BETWEEN = re.compile(r"“[^”]*”|«[^»]*»|„[^“”]*[“”]|\"[^\"\n]*\"")
_SAID = r"(?:said|stated|put it|wrote|declared|noted|observed|remarked)"
_INTRODUCED = re.compile(
    rf"\b[Aa]s (?:he|she|they|the|our|my|[A-Z])[^.;:!?]{{0,80}}?\b{_SAID}\b|\b[Кк]ак (?:сказал|заявил|отметил|писал|подчеркнул)"
)
_NEAR = 120
#: Reference numbers, page heads and notes on corrections of verbatim records.
_PRINTED = re.compile(
    r"\bThis record contains the\b|\bCorrections (?:should|will) be (?:submitted|sent|issued|incorporated)\b|\b[AS]/\d+/PV\.\s?\d+"
    r"|\bContains texts? of speeches\b|\bVerbatim Reporting Service\b",
    re.I,
)


def is_quotation(text: str, start: int, end: int) -> bool:
    """Whether at least half of the stretch stands in quotation marks, or it is introduced as somebody's words."""
    inside = sum(
        max(0, min(end, found.end()) - max(start, found.start()))
        for found in _BETWEEN.finditer(text)
        if found.start() < end
    )
    return 2 * inside >= end - start or bool(_INTRODUCED.search(text[max(0, start - _NEAR) : min(end, start + _NEAR)]))


def is_printed(stretch: str) -> bool:
    """Whether the stretch has words that the printer of a record adds."""
    return bool(_PRINTED.search(stretch))


def shortened(words: str, most: int) -> str:
    """The words in one line; what is longer than `most` ends after a whole word, with an ellipsis."""
    line = " ".join(words.split())
    return line if len(line) <= most else f"{line[: most - 1].rpartition(' ')[0] or line[: most - 2]} …"
