"""Shares of a whole, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
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
    low, high = _score_interval(successes / trials, trials, level)
    return Estimate(value=successes / trials, low=low, high=high, unit=unit, n=trials, level=level)


def clustered_share(successes: Sequence[int], trials: Sequence[int], *, unit: str, level: float = 0.95) -> Estimate:
    """The share of successes over clusters of trials that resemble each other, with an interval that knows it.

    successes, trials: one count per cluster, clusters independent. The interval is Wilson's at the effective number of
    trials (share * (1 - share) / cluster-robust variance, at most all trials), narrowed to the degrees of freedom of
    the clusters; where every cluster has the same share, the effective number is that of the clusters. The variance is
    the larger of two, with and without one more cluster of average size and share 1/2. n is all trials.
    Raises: TooLittleData without trials, or for counts that cannot be.
    Source: Korn & Graubard (1998), Survey Methodology 24:193-201; Dean & Pagano (2015), doi:10.1093/jssam/smv024.
    """
    total, clusters = sum(trials), len(trials)
    if total < 1 or len(successes) != clusters or any(not 0 <= s <= t for s, t in zip(successes, trials, strict=False)):
        raise TooLittleData(
            f"{sum(successes)} of {total} is not a share. Give at least one trial and no more successes."
        )
    share = sum(successes) / total
    effective = float(clusters)
    if any(s * total != t * sum(successes) for s, t in zip(successes, trials, strict=True)):
        narrowed = (_normal_quantile(level) / _student_quantile(level, clusters - 1)) ** 2
        effective = min(_effective(successes, trials) * narrowed, float(total))
    low, high = _score_interval(share, max(effective, 1.0), level)
    return Estimate(value=share, low=low, high=high, unit=unit, n=total, level=level)


def _effective(successes: Sequence[int], trials: Sequence[int]) -> float:
    """Independent trials that would give the variance these clusters have."""
    size = sum(trials) / len(trials)
    pairs: list[tuple[float, float]] = list(zip(successes, trials, strict=True))
    return min(_independent(pairs), _independent([*pairs, (size / 2, size)]))


def _independent(pairs: Sequence[tuple[float, float]]) -> float:
    total = sum(t for _, t in pairs)
    share = sum(s for s, _ in pairs) / total
    variance = len(pairs) / (len(pairs) - 1) * sum((s - share * t) ** 2 for s, t in pairs) / total**2
    return share * (1 - share) / variance


def _score_interval(share: float, trials: float, level: float) -> tuple[float, float]:
    z = _normal_quantile(level)
    weight = 1 + z * z / trials
    centre = (share + z * z / (2 * trials)) / weight
    half = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials)) / weight
    # Rounding must not push the ends past the value when it is 0 or 1.
    return min(share, max(0.0, centre - half)), max(share, min(1.0, centre + half))


def _normal_quantile(level: float) -> float:
    return NormalDist().inv_cdf(0.5 + level / 2)


def _student_quantile(level: float, freedom: int) -> float:
    """Abramowitz & Stegun 26.7.5; at 95 % within 1 % from 4 degrees of freedom on, and too small below."""
    z = _normal_quantile(level)
    if freedom < 4 and abs(level - 0.95) < 1e-9:
        return {1: 12.706, 2: 4.303, 3: 3.182}[freedom]
    terms: tuple[float, ...] = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return z + sum(float(term / freedom**place) for place, term in enumerate(terms, 1))
