"""The near-miss control against a slow reference in plain Python, and what must hold for any shares."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from numpy.random import default_rng

from tests.statistics.near_miss.near_miss_reference_pairs import SHAPE, tail
from tests.statistics.near_miss.near_miss_worlds import (
    EVERYBODY,
    Rows,
    assert_same_layout,
    dense,
    four_among_a_public,
    joined_by_others,
    learnt,
    ordered,
    planted,
    reference,
    rows_of,
    shares_and_rule,
    slow_reference,
)
from undertow.statistics.near_miss.groups import Screen, held_out, settled
from undertow.statistics.near_miss.ordered import Rule
from undertow.statistics.near_miss.pairs import Schedules, meetings, pair_tests
from undertow.statistics.near_miss.rates import factors_outside
from undertow.synthetic.worlds.shares import KINDS, world

CROWDED = Rule(crowd=6, least_later=2)
WORLDS = [
    pytest.param(dense(1), Rule(least_later=2), {}, id="dense"),
    pytest.param(dense(2), CROWDED, {}, id="crowds"),
    pytest.param(dense(3), Rule(least_later=2), {0: 0, 1: 0, 2: 0, 7: 1, 8: 1, 9: 1}, id="groups"),
    pytest.param(rows_of(planted(0).shares), Rule(), dict.fromkeys(planted(0).groups[0], 0), id="planted"),
    *(
        pytest.param(
            rows_of(world(default_rng(seed), kind, accounts=25, objects=12, shares=260, days=2)),
            CROWDED,
            {2: 0, 3: 0},
            id=kind,
        )
        for seed, kind in enumerate(KINDS)
    ),
]
on_worlds = pytest.mark.parametrize(("rows", "rule", "group"), WORLDS)


# Against the reference


def assert_same_rates(rows: Rows, rule: Rule, group: dict[int, int]) -> None:
    shares, slow = ordered(rows, rule), reference(rows, rule, group)
    found = learnt(shares, group)
    by_class = found.rates.by_class.reshape(SHAPE)
    for kind, rate in slow.rate.items():
        assert by_class[kind] == pytest.approx(rate)
    assert found.base_rate == pytest.approx(slow.base_rate)
    assert (found.near_events, found.testable) == (slow.near_events(), slow.testable())
    for u, (i, k) in enumerate(zip(shares.account.tolist(), shares.object.tolist(), strict=True)):
        assert (found.rates.fast[u], found.rates.expected[u]) == pytest.approx(slow.bystanders[i, k])
    for i in slow.accounts:
        assert found.rates.account[i] == pytest.approx(slow.factor[i])


def assert_same_pairs(rows: Rows, rule: Rule, group: dict[int, int], items: set[int], least: int, cut: float) -> None:
    """Hits, episodes, expected hits and p of pairs on some objects, before and after the schedule control."""
    shares, slow = ordered(rows, rule), reference(rows, rule, group)
    met = meetings(shares)
    pairs = list(zip(met.left.tolist(), met.right.tolist(), strict=True))
    assert sorted(pairs) == slow.fast_pairs()
    used = np.array([k in items for k in range(len(shares.object_start) - 1)])
    tested = pair_tests(shares, learnt(shares, group).rates, met, used, least)
    clocks = Schedules(shares, met)
    controlled = clocks.control(tested, cut)
    for x, (i, j) in enumerate(pairs):
        expected = slow.pair_test(i, j, items, least)
        assert (tested.hits[x], tested.episodes[x]) == (expected.hits, expected.episodes)
        assert tested.expected[x] == pytest.approx(expected.expected)
        assert tested.p[x] == pytest.approx(expected.p)
        assert controlled[x] == pytest.approx(slow.controlled(i, j, expected, cut))
        if expected.p <= cut:
            assert clocks.rate[x] == pytest.approx(slow.clock(i, j))


def assert_same_groups(rows: Rows, rule: Rule, group: dict[int, int], members: Sequence[int], items: set[int]) -> None:
    """The trials of a group on some objects, and each member against the rest on all."""
    shares, slow = ordered(rows, rule), reference(rows, rule, group)
    rates, theirs = learnt(shares, group).rates, np.array(members, np.int32)
    folds = np.array([0 if k in items else 1 for k in range(len(shares.object_start) - 1)], np.int32)
    found = held_out(shares, rates, theirs, 0, folds)
    trials = slow.group_trials(members, items)
    hits, chances = sum(trial.hit for trial in trials), [trial.chance for trial in trials]
    assert (found.hits, found.trials) == (hits, len(trials))
    assert found.expected == pytest.approx(sum(chances))
    assert found.p == pytest.approx(tail(chances, hits))
    inside = np.isin(np.arange(len(shares.own_start) - 1), theirs)
    for i, factor in zip(members, factors_outside(shares, rates, inside, theirs), strict=True):
        assert factor == pytest.approx(slow.factor_outside(i, members))
    kept, p = settled(shares, rates, theirs, EVERYBODY)
    assert kept.tolist() == sorted(members)
    assert p == pytest.approx([slow.member_p(i, members) for i in sorted(members)])


@on_worlds
def test_the_layout_equals_the_reference(rows: Rows, rule: Rule, group: dict[int, int]) -> None:
    assert_same_layout(rows, rule)


@on_worlds
def test_the_rates_equal_the_reference(rows: Rows, rule: Rule, group: dict[int, int]) -> None:
    assert_same_rates(rows, rule, group)


@on_worlds
def test_the_pairs_equal_the_reference(rows: Rows, rule: Rule, group: dict[int, int]) -> None:
    items = {item for _, item, _ in rows}
    assert_same_pairs(rows, rule, group, items, rule.least, 0.001)
    assert_same_pairs(rows, rule, group, {k for k in items if k % 3}, 2, 0.9)


@on_worlds
def test_the_groups_equal_the_reference(rows: Rows, rule: Rule, group: dict[int, int]) -> None:
    accounts = sorted({account for account, _, _ in rows})
    items = {item for _, item, _ in rows if item % 3 < 2}
    assert_same_groups(rows, rule, group, accounts[:5], items)
    assert_same_groups(rows, rule, group, accounts[1::4], items)


@pytest.mark.parametrize("seed", range(5))
def test_groups_with_companions_equal_the_reference(seed: int) -> None:
    rows, rule, group, members = dense(seed), Rule(least_later=2), dict.fromkeys(range(seed % 4), 0), [0, 1, 2]
    slow, items = reference(rows, rule, group), {item for _, item, _ in rows if item % 4 < 2}
    assert slow.apart_elsewhere(members, items) != set(members) or slow.apart_everywhere(members) != set(members)
    assert_same_groups(rows, rule, group, members, items)


def test_companions_join_acts_of_two_members_on_two_objects_not_looked_at() -> None:
    rows, rule, members = joined_by_others(), Rule(least_later=2), [0, 1, 2]
    slow = reference(rows, rule)
    joined = [slow.companions(members, range(10), least) for least in (1, 2, 3, 4)]
    assert joined == [{3, 4}, {3, 4}, {4}, set()]
    held: list[tuple[set[int], set[int]]] = [({5}, {3, 4}), ({1}, {4}), ({0, 1}, set()), ({3, 4}, {3, 4})]
    for items, companions in held:
        assert slow.apart_elsewhere(members, items) == {*members, *companions}
        assert_same_groups(rows, rule, {}, members, items)
    assert slow.apart_everywhere(members) == {*members, 4}


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("seed", range(3))
def test_members_that_act_all_together_and_members_that_act_by_changing_twos_both_belong(
    seed: int, together: bool
) -> None:
    rows, group = four_among_a_public(seed, together), [0, 1, 2, 3]
    shares, slow = ordered(rows), reference(rows)
    kept, p = settled(shares, learnt(shares).rates, np.array(group, np.int32), Screen())
    assert kept.tolist() == group
    for i, value in zip(group, p, strict=True):
        trials = {joint: slow.member_trials(i, group, joint=joint) for joint in (True, False)}
        assert len(trials[True]) == 5 * together  # no two others act at once where twos change
        one, other = (
            tail([trial.chance for trial in trials[joint]], sum(trial.hit for trial in trials[joint]))
            for joint in (together, not together)
        )
        assert value == pytest.approx(2 * one)
        assert 2 * other > Screen().member


@given(shares_and_rule())
@slow_reference
def test_tiny_inputs_equal_the_reference(made: tuple[Rows, Rule, dict[int, int]]) -> None:
    rows, rule, group = made
    items = {item for _, item, _ in rows}
    assert_same_layout(rows, rule)
    assert_same_rates(rows, rule, group)
    assert_same_pairs(rows, rule, group, items, rule.least, 0.9)
    accounts = sorted({account for account, _, _ in rows})
    if len(accounts) >= 3:
        assert_same_groups(rows, rule, group, accounts[:4], items)


@pytest.mark.parametrize("seed", range(3))
def test_dropping_and_growing_equal_the_reference(seed: int) -> None:
    rows, rule = dense(seed), Rule(least_later=2)
    shares, slow = ordered(rows, rule), reference(rows, rule)
    rates = learnt(shares).rates
    for start, most, level in (([0, 1, 2, 9], 0.05, 0.05), ([0, 1, 2, 3], 0.2, 0.5), ([7, 8, 9], 1.0, 1.0)):
        kept, p = settled(shares, rates, np.array(start, np.int32), Screen(member=most, level=level))
        expected = slow.settled(start, most=most, level=level)
        assert kept.tolist() == list(expected)
        assert p == pytest.approx(list(expected.values()))


@pytest.mark.parametrize("seed", range(3))
def test_who_is_let_into_a_group_at_each_level_equals_the_reference(seed: int) -> None:
    rows, rule, start = dense(seed), Rule(least_later=2), [0, 1, 2]
    shares, q = ordered(rows, rule), reference(rows, rule).growth(start)
    assert len(q) >= 3
    for value in sorted({value for value in q.values() if value < 1}):
        for level in (value * 0.999, value * 1.001):
            kept, _ = settled(shares, learnt(shares).rates, np.array(start, np.int32), Screen(member=1.0, level=level))
            assert kept.tolist() == sorted([*start, *(i for i in q if q[i] <= level)])
