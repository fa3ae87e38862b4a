import numpy as np
import pytest

from tests.statistics.series.worlds import counts
from undertow.errors import BadSetting
from undertow.statistics.series.bursts import bursts
from undertow.statistics.series.onset import first_appearance, first_sustained, two_states


def raised(first=40, stop=52, factor=6.0, periods=80):
    mean = np.full((1, periods), 5.0)
    mean[0, first:stop] *= factor
    return counts(mean, 0.0, np.random.default_rng(1), dispersion=1.5)[0]


def test_a_burst_is_found_with_both_ends():
    (one,) = bursts(raised(), np.ones(80), np.random.default_rng(2))
    assert abs(one.first - 40) <= 1 and abs(one.last - 51) <= 1
    assert one.inside > 3 * one.outside and not one.edge and one.p_value <= 0.01


def test_a_burst_that_still_goes_on_is_at_the_edge():
    (one,) = bursts(raised(60, 80), np.ones(80), np.random.default_rng(2))
    assert one.last == 79 and one.edge


def test_a_rise_that_exposure_explains_is_no_burst():
    exposure = np.ones(80)
    exposure[40:52] = 6.0
    assert bursts(raised(), exposure, np.random.default_rng(2)) == []


def test_too_few_draws_for_the_level_are_refused():
    with pytest.raises(BadSetting, match="Use at least 99"):
        bursts(raised(), np.ones(80), np.random.default_rng(2), draws=50)


def test_first_appearance_is_the_first_period_with_a_hit():
    assert first_appearance([0, 0, 3, 0, 1]) == 2
    assert first_appearance([0, 0]) is None


def test_an_onset_needs_four_of_six_periods_above():
    hits = np.array([1, 0, 1, 1, 0, 1, 1, 0, 9, 8, 0, 9, 9, 0])
    found = first_sustained(hits, np.full(14, 100))
    assert (found.period, found.above) == (8, 4)
    assert found.earlier == pytest.approx(5 / 800)
    hits[11] = 0
    assert first_sustained(hits, np.full(14, 100)) is None


def test_an_onset_is_dated_by_the_best_step_worked_by_hand():
    # 1 a period, one 4 by chance, then 9: windows from the 4 on have four 9s in them; the step is best at the first 9.
    hits = np.array([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 4, 1, 9, 9, 9, 9, 9, 9])

    def gained(at):
        sides = [(hits[:at].sum(), at), (hits[at:].sum(), 18 - at)]
        return sum(count * np.log(count / periods) for count, periods in sides)

    found = first_sustained(hits, np.full(18, 100))
    assert found.period == max(range(6, 18), key=gained) == 12
    assert (found.low, found.high) == (12, 12)
    assert (found.earlier, found.since) == (pytest.approx(15 / 1200), pytest.approx(0.09))


def test_no_onset_in_a_constant_share_or_without_history():
    assert first_sustained(np.full(20, 5), np.full(20, 100)) is None
    assert first_sustained(np.r_[np.zeros(2), np.full(18, 5)], np.full(20, 100)) is None


def test_two_states_keep_only_heavy_stretches():
    hits = np.full(40, 2.0)
    hits[20:26] = 12.0
    (one,) = two_states(hits, np.full(40, 100))
    assert (one.first, one.last) == (20, 25) and one.weight >= 9
    hits[20:26] = 4.0
    assert two_states(hits, np.full(40, 100)) == []
    assert two_states(np.zeros(40), np.full(40, 100)) == []
