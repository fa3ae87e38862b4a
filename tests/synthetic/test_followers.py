"""Worlds of followers and the batches planted into them."""

import numpy as np
import pytest

from undertow.errors import UnknownName
from undertow.synthetic.worlds.followers import DAYS, KINDS, OPENED, Plan, plant, world
from undertow.synthetic.worlds.profiles import TRAITS, joined, profiles


@pytest.mark.parametrize("kind", KINDS)
def test_every_world_is_whole_and_comes_from_its_seed(kind: str) -> None:
    one, other = (world(np.random.default_rng(7), kind, followers=300, reference=200) for _ in range(2))
    assert (one.created == other.created).all()
    assert (len(one.created), len(one.reference), int(one.planted.sum())) == (300, 200, 0)
    assert one.created.min() >= OPENED
    assert one.created.max() < OPENED + DAYS


def test_a_batch_takes_the_place_of_as_many_followers_and_follows_in_a_block() -> None:
    rng = np.random.default_rng(1)
    audience = plant(rng, world(rng, "steady", followers=1000), Plan(0.1, 3), Plan(0.02, 1, block=0.0))
    assert np.bincount(audience.planted).tolist() == [880, 100, 20]
    first, second = (audience.created[audience.planted == number] for number in (1, 2))
    assert (np.ptp(first), np.ptp(second)) == (2, 0)
    assert np.ptp(np.flatnonzero(audience.planted == 1)) < 260
    assert np.ptp(np.flatnonzero(audience.planted == 2)) > 400


def test_unknown_kinds_and_makes_are_named_with_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="steady"):
        world(np.random.default_rng(0), "calm")
    with pytest.raises(UnknownName, match="bare"):
        profiles(np.random.default_rng(0), 10, made="golden")


def test_traits_change_with_the_year_and_with_the_making() -> None:
    rng = np.random.default_rng(2)
    genuine, made = profiles(rng, 4000), profiles(rng, 500, made="bare")
    digits = list(TRAITS).index("handle ends in 8 digits")
    young = genuine.year >= 2019
    assert genuine.traits[young, digits].mean() > 2 * genuine.traits[~young, digits].mean()
    assert made.traits[:, list(TRAITS).index("no post")].mean() > 0.2
    both = joined(genuine, made)
    assert both.features().shape == (4500, 6 + len(TRAITS))
