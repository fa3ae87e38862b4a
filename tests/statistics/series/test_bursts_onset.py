import numpy as np
import pytest

from tests.statistics.series.worlds import counts
from undertow.statistics.series.breaks import Break
from undertow.statistics.series.bursts import Burst
from undertow.statistics.series.changes import Search, changes, memory_of
from undertow.statistics.series.onset import first_appearance, first_sustained, two_states


def raised(first=40, stop=52, factor=6.0, periods=80):
    mean = np.full((1, periods), 5.0)
    mean[0, first:stop] *= factor
    return counts(mean, 0.0, np.random.default_rng(1), dispersion=1.5)[0]


def found(series, exposure=None, **how):
    (one,) = changes(series, np.ones(80) if exposure is None else exposure, np.random.default_rng(2), Search(**how))
    return one


def test_a_burst_is_found_with_both_ends():
    one = found(raised())
    assert isinstance(one, Burst)
    assert abs(one.first - 40) <= 1 and abs(one.last - 51) <= 1
    assert one.inside > 3 * one.outside and one.p_value <= 0.05


def test_a_burst_that_still_goes_on_is_a_break():
    one = found(raised(60, 80))
    assert isinstance(one, Break) and abs(one.period - 60) <= 1


def test_a_fall_that_ends_is_no_burst():
    assert not isinstance(found(raised(factor=0.1)), Burst)


def test_a_rise_that_exposure_explains_is_no_burst():
    exposure = np.ones(80)
    exposure[40:52] = 6.0
    assert found(raised(), exposure) is None


def test_one_kind_alone_has_the_whole_level():
    series = raised(factor=2.2)
    alone, beside = found(series, kinds=("burst",), level=1.0), found(series, level=1.0)
    assert isinstance(alone, Burst) and isinstance(beside, Burst)
    assert beside.p_value == pytest.approx(min(1.0, 10 * alone.p_value), abs=0.15)


def test_a_part_takes_the_memory_of_its_whole_family():
    rng = np.random.default_rng(3)
    calm = counts(np.full((16, 40), 8.0), 0.0, rng)
    calm[0, 30:] *= 2
    chances = memory_of(calm, np.ones(40), rng)
    by_itself, with_all = (
        changes(
            calm[:1, 20:], np.ones(20), np.random.default_rng(4), Search(level=1.0, kinds=("break",), chances=known)
        )[0]
        for known in (None, chances)
    )
    assert with_all.p_value < by_itself.p_value
    assert with_all.autocorrelation < by_itself.autocorrelation


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
