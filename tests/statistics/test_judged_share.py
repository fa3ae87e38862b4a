"""A share from judgements of a sample: worked by hand, and how often its interval holds the share in all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undertow.errors import TooLittleData
from undertow.statistics.judged_share import Stratum, judged_share


def test_each_stratum_weighs_as_much_as_it_holds() -> None:
    found = judged_share([Stratum(100, 20, 15), Stratum(300, 30, 3)], unit="share")
    assert found.value == pytest.approx((100 * 0.75 + 300 * 0.1) / 400)
    assert found.n == 50 and found.low < found.value < found.high


def test_a_whole_that_was_judged_has_no_uncertainty() -> None:
    found = judged_share([Stratum(7, 7, 2), Stratum(3, 3, 3)], unit="share")
    assert (found.low, found.value, found.high) == (0.5, 0.5, 0.5)


def test_judgements_that_agree_leave_room_for_others_not_judged() -> None:
    found = judged_share([Stratum(1000, 30, 0)], unit="share")
    assert found.value == found.low == 0 and 0.05 < found.high < 0.2


def test_a_part_that_nobody_looked_at_gives_no_share() -> None:
    with pytest.raises(TooLittleData, match="each part needs at least one"):
        judged_share([Stratum(10, 5, 1), Stratum(10, 0, 0)], unit="share")


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(1, 60), st.integers(0, 60)), min_size=1, max_size=4))
def test_the_interval_holds_the_value_and_what_was_judged(raw: list[tuple[int, int, int]]) -> None:
    strata = [Stratum(size, min(size, judged), min(size, judged, having)) for size, judged, having in raw]
    found = judged_share(strata, unit="share")
    assert 0 <= found.low <= found.value <= found.high <= 1


@pytest.mark.slow
def test_with_200_judgements_the_interval_holds_the_share_in_all_posts() -> None:
    """Worlds of 400 to 5,000 posts in three strata; 200 judged, in proportion but at least 20 each; 4,000 draws a world."""
    rng = np.random.default_rng(92)
    worst = 1.0
    print("\nposts  share in all  covered  mean width")
    for size, truth in ((400, 0.3), (1000, 0.05), (1000, 0.2), (2000, 0.01), (2000, 0.5), (5000, 0.02), (5000, 0.1)):
        strata = _world(rng, size, truth)
        whole = sum(having for _, having in strata) / size
        plan = _plan([n for n, _ in strata], 200)
        held, width = 0, 0.0
        for _ in range(4000):
            drawn = [
                Stratum(n, judged, int(rng.hypergeometric(having, n - having, judged)))
                for (n, having), judged in zip(strata, plan, strict=True)
            ]
            found = judged_share(drawn, unit="share")
            held, width = held + (found.low <= whole <= found.high), width + found.high - found.low
        print(f"{size:>5}  {whole:>12.3f}  {held / 4000:>7.3f}  {width / 4000:>10.3f}")
        worst = min(worst, held / 4000)
    assert worst >= 0.93


def _world(rng: np.random.Generator, size: int, truth: float) -> list[tuple[int, int]]:
    """Rules that find 60 % of what there is, at a precision of 70 %; another stratum of the other rule; the rest."""
    having = round(size * truth)
    hits = max(1, round(0.6 * having / 0.7))
    other = round(0.1 * size)
    right = min(hits, round(0.6 * having))
    return [(hits, right), (other, 0), (size - hits - other, having - right)]


def _plan(sizes: list[int], judged: int) -> list[int]:
    least = [min(n, 20) for n in sizes]
    left = judged - sum(least)
    rest = [n - m for n, m in zip(sizes, least, strict=True)]
    return [m + min(r, round(left * r / sum(rest))) for m, r in zip(least, rest, strict=True)]
