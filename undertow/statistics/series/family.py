"""Family-wise p-values of many statistics from joint draws."""

from __future__ import annotations

import numpy as np

from undertow.statistics.series.scan import Reals


def westfall_young(observed: Reals, drawn: Reals) -> Reals:
    """The family-wise p-value of each observed statistic, step-down.

    observed: shape (series,); drawn: shape (draws, series), joint draws under the null. Each series is put on the scale
    of its own draws (mean 0, standard deviation 1), so that none dominates by its size.
    Source: Westfall and Young (1993), algorithm 4.1 (step-down maxT); Ge, Dudoit and Speed (2003), doi:10.1007/BF02595811.
    """
    mean, spread = drawn.mean(0), drawn.std(0) + 1e-9
    seen, expected = (observed - mean) / spread, (drawn - mean) / spread
    order = np.argsort(-seen, kind="stable")
    # Largest over the statistics from each place in the order on.
    largest = np.maximum.accumulate(expected[:, order[::-1]], axis=1)[:, ::-1]
    p = (1.0 + (largest >= seen[order] - 1e-9).sum(0)) / (len(drawn) + 1.0)
    adjusted: Reals = np.empty(len(p))
    adjusted[order] = np.maximum.accumulate(p)
    return adjusted
