"""Who used first what two voices both came to use, against dates dealt anew to both alike."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from undertow.compiled import compiled
from undertow.errors import TooLittleData

Places = NDArray[np.int64]
#: Fewer periods in which both speak, or fewer units that came to both, and the null has no shape to speak of.
LEAST_PERIODS, LEAST_SHARED = 8, 10
#: Evening throws away at random, so it is done so many times.
_THINNED = 3


class Uses(NamedTuple):
    """What one voice used and when: one entry for each unit and period, sorted by unit, then by period."""

    unit: Places
    period: Places

    def thinned(self, share: NDArray[np.float64], rng: Generator) -> Uses:
        """The uses of which a share by period is kept, at random."""
        stays = rng.random(len(self.unit)) < share[self.period]
        return Uses(self.unit[stays], self.period[stays])


@dataclass(frozen=True)
class Precedence:
    """How many units one voice used first and how many the other, beside what the same dates give when dealt anew.

    first, second: units first used by the one and by the other, once the two are evened (`kept_shares`). together: in the same period.
    balance: (first - second) / sqrt(first + second). mean, spread: of that balance under the null. lags, expected_lags: counts by
    lag, from -(periods - 1) on, positive where the one was first. units, lag: of all units, without evening.
    """

    first: int
    second: int
    together: int
    balance: float
    mean: float
    spread: float
    units: Places
    lag: Places
    lags: NDArray[np.float64]
    expected_lags: NDArray[np.float64]

    @property
    def z(self) -> float:
        return (self.balance - self.mean) / self.spread if self.spread > 0 else 0.0

    def share(self, level_z: float = 1.959964) -> tuple[float, float, float]:
        """Share of decided units that the one used first, with an interval from the spread of the null."""
        decided = self.first + self.second
        value, half = self.first / decided, level_z * self.spread / (2 * sqrt(decided))
        return value, max(0.0, value - half), min(1.0, value + half)

    def least_seen(self, z: float) -> int:
        """The smallest lead, in units, of either voice that would have reached this z."""
        return int(np.ceil((z * self.spread + abs(self.mean)) * sqrt(self.first + self.second)))


def precedence(one: Uses, other: Uses, periods: int, *, burn_in: int, rng: Generator, draws: int = 299) -> Precedence:
    """Counts of first uses by two voices, and the null that deals the periods anew, the same way to both.

    periods: those in which both spoke, numbered from 0. burn_in: a unit that either used in the first so many periods is
    no news and is left out; the same holds in each draw. What both use in one period keeps together. The two are evened first.
    Raises: TooLittleData with fewer than LEAST_PERIODS periods or LEAST_SHARED units that the two used in different ones.
    Source: permutation of time labels, Good (2005), doi:10.1007/b138696. Method: docs/methods/adoption.md.
    """
    if periods < LEAST_PERIODS or not 0 < burn_in < periods - 1:
        raise TooLittleData(
            f"First uses need {LEAST_PERIODS} periods in which both speak and a burn-in shorter than that; got {periods} and {burn_in}. "
            "Take shorter periods or other voices."
        )
    order = rng.permuted(np.tile(np.arange(periods), (draws + 1, 1)), axis=1)
    order[0] = np.arange(periods)
    lags = np.zeros((draws + 1, 2 * periods - 1), np.int64)
    stays = kept_shares(one, other, periods)
    one, other = _shared(one, other)
    for _ in range(_THINNED):
        thinned = [uses.thinned(share, rng) for uses, share in zip((one, other), stays, strict=True)]
        _counted(order, burn_in, (thinned[0], thinned[1]), lags)
    first, second = lags[:, periods:].sum(axis=1) / _THINNED, lags[:, : periods - 1].sum(axis=1) / _THINNED
    if first[0] + second[0] < LEAST_SHARED:
        raise TooLittleData(
            f"{first[0] + second[0]:.0f} units came to both in different periods after the burn-in; {LEAST_SHARED} are needed. "
            "Take more texts or a shorter burn-in."
        )
    balance = (first - second) / np.sqrt(np.maximum(first + second, 1))
    units, lag = _counted(order[:1], burn_in, (one, other), np.zeros((1, 2 * periods - 1), np.int64))
    return Precedence(
        first=round(first[0]),
        second=round(second[0]),
        together=round(lags[0, periods - 1] / _THINNED),
        balance=float(balance[0]),
        mean=float(balance[1:].mean()),
        spread=float(balance[1:].std(ddof=1)),
        units=units,
        lag=lag,
        lags=lags[0] / _THINNED,
        expected_lags=lags[1:].mean(axis=0) / _THINNED,
    )


def _counted(order: Places, burn_in: int, uses: tuple[Uses, Uses], lags: Places) -> tuple[Places, Places]:
    """Adds to `lags` for each order of the periods; the units that count in the first order, and the lag of each."""
    units = np.intersect1d(uses[0].unit, uses[1].unit)
    one, other = (_spans(own, units) for own in uses)
    observed = np.full(len(units), order.shape[1], np.int64)
    _count(order, burn_in, (uses[0].period, uses[1].period), (*one, *other), lags, observed)
    kept = observed < order.shape[1]
    return units[kept], observed[kept]


def kept_shares(one: Uses, other: Uses, periods: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """By period, the share of the uses of each to keep so that the one has the same multiple of the other's in every quarter.

    Else a voice that comes to say more would seem to follow: dates dealt anew deal out volumes too, but not their trend.
    Source: rarefaction, Hurlbert (1971), doi:10.2307/1934145.
    """
    near = np.abs(np.subtract.outer(np.arange(periods), np.arange(periods))) <= periods // 8
    volume = [near @ np.bincount(uses.period, minlength=periods) for uses in (one, other)]
    usual = volume[0].sum() / max(1, volume[1].sum())
    excess = np.maximum(volume[0], 1e-9) / np.maximum(usual * volume[1], 1e-9)
    return np.minimum(1.0, 1 / excess), np.minimum(1.0, excess)


def _spans(uses: Uses, units: Places) -> tuple[Places, Places]:
    first, last = np.searchsorted(uses.unit, units), np.searchsorted(uses.unit, units, side="right")
    return first.astype(np.int64), last.astype(np.int64)


def _shared(one: Uses, other: Uses) -> tuple[Uses, Uses]:
    units = np.intersect1d(one.unit, other.unit)
    mine, theirs = np.isin(one.unit, units), np.isin(other.unit, units)
    return Uses(one.unit[mine], one.period[mine]), Uses(other.unit[theirs], other.period[theirs])


@compiled
def _count(
    order: Places,
    burn_in: int,
    period: tuple[Places, Places],
    spans: tuple[Places, Places, Places, Places],
    lags: Places,
    observed: Places,
) -> None:
    """Adds up, for each order of the periods, how many units have each lag; of the first order, the lag of each unit."""
    last = order.shape[1]
    for unit in range(len(observed)):
        for draw in range(len(order)):
            place = order[draw]
            one = _earliest(place, period[0][spans[0][unit] : spans[1][unit]], burn_in)
            if one < burn_in:
                continue
            other = _earliest(place, period[1][spans[2][unit] : spans[3][unit]], burn_in)
            if other < burn_in:
                continue
            lags[draw, other - one + last - 1] += 1
            if draw == 0:
                observed[unit] = other - one


@compiled
def _earliest(place: Places, periods: Places, enough: int) -> int:
    """The earliest place of these periods, or any below `enough`."""
    found = len(place)
    for period in periods:
        found = min(found, place[period])
        if found < enough:
            break
    return found
