"""Phrases as numbers, and the compiled loops that find them. Importing this module loads numba."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from undertow.codebook._loops import Index, Rows, Words, active, asked_by, hash_table, hashes_of, occurrences
from undertow.codebook.grammar import Phrase, Place
from undertow.errors import BadSetting
from undertow.language.lookalikes import reading
from undertow.language.tokens import Spelled, Tokens, tokens

Places = NDArray[np.int64]
#: Where an apostrophe parts any ending from a name, not only the English genitive.
_APOSTROPHE_ENDINGS = frozenset({"tr", "az"})
_SCRIPTS = {"en": "LATIN", "az": "LATIN", "tr": "LATIN", "ru": "CYRILLIC", "uk": "CYRILLIC", "hy": "ARMENIAN"}
_BITS = {"LATIN": 1, "CYRILLIC": 2, "ARMENIAN": 8}


@dataclass(frozen=True)
class Phrases:
    """Phrases ready to be looked for. places: of each phrase, which of the places; asked: of each word, its places;
    sides: of each phrase, the sides that it stands for.
    """

    words: Words
    asked: Rows
    places: Rows
    sides: Rows
    any_ending: bool
    script: str

    def found(self, read: Tokens) -> tuple[Places, Places, Places]:
        """Side, first token and token after the last of every phrase in the texts."""
        spelled = self._readings(read.spelled)
        words, count = len(spelled.start), self._count()
        can = Rows(*asked_by(spelled, self.words, self.asked, self.any_ending, count))
        often = np.bincount(read.word, minlength=words)
        weight = np.bincount(can.values, np.repeat(often, np.diff(can.start)), minlength=count)
        anchored, offset = self._anchors(weight)
        looked_at = active(can, anchored)
        phrase, start = occurrences(read.word, read.stops, Index(looked_at, can, anchored, offset, self.places))
        length = np.diff(self.places.start)[phrase]
        copies = np.diff(self.sides.start)[phrase]
        first = np.repeat(self.sides.start[phrase] - np.cumsum(copies) + copies, copies) + np.arange(copies.sum())
        return self.sides.values[first], np.repeat(start, copies), np.repeat(start + length, copies)

    def _count(self) -> int:
        return int(np.max(self.places.values, initial=-1)) + 1

    def _anchors(self, weight: NDArray[np.int64] | NDArray[np.float64]) -> tuple[Rows, Places]:
        """By place: the phrases looked at where it stands, and how far into the phrase it is: the rarest of its places."""
        phrase = np.repeat(np.arange(len(self.places.start) - 1), np.diff(self.places.start))
        order = np.lexsort((np.arange(len(phrase)), weight[self.places.values], phrase))
        chosen = order[self.places.start[:-1]]
        place = self.places.values[chosen]
        by_place = np.argsort(place, kind="stable")
        start = np.searchsorted(place[by_place], np.arange(len(weight) + 1))
        return Rows(start, by_place), chosen - self.places.start[:-1]

    def _readings(self, spelled: Spelled) -> Spelled:
        """The words, those wholly in another alphabet than the language's as they would read in it."""
        bit = _BITS.get(self.script, 0)
        other = (
            np.flatnonzero((spelled.alphabets != 0) & (spelled.alphabets & bit == 0)) if bit else np.zeros(0, np.int64)
        )
        reads = {n: read for n in other.tolist() if (read := reading(word := spelled.word(n), self.script)) != word}
        if not reads:
            return spelled
        added = np.frombuffer("".join(reads.values()).encode("utf-32-le"), np.uint32)
        lengths = np.fromiter(map(len, reads.values()), np.int32, len(reads))
        start, length = spelled.start.copy(), spelled.length.copy()
        start[list(reads)] = len(spelled.letters) + np.cumsum(lengths) - lengths
        length[list(reads)] = lengths
        return Spelled(np.concatenate((spelled.letters, added)), start, length, spelled.alphabets)


def phrases(sides: Sequence[Sequence[Phrase]], language: str) -> Phrases:
    """The phrases of each side, as numbers; how many there may be, the reading of codebooks sees to."""
    listed: dict[Phrase, list[int]] = {}
    for number, side in enumerate(sides):
        for phrase in side:
            listed.setdefault(phrase, []).append(number)
    places: dict[Place, int] = {}
    for phrase in listed:
        for place in phrase:
            places.setdefault(place, len(places))
    asked: dict[tuple[str, bool], set[int]] = {}
    texts = sorted({word.text for place in places for word in place})
    folded = dict(zip(texts, _folded(texts), strict=True))
    for place, number in places.items():
        for word in place:
            asked.setdefault((folded[word.text], word.open), set()).add(number)
    return Phrases(
        _words(list(asked)),
        _rows(sorted(numbers) for numbers in asked.values()),
        _rows([places[place] for place in phrase] for phrase in listed),
        _rows(listed.values()),
        language in _APOSTROPHE_ENDINGS,
        _SCRIPTS.get(language, ""),
    )


def _folded(texts: list[str]) -> list[str]:
    """Each word of the patterns as the words of texts are folded."""
    read = tokens(texts)
    counts = np.diff(read.first)
    if odd := np.flatnonzero(counts != 1).tolist():
        raise BadSetting(f"The word {texts[odd[0]]!r} of a pattern is not one word. Use letters and digits.")
    return [read.vocabulary[number] for number in read.word]


def _rows(lists: Iterable[Sequence[int]]) -> Rows:
    kept = list(lists)
    start = np.concatenate((np.zeros(1, np.int64), np.cumsum([len(x) for x in kept], dtype=np.int64)))
    return Rows(start, np.array([value for x in kept for value in x], np.int64))


def _words(asked: list[tuple[str, bool]]) -> Words:
    length = np.fromiter((len(text) for text, _ in asked), np.int32, len(asked))
    letters = np.frombuffer("".join(text for text, _ in asked).encode("utf-32-le", "surrogatepass"), np.uint32)
    start = np.cumsum(length, dtype=np.int64) - length
    hashes = hashes_of(letters, start, length)
    table = hash_table(hashes, 1 << max(6, (4 * len(asked)).bit_length()))
    return Words(letters, start, length, np.array([is_open for _, is_open in asked], np.bool_), hashes, table)
