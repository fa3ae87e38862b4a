"""Shares of a whole, with intervals."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

from undertow.errors import TooLittleData
from undertow.model import Estimate


def wilson(successes: int, trials: int, *, unit: str, level: float = 0.95) -> Estimate:
    """The share of successes with its Wilson score interval, which stays inside 0 to 1 and is usable for few trials.

    Assumes independent trials with one probability.
    Raises: TooLittleData without trials, or for counts that cannot be.
    Source: Wilson (1927), doi:10.1080/01621459.1927.10502953. Method: docs/methods/coordination-exact.md.
    """
    if trials < 1 or not 0 <= successes <= trials:
        raise TooLittleData(f"{successes} of {trials} is not a share. Give at least one trial and no more successes.")
    z = NormalDist().inv_cdf(0.5 + level / 2)
    share = successes / trials
    weight = 1 + z * z / trials
    centre = (share + z * z / (2 * trials)) / weight
    half = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials)) / weight
    # Rounding must not push the ends past the value when it is 0 or 1.
    low, high = min(share, max(0.0, centre - half)), max(share, min(1.0, centre + half))
    return Estimate(value=share, low=low, high=high, unit=unit, n=trials, level=level)
