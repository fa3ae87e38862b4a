"""Shares corrected by judged errors: by hand, at the edges, and how often the interval holds the truth."""

from __future__ import annotations

import numpy as np
import pytest

from undertow.errors import TooLittleData
from undertow.statistics.prevalence import Judged, corrected_share
from undertow.statistics.proportions import wilson


def share(hits: int, n: int, judged: Judged, seed: int = 1) -> tuple[float, float, float]:
    found = corrected_share(hits, n, judged, rng=np.random.default_rng(seed), unit="of posts")
    return found.value, found.low, found.high


def test_adds_what_is_right_among_hits_to_what_was_missed_among_the_rest() -> None:
    value, low, high = share(100, 1_000, Judged(right=16, hits=20, missed=1, non_hits=50))
    assert value == pytest.approx((100 * 0.8 + 900 * 0.02) / 1_000)
    assert low < value < high


def test_twenty_of_twenty_still_leaves_room_for_error() -> None:
    value, low, high = share(100, 1_000, Judged(right=20, hits=20, missed=0, non_hits=50))
    assert value == 0.1 and low < 0.09 and high > 0.11


def test_without_judgements_of_both_kinds_it_is_the_share_of_hits() -> None:
    counted = wilson(100, 1_000, unit="of posts")
    for judged in (Judged(), Judged(right=20, hits=20), Judged(missed=0, non_hits=50)):
        assert share(100, 1_000, judged) == (counted.value, counted.low, counted.high)
        assert not judged.complete


def test_the_same_seed_gives_the_same_interval() -> None:
    judged = Judged(right=18, hits=20, missed=1, non_hits=50)
    assert share(30, 400, judged) == share(30, 400, judged)


@pytest.mark.parametrize("judged", [Judged(right=3, hits=2), Judged(missed=3, non_hits=2), Judged(right=-1, hits=2)])
def test_counts_that_cannot_be_are_refused(judged: Judged) -> None:
    with pytest.raises(TooLittleData, match="Give no more than were judged"):
        share(1, 10, judged)


@pytest.mark.slow
def test_the_interval_covers_the_truth(capsys: pytest.CaptureFixture[str]) -> None:
    rng = np.random.default_rng(77)
    lines, worst = [], 1.0
    for hit_share in (0.01, 0.05, 0.2):
        for precision in (0.7, 0.9, 1.0):
            for omission in (0.0, 0.002, 0.02):
                for labels in ((20, 50), (50, 200)):
                    covered = coverage(hit_share, precision, omission, labels, rng)
                    worst = min(worst, covered)
                    lines.append(
                        f"hits {hit_share:4.0%}, precision {precision:.2f}, omission {omission:.3f}, labels {labels[0]}+{labels[1]}: {covered:.3f}"
                    )
    with capsys.disabled():
        print("\ncoverage of the 95 % interval, 2,000 posts, 1,000 runs each (standard error .007)")
        print("\n".join(lines), f"\nleast: {worst:.3f}")
    assert worst >= 0.92


def coverage(
    hit_share: float, precision: float, omission: float, labels: tuple[int, int], rng: np.random.Generator
) -> float:
    truth = hit_share * precision + (1 - hit_share) * omission
    runs, n = 1_000, 2_000
    held = 0
    for _ in range(runs):
        hits = int(rng.binomial(n, hit_share))
        judged_hits = min(labels[0], hits)
        judged = Judged(
            int(rng.binomial(judged_hits, precision)), judged_hits, int(rng.binomial(labels[1], omission)), labels[1]
        )
        found = corrected_share(hits, n, judged, rng=rng, unit="of posts")
        held += found.low <= truth <= found.high
    return held / runs
