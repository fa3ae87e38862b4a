"""Counts with known scatter and memory, with or without a planted change."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import nbinom, norm

Reals = NDArray[np.float64]


def counts(
    mean: Reals, memory: float, rng: np.random.Generator, *, dispersion: float = 2.0, hidden: bool = False
) -> Reals:
    """Negative-binomial counts, or Poisson counts of a log-normal rate (hidden), with an autoregression of order 1.

    Not hidden: counts themselves remember (Gaussian copula). Hidden: the rate does, and chance in counting dilutes it.
    """
    noise = rng.standard_normal(mean.shape)
    for t in range(1, mean.shape[1]):
        noise[:, t] = memory * noise[:, t - 1] + np.sqrt(1 - memory**2) * noise[:, t]
    if hidden:
        spread = np.log1p((dispersion - 1) / mean)
        return rng.poisson(mean * np.exp(np.sqrt(spread) * noise - spread / 2)).astype(float)
    size = mean / (dispersion - 1)
    return nbinom.ppf(np.clip(norm.cdf(noise), 1e-12, 1 - 1e-12), size, 1 / dispersion).astype(float)


def flat(series: int, periods: int = 33, mean: float = 6.0) -> Reals:
    return np.full((series, periods), mean)


def with_step(series: int, at: int, factor: float, *, periods: int = 33, mean: float = 6.0) -> Reals:
    """The first series steps up at a period, the others do not."""
    means = flat(series, periods, mean)
    means[0, at:] *= factor
    return means
