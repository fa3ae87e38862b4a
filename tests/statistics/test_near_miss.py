"""The near-miss control against a slow reference in plain Python, and what must hold for any shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import combinations
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.random import default_rng
from numpy.typing import NDArray

from tests.statistics.near_miss_reference import SHAPE, Reference, Settings, q_values, tail
from undertow.errors import BadSetting
from undertow.statistics.near_miss import Result, detect, placebo
from undertow.statistics.near_miss.groups import Screen, candidates, confirmed, folds_of, held_out, settled
from undertow.statistics.near_miss.ordered import Ordered, Rule, moved, order
from undertow.statistics.near_miss.pairs import Schedules, meetings, pair_tests
from undertow.statistics.near_miss.rates import Norm, factors_outside, norm
from undertow.synthetic.worlds.shares import KINDS, Pattern, Planted, Shares, plant, world

Row = tuple[int, int, int]
Rows = Sequence[Row]

UNKNOWN = int(np.iinfo(np.int64).min)
EVERYBODY = Screen(member=1.0, level=-1.0)  # keeps all members and lets nobody in
slow_reference = settings(derandomize=True, deadline=None, database=None, max_examples=60)


def ordered(rows: Rows, rule: Rule = Rule(), published: Mapping[int, int] | None = None) -> Ordered:
    account, item, second = zip(*rows, strict=True) if rows else ((), (), ())
    known = None if published is None else [published.get(k, UNKNOWN) for k in range(max(item) + 1)]
    return order(account, item, second, rule, known)


def reference(
    rows: Rows, rule: Rule = Rule(), group: dict[int, int] | None = None, published: Mapping[int, int] | None = None
) -> Reference:
    return Reference(rows, Settings(*rule), group, published)


def labels(shares: Ordered, group: dict[int, int]) -> NDArray[np.int64]:
    return np.array([group.get(i, -1) for i in range(len(shares.own_start) - 1)], np.int64)


def learnt(shares: Ordered, group: dict[int, int] | None = None) -> Norm:
    return norm(shares, labels(shares, group or {}))


def rows_of(shares: Shares) -> Rows:
    return list(zip(shares.account.tolist(), shares.object.tolist(), shares.at_seconds.tolist(), strict=True))


def dense(seed: int, accounts: int = 14, objects: int = 16, shares: int = 170) -> Rows:
    """Few accounts and objects, moments hours apart and within a minute, equal times and repeated shares.

    Accounts 0 to 4 often act together. Accounts 5 and 6 keep to the full hour.
    """
    rng = default_rng(seed)
    rows = []
    for _ in range(shares):
        account, item = int(rng.integers(accounts)), int(rng.integers(objects))
        second = 20_000 * item + int(rng.choice([rng.integers(0, 90), rng.integers(0, 1500), 600 * rng.integers(0, 9)]))
        rows.append((account, item, 3600 * (second // 3600) if account in (5, 6) else second))
    for item in range(0, objects, 2):
        moment = 20_000 * item + int(rng.integers(300, 1500))
        rows += [(a, item, moment + int(rng.exponential(15))) for a in range(5) if rng.random() < 0.8]
    return rows


@st.composite
def shares_and_rule(draw: st.DrawFn) -> tuple[Rows, Rule, dict[int, int]]:
    """Tiny inputs full of ties, repeated shares and crowds, a rule to go with them, and groups."""
    second = st.one_of(st.integers(-30, 400), st.sampled_from([0, 10, 60, 61, 120, 150, 151, 3600, 7200, 86400, 86460]))
    rows = draw(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 5), second), min_size=1, max_size=45))
    crowd, least, later = draw(st.integers(1, 6)), draw(st.integers(1, 3)), draw(st.integers(0, 3))
    group = draw(st.dictionaries(st.integers(0, 7), st.integers(0, 1), max_size=5))
    return rows, Rule(10, 60, 150, least, crowd, 5.0, later), group


def two_among_a_public(seed: int, on_the_hour: bool) -> Rows:
    """Accounts 0 and 1 share everything at one moment; forty others within a quarter of an hour of it."""
    rng = default_rng(seed)
    rows = []
    for item in range(40):
        hour = 7 * 3600 * item
        moment = hour if on_the_hour else hour + int(rng.integers(3600 * 5))
        rows += [(account, item, moment + int(rng.integers(10))) for account in (0, 1) if rng.random() < 0.8]
        others = rng.choice(np.arange(2, 42), 8, replace=False)
        rows += [(int(account), item, moment + int(rng.integers(-900, 900))) for account in others]
    return rows


def four_among_a_public(seed: int, together: bool) -> Rows:
    """Accounts 0 to 3 act on five objects all together and are ten minutes apart, by twos, on others; or act by twos only."""
    rng, twos = default_rng(seed), list(combinations(range(4), 2))
    rows = []
    for item in range(35):
        moment, two = 20_000 * item + int(rng.integers(3600)), twos[item % 6]
        acting = range(4) if together and item < 5 else two
        apart = 600 if together and item >= 5 else 3
        rows += [(account, item, moment + apart * place) for place, account in enumerate(acting)]
        others = rng.choice(np.arange(4, 44), 8, replace=False)
        rows += [(int(account), item, moment + int(rng.integers(-900, 900))) for account in others]
    return rows


def joined_by_others() -> Rows:
    """Members 0, 1, 2 act jointly on objects 0 to 5 and member 0 alone on 6 to 9.

    With joint acts: account 3 on objects 0 and 1, account 4 on 0 to 2, account 5 on 0 to 3 but a second too late. With
    member 0 where it is alone: account 6. Accounts 7 to 9 come minutes later.
    """
    offsets = [(0, range(10), 0), (1, range(6), 5), (2, range(6), 10)]
    offsets += [(3, range(2), 70), (4, range(3), 8), (5, range(4), 71), (6, range(6, 10), 9)]
    offsets += [(7 + item % 3, range(item, item + 1), 300) for item in range(10)]
    return [(account, item, 20_000 * item + after) for account, items, after in offsets for item in items]


@cache
def planted(seed: int, objects_each: int = 16) -> Planted:
    """A group of five in a hard world of sixty accounts; with sixteen objects it is a clear case."""
    rng = default_rng(seed)
    quiet = world(rng, "hard", accounts=60, objects=60, shares=900, days=4)
    return plant(rng, quiet, Pattern(sizes=(5,), objects_each=objects_each))


def laid_out(shares: Shares) -> Ordered:
    return order(shares.account, shares.object, shares.at_seconds, Rule())


def detected(shares: Shares) -> Result:
    return detect(laid_out(shares), default_rng(1))


def members(found: Result) -> list[tuple[int, ...]]:
    return sorted(tuple(group.members.tolist()) for group in found.groups)


def told(found: object) -> object:
    """A result, or any part of one, so that it can be compared."""
    if isinstance(found, np.ndarray):
        return found.tolist()
    if isinstance(found, tuple):
        return [told(part) for part in found]
    return {field.name: told(getattr(found, field.name)) for field in fields(found)} if is_dataclass(found) else found


SEEDS = range(4)
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


def assert_same_layout(rows: Rows, rule: Rule, published: Mapping[int, int] | None = None) -> None:
    shares, slow = ordered(rows, rule, published), reference(rows, rule, published=published)
    assert len(shares.account) == len(slow.at)
    triples = list(zip(shares.object.tolist(), shares.second.tolist(), shares.account.tolist(), strict=True))
    assert triples == sorted((k, second, i) for (i, k), second in slow.at.items())
    for u, (k, _, i) in enumerate(triples):
        window = {(triples[v][2], k) for v in range(shares.near_first[u], shares.near_past[u]) if v != u}
        assert window == set(slow.near((i, k)))
        assert shares.usable[u] == slow.usable((i, k))
        age, size = slow.band((i, k))
        assert shares.band[u] == age * SHAPE[1] + size
    for i in slow.accounts:
        assert shares.speed[i] == slow.speed[i]
        own = shares.own[shares.own_start[i] : shares.own_start[i + 1]]
        assert sorted(own) == np.flatnonzero(shares.account == i).tolist()
        assert (np.diff(shares.second[own]) >= 0).all()


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


@pytest.mark.parametrize(("cut", "triangles"), [(0.02, 1), (0.05, 2), (0.3, 1), (0.3, 2)])
@pytest.mark.parametrize("seed", SEEDS)
def test_candidates_are_what_triangles_of_pairs_hold_together_in_the_other_folds(
    seed: int, cut: float, triangles: int
) -> None:
    networkx = pytest.importorskip("networkx")
    rows, rule, screen = rows_of(planted(seed).shares), Rule(least_later=2), Screen(cut=cut, triangles=triangles)
    shares, slow = ordered(rows, rule), reference(rows, rule)
    met, folds = meetings(shares), folds_of(len(shares.object_start) - 1, screen, default_rng(seed))
    found = candidates(shares, learnt(shares).rates, met, Schedules(shares, met), folds, screen)
    expected = []
    for fold in range(screen.folds):
        items = set(np.flatnonzero(folds != fold).tolist())
        pairs = [
            (i, j)
            for i, j in slow.fast_pairs()
            if slow.controlled(i, j, slow.pair_test(i, j, items, 2), screen.cut) <= screen.cut
        ]
        parts = networkx.connected_components(networkx.k_truss(networkx.Graph(pairs), 2 + triangles))
        expected += [(fold, sorted(part)) for part in sorted(parts, key=min)]
    assert expected
    assert [(fold, members.tolist()) for fold, members in found] == expected


@pytest.mark.parametrize("screen", [Screen(), Screen(folds=3, divisions=2, cut=0.3)])
@pytest.mark.parametrize("seed", SEEDS)
def test_every_candidate_of_every_division_is_tested_under_one_correction(seed: int, screen: Screen) -> None:
    shares, rng = laid_out(planted(seed, 12).shares), default_rng(seed)
    found = detect(shares, default_rng(seed), screen)
    divisions = [folds_of(len(shares.object_start) - 1, screen, rng) for _ in range(screen.divisions)]
    assert len({tuple(folds) for folds in divisions}) == screen.divisions
    assert all(set(folds) == set(range(screen.folds)) for folds in divisions)
    # Where the last round found the same groups again, they are what its reference was without.
    rates = learnt(shares, {int(i): number for number, one in enumerate(found.groups) for i in one.members}).rates
    met = meetings(shares)
    tests = [
        held_out(shares, rates, members, fold, folds)
        for folds in divisions
        for fold, members in candidates(shares, rates, met, Schedules(shares, met), folds, screen)
    ]
    assert told(found.hypotheses) == told(tuple(one for one in tests if one.trials))
    assert len(found.hypotheses) > screen.divisions


def test_the_screen_is_the_one_whose_error_rates_were_measured() -> None:
    assert Screen() == Screen(folds=2, cut=0.02, level=0.05, member=0.01, triangles=1, divisions=4)


@pytest.mark.parametrize("seed", SEEDS)
def test_known_publication_is_used_where_it_precedes_every_share(seed: int) -> None:
    rows, rng = dense(seed), default_rng(seed)
    published = {k: 20_000 * k + int(rng.integers(-4000, 60)) for k in range(0, 16, 2)}
    assert_same_layout(rows, Rule(least_later=2), published)
    with_known, without = ordered(rows, published=published), ordered(rows)
    assert (with_known.band >= without.band).all() and (with_known.band > without.band).any()


def test_a_publication_after_the_first_share_is_not_used() -> None:
    rows = [(0, 0, 5000), (1, 0, 5130), (0, 1, 9000)]
    by_age = [ordered(rows, published=known) for known in (None, {0: 5090, 1: 9001}, {0: 4900}, {0: 100, 1: 9000})]
    assert [(one.band // SHAPE[1]).tolist() for one in by_age] == [[0, 1, 0], [0, 1, 0], [0, 1, 0], [2, 2, 0]]


# What the whole control returns


@pytest.mark.parametrize(("seed", "objects_each"), [(0, 16), (1, 16), (4, 9), (1, 12), (2, 12)])
def test_q_values_and_supporting_pairs_follow_from_the_p_values(seed: int, objects_each: int) -> None:
    found, screen = detected(planted(seed, objects_each).shares), Screen()
    pairs = found.pairs
    assert pairs.significant.tolist() == (pairs.q <= screen.level).tolist()
    group = {int(i): number for number, one in enumerate(found.groups) for i in one.members}
    inside = np.array([group.get(i, -1) == group.get(j, -2) for i, j in zip(pairs.left, pairs.right, strict=True)])
    assert pairs.q[inside] == pytest.approx(np.array(q_values(pairs.p.tolist(), found.testable))[inside])
    others = found.testable - int(inside.sum())
    assert pairs.q[~inside] == pytest.approx(q_values(pairs.p[~inside].tolist(), others))
    possible = sum(len(one.members) * (len(one.members) - 1) // 2 for one in found.groups)
    again = q_values(pairs.p[inside].tolist(), possible)
    assert pairs.supporting[inside].tolist() == [q <= screen.level for q in again]
    assert pairs.supporting.any() and not pairs.supporting[~inside].any()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_group_carries_its_best_held_out_test_and_that_is_corrected_over_all(seed: int) -> None:
    found, screen = detected(planted(seed).shares), Screen()
    q = q_values([one.p for one in found.hypotheses])
    assert [value for _, value in confirmed(found.hypotheses, screen)] == [
        value for value in q if value <= screen.level
    ]
    for group in found.groups:
        own = [
            (one.p, value)
            for one, value in zip(found.hypotheses, q, strict=True)
            if value <= screen.level and len(set(one.members) & set(group.members)) >= 3
        ]
        assert (group.p, group.q) == min(own, default=(1.0, 1.0))
        assert len(group.members) >= 3 and (group.member_p <= screen.member).all()


@pytest.mark.parametrize("seed", range(6))
def test_planted_groups_in_a_hard_world_are_found_exactly(seed: int) -> None:
    rng = default_rng(seed)
    quiet = world(rng, "hard", accounts=300, objects=400, shares=6000, days=7)
    made = plant(rng, quiet, Pattern(sizes=(5, 6), objects_each=16))
    found = detected(made.shares)
    assert members(found) == sorted(made.groups)
    assert min(found.pairs.p) < 0.001 and all(group.q <= 0.05 for group in found.groups)
    assert found.rounds == 2 and found.compared  # the second found nothing new
    assert found.base_rate < learnt(laid_out(made.shares)).base_rate  # the groups have left the reference


@pytest.mark.parametrize("seed", SEEDS)
def test_the_placebo_of_a_planted_world_finds_nothing(seed: int) -> None:
    shares = laid_out(planted(seed).shares)
    assert members(detect(shares, default_rng(seed)))
    found = placebo(shares, default_rng(seed))
    assert found.groups == () and found.significant == 0
    assert found.shares == len(shares.account)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "feeds"])
def test_a_world_in_which_nobody_acts_together_yields_nothing(kind: str) -> None:
    found = detected(world(default_rng(5), kind, accounts=300, objects=400, shares=6000, days=7))
    assert found.testable > 0
    assert found.groups == () and found.significant == 0


def test_the_same_seed_gives_the_same_result() -> None:
    shares = laid_out(planted(1).shares)
    assert told(detect(shares, default_rng(4))) == told(detect(shares, default_rng(4)))
    assert told(placebo(shares, default_rng(4))) == told(placebo(shares, default_rng(4)))


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([], id="empty"),
        pytest.param([(0, 0, 7)], id="one share"),
        pytest.param([(i, 2 * k, 5000 * i + k) for i in range(6) for k in range(9)], id="nobody near"),
        pytest.param([(i, i, k) for i in range(6) for k in range(9)], id="nothing in common"),
    ],
)
def test_without_a_near_event_nothing_is_testable(rows: Rows) -> None:
    for found in (detect(ordered(rows), default_rng(1)), placebo(ordered(rows), default_rng(1))):
        assert (found.testable, found.near_events, found.significant, found.base_rate) == (0, 0, 0, 0.0)
        assert found.groups == () and found.hypotheses == () and len(found.pairs.p) == 0
        assert found.shares == len({(account, item) for account, item, _ in rows})


def test_one_session_is_one_occasion() -> None:
    session = [(account, item, 200 * item + 5 * account) for account in range(2) for item in range(12)]
    found = detect(ordered(session), default_rng(1))
    assert (found.near_events, found.testable) == (12, 0)
    assert (found.pairs.hits.tolist(), found.pairs.episodes.tolist(), found.pairs.p.tolist()) == ([1], [1], [1.0])


@pytest.mark.parametrize(("apart", "testable"), [(3600, 0), (3601, 1)])
def test_an_occasion_ends_when_the_gap_is_over(apart: int, testable: int) -> None:
    rows = [(account, item, apart * item) for account in range(2) for item in range(2)]
    assert detect(ordered(rows, Rule(least=2)), default_rng(1)).testable == testable


def test_where_everybody_is_fast_there_is_no_public_to_compare_with() -> None:
    found = detect(ordered([(i, k, 20_000 * k + i) for i in range(6) for k in range(10)]), default_rng(1))
    assert found.base_rate == 1.0 and not found.compared
    assert found.significant == 0


def test_a_common_clock_explains_coincidences_and_chance_moments_are_not_explained() -> None:
    for seed in range(3):
        for on_the_hour in (True, False):
            found = detect(ordered(two_among_a_public(seed, on_the_hour)), default_rng(seed))
            pair = int(np.flatnonzero((found.pairs.left == 0) & (found.pairs.right == 1))[0])
            assert found.pairs.plain_p[pair] < 0.001
            assert found.pairs.clock[pair] == on_the_hour
            assert found.pairs.significant[pair] != on_the_hour


# What changes nothing


@given(shares_and_rule(), st.randoms(use_true_random=False), st.integers(-(10**10), 10**10))
@slow_reference
def test_order_of_rows_shift_of_times_and_later_repeats_change_nothing(
    made: tuple[Rows, Rule, dict[int, int]], shuffler: Random, shift: int
) -> None:
    rows, rule, _ = made
    expected = told(detect(ordered(rows, rule), default_rng(1)))
    mixed = [*rows, *((account, item, second + 40) for account, item, second in rows)]
    shuffler.shuffle(mixed)
    moved_on = [(account, item, second + shift) for account, item, second in mixed]
    for changed in (rows[::-1], mixed, moved_on):
        assert told(detect(ordered(changed, rule), default_rng(1))) == expected


def test_order_of_rows_shift_of_times_and_later_repeats_change_nothing_where_a_group_is() -> None:
    rows = rows_of(planted(0).shares)
    expected = detect(ordered(rows), default_rng(1))
    assert expected.groups
    later = [(account, item, second + 100) for account, item, second in rows[::3]]
    shifted = [(account, item, second + 12_345_678) for account, item, second in [*later, *rows]]
    for changed in (rows[::-1], [*later, *rows], shifted):
        assert told(detect(ordered(changed), default_rng(1))) == told(expected)


@pytest.mark.parametrize("seed", SEEDS)
def test_names_of_accounts_change_neither_rates_nor_the_groups_of_a_clear_case(seed: int) -> None:
    # Not so every p: the lower number of a pair tells its episodes, and numbers set the order of a group's trials.
    rows = rows_of(planted(seed).shares)
    name = default_rng(seed).permutation(60)
    renamed = ordered([(int(name[account]), item, second) for account, item, second in rows])
    one, two = learnt(ordered(rows)), learnt(renamed)
    assert two.rates.by_class == pytest.approx(one.rates.by_class)
    assert two.rates.account[name] == pytest.approx(one.rates.account)
    assert two.base_rate == pytest.approx(one.base_rate) and two.near_events == one.near_events
    there = [tuple(sorted(name[list(group)].tolist())) for group in members(detect(ordered(rows), default_rng(1)))]
    assert there and members(detect(renamed, default_rng(1))) == sorted(there)


@pytest.mark.parametrize("seed", SEEDS)
def test_names_that_keep_their_order_and_leave_gaps_change_no_pair(seed: int) -> None:
    rows = rows_of(planted(seed).shares)
    one = detected(planted(seed).shares).pairs
    two = detect(
        ordered([(3 * account + 2, 2 * item + 1, second) for account, item, second in rows]), default_rng(1)
    ).pairs
    assert (two.left.tolist(), two.right.tolist()) == ((3 * one.left + 2).tolist(), (3 * one.right + 2).tolist())
    assert two.hits.tolist() == one.hits.tolist() and two.episodes.tolist() == one.episodes.tolist()
    assert two.plain_p == pytest.approx(one.plain_p)


@pytest.mark.parametrize("seed", SEEDS)
def test_names_of_objects_change_the_folds_but_no_pair_and_not_the_groups_of_a_clear_case(seed: int) -> None:
    made = planted(seed).shares
    name = default_rng(seed).permutation(made.objects)
    one = detected(made)
    two = detect(order(made.account, name[made.object], made.at_seconds, Rule()), default_rng(1))
    assert members(two) == members(one) != []
    assert (two.testable, two.near_events) == (one.testable, one.near_events)
    assert two.pairs.hits.tolist() == one.pairs.hits.tolist()


def test_episodes_are_told_by_the_lower_number() -> None:
    rows = [(0, 0, 0), (1, 0, 0), (0, 1, 3600), (1, 1, 3601)]
    swapped = [(1 - account, item, second) for account, item, second in rows]
    assert [detect(ordered(made), default_rng(1)).pairs.episodes.tolist() for made in (rows, swapped)] == [[1], [2]]


# Crowds, minutes, rules


def test_an_object_that_is_all_crowd_adds_no_event_and_no_trial() -> None:
    rows, rule = rows_of(planted(1).shares), Rule(crowd=35, least_later=10**6)
    crowd = [(account, 1000, 40_000 + account % 25) for account in range(60)]
    one, two = (detect(ordered(made, rule), default_rng(1)) for made in (rows, [*rows, *crowd]))
    assert two.crowded == one.crowded + 60
    assert (two.near_events, two.testable, two.rounds) == (one.near_events, one.testable, one.rounds)
    assert two.base_rate == one.base_rate
    assert two.pairs.episodes.tolist() == one.pairs.episodes.tolist()
    assert two.pairs.plain_p.tolist() == one.pairs.plain_p.tolist()


def test_a_crowd_is_more_than_so_many_others_within_reach() -> None:
    rows = [(account, 0, 10 * account) for account in range(5)]
    assert ordered(rows, Rule(crowd=4)).usable.all()
    assert not ordered(rows, Rule(crowd=3)).usable.any()
    assert ordered([*rows, (5, 0, 1240)], Rule(crowd=4)).usable.tolist() == [True] * 4 + [False, True]
    assert len(meetings(ordered(dense(1), Rule(crowd=0))).left) == 0


@pytest.mark.parametrize("seed", SEEDS)
def test_times_known_to_the_minute_are_fast_in_the_same_or_the_next_minute(seed: int) -> None:
    rows = [(account, item, second - second % 60) for account, item, second in rows_of(planted(seed).shares)]
    shares = ordered(rows)
    assert members(detect(shares, default_rng(1))) == sorted(planted(seed).groups)
    found = placebo(shares, default_rng(1), span=60)
    assert found.groups == () and found.significant == 0
    minutes = ordered([(0, 0, 0), (1, 0, 60), (2, 0, 120), (0, 1, 9000), (1, 1, 9060), (2, 1, 9120)])
    assert meetings(minutes).left.tolist() == [0, 1] and meetings(minutes).right.tolist() == [1, 2]


@pytest.mark.parametrize(("span", "steps"), [(1, 600), (7, 85), (60, 10), (600, 1)])
def test_times_move_by_whole_steps_of_what_is_known_up_to_half_the_reach(span: int, steps: int) -> None:
    shares = ordered([(account, item, 0) for account in range(100) for item in range(100)])
    by = moved(shares, default_rng(1), span)
    assert set(by.tolist()) == {span * step for step in range(-steps, steps + 1)}


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (Rule(window=0), r"window \(0 s\) must be at most half"),
        (Rule(window=1200), r"window \(1200 s\) must be at most half the reach of a near miss \(1200 s\)"),
        (Rule(reach=4000), r"\(4000 s\), that no longer than the gap between episodes \(3600 s\)"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(rule: Rule, told: str) -> None:
    with pytest.raises(BadSetting, match=told):
        ordered([(0, 0, 1)], rule)


def test_columns_that_cannot_be_written_to_compile_nothing_anew() -> None:
    """Rows come from Arrow, which lets nobody write to them; moved times come from numpy. Compiling takes a minute."""
    from undertow.statistics.near_miss import pairs, rates

    shares = planted(0).shares
    columns = [np.array(column) for column in (shares.account, shares.object, shares.at_seconds)]
    for column in columns:
        column.flags.writeable = False
    laid_out = order(*columns, Rule())
    detect(laid_out, default_rng(1))
    placebo(laid_out, default_rng(1))
    detect(order(*(np.array(column) for column in columns), Rule()), default_rng(1))
    assert len(rates._class_counts.signatures) == 1  # type: ignore[attr-defined]  # numba's
    assert len(pairs._pair_tests.signatures) == 1  # type: ignore[attr-defined]  # numba's
