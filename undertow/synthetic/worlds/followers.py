"""Audiences with nothing planted, of many kinds, and batches planted into them: for error rates and power.

Accounts are created on the days on which a platform grew, in waves and surges; an account gains followers over its last
two years, most of them long after they were created and a few straight away. A `Kind` adds a surge of genuine sign-ups.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from undertow.errors import UnknownName

Days = NDArray[np.int64]
Numbers = NDArray[np.float64]

#: Days since 1970 on which the platform opened, days until the audience was collected, and days it took to gather.
OPENED, DAYS, GATHERED = 13_200, 5_600, 700


@dataclass(frozen=True, slots=True, eq=False)
class Audience:
    """created: creation day of each follower, the oldest follower first; planted: number of the batch it is of, or 0.

    reference: creation days of an independent sample of the platform's accounts.
    """

    created: Days
    planted: NDArray[np.int64]
    reference: Days


@dataclass(frozen=True, slots=True)
class Plan:
    """A batch: so large a share of the audience, created within `spread_days`, following in a block or anywhere.

    block: others who stand among each account of the batch (1.3: it is 43 % of its block); 0 spreads it over all.
    """

    share: float
    spread_days: int = 3
    block: float = 1.3


@dataclass(frozen=True, slots=True, eq=False)
class _Platform:
    """Sign-ups per day (adding up to 1), and the extra surge of an audience that a kind asks for.

    delay_days: mean time until those of the surge follow; None: whenever others of their age do.
    """

    rate: Numbers
    surge: Numbers | None = None
    share: float = 0.0
    delay_days: float | None = None


def world(rng: Generator, kind: str, *, followers: int = 2000, reference: int = 2000, surge: float = 0.15) -> Audience:
    """An audience in which nothing was planted; `KINDS` names the kinds and says what happens in each.

    surge: share of the followers that the kind's surge brings. Raises: UnknownName.
    """
    if kind not in KINDS:
        raise UnknownName.among("world of followers", kind, KINDS)
    platform = KINDS[kind](rng, _platform(rng), surge)
    created = _followers(rng, platform, followers)
    sample = rng.choice(DAYS, reference, p=platform.rate)
    return Audience(created + OPENED, np.zeros(followers, np.int64), np.sort(sample) + OPENED)


def plant(rng: Generator, audience: Audience, *plans: Plan) -> Audience:
    """The audience with batches in place of as many of its followers, so that its size stays."""
    followers = len(audience.created)
    sizes = [round(plan.share * followers) for plan in plans]
    kept = np.sort(rng.choice(followers, followers - sum(sizes), replace=False))
    created, planted = [audience.created[kept]], [audience.planted[kept]]
    place = [np.arange(len(kept)) + 0.0]
    for number, (plan, size) in enumerate(zip(plans, sizes, strict=True), 1):
        first = OPENED + int(rng.integers(DAYS // 4, DAYS - GATHERED - 60))
        created.append(first + rng.integers(0, plan.spread_days, size))
        planted.append(np.full(size, number))
        start = rng.random() * len(kept) * 0.9
        place.append(start + rng.random(size) * (plan.block * size) if plan.block else rng.random(size) * len(kept))
    order = np.argsort(np.concatenate(place), kind="stable")
    return Audience(np.concatenate(created)[order], np.concatenate(planted)[order], audience.reference)


def _platform(rng: Generator) -> _Platform:
    """A platform that spread, levelled off and had its fashions: weekdays, quarters and a handful of news surges."""
    day = np.arange(DAYS)
    spread = 1 / (1 + np.exp(-(day - rng.uniform(0.15, 0.35) * DAYS) / (rng.uniform(0.04, 0.09) * DAYS)))
    rate = 0.15 + spread * (1 - rng.uniform(0, 0.5) * day / DAYS)
    quarters = np.interp(day, np.arange(0, DAYS + 91, 91), rng.lognormal(0, 0.15, DAYS // 91 + 2))
    weeks = np.repeat(rng.lognormal(0, 0.18, DAYS // 7 + 1), 7)[:DAYS]
    rate = rate * quarters * weeks * (1 + 0.1 * (day % 7 >= 5))
    for _ in range(int(rng.poisson(4))):
        rate = rate * (1 + rng.uniform(1, 6) * _news(rng, int(rng.integers(DAYS))))
    return _Platform(rate / rate.sum())


def _news(rng: Generator, onset: int, mean_days: tuple[float, float] = (1.0, 12.0)) -> Numbers:
    """1 on the day of the news, and dying away."""
    day = np.arange(DAYS) - onset
    decay = float(np.exp(rng.uniform(*np.log(mean_days))))
    return np.asarray(np.where(day >= 0, np.exp(-np.maximum(day, 0) / decay), 0.0))


def _followers(rng: Generator, platform: _Platform, followers: int) -> Days:
    """Creation days in follow order. Each follows on a day of its own and was created before it."""
    fast = rng.uniform(0.6, 2.5)
    followed = np.sort(DAYS - 1 - (GATHERED * (1 - rng.random(followers) ** fast)).astype(np.int64))
    tilt = platform.rate * np.exp(rng.normal(0, 0.8) * np.arange(DAYS) / DAYS)
    created = _before(rng, tilt, followed)
    straight = rng.random(followers) < rng.uniform(0.03, 0.13)
    created[straight] = np.maximum(0, followed[straight] - rng.geometric(0.3, int(straight.sum())) + 1)
    return created if platform.surge is None else _surge(rng, platform, platform.surge, created, followed)


def _before(rng: Generator, rate: Numbers, followed: Days) -> Days:
    """A creation day for each follower from the days up to the one it followed on."""
    running = np.cumsum(rate)
    return np.searchsorted(running, rng.random(len(followed)) * running[followed]).astype(np.int64)


def _surge(rng: Generator, platform: _Platform, shape: Numbers, created: Days, followed: Days) -> Days:
    """The creation days with some followers created in the surge instead."""
    some = np.flatnonzero(rng.random(len(created)) < platform.share)
    rough = shape * rng.lognormal(0, 0.2, DAYS)
    day = rng.choice(DAYS, len(some), p=rough / rough.sum())
    if platform.delay_days is None:
        changed = created.copy()
        changed[some] = np.minimum(day, followed[some])
        return changed
    rest, others = np.delete(created, some), np.delete(followed, some)
    place = np.searchsorted(others, day + rng.exponential(platform.delay_days, len(some)))
    order = np.argsort(np.concatenate([np.arange(len(rest)), place - 0.5]), kind="stable")
    return np.concatenate([rest, day])[order]


def _onset(rng: Generator) -> int:
    return int(rng.integers(DAYS // 5, DAYS - GATHERED - 60))


def _steady(rng: Generator, platform: _Platform, surge: float) -> _Platform:
    """Nothing but the growth and the fashions of the platform."""
    return platform


def _shared_surge(rng: Generator, platform: _Platform, surge: float) -> _Platform:
    """News brings many to the platform, in the audience and in the reference alike."""
    news = _news(rng, _onset(rng), (2.0, 10.0))
    return _Platform(platform.rate * (1 - surge) + surge * news / news.sum())


def _bell(spread_days: float) -> Callable[[Generator, _Platform, float], _Platform]:
    def bend(rng: Generator, platform: _Platform, surge: float) -> _Platform:
        shape = np.exp(-0.5 * ((np.arange(DAYS) - _onset(rng)) / spread_days) ** 2)
        return _Platform(platform.rate, shape, surge)

    bend.__doc__ = f"The audience's own public comes to the platform over a spread (sd) of {spread_days:g} days."
    return bend


def _decay(mean_days: float) -> Callable[[Generator, _Platform, float], _Platform]:
    def bend(rng: Generator, platform: _Platform, surge: float) -> _Platform:
        return _Platform(platform.rate, _news(rng, _onset(rng), (mean_days, mean_days)), surge)

    bend.__doc__ = f"The audience's own public comes on one day, and fewer and fewer with a mean of {mean_days:g} days."
    return bend


def _hard(length_days: int) -> Callable[[Generator, _Platform, float], _Platform]:
    def bend(rng: Generator, platform: _Platform, surge: float) -> _Platform:
        shape, onset = np.zeros(DAYS), _onset(rng)
        shape[onset : onset + length_days] = 1.0
        return _Platform(platform.rate, shape, surge)

    bend.__doc__ = f"The audience's own public comes evenly over {length_days} days and on no other."
    return bend


def _viral(rng: Generator, platform: _Platform, surge: float) -> _Platform:
    """The account itself is in the news while it gathers followers: newcomers come for it and follow at once."""
    return _Platform(platform.rate, _news(rng, _gathering(rng), (4.0, 8.0)), surge, delay_days=1.0)


def _late(rng: Generator, platform: _Platform, surge: float) -> _Platform:
    """Its public comes over two weeks while it gathers followers, and finds the account in the weeks after."""
    shape = np.exp(-0.5 * ((np.arange(DAYS) - _gathering(rng)) / 5.0) ** 2)
    return _Platform(platform.rate, shape, surge, delay_days=45.0)


def _gathering(rng: Generator) -> int:
    return int(rng.integers(DAYS - GATHERED + 30, DAYS - 60))


#: What can happen without anybody planting anything. `hard` surges have the shape of a batch: dates cannot tell.
KINDS: dict[str, Callable[[Generator, _Platform, float], _Platform]] = {
    "steady": _steady,
    "shared_surge": _shared_surge,
    **{f"bell_{days}": _bell(days) for days in (1, 2, 3, 5, 10, 25, 60)},
    **{f"decay_{days}": _decay(days) for days in (1, 2, 4, 6)},
    **{f"hard_{days}": _hard(days) for days in (2, 3, 5)},
    "viral": _viral,
    "late": _late,
}
