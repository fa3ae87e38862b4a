"""Counts per day, sums over windows of days, and how far above expectation a count may lie by chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Counts = NDArray[np.float64]
Days = NDArray[np.int64]


def upper_tail(at_least: ArrayLike, mean: ArrayLike, shape: ArrayLike) -> Counts:
    """P(X >= at_least) for counts X that are Poisson around a gamma rate of the given mean and shape, elementwise.

    Source: negative binomial tail as a regularised beta function, Johnson, Kemp & Kotz (2005), section 5.6.
    """
    from scipy.special import betainc

    least, centre, form = (np.asarray(value, dtype=np.float64) for value in (at_least, mean, shape))
    tail = betainc(np.maximum(least, 1e-9), form, centre / (centre + form))
    return np.asarray(np.where(least <= 0, 1.0, tail))


def log_chance(count: ArrayLike, mean: ArrayLike, shape: float) -> Counts:
    """The logarithm of P(X = count) for the counts of `upper_tail`, elementwise.

    Source: Johnson, Kemp & Kotz (2005), Univariate Discrete Distributions, section 5.1.
    """
    from scipy.special import gammaln

    seen, centre = np.asarray(count, dtype=np.float64), np.asarray(mean, dtype=np.float64)
    ways = gammaln(seen + shape) - gammaln(shape) - gammaln(seen + 1)
    certain = shape * np.log(shape / (shape + centre)) + seen * np.log(np.maximum(centre, 1e-300) / (shape + centre))
    return np.asarray(ways + certain)


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Sums of a daily series over windows: `between(first, past)` in constant time, windows cut off at the ends."""

    running: Counts

    @classmethod
    def of(cls, daily: Counts) -> Sums:
        """The sums of this series, along its first axis."""
        return cls(np.concatenate([np.zeros((1, *daily.shape[1:])), np.cumsum(daily, axis=0)]))

    def between(self, first: ArrayLike, past: ArrayLike) -> Counts:
        """The sum over days first, ..., past - 1."""
        last = len(self.running) - 1
        return np.asarray(self.running[np.clip(past, 0, last)] - self.running[np.clip(first, 0, last)])


def per_day(days: Days, first: int, length: int) -> Counts:
    """Accounts on each of `length` days from day `first` on.

    Source: counting.
    """
    return np.bincount(days - first, minlength=length).astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Mixture:
    """Expected counts that are one of several negative binomials: weights, means and shapes, each of shape (windows,)."""

    parts: Sequence[tuple[Counts, Counts, Counts]]

    def upper_tail(self, at_least: Counts) -> Counts:
        """P(X >= at_least) in each window."""
        return np.asarray(sum(weight * upper_tail(at_least, mean, shape) for weight, mean, shape in self.parts))

    def mean(self) -> Counts:
        """The expected count of each window."""
        return np.asarray(sum(weight * mean for weight, mean, _ in self.parts))

    def at(self, place: int) -> Mixture:
        """The mixture of one window."""
        cut = slice(place, place + 1)
        return Mixture([(weight[cut], mean[cut], shape[cut]) for weight, mean, shape in self.parts])

    def quantile(self, chance: float) -> int:
        """The smallest count of the first window that is not exceeded with this chance."""
        low, high = -1, 1
        while float(self.upper_tail(np.array([high + 1.0]))[0]) > 1 - chance:
            low, high = high, 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            exceeded = float(self.upper_tail(np.array([middle + 1.0]))[0]) > 1 - chance
            low, high = (middle, high) if exceeded else (low, middle)
        return high
