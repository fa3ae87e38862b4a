"""The share over clusters: against the plain interval, and its coverage on clustered data."""

import numpy as np
import pytest

from undertow.errors import TooLittleData
from undertow.statistics.proportions import clustered_share, wilson


def test_equal_clusters_count_as_one_trial_each():
    assert clustered_share([4] * 6, [4] * 6, unit="x").low == pytest.approx(wilson(6, 6, unit="x").low)


def test_clusters_of_one_trial_give_nearly_the_plain_interval():
    successes = [1] * 40 + [0] * 60
    ours, plain = clustered_share(successes, [1] * 100, unit="x"), wilson(40, 100, unit="x")
    assert ours.value == plain.value == 0.4
    assert ours.low == pytest.approx(plain.low, abs=0.01) and ours.high == pytest.approx(plain.high, abs=0.01)


def test_clusters_that_go_together_widen_the_interval():
    together, mixed = (
        clustered_share([10] * 5 + [0] * 5, [10] * 10, unit="x"),
        clustered_share([5] * 9 + [6], [10] * 10, unit="x"),
    )
    assert together.high - together.low > 2 * (mixed.high - mixed.low)


def test_order_and_scale_do_not_matter():
    first, second = clustered_share([1, 5, 3], [2, 5, 9], unit="x"), clustered_share([3, 1, 5], [9, 2, 5], unit="x")
    assert (first.low, first.high) == (second.low, second.high)


def test_counts_that_cannot_be_are_refused():
    for successes, trials in (([], []), ([2], [1]), ([1, 1], [2])):
        with pytest.raises(TooLittleData):
            clustered_share(successes, trials, unit="x")


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
@pytest.mark.parametrize("clusters", [8, 20, 80])
def test_the_interval_covers_the_true_share_of_clustered_trials(share, clusters):
    rng, hits, runs = np.random.default_rng([77, clusters, int(100 * share)]), 0, 2000
    for _ in range(runs):
        trials = 1 + rng.poisson(6, clusters)
        chances = rng.beta(2 * share, 2 * (1 - share), clusters)  # correlation 1/3 within a cluster
        found = clustered_share(rng.binomial(trials, chances).tolist(), trials.tolist(), unit="x")
        hits += found.low <= share <= found.high
    print(
        f"\nclustered_share, true share {share}, {clusters} clusters: coverage {hits / runs:.3f} of 95 %, {runs} runs"
    )
    assert hits / runs >= 0.93
