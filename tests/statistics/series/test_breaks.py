import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import nbinom, norm, poisson

from tests.statistics.series.worlds import counts, flat, with_step
from undertow.errors import BadSetting, TooLittleData
from undertow.statistics.series.breaks import date_set
from undertow.statistics.series.changes import Search, changes
from undertow.statistics.series.coverage import smallest_visible
from undertow.statistics.series.family import westfall_young
from undertow.statistics.series.null import count_at
from undertow.statistics.series.scan import best_split, best_stretch, split_ratios
from undertow.statistics.series.trend import trend_ratio

EVEN = np.ones(33)


def planted(seed=1):
    rng = np.random.default_rng(seed)
    return counts(with_step(8, 15, 3.0), 0.0, rng)


def test_a_ratio_is_that_worked_by_hand():
    # 2 in 4 periods, then 12 in 4: 2 ln(2/4) + 12 ln(12/4) - 14 ln(14/8), twice.
    series = np.array([0.0, 1, 0, 1, 3, 3, 3, 3])
    by_hand = 2 * (2 * np.log(2 / 4) + 12 * np.log(12 / 4) - 14 * np.log(14 / 8))
    assert split_ratios(series, np.ones(8), 3)[4] == pytest.approx(by_hand)
    assert best_split(series, np.ones(8), 3) == (pytest.approx(by_hand), 4)


@given(st.lists(st.integers(0, 30), min_size=8, max_size=25), st.integers(0, 2**32 - 1))
@settings(max_examples=15, deadline=None)
def test_the_best_stretch_is_the_best_of_all_raised_ones_inside(series, seed):
    values, exposure = np.array(series, float), np.random.default_rng(seed).uniform(0.5, 2, len(series))
    ratio, first, stop = best_stretch(values, exposure, 2)

    def gained(left, right):
        inside = np.zeros(len(values), bool)
        inside[left:right] = True
        terms = [(values[part].sum(), exposure[part].sum()) for part in (inside, ~inside)]
        whole = values.sum() * np.log(values.sum() / exposure.sum()) if values.sum() else 0.0
        return 2 * (sum(c * np.log(c / e) for c, e in terms if c) - whole)

    periods = len(values)
    mean = values.sum() / exposure.sum()
    every = [
        (s, e)
        for s in range(1, periods)
        for e in range(s + 2, min(periods - 1, s + periods // 2) + 1)
        if values[s:e].sum() / exposure[s:e].sum() > mean
    ]
    assert ratio == pytest.approx(max([0.0, *(gained(s, e) for s, e in every)]), abs=1e-9)
    assert ratio == 0.0 or gained(first, stop) == pytest.approx(ratio)


def test_a_planted_break_is_found_in_its_series_only_and_described():
    found = changes(planted(), EVEN, np.random.default_rng(2))
    assert [k for k, one in enumerate(found) if one] == [0]
    one = found[0]
    assert one.low <= 15 <= one.high and one.shape == "break" and one.p_value <= 0.01
    assert one.ratio.low <= 3 <= one.ratio.high
    assert one.ratio.value == pytest.approx(one.after / one.before)


def test_exposure_that_explains_the_rise_leaves_no_break():
    exposure = np.where(np.arange(33) < 15, 1.0, 3.0)
    assert changes(planted()[:1], exposure, np.random.default_rng(2)) == [None]


def test_the_order_of_series_changes_no_more_than_chance_of_drawing():
    found = changes(planted()[::-1].copy(), EVEN, np.random.default_rng(2))
    assert [k for k, one in enumerate(found) if one] == [7]


def test_shuffled_blocks_find_it_too():
    assert changes(planted(), EVEN, np.random.default_rng(2), Search(block=1))[0] is not None


def test_series_with_too_few_counts_are_not_tested_and_the_others_are():
    values = planted()
    values[1] = 0
    values[2, :] = 0
    values[2, 20:25] = 1
    found = changes(values, EVEN, np.random.default_rng(3))
    assert found[0] and found[1] is None and found[2] is None
    assert changes(values[1:3], EVEN, np.random.default_rng(3)) == [None, None]


def test_a_steady_rise_is_gradual():
    rng = np.random.default_rng(4)
    mean = flat(4, mean=20.0)
    mean[0] *= np.linspace(1, 4, 33)
    one = changes(counts(mean, 0.0, rng), EVEN, rng)[0]
    assert one and one.shape == "gradual" and one.advantage < 0


def test_a_trend_gains_what_its_likelihood_says():
    # Exactly exponential counts: the fitted rate is the counts, so the gain is the deviance from one rate.
    series = np.exp(np.linspace(0, 2, 11)) * 5
    by_hand = 2 * (series * np.log(series / series.mean())).sum()
    assert trend_ratio(series, np.ones(11)) == pytest.approx(by_hand)
    assert trend_ratio(np.full(11, 4.0), np.ones(11)) == pytest.approx(0, abs=1e-9)


def test_a_date_set_holds_the_likeliest_dates():
    ratios = np.zeros(20)
    ratios[[8, 9, 10]] = [20.0, 30.0, 20.0]  # weights .0067, 1, .0067
    assert date_set(ratios) == (9, 9)
    ratios[8] = 28.0  # weights .37, 1
    assert date_set(ratios) == (8, 9)


def test_family_wise_p_values_are_those_worked_by_hand():
    drawn = np.array([[1.0, 0.0], [0.0, 2.0], [3.0, 1.0], [0.0, 1.0]])
    spread = (drawn - drawn.mean(0)) / drawn.std(0)
    first = (1 + (spread.max(1) >= (2.5 - drawn[:, 0].mean()) / drawn[:, 0].std()).sum()) / 5
    p = westfall_young(np.array([2.5, 0.5]), drawn)
    assert p[0] == pytest.approx(first)
    assert p[1] >= p[0]


@pytest.mark.parametrize(("mean", "dispersion"), [(0.3, 1.5), (6.0, 2.0), (6.0, 1.0), (90.0, 4.0)])
def test_drawn_counts_are_the_quantiles_of_their_distribution(mean, dispersion):
    for normal in (-2.5, -1.0, 0.1, 1.3, 3.0):
        target = norm.cdf(normal)
        size = mean / (dispersion - 1) if dispersion > 1 else 0
        expected = nbinom.ppf(target, size, 1 / dispersion) if dispersion > 1 else poisson.ppf(target, mean)
        assert count_at(normal, mean, dispersion) == expected


def test_large_drawn_counts_are_near_the_quantiles():
    for normal in (-2.0, 0.0, 2.0):
        expected = nbinom.ppf(norm.cdf(normal), 500 / 2, 1 / 3)
        assert count_at(normal, 500.0, 3.0) == pytest.approx(expected, rel=0.01)


def test_more_counts_make_smaller_changes_visible():
    rng = np.random.default_rng(5)
    values = np.vstack([counts(flat(1, mean=mean), 0.0, rng) for mean in (3.5, 60.0)])
    few, many = smallest_visible(values, EVEN, rng, draws=199)
    assert many < few
    assert smallest_visible(np.zeros((1, 33)), EVEN, rng).tolist() == [np.inf]


def test_what_cannot_be_tested_is_refused_with_words():
    with pytest.raises(TooLittleData, match="5 periods are too few"):
        changes(np.ones((2, 5)), np.ones(5), np.random.default_rng(1))
    with pytest.raises(BadSetting, match="does not fit counts"):
        changes(np.ones((2, 9)), np.ones(8), np.random.default_rng(1))
    with pytest.raises(BadSetting, match="exposure wherever"):
        changes(np.ones((2, 9)), np.zeros(9), np.random.default_rng(1))
