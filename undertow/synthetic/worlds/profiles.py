"""Profiles of followers: traits that change with the year of creation, and accounts made in bulk that differ in some."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from undertow.errors import UnknownName

Numbers = NDArray[np.float64]
#: trait: (share among accounts created in the first year, and in the last).
TRAITS = {
    "handle ends in 8 digits": (0.01, 0.16),
    "handle has an underscore": (0.12, 0.22),
    "no description": (0.18, 0.38),
    "default image": (0.02, 0.12),
    "no post": (0.02, 0.10),
    "no place": (0.30, 0.55),
    "link in the profile": (0.35, 0.12),
    "follows many more": (0.03, 0.12),
}
#: How planted accounts differ: by so much in the log odds of the traits, and in the logarithm of their counts.
MAKES = {"bare": (2.0, -1.8), "dressed": (-1.0, 0.0), "busy": (0.0, 1.3)}
YEARS = 15


@dataclass(frozen=True, slots=True, eq=False)
class Profiles:
    """One entry per account. traits: shape (accounts, traits), in the order of TRAITS; counts: logs of followers, accounts
    followed, posts and likes, shape (accounts, 4)."""

    year: NDArray[np.int64]
    traits: NDArray[np.bool_]
    counts: Numbers

    def __len__(self) -> int:
        return len(self.year)

    def features(self) -> Numbers:
        """All that is known of each account, as a learner takes it."""
        return np.column_stack([self.year, self.counts, self.counts[:, 0] - self.counts[:, 1], self.traits])


def profiles(rng: Generator, accounts: int, *, tilt: float = 0.0, made: str | None = None) -> Profiles:
    """Profiles of genuine accounts, or of accounts made in one way (`MAKES`) within a year or two.

    tilt: how much more the later years weigh than the earlier, in logs over all years. Raises: UnknownName.
    """
    if made is not None and made not in MAKES:
        raise UnknownName.among("make of accounts", made, MAKES)
    weight = np.exp(tilt * np.arange(YEARS) / YEARS) * (1 + 0.5 * np.sin(np.arange(YEARS)))
    year = rng.choice(YEARS, accounts, p=weight / weight.sum())
    odds, scale = (0.0, 0.0) if made is None else MAKES[made]
    if made is not None:
        year = rng.integers(4, YEARS - 2) + rng.integers(0, 2, accounts)
    first, last = np.array(list(TRAITS.values())).T
    share = first + (last - first) * (year / (YEARS - 1))[:, None]
    share = 1 / (1 + (1 - share) / share * np.exp(-odds))
    age = np.log(YEARS + 1 - year)[:, None]
    level = np.array([3.0, 4.5, 4.0, 3.5]) + np.array([0.9, 0.3, 1.1, 0.8]) * age
    popularity = rng.normal(0, 0.8, (accounts, 1))
    counts = level + popularity + rng.normal(0, 1.0, (accounts, 4)) * (1 if made is None else 0.7) + scale
    return Profiles(year + 2009, rng.random(share.shape) < share, np.maximum(counts, 0.0))


def joined(*parts: Profiles) -> Profiles:
    """The accounts of all parts, one part after the other."""
    return Profiles(
        np.concatenate([part.year for part in parts]),
        np.concatenate([part.traits for part in parts]),
        np.concatenate([part.counts for part in parts]),
    )
