"""How many there may be of something, from how many an imperfect search found."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from undertow.errors import BadSetting
from undertow.model import Estimate

_DRAWS = 4_000


def imperfect_count(
    found: int, *, right: tuple[int, int], seen: tuple[int, int], rng: Generator, unit: str, level: float = 0.95
) -> Estimate:
    """The count found, with the interval in which the true count lies by the precision and the recall of the search.

    right: how many of how many found in a test were right. seen: how many of how many there in a test were found. Precision
    and recall are drawn from their Beta posteriors (Jeffreys), the right ones among `found` from a binomial, and the missed
    ones from a negative binomial. Holds where the test was like the material; the value stays the count found.
    Raises: BadSetting for counts that cannot be.
    Source: Rogan and Gladen (1978), doi:10.1093/oxfordjournals.aje.a112510, for a count; intervals by simulation.
    """
    if found < 0 or not (0 <= right[0] <= right[1] and 0 < seen[0] <= seen[1]):
        raise BadSetting(
            f"{found} found, {right} right and {seen} seen are no counts of a search; seen must not be none."
        )
    precision, recall = (rng.beta(hits + 0.5, of - hits + 0.5, _DRAWS) for hits, of in (right, seen))
    true = rng.binomial(found, precision)
    missed = np.where(true > 0, rng.negative_binomial(np.maximum(true, 1), recall), 0)
    tail = (1 - level) / 2
    low, high = np.quantile(true, tail), np.quantile(true + missed, 1 - tail)
    return Estimate(value=found, low=min(found, float(low)), high=max(found, float(high)), unit=unit, n=max(1, found), level=level)  # fmt: skip
