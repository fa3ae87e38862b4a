"""Log-odds with a prior: worked by hand, and how often they find something where there is nothing."""

from __future__ import annotations

from math import log, sqrt

import numpy as np
import pytest

from undertow.errors import TooLittleData
from undertow.statistics.log_odds import log_odds
from undertow.statistics.multiplicity import benjamini_hochberg


def test_equals_the_formula_worked_by_hand() -> None:
    # alpha = 500 * (10, 30) / 40 = (125, 375); later has 8 of 20, earlier 2 of 20
    found = log_odds([2, 18], [8, 12], [10, 30])
    value = log(133 / (520 - 133)) - log(127 / (520 - 127))
    error = sqrt(1 / 133 + 1 / 127)
    assert found.value[0] == pytest.approx(value) and found.error[0] == pytest.approx(error)
    assert found.z[0] == pytest.approx(value / error)
    assert found.value[1] == pytest.approx(-value)


def test_a_rare_word_that_appears_only_later_is_not_ahead_of_a_common_one_that_doubles() -> None:
    found = log_odds([0, 300, 9700], [2, 600, 9398], [2, 900, 19098])
    assert found.z[1] > 3 > found.z[0]


def test_exchanging_the_parts_changes_the_sign_and_nothing_else() -> None:
    one, other = log_odds([5, 9, 2], [1, 4, 7], [6, 13, 9]), log_odds([1, 4, 7], [5, 9, 2], [6, 13, 9])
    assert np.allclose(one.z, -other.z)


def test_a_background_without_a_word_is_refused() -> None:
    with pytest.raises(TooLittleData, match="background that holds every word"):
        log_odds([1, 0], [0, 0], [1, 0])


@pytest.mark.slow
def test_words_of_texts_dealt_to_two_parts_at_random_hardly_ever_pass() -> None:
    """1,000 draws of 400 texts with 2,000 words of which each text holds some; nothing differs between the parts."""
    rng = np.random.default_rng(90)
    chance = np.clip(rng.pareto(1.2, 2000) * 0.002, 0.001, 0.5)
    runs, any_found, words = 1000, 0, 0
    for _ in range(runs):
        held = rng.random((400, 2000)) < chance
        later = rng.permutation(400) < 200
        first, second = held[~later].sum(0), held[later].sum(0)
        seen = (first + second) > 0
        z = log_odds(first[seen], second[seen], (first + second)[seen]).z
        tested = second[seen] >= 5
        p = 0.5 * np.array([1 - _erf(value / sqrt(2)) for value in z])
        passed = tested & (z >= 3) & (benjamini_hochberg(p) <= 0.05)
        any_found, words = any_found + bool(passed.any()), words + int(passed.sum())
    print(f"\nlog-odds, nothing planted: {any_found} of {runs} runs with any phrase, {words} phrases in all")
    assert any_found <= 0.05 * runs


def _erf(x: float) -> float:
    from math import erf

    return erf(x)
