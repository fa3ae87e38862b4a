"""A rate that rises or falls steadily, against one rate."""

from __future__ import annotations

import numpy as np

from undertow.statistics.series.scan import Reals

_STEPS = 50


def trend_ratio(counts: Reals, exposure: Reals) -> float:
    """Twice the log-likelihood gained over one rate by a Poisson rate that changes by one factor per period.

    counts, exposure: one entry per period.
    Source: Poisson regression with log link, McCullagh and Nelder (1989), chapter 6; one slope by bisection of its score.
    """
    time = np.linspace(-1.0, 1.0, len(counts))
    count = counts.sum()
    if count <= 0.0:
        return 0.0
    low, high = -20.0, 20.0
    for _ in range(_STEPS):
        slope = (low + high) / 2.0
        weight = exposure * np.exp(slope * time)
        if (counts * time).sum() > count * (weight * time).sum() / weight.sum():
            low = slope
        else:
            high = slope
    slope = (low + high) / 2.0
    fitted = count * np.log(exposure.sum() / (exposure * np.exp(slope * time)).sum()) + slope * (counts * time).sum()
    return max(0.0, 2.0 * float(fitted))
