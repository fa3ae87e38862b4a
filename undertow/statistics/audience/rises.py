"""Whether daily counts rise and fall with hard edges, or as people come to a platform for a reason of their own.

A batch made within days has edges: nothing the day before, nothing the day after. A surge of genuine sign-ups builds
up or dies away. Both are fitted to the days around a window and compared; below some tens of accounts, and for surges
of a day or two, the counts cannot tell.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from undertow.statistics.audience.counting import Counts, log_chance

#: Standard deviations in days of the symmetrical surges a batch is told apart from.
SPREADS = (2.0, 3.0, 4.5, 7.0, 10.0, 15.0, 25.0, 40.0, 60.0)
#: Mean days until a surge that begins on one day has died away.
DECAYS = (4.0, 6.0, 9.0, 14.0, 22.0, 35.0)
#: Shape of the day-to-day variation that neither explains; a coefficient of variation of .35.
ROUGHNESS = 1 / 0.35**2
_STEPS = 25


@dataclass(frozen=True, slots=True, eq=False)
class Rise:
    """The better of both fits around a window. first, past: days of the flat one, from the start of the series.

    log_ratio: log likelihood of the flat fit less that of the best smooth one. smooth: fitted counts of the latter on
    the days begin, begin + 1, ... without (`level`) and with (`fitted`) the rise.
    """

    first: int
    past: int
    log_ratio: float
    begin: int
    fitted: Counts
    level: float


def rise_around(daily: Counts, first: int, past: int) -> Rise:
    """The hard-edged window near days first .. past - 1 that fits best, and how much better than any smooth surge.

    daily: counts of all days. Around the window so many days are looked at as are twice its length and ten more.
    Source: ratio of maximised likelihoods, as in Wasserman, Ramdas & Balakrishnan (2020), doi:10.1073/pnas.1922664117;
    the mixing share by expectation maximisation, Dempster, Laird & Rubin (1977).
    """
    length = past - first
    begin, end = max(0, first - 2 * length - 10), min(len(daily), past + 2 * length + 10)
    seen = daily[begin:end]
    flat_first, flat_past = _flat(seen, first - begin, past - begin)
    flat = np.zeros((1, len(seen)))
    flat[0, flat_first:flat_past] = 1 / (flat_past - flat_first)
    fit_flat, _ = _fitted(seen, flat)
    fit_smooth, share = _fitted(seen, _surges(len(seen), first - begin, past - begin))
    best_flat = float(log_chance(seen, fit_flat, ROUGHNESS).sum())
    chances = log_chance(seen, fit_smooth, ROUGHNESS).sum(axis=1)
    best = int(np.argmax(chances))
    level = float((1 - share[best]) * seen.sum() / len(seen))
    return Rise(begin + flat_first, begin + flat_past, best_flat - float(chances[best]), begin, fit_smooth[best], level)


def _flat(seen: Counts, first: int, past: int) -> tuple[int, int]:
    """The window whose edges lie within half a length of those given and split inside from outside best."""
    reach = max(1, (past - first) // 2)
    starts = np.arange(max(0, first - reach), min(len(seen), first + reach + 1))
    ends = np.arange(max(1, past - reach), min(len(seen), past + reach) + 1)
    running = np.concatenate([[0.0], np.cumsum(seen)])
    inside = running[ends][None, :] - running[starts][:, None]
    days = (ends[None, :] - starts[:, None]).astype(np.float64)
    total, rest = running[-1], len(seen) - days
    with np.errstate(divide="ignore", invalid="ignore"):
        within = np.where(inside > 0, inside * np.log(inside / days), 0.0)
        around = np.where(total > inside, (total - inside) * np.log((total - inside) / rest), 0.0)
        gain = np.where((days > 0) & (rest > 0) & (inside / days > (total - inside) / rest), within + around, -np.inf)
    row, column = np.unravel_index(int(np.argmax(gain)), gain.shape)
    return int(starts[row]), int(ends[column])


def _surges(days: int, first: int, past: int) -> Counts:
    """Shares per day of every smooth surge considered, each cut off at the ends and adding up to 1."""
    day, middle, half = np.arange(days) + 0.5, (first + past) / 2, (past - first) / 2
    shapes = []
    for spread in SPREADS:
        step = max(0.5, spread / 4)
        for centre in np.arange(middle - half - spread, middle + half + spread + step / 2, step):
            shapes.append(np.exp(-0.5 * ((day - centre) / spread) ** 2))
    for decay in DECAYS:
        for onset in np.arange(max(0, first - max(2, int(half))), min(days, past)):
            shapes.append(np.where(day > onset, np.exp(-(day - onset) / decay), 0.0))
    whole = np.array(shapes)
    return np.asarray(whole / np.maximum(whole.sum(axis=1, keepdims=True), 1e-300))


def _fitted(seen: Counts, shapes: Counts) -> tuple[Counts, Counts]:
    """Counts fitted by each shape on top of a constant level, and the share of the shape in them."""
    total, days = seen.sum(), len(seen)
    share = np.full((len(shapes), 1), 0.5)
    for _ in range(_STEPS):
        rise = share * shapes
        part = rise / (rise + (1 - share) / days)
        share = np.clip((part @ seen)[:, None] / max(total, 1.0), 1e-6, 1 - 1e-6)
    return np.asarray(total * (share * shapes + (1 - share) / days)), share[:, 0]
