"""The share of something rare, where what is rare comes in bursts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from undertow.errors import TooLittleData
from undertow.model import Estimate
from undertow.statistics.proportions import wilson


def rare_share(events: Sequence[int], trials: Sequence[int], *, unit: str, level: float = 0.95) -> Estimate:
    """The share of events in trials with an interval that allows for events that come together.

    events, trials: one count per cluster, for example sentences of a day. Both are divided by the design effect, how many
    events a cluster with any has, weighted by events (at least 1), and the interval is Wilson's of what is left. Meant for
    shares below one in fifty; without any event the design effect is not known and taken as 1.
    Raises: TooLittleData without trials, or for counts that cannot be.
    Source: Rao and Scott (1992), doi:10.2307/2532311, with the design effect of a compound Poisson count.
    """
    seen, read = np.asarray(events, np.float64), np.asarray(trials, np.float64)
    total, number = int(read.sum()), int(seen.sum())
    if total < 1 or len(seen) != len(read) or np.any((seen < 0) | (seen > read)):
        raise TooLittleData(f"{number} of {total} is not a share. Give at least one trial and no more events.")
    effect = max(1.0, float((seen**2).sum()) / number) if number else 1.0
    share = number / total
    # whole numbers that are no surer than the counts divided by the effect
    left = max(1, int(total / effect))
    few, many = (wilson(min(left, max(0, n)), left, unit=unit, level=level) for n in _around(share * left))
    low, high = min(few.low, share), max(many.high, share)
    return Estimate(value=share, low=low, high=high, unit=unit, n=total, level=level)


def _around(value: float) -> tuple[int, int]:
    return int(np.floor(value)), int(np.ceil(value))
