"""The near-miss control: which accounts are closer in time than chance and slow co-activity explain.

Two accounts that share one object within `reach` of each other are a near event; it is fast within `window`. How often
near events are fast is learnt from the material itself, by class, moment and account; a pair or group stands out when
it is fast more often than that. Method, calibration and limits: docs/methods/coordination.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from undertow.statistics.graph import numbered_components
from undertow.statistics.multiplicity import benjamini_hochberg
from undertow.statistics.near_miss.groups import (
    SMALLEST,
    Hypothesis,
    Screen,
    candidates,
    confirmed,
    folds_of,
    held_out,
    settled,
)
from undertow.statistics.near_miss.ordered import Flags, Ints, Ordered, moved, order
from undertow.statistics.near_miss.pairs import Meetings, Schedules, Tested, meetings, pair_tests
from undertow.statistics.near_miss.rates import Norm, Rates, Reals, norm

_SCHEDULE_CUT = 0.001
ROUNDS = 3
#: Base rates above this mean that nearly everybody in the material acts together.
NO_PUBLIC = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs that were fast on two objects or more; arrays of one entry per pair.

    p: after the schedule control; plain_p before it. q: over all testable pairs; of pairs in no group, over such pairs. clock: whether a common clock raised p.
    supporting: within a group, at the level over the pairs of all groups.
    """

    left: Ints
    right: Ints
    hits: Ints
    episodes: Ints
    expected: Reals
    plain_p: Reals
    p: Reals
    q: Reals
    clock: Flags
    significant: Flags
    supporting: Flags


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """A confirmed group. member_p: of each member against the rest. p, q: of its best held-out test, 1 without one."""

    members: Ints
    member_p: Reals
    p: float
    q: float


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """What the control found, and the numbers needed to understand it.

    testable: pairs with enough episodes (m). base_rate: fast share of near events, each pair weighing 1. crowded: shares
    not used because they fell in crowds.
    """

    pairs: Pairs
    groups: tuple[Group, ...]
    hypotheses: tuple[Hypothesis, ...]
    testable: int
    base_rate: float
    near_events: int
    shares: int
    crowded: int
    rounds: int

    @property
    def significant(self) -> int:
        return int(self.pairs.significant.sum())

    @property
    def compared(self) -> bool:
        """Whether the material holds a public to compare with: without one, most near events of most pairs are fast."""
        return self.base_rate <= NO_PUBLIC


def detect(shares: Ordered, rng: np.random.Generator, screen: Screen = Screen()) -> Result:
    """Steps 2 to 12. Confirmed groups leave the reference, which is then estimated again, until nothing new is found.

    Source: docs/methods/coordination.md.
    """
    met = meetings(shares)
    objects = len(shares.object_start) - 1
    divisions = [folds_of(objects, screen, rng) for _ in range(screen.divisions)]
    search = _Search(shares, met, Schedules(shares, met), divisions, screen)
    group = np.full(len(shares.own_start) - 1, -1, np.int64)
    size = 0
    for rounds in range(1, ROUNDS + 1):
        found = search.once(norm(shares, group))
        now = sum(len(one.members) for one in found.groups)
        if now <= size or rounds == ROUNDS:
            break
        size = now
        group[:] = -1
        for number, one in enumerate(found.groups):
            group[one.members] = number
    return Result(
        pairs=search.pairs(found),
        groups=found.groups,
        hypotheses=found.hypotheses,
        testable=found.norm.testable,
        base_rate=found.norm.base_rate,
        near_events=found.norm.near_events,
        shares=len(shares.account),
        crowded=int(np.count_nonzero(~shares.usable)),
        rounds=rounds,
    )


def placebo(shares: Ordered, rng: np.random.Generator, screen: Screen = Screen(), span: int = 1) -> Result:
    """Step 13: the same on times moved by up to half the reach; expected to find nothing.

    span: seconds to which the times are known; they move by whole steps of it. Times of publication are not used: moved
    shares can come before them.
    """
    times = moved(shares, rng, span)
    public = np.flatnonzero(shares.public)
    return detect(order(shares.account, shares.object, times, shares.rule, public=public), rng, screen)


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """What one round found against one norm."""

    norm: Norm
    tested: Tested
    p: Reals
    q: Reals
    groups: tuple[Group, ...]
    hypotheses: tuple[Hypothesis, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Search:
    """What all rounds have in common."""

    shares: Ordered
    met: Meetings
    clocks: Schedules
    divisions: list[Ints]
    screen: Screen

    def once(self, learnt: Norm) -> _Found:
        """Pairs, held-out groups and members under one norm."""
        shares, screen, rates = self.shares, self.screen, learnt.rates
        everything = np.ones(len(shares.object_start) - 1, np.bool_)
        tested = pair_tests(shares, rates, self.met, everything, shares.rule.least)
        p = self.clocks.control(tested, _SCHEDULE_CUT)
        q = benjamini_hochberg(p, learnt.testable)
        hypotheses = tuple(
            one
            for folds in self.divisions
            for fold, members in candidates(shares, rates, self.met, self.clocks, folds, screen)
            if (one := held_out(shares, rates, members, fold, folds)).trials
        )
        groups = tuple(self._groups(rates, q <= screen.level, confirmed(hypotheses, screen)))
        return _Found(learnt, tested, p, q, groups, hypotheses)

    def _groups(self, rates: Rates, significant: Flags, sure: list[tuple[Hypothesis, float]]) -> Iterator[Group]:
        """What confirmed groups and significant pairs make together, without those who do not belong."""
        hubs = [np.full(len(one.members), one.members[0]) for one, _ in sure]
        left = np.concatenate([self.met.left[significant], *hubs])
        right = np.concatenate([self.met.right[significant], *[one.members for one, _ in sure]])
        for raw in numbered_components(left, right):
            if len(raw) < SMALLEST:
                continue
            members, member_p = settled(self.shares, rates, raw, self.screen)
            if len(members) >= SMALLEST:
                tests = [(one.p, q) for one, q in sure if len(np.intersect1d(one.members, members)) >= SMALLEST]
                yield Group(members, member_p, *min(tests, default=(1.0, 1.0)))

    def pairs(self, found: _Found) -> Pairs:
        """All tested pairs; those inside a group are tested once more among themselves only."""
        met, level = self.met, self.screen.level
        group = np.full(len(self.shares.own_start) - 1, -1, np.int64)
        for number, one in enumerate(found.groups):
            group[one.members] = number
        inside = (group[met.left] >= 0) & (group[met.left] == group[met.right])
        possible = sum(len(one.members) * (len(one.members) - 1) // 2 for one in found.groups)
        # A confirmed group's own pairs must not raise what is allowed to others.
        q = found.q.copy()
        q[~inside] = benjamini_hochberg(found.p[~inside], found.norm.testable - int(inside.sum()))
        supporting = np.zeros(len(found.p), np.bool_)
        supporting[inside] = benjamini_hochberg(found.p[inside], possible) <= level
        return Pairs(
            left=met.left,
            right=met.right,
            hits=found.tested.hits,
            episodes=found.tested.episodes,
            expected=found.tested.expected,
            plain_p=found.tested.p,
            p=found.p,
            q=q,
            clock=found.p > found.tested.p,
            significant=q <= level,
            supporting=supporting,
        )
