"""Attribution, separation, divergence and placement, by hand and on small invented panels."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse, stats

from tests.statistics.convergence.worlds import panel
from undertow.errors import TooLittleData
from undertow.statistics.convergence.adoption import adopted, measured, smallest_seen
from undertow.statistics.convergence.attribution import attributed, resemblance, shares
from undertow.statistics.convergence.divergence import divergence, level
from undertow.statistics.convergence.panel import Panel, scores
from undertow.statistics.convergence.placebo import Levels, controls, direction, placement
from undertow.statistics.convergence.separation import area, by_window, separation

LATER = np.array([False, False, True, True])


def test_a_score_knows_nothing_of_the_period_it_scores() -> None:
    counts = sparse.csr_array(np.array([[4, 0], [4, 0], [0, 4], [0, 4], [0, 4], [9, 0]], np.float32))
    one = Panel(counts, np.array([0, 0, 0, 1, 1, 1]), np.array([0, 1, 2, 0, 1, 2]), np.array([False, False, False]))
    changed = counts.toarray()
    changed[2] = [0, 400]
    other = Panel(sparse.csr_array(changed), one.speaker, one.period, one.later)
    assert scores(one).shape == (6, 2)
    assert scores(one)[2].argmax() == 1
    weights = np.log((np.array([8.0, 0.0]) + one.prior * one.background) / (8 + one.prior))
    assert scores(one)[2, 0] == pytest.approx(4 * weights[1], rel=1e-4)
    assert scores(other).shape == (6, 2)


def test_attributed_counts_every_passage_once() -> None:
    of = measured(panel())
    assert of.counts.sum() == len(of.panel.speaker)
    assert np.all(of.counts.sum(axis=2) == 12)
    chance = resemblance(of.panel, of.scores)
    assert chance.shape == (2, 10, 10)
    assert np.all(chance.argmax(axis=2) == np.arange(10))
    assert attributed(of.panel, of.scores)[0, 0, 0] > 6


def test_a_change_of_shares_by_hand() -> None:
    hits, said = np.array([1.0, 1.0, 6.0, 6.0]), np.array([20.0, 20.0, 20.0, 20.0])
    found = shares(hits, said, LATER)
    assert (found.earlier.value, found.later.value, found.passages) == (0.05, 0.3, (40, 40))
    place = 2 * np.arcsin(np.sqrt((np.array([2, 12]) + 0.5) / 41))
    error = stats.t.ppf(0.975, 2) * np.sqrt(1 / 40 + 1 / 40)
    assert found.change.value == pytest.approx(place[1] - place[0])
    assert found.change.high - found.change.value == pytest.approx(error)
    assert found.later.low < 0.3 < found.later.high


def test_periods_that_differ_widen_the_interval() -> None:
    said = np.full(8, 20.0)
    later = np.arange(8) >= 4
    even = shares(np.array([2.0, 2, 2, 2, 4, 4, 4, 4]), said, later).change
    uneven = shares(np.array([0.0, 4, 0, 4, 0, 8, 0, 8]), said, later).change
    assert uneven.value == even.value
    assert uneven.high - uneven.low > 1.5 * (even.high - even.low)


def test_a_share_needs_two_periods_on_each_side() -> None:
    with pytest.raises(TooLittleData, match="two periods with passages in each window"):
        shares(np.array([1.0, 1, 1]), np.array([9.0, 9, 9]), np.array([False, True, True]))


def test_area_counts_ties_half() -> None:
    assert area(np.array([1.0, 3.0]), np.array([1.0, 2.0])) == pytest.approx((0.5 + 2) / 4)


def test_separation_is_symmetric_and_missing_where_one_is_silent() -> None:
    whole = panel(periods=4)
    silent = whole.speaker + 10 * whole.period != 0
    part = Panel(whole.counts[np.flatnonzero(silent)], whole.speaker[silent], whole.period[silent], whole.later)
    found = separation(part, scores(part), [(0, 1), (1, 2)])
    assert np.isnan(found[0, 0, 1]) and found[1, 0, 1] == found[1, 1, 0] > 0.7
    assert np.isnan(found[1, 0, 2])
    assert by_window(found, part.later)[0, 0, 1] == found[1, 0, 1]


def test_two_halves_of_one_speaker_are_no_distance_apart_and_the_naive_measure_says_they_are() -> None:
    rng = np.random.default_rng(3)
    words = rng.dirichlet(np.full(400, 0.3))
    found = [divergence(*(rng.multinomial(300, words, 9).astype(np.float32) for _ in range(2))) for _ in range(60)]
    unbiased = np.array([one.mean() for one, _ in found])
    assert abs(unbiased.mean()) < 3 * unbiased.std() / np.sqrt(len(unbiased))
    assert np.mean([naive.mean() for _, naive in found]) > 10 * unbiased.std() / np.sqrt(len(unbiased))
    around = level(found[0])
    assert around.low < around.value < around.high


def test_controls_are_all_pairs_of_others() -> None:
    one, other = controls(5, 0, 3)
    assert list(zip(one.tolist(), other.tolist(), strict=True)) == [(1, 2), (1, 4), (2, 4)]


def test_adoption_is_placed_outside_the_controls_with_its_direction() -> None:
    found = placement(measured(panel(adopted=0.5)).levels, 0, 1)
    assert found.closer == 1 / (1 + found.controls) == 1 / 29
    assert found.p_value == 2 / 29
    assert found.towards[0] == 1 / 57
    assert direction(found, level=0.05) == 1
    assert direction(placement(measured(panel(adopted=0.5)).levels, 1, 0), level=0.05) == -1


def test_names_of_speakers_do_not_matter() -> None:
    levels = measured(panel(adopted=0.3)).levels
    order = np.random.default_rng(4).permutation(10)
    other = Levels(*(values[:, order][:, :, order] for values in levels))
    a, b = int(np.flatnonzero(order == 0)[0]), int(np.flatnonzero(order == 1)[0])
    assert placement(other, a, b).statistic == pytest.approx(placement(levels, 0, 1).statistic)


def test_fewer_than_nineteen_controls_are_refused() -> None:
    with pytest.raises(TooLittleData, match="There are 15 control pairs and 19 are needed"):
        placement(measured(panel(speakers=8)).levels, 0, 1)


def test_nothing_adopted_leaves_a_pair_as_it_is() -> None:
    of = measured(panel())
    same = adopted(of, (0, 1), 0.0, np.random.default_rng(1))
    assert np.array_equal(same.counts, of.counts[:, [0, 1]])
    own = (*(of.levels.attributed[1, a, b] for a, b in ((0, 1), (1, 0))), of.levels.apart[1, 0, 1])
    assert same.later == pytest.approx(own, rel=1e-3)


def test_the_smallest_adoption_that_would_have_been_seen_is_one_of_those_tried() -> None:
    of = measured(panel(adopted=0.0, speakers=12))
    rng = np.random.default_rng(2)
    assert smallest_seen(of, (0, 1), 0.025, rng, shares=(0.01, 0.5)) == 0.5
    assert smallest_seen(of, (0, 1), 0.0, rng, shares=(0.5,)) is None
