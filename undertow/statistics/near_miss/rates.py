"""How often near events are fast, for ordinary pairs, at crowded moments, and for quick accounts: steps 2 to 4."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from undertow.compiled import compiled
from undertow.statistics.near_miss.ordered import AGES, SIZES, SPEEDS, Ints, Longs, Ordered, class_of, is_fast

Reals = NDArray[np.float64]

CLASSES = AGES * SIZES * SPEEDS * SPEEDS
_PSEUDO_PAIRS = 20.0
_PSEUDO_ACCOUNT = 1.0


class Rates(NamedTuple):
    """What the trial probability of a near event is made of.

    by_class: [CLASSES], the fast share of near events, each pair of accounts weighing 1. fast, expected: [n], bystanders
    of each share that were fast, and how many the classes let expect. account: [accounts], factors of at least 1.
    """

    by_class: Reals
    fast: Reals
    expected: Reals
    account: Reals


class Norm(NamedTuple):
    """The rates, and what is told about them: the fast share over all pairs, near events, pairs that can be tested."""

    rates: Rates
    base_rate: float
    near_events: int
    testable: int


class _Tally(NamedTuple):
    """Partners of one account at a time: near events with each, episodes, start of the last episode, who was touched."""

    times: Ints
    episodes: Ints
    last: Longs
    touched: Ints


def norm(shares: Ordered, group: Longs) -> Norm:
    """Rates from all near events but those inside a group. group: [accounts], its number or -1.

    Source: docs/methods/coordination.md, steps 2 to 4.
    """
    fast, near, events, testable = _class_counts(shares, group)
    rate, base = _shrunk(fast, near)
    seen, expected = _bystanders(shares, rate, group)
    rates = Rates(rate, seen, expected, np.ones(len(shares.own_start) - 1))
    account = _account_factors(shares, rates, group)
    return Norm(rates._replace(account=account), base, int(events), int(testable))


def _shrunk(fast: Reals, near: Reals) -> tuple[Reals, float]:
    """Class rates, drawn towards those of all sizes of object together by 20 pseudo-pairs; and the rate of all."""
    shape = (AGES, SIZES, SPEEDS, SPEEDS)
    total = max(float(near.sum()), 1.0)
    base = float(fast.sum()) / total
    hits, trials = fast.reshape(shape), near.reshape(shape)
    margin = (hits.sum(1) + _PSEUDO_PAIRS * base) / (trials.sum(1) + _PSEUDO_PAIRS)
    rate = (hits + _PSEUDO_PAIRS * margin[:, None]) / (trials + _PSEUDO_PAIRS)
    return rate.reshape(-1), base


@compiled
def together(group: Longs, i: int, j: int) -> bool:
    """Whether two accounts are in one group."""
    return bool(group[i] >= 0 and group[i] == group[j])


@compiled
def _class_counts(shares: Ordered, group: Longs) -> tuple[Reals, Reals, int, int]:
    """Fast and all near events by class, each pair weighing 1; near events; pairs with enough episodes."""
    accounts = len(shares.own_start) - 1
    tally = _Tally(
        np.zeros(accounts, np.int32),
        np.zeros(accounts, np.int32),
        np.zeros(accounts, np.int64),
        np.empty(accounts, np.int32),
    )
    fast, near = np.zeros(CLASSES), np.zeros(CLASSES)
    sampled = shares.public.any()
    events = testable = 0
    for i in range(accounts):
        partners = _tell_partners(shares, i, tally)
        if shares.public[i] or not sampled:
            _add_classes(shares, i, tally.times, group, fast, near)
        for x in range(partners):
            j = tally.touched[x]
            events += tally.times[j]
            testable += j > i and tally.episodes[j] >= shares.rule.least and not (shares.public[i] and shares.public[j])
            tally.times[j] = tally.episodes[j] = 0
    return fast, near, events // 2, testable


@compiled
def _tell_partners(shares: Ordered, i: int, tally: _Tally) -> int:
    """Near events and episodes of an account with each partner; returns how many partners there are."""
    partners = 0
    for own in range(shares.own_start[i], shares.own_start[i + 1]):
        u = shares.own[own]
        if not shares.usable[u]:
            continue
        for v in range(shares.near_first[u], shares.near_past[u]):
            if v == u or not shares.usable[v]:
                continue
            j = shares.account[v]
            if tally.times[j] == 0:
                tally.touched[partners] = j
                partners += 1
            if tally.times[j] == 0 or shares.second[u] - tally.last[j] > shares.rule.gap:
                tally.episodes[j] += 1
                tally.last[j] = shares.second[u]
            tally.times[j] += 1
    return partners


@compiled
def _add_classes(shares: Ordered, i: int, times: Ints, group: Longs, fast: Reals, near: Reals) -> None:
    for own in range(shares.own_start[i], shares.own_start[i + 1]):
        u = shares.own[own]
        if not shares.usable[u]:
            continue
        for v in range(shares.near_first[u], shares.near_past[u]):
            j = shares.account[v]
            if j > i and shares.usable[v] and shares.public[j] == shares.public[i] and not together(group, i, j):
                c = class_of(shares, u, v)
                near[c] += 1.0 / times[j]
                fast[c] += is_fast(shares, u, v) / times[j]


@compiled
def _bystanders(shares: Ordered, rate: Reals, group: Longs) -> tuple[Reals, Reals]:
    """For each share: bystanders that were fast, and how many the classes let expect.

    Left out are partners that were fast with the account on another object, and members of its own group.
    """
    accounts = len(shares.own_start) - 1
    met = np.zeros(accounts, np.int32)
    seen, expected = np.zeros(len(shares.account)), np.zeros(len(shares.account))
    for i in range(accounts):
        begin, past = shares.own_start[i], shares.own_start[i + 1]
        for u in shares.own[begin:past]:
            _count_fast(shares, u, met, True)
        for u in shares.own[begin:past]:
            if not shares.usable[u]:
                continue
            for v in range(shares.near_first[u], shares.near_past[u]):
                j = shares.account[v]
                fast = is_fast(shares, u, v)
                if v != u and met[j] - fast < 1 and not together(group, i, j):
                    seen[u] += fast
                    expected[u] += rate[class_of(shares, u, v)]
        for u in shares.own[begin:past]:
            _count_fast(shares, u, met, False)
    return seen, expected


@compiled
def _count_fast(shares: Ordered, u: int, met: Ints, add: bool) -> None:
    """Adds one to each account that was fast with share u, or sets its count to nothing again."""
    if not shares.usable[u]:
        return
    v = u - 1
    while v >= shares.near_first[u] and is_fast(shares, u, v):
        met[shares.account[v]] = met[shares.account[v]] + 1 if add else 0
        v -= 1
    v = u + 1
    while v < shares.near_past[u] and is_fast(shares, u, v):
        met[shares.account[v]] = met[shares.account[v]] + 1 if add else 0
        v += 1


@compiled
def _count_near(shares: Ordered, u: int, times: Ints, add: bool) -> None:
    """The same for accounts near share u."""
    if shares.usable[u]:
        for v in range(shares.near_first[u], shares.near_past[u]):
            times[shares.account[v]] = times[shares.account[v]] + 1 if add else 0


@compiled
def crowd_factor(shares: Ordered, rates: Rates, u: int, v: int, own: float) -> float:
    """How many times as often as expected bystanders of two shares were fast; at least 1.

    own: the class rate of the event if it is itself among the bystanders and must be taken out, else negative.
    """
    seen, expected = rates.fast[u] + rates.fast[v], rates.expected[u] + rates.expected[v]
    if own >= 0:
        seen -= 2.0 * is_fast(shares, u, v)
        expected -= 2.0 * own
    return float(max(1.0, (seen + shares.rule.weight) / (expected + shares.rule.weight)))


@compiled
def _account_factors(shares: Ordered, rates: Rates, group: Longs) -> Reals:
    """How many times as often as expected each account is fast with partners it is not fast with again; at least 1."""
    accounts = len(shares.own_start) - 1
    met, times = np.zeros(accounts, np.int32), np.zeros(accounts, np.int32)
    factor = np.ones(accounts)
    for i in range(accounts):
        begin, past = shares.own_start[i], shares.own_start[i + 1]
        for u in shares.own[begin:past]:
            _count_fast(shares, u, met, True)
            _count_near(shares, u, times, True)
        seen = expected = 0.0
        for u in shares.own[begin:past]:
            if not shares.usable[u]:
                continue
            for v in range(shares.near_first[u], shares.near_past[u]):
                j = shares.account[v]
                fast = is_fast(shares, u, v)
                if v != u and met[j] - fast < 1 and not together(group, i, j):
                    rate = rates.by_class[class_of(shares, u, v)]
                    seen += fast / times[j]
                    expected += min(1.0, rate * crowd_factor(shares, rates, u, v, rate)) / times[j]
        for u in shares.own[begin:past]:
            _count_fast(shares, u, met, False)
            _count_near(shares, u, times, False)
        factor[i] = excess(seen, expected)
    return factor


@compiled
def excess(seen: float, expected: float) -> float:
    """Seen over expected with one pseudo-event in each; at least 1."""
    return max(1.0, (seen + _PSEUDO_ACCOUNT) / (expected + _PSEUDO_ACCOUNT))


@compiled
def factors_outside(shares: Ordered, rates: Rates, inside: NDArray[np.bool_], accounts: Ints) -> Reals:
    """Factors of some accounts, from partners outside a group only, each distinct partner weighing 1."""
    times = np.zeros(len(inside), np.int32)
    factors = np.ones(len(accounts))
    for x in range(len(accounts)):
        begin, past = shares.own_start[accounts[x]], shares.own_start[accounts[x] + 1]
        for u in shares.own[begin:past]:
            _count_near(shares, u, times, True)
        seen = expected = 0.0
        for u in shares.own[begin:past]:
            if not shares.usable[u]:
                continue
            for v in range(shares.near_first[u], shares.near_past[u]):
                j = shares.account[v]
                if v != u and not inside[j]:
                    rate = rates.by_class[class_of(shares, u, v)]
                    seen += is_fast(shares, u, v) / times[j]
                    expected += min(1.0, rate * crowd_factor(shares, rates, u, v, -1.0)) / times[j]
        for u in shares.own[begin:past]:
            _count_near(shares, u, times, False)
        factors[x] = excess(seen, expected)
    return factors
