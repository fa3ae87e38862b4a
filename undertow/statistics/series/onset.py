"""When something first appeared, and since when it was there to stay."""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import ArrayLike

from undertow.statistics.series.breaks import checked, date_set
from undertow.statistics.series.scan import Reals, split_ratios

#: Of so many periods so many are above the earlier rate, each at this level, and all together at that of the window.
WINDOW, ABOVE, LEVEL, WINDOW_LEVEL = 6, 4, 0.1, 1e-4
#: The date is looked for from so many periods before the window that shows the rise, and fitted to so many from it on: a small
#: rise shows late, and what comes much later says nothing about it.
_BACK, _FITTED = 4 * WINDOW, 8 * WINDOW
#: A Kleinberg burst below this weight is not shown: one in eight series of constant rate has a lighter one.
LEAST_WEIGHT = 9.0


@dataclass(frozen=True, slots=True)
class Onset:
    """The first period (an index) of a sustained rise; the rate before it and in the WINDOW from it on.

    low, high: the likeliest dates that together hold 95 % of the likelihood. above: how many periods were above the
    earlier rate, of the window that showed the rise.
    """

    period: int
    low: int
    high: int
    earlier: float
    since: float
    above: int


@dataclass(frozen=True, slots=True)
class Raised:
    """Periods first to last in the raised state, with the weight of the evidence for it (natural logarithm)."""

    first: int
    last: int
    weight: float


def first_appearance(hits: ArrayLike) -> int | None:
    """Index of the first period with a hit. It depends on where the record starts: name that beside it.

    Source: none; a description.
    """
    places = np.flatnonzero(np.asarray(hits))
    return int(places[0]) if len(places) else None


def first_sustained(hits: ArrayLike, totals: ArrayLike) -> Onset | None:
    """The onset that the first window of 6 periods shows of which 4 are above the rate of earlier ones; its likeliest date.

    hits, totals: shape (periods,). A period is above at a one-sided p of at most .1, where the earlier rate is as
    uncertain, and periods as over-dispersed, as the earlier periods show; the window as a whole at .0001. Earlier are all but the
    6 just before the window, which may already be raised, and at least the first 6. The date is the best step near it.
    Raises: TooLittleData for under 8 periods; BadSetting for hits without totals.
    Source: negative-binomial prediction of a count from a Gamma rate, Gelman et al. (2013), section 2.6; date: Worsley
    (1986), doi:10.1093/biomet/73.1.91. Method: docs/methods/change.md.
    """
    count, seen = (each[0] for each in checked(hits, totals))
    for period in range(WINDOW, len(count) - ABOVE + 1):
        past, window = slice(0, max(WINDOW, period - WINDOW)), slice(period, period + WINDOW)
        expected = (count[past], seen[past])
        above = int((_chances_above(count[window], seen[window], expected) <= LEVEL).sum())
        whole = np.array([count[window].sum()]), np.array([seen[window].sum()])
        if above >= ABOVE and _chances_above(*whole, expected)[0] <= WINDOW_LEVEL:
            return _dated(count, seen, period, above)
    return None


def _dated(count: Reals, seen: Reals, shown: int, above: int) -> Onset | None:
    """The onset at the likeliest step to a higher rate, from _BACK periods before the window that showed it on."""
    stop = min(shown + _FITTED, len(count))
    ratios = split_ratios(count[:stop], seen[:stop], 1)
    counted, passed = np.cumsum(count[:stop]), np.cumsum(seen[:stop])
    for at in range(stop):
        near = max(WINDOW, shown - _BACK) <= at < shown + WINDOW
        if not near or counted[at - 1] * passed[-1] >= counted[-1] * passed[at - 1]:
            ratios[at] = 0.0
    if ratios.max() <= 0.0:
        return None
    period = int(ratios.argmax())
    rates = [
        count[part].sum() / max(seen[part].sum(), 1e-9) for part in (slice(period), slice(period, period + WINDOW))
    ]
    low, high = date_set(ratios / max(_scatter(count[:period], seen[:period]), 1.0))
    return Onset(period, low, high, float(rates[0]), float(rates[1]), above)


def _scatter(count: Reals, seen: Reals) -> float:
    """Variance of counts around one rate, in units of their mean."""
    if count.sum() <= 0.0:
        return 0.0
    expected = count.sum() / seen.sum() * seen
    known = expected > 0
    return float(((count[known] - expected[known]) ** 2 / expected[known]).sum() / max(len(count) - 1, 1))


def _chances_above(count: Reals, seen: Reals, past: tuple[Reals, Reals]) -> Reals:
    """Chance of each count or more, at the rate of the past."""
    from scipy.special import betainc

    counted, passed = past
    total = counted.sum() + 0.5
    if passed.sum() <= 0.0:
        return np.ones(len(count))
    scatter = _scatter(counted, passed)
    mean = total / passed.sum() * seen
    ok = (mean > 0) & (count > 0)
    chances = np.ones(len(count))
    size = mean[ok] / (max(scatter - 1.0, 0.0) + mean[ok] / total)
    chances[ok] = 1.0 - betainc(size, count[ok], size / (size + mean[ok]))
    return chances


def two_states(hits: ArrayLike, totals: ArrayLike, *, scaling: float = 3.0, gamma: float = 1.0) -> list[Raised]:
    """Stretches of the raised one of two states, a description without a test, of at least LEAST_WEIGHT.

    hits: of totals, shape (periods,). The raised state has `scaling` times the overall share; entering it costs
    gamma * log(periods).
    Raises: TooLittleData for under 8 periods; BadSetting for hits without totals.
    Source: Kleinberg (2002), doi:10.1145/775047.775061, section 4 (batched arrivals).
    """
    count, seen = (each[0] for each in checked(hits, totals))
    share = min(float(count.sum() / max(seen.sum(), 1.0)), 0.9999 / scaling)
    if share <= 0.0:
        return []
    gain = count * log(scaling) + (seen - count) * log((1.0 - scaling * share) / (1.0 - share))
    states = _cheapest_states(gain, gamma * log(len(count)))
    edges = np.flatnonzero(np.diff(np.concatenate([[0], states, [0]])))
    runs = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    found = [Raised(first, stop - 1, float(gain[first:stop].sum())) for first, stop in runs]
    return [one for one in found if one.weight >= LEAST_WEIGHT]


def _cheapest_states(gain: Reals, cost: float) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """0 or 1 per period: the states that gain most, entering state 1 at a cost."""
    low, high = 0.0, -cost
    from_high, from_low = np.zeros(len(gain), np.bool_), np.zeros(len(gain), np.bool_)
    for t, gained in enumerate(gain.tolist()):
        from_high[t], from_low[t] = high > low, low - cost > high
        low, high = max(low, high), max(high, low - cost) + gained
    state = int(high > low)
    states = np.zeros(len(gain), np.int64)
    for t in range(len(gain) - 1, -1, -1):
        states[t] = state
        state = (0 if from_low[t] else 1) if state else int(from_high[t])
    return states
