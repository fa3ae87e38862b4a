"""Which words say who speaks, or nothing at all: names and stop words, to be left out where wording is compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from undertow.language.gazetteer import Gazetteer
    from undertow.language.tokens import Tokens

#: A word whose uses inside sentences begin with a capital more often than this is a name.
_NAME = 0.5
#: A text that writes more of its words so has capitals for another reason: a headline, a heading, a shout.
_TITLE_CASE = 0.5
#: Languages that write every noun with a capital; in them only the gazetteer tells names.
_NOUNS_IN_CAPITALS = frozenset({"de", "lb"})
#: Languages without a list of their own in the collection; a few words of the kind.
_OWN = {
    "az": "və bu o da də ki ilə üçün bir olan kimi daha hər çox ən amma lakin isə ya biz siz onlar mən sən var idi olub edən",
    "ka": "და რომ ეს ის არ კი თუ რა მაგრამ ან ჩვენ თქვენ მე შენ იყო არის უნდა როგორც რომელიც მის",
}


class Capitals:
    """How often each word stands inside a sentence, and how often with a capital; texts may be added in many batches."""

    def __init__(self) -> None:
        self._used: dict[str, list[int]] = {}

    def add(self, words: Tokens, texts: Sequence[str], languages: Sequence[str] = ()) -> None:
        """Count the words of these texts. languages: of each text, where known; those with capitals for nouns are left out."""
        inside = np.flatnonzero(~words.stops)
        if not len(inside):
            return
        of, start = words.text[inside], words.start[inside]
        capital = np.fromiter(
            (texts[t][s].isupper() for t, s in zip(of.tolist(), start.tolist(), strict=True)), np.bool_, len(inside)
        )
        raised = np.bincount(of[capital], minlength=len(texts))
        telling = raised <= _TITLE_CASE * np.bincount(of, minlength=len(texts))
        telling &= ~np.isin(np.array(languages or [""] * len(texts)), list(_NOUNS_IN_CAPITALS))
        kept = telling[of]
        count = len(words.vocabulary)
        used = np.bincount(words.word[inside[kept]], minlength=count)
        raised = np.bincount(words.word[inside[kept & capital]], minlength=count)
        for number in np.flatnonzero(used).tolist():
            counted = self._used.setdefault(words.vocabulary[number], [0, 0])
            counted[0] += int(used[number])
            counted[1] += int(raised[number])

    def names(self, vocabulary: Iterable[str]) -> NDArray[np.bool_]:
        """By word: whether more than half of its uses inside sentences begin with a capital."""
        counted = (self._used.get(word, (0, 0)) for word in vocabulary)
        return np.fromiter((raised > _NAME * max(used, 1) for used, raised in counted), np.bool_)


def in_gazetteer(words: Tokens, texts: Sequence[str], gazetteer: Gazetteer) -> NDArray[np.bool_]:
    """By token: whether it is a word of a name that the gazetteer of the case finds in its text."""
    named = np.zeros(len(words.text), np.bool_)
    for number, text in enumerate(texts):
        first, last = words.first[number], words.first[number + 1]
        for found in gazetteer.named(text):
            start = words.start[first:last]
            named[first:last] |= (start >= found.start) & (start < found.end)
    return named


def stopped(vocabulary: Iterable[str], languages: Iterable[str]) -> NDArray[np.bool_]:
    """By word: whether it is a stop word of one of the languages, or a number."""
    stop = _stop_words(tuple(sorted(set(languages))))
    return np.fromiter((word in stop or word.isdigit() for word in vocabulary), np.bool_)


@cache
def _stop_words(languages: tuple[str, ...]) -> frozenset[str]:
    import stopwordsiso

    found: set[str] = set()
    for language in languages:
        if stopwordsiso.has_lang(language):
            found |= stopwordsiso.stopwords(language)
        found |= set(_OWN.get(language, "").split())
    return frozenset(found)
