"""Groups found in part of the objects and tested in the rest, and who belongs to them: steps 9 and 10."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from undertow.compiled import compiled
from undertow.statistics.graph import numbered_components, truss
from undertow.statistics.multiplicity import benjamini_hochberg
from undertow.statistics.near_miss.ordered import Flags, Ints, Longs, Ordered, class_of, is_fast
from undertow.statistics.near_miss.pairs import Meetings, Schedules, pair_tests
from undertow.statistics.near_miss.rates import Rates, Reals, crowd_factor, factors_outside
from undertow.statistics.poisson_binomial import upper_tail

SMALLEST = 3
_TRIALS_PER_OBJECT = 3
_LEAST_HITS = 3
_GROW_OBJECTS = 3
_COMPANION_OBJECTS = 2


@dataclass(frozen=True, slots=True)
class Screen:
    """How groups are looked for: folds of one division, p to pass the screen, level of the tests, p a member may have.

    triangles: how many each link of a candidate lies in. divisions: how often the objects are divided into folds anew.
    """

    folds: int = 2
    cut: float = 0.02
    level: float = 0.05
    member: float = 0.01
    triangles: int = 1
    divisions: int = 4


@dataclass(frozen=True, slots=True, eq=False)
class Hypothesis:
    """A candidate group, found without the objects of `fold` and tested on them."""

    members: Ints
    fold: int
    hits: int
    trials: int
    expected: float
    p: float


class _Circle(NamedTuple):
    """Members of a group and what their shares are measured against.

    inside: [accounts], the members. apart: [accounts], members and companions, who are nobody's bystanders. shares: [s],
    usable shares of members, sorted. company: [s], how many other members' shares are fast with each. seen, expected:
    [s], bystanders. factor: [accounts], the account factors of members against accounts not apart.
    """

    inside: Flags
    apart: Flags
    shares: Ints
    company: Ints
    seen: Reals
    expected: Reals
    factor: Reals


def folds_of(objects: int, screen: Screen, rng: np.random.Generator) -> Ints:
    """A fold for each object, at random."""
    return rng.integers(0, screen.folds, objects).astype(np.int32)


def candidates(
    shares: Ordered, rates: Rates, met: Meetings, clocks: Schedules, folds: Ints, screen: Screen
) -> Iterator[tuple[int, Ints]]:
    """Fold by fold, the groups that hang together by triangles of pairs that stand out in the other folds."""
    for fold in range(screen.folds):
        tested = pair_tests(shares, rates, met, folds != fold, 2)
        kept = clocks.control(tested, screen.cut) <= screen.cut
        left, right = truss(met.left[kept], met.right[kept], screen.triangles)
        for members in numbered_components(left, right):
            if len(members) >= SMALLEST:
                yield fold, members


def held_out(shares: Ordered, rates: Rates, members: Ints, fold: int, folds: Ints) -> Hypothesis:
    """The test of a candidate group on the objects that were not looked at when it was found."""
    circle = _circle(shares, rates, members, folds != fold, _COMPANION_OBJECTS)
    hits, chances = _group_trials(shares, rates, circle, folds == fold)
    p = float(upper_tail(chances, hits)) if len(chances) else 1.0
    return Hypothesis(members, fold, int(hits), len(chances), float(chances.sum()), p)


def confirmed(hypotheses: Sequence[Hypothesis], screen: Screen) -> list[tuple[Hypothesis, float]]:
    """The hypotheses with their q-values over all (fold, group), those at the level only."""
    q = benjamini_hochberg([hypothesis.p for hypothesis in hypotheses])
    return [
        (hypothesis, float(value)) for hypothesis, value in zip(hypotheses, q, strict=True) if value <= screen.level
    ]


def settled(shares: Ordered, rates: Rates, members: Ints, screen: Screen) -> tuple[Ints, Reals]:
    """The group without accounts that do not act with the rest, with those that do; and the p of each against the rest."""
    members, p = _pruned(shares, rates, members, screen)
    if len(members) < SMALLEST:
        return members, p
    members = np.concatenate([members, _grown(shares, rates, members, screen)])
    return _pruned(shares, rates, np.sort(members), screen)


def _pruned(shares: Ordered, rates: Rates, members: Ints, screen: Screen) -> tuple[Ints, Reals]:
    p = _against_rest(shares, rates, _whole_circle(shares, rates, members), members)
    kept = p <= screen.member
    return members[kept], p[kept]


def _grown(shares: Ordered, rates: Rates, members: Ints, screen: Screen) -> Ints:
    circle = _whole_circle(shares, rates, members)
    near = _near_objects(shares, circle.shares)
    near[members] = 0
    able = np.flatnonzero(near >= _GROW_OBJECTS).astype(np.int32)
    return able[benjamini_hochberg(_against_rest(shares, rates, circle, able)) <= screen.level]


def _whole_circle(shares: Ordered, rates: Rates, members: Ints) -> _Circle:
    # One object more than in a held-out test: the object being looked at may be among them.
    everything = np.ones(len(shares.object_start) - 1, np.bool_)
    return _circle(shares, rates, members, everything, _COMPANION_OBJECTS + 1)


def _circle(shares: Ordered, rates: Rates, members: Ints, used: Flags, least: int) -> _Circle:
    """used, least: companions are fast with a joint act of members on so many of the objects marked."""
    inside = np.zeros(len(shares.own_start) - 1, np.bool_)
    inside[members] = True
    own = np.flatnonzero(inside[shares.account] & shares.usable).astype(np.int32)
    company = _company(shares, own)
    apart = inside | (_joined(shares, own, company, used) >= least)
    seen, expected = _outside(shares, rates, apart, own)
    factor = np.ones(len(inside))
    factor[members] = factors_outside(shares, rates, apart, members)
    return _Circle(inside, apart, own, company, seen, expected, factor)


def _against_rest(shares: Ordered, rates: Rates, circle: _Circle, accounts: Ints) -> Reals:
    """p of each account against the members of the circle; 1 with fewer than three hits.

    Twice the smaller of two: against joint acts of two members or more, and against any single member. Some groups act all
    together, others in changing twos.
    """
    p = np.ones(len(accounts))
    circle.factor[accounts] = factors_outside(shares, rates, circle.apart, accounts)
    everyone = circle._replace(company=np.full(len(circle.shares), 2, np.int32))
    room = np.empty(int(np.diff(shares.own_start).max(initial=0)))
    for x, account in enumerate(accounts):
        for others in (circle, everyone):
            hits, trials = _focal_trials(shares, rates, others, account, room)
            if hits >= _LEAST_HITS:
                p[x] = min(p[x], 2.0 * upper_tail(room[:trials], hits))
    return p


@compiled
def _bystanders(shares: Ordered, rates: Rates, inside: Flags, u: int) -> tuple[float, float]:
    """Bystanders of a share that are not members: fast ones, and how many the classes let expect."""
    seen = expected = 0.0
    for v in range(shares.near_first[u], shares.near_past[u]):
        if v != u and not inside[shares.account[v]]:
            seen += is_fast(shares, u, v)
            expected += rates.by_class[class_of(shares, u, v)]
    return seen, expected


@compiled
def _outside(shares: Ordered, rates: Rates, inside: Flags, own: Ints) -> tuple[Reals, Reals]:
    seen, expected = np.zeros(len(own)), np.zeros(len(own))
    for x in range(len(own)):
        seen[x], expected[x] = _bystanders(shares, rates, inside, own[x])
    return seen, expected


@compiled
def _company(shares: Ordered, own: Ints) -> Ints:
    """With how many other members' shares each of the members' shares is fast."""
    company = np.zeros(len(own), np.int32)
    for x in range(len(own)):
        y = x + 1
        while y < len(own) and own[y] < shares.near_past[own[x]] and is_fast(shares, own[x], own[y]):
            company[x] += 1
            company[y] += 1
            y += 1
    return company


@compiled
def _joined(shares: Ordered, own: Ints, company: Ints, used: Flags) -> Ints:
    """On how many of the objects marked each account is fast with a member who is fast with another member."""
    count = np.zeros(len(shares.own_start) - 1, np.int32)
    last = np.full(len(count), -1, np.int32)
    for x in range(len(own)):
        u = own[x]
        if company[x] == 0 or not used[shares.object[u]]:
            continue
        for v in range(shares.near_first[u], shares.near_past[u]):
            j = shares.account[v]
            if is_fast(shares, u, v) and last[j] != shares.object[u]:
                last[j] = shares.object[u]
                count[j] += 1
    return count


@compiled
def _near_objects(shares: Ordered, own: Ints) -> Longs:
    """On how many objects each account is near a member. own: the members' shares, sorted."""
    found = np.zeros(len(shares.own_start) - 1, np.int64)
    past = 0
    for u in own:
        for v in range(max(shares.near_first[u], past), shares.near_past[u]):
            found[shares.account[v]] += 1
        past = max(past, shares.near_past[u])
    return found


@compiled
def _chance(
    shares: Ordered, rates: Rates, u: int, v: int, own: tuple[float, float], other: tuple[float, float]
) -> float:
    """Class rate times the smaller of two crowd factors: repeat partners left out, group left out.

    own, other: bystanders outside the group of u and of v, fast and expected.
    """
    weight = shares.rule.weight
    apart = (own[0] + other[0] + weight) / (own[1] + other[1] + weight)
    crowd = max(1.0, min(apart, crowd_factor(shares, rates, u, v, -1.0)))
    return float(rates.by_class[class_of(shares, u, v)] * crowd)


@compiled
def _trial(
    shares: Ordered, rates: Rates, circle: _Circle, u: int, own: tuple[float, float], rank: Ints
) -> tuple[int, bool, float]:
    """One share against those of members near it: how many there are, whether one is fast, and the chance of that.

    own: bystanders of u outside the group. rank: [s], where it is given only members' shares of a lower rank than u's
    count; empty otherwise: then those that have company other than u.
    """
    window = shares.rule.window
    inside = circle.inside[shares.account[u]]
    total = covered = 0.0
    near = 0
    hit = False
    end = shares.second[u] - 2 * shares.rule.reach
    place = _first_from(circle.shares, shares.near_first[u])
    own_rank = rank[_first_from(circle.shares, u)] if len(rank) else 0
    while place < len(circle.shares) and circle.shares[place] < shares.near_past[u]:
        v = circle.shares[place]
        others = circle.company[place] - (inside and is_fast(shares, u, v))
        if v != u and (others > 0 if len(rank) == 0 else rank[place] < own_rank):
            seen, expected = circle.seen[place], circle.expected[place]
            if not circle.apart[shares.account[u]]:
                seen -= is_fast(shares, u, v)
                expected -= rates.by_class[class_of(shares, u, v)]
            factor = circle.factor[shares.account[u]] * circle.factor[shares.account[v]]
            total += min(1.0, _chance(shares, rates, u, v, own, (seen, expected)) * factor)
            hit = hit or is_fast(shares, u, v)
            covered += max(0, shares.second[v] + window - max(shares.second[v] - window, end))
            end = max(end, shares.second[v] + window)
            near += 1
        place += 1
    once = min(1.0, total / max(near, 1))
    return near, hit, float(1.0 - (1.0 - once) ** max(1.0, covered / (2.0 * window)))


@compiled
def _first_from(numbers: Ints, least: int) -> int:
    """The first place in rising numbers at which one is at least `least`."""
    low, high = 0, len(numbers)
    while low < high:
        middle = (low + high) // 2
        if numbers[middle] < least:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def _focal_trials(shares: Ordered, rates: Rates, circle: _Circle, i: int, chances: Reals) -> tuple[int, int]:
    """An account against other members near its shares: one trial an object, one object an episode. Returns hits, trials.

    chances: room for as many as the account has shares.
    """
    anyone = circle.shares[:0]
    n = hits = 0
    last = np.int64(0)
    for own in range(shares.own_start[i], shares.own_start[i + 1]):
        u = shares.own[own]
        if not shares.usable[u] or (n > 0 and shares.second[u] - last <= shares.rule.gap):
            continue
        near, hit, chance = _trial(shares, rates, circle, u, _bystanders(shares, rates, circle.apart, u), anyone)
        if near:
            chances[n] = chance
            hits += hit
            n += 1
            last = shares.second[u]
    return hits, n


def _group_trials(shares: Ordered, rates: Rates, circle: _Circle, used: Flags) -> tuple[int, Reals]:
    """Hits and chances of a group: in pseudo-random order each member's share against the earlier ones near it.

    At most three trials an object, one object an episode.
    """
    item = shares.object[circle.shares].astype(np.int64)
    key = (shares.account[circle.shares].astype(np.int64) * 2654435761 + item * 40503) % 1000003
    order = np.lexsort((key, item)).astype(np.int32)
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order))
    trials, hit, chance = _object_trials(shares, rates, circle, used, order, rank)
    in_time = np.argsort(shares.second[circle.shares[trials]], kind="stable")
    return _one_object_an_episode(shares, circle.shares[trials[in_time]], chance[in_time], hit[in_time])


@compiled
def _object_trials(
    shares: Ordered, rates: Rates, circle: _Circle, used: Flags, order: Ints, rank: Ints
) -> tuple[Ints, Flags, Reals]:
    trials = np.empty(len(order), np.int32)
    hit, chance = np.empty(len(order), np.bool_), np.empty(len(order))
    n = done = 0
    current = -1
    for place in order:
        u = circle.shares[place]
        if shares.object[u] != current:
            current, done = shares.object[u], 0
        if done == _TRIALS_PER_OBJECT or not used[current]:
            continue
        outside = (circle.seen[place], circle.expected[place])
        near, hit[n], chance[n] = _trial(shares, rates, circle, u, outside, rank)
        if near:
            trials[n] = place
            n += 1
            done += 1
    return trials[:n], hit[:n], chance[:n]


@compiled
def _one_object_an_episode(shares: Ordered, trials: Ints, chance: Reals, hit: Flags) -> tuple[int, Reals]:
    kept = np.empty(len(trials))
    n = hits = 0
    last, current = np.int64(0), -1
    for x in range(len(trials)):
        at, item = shares.second[trials[x]], shares.object[trials[x]]
        if n == 0 or at - last > shares.rule.gap or item == current:
            last, current = at, item
            kept[n] = chance[x]
            n += 1
            hits += hit[x]
    return hits, kept[:n]
