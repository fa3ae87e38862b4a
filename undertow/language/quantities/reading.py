"""A text as the grammar reads it: one sentence at a time in single spaces, with the way back to the original places."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from undertow.language.quantities.grammar import Hints
from undertow.language.sentences import Span, sentences

#: What a page break leaves inside a sentence: page numbers, document symbols and running heads between line ends.
_PAGE = re.compile(
    r"(?<=[\w,;’”)-])[ \t]*\n\s*(?:\d{1,3}(?:/\d{1,3})?|\d\d-\d{4,6}|[\d/]+ \d\d-\d{4,6}|\d\d-\d{4,6} [\d/]+"
    r"|\d\d/\d\d/\d{4} A/\S+|A/\d+/PV\.\d+\S*|General Assembly .{0,60}|[^\n]{0,40}session[^\n]{0,40}|\x0c|[ \t])+(?:\s*\n|\x0c)\s*(?=[a-z])"
)
#: Stars that set words in bold or italics are read as blanks, so that places stay.
_MARKUP = {ord("*"): " "}
_WORD = re.compile(r"\S+")
#: Longer "sentences" are tables and lists without stops.
LONGEST = 2_500


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in single spaces. span: its place in the text. words_at, starts: for the way back."""

    text: str
    span: Span
    words_at: list[int]
    starts: list[int]

    def place(self, start: int, end: int) -> Span:
        """The place in the original text of a stretch of the sentence."""
        return Span(self._original(start), self._original(end - 1) + 1)

    def _original(self, at: int) -> int:
        word = bisect_right(self.words_at, at) - 1
        return self.starts[word] + at - self.words_at[word]


def read(text: str, hints: Hints) -> Iterator[Sentence]:
    """The sentences that hold a number, in order."""
    blanked = text.translate(_MARKUP)
    blanked = _PAGE.sub(lambda match: " " * len(match[0]), blanked)
    for span in sentences(blanked):
        piece = blanked[span.start : span.end]
        if span.end - span.start <= LONGEST and hints.search(piece):
            yield single_spaced(piece, span)


def single_spaced(piece: str, span: Span) -> Sentence:
    """The stretch of a text at `span` as a sentence in single spaces."""
    words, words_at, starts, at = [], [], [], 0
    for word in _WORD.finditer(piece):
        words.append(word[0])
        words_at.append(at)
        starts.append(span.start + word.start())
        at += len(word[0]) + 1
    return Sentence(" ".join(words), span, words_at, starts)
