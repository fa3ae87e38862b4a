"""Whether daily counts rise and fall with hard edges, or as people come to a platform for a reason of their own.

A batch made within days has edges: nothing the day before, nothing the day after. A surge of genuine sign-ups builds
up or dies away. Both are fitted to the days around a window and compared; below some tens of accounts, and for surges
of a day or two, the counts cannot tell.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from undertow.statistics.audience.counting import Counts, Days, Sums

#: Standard deviations in days of the symmetrical surges a batch is told apart from.
SPREADS = (2.0, 3.0, 4.5, 7.0, 10.0, 15.0, 25.0, 40.0, 60.0)
#: Mean days until a surge that begins on one day has died away.
DECAYS = (4.0, 6.0, 9.0, 14.0, 22.0, 35.0)
#: Shape of the day-to-day variation that no fit explains: a coefficient of variation of .2.
_ROUGHNESS = 1 / 0.2**2
#: Days on either side over which the reference is averaged, and accounts' worth of weight of its mean.
_SMOOTHED, _EVEN = 3, 4.0
_STEPS = 12
#: Most places tried for each edge of a window.
_PLACES = 11


@dataclass(frozen=True, slots=True, eq=False)
class Rise:
    """Both fits around a window. first, past: days of the best hard-edged one, from the start of the series.

    told: log of the mean likelihood of the hard-edged windows tried, less that of the best smooth surge. begin, fitted,
    level: the counts of the latter on the days begin, begin + 1, ..., with and without the surge.
    """

    first: int
    past: int
    told: float
    begin: int
    fitted: Counts
    level: Counts


def rise_around(daily: Counts, compared: Counts | None, first: int, past: int, *, longest: int = 10_000) -> Rise:
    """The hard-edged window near days first .. past - 1 that fits best, and how much better such fit than any surge.

    daily, compared: counts of all days in audience and reference. As many days as twice the window and ten are looked
    at on either side. Both fits stand on the level of the audience, in the shape of the smoothed reference.
    longest: most days of the hard-edged windows tried; the shortest near by where all are longer.
    Source: a mean likelihood over a maximised one, whose chance to exceed 1/a is at most a where a smooth surge is true:
    Wasserman, Ramdas & Balakrishnan (2020), doi:10.1073/pnas.1922664117. Shares by Dempster, Laird & Rubin (1977).
    """
    length = past - first
    begin, end = max(0, first - 2 * length - 10), min(len(daily), past + 2 * length + 10)
    seen, base = daily[begin:end], _base(compared, begin, end)
    starts, ends = _edges(len(seen), first - begin, past - begin)
    short = ends - starts <= max(longest, int((ends - starts).min()))
    starts, ends = starts[short], ends[short]
    day = np.arange(len(seen))
    flat = ((day >= starts[:, None]) & (day < ends[:, None])) / (ends - starts)[:, None]
    flats = _likelihood(seen, _fitted(seen, flat, base)[0])
    fitted, share = _fitted(seen, _surges(len(seen), first - begin, past - begin), base)
    surges = _likelihood(seen, fitted)
    edges, surge = int(np.argmax(flats)), int(np.argmax(surges))
    mean = flats[edges] + np.log(np.exp(flats - flats[edges]).mean())
    level = (1 - share[surge]) * seen.sum() * base
    told = float(mean - surges[surge])
    return Rise(begin + int(starts[edges]), begin + int(ends[edges]), told, begin, fitted[surge], level)


def _base(compared: Counts | None, begin: int, end: int) -> Counts:
    """Shares per day of the accounts that no rise brought."""
    if compared is None or not compared[begin:end].sum():
        return np.full(end - begin, 1 / (end - begin))
    day = np.arange(begin, end)
    near, width = Sums.of(compared), Sums.of(np.ones(len(compared)))
    reach = day - _SMOOTHED, day + _SMOOTHED + 1
    usual = compared[begin:end].mean()
    rate = (near.between(*reach) + _EVEN) / (width.between(*reach) * usual + _EVEN)
    return np.asarray(rate / rate.sum())


def _edges(days: int, first: int, past: int) -> tuple[Days, Days]:
    """First days and days after the last of the windows whose edges lie within half a length of those given."""
    reach = max(1, (past - first) // 2)
    shift = np.unique(np.linspace(-reach, reach, min(2 * reach + 1, _PLACES)).round().astype(np.int64))
    starts, ends = np.unique(np.clip(first + shift, 0, days - 1)), np.unique(np.clip(past + shift, 1, days))
    start, end = (grid.ravel() for grid in np.meshgrid(starts, ends, indexing="ij"))
    return start[start < end], end[start < end]


def _surges(days: int, first: int, past: int) -> Counts:
    """Shares per day of every smooth surge considered, each cut off at the ends and adding up to 1."""
    day, middle, half = np.arange(days) + 0.5, (first + past) / 2, (past - first) / 2
    shapes = []
    for spread in SPREADS:
        step = max(0.5, spread / 3, half / 8)
        for centre in np.arange(middle - half - spread, middle + half + spread + step / 2, step):
            shapes.append(np.exp(-0.5 * ((day - centre) / spread) ** 2))
    for decay in DECAYS:
        for onset in np.arange(max(0, first - max(2, int(half))), min(days, past), max(1, int(half / 6))):
            shapes.append(np.where(day > onset, np.exp(-(day - onset) / decay), 0.0))
    whole = np.array(shapes)
    return np.asarray(whole / np.maximum(whole.sum(axis=1, keepdims=True), 1e-300))


def _fitted(seen: Counts, shapes: Counts, base: Counts) -> tuple[Counts, Counts]:
    """Counts fitted by each shape on top of the base, and the share of the shape in them."""
    total = seen.sum()
    share = np.full((len(shapes), 1), 0.5)
    for _ in range(_STEPS):
        rise = share * shapes
        part = rise / (rise + (1 - share) * base)
        share = np.clip((part @ seen)[:, None] / max(total, 1.0), 1e-6, 1 - 1e-6)
    return np.asarray(total * (share * shapes + (1 - share) * base)), share[:, 0]


def _likelihood(seen: Counts, fitted: Counts) -> Counts:
    """Log likelihood of each row of fitted counts, up to what does not depend on it."""
    return np.asarray(
        np.log(fitted / (_ROUGHNESS + fitted)) @ seen - _ROUGHNESS * np.log1p(fitted / _ROUGHNESS).sum(axis=1)
    )
