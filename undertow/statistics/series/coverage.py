"""What change would have been seen: the other half of every "no break found"."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from undertow.statistics.series.breaks import LEAST_COUNT, LEAST_PERIODS, checked
from undertow.statistics.series.null import drawn, null
from undertow.statistics.series.scan import Reals

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
    family = null(count[testable], seen[testable], rng, draws=draws, least=LEAST_PERIODS)
    critical = family.critical(level)
    quarter = count.shape[1] // 4
    for factor in FACTORS[::-1]:
        splits = rng.integers(quarter, count.shape[1] - quarter + 1, draws)
        planted = drawn(family.counts, family.exposure, family.memory, rng, (splits, float(factor), LEAST_PERIODS))
        factors[testable[(planted > critical).mean(0) >= power]] = factor
    return factors
