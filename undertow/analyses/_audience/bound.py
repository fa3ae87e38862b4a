"""The lower bound on the share of an audience that does not come from the reference, beside placebo audiences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from undertow.analyses._audience.members import column
from undertow.statistics.audience.lower_bound import FEWEST, adjusted, between_references, lower_bound
from undertow.statistics.audience.strata import creation_strata

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.random import Generator
    from numpy.typing import NDArray

#: So many placebo audiences make a rank of 1 in 20, and the bound a headline (and analyses/audience.py says so).
ENOUGH = 19
#: References compared at most, and of them one by one; accounts of a side at most with few comparisons and with many.
_MOST_REFERENCES, _ONE_BY_ONE = 40, 4
_MOST, _MOST_OF_MANY = 20_000, 1_000
#: Halvings of each comparison, the audience and the placebos alike; fewer with many comparisons.
_REPEATS, _REPEATS_OF_MANY, _MANY = 3, 1, 10
#: A feature is used when it is known of nearly all accounts of every list: what is missing may tell lists apart.
_KNOWN = 0.99
_FEATURES = (
    "created_day", "handle_shape", "trailing_digits", "handle_length", "handle_digits", "handle_capitals",
    "handle_underscores", "name_length", "led_by_name", "description_length", "description_links", "location_length",
    "followers_count", "following_count", "posts_count", "default_image", "verified",
)  # fmt: skip
_LOGARITHMIC = ("followers_count", "following_count", "posts_count")


class Features:
    """Numbers of every member of the lists, for the learner: only of members with a year of sign-up."""

    def __init__(self, members: pa.Table, lists: Sequence[int], silent: tuple[set[int], set[int]]) -> None:
        self._list = members["list"].to_numpy()
        self._year = column(members, "created_year")
        wanted = np.isin(self._list, lists) & ~np.isnan(self._year)
        self._kept, self.names = [], []
        for name in _FEATURES:
            if (name.startswith("description") and silent[0]) or (name.startswith("location") and silent[1]):
                continue
            values = column(members, name)
            known = [(~np.isnan(values[rows])).mean() for one in lists if (rows := wanted & (self._list == one)).any()]
            if min(known, default=0.0) >= _KNOWN:
                self.names.append(name)
                self._kept.append(np.log1p(np.maximum(values, 0)) if name in _LOGARITHMIC else values)
        self._rows = {one: np.flatnonzero(wanted & (self._list == one)) for one in lists}

    def size(self, one: int) -> int:
        return len(self._rows[one])

    def drawn(self, one: int, most: int, rng: Generator) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Features and years of at most so many members of a list, drawn at random."""
        rows = self._rows[one]
        if len(rows) > most:
            rows = np.sort(rng.choice(rows, most, replace=False))
        return np.column_stack([values[rows] for values in self._kept]), self._year[rows].astype(np.int64)


def bounds(features: Features, audience: int, references: Sequence[int], rng: Generator) -> list[dict[str, Any]]:
    """The bound of the audience against all references, against each, and of each reference against the others.

    One row per comparison: against (number of the reference, None for all), bound, placebo (that reference against the
    pool of the others, None with one reference), size. Empty where a side is too small or nothing is known of both.
    """
    usable = [one for one in references if features.size(one) >= FEWEST][:_MOST_REFERENCES]
    if not usable or features.size(audience) < FEWEST or len(features.names) < 2:
        return []
    many = len(usable) >= _MANY
    most, repeats = (_MOST_OF_MANY, _REPEATS_OF_MANY) if many else (_MOST, _REPEATS)
    size = min(most, features.size(audience), *(features.size(one) for one in usable))
    own, years = features.drawn(audience, size, rng)
    sides = [features.drawn(one, most, rng) for one in usable]
    pool, pool_years = (np.concatenate([side[part] for side in sides]) for part in (0, 1))
    chosen = rng.choice(len(pool), min(len(pool), size), replace=False)

    def against(other: NDArray[np.float64], other_years: NDArray[np.int64]) -> float:
        return lower_bound(own, other, *creation_strata(years, other_years), rng, repeats=repeats)

    rows = [{"against": None, "bound": against(pool[chosen], pool_years[chosen]), "placebo": None, "size": size}]
    placebos: Sequence[float | None] = [None] * len(usable)
    if len(usable) > 1:
        tables, created = [side[0] for side in sides], [side[1] for side in sides]
        placebos = between_references(tables, created, rng, size=size, repeats=repeats).bounds
    for place, one in enumerate(usable):
        features_of, years_of = sides[place]
        some = rng.choice(len(features_of), size, replace=False)  # a list begins with its most recent followers
        alone = against(features_of[some], years_of[some]) if place < _ONE_BY_ONE and len(usable) > 1 else None
        rows.append({"against": one, "bound": alone, "placebo": placebos[place], "size": size})
    return rows


def summary(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The bound, less the largest placebo, its rank, how many placebos, and whether the references disagree."""
    from undertow.statistics.audience.lower_bound import DISAGREE

    whole = next(row for row in rows if row["against"] is None)
    placebos = [row["placebo"] for row in rows if row["placebo"] is not None]
    found = adjusted(whole["bound"], placebos)
    return {
        "bound": whole["bound"], "adjusted": found.value, "rank_p": found.rank_p, "placebos": len(placebos),
        "largest": max(placebos, default=None), "size": whole["size"],
        "disagree": len(placebos) > 1 and 2 * sum(p >= DISAGREE for p in placebos) >= len(placebos),
    }  # fmt: skip
