"""What rounding leaves open, worked by hand from the rule in docs/methods/claims.md."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undertow.language.quantities.rounding import Interval, interval, unit, vague_interval


@pytest.mark.parametrize(
    ("low", "high", "approximator", "expected"),
    [
        (230_000, 230_000, "", (225_000, 235_000)),
        (200_000, 200_000, "about", (150_000, 250_000)),
        (230_000, 230_000, "about", (218_500, 241_500)),
        (300_000, 300_000, "over", (300_000, 400_000)),
        (1_437, 1_437, "", (1_436.5, 1_437.5)),
        (300, 300, "nearly", (250, 300)),
        (500, 500, "up_to", (375, 500)),
        (1_000_000, 2_000_000, "", (500_000, 2_500_000)),
    ],
)
def test_a_number_may_be_rounded_from_half_a_unit_of_its_last_digit(
    low: float, high: float, approximator: str, expected: tuple[float, float]
) -> None:
    assert interval(low, high, approximator) == pytest.approx(expected)


@pytest.mark.parametrize(("share", "expected"), [(20, (17.5, 22.5)), (37, (36.5, 37.5)), (100 / 3, (30.83, 35.83))])
def test_shares_in_fives_and_fractions_are_rounder_than_others(share: float, expected: tuple[float, float]) -> None:
    assert interval(share, share, share=True) == pytest.approx(expected, abs=0.01)


def test_intervals_that_touch_are_apart_and_those_that_share_a_number_are_not() -> None:
    assert Interval(0, 10).apart(Interval(10, 20))
    assert not Interval(0, 10).apart(Interval(9, 20))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("thousands", (2_000, 10_000)),
        ("tens of thousands", (20_000, 100_000)),
        ("hundreds of thousands", (200_000, 1_000_000)),
        ("several hundred", (200, 1_000)),
        ("dozens", (24, 100)),
    ],
)
def test_a_vague_number_spans_its_class(words: str, expected: tuple[float, float]) -> None:
    assert vague_interval(words) == expected


def test_words_without_a_size_have_no_interval() -> None:
    assert vague_interval("hundreds and thousands") is None


@given(st.integers(1, 10**9), st.sampled_from(["", "about", "over", "nearly", "up_to", "under", "at_least"]))
def test_the_interval_holds_the_number_or_ends_at_it(number: int, approximator: str) -> None:
    low, high = interval(number, number, approximator)
    assert low <= number <= high
    assert high > low


def test_the_unit_is_that_of_the_last_digit_that_is_not_zero() -> None:
    assert (unit(230_000), unit(1_437), unit(100)) == (10_000, 1, 100)
