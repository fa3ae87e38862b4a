"""How fast an audience grew, and against whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from undertow.errors import BadSetting, TooLittleData


@dataclass(frozen=True, slots=True)
class GrowthAtAge:
    """An account's followers at one age, among comparable accounts at the same age.

    percentile: share of them with fewer followers, half of those with equally many included; low, high: its interval.
    comparable: how many of them have a count at this age; middle: the median of those counts.
    """

    age_days: int
    followers: float
    percentile: float
    low: float
    high: float
    comparable: int
    middle: float


@dataclass(frozen=True, slots=True, eq=False)
class FollowerCurve:
    """At most `followers` of today's followers can have followed by the end of `day`; one entry per change."""

    day: NDArray[np.int64]
    followers: NDArray[np.int64]


def percentile_of_growth(
    age_days: ArrayLike, followers: ArrayLike, comparable: ArrayLike, *, level: float = 0.95
) -> list[GrowthAtAge]:
    """Where the followers of an account stand among comparable accounts, at each age at which both are known.

    age_days, followers: shape (ages,). comparable: shape (accounts, ages), NaN where unknown. The interval is for the
    percentile among all accounts like the comparable ones, which are taken to be a random sample of them.
    Raises: BadSetting for shapes that do not fit; TooLittleData when no age has a comparable account.
    Source: Clopper & Pearson (1934), doi:10.1093/biomet/26.4.404, with ties counted on either side.
    """
    ages, own, others = np.asarray(age_days), np.asarray(followers, float), np.asarray(comparable, float)
    if others.ndim != 2 or len(ages) != len(own) or others.shape[1] != len(ages):
        raise BadSetting(
            f"{len(ages)} ages, {len(own)} counts and a table of shape {others.shape} do not fit together. "
            "Give one row per comparable account and one column per age."
        )
    known = np.flatnonzero(~np.isnan(own) & (~np.isnan(others)).any(axis=0))
    if not len(known):
        raise TooLittleData("No comparable account has a count at an age at which the account has one. Add snapshots.")
    return [_at_age(int(ages[age]), float(own[age]), others[:, age], level) for age in known]


def follow_time(created_day_in_follow_order: ArrayLike) -> NDArray[np.int64]:
    """The day before which each follower cannot have followed: the latest creation among it and those before it.

    created_day_in_follow_order: the oldest follower first.
    Source: Meeder et al. (2011), doi:10.1145/1963405.1963481.
    """
    return np.maximum.accumulate(np.asarray(created_day_in_follow_order, dtype=np.int64))


def follower_curve(created_day_in_follow_order: ArrayLike) -> FollowerCurve:
    """How many of today's followers an account can have had by each day, at most; those it lost are not seen.

    created_day_in_follow_order: the oldest follower first. The curve is close where accounts that have just been
    created keep following, and far too high where they do not.
    Raises: TooLittleData without followers.
    Source: Meeder et al. (2011), doi:10.1145/1963405.1963481.
    """
    earliest = follow_time(created_day_in_follow_order)
    if not len(earliest):
        raise TooLittleData("There is no follower with a creation day, so growth cannot be drawn.")
    day, counted = np.unique(earliest, return_counts=True)
    return FollowerCurve(day, np.cumsum(counted))


def _at_age(age: int, own: float, column: NDArray[np.float64], level: float) -> GrowthAtAge:
    from scipy.stats import beta

    others = column[~np.isnan(column)]
    fewer, equal, among = int((others < own).sum()), int((others == own).sum()), len(others)
    tail = (1 - level) / 2
    low = float(beta.ppf(tail, fewer, among - fewer + 1)) if fewer else 0.0
    most = fewer + equal
    high = float(beta.ppf(1 - tail, most + 1, among - most)) if most < among else 1.0
    return GrowthAtAge(age, own, (fewer + equal / 2) / among, low, high, among, float(np.median(others)))
