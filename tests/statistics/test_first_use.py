"""First uses by two voices: counted by hand, and what may not change the counts."""

from __future__ import annotations

import numpy as np
import pytest

from undertow.errors import TooLittleData
from undertow.statistics.first_use import Uses, kept_shares, precedence


def uses(*pairs: tuple[int, int]) -> Uses:
    made = np.array(sorted(pairs), np.int64)
    return Uses(made[:, 0], made[:, 1])


def taken_up(rng: np.random.Generator, units: int = 60, late: int = 1) -> tuple[Uses, Uses]:
    """Units that the one says in some period from the fifth on, and the other `late` periods after."""
    at = rng.integers(4, 18, units)
    own = list(enumerate(at.tolist()))
    return uses(*own), uses(*((unit, period + late) for unit, period in own))


def test_counts_who_was_first_after_the_burn_in_and_by_how_much() -> None:
    rest = [(unit, 4 + unit % 5) for unit in range(10, 50)]
    one = uses((0, 5), (0, 7), (1, 9), (2, 6), (3, 1), (4, 8), *rest)
    other = uses((0, 6), (1, 5), (2, 6), (3, 9), (5, 7), *((unit, period + 2) for unit, period in rest))
    found = precedence(one, other, 12, burn_in=3, rng=np.random.default_rng(0), draws=19)
    lag = dict(zip(found.units.tolist(), found.lag.tolist(), strict=True))
    assert {unit: lag[unit] for unit in (0, 1, 2)} == {0: 1, 1: -4, 2: 0} and lag[10] == 2
    assert not {3, 4, 5} & lag.keys(), "one is of the burn-in, two were used by one voice only"


def test_a_voice_that_always_follows_is_beyond_what_dates_dealt_anew_give() -> None:
    rng = np.random.default_rng(1)
    one, other = taken_up(rng)
    found = precedence(one, other, 20, burn_in=4, rng=rng)
    assert found.z > 2.5 and found.first > 40 and found.second == 0
    share, low, high = found.share()
    assert share == high == 1.0 and 0.5 < low < 1 and found.least_seen(2.5) < found.first
    assert found.lags.argmax() - 19 == 1 and found.expected_lags.sum() > 0


def test_turning_the_two_round_turns_the_sign() -> None:
    one, other = taken_up(np.random.default_rng(2))
    there, back = (
        precedence(*pair, 20, burn_in=4, rng=np.random.default_rng(3)) for pair in ((one, other), (other, one))
    )
    assert there.balance == pytest.approx(-back.balance, abs=0.2) and there.z == pytest.approx(-back.z, abs=0.6)
    assert sorted(there.lag.tolist()) == sorted((-back.lag).tolist())


def test_numbers_of_units_do_not_matter() -> None:
    one, other = taken_up(np.random.default_rng(4))
    moved = [Uses(own.unit * 7 + 3, own.period) for own in (one, other)]
    a, b = (precedence(*pair, 20, burn_in=4, rng=np.random.default_rng(5)) for pair in ((one, other), tuple(moved)))
    assert (a.z, a.first, a.second) == (b.z, b.first, b.second)


def test_a_voice_that_says_more_is_thinned_only_where_it_says_more_than_usual() -> None:
    one = Uses(np.arange(300), np.repeat(np.arange(8), [20, 20, 20, 20, 55, 55, 55, 55]))
    other = Uses(np.arange(80), np.repeat(np.arange(8), 10))
    mine, theirs = kept_shares(one, other, 8)
    assert mine[0] == 1.0 and mine[-1] == pytest.approx(37.5 / 55, abs=0.01)
    assert theirs[-1] == 1.0 and theirs[0] == pytest.approx(20 / 37.5, abs=0.01)


@pytest.mark.parametrize(
    ("periods", "burn_in", "words"), [(6, 2, "8 periods"), (20, 19, "burn-in"), (20, 4, "came to both")]
)
def test_too_little_is_refused_with_what_is_needed(periods: int, burn_in: int, words: str) -> None:
    with pytest.raises(TooLittleData, match=words):
        precedence(uses((0, 5)), uses((0, 6)), periods, burn_in=burn_in, rng=np.random.default_rng(0), draws=9)
