"""How well the passages of two speakers can be told apart."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from undertow.statistics.convergence.panel import Panel

Values = NDArray[np.float64]


def separation(panel: Panel, scores: NDArray[np.float32], pairs: Iterable[tuple[int, int]] | None = None) -> Values:
    """Chance that a passage of one sounds more like that speaker than a passage of the other does, in each period.

    Shape (periods, speakers, speakers), symmetric; NaN where one of the two has no passage, or for pairs not asked for.
    0.5: not to be told apart; 1: always.
    Source: area under the curve as Mann-Whitney statistic, Hanley and McNeil (1982), doi:10.1148/radiology.143.1.7063747.
    """
    found = np.full((len(panel.later), panel.speakers, panel.speakers), np.nan)
    everyone = range(panel.speakers)
    wanted = list(pairs) if pairs is not None else [(a, b) for a in everyone for b in everyone if a < b]
    own = scores[np.arange(len(scores)), panel.speaker][:, None]
    lead = (own - scores) / np.maximum(panel.lengths, 1)[:, None]
    for period in range(len(panel.later)):
        ordered = [np.sort(lead[panel.rows(period, speaker)], axis=0) for speaker in everyone]
        for a, b in wanted:
            if len(ordered[a]) and len(ordered[b]):
                found[period, a, b] = found[period, b, a] = area(ordered[a][:, b], -ordered[b][::-1, a])
    return found


def area(higher: Values, lower: Values) -> float:
    """Chance that a value of the first is above one of the second, ties half. lower: in ascending order.

    Source: Hanley and McNeil (1982), doi:10.1148/radiology.143.1.7063747.
    """
    below = np.searchsorted(lower, higher, "left").sum() + np.searchsorted(lower, higher, "right").sum()
    return float(below / (2 * len(higher) * len(lower)))


def by_window(found: Values, later: NDArray[np.bool_]) -> Values:
    """The mean over the periods of each window in which both speak; NaN without any. The first axis becomes the windows.

    Source: docs/methods/convergence.md.
    """
    sides = []
    for side in (False, True):
        own = found[later == side]
        present = ~np.isnan(own)
        count = present.sum(axis=0)
        sides.append(np.where(count > 0, np.where(present, own, 0).sum(axis=0) / np.maximum(count, 1), np.nan))
    return np.stack(sides)
