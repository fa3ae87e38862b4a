"""The compiled loops under `tokens`: one pass over the characters, one over the words."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from undertow.compiled import compiled
from undertow.language.characters import (
    APOSTROPHE,
    DASH,
    END,
    INVISIBLE,
    INVISIBLE_FROM,
    LETTER,
    MARK,
    NEWLINE,
    SPACE,
    STOP,
    Characters,
)

_SEED, _FACTOR = np.uint64(0xCBF29CE484222325), np.uint64(0x9E3779B97F4A7C15)
_QUOTE = np.uint32(39)
_LINE_FEED, _CARRIAGE_RETURN = 10, 13


class Room(NamedTuple):
    """Room for as many tokens as there can be. letters: every token's folded letters, one after the other."""

    text: NDArray[np.int32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    stops: NDArray[np.bool_]
    spelled: NDArray[np.int64]
    length: NDArray[np.int32]
    hash: NDArray[np.uint64]
    alphabets: NDArray[np.uint8]
    letters: NDArray[np.uint32]


@compiled
def kind_of(code: int, kinds: NDArray[np.uint8]) -> int:
    """What the character is; those beyond the tables are letters, or invisible."""
    if code < END:
        return int(kinds[code])
    return INVISIBLE if code >= INVISIBLE_FROM else LETTER


@compiled
def mixed_in(value: np.uint64, letter: np.uint32) -> np.uint64:
    """The hash of a word that goes on with that letter."""
    value = (value ^ np.uint64(letter)) * _FACTOR
    return value ^ (value >> np.uint64(29))


@compiled
def scan(codes: NDArray[np.uint32], ends: NDArray[np.int64], first: NDArray[np.int64], of: Characters, to: Room) -> int:
    """Fills `to` and `first` with the tokens of the texts that end at those places; returns how many there are."""
    count, written, since = 0, 0, 0
    for text in range(len(ends)):
        until = ends[text]
        place, stop = since, True
        dashes, spaces, newlines = 0, 0, 0
        while place < until:
            kind = kind_of(codes[place], of.kind)
            if kind == LETTER:
                to.stops[count] = stop or newlines > 1 or (dashes > 0 and (spaces > 0 or newlines > 0 or dashes > 1))
                to.text[count], to.start[count], to.spelled[count] = text, place - since, written
                place, end, written = _word(codes, (place, until), written, of, to, count)
                to.end[count] = end - since
                count += 1
                stop, dashes, spaces, newlines = False, 0, 0, 0
                continue
            if kind == STOP:
                stop = True
            elif kind == DASH:
                dashes += 1
            elif kind == SPACE:
                spaces += 1
            elif kind == NEWLINE:
                newlines += place == since or codes[place] != _LINE_FEED or codes[place - 1] != _CARRIAGE_RETURN
            place += 1
        first[text + 1] = count
        since = until
    return count


@compiled
def _next_letter(codes: NDArray[np.uint32], place: int, until: int, kinds: NDArray[np.uint8]) -> int:
    """Where the word goes on behind an apostrophe; 0 where it does not."""
    while place < until and kind_of(codes[place], kinds) == INVISIBLE:
        place += 1
    return place if place < until and kind_of(codes[place], kinds) == LETTER else 0


@compiled
def _compose(letters: NDArray[np.uint32], last: int, mark: np.uint32, of: Characters) -> None:
    """Makes one letter of the last one and a mark, where there is such a letter."""
    pair = (np.int64(letters[last]) << 21) | np.int64(mark)
    found = np.searchsorted(of.pairs, pair)
    if found < len(of.pairs) and of.pairs[found] == pair:
        letters[last] = of.composed[found]


@compiled
def _word(
    codes: NDArray[np.uint32], span: tuple[int, int], written: int, of: Characters, to: Room, count: int
) -> tuple[int, int, int]:
    """Reads one word from span[0] on into `to`. Returns where reading goes on, where the word ends, the letters written."""
    place, until = span
    begin, alphabets, end = written, np.uint8(0), place
    while place < until:
        code = codes[place]
        kind = kind_of(code, of.kind)
        if kind == LETTER:
            to.letters[written] = of.first[code] if code < END else code
            written += 1
            if code < END:
                alphabets |= of.alphabet[code]
                if of.second[code]:
                    to.letters[written] = of.second[code]
                    written += 1
            end = place + 1
        elif kind == MARK:
            _compose(to.letters, written - 1, code, of)
            end = place + 1
        elif kind == APOSTROPHE:
            after = _next_letter(codes, place + 1, until, of.kind)
            if not after:
                break
            to.letters[written] = _QUOTE
            written += 1
            place = after - 1
        elif kind != INVISIBLE:
            break
        place += 1
    value = _SEED
    for letter in range(begin, written):
        value = mixed_in(value, to.letters[letter])
    to.length[count], to.hash[count], to.alphabets[count] = written - begin, value, alphabets
    return place, end, written


@compiled
def same(letters: NDArray[np.uint32], one: int, other: int, length: int) -> bool:
    """Whether two stretches of letters are equal."""
    for step in range(length):  # noqa: SIM110 numba compiles no generator
        if letters[one + step] != letters[other + step]:
            return False
    return True


@compiled
def intern(of: Room, count: int) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The number of the word that each token is, from 0 by first appearance, and the first token of each word."""
    word = np.empty(count, np.int32)
    leads = np.empty(count, np.int64)
    size = 1 << 12
    table = np.full(size, -1, np.int32)
    known = 0
    for token in range(count):
        slot = int(of.hash[token] >> np.uint64(20)) & (size - 1)
        while True:
            held = table[slot]
            if held < 0:
                table[slot] = known
                leads[known] = token
                word[token] = known
                known += 1
                break
            lead = leads[held]
            if (
                of.hash[lead] == of.hash[token]
                and of.length[lead] == of.length[token]
                and same(of.letters, of.spelled[lead], of.spelled[token], of.length[token])
            ):
                word[token] = held
                break
            slot = (slot + 1) & (size - 1)
        if known * 2 > size:
            size *= 4
            table = np.full(size, -1, np.int32)
            for held in range(known):
                slot = int(of.hash[leads[held]] >> np.uint64(20)) & (size - 1)
                while table[slot] >= 0:
                    slot = (slot + 1) & (size - 1)
                table[slot] = held
    return word, leads[:known]
