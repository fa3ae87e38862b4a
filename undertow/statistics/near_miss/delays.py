"""How far apart near events are, for pairs outside any group: what a group's delays are drawn against."""

from __future__ import annotations

import numpy as np

from undertow.compiled import compiled
from undertow.statistics.near_miss.ordered import Longs, Ordered
from undertow.statistics.near_miss.rates import together


def delay_counts(shares: Ordered, group: Longs, edges: Longs) -> Longs:
    """Near events of accounts that are not in one group, by seconds apart: [len(edges) - 1], edges rising from 0.

    group: [accounts], its number or -1. The last bin includes its upper edge.
    """
    return _delay_counts(shares, group, edges.astype(np.int64))


@compiled
def _delay_counts(shares: Ordered, group: Longs, edges: Longs) -> Longs:
    counts = np.zeros(len(edges) - 1, np.int64)
    for u in range(len(shares.account)):
        if not shares.usable[u]:
            continue
        place = 0
        for v in range(u + 1, shares.near_past[u]):
            if shares.usable[v] and not together(group, shares.account[u], shares.account[v]):
                apart = shares.second[v] - shares.second[u]
                while place < len(counts) - 1 and apart >= edges[place + 1]:
                    place += 1
                counts[place] += 1
    return counts
