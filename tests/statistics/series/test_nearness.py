import pytest
from hypothesis import given
from hypothesis import strategies as st

from undertow.errors import BadSetting
from undertow.statistics.series.nearness import share_as_near


def test_one_event_in_the_interval_is_held_by_as_many_places_as_the_interval_has_days() -> None:
    # Intervals of 10 days in 100 begin on days 0 to 90; day 45 lies in those that begin on 36 to 45.
    assert share_as_near(40, 49, (0, 99), [(45, 45)]) == pytest.approx(10 / 91)


def test_an_event_beside_the_interval_is_as_near_from_both_sides() -> None:
    # 5 days after 49: intervals that begin on 40 to 59 come within 5 days of day 54.
    assert share_as_near(40, 49, (0, 99), [(54, 54)]) == pytest.approx(20 / 91)


def test_a_cluster_of_events_counts_once_where_one_would_do() -> None:
    # Day 45 or 46: begins on 36 to 46; far apart they would be 20 of 91.
    assert share_as_near(40, 49, (0, 99), [(45, 45), (46, 46)]) == pytest.approx(11 / 91)
    assert share_as_near(40, 49, (0, 99), [(45, 45), (75, 75)]) == pytest.approx(20 / 91)


def test_an_event_known_by_its_month_is_met_more_easily() -> None:
    assert share_as_near(40, 49, (0, 99), [(30, 60)]) == pytest.approx(40 / 91)


@given(st.integers(0, 50), st.integers(0, 9), st.lists(st.integers(0, 60), min_size=1, max_size=4))
def test_the_share_is_that_of_places_counted_one_by_one(low: int, length: int, days: list[int]) -> None:
    def away(start: int) -> int:
        return min(max(0, start - day, day - start - length) for day in days)

    places = [away(start) <= away(low) for start in range(61 - length)]
    assert share_as_near(low, low + length, (0, 60), [(day, day) for day in days]) == pytest.approx(
        sum(places) / len(places)
    )


def test_a_date_outside_the_record_is_refused_with_words() -> None:
    with pytest.raises(BadSetting, match="does not lie in the record of days 0 to 99"):
        share_as_near(90, 120, (0, 99), [(1, 1)])
    with pytest.raises(BadSetting, match="0 events: there must be one"):
        share_as_near(1, 2, (0, 99), [])
