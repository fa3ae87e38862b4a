"""Sentences that ask somebody to do, or to stop, something: who asks, of whom, what, and in which words.

What counts and what does not, and how often the rules err: docs/methods/demands.md. A demand found says nothing of
whether it was just, or met. The rules know English; those for Russian were not measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from undertow.language.demands import russian
from undertow.language.demands.phrases import Reader
from undertow.language.demands.reading import Demand, Sentence
from undertow.language.sentences import sentences

__all__ = ["LANGUAGES", "MEASURED", "Demand", "demands"]

#: Languages with rules, and those whose rules were measured: the others are for reading, not for counting.
LANGUAGES, MEASURED = ("en", "ru"), ("en",)
#: Longer "sentences" are tables and lists without stops.
_LONGEST = 1_500
_HINTS = {
    "en": re.compile(
        r"\b(?:call(?:s|ed|ing)?\s+(?:\w+\s+){0,3}(?:for|on|upon|that)|urg(?:e|es|ed|ing)|appeal|invit|request|demand|insist|expect|encourag|ask|implor|exhort|beseech|plea|press|challeng|remind|warn|order|summon|command|require|"
        r"must|should|shall|ought|ha(?:s|ve)\s+(?:\w+\s+)?to|needs?\s+(?:\w+\s+)?to|obliged|obligated|required|bound|incumbent|[Ll]et\s)"
    ),
    "ru": re.compile(r"приз[ыво]|прос(?:ит|ят|им|ил)|убежда|требу|требова|настаива|долж|обязан", re.IGNORECASE),
}


def demands(text: str, language: str = "en", own: Sequence[str] = ()) -> Iterator[Demand]:
    """The demands of a text, in order. Other languages than `LANGUAGES` have no rules: none is found.

    own: names of the one who speaks, `stem*` for every ending of a word: what it must do is no demand of others, and what
    it calls for is its own call.
    """
    hints = _HINTS.get(language)
    if hints is None or not hints.search(text):
        return
    flat = re.sub(r"[\s*_]", " ", text)
    reader, spans = Reader(flat, own), sentences(text)
    for place, span in enumerate(spans):
        if span.end - span.start <= _LONGEST and hints.search(flat, span.start, span.end):
            if language == "ru":
                yield from russian.in_sentence(reader, span, own)
            else:
                yield from Sentence(reader, spans, place).demands()
