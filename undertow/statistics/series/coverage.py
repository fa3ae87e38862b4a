"""What change would have been seen: the other half of every "no break found"."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from undertow.statistics.compiled import compiled
from undertow.statistics.series.breaks import LEAST_COUNT, LEAST_PERIODS, Null, checked, null_of
from undertow.statistics.series.redraw import redrawn
from undertow.statistics.series.scan import Ints, Reals, largest_split_ratio

FACTORS = np.array([1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0, 6.0, 10.0])


def smallest_visible(
    counts: ArrayLike,
    exposure: ArrayLike,
    rng: np.random.Generator,
    *,
    draws: int = 499,
    power: float = 0.8,
    level: float = 0.05,
) -> Reals:
    """For each series the smallest of FACTORS by which a lasting rise would have been found with this power.

    counts, exposure as for `breaks`, tested as one family. The rise is planted in the middle half of the periods on the
    series' own rate, scatter and memory. inf: not even the largest, or too few counts to be tested.
    Raises: as `breaks`.
    Source: power by simulation. Method: docs/methods/change.md.
    """
    count, seen = checked(counts, exposure)
    factors = np.full(len(count), np.inf)
    testable = np.flatnonzero(count.sum(1) >= LEAST_COUNT)
    if not len(testable):
        return factors
    null = null_of(count[testable], seen[testable], rng, (draws, None))
    critical = null.critical(level)
    splits = rng.integers(count.shape[1] // 4, count.shape[1] - count.shape[1] // 4 + 1, draws)
    for factor in FACTORS[::-1]:
        shown = _shown(null, splits, float(factor), critical)
        factors[testable[shown >= power]] = factor
    return factors


def _shown(null: Null, splits: Ints, factor: float, critical: Reals) -> Reals:
    """Share of draws in which each series passes its critical ratio with a rise by this factor planted."""
    reached = _reached(null.counts, null.exposure, null.orders, null.memories, (splits, factor, critical))
    return reached / len(splits)


@compiled
def _reached(
    counts: Reals, exposure: Reals, orders: Ints, memories: Reals, planted: tuple[Ints, float, Reals]
) -> Reals:
    splits, factor, critical = planted
    reached = np.zeros(len(counts))
    for k in range(len(counts)):
        expected = exposure[k] * counts[k].sum() / exposure[k].sum()
        root = np.sqrt(expected)
        residual = np.zeros(len(expected))
        for t in range(len(expected)):
            if root[t] > 0.0:
                residual[t] = (counts[k, t] - expected[t]) / root[t]
        for d in range(len(orders)):
            drawn = redrawn(residual, orders[d], memories[d])
            for t in range(len(drawn)):
                mean = expected[t] * (factor if t >= splits[d] else 1.0)
                drawn[t] = mean + np.sqrt(mean) * drawn[t]
            reached[k] += np.sqrt(largest_split_ratio(drawn, exposure[k], LEAST_PERIODS)) > critical[k]
    return reached
