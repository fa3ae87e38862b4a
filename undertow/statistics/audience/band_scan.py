"""Accounts created within days of one another that also follow next to one another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from undertow.statistics.audience.counting import Counts, Days, Sums, upper_tail
from undertow.statistics.audience.growth import follow_time

#: Lengths in days of the windows of creation looked at.
LENGTHS = (1, 3, 7, 14, 30)
#: Days before and after a window whose accounts show where in the order accounts of that age follow.
AROUND = 90
#: Accounts that follow within so many days of their creation are left out: for them order and date say the same.
FRESH = 30
#: A band whose ranks begin within so many days of its creation may be newcomers who found the account in the weeks after.
SOON = 180
#: Fewest accounts in a band.
LEAST = 6
#: Fewest accounts, older than FRESH days when they followed, that can be scanned.
FEWEST = 50
#: Neighbours' worth of weight that the order of all accounts has.
_WEIGHT = 50.0
_MOST_BLOCKS, _PER_BLOCK, _MOST_BANDS = 128, 8, 20
#: Chance above which a cell is never reported, whatever the correction.
_HOPELESS = 1e-3
#: Share of a band on its first days, and on its last, that does not widen it.
_EDGE = 0.02


@dataclass(frozen=True, slots=True)
class Band:
    """Accounts created on the days first_day .. last_day that follow at the places first_rank .. last_rank.

    All ends included; days since 1970-01-01, ranks from 0, the oldest follower. expected: how many of those created then
    would stand there if they were spread as accounts created around then. p_value is family-wise, the least of the
    neighbouring cells that the band is made of.
    """

    first_day: int
    last_day: int
    first_rank: int
    last_rank: int
    size: int
    expected: float
    p_value: float


@dataclass(frozen=True, slots=True)
class BandScan:
    """Bands, and those that newcomers who follow in the weeks after their creation would make, too."""

    bands: list[Band]
    soon: list[Band]


class _Cell(NamedTuple):
    """A window of days by a block of ranks, and what is in it."""

    chance: float
    first: int
    length: int
    block: int
    width: int
    size: float
    expected: float


def band_scan(created_day_in_follow_order: ArrayLike, *, alpha: float) -> list[Band]:
    """The bands in creation day by follow order, most extreme first; with chance alpha at most, any where there is none.

    created_day_in_follow_order: days since 1970, the oldest follower first. Given how many accounts were created in
    a window, the test asks where in the order they stand; a surge of sign-ups that follow here and there is no band.
    Bands that follow within SOON days of their creation are left to `scan_bands`.
    Empty when fewer than FEWEST accounts were FRESH days old when they followed.
    Source: conditional on the sizes of windows as in Kulldorff et al. (2005), doi:10.1371/journal.pmed.0020059; follow
    time from Meeder et al. (2011), doi:10.1145/1963405.1963481. Method and error rates: docs/methods/audience.md.
    """
    return scan_bands(created_day_in_follow_order, alpha=alpha).bands


def scan_bands(created_day_in_follow_order: ArrayLike, *, alpha: float) -> BandScan:
    """What `band_scan` returns, and apart from it the bands that follow within SOON days of their creation.

    A band created on days of which another part follows so soon counts as soon, too.
    Source: as `band_scan`.
    """
    day = np.asarray(created_day_in_follow_order, dtype=np.int64)
    if len(day) < FEWEST:
        return BandScan([], [])
    followed = follow_time(day)
    rank = np.flatnonzero(followed - day >= FRESH)
    if len(rank) < FEWEST:
        return BandScan([], [])
    origin = int(day[rank].min())
    blocks = _blocks(len(day))
    days = int(day[rank].max()) - origin + 1
    cells = (day[rank] - origin) * blocks + rank * blocks // len(day)
    counts = np.bincount(cells, minlength=days * blocks).reshape(days, blocks).astype(np.float64)
    tests = days * len(LENGTHS) * sum(max(1, 2 * blocks // width) for width in _widths(blocks))
    found = [_band(cell, origin, (len(day), blocks), tests) for cell in _bands(counts, alpha / tests)]
    return _parted([_whole(parts, day) for parts in _together(found, len(day) // blocks)], followed)


def _together(found: list[Band], gap: int) -> list[list[Band]]:
    """The cells that are parts of one band: they share days, and their ranks overlap or are at most `gap` apart."""
    bands: list[list[Band]] = []
    for cell in found:
        near = [parts for parts in bands if any(_overlap(cell, one) and _beside(cell, one, gap) for one in parts)]
        bands = [parts for parts in bands if parts not in near] + [[one for parts in near for one in parts] + [cell]]
    return sorted(bands, key=lambda parts: min(one.p_value for one in parts))


def _beside(one: Band, other: Band, gap: int) -> bool:
    return one.first_rank <= other.last_rank + gap and other.first_rank <= one.last_rank + gap


def _whole(parts: list[Band], day: Days) -> Band:
    """One band of its parts: the days of the largest, without those at the ends that hold hardly anybody."""
    largest = max(parts, key=lambda one: one.size)
    first, last = min(one.first_rank for one in parts), max(one.last_rank for one in parts)
    stretch = day[first : last + 1]
    within = stretch[(stretch >= largest.first_day) & (stretch <= largest.last_day)]
    ends = np.quantile(within, [_EDGE, 1 - _EDGE], method="nearest")
    size = int(((within >= ends[0]) & (within <= ends[1])).sum())
    expected = min(sum(one.expected for one in parts), float(size))
    return Band(int(ends[0]), int(ends[1]), first, last, size, expected, min(one.p_value for one in parts))


def _parted(found: list[Band], followed: Days) -> BandScan:
    early = [band for band in found if followed[band.first_rank] - band.last_day < SOON]
    soon = [band for band in found if any(_overlap(band, one) for one in early)]
    return BandScan([band for band in found if band not in soon], soon)


def _overlap(one: Band, other: Band) -> bool:
    return one.first_day <= other.last_day and other.first_day <= one.last_day


def _blocks(accounts: int) -> int:
    blocks = 2
    while 2 * blocks <= min(_MOST_BLOCKS, accounts / _PER_BLOCK):
        blocks *= 2
    return blocks


def _widths(blocks: int) -> list[int]:
    return [1 << power for power in range(blocks.bit_length() - 1)]


def _band(cell: _Cell, origin: int, ranks: tuple[int, int], tests: int) -> Band:
    accounts, blocks = ranks
    return Band(
        origin + cell.first,
        origin + cell.first + cell.length - 1,
        -(-cell.block * accounts // blocks),
        -(-(cell.block + cell.width) * accounts // blocks) - 1,
        round(cell.size),
        cell.expected,
        min(1.0, cell.chance * tests),
    )


def _bands(counts: Counts, cut: float) -> Iterator[_Cell]:
    """Cells in order of their chance, each found after the excess of those before was taken out."""
    everyone = counts.sum(axis=0)
    best = {length: _best(counts, everyone, length, (0, len(counts))) for length in LENGTHS}
    for _ in range(_MOST_BANDS):
        cell = min((one for cells in best.values() for one in cells), default=None)
        if cell is None or cell.chance > cut:
            return
        yield cell
        past = cell.first + cell.length
        counts[cell.first : past, cell.block : cell.block + cell.width] *= cell.expected / cell.size
        for length in LENGTHS:  # windows that hold changed days, or have them among their neighbours
            changed = (max(0, cell.first - AROUND - length), past + AROUND)
            kept = [one for one in best[length] if not changed[0] <= one.first < changed[1]]
            best[length] = kept + _best(counts, everyone, length, changed)


def _best(counts: Counts, everyone: Counts, length: int, among: tuple[int, int]) -> list[_Cell]:
    """The cells of windows of one length starting within `among` with the least chance, one for each start."""
    days, blocks = counts.shape
    sums = Sums.of(counts)
    starts = np.arange(among[0], min(among[1], days - length + 1))
    window = sums.between(starts, starts + length)
    kept = window.sum(axis=1) >= LEAST
    starts, window = starts[kept], window[kept]
    if not len(starts):
        return []
    beside = sums.between(starts - AROUND, starts) + sums.between(starts + length, starts + length + AROUND)
    running, running_beside = (np.pad(np.cumsum(table, axis=1), ((0, 0), (1, 0))) for table in (window, beside))
    running_everyone = np.pad(np.cumsum(everyone), (1, 0))
    found: dict[int, _Cell] = {}
    for width in _widths(blocks):
        step = max(1, width // 2)
        seen = running[:, width::step] - running[:, : blocks - width + 1 : step]
        row, column = np.nonzero(seen >= LEAST - 0.5)
        block, size = column * step, seen[row, column]
        in_window, near_all = running[row, -1], running_beside[row, -1]
        others = running_everyone[block + width] - running_everyone[block] - size
        part = np.maximum(others, 0.0) / np.maximum(running_everyone[-1] - in_window, 1.0)
        near = running_beside[row, block + width] - running_beside[row, block] + _WEIGHT * part
        expected = np.maximum(near / (near_all + _WEIGHT), part) * in_window
        _keep(found, (starts[row], length), (block, width), (size, expected, near))
    return list(found.values())


def _keep(
    found: dict[int, _Cell], windows: tuple[Days, int], ranks: tuple[Days, int], counts: tuple[Counts, Counts, Counts]
) -> None:
    """Adds the cells that may be reported, the most extreme of each window."""
    size, expected, near = counts
    tested = np.flatnonzero(size > 2 * expected)
    chance = upper_tail(np.round(size[tested]), expected[tested], near[tested] + 1)
    for place, value in zip(tested[chance < _HOPELESS].tolist(), chance[chance < _HOPELESS].tolist(), strict=True):
        start = int(windows[0][place])
        cell = _Cell(
            value, start, windows[1], int(ranks[0][place]), ranks[1], float(size[place]), float(expected[place])
        )
        found[start] = min(found.get(start, cell), cell)
