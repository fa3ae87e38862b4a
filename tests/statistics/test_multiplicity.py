from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from undertow.statistics.multiplicity import benjamini_hochberg

P_VALUES = st.lists(st.one_of(st.floats(0, 1), st.sampled_from([0.0, 0.01, 0.05, 1.0])), min_size=1, max_size=30)
same_every_time = settings(derandomize=True, deadline=None, database=None)


@given(P_VALUES)
@same_every_time
def test_agrees_with_scipy(p: list[float]) -> None:
    assert benjamini_hochberg(p) == pytest.approx(false_discovery_control(p, method="bh"))


@given(P_VALUES, st.integers(0, 40))
@same_every_time
def test_hypotheses_without_a_p_value_count_as_ones(p: list[float], more: int) -> None:
    padded = false_discovery_control([*p, *[1.0] * more], method="bh")[: len(p)]
    assert benjamini_hochberg(p, len(p) + more) == pytest.approx(padded)


def test_fewer_hypotheses_than_p_values_cannot_be() -> None:
    p = [0.03, 0.01, 0.2]
    assert benjamini_hochberg(p, 1).tolist() == benjamini_hochberg(p, 3).tolist() == benjamini_hochberg(p).tolist()


def test_agrees_with_the_published_example() -> None:
    # Benjamini and Hochberg (1995), section 3.1: four of fifteen are significant at 5 %.
    p = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.324,
        0.4262,
        0.5719,
        0.6528,
        0.759,
        1,
    ]
    assert (benjamini_hochberg(p) <= 0.05).tolist() == [True] * 4 + [False] * 11
    assert (benjamini_hochberg(p, 24) <= 0.05).tolist() == [True] * 3 + [False] * 12


@given(P_VALUES, st.integers(0, 99))
@same_every_time
def test_order_changes_nothing_and_q_rises_with_p(p: list[float], seed: int) -> None:
    place = np.random.default_rng(seed).permutation(len(p))
    q = benjamini_hochberg(p)
    assert benjamini_hochberg(np.array(p)[place]).tolist() == q[place].tolist()
    assert (np.diff(q[np.argsort(p)]) >= 0).all()
    assert (q >= np.array(p) - 1e-12).all() and (q <= 1).all()


def test_nothing_tested_has_no_q_value() -> None:
    assert benjamini_hochberg([]).tolist() == benjamini_hochberg([], 7).tolist() == []


def test_the_values_given_are_left_as_they_were() -> None:
    p = np.array([0.5, 0.01])
    assert benjamini_hochberg(p).tolist() == [0.5, 0.02]
    assert p.tolist() == [0.5, 0.01]
