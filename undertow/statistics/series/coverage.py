"""What change would have been seen: the other half of every "no break found"."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from undertow.statistics.series.breaks import checked
from undertow.statistics.series.changes import LEAST_COUNT, SHARES, is_sparse
from undertow.statistics.series.null import Null, null, planted, shuffled
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

    counts, exposure as for `changes`, tested as one family for breaks and bursts. The rise is planted in the middle half of the periods on the
    series' own rate, scatter and memory; sparse series must also pass the test against their own periods shuffled.
    inf: not even the largest, or too few counts to be tested.
    Raises: as `changes`.
    Source: power by simulation. Method: docs/methods/change.md.
    """
    count, seen = checked(counts, exposure)
    factors = np.full(len(count), np.inf)
    testable = np.flatnonzero(count.sum(1) >= LEAST_COUNT)
    if not len(testable):
        return factors
    family = null(count[testable], seen[testable], rng, draws=draws)
    level *= SHARES["break"]
    critical, beyond = family.critical(level), _beyond(family, rng, draws, level)
    quarter = count.shape[1] // 4
    still = np.ones(len(testable), np.bool_)
    for factor in FACTORS[::-1].tolist():
        splits = rng.integers(quarter, count.shape[1] - quarter + 1, draws)
        statistics, from_shuffled = planted(family, rng, splits, factor)
        still &= ((statistics > critical) & (from_shuffled > beyond)).mean(0) >= power
        factors[testable[still]] = factor
    return factors


def _beyond(family: Null, rng: np.random.Generator, draws: int, level: float) -> Reals:
    """How many standard deviations above shuffled ones a series must be; no bound where it is not sparse."""
    bound = np.full(len(family.counts), -np.inf)
    sparse = is_sparse(family)
    if sparse.any():
        shuffles = shuffled(family, rng, 1, draws)
        mean, spread = shuffles.drawn.mean(0), shuffles.drawn.std(0) + 1e-9
        bound[sparse] = ((shuffles.critical(level) - mean) / spread)[sparse]
    return bound
