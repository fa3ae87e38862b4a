"""Which pairs are fast together more often than near events of their kind, moment and accounts are: steps 5 to 8."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from undertow.compiled import compiled
from undertow.statistics.near_miss.ordered import Flags, Ints, Longs, Ordered, class_of, is_fast
from undertow.statistics.near_miss.rates import Rates, Reals, crowd_factor
from undertow.statistics.poisson_binomial import upper_tail

#: Periods of a clock that two accounts may both follow, in seconds.
PERIODS = (3600, 86400)
_SCHEDULE_SHARES = 400
_SCHEDULE_WEIGHT = 40.0
_SCHEDULE_RATIO = 1.5


class Meetings(NamedTuple):
    """Near events of the pairs that were fast on two objects or more: the only ones that can be found.

    left, right: [pairs], the accounts, left below right. start: [pairs + 1]. one, two: [events], the shares of left and
    of right, in order of left's time.
    """

    left: Ints
    right: Ints
    start: Longs
    one: Ints
    two: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Tested:
    """hits, episodes, expected hits and p of each pair of `Meetings`; p is 1 where there are too few episodes or hits."""

    hits: Ints
    episodes: Ints
    expected: Reals
    p: Reals


def meetings(shares: Ordered) -> Meetings:
    """The near events worth testing. They do not depend on any rate."""
    left, right, sizes, pairs, events = _listed_pairs(shares)
    start = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes[:pairs], dtype=np.int64)])
    one, two = _listed_events(shares, left[:pairs], right[:pairs], start, events)
    return Meetings(left[:pairs].copy(), right[:pairs].copy(), start, one, two)


def pair_tests(shares: Ordered, rates: Rates, met: Meetings, used: Flags, least: int) -> Tested:
    """One trial per episode, over the objects marked in `used`; at least `least` episodes and two hits.

    Source: docs/methods/coordination.md, steps 5 and 6.
    """
    return Tested(*_pair_tests(shares, rates, met, used, least))


class Schedules:
    """The schedule control, step 7: what the clocks of two accounts explain. Each pair is looked at once."""

    def __init__(self, shares: Ordered, met: Meetings) -> None:
        self._shares, self._met = shares, met
        self.rate = np.full(len(met.left), np.nan)

    def control(self, tested: Tested, cut: float) -> Reals:
        """p of each pair, raised to what a common clock gives where p is at most `cut` and there is such a clock."""
        doubtful = np.flatnonzero((tested.p <= cut) & (tested.episodes > 0))
        new = doubtful[np.isnan(self.rate[doubtful])]
        if len(new):
            self.rate[new] = _clock_rates(self._shares, self._met.left[new], self._met.right[new])
        flat = self._shares.rule.window / self._shares.rule.reach
        raised = tested.p.copy()
        for pair in doubtful[self.rate[doubtful] > _SCHEDULE_RATIO * flat]:
            n = int(tested.episodes[pair])
            chance = min(1.0, self.rate[pair] * max(1.0, tested.expected[pair] / n / flat))
            raised[pair] = max(tested.p[pair], upper_tail(np.full(n, chance), int(tested.hits[pair])))
        return raised


@compiled
def _grown(array: Ints, size: int) -> Ints:
    if size <= len(array):
        return array
    larger = np.empty(max(size, 2 * len(array)), np.int32)
    for x in range(len(array)):
        larger[x] = array[x]
    return larger


@compiled
def _listed_pairs(shares: Ordered) -> tuple[Ints, Ints, Ints, int, int]:
    """Pairs that were fast at least twice, in order of left, the near events of each, and how many of both."""
    accounts = len(shares.own_start) - 1
    near, fast = np.zeros(accounts, np.int32), np.zeros(accounts, np.int32)
    touched = np.empty(accounts, np.int32)
    left, right, sizes = np.empty(64, np.int32), np.empty(64, np.int32), np.empty(64, np.int32)
    pairs = events = 0
    for i in range(accounts):
        partners = _count_partners(shares, i, near, fast, touched)
        for x in range(partners):
            j = touched[x]
            if fast[j] >= 2 and not (shares.public[i] and shares.public[j]):
                left, right, sizes = _grown(left, pairs + 1), _grown(right, pairs + 1), _grown(sizes, pairs + 1)
                left[pairs], right[pairs], sizes[pairs] = i, j, near[j]
                events += near[j]
                pairs += 1
            near[j] = fast[j] = 0
    return left, right, sizes, pairs, events


@compiled
def _count_partners(shares: Ordered, i: int, near: Ints, fast: Ints, touched: Ints) -> int:
    """Near and fast events of an account with each partner of a higher number; returns how many partners."""
    partners = 0
    for own in range(shares.own_start[i], shares.own_start[i + 1]):
        u = shares.own[own]
        if not shares.usable[u]:
            continue
        for v in range(shares.near_first[u], shares.near_past[u]):
            j = shares.account[v]
            if j <= i or not shares.usable[v]:
                continue
            if near[j] == 0:
                touched[partners] = j
                partners += 1
            near[j] += 1
            fast[j] += is_fast(shares, u, v)
    return partners


@compiled
def _listed_events(shares: Ordered, left: Ints, right: Ints, start: Longs, events: int) -> tuple[Ints, Ints]:
    """The near events of those pairs: each pair's from its start on, in order of left's time."""
    slot = np.full(len(shares.own_start) - 1, -1, np.int64)
    one, two = np.empty(events, np.int32), np.empty(events, np.int32)
    first = 0
    while first < len(left):
        i, past = left[first], first
        while past < len(left) and left[past] == i:
            slot[right[past]] = start[past]
            past += 1
        for own in range(shares.own_start[i], shares.own_start[i + 1]):
            u = shares.own[own]
            if not shares.usable[u]:
                continue
            for v in range(shares.near_first[u], shares.near_past[u]):
                j = shares.account[v]
                if slot[j] >= 0 and shares.usable[v]:
                    one[slot[j]], two[slot[j]] = u, v
                    slot[j] += 1
        for pair in range(first, past):
            slot[right[pair]] = -1
        first = past
    return one, two


@compiled
def _pair_tests(
    shares: Ordered, rates: Rates, met: Meetings, used: Flags, least: int
) -> tuple[Ints, Ints, Reals, Reals]:
    pairs = len(met.left)
    hits, episodes = np.zeros(pairs, np.int32), np.zeros(pairs, np.int32)
    expected, p = np.zeros(pairs), np.ones(pairs)
    for pair in range(pairs):
        factor = rates.account[met.left[pair]] * rates.account[met.right[pair]]
        chances = np.empty(met.start[pair + 1] - met.start[pair])
        n = x = 0
        last = np.int64(0)
        for event in range(met.start[pair], met.start[pair + 1]):
            u, v = met.one[event], met.two[event]
            if not used[shares.object[u]] or (n > 0 and shares.second[u] - last <= shares.rule.gap):
                continue
            last = shares.second[u]
            # Such a pair is fast on another object too, so its events are not among the bystanders.
            moment = min(1.0, rates.by_class[class_of(shares, u, v)] * crowd_factor(shares, rates, u, v, -1.0))
            chances[n] = min(1.0, moment * factor)
            n += 1
            x += is_fast(shares, u, v)
        hits[pair], episodes[pair], expected[pair] = x, n, chances[:n].sum()
        if n >= least and x >= 2:
            p[pair] = upper_tail(chances[:n], x)
    return hits, episodes, expected, p


@compiled
def _clock_rates(shares: Ordered, left: Ints, right: Ints) -> Reals:
    """How often two accounts' shares of anything, far apart in time, fall together modulo an hour or a day."""
    rates = np.zeros(len(left))
    for pair in range(len(left)):
        for period in PERIODS:
            rates[pair] = max(rates[pair], _clock_rate(shares, left[pair], right[pair], period))
    return rates


@compiled
def _clock_rate(shares: Ordered, i: int, j: int, period: int) -> float:
    window, reach = shares.rule.window, shares.rule.reach
    step_i = 1 + (shares.own_start[i + 1] - shares.own_start[i]) // _SCHEDULE_SHARES
    step_j = 1 + (shares.own_start[j + 1] - shares.own_start[j]) // _SCHEDULE_SHARES
    fast = near = 0
    for a in range(shares.own_start[i], shares.own_start[i + 1], step_i):
        for b in range(shares.own_start[j], shares.own_start[j + 1], step_j):
            apart = abs(shares.second[shares.own[a]] - shares.second[shares.own[b]])
            if apart > period // 2:
                rest = apart % period
                rest = min(rest, period - rest)
                near += rest <= reach
                fast += rest <= window
    return float((fast + _SCHEDULE_WEIGHT * window / reach) / (near + _SCHEDULE_WEIGHT))
