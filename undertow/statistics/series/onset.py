"""When something first appeared, and since when it was there to stay."""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import ArrayLike

from undertow.statistics.series.breaks import checked
from undertow.statistics.series.scan import Reals

#: Of so many periods from the onset on, so many are above the earlier rate, each at this level.
WINDOW, ABOVE, LEVEL = 6, 4, 0.05
#: A Kleinberg burst below this weight is not shown: one in eight series of constant rate has a lighter one.
LEAST_WEIGHT = 9.0


@dataclass(frozen=True, slots=True)
class Onset:
    """The first period (an index) of a sustained rise; the rate before it and in the WINDOW from it on.

    above: how many periods of the window were above the earlier rate.
    """

    period: int
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
    """The first period that begins, with itself, a window in which 4 of 6 periods are above the rate of all before it.

    hits, totals: shape (periods,). A period is above at a one-sided p of at most .05, where the earlier rate is as
    uncertain, and periods as over-dispersed, as the earlier periods show. None before 6 periods of history.
    Raises: TooLittleData for under 8 periods; BadSetting for hits without totals.
    Source: negative-binomial prediction of a count from a Gamma rate, Gelman et al. (2013), section 2.6.
    """
    count, seen = (each[0] for each in checked(hits, totals))
    for period in range(WINDOW, len(count) - ABOVE + 1):
        past = slice(0, period)
        window = slice(period, min(period + WINDOW, len(count)))
        chances = _chances_above(count[window], seen[window], (count[past], seen[past]))
        above = int((chances <= LEVEL).sum())
        if chances[0] <= LEVEL and above >= ABOVE:
            earlier = float(count[past].sum() / seen[past].sum()) if seen[past].sum() > 0 else 0.0
            return Onset(period, earlier, float(count[window].sum() / seen[window].sum()), above)
    return None


def _chances_above(count: Reals, seen: Reals, past: tuple[Reals, Reals]) -> Reals:
    """Chance of each count or more, at the rate of the past."""
    from scipy.special import betainc

    counted, passed = past
    total = counted.sum() + 0.5
    if passed.sum() <= 0.0:
        return np.ones(len(count))
    expected = counted.sum() / passed.sum() * passed
    known = expected > 0
    scatter = ((counted[known] - expected[known]) ** 2 / expected[known]).sum() / max(len(counted) - 1, 1)
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
