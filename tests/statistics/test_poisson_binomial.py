from __future__ import annotations

from itertools import product
from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from undertow.statistics.poisson_binomial import upper_tail

CHANCES = st.lists(st.one_of(st.floats(0, 1), st.sampled_from([0.0, 0.05, 1.0])), max_size=8)
same_every_time = settings(derandomize=True, deadline=None, database=None)


@pytest.mark.parametrize("trials", [1, 2, 7, 40, 300])
@pytest.mark.parametrize("chance", [0.0, 1e-9, 0.05, 0.5, 0.97, 1.0])
def test_equal_chances_give_the_binomial(trials: int, chance: float) -> None:
    for at_least in {0, 1, 2, trials // 2, trials - 1, trials}:
        expected = float(binom.sf(at_least - 1, trials, chance))
        assert upper_tail(np.full(trials, chance), at_least) == pytest.approx(expected, rel=1e-9, abs=1e-300)


@given(CHANCES, st.integers(-1, 9))
@same_every_time
def test_unequal_chances_give_the_sum_over_all_outcomes(chances: list[float], at_least: int) -> None:
    expected = sum(
        prod(chance if success else 1 - chance for chance, success in zip(chances, outcome, strict=True))
        for outcome in product((False, True), repeat=len(chances))
        if sum(outcome) >= at_least
    )
    assert upper_tail(np.array(chances, np.float64), at_least) == pytest.approx(expected, rel=1e-9, abs=1e-300)


@given(CHANCES, st.integers(0, 8))
@same_every_time
def test_order_changes_nothing_and_more_hits_are_rarer(chances: list[float], at_least: int) -> None:
    values = np.array(chances, np.float64)
    here = upper_tail(values, at_least)
    assert 0 <= here <= 1
    assert upper_tail(values[::-1].copy(), at_least) == pytest.approx(here, rel=1e-9, abs=1e-300)
    assert upper_tail(values, at_least + 1) <= here + 1e-12
    assert upper_tail(np.append(values, 0.3), at_least) >= here - 1e-12


def test_small_tails_keep_their_digits() -> None:
    assert upper_tail(np.full(10, 1e-6), 10) == pytest.approx(1e-60)
    assert upper_tail(np.array([1e-20, 0.5, 1e-30]), 3) == pytest.approx(5e-51)


def test_without_trials_only_no_success_is_certain() -> None:
    assert (upper_tail(np.empty(0), 0), upper_tail(np.empty(0), 1)) == (1.0, 0.0)


def test_the_chances_given_are_left_as_they_were() -> None:
    chances = np.array([0.2, 0.4])
    assert upper_tail(chances, 1) == pytest.approx(0.52)
    assert chances.tolist() == [0.2, 0.4]
