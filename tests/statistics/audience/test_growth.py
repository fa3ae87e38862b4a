"""Growth of an audience against comparable accounts, and from creation days alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undertow.errors import BadSetting, TooLittleData
from undertow.statistics.audience.growth import follow_time, follower_curve, percentile_of_growth


def test_percentiles_with_their_intervals_worked_by_hand() -> None:
    others = np.array([[10, 50], [20, 60], [30, np.nan], [40, 80]])
    at_30, at_60 = percentile_of_growth([30, 60], [40, 70], others)
    assert at_30.percentile == pytest.approx((3 + 0.5) / 4)  # three have fewer, one as many
    assert (at_30.high, at_30.comparable, at_30.middle) == (1.0, 4, 25.0)
    assert at_30.low == pytest.approx(0.1941, abs=1e-4)  # Clopper-Pearson, 3 of 4
    assert (at_60.percentile, at_60.comparable) == (pytest.approx(2 / 3), 3)


def test_ages_that_one_side_lacks_are_left_out() -> None:
    others = np.array([[1.0, np.nan], [2.0, np.nan]])
    assert [one.age_days for one in percentile_of_growth([10, 20], [5, 6], others)] == [10]
    with pytest.raises(TooLittleData, match="No comparable account has a count"):
        percentile_of_growth([20], [6], np.array([[np.nan]]))
    with pytest.raises(BadSetting, match="do not fit together"):
        percentile_of_growth([20], [6], np.array([1.0]))


def test_the_interval_covers_the_percentile_among_all_accounts() -> None:
    rng = np.random.default_rng(3)
    covered = 0
    for _ in range(300):
        own = float(rng.random())
        (found,) = percentile_of_growth([1], [own], rng.random((25, 1)))
        covered += found.low <= own <= found.high
    assert covered >= 0.95 * 300


def test_nobody_follows_before_the_newest_account_ahead_of_it_exists() -> None:
    assert follow_time([5, 3, 9, 2, 9, 11]).tolist() == [5, 5, 9, 9, 9, 11]
    curve = follower_curve([5, 3, 9, 2, 9, 11])
    assert curve.day.tolist() == [5, 9, 11]
    assert curve.followers.tolist() == [2, 5, 6]
    with pytest.raises(TooLittleData, match="no follower"):
        follower_curve([])


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=40))
def test_the_curve_is_never_below_the_true_number_of_followers(accounts: list[tuple[int, int]]) -> None:
    """Each account follows `wait` days after its creation."""
    followed = sorted((created + wait, created) for created, wait in accounts)
    curve = follower_curve([created for _, created in followed])
    for day in range(101):
        true = sum(when <= day for when, _ in followed)
        known = curve.followers[curve.day <= day]
        assert (known[-1] if len(known) else 0) >= true
