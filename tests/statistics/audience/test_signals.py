"""Risk ratios, standardised shares and shared texts."""

from math import exp, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undertow.errors import BadSetting, TooLittleData
from undertow.statistics.audience.signals import expected_share, rarefied, risk_ratio, shared_by_chance


def test_one_stratum_gives_the_plain_ratio_with_its_textbook_interval() -> None:
    found = risk_ratio([30], [100], [10], [100])
    error = sqrt(1 / 30 - 1 / 100 + 1 / 10 - 1 / 100)
    assert found.value == pytest.approx(3.0)
    assert found.low == pytest.approx(3 * exp(-1.959964 * error))
    assert found.high == pytest.approx(3 * exp(1.959964 * error))
    # Mantel-Haenszel with continuity correction by hand: (10 - .5)^2 / (100*100*40*160 / (200^2 * 199)) = 11.225
    assert found.p_value == pytest.approx(0.000807, abs=2e-6)


def test_two_strata_worked_by_hand() -> None:
    # R = 10*90/190 + 20*140/290, Q = 5*100/190 + 8*150/290
    found = risk_ratio([10, 20], [100, 150], [5, 8], [90, 140])
    assert found.value == pytest.approx((900 / 190 + 2800 / 290) / (500 / 190 + 1200 / 290))
    assert found.low < found.value < found.high


def test_matching_takes_away_what_the_year_explains() -> None:
    """In each year both sides have the same rate; taken together the audience seems to have twice as many."""
    assert risk_ratio([1 + 40], [10 + 100], [10 + 4], [100 + 10]).value > 2
    assert risk_ratio([1, 40], [10, 100], [10, 4], [100, 10]).value == pytest.approx(1.0)
    assert risk_ratio([1, 40], [10, 100], [10, 4], [100, 10]).p_value > 0.9


def test_no_hit_on_one_side_still_gives_a_finite_interval_and_no_hit_at_all_says_nothing() -> None:
    one_sided = risk_ratio([20], [100], [0], [100])
    assert 1 < one_sided.low < one_sided.high < float("inf")
    nothing = risk_ratio([0], [10], [0], [10])
    assert (nothing.low, nothing.p_value) == (0.0, 1.0)


@given(st.lists(st.tuples(*[st.integers(1, 40)] * 4), min_size=1, max_size=6))
def test_exchanging_the_sides_inverts_the_ratio(rows: list[tuple[int, int, int, int]]) -> None:
    own_hits, own_rest, other_hits, other_rest = np.array(rows).T
    there = risk_ratio(own_hits, own_hits + own_rest, other_hits, other_hits + other_rest)
    back = risk_ratio(other_hits, other_hits + other_rest, own_hits, own_hits + own_rest)
    assert there.value == pytest.approx(1 / back.value)
    assert there.low == pytest.approx(1 / back.high)
    assert there.p_value == pytest.approx(back.p_value)


def test_the_expected_share_weighs_the_reference_by_the_strata_of_the_audience() -> None:
    assert expected_share([30, 10], [5, 10], [50, 20]) == pytest.approx((30 * 0.1 + 10 * 0.5) / 40)
    assert expected_share([30, 10], [5, 0], [50, 0]) == pytest.approx(0.1)  # a stratum without reference does not count


def test_counts_that_cannot_be_and_strata_without_two_sides_are_refused() -> None:
    with pytest.raises(BadSetting, match="more hits than accounts"):
        risk_ratio([11], [10], [1], [10])
    with pytest.raises(TooLittleData, match="No stratum holds accounts of both sides"):
        risk_ratio([1, 0], [10, 0], [0, 1], [0, 10])


def test_rarefied_is_the_mean_over_all_samples() -> None:
    """Keys a a b -: of the three samples of two accounts each with an a, one holds both; so 2 of 2 in 1 of 6 samples."""
    assert rarefied([7, 7, 8, -1], 2) == pytest.approx(1 / 6)
    assert rarefied([7, 7, 8, -1], 4) == pytest.approx(2 / 4)
    assert rarefied([-1, -1, -1], 3) == 0.0
    with pytest.raises(TooLittleData, match="cannot be drawn from 3 accounts"):
        rarefied([1, 1, 1], 4)


@given(st.lists(st.integers(-1, 8), min_size=3, max_size=60), st.data())
def test_more_accounts_share_texts_in_larger_samples(keys: list[int], data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(keys) - 1))
    assert rarefied(keys, size) <= rarefied(keys, size + 1) + 1e-12


def test_texts_shared_within_an_audience_stand_out_and_exchangeable_ones_do_not() -> None:
    rng = np.random.default_rng(1)
    own, other = rng.integers(0, 4000, 600), rng.integers(0, 4000, 900)
    level = shared_by_chance(own, other, rng, draws=99)
    assert level.p_value > 0.05
    own[:120] = 5000 + np.arange(120) // 3
    found = shared_by_chance(own, other, rng, draws=99)
    assert found.p_value == pytest.approx(0.01)
    assert found.size == 600
    assert found.expected_low <= found.expected <= found.expected_high < found.audience


def test_labels_are_dealt_within_strata() -> None:
    """Texts are common in one year only, and the audience is of that year: no more than the year explains."""
    rng = np.random.default_rng(2)
    years = [np.r_[np.zeros(80, int), np.ones(320, int)], np.r_[np.zeros(320, int), np.ones(80, int)]]
    keys = [np.where(year == 1, rng.integers(0, 60, 400), 1000 + rng.integers(0, 10**6, 400)) for year in years]
    assert shared_by_chance(keys[0], keys[1], rng, draws=99).p_value <= 0.05
    assert shared_by_chance(keys[0], keys[1], rng, strata=(years[0], years[1]), draws=99).p_value > 0.05
