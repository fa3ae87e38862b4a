"""The words of texts as a reader sees them, each with its place in the text as it came.

Importing this module loads numba.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from undertow.language._scan import Room, intern, scan
from undertow.language.characters import characters
from undertow.language.lookalikes import reading


@dataclass(frozen=True)
class Tokens:
    """The words of some texts, in text order.

    text, start, end: shape (tokens,): the text, and the code points of it that the word takes up; invisible characters
    within a word belong to it. word: its number in `vocabulary`. stops: whether punctuation, a blank line or the beginning
    of the text stands between it and the word before, so that no phrase goes on. Hyphens part words and stop nothing.
    first: shape (texts + 1,): the first token of each text.
    """

    text: NDArray[np.int32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    word: NDArray[np.int32]
    stops: NDArray[np.bool_]
    first: NDArray[np.int64]
    spelled: Spelled

    @cached_property
    def vocabulary(self) -> list[str]:
        """Every distinct word, folded, in order of first appearance."""
        return [self.spelled.word(number) for number in range(len(self.spelled.start))]


class Spelled(NamedTuple):
    """Distinct words as folded code points: word i is letters[start[i] : start[i] + length[i]]. alphabets: bits."""

    letters: NDArray[np.uint32]
    start: NDArray[np.int64]
    length: NDArray[np.int32]
    alphabets: NDArray[np.uint8]

    def word(self, number: int) -> str:
        """The word as text."""
        since = self.start[number]
        return self.letters[since : since + self.length[number]].tobytes().decode("utf-32-le", "surrogatepass")


def tokens(texts: Sequence[str]) -> Tokens:
    """The words of the texts. Letters that pass for those of another alphabet are read as the rest of the word has them.

    Words are runs of letters and digits, with apostrophes between them; what is folded, see `characters`.
    Takes about 25 bytes of memory per character: give a few million characters at a time.
    """
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)))
    most = (len(codes) + len(texts)) // 2 + 1
    room = Room(
        np.empty(most, np.int32),
        np.empty(most, np.int32),
        np.empty(most, np.int32),
        np.empty(most, np.bool_),
        np.empty(most, np.int64),
        np.empty(most, np.int32),
        np.empty(most, np.uint64),
        np.empty(most, np.uint8),
        np.empty(2 * len(codes), np.uint32),
    )
    first = np.zeros(len(texts) + 1, np.int64)
    count = scan(codes, ends, first, characters(), room)
    word, leads = intern(room, count)
    spelled = Spelled(room.letters, room.spelled[leads], room.length[leads], room.alphabets[leads])
    word, spelled = _as_read(word, spelled)
    return Tokens(
        room.text[:count].copy(),
        room.start[:count].copy(),
        room.end[:count].copy(),
        word,
        room.stops[:count].copy(),
        first,
        spelled,
    )


def _as_read(word: NDArray[np.int32], spelled: Spelled) -> tuple[NDArray[np.int32], Spelled]:
    """Words of mixed alphabets get the number of the word they read as, which is a new one if no other is that."""
    bits = spelled.alphabets
    mixed = np.flatnonzero(bits & (bits - 1))
    reads = {number: spelled.word(number) for number in mixed.tolist()}
    changed = {number: read for number, as_is in reads.items() if (read := reading(as_is)) != as_is}
    if not changed:
        return word, spelled
    added = np.frombuffer("".join(changed.values()).encode("utf-32-le"), np.uint32)
    lengths = np.fromiter(map(len, changed.values()), np.int32, len(changed))
    places, start, length = np.array(list(changed)), spelled.start.copy(), spelled.length.copy()
    start[places] = len(spelled.letters) + np.cumsum(lengths) - lengths
    length[places] = lengths
    new = spelled._replace(letters=np.concatenate((spelled.letters, added)), start=start, length=length)
    return _merged(word, new)


def _merged(word: NDArray[np.int32], spelled: Spelled) -> tuple[NDArray[np.int32], Spelled]:
    """The same words with one number each, in order of first appearance."""
    numbers: dict[str, int] = {}
    new = np.fromiter(
        (numbers.setdefault(spelled.word(number), len(numbers)) for number in range(len(spelled.start))), np.int32
    )
    kept = np.unique(new, return_index=True)[1]
    return new[word], Spelled(spelled.letters, spelled.start[kept], spelled.length[kept], spelled.alphabets[kept])
