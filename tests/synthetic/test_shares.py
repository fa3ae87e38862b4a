"""Worlds of shares have the marginals they promise, and what is planted is there."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.random import default_rng

from undertow.errors import BadSetting, UnknownName
from undertow.synthetic.worlds.shares import DAY, KINDS, Pattern, Shares, objects_table, plant, to_table, world


def small(kind: str, seed: int = 1) -> Shares:
    return world(default_rng(seed), kind, accounts=400, objects=500, shares=20_000, days=10)


@pytest.mark.parametrize("kind", KINDS)
def test_a_world_has_the_accounts_objects_and_shares_asked_for(kind: str) -> None:
    shares = small(kind)
    assert shares.accounts == 400
    assert shares.objects == 500
    assert 20_000 <= len(shares.account) <= 27_000
    assert len(shares.account) == len(shares.object) == len(shares.at_seconds)
    assert shares.account.min() >= 0 and shares.account.max() < 400
    assert shares.object.min() >= 0 and shares.object.max() < 500
    assert (np.diff(shares.at_seconds) >= 0).all()


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_world(kind: str) -> None:
    first, second, other = small(kind), small(kind), small(kind, seed=2)
    assert np.array_equal(first.at_seconds, second.at_seconds)
    assert np.array_equal(first.object, second.object)
    assert not np.array_equal(first.at_seconds[:20_000], other.at_seconds[:20_000])


def test_activity_and_popularity_are_heavy_tailed() -> None:
    shares = small("hard")
    for counts in (np.bincount(shares.account), np.bincount(shares.object)):
        top_share = np.sort(counts)[-len(counts) // 10 :].sum() / counts.sum()
        assert top_share > 0.3


def test_accounts_sleep_so_that_the_clock_is_uneven_in_a_single_zone() -> None:
    shares = small("diurnal")
    busiest = np.array(
        [
            np.bincount((shares.at_seconds[shares.account == account] % DAY) // 3600, minlength=24)
            for account in np.bincount(shares.account).argsort()[-20:]
        ]
    )
    quiet_hours = np.sort(busiest, axis=1)[:, :7].sum() / busiest.sum()
    assert quiet_hours < 0.02


def test_shuffling_keeps_the_times_of_every_object() -> None:
    shuffled, ground = small("shuffled"), small("hard")
    for item in range(0, 500, 50):
        assert sorted(shuffled.at_seconds[shuffled.object == item]) == sorted(ground.at_seconds[ground.object == item])
    assert np.array_equal(np.bincount(shuffled.account), np.bincount(ground.account))


def test_a_fifth_of_the_objects_is_live_in_a_live_world() -> None:
    shares = small("live")
    late = shares.at_seconds - shares.published_seconds[shares.object]
    within = np.array([(late[shares.object == item] < 600).all() for item in range(500)])
    assert 0.12 < within.mean() < 0.28


def test_schedulers_post_on_a_grid_of_five_minutes() -> None:
    shares = small("schedulers")
    on_grid = np.array([(shares.at_seconds[shares.account == a] % 300 < 4).mean() for a in np.unique(shares.account)])
    assert 0.02 < (on_grid == 1.0).mean() < 0.09


def test_half_of_the_accounts_rise_by_an_alarm_and_post_nothing_before_six() -> None:
    def silent_before_six(shares: Shares) -> float:
        busiest = np.bincount(shares.account).argsort()[-100:]
        return float(np.mean([not (shares.at_seconds[shares.account == a] % DAY < 6 * 3600).any() for a in busiest]))

    assert silent_before_six(small("wake_up")) > silent_before_six(small("hard")) + 0.2


def test_sessions_leave_few_four_minute_blocks_per_account() -> None:
    shares = small("sessions")
    busiest = np.bincount(shares.account).argmax()
    own = shares.at_seconds[shares.account == busiest]
    gaps = np.diff(own)
    assert (gaps > 240).sum() < 60
    assert (gaps <= 240).mean() > 0.5


def test_feeds_and_digest_add_their_own_shares() -> None:
    assert len(small("feeds").account) > 20_000
    assert len(small("digest").account) > 20_000


def test_planted_members_act_within_the_planted_jitter_of_their_group() -> None:
    planted = plant(default_rng(3), small("hard"), Pattern(sizes=(30, 40), objects_each=40, jitter_seconds=20))
    shares, delays, present = planted.shares, [], 0
    for group, item, moment in planted.moments:
        here = (shares.object == item) & np.isin(shares.account, planted.groups[group])
        near = here & (shares.at_seconds >= int(moment)) & (shares.at_seconds < moment + 300)
        delays.extend(shares.at_seconds[near] - moment)
        present += near.sum()
    expected = 0.7 * 40 * (30 + 40)
    assert 0.92 * expected < present < 1.1 * expected
    assert 17 < np.mean(delays) < 23


def test_planting_adds_nothing_to_accounts_outside_the_groups() -> None:
    quiet = small("hard")
    planted = plant(default_rng(3), quiet)
    members = np.concatenate([np.array(group) for group in planted.groups])
    assert [len(group) for group in planted.groups] == [5, 10, 20]
    assert len(set(members)) == 35
    before, after = ~np.isin(quiet.account, members), ~np.isin(planted.shares.account, members)
    assert np.array_equal(quiet.at_seconds[before], planted.shares.at_seconds[after])


def test_exclusive_objects_are_new_and_known_to_the_group_alone() -> None:
    quiet = small("hard")
    planted = plant(default_rng(3), quiet, Pattern(sizes=(8,), objects_each=6, exclusive=1.0))
    assert planted.shares.objects == quiet.objects + 6
    new = planted.shares.object >= quiet.objects
    assert set(planted.shares.account[new]) <= set(planted.groups[0])


def test_a_member_shares_a_planted_object_once() -> None:
    planted = plant(default_rng(3), small("hard"), Pattern(sizes=(20,), objects_each=20, participation=1.0))
    for group, item, _ in planted.moments:
        sharers = planted.shares.account[planted.shares.object == item]
        own = sharers[np.isin(sharers, planted.groups[group])]
        assert len(own) == len(set(own)) == 20


def test_an_unknown_kind_lists_the_known_ones() -> None:
    with pytest.raises(UnknownName, match=r"no world of shares called 'calm'\. Known: digest, diurnal"):
        world(default_rng(1), "calm")


def test_groups_that_do_not_fit_are_refused() -> None:
    with pytest.raises(BadSetting, match="do not fit into a world of 400 accounts"):
        plant(default_rng(1), small("hard"), Pattern(sizes=(500,)))


def test_an_empty_world_is_refused() -> None:
    with pytest.raises(BadSetting, match="needs accounts, objects, shares and days"):
        world(default_rng(1), "hard", accounts=0)


def test_the_table_has_the_canonical_columns_and_the_same_rows() -> None:
    pytest.importorskip("pyarrow")
    from undertow.tables import OBJECTS, SHARES, arrow_schema

    shares = small("hard")
    table, objects = to_table(shares, kind="link"), objects_table(shares, kind="link")
    assert table.schema == arrow_schema(SHARES)
    assert objects.schema == arrow_schema(OBJECTS)
    assert table.num_rows == 20_000
    assert objects.num_rows == 500
    row = table.slice(7, 1).to_pylist()[0]
    assert (row["account"], row["object"], row["kind"]) == (f"a{shares.account[7]}", f"o{shares.object[7]}", "link")
    assert (row["at"] - row["at"].replace(year=2022, month=8, day=1, hour=0, minute=0, second=0)).days >= 0
    assert len(set(table["post"].to_pylist())) == 20_000
