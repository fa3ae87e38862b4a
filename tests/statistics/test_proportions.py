from __future__ import annotations

import pytest

from undertow.errors import TooLittleData
from undertow.statistics.proportions import wilson


def test_agrees_with_published_intervals() -> None:
    # Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3.
    for successes, trials, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        found = wilson(successes, trials, unit="share")
        assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_stays_inside_its_bounds_at_both_ends() -> None:
    assert wilson(0, 3, unit="share").low == 0
    assert wilson(7, 7, unit="share").high == 1


def test_nothing_has_no_share() -> None:
    with pytest.raises(TooLittleData, match="0 of 0 is not a share"):
        wilson(0, 0, unit="share")
    with pytest.raises(TooLittleData, match="4 of 3"):
        wilson(4, 3, unit="share")
