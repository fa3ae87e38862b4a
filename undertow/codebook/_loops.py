"""The compiled loops of the matcher. Importing this module loads numba."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from undertow.compiled import compiled
from undertow.language._scan import mixed_in
from undertow.language.tokens import Spelled

Places = NDArray[np.int64]
_QUOTE, _GENITIVE = 39, ord("s")


class Rows(NamedTuple):
    """Lists of numbers: list i is values[start[i] : start[i + 1]]."""

    start: Places
    values: Places


class Words(NamedTuple):
    """The words that patterns ask for: folded letters, whether any ending will do, and a hash table of them."""

    letters: NDArray[np.uint32]
    start: Places
    length: NDArray[np.int32]
    open: NDArray[np.bool_]
    hash: NDArray[np.uint64]
    table: NDArray[np.int32]


class Index(NamedTuple):
    """What the pass over the texts looks up. active: by word, whether a phrase is looked at where it stands; can: by word,
    its places; anchored: by place, the phrases looked at there; offset: by phrase, how far into it that is; places: by phrase.
    """

    active: NDArray[np.bool_]
    can: Rows
    anchored: Rows
    offset: Places
    places: Rows


@compiled
def _doubled(values: Places) -> Places:
    grown = np.empty(2 * len(values), np.int64)
    grown[: len(values)] = values
    return grown


@compiled
def hashes_of(letters: NDArray[np.uint32], start: Places, length: NDArray[np.int32]) -> NDArray[np.uint64]:
    """A hash of each word."""
    hashes = np.empty(len(start), np.uint64)
    for word in range(len(start)):
        value = np.uint64(0)
        for step in range(length[word]):
            value = mixed_in(value, letters[start[word] + step])
        hashes[word] = value
    return hashes


@compiled
def hash_table(hashes: NDArray[np.uint64], size: int) -> NDArray[np.int32]:
    """Open addressing over the hashes; size is a power of two, larger than the words are many."""
    table = np.full(size, -1, np.int32)
    for word in range(len(hashes)):
        slot = np.int64(hashes[word] >> np.uint64(20)) & (size - 1)
        while table[slot] >= 0:
            slot = (slot + 1) & (size - 1)
        table[slot] = word
    return table


@compiled
def _ends_name(spelled: Spelled, word: int, step: int, any_ending: bool) -> bool:
    """Whether the letters up to `step` are a name before an apostrophe that stands for the name: women's, Bakı'da."""
    base, length = spelled.start[word], spelled.length[word]
    if step + 2 >= length or spelled.letters[base + step + 1] != _QUOTE:
        return False
    return any_ending or (step + 3 == length and spelled.letters[base + step + 2] == _GENITIVE)


@compiled
def _is(words: Words, entry: int, spelled: Spelled, word: int, length: int) -> bool:
    """Whether a word of the patterns is the first letters of a word of the texts."""
    if words.length[entry] != length:
        return False
    for step in range(length):
        if words.letters[words.start[entry] + step] != spelled.letters[spelled.start[word] + step]:
            return False
    return True


@compiled
def asked_by(spelled: Spelled, words: Words, asked: Rows, any_ending: bool, count: int) -> tuple[Places, Places]:
    """By distinct word of the texts, the places it can take, in rising order; as `start` and `values` of Rows."""
    start = np.zeros(len(spelled.start) + 1, np.int64)
    values = np.empty(1024, np.int64)
    seen = np.full(count, -1, np.int64)
    used = 0
    for word in range(len(spelled.start)):
        value, begin = np.uint64(0), used
        for step in range(spelled.length[word]):
            value = mixed_in(value, spelled.letters[spelled.start[word] + step])
            slot = np.int64(value >> np.uint64(20)) & (len(words.table) - 1)
            while words.table[slot] >= 0:
                entry = words.table[slot]
                slot = (slot + 1) & (len(words.table) - 1)
                if words.hash[entry] != value or not _is(words, entry, spelled, word, step + 1):
                    continue
                whole = step + 1 == spelled.length[word]
                if not (words.open[entry] or whole or _ends_name(spelled, word, step, any_ending)):
                    continue
                for place in asked.values[asked.start[entry] : asked.start[entry + 1]]:
                    if seen[place] < word:
                        seen[place] = word
                        if used == len(values):
                            values = _doubled(values)
                        values[used] = place
                        used += 1
        values[begin:used].sort()
        start[word + 1] = used
    return start, values[:used].copy()


@compiled
def active(can: Rows, anchored: Rows) -> NDArray[np.bool_]:
    """By word, whether any phrase is looked at where it stands."""
    found = np.zeros(len(can.start) - 1, np.bool_)
    for word in range(len(found)):
        for row in range(can.start[word], can.start[word + 1]):
            place = can.values[row]
            if anchored.start[place + 1] > anchored.start[place]:
                found[word] = True
                break
    return found


@compiled
def _takes(can: Rows, word: int, place: int) -> bool:
    """Whether the word can take that place of a phrase."""
    low, high = can.start[word], can.start[word + 1]
    while low < high:
        middle = (low + high) // 2
        if can.values[middle] < place:
            low = middle + 1
        else:
            high = middle
    return bool(low < can.start[word + 1] and can.values[low] == place)


@compiled
def _stands(which: int, token: int, word: NDArray[np.int32], stops: NDArray[np.bool_], of: Index) -> bool:
    """Whether all of that phrase stands around the token that it is looked at for."""
    since, until = of.places.start[which], of.places.start[which + 1]
    first = token - of.offset[which]
    if first < 0 or first + until - since > len(word):
        return False
    for step in range(until - since):
        at = first + step
        if step > 0 and stops[at]:
            return False
        if at != token and not _takes(of.can, word[at], of.places.values[since + step]):
            return False
    return True


@compiled
def occurrences(word: NDArray[np.int32], stops: NDArray[np.bool_], of: Index) -> tuple[Places, Places]:
    """Phrase and first token of each place where all words of a phrase stand in a row, nothing stopping between them."""
    phrase = np.empty(1024, np.int64)
    start = np.empty(1024, np.int64)
    used = 0
    for token in range(len(word)):
        if not of.active[word[token]]:
            continue
        for row in range(of.can.start[word[token]], of.can.start[word[token] + 1]):
            place = of.can.values[row]
            for entry in range(of.anchored.start[place], of.anchored.start[place + 1]):
                which = of.anchored.values[entry]
                if not _stands(which, token, word, stops, of):
                    continue
                if used == len(phrase):
                    phrase, start = _doubled(phrase), _doubled(start)
                phrase[used], start[used] = which, token - of.offset[which]
                used += 1
    return phrase[:used].copy(), start[:used].copy()


@compiled
def apart(frame: Places, text: Places, start: Places, end: Places) -> NDArray[np.bool_]:
    """Which hits begin where no kept hit of their frame still goes on; sorted by frame, text, start, end."""
    kept = np.zeros(len(frame), np.bool_)
    last = -1
    for hit in range(len(frame)):
        new = last < 0 or frame[hit] != frame[last] or text[hit] != text[last]
        if new or start[hit] >= end[last]:
            kept[hit] = True
            last = hit
    return kept
