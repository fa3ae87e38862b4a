"""Windows of days on which more accounts of an audience were created than its neighbours and a reference explain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from undertow.errors import TooLittleData
from undertow.statistics.audience.counting import Counts, Days, Mixture, Sums, log_chance, per_day
from undertow.statistics.audience.rises import Rise, rise_around

#: Lengths in days of the windows looked at.
LENGTHS = (1, 2, 3, 5, 7, 10, 14, 21, 30, 45)
#: Days on either side that give the level of a window.
AROUND = 90
#: Fewest accounts in a window that can be a batch.
LEAST = 5
#: (longest window in days, log likelihood ratio from which its hard edges count as told from a surge). Surges that are
#: considered spread over more than three days, so that a window as short as that needs less.
BARS = ((3, -4.0), (5, -2.0), (10_000, -1.0))
#: The same where only windows of so many days are tried: a batch that short, with others beside it by chance.
SHORT, SHORT_BAR = 3, -2.0
MOST = 40
#: Shape of the variation of windows around their level: a coefficient of variation of .35.
ROUGHNESS = 1 / 0.35**2
#: How the reference may depart from its own level: an ordinary day, or (1 in 100) a surge of any size.
_SURGE_SHARE, _SURGE_SHAPE = 0.01, 0.5
#: Days' worth of weight that the far level has in the near one.
_DAYS_OF_LEVEL = 20.0


@dataclass(frozen=True, slots=True)
class Batch:
    """Accounts created on the days first_day .. last_day (both included), against what was expected.

    Days since 1970-01-01. p_value is family-wise over all windows of all lengths. excess_low and excess_high leave out
    2.5 % of chance on either side. told: by how much hard edges
    are likelier than any smooth surge, as a log ratio less what BARS asks for; a batch from 0 on, a rise below.
    """

    first_day: int
    last_day: int
    size: int
    expected: float
    excess: float
    excess_low: float
    excess_high: float
    p_value: float
    told: float


@dataclass(frozen=True, slots=True)
class DateScan:
    """Batches, and rises above expectation whose shape is that of a surge of sign-ups or cannot be told from one."""

    batches: list[Batch]
    rises: list[Batch]


def date_scan(audience_day: ArrayLike, reference_day: ArrayLike | None, *, alpha: float) -> list[Batch]:
    """The batches among creation days, most extreme first; with chance alpha at most, any where there is none.

    audience_day, reference_day: creation day of each account, in days since 1970; None without a reference.
    Raises: TooLittleData without audience.
    Source: a scan statistic with a moving level, Kulldorff (1997), doi:10.1080/03610929708831995; correction over
    windows, Bonferroni. Method and error rates: docs/methods/audience.md.
    """
    return scan_dates(audience_day, reference_day, alpha=alpha).batches


def scan_dates(audience_day: ArrayLike, reference_day: ArrayLike | None, *, alpha: float) -> DateScan:
    """What `date_scan` returns, and the rises that passed its test and were not told from a smooth surge.

    Raises: TooLittleData without audience.
    Source: as `date_scan`.
    """
    audience = np.asarray(audience_day, dtype=np.int64)
    if not len(audience):
        raise TooLittleData("There is no audience account with a creation day, so no days can be scanned.")
    reference = None if reference_day is None else np.asarray(reference_day, dtype=np.int64)
    origin, days = _span(audience, reference)
    counts = per_day(audience, origin, days)
    compared = None if reference is None else per_day(reference, origin, days)
    found = DateScan([], [])
    tests = days * len(LENGTHS)
    while len(found.batches) + len(found.rises) < MOST:
        windows = [window for window in _windows(counts, compared) if window.p_value * tests <= alpha]
        if not windows:
            break
        _sort_out(counts, compared, windows, (origin, tests), found)
    return found


class _Window(NamedTuple):
    first: int
    length: int
    p_value: float


def _span(audience: Days, reference: Days | None) -> tuple[int, int]:
    both = audience if reference is None or not len(reference) else np.concatenate([audience, reference])
    return int(both.min()), int(both.max() - both.min()) + 1


def _windows(counts: Counts, compared: Counts | None) -> list[_Window]:
    """The most extreme window of each length, the most extreme of all first."""
    found = []
    sums = Sums.of(counts)
    for length in LENGTHS:
        starts = np.arange(len(counts) - length + 1)
        sizes = np.round(sums.between(starts, starts + length))
        starts = starts[sizes >= LEAST]
        if len(starts):
            p_values = _expectation(counts, compared, starts, length).upper_tail(sizes[sizes >= LEAST])
            place = int(np.argmin(p_values))
            found.append(_Window(int(starts[place]), length, float(p_values[place])))
    return sorted(found, key=lambda window: window.p_value)


def _expectation(counts: Counts, compared: Counts | None, starts: Days, length: int) -> Mixture:
    """Expected accounts of windows: the higher of the far and near level of the audience, times a surge of the reference."""
    sums, ones = Sums.of(counts), Sums.of(np.ones(len(counts)))
    far, far_days = (_beside(series, starts, length, (length, length + AROUND)) for series in (sums, ones))
    near, near_days = (_beside(series, starts, length, (1, 2 * length + 6)) for series in (sums, ones))
    usual_level = (far + 0.5) / np.maximum(far_days, 1)
    level = np.maximum(usual_level, (near + _DAYS_OF_LEVEL * usual_level) / (near_days + _DAYS_OF_LEVEL))
    uncertain = 1 / (far + 1)
    if compared is None:
        return Mixture([(np.ones(len(starts)), level * length, 1 / (1 / ROUGHNESS + uncertain))])
    other = Sums.of(compared)
    seen = other.between(starts, starts + length)
    usual = (_beside(other, starts, length, (length, length + AROUND)) + 0.5) * length / np.maximum(far_days, 1)
    odds = np.log(_SURGE_SHARE / (1 - _SURGE_SHARE))
    odds = odds + log_chance(seen, usual, _SURGE_SHAPE) - log_chance(seen, usual, ROUGHNESS)
    surge = 1 / (1 + np.exp(np.clip(-odds, -50, 50)))
    parts = []
    for weight, prior, least, extra in ((1 - surge, ROUGHNESS, 1.0, 0.0), (surge, _SURGE_SHAPE, 0.0, 1 / ROUGHNESS)):
        # A surge that the reference does not show is held against no window: its size is what the reference leaves of it.
        factor = np.maximum(least, (seen + prior) / (usual + prior))
        parts.append((weight, level * length * factor, 1 / (1 / (seen + prior) + extra + uncertain)))
    return Mixture(parts)


def _beside(sums: Sums, starts: Days, length: int, reach: tuple[int, int]) -> Counts:
    """Sums over the days that lie more than reach[0] - 1 and at most reach[1] - 1 days before or after a window."""
    near, far = reach
    before = sums.between(starts - far + 1, starts - near + 1)
    return before + sums.between(starts + length + near - 1, starts + length + far - 1)


def _sort_out(
    counts: Counts, compared: Counts | None, windows: list[_Window], scale: tuple[int, int], found: DateScan
) -> None:
    """Adds the first window to the batches or to the rises, and takes what it explains out of the counts."""
    best, (origin, tests) = windows[0], scale
    rises = [
        rise_around(counts, compared, window.first, window.first + window.length)
        for window in windows
        if window.first < best.first + best.length and best.first < window.first + window.length
    ]
    widest = max(rises, key=_margin)
    # Around a long window surges are tried in coarse steps; what is told there must hold up close, too.
    rise = min(widest, rise_around(counts, compared, widest.first, widest.past), key=_margin)
    margin = _margin(rise)
    if margin < 0:
        short = [rise_around(counts, compared, one.first, one.past, longest=SHORT) for one in rises]
        shortest = max((one for one in short if one.past - one.first <= SHORT), key=lambda one: one.told, default=None)
        if shortest and shortest.told >= SHORT_BAR:
            rise, margin = shortest, shortest.told - SHORT_BAR
    told = margin >= 0
    first, past = (rise.first, rise.past) if told else (best.first, best.first + best.length)
    size = round(float(counts[first:past].sum()))
    expectation = _expectation(counts, compared, np.array([first]), past - first)
    expected = float(expectation.mean()[0])
    excess = size - expected, float(max(0, size - expectation.quantile(0.975)))
    most = float(max(0, size - expectation.quantile(0.025)))
    p_value = min(1.0, best.p_value * tests)
    batch = Batch(origin + first, origin + past - 1, size, expected, *excess, most, p_value, margin)
    (found.batches if told else found.rises).append(batch)
    if not told:
        around = slice(rise.begin, rise.begin + len(rise.fitted))
        counts[around] *= np.minimum(1.0, rise.level / np.maximum(rise.fitted, 1e-9))
    left = float(counts[first:past].sum())
    counts[first:past] *= min(1.0, expected / max(left, 1e-9))


def _margin(rise: Rise) -> float:
    return rise.told - next(bar for longest, bar in BARS if rise.past - rise.first <= longest)
