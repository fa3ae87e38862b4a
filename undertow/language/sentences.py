"""Where sentences begin and end, so that a quote can be given with its exact place.

Own rules for English, Russian, Ukrainian, Turkish, Azerbaijani, Armenian and Georgian: abbreviations, titles, initials,
"No. 5", decimals, quotation marks, lists, lines that a page broke. Rules and measured errors: docs/methods/threats.md.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from undertow.language._abbreviations import EITHER, NUMBERED, STARTERS, TITLES


class Span(NamedTuple):
    """From `start` up to but without `end`, in code points of the text."""

    start: int
    end: int


_CLOSERS = "\"'”’»›)]}*_"
#: Marks that end sentences, with what closes behind them. Armenian ends with a mark like a colon, often typed as one.
_STOP = re.compile(rf"(?:[.!?…։。！？؟]+|(?<=[Ա-և]):)[{re.escape(_CLOSERS)}]*(?=\s|$|[«“„])")
_LINES = re.compile(r"[ \t]*(?:\r\n|\n|\r|\x85|\u2028|\u2029)\s*")
_BEFORE = re.compile(r"(?:[\w\-]|(?<=\w)\.(?=\w))+\Z")
_OPENERS = re.compile(r"[\s\"'“„‘«‹(\[{*_—–-]*")
_WORD = re.compile(r"\w+(?:['’]\w+)?")
#: A page that broke more of its lines than this inside sentences broke all of them by width.
_WRAPPED = 0.3
_LOOK_BACK = 40


def sentences(text: str) -> list[Span]:
    """The sentences of a text in order, without the white space between them; a heading or a line of a list is one too."""
    found = []
    start = 0
    for end in _ends(text):
        if (span := _trimmed(text, start, end)).end > span.start:
            found.append(span)
        start = end
    return found


def _ends(text: str) -> Iterator[int]:
    breaks = _line_breaks(text)
    stops = [match.end() for match in _STOP.finditer(text) if _is_end(text, match)]
    yield from sorted({*breaks, *stops, len(text)})


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return Span(start + len(piece) - len(piece.lstrip()), max(start, end - len(piece) + len(piece.rstrip())))


def _line_breaks(text: str) -> list[int]:
    """Line breaks that end a sentence: every blank line, and single ones where the page did not break them by width."""
    single: list[re.Match[str]] = []
    blank: list[re.Match[str]] = []
    for match in _LINES.finditer(text):
        kept = blank if sum(c in "\n\r\x85\u2028\u2029" for c in match[0].replace("\r\n", "\n")) > 1 else single
        kept.append(match)
    inside = [match for match in single if _goes_on(text, match)]
    if len(inside) > _WRAPPED * len(single):
        return [match.end() for match in blank]
    return [match.end() for match in (*blank, *single) if match not in inside]


def _goes_on(text: str, match: re.Match[str]) -> bool:
    """Whether the line after a break begins within a sentence."""
    return _is_small(text[match.end() : match.end() + 1])


def _is_small(char: str) -> bool:
    """Whether a letter is a small one in a script that has capitals; modern Georgian is written without."""
    return char.islower() and not "\u10d0" <= char <= "\u10ff"


def _is_end(text: str, match: re.Match[str]) -> bool:
    """Whether a mark that can end a sentence does."""
    after = _OPENERS.match(text, match.end())
    place = after.end() if after else match.end()
    follows = text[place : place + 1]
    if _is_small(follows) and "։" not in match[0]:
        return False
    if not match[0].startswith(".") or match[0].startswith(".."):
        return True
    return _full_stop_ends(text, match.start(), place)


def _full_stop_ends(text: str, stop: int, place: int) -> bool:
    """Whether a single full stop at `stop` ends a sentence, when what comes next begins at `place`."""
    before = _BEFORE.search(text[max(0, stop - _LOOK_BACK) : stop])
    if before is None:
        return True
    word, follows = before[0], text[place : place + 1]
    folded = word.casefold()
    starts = _begins_sentence(text, place)
    if folded in TITLES:
        return False
    if folded in NUMBERED and (follows.isdigit() or (len(folded) > 2 and follows.isupper() and not starts)):
        return not follows.isdigit()
    if _is_initial(word) or "." in word or folded in EITHER:
        return starts or not follows
    # the number of an item is no sentence
    return not (word.isdigit() and _begins_line(text, stop - len(word)))


def _begins_sentence(text: str, place: int) -> bool:
    """Whether the word there is one that begins sentences, and no initial or acronym."""
    word = _WORD.match(text, place)
    if word is None or word[0].casefold() not in STARTERS:
        return False
    return text[word.end() : word.end() + 1] != "." if len(word[0]) == 1 else not word[0].isupper()


def _is_initial(word: str) -> bool:
    return len(word) == 1 and word.isalpha() and not word.islower()


def _begins_line(text: str, place: int) -> bool:
    line = text[:place].rpartition("\n")[2] if place < 4000 else text[place - 200 : place].rpartition("\n")[2]
    return not line.strip()


def sentence_at(spans: list[Span], place: int) -> int:
    """The number of the sentence that holds a place; of a place between two, the earlier one."""
    return max(0, bisect_left([span.start for span in spans], place + 1) - 1)
