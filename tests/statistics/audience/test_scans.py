"""Batches in creation days, and bands in creation day by follow order."""

import numpy as np
import pytest

from undertow.errors import TooLittleData
from undertow.statistics.audience.band_scan import band_scan, scan_bands
from undertow.statistics.audience.counting import Mixture, Sums, log_chance, upper_tail
from undertow.statistics.audience.date_scan import date_scan, scan_dates
from undertow.statistics.audience.rises import rise_around
from undertow.synthetic.worlds.followers import Audience, Plan, plant, world

ALPHA = 0.025


def steady(seed: int = 3, followers: int = 1500) -> Audience:
    return world(np.random.default_rng(seed), "steady", followers=followers)


def planted(plan: Plan, seed: int = 3) -> Audience:
    return plant(np.random.default_rng(seed), steady(seed), plan)


def test_tails_are_those_of_the_negative_binomial() -> None:
    from scipy.stats import nbinom

    assert upper_tail(5, 2.0, 3.0) == pytest.approx(nbinom.sf(4, 3, 3 / 5))
    assert upper_tail(0, 2.0, 3.0) == 1.0
    assert log_chance(4, 2.0, 3.0) == pytest.approx(nbinom.logpmf(4, 3, 3 / 5))
    mixture = Mixture(
        [(np.array([0.5]), np.array([2.0]), np.array([3.0])), (np.array([0.5]), np.array([2.0]), np.array([3.0]))]
    )
    assert mixture.quantile(0.975) == nbinom.ppf(0.975, 3, 3 / 5)
    assert mixture.quantile(0.025) == nbinom.ppf(0.025, 3, 3 / 5)


def test_sums_stop_at_the_ends() -> None:
    sums = Sums.of(np.array([1.0, 2.0, 4.0]))
    assert sums.between([-5, 1, 2], [1, 3, 9]).tolist() == [1.0, 6.0, 4.0]


def test_a_batch_is_found_with_its_days_and_its_excess() -> None:
    audience = planted(Plan(0.05, 3))
    truth = audience.created[audience.planted > 0]
    (batch,) = date_scan(audience.created, audience.reference, alpha=ALPHA)
    assert (batch.first_day, batch.last_day) == (truth.min(), truth.max())
    assert batch.excess_low <= len(truth) <= batch.excess_high + 5
    assert batch.size == pytest.approx(batch.expected + batch.excess)
    assert batch.p_value < 1e-6


def test_a_batch_made_over_two_weeks_is_found_too() -> None:
    audience = planted(Plan(0.1, 14))
    truth = audience.created[audience.planted > 0]
    (batch,) = date_scan(audience.created, audience.reference, alpha=ALPHA)
    assert abs(batch.first_day - truth.min()) <= 2
    assert abs(batch.last_day - truth.max()) <= 2


def test_two_batches_are_found_one_after_the_other() -> None:
    rng = np.random.default_rng(8)
    audience = plant(rng, steady(8), Plan(0.08, 1), Plan(0.05, 3))
    found = date_scan(audience.created, audience.reference, alpha=ALPHA)
    firsts = {int(audience.created[audience.planted == number].min()) for number in (1, 2)}
    assert {batch.first_day for batch in found} == firsts


def test_a_surge_that_builds_up_and_dies_away_is_a_rise_and_not_a_batch() -> None:
    for kind in ("bell_3", "bell_5", "decay_4"):
        audience = world(np.random.default_rng(4), kind, followers=1500)
        found = scan_dates(audience.created, audience.reference, alpha=ALPHA)
        assert not found.batches
        assert found.rises
        assert all(rise.told < 0 for rise in found.rises)


def test_a_surge_that_the_reference_shows_too_is_neither() -> None:
    audience = world(np.random.default_rng(5), "shared_surge", followers=1500)
    assert not date_scan(audience.created, audience.reference, alpha=ALPHA)
    assert (
        scan_dates(audience.created, None, alpha=ALPHA).rises or scan_dates(audience.created, None, alpha=ALPHA).batches
    )


def test_order_and_origin_of_days_do_not_matter_to_the_date_scan() -> None:
    audience = planted(Plan(0.05, 2))
    shuffled = np.random.default_rng(0).permutation(audience.created)
    there = date_scan(audience.created, audience.reference, alpha=ALPHA)
    moved = date_scan(shuffled + 100, audience.reference + 100, alpha=ALPHA)
    assert [batch.first_day + 100 for batch in there] == [batch.first_day for batch in moved]
    assert [batch.p_value for batch in there] == [batch.p_value for batch in moved]


def test_without_accounts_nothing_can_be_scanned() -> None:
    with pytest.raises(TooLittleData, match="no audience account with a creation day"):
        date_scan([], None, alpha=ALPHA)
    assert band_scan(range(10), alpha=ALPHA) == []
    assert band_scan([5] * 100, alpha=ALPHA) == []  # all of one day: nobody was FRESH days old


def test_hard_edges_are_told_from_a_bell_of_the_same_size() -> None:
    level = np.full(80, 1.0)
    batch, bell = level.copy(), level + 60 * np.exp(-0.5 * ((np.arange(80) - 40) / 3) ** 2) / (3 * np.sqrt(2 * np.pi))
    batch[39:42] += 20
    hard = rise_around(batch, None, 39, 42)
    assert (hard.first, hard.past) == (39, 42)
    assert hard.told > 10
    assert rise_around(np.round(bell), None, 39, 42).told < -5


def test_a_block_of_one_age_in_the_follow_order_is_a_band() -> None:
    audience = planted(Plan(0.05, 3), seed=11)
    places = np.flatnonzero(audience.planted)
    truth = audience.created[places]
    band = band_scan(audience.created, alpha=ALPHA)[0]
    assert band.first_day <= truth.max() and truth.min() <= band.last_day
    assert band.first_rank <= np.median(places) <= band.last_rank
    assert band.size > 5 * band.expected


def test_a_batch_spread_over_the_follow_order_is_a_date_batch_and_no_band() -> None:
    audience = planted(Plan(0.05, 3, block=0.0))
    assert date_scan(audience.created, audience.reference, alpha=ALPHA)
    assert not band_scan(audience.created, alpha=ALPHA)


def test_newcomers_who_find_the_account_in_the_weeks_after_are_told_apart_from_bands() -> None:
    audience = world(np.random.default_rng(2), "late", followers=2000)
    found = scan_bands(audience.created, alpha=ALPHA)
    assert found.soon
    assert not found.bands
