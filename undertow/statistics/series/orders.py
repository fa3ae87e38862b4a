"""Periods in another order."""

from __future__ import annotations

import numpy as np

from undertow.statistics.series.scan import Ints


def block_orders(periods: int, block: int, draws: int, rng: np.random.Generator) -> Ints:
    """`draws` orders of the periods, shape (draws, periods): blocks of neighbours shuffled, on a ring cut anywhere.

    Source: Politis and Romano (1992), circular blocks; permuted, not resampled.
    """
    orders = np.empty((draws, periods), np.int64)
    for draw in orders:
        ring = np.roll(np.arange(periods), rng.integers(periods)) if block > 1 else np.arange(periods)
        parts = [ring[start : start + block] for start in range(0, periods, block)]
        draw[:] = np.concatenate([parts[one] for one in rng.permutation(len(parts))])
    return orders
