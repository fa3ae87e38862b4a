"""Standing in one passage: worked by hand, and false alarms where two things only share documents."""

from __future__ import annotations

import numpy as np
import pytest

from undertow.errors import TooLittleData
from undertow.statistics.cooccurrence import cooccurrence

RNG = np.random.default_rng


def test_expected_is_what_the_two_shares_give_within_each_document() -> None:
    found = cooccurrence([10, 4, 8], [2, 2, 0], first=[2, 2, 0], second=[5, 2, 3], rng=RNG(1))
    assert (found.together, found.documents) == (4, 2)
    assert found.expected == pytest.approx(2 * 5 / 10 + 2 * 2 / 4)
    assert found.ratio == pytest.approx(2.0)


def test_p_is_that_of_the_exact_distribution() -> None:
    # both in the one passage that each has: 1 of 20 placements; p is its Monte Carlo value
    found = cooccurrence([20], [1], first=[1], second=[1], rng=RNG(2), draws=20_000)
    assert found.p == pytest.approx(1 / 20, abs=0.006)


def test_two_things_that_fill_the_same_documents_but_not_the_same_passages_are_no_evidence() -> None:
    found = cooccurrence([10] * 30, [2, 3] * 15, first=[5] * 30, second=[5] * 30, rng=RNG(3))
    assert found.p > 0.2 and found.low < 1 < found.high


def test_without_a_document_that_has_both_nothing_is_said() -> None:
    with pytest.raises(TooLittleData, match="No document has both"):
        cooccurrence([5], [0], first=[2], second=[0], rng=RNG(4))


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(TooLittleData, match="more passages with both"):
        cooccurrence([5], [2], first=[1], second=[1], rng=RNG(5))


@pytest.mark.slow
def test_false_alarms_and_coverage_where_documents_differ_but_passages_do_not() -> None:
    """2,000 runs: 60 documents of 5 to 40 passages whose shares of both rise together; placed at random inside."""
    rng = RNG(91)
    alarms = covered = 0
    runs = 2000
    for _ in range(runs):
        size = rng.integers(5, 41, 60)
        level = rng.beta(1, 6, 60)
        one, other = rng.binomial(size, level), rng.binomial(size, level)
        if not np.any((one > 0) & (other > 0)):
            continue
        both = np.array([rng.hypergeometric(a, n - a, b) for n, a, b in zip(size, one, other, strict=True)])
        found = cooccurrence(size, both, first=one, second=other, rng=rng, draws=499)
        alarms += found.p <= 0.05
        covered += found.low <= 1 <= found.high
    print(
        f"\nco-occurrence, none planted: p <= .05 in {alarms / runs:.3f} of runs, interval covers 1 in {covered / runs:.3f}"
    )
    assert alarms <= 0.065 * runs and covered >= 0.92 * runs
