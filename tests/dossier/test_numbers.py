from __future__ import annotations

from datetime import date

import pytest

from undertow.dossier import numbers
from undertow.errors import BadSetting
from undertow.model import Estimate


def estimate(value: float, low: float, high: float, unit: str) -> Estimate:
    return Estimate(value=value, low=low, high=high, unit=unit, n=10)


@pytest.mark.parametrize(
    ("made", "value", "interval"),
    [
        (estimate(29.21, 27.42, 31.04, "points"), "+29.2 points", "[+27.4, +31.0]"),
        (estimate(0.11, 0.04, 0.18, "ratio"), "0.11 ratio", "[0.04, 0.18]"),
        (estimate(1942, 1851, 2030, "shared posts"), "1,942 shared posts", "[1,851, 2,030]"),
        (estimate(9, 9, 9, "claims"), "9 claims", ""),
        (estimate(0.5, 0.5, 0.5, "ratio"), "0.500 ratio", "[0.500, 0.500]"),
        (estimate(0.314, 0.301, 0.327, "share"), "31.4%", "[30.1, 32.7]"),
        (estimate(0.314, 0.301, 0.327, "share of followers"), "31.4% of followers", "[30.1, 32.7]"),
        (estimate(1.0, 0.954, 1.0, "share"), "100%", "[95, 100]"),
        (estimate(0.26, 0.17, 0.37, "share"), "26%", "[17, 37]"),
        (estimate(-0.04, -0.3, 0.2, "points"), "−0.04 points", "[−0.30, +0.20]"),
    ],
)
def test_an_estimate_reads_as_value_unit_and_interval(made: Estimate, value: str, interval: str) -> None:
    assert (numbers.measured(made), numbers.interval(made)) == (value, interval)


def test_zero_has_no_sign() -> None:
    assert numbers.number(-0.001, 1) == "0.0" and numbers.number(0, signed=True) == "0"


def test_small_probabilities_are_bounded() -> None:
    assert [numbers.probability(p) for p in (0.0004, 0.004, 0.27)] == ["< 0.001", "0.004", "0.27"]


@pytest.mark.parametrize("cell", [(1.0,), (1.0, 2.0), (1.0, None, 2.0), (1.0, 0.0, float("nan"))])
def test_a_cell_without_its_interval_is_refused(cell: tuple[object, ...]) -> None:
    with pytest.raises(BadSetting, match="Delays: an estimate needs"):
        numbers.triple(cell, "Delays")


def test_levels_and_dates_are_printed_in_words() -> None:
    assert numbers.level(estimate(1, 0, 2, "x")) == "95%"
    assert numbers.long_date(date(2022, 8, 19)) == "19 August 2022"


@pytest.mark.parametrize(
    ("cells", "decimals"),
    [
        ((1, 200, None), 0),
        ((1.0, 3.0), 0),
        ((0.9, 7.25, 9.0), 2),
        ((13.9, 0.5), 1),
        ((0.0123, 0), 4),
        ((), 0),
        ((1234.5, 2), 0),
        ((3e-8, 1e-12), 4),
    ],
)
def test_a_column_has_one_number_of_decimals(cells: tuple[object, ...], decimals: int) -> None:
    assert numbers.decimals_among(cells) == decimals


def test_a_number_too_small_for_its_column_is_less_than_its_last_digit_and_not_zero() -> None:
    assert numbers.celled(3e-8, 4) == "< 0.0001"
    assert numbers.celled(0.0, 4) == "0.0000"
    assert numbers.celled(0.0123, 4) == "0.0123"
    assert numbers.celled(0.2, 0) == "< 1"
