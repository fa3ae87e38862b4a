"""Series as they would be without a break: the same scatter and memory, in another order."""

from __future__ import annotations

import numpy as np

from undertow.statistics.compiled import compiled
from undertow.statistics.series.scan import Ints, Reals, largest_split_ratio


def block_orders(periods: int, block: int, draws: int, rng: np.random.Generator) -> Ints:
    """`draws` orders of the periods, shape (draws, periods): blocks of neighbours shuffled, on a ring cut anywhere.

    Source: block permutation, Zeileis and Hothorn (2013), doi:10.1007/s00362-013-0503-4, with blocks.
    """
    orders = np.empty((draws, periods), np.int64)
    for draw in orders:
        ring = np.roll(np.arange(periods), rng.integers(periods)) if block > 1 else np.arange(periods)
        parts = [ring[start : start + block] for start in range(0, periods, block)]
        draw[:] = np.concatenate([parts[one] for one in rng.permutation(len(parts))])
    return orders


@compiled
def redrawn(residual: Reals, order: Ints, memory: float) -> Reals:
    """Residuals freed of an autocorrelation, put in another order, and given it back.

    Source: Kreiss, Paparoditis and Politis (2011), doi:10.1214/11-AOS900 (autoregressive sieve), with permutation.
    """
    fresh = np.sqrt(1.0 - memory * memory)
    drawn = np.empty(len(residual))
    carried = 0.0
    for t in range(len(residual)):
        source = order[t]
        free = residual[0] if source == 0 else (residual[source] - memory * residual[source - 1]) / fresh
        carried = memory * carried + fresh * free if t > 0 else free
        drawn[t] = carried
    return drawn


@compiled
def redrawn_ratios(counts: Reals, exposure: Reals, orders: Ints, memories: Reals, least: int) -> Reals:
    """The largest ratio of each series in each redrawn set, shape (draws, series); all series in the same new order.

    memories: one autocorrelation per draw. At 0 the periods themselves change places, with their exposure. Above 0
    residuals are freed of it, change places, and get it back.
    Source: Westfall and Young (1993), section 2.6 (joint resampling keeps the dependence between series).
    """
    ratios = np.empty((len(orders), len(counts)))
    for k in range(len(counts)):
        expected = exposure[k] * counts[k].sum() / exposure[k].sum()
        root = np.sqrt(expected)
        residual = np.zeros(len(expected))
        for t in range(len(expected)):
            if root[t] > 0.0:
                residual[t] = (counts[k, t] - expected[t]) / root[t]
        for d in range(len(orders)):
            if memories[d] <= 0.0:
                ratios[d, k] = largest_split_ratio(counts[k][orders[d]], exposure[k][orders[d]], least)
            else:
                drawn = expected + root * redrawn(residual, orders[d], memories[d])
                ratios[d, k] = largest_split_ratio(drawn, exposure[k], least)
    return ratios
