"""A count from an imperfect search: worked by hand, and how often its interval holds the true count."""

import numpy as np
import pytest

from undertow.errors import BadSetting
from undertow.statistics.imperfect_count import imperfect_count


def test_a_perfect_search_of_many_leaves_hardly_any_doubt() -> None:
    found = imperfect_count(20, right=(10_000, 10_000), seen=(10_000, 10_000), rng=np.random.default_rng(1), unit="x")
    assert (found.value, found.low, found.high) == (20, 20, 20)


def test_half_seen_means_about_twice_as_many() -> None:
    found = imperfect_count(200, right=(9_999, 9_999), seen=(5_000, 10_000), rng=np.random.default_rng(1), unit="x")
    assert found.low >= 199
    assert 420 < found.high < 460


def test_none_found_stays_none() -> None:
    found = imperfect_count(0, right=(9, 10), seen=(9, 10), rng=np.random.default_rng(1), unit="x")
    assert (found.low, found.high) == (0, 0)


def test_the_interval_of_a_count_holds_the_true_one_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(7)
    inside = 0
    for _ in range(100):
        seen, right = rng.binomial(63, 0.87), rng.binomial(60, 0.92)
        hits = int(rng.binomial(40, 0.87))
        found = hits + int(rng.poisson(hits * 0.08 / 0.92))
        estimate = imperfect_count(found, right=(int(right), 60), seen=(int(seen), 63), rng=rng, unit="demands")
        inside += estimate.low <= 40 <= estimate.high
    assert inside >= 90


def test_counts_that_cannot_be_are_refused() -> None:
    with pytest.raises(BadSetting, match="no counts of a search"):
        imperfect_count(3, right=(5, 4), seen=(1, 2), rng=np.random.default_rng(1), unit="x")
