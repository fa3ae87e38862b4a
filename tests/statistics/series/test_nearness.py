import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undertow.errors import BadSetting
from undertow.statistics.series.nearness import event_nearness


def test_one_event_is_near_by_the_share_of_near_days():
    # Days 40 to 49 and 5 on each side: 20 of 100 days.
    assert event_nearness(40, 49, (0, 99), events=1, within_days=5) == pytest.approx(0.2)


def test_three_events_miss_only_if_each_does():
    assert event_nearness(40, 49, (0, 99), events=3, within_days=5) == pytest.approx(1 - 0.8**3)


def test_no_day_outside_the_record_is_counted():
    # Days 0 to 9 and 5 after them.
    assert event_nearness(0, 9, (0, 99), events=1, within_days=5) == pytest.approx(0.15)


def test_no_event_is_never_near_and_a_wide_reach_always():
    assert event_nearness(40, 49, (0, 99), events=0, within_days=5) == 0.0
    assert event_nearness(40, 49, (0, 99), events=1, within_days=90) == 1.0


def test_all_ways_two_events_can_lie_are_counted():
    days = range(12)
    ways = [min(max(0, 5 - day, day - 6) for day in two) <= 2 for two in itertools.product(days, days)]
    assert event_nearness(5, 6, (0, 11), events=2, within_days=2) == pytest.approx(sum(ways) / len(ways))


@given(st.integers(0, 20), st.integers(0, 20), st.integers(0, 9), st.integers(0, 30))
def test_more_events_and_a_wider_reach_are_never_less_likely_near(low, length, events, within):
    chance = event_nearness(low, low + length, (0, 60), events=events, within_days=within)
    assert 0 <= chance <= event_nearness(low, low + length, (0, 60), events=events + 1, within_days=within) <= 1
    assert chance <= event_nearness(low, low + length, (0, 60), events=events, within_days=within + 1)


def test_a_date_outside_the_record_is_refused_with_words():
    with pytest.raises(BadSetting, match="does not lie in the record of days 0 to 99"):
        event_nearness(90, 120, (0, 99), events=1, within_days=5)
    with pytest.raises(BadSetting, match="must be 0 or more"):
        event_nearness(1, 2, (0, 99), events=-1, within_days=5)
