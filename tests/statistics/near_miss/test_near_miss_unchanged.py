"""What changes nothing in the near-miss control: order, names and shifts; then crowds, minutes and rules."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import default_rng

from tests.statistics.near_miss.near_miss_worlds import (
    SEEDS,
    Rows,
    dense,
    detected,
    learnt,
    members,
    ordered,
    planted,
    rows_of,
    shares_and_rule,
    slow_reference,
    told,
)
from undertow.errors import BadSetting
from undertow.statistics.near_miss import detect, placebo
from undertow.statistics.near_miss.ordered import Rule, moved, order
from undertow.statistics.near_miss.pairs import meetings

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
