"""Groups of short texts that are nearly the same: MinHash finds candidates, exact Jaccard similarity decides.

A group is a star: every member was compared with the representative of its group and is similar to it, so a chain of
small changes never joins texts that have nothing in common. Importing this module loads numba.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from undertow.compiled import compiled
from undertow.errors import BadSetting

if TYPE_CHECKING:
    import pyarrow as pa

Bytes = NDArray[np.uint8]
Hashes = NDArray[np.uint32]
Places = NDArray[np.int64]
Buckets = NDArray[np.int32]
Spans = tuple[Places, Places, Places]


SHINGLE_WIDTH = 5
MIN_SHINGLES = 8
# Bytes of the signature kept for a first look at a pair: one cache line.
_SKETCH = 64
# Texts after it in a large bucket that each text is set against to see how many resemble it; the rest is extrapolated.
_SAMPLED = 32
_LETTERS_END = 0x40000  # Unicode has assigned none from here on.
_SPACE = 32


@dataclass(frozen=True)
class NearDuplicates:
    """The groups of near-duplicate texts, and what finding them involved.

    group: shape (texts,), numbers from 0 in order of first appearance; a text unlike all others has its own.
    representative: shape (groups,), position of a text that every other text of the group resembles.
    compared_pairs: texts and representatives whose similarity was computed exactly.
    capped_buckets: buckets with more representatives than were compared; pairs that share no other may be missing.
    exact_only: texts with too few shingles, which were matched only when identical.
    expected_recall: probability that two texts just at the threshold are compared, where no bucket was capped.
    """

    group: NDArray[np.int64]
    representative: NDArray[np.int64]
    compared_pairs: int
    capped_buckets: int
    exact_only: int
    expected_recall: float


class _Rules(NamedTuple):
    jaccard: float
    enough: int
    bucket_cap: int


class _Sets(NamedTuple):
    """Distinct shingles: those of set i are shingles[start[i] : end[i]]; the largest set has `longest`."""

    shingles: Hashes
    start: Places
    end: Places
    longest: int


class _Index(NamedTuple):
    """By text: its bucket in each band (negative where it is alone), its sketch, and about how many texts resemble it."""

    buckets: Buckets
    sketches: Bytes
    resembling: NDArray[np.float64]


class _Slots(NamedTuple):
    """The representatives in each bucket: the first used[b] from slots[start[b]] on; used is cap + 1 if more came."""

    slots: Buckets
    start: Places
    used: Buckets


class _Table(NamedTuple):
    """A hash set of shingles that is never cleared: entries of earlier owners do not count."""

    values: Hashes
    owners: Places
    owner: int
    mask: int


def near_duplicates(
    texts: Sequence[str] | pa.Array,
    *,
    jaccard: float = 0.5,
    rng: np.random.Generator,
    hashes: int = 256,
    bands: int = 64,
    bucket_cap: int = 32,
) -> NearDuplicates:
    """Groups in which every text shares at least `jaccard` of its shingles with one representative.

    texts: folded (`language.normal.folded`); null is empty. Shingles are SHINGLE_WIDTH columns of letters and digits,
    words parted by one space: 5 Latin or 3 Chinese characters. Texts with fewer than MIN_SHINGLES match if identical;
    those that are mostly one shared trailer do resemble each other. bands: texts equal in hashes / bands values share a
    bucket. bucket_cap: how many representatives of a bucket a text is compared with. What most texts resemble comes
    first as a representative; the order of the texts changes nothing but the numbers.
    Raises: BadSetting.
    Source: Broder (1997), doi:10.1109/SEQUEN.1997.666900 (MinHash); Li & Koenig (2010), doi:10.1145/1772690.1772759
    (sketches); Aslam, Pelekhov & Rus (2004), doi:10.7155/jgaa.00084 (stars).
    """
    _check(jaccard, hashes, bands, bucket_cap)
    text, shingles, until = _distinct(texts, rng)
    since = np.concatenate((np.zeros(1, np.int64), until))[:-1]
    long = np.flatnonzero(until - since >= MIN_SHINGLES)
    copies = np.bincount(text, minlength=len(until))
    sets = _Sets(shingles, since[long], until[long], int(np.max(until - since, initial=0)))
    # Sketches of a pair at the threshold agree in fewer bytes than this once in about 30,000 times.
    expected = jaccard * min(_SKETCH, hashes)
    rules = _Rules(jaccard, max(1, ceil(expected - 4 * sqrt(expected * (1 - jaccard)))), bucket_cap)
    index, sizes = _index(sets, hashes, bands, rules, rng)
    order = np.lexsort((-copies[long], -index.resembling))
    room = np.minimum(sizes, bucket_cap)
    slots = _Slots(np.empty(room.sum(), np.int32), np.cumsum(room) - room, np.zeros(len(room), np.int32))
    stars, compared = _stars(sets, index, order, slots, rules)
    representative = np.arange(len(until))
    representative[long] = long[stars]
    group, first = _numbered(text, representative)
    exact_only = len(text) - int(copies[long].sum())
    expected_recall = 1 - (1 - jaccard ** (hashes // bands)) ** bands
    return NearDuplicates(group, first, compared, int((slots.used > bucket_cap).sum()), exact_only, expected_recall)


def _check(jaccard: float, hashes: int, bands: int, bucket_cap: int) -> None:
    if not 0 < jaccard <= 1:
        raise BadSetting(f"jaccard {jaccard} is not a similarity. Give a number above 0 and at most 1.")
    if bands < 1 or hashes < bands or hashes % bands:
        raise BadSetting(f"{hashes} hashes do not fill {bands} bands. Give a multiple of the bands.")
    if bucket_cap < 1:
        raise BadSetting(f"bucket_cap {bucket_cap} compares no texts at all. Give at least 1.")


def _distinct(texts: Sequence[str] | pa.Array, rng: np.random.Generator) -> tuple[Places, Hashes, Places]:
    """Which distinct text each text is, and the shingles of these; their order is random, but seeded."""
    import pyarrow as pa
    import pyarrow.compute as pc

    array = texts if isinstance(texts, pa.Array | pa.ChunkedArray) else pa.array(texts, pa.large_string())
    array = pc.fill_null(array.cast(pa.large_string()), "")
    distinct = pc.unique(array)
    distinct = distinct.take(pc.sort_indices(distinct).take(pa.array(rng.permutation(len(distinct)))))
    text = pc.index_in(array, value_set=distinct).to_numpy(zero_copy_only=False).astype(np.int64)
    _, ends, utf8 = distinct.buffers()
    until = np.frombuffer(ends, np.int64, len(distinct) + 1)[1:] if len(distinct) else np.zeros(0, np.int64)
    characters = np.frombuffer(utf8, np.uint8) if utf8 else np.zeros(0, np.uint8)
    return (text, *_shingles(characters, until, _letter_widths()))


@cache
def _letter_widths() -> Bytes:
    """Columns that each letter, mark or digit takes, by code point; 0 for everything else."""
    widths = np.zeros(_LETTERS_END, np.uint8)
    for code in range(_LETTERS_END):
        if unicodedata.category(chr(code))[0] in "LMN":
            widths[code] = 2 if unicodedata.east_asian_width(chr(code)) in "WF" else 1
    return widths


def _index(sets: _Sets, hashes: int, bands: int, rules: _Rules, rng: np.random.Generator) -> tuple[_Index, Places]:
    """The buckets that texts share, and how many texts are in each."""
    count, rows = len(sets.start), hashes // bands
    factors = rng.integers(0, 2**32, hashes, dtype=np.uint32) | np.uint32(1)
    shifts = rng.integers(0, 2**32, hashes, dtype=np.uint32)
    buckets = np.repeat(-1 - np.arange(count, dtype=np.int32), bands).reshape(count, bands)
    index = _Index(buckets, np.empty((count, min(_SKETCH, hashes)), np.uint8), np.zeros(count))
    block = ceil(_SKETCH / rows)  # The sketches are whole after the first.
    sizes = [np.zeros(0, np.int64)]
    for first in range(0, bands, block):
        chosen = slice(first * rows, (first + block) * rows)
        keys = _keys(sets, factors[chosen], shifts[chosen], rows, index.sketches[:, chosen])
        for band, key in enumerate(keys, first):
            spans = _shared(key)
            _enter(spans, (band, sum(map(len, sizes))), sets, index, rules)
            sizes.append(spans[1])
    return index, np.concatenate(sizes)


def _shared(keys: Hashes) -> Spans:
    """Buckets of at least two texts: where each starts among the members, its size, and the members of all."""
    ordered = np.sort((keys.astype(np.uint64) << np.uint64(32)) | np.arange(len(keys), dtype=np.uint64))
    key = ordered >> np.uint64(32)
    start = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1]))[: len(key)])
    size = np.diff(np.append(start, len(key)))
    return start[size > 1], size[size > 1], (ordered & np.uint64(2**32 - 1)).astype(np.int64)


def _numbered(text: Places, representative: Places) -> tuple[Places, Places]:
    """Group numbers in order of first appearance, and the first position of each group's representative."""
    chosen, first, group = np.unique(representative[text], return_index=True, return_inverse=True)
    appearance = np.argsort(first)
    number = np.argsort(appearance)
    position = np.empty(len(representative), np.int64)
    position[text[::-1]] = np.arange(len(text))[::-1]
    return number[group].astype(np.int64), position[chosen[appearance]]


@compiled
def _letters(utf8: Bytes, widths: Bytes, letters: Buckets) -> int:
    """Writes the code points of letters and digits, one space for what lies between them; returns their number."""
    count, at = 0, 0
    while at < len(utf8):
        lead: Any = np.int32(utf8[at])
        more = (lead >= 0xC0) + (lead >= 0xE0) + (lead >= 0xF0)
        code = lead & (0x7F if more == 0 else 0x3F >> more)
        for position in range(at + 1, at + 1 + more):
            code = (code << 6) | (np.int32(utf8[position]) & 0x3F)
        at += 1 + more
        if code < len(widths) and widths[code]:
            letters[count] = code
            count += 1
        elif count and letters[count - 1] != _SPACE:
            letters[count] = _SPACE
            count += 1
    return count - 1 if count and letters[count - 1] == _SPACE else count


@compiled
def _slot(value: np.uint32, table: _Table) -> Any:
    """Where a value is in the table, or would be."""
    at: Any = np.int64(value) & table.mask
    while table.owners[at] == table.owner and table.values[at] != value:
        at = (at + 1) & table.mask
    return at


@compiled
def _insert(value: np.uint32, table: _Table) -> bool:
    """Whether the value is new."""
    at = _slot(value, table)
    if table.owners[at] == table.owner:
        return False
    table.values[at], table.owners[at] = value, table.owner
    return True


@compiled
def _mask(size: int) -> int:
    """One less than a power of two that is at least twice the size."""
    mask = 15
    while mask < 2 * size:
        mask = 2 * mask + 1
    return mask


@compiled
def _empty_table(longest: int) -> tuple[Hashes, Places]:
    return np.empty(_mask(longest) + 1, np.uint32), np.full(_mask(longest) + 1, -1, np.int64)


@compiled
def _shingles(utf8: Bytes, ends: Places, widths: Bytes) -> tuple[Hashes, Places]:
    """Hashes of the distinct shingles of each text, and where those of each text end."""
    longest, begin = 0, 0
    for end in ends:
        longest, begin = max(longest, end - begin), end
    letters = np.empty(longest + 1, np.int32)
    values, owners = _empty_table(longest)
    found, until = np.empty(len(utf8), np.uint32), np.empty(len(ends), np.int64)
    total, begin = 0, 0
    for text in range(len(ends)):
        count = _letters(utf8[begin : ends[text]], widths, letters)
        table = _Table(values, owners, text, _mask(count))
        for first in range(count):
            value, width, last = np.uint64(0x9E3779B97F4A7C15), 0, first
            while width < SHINGLE_WIDTH and last < count:
                value = (value ^ np.uint64(letters[last])) * np.uint64(0xD6E8FEB86659FD93)
                value ^= value >> np.uint64(32)
                width += max(1, widths[letters[last]])
                last += 1
            found[total] = np.uint32(value)
            if width >= SHINGLE_WIDTH and _insert(found[total], table):
                total += 1
        until[text], begin = total, ends[text]
    return found[:total], until


@compiled
def _keys(sets: _Sets, factors: Hashes, shifts: Hashes, rows: int, sketches: Bytes) -> Hashes:
    """Shape (bands, texts): one key for the least hashes of each band; their lowest bytes go to the sketches."""
    keys = np.empty((len(factors) // rows, len(sets.start)), np.uint32)
    low = np.empty(len(factors), np.uint32)
    for text in range(len(sets.start)):
        low[:] = np.uint32(0xFFFFFFFF)
        for at in range(sets.start[text], sets.end[text]):
            shingle = sets.shingles[at]
            for k in range(len(factors)):
                low[k] = min(low[k], np.uint32(factors[k] * shingle + shifts[k]))
        for k in range(sketches.shape[1]):
            sketches[text, k] = np.uint8(low[k] & np.uint32(255))
        for band in range(len(keys)):
            key = np.uint64(band + 1)
            for k in range(band * rows, (band + 1) * rows):
                key = (key ^ np.uint64(low[k])) * np.uint64(0x9FB21C651E98DF25)
                key ^= key >> np.uint64(32)
            keys[band, text] = np.uint32(key >> np.uint64(16))
    return keys


@compiled
def _agreeing(left: NDArray[Any], right: NDArray[Any]) -> int:
    equal = 0
    for k in range(len(left)):
        equal += left[k] == right[k]
    return equal


@compiled
def _enter(shared: Spans, place: tuple[int, int], sets: _Sets, index: _Index, rules: _Rules) -> None:
    """Numbers the buckets of one band, and counts how many texts resemble each member."""
    (start, size, members), (band, number) = shared, place
    values, owners = _empty_table(sets.longest)
    for b in range(len(start)):
        reach = size[b] - 1 if size[b] <= 2 * _SAMPLED + 1 else _SAMPLED
        weight = max(1.0, (size[b] - 1) / (2 * reach))
        bucket = members[start[b] : start[b] + size[b]]
        for text in bucket:
            index.buckets[text, band] = number + b
        for i, text in enumerate(bucket):
            table = _Table(values, owners, text, _mask(sets.end[text] - sets.start[text]))
            for other in bucket[i + 1 : i + 1 + reach]:
                # A pair that shares a bucket of an earlier band was counted there.
                if _agreeing(index.sketches[text], index.sketches[other]) < rules.enough or _agreeing(
                    index.buckets[text, :band], index.buckets[other, :band]
                ):
                    continue
                if _similarity(sets, text, other, table) >= rules.jaccard:
                    index.resembling[text] += weight
                    index.resembling[other] += weight


@compiled
def _stars(sets: _Sets, index: _Index, order: Places, slots: _Slots, rules: _Rules) -> tuple[Places, int]:
    """In the given order, a text joins the most similar representative in its buckets, or else becomes one."""
    values, owners = _empty_table(sets.longest)
    chosen, seen = np.full(len(order), -1, np.int64), np.full(len(order), -1, np.int64)
    compared = 0
    for text in order:
        best = 0.0
        table = _Table(values, owners, text, _mask(sets.end[text] - sets.start[text]))
        row = index.buckets[text]
        for bucket in row[row >= 0]:
            for at in range(slots.start[bucket], slots.start[bucket] + min(slots.used[bucket], rules.bucket_cap)):
                other = slots.slots[at]
                if seen[other] == text:
                    continue
                seen[other] = text
                if _agreeing(index.sketches[text], index.sketches[other]) >= rules.enough:
                    compared += 1
                    similarity = _similarity(sets, text, other, table)
                    if similarity >= rules.jaccard and similarity > best:
                        best, chosen[text] = similarity, other
        if not best:
            chosen[text] = text
            _register(text, index.buckets[text], slots, rules.bucket_cap)
    return chosen, compared


@compiled
def _similarity(sets: _Sets, text: int, other: int, table: _Table) -> float:
    """Jaccard similarity; the shingles of the text are entered in its table once."""
    for at in range(sets.start[text], sets.end[text]):
        if not _insert(sets.shingles[at], table):
            break
    shared = 0
    for at in range(sets.start[other], sets.end[other]):
        shared += table.owners[_slot(sets.shingles[at], table)] == text
    together = sets.end[text] - sets.start[text] + sets.end[other] - sets.start[other] - shared
    return float(shared / together)


@compiled
def _register(text: int, buckets: Buckets, slots: _Slots, cap: int) -> None:
    """Enters a representative in its buckets as long as there is room."""
    for bucket in buckets:
        if bucket >= 0 and slots.used[bucket] <= cap:
            if slots.used[bucket] < cap:
                slots.slots[slots.start[bucket] + slots.used[bucket]] = text
            slots.used[bucket] += 1
