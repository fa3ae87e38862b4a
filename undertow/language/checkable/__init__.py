"""The sentences of an article that can be checked, and what in them: numbers, dates, quotes, comparisons and the like.

What each kind covers and how often it is missed: docs/guides/check-a-draft.md. Nothing here says that a sentence is true.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from undertow.language.checkable import armenian, azerbaijani, english, russian
from undertow.language.checkable.figures import Found, Value, counted, dates
from undertow.language.checkable.quoted import quotations, quotes_somebody
from undertow.language.checkable.wording import Wording
from undertow.language.quantities import language_of
from undertow.language.quantities.reading import LONGEST, Sentence, single_spaced
from undertow.language.sentences import Span, sentences

NUMBER, DATE, DURATION, QUOTE, COMPARISON, SINCE, SUPERLATIVE, TREND, CAUSE, ATTRIBUTION = KINDS = (
    "number", "date", "duration", "quote", "comparison", "since", "superlative", "trend", "cause", "attribution",
)  # fmt: skip
#: What no material of a case decides: why something happened, and who is behind it or what for.
NOT_TESTABLE = (CAUSE, ATTRIBUTION)
#: Kinds that are the speaker's own words inside a quotation: there the quote is what is checked.
_NOT_IN_QUOTES = (COMPARISON, SINCE, SUPERLATIVE, TREND, CAUSE, ATTRIBUTION)
_WORDINGS = {one.WORDING.code: one.WORDING for one in (english, russian, azerbaijani, armenian)}
LANGUAGES = tuple(_WORDINGS)
#: Signs of emphasis are read as blanks, so that places stay.
_MARKUP = {ord(sign): " " for sign in "*#`"}


@dataclass(frozen=True, slots=True)
class Mark(Value):
    """Why a sentence is checkable: the kind, the words and their place in the text, and the value where there is one.

    low and high: of a number or a stretch of time, None where it is vague. unit: percent, money, years old, the word behind
    the number, or the unit of time in the plural. date: ISO 8601 as finely as it is stated, empty without a year.
    """

    kind: str
    span: Span
    words: str


@dataclass(frozen=True, slots=True)
class Checkable:
    """A sentence with its marks in order; `number` counts the checkable sentences from 1, `line` the lines of the text.

    text: in single spaces, without signs of emphasis; span: its place in the text as it came.
    """

    number: int
    line: int
    span: Span
    text: str
    marks: tuple[Mark, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of its marks, in the order of KINDS."""
        return tuple(kind for kind in KINDS if any(mark.kind == kind for mark in self.marks))

    @property
    def testable(self) -> bool:
        """Whether it says anything but why, or who is behind it."""
        return any(mark.kind not in NOT_TESTABLE for mark in self.marks)


def checkable(text: str, language: str = "") -> list[Checkable]:
    """The checkable sentences of a text in order. language: en, ru, az or hy; by its letters where none is given."""
    wording = _WORDINGS.get(language or language_of(text))
    if wording is None:
        return []
    plain = text.translate(_MARKUP)
    quoted = [span for span in quotations(plain) if quotes_somebody(plain, span, wording)]
    between = [*quotations(plain)]
    found: list[Checkable] = []
    for span in _pieces(plain):
        marks = sorted(
            {*_quotes(text, span, quoted), *_marks(text, plain, span, wording, between)}, key=lambda mark: (*mark.span, mark.kind)
        )  # fmt: skip
        if marks:
            line = text.count("\n", 0, span.start) + 1
            found.append(Checkable(len(found) + 1, line, span, as_read(text[span.start : span.end]), tuple(marks)))
    return found


def as_read(piece: str) -> str:
    """A stretch of the text as it reads: in single spaces, without signs of emphasis."""
    return " ".join(piece.translate(dict.fromkeys(_MARKUP)).split())


def _pieces(text: str) -> Iterator[Span]:
    """The sentences; one without end is taken in pieces, cut between words."""
    for span in sentences(text):
        start = span.start
        while span.end - start > LONGEST:
            cut = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
            cut = cut if cut > start else start + LONGEST
            yield Span(start, cut)
            start = cut
        yield Span(start, span.end)


def _quotes(text: str, sentence: Span, quoted: list[Span]) -> Iterator[Mark]:
    """What of each quotation stands in the sentence: one that goes on over several is looked for piece by piece."""
    for span in quoted:
        start, end = max(span.start, sentence.start), min(span.end, sentence.end)
        words = text[start:end].strip()
        if start < end and any(char.isalnum() for char in words):
            yield Mark(QUOTE, Span(start, end), words)


def _marks(text: str, plain: str, span: Span, wording: Wording, quoted: list[Span]) -> Iterator[Mark]:
    sentence = single_spaced(plain[span.start : span.end], span)
    if not sentence.text:
        return
    days = dates(sentence.text, wording)
    for found in (*days, *counted(sentence.text, wording, days), *_worded(sentence, wording)):
        place = sentence.place(found.start, found.end)
        inside = any(other.start <= place.start < other.end for other in quoted)
        if inside and found.kind in _NOT_IN_QUOTES:
            continue
        stated = {field.name: getattr(found, field.name) for field in fields(Value)}
        yield Mark(found.kind, place, text[place.start : place.end], **stated)


def _worded(sentence: Sentence, wording: Wording) -> Iterator[Found]:
    """What single words and phrases show."""
    patterns = wording.patterns
    why = patterns["since_why"].search(sentence.text)
    for kind in (COMPARISON, SUPERLATIVE, TREND, CAUSE, ATTRIBUTION):
        for match in patterns[kind].finditer(sentence.text):
            yield Found(kind, *match.span())
    for match in patterns[SINCE].finditer(sentence.text):
        causal = why is not None and why.start() <= match.start() < why.end()
        yield Found(CAUSE if causal else SINCE, *match.span())
