"""The share of something rare: worked by hand, and how often the interval holds the truth where events come in bursts."""

from __future__ import annotations

import numpy as np
import pytest

from undertow.errors import TooLittleData
from undertow.statistics.proportions import wilson
from undertow.statistics.rare_share import rare_share


def test_events_that_come_one_by_one_have_the_interval_of_independent_trials() -> None:
    found, plain = rare_share([1, 0, 1, 0], [100, 50, 80, 70], unit="share"), wilson(2, 300, unit="share")
    assert (found.value, found.low, found.high, found.n) == (plain.value, plain.low, plain.high, 300)


def test_events_that_come_together_count_as_fewer() -> None:
    found = rare_share([4, 0, 0, 0], [100, 100, 100, 100], unit="share")
    same = wilson(1, 100, unit="share")
    assert found.value == 0.01 and (found.low, found.high) == (same.low, same.high)


def test_no_event_leaves_room_for_some() -> None:
    found = rare_share([0, 0], [500, 500], unit="share")
    assert found.low == found.value == 0 and 0.003 < found.high < 0.005


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(TooLittleData, match="is not a share"):
        rare_share([2], [1], unit="share")


@pytest.mark.slow
def test_the_interval_holds_the_truth_with_and_without_bursts() -> None:
    """4,000 runs each: 60 days of 20 to 200 sentences; events singly, or in bursts of 2 on average, or of 3."""
    rng = np.random.default_rng(94)
    print("\nshare in 1,000  burst  held")
    worst = 1.0
    for share in (0.0005, 0.002, 0.01):
        for burst in (1.0, 2.0, 3.0):
            held = 0
            for _ in range(4000):
                read = rng.integers(20, 201, 60)
                bursts = rng.poisson(share * read / burst)
                events = np.minimum(read, [int(rng.geometric(1 / burst, n).sum()) for n in bursts])
                found = rare_share(events.tolist(), read.tolist(), unit="share")
                held += found.low <= share <= found.high
            print(f"{1000 * share:>14g}  {burst:>5g}  {held / 4000:.3f}")
            worst = min(worst, held / 4000)
    assert worst >= 0.88
