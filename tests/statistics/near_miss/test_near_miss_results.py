"""What the whole near-miss control returns: candidates, corrections, groups, and what is not testable."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.random import default_rng

from tests.statistics.near_miss.near_miss_reference_pairs import SHAPE, q_values
from tests.statistics.near_miss.near_miss_worlds import (
    SEEDS,
    Rows,
    assert_same_layout,
    dense,
    detected,
    laid_out,
    learnt,
    members,
    ordered,
    planted,
    reference,
    rows_of,
    told,
    two_among_a_public,
)
from undertow.statistics.near_miss import detect, placebo
from undertow.statistics.near_miss.groups import Screen, candidates, confirmed, folds_of, held_out
from undertow.statistics.near_miss.ordered import Rule
from undertow.statistics.near_miss.pairs import Schedules, meetings
from undertow.synthetic.worlds.shares import KINDS, Pattern, plant, world


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
