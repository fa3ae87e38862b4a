"""Real accounts, where they are at hand: creation days, traits and features of genuine accounts and of bought families."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

DATA = Path(os.environ.get("UNDERTOW_DATA", Path(__file__).parents[4] / "shared" / "data")) / "audience"
#: Genuine accounts by collection, and the collection they are compared with.
GENUINE = ("genuine", "E13")
FAMILIES = (
    "fake_follower",
    "social_spambot_1",
    "social_spambot_2",
    "social_spambot_3",
    "trad_spambot_1",
    "trad_spambot_4",
)
#: What the tables call the collections: by what their accounts were made for.
PLAIN = {
    "genuine": "genuine",
    "E13": "genuine 2",
    "fake_follower": "bought",
    "INT": "bought 2",
    "social_spambot_1": "promoting 1",
    "social_spambot_2": "promoting 2",
    "social_spambot_3": "promoting 3",
    "trad_spambot_1": "advertising 1",
    "trad_spambot_4": "advertising 4",
}


@cache
def accounts(name: str) -> Any:
    """The rows of one collection as a data frame with a datetime column `created`; skips the test where there are none."""
    import pandas as pd

    if not DATA.exists():
        pytest.skip("the real data (../shared/data or $UNDERTOW_DATA) are not here")
    if name in ("E13", "INT"):
        rows = pd.read_parquet(DATA / "cresci2015_subset.parquet")
        rows = rows[rows.dataset == name]
        rows = rows.assign(
            created=pd.to_datetime(rows.created_at, format="%a %b %d %H:%M:%S %z %Y").dt.tz_localize(None)
        )
    else:
        rows = pd.read_parquet(DATA / "cresci2017_users.parquet")
        rows = rows[rows.source == name]
    return rows.dropna(subset=["created"]).reset_index(drop=True)


def created_days(name: str) -> NDArray[np.int64]:
    return np.asarray(accounts(name).created.to_numpy().astype("datetime64[D]").astype(np.int64))


def years(name: str) -> NDArray[np.int64]:
    return np.asarray(accounts(name).created.dt.year.to_numpy(np.int64))


@cache
def traits(name: str) -> dict[str, NDArray[np.bool_]]:
    """Handle, profile and activity traits, one flag per account."""
    rows = accounts(name)
    handle = rows.screen_name.fillna("").astype(str)
    trailing = handle.str.extract(r"(\d*)$")[0].str.len().to_numpy()
    followers, friends = rows.followers_count.to_numpy(), rows.friends_count.to_numpy()
    return {
        "4 digits": trailing >= 4,
        "8 digits": trailing >= 8,
        "no digit": ~handle.str.contains(r"\d").to_numpy(bool),
        "underscore": handle.str.contains("_").to_numpy(bool),
        "capital": handle.str.match("[A-Z]").to_numpy(bool),
        "empty bio": (rows.description.fillna("").str.strip() == "").to_numpy(bool),
        "no location": (rows.location.fillna("").str.strip() == "").to_numpy(bool),
        "default profile": rows.default_profile.fillna(0).to_numpy(float) > 0,
        "default image": rows.default_profile_image.fillna(0).to_numpy(float) > 0,
        "no post": rows.statuses_count.to_numpy() == 0,
        "under 10 posts": rows.statuses_count.to_numpy() < 10,
        "at most 5 followers": followers <= 5,
        "follows 10 times as many": (friends >= 100) & (friends >= 10 * np.maximum(followers, 1)),
    }


@cache
def features(name: str) -> NDArray[np.float64]:
    """What a learner may use: creation day, shape of the handle, counts, profile."""
    rows = accounts(name)
    handle = rows.screen_name.fillna("").astype(str)
    bio = rows.description.fillna("").astype(str)
    counts = [
        np.log1p(rows[f"{kind}_count"].to_numpy(float)) for kind in ("followers", "friends", "statuses", "favourites")
    ]
    flags = [flag.astype(float) for trait, flag in traits(name).items()]
    columns = [
        created_days(name).astype(float),
        handle.str.len().to_numpy(float),
        handle.str.count(r"\d").to_numpy(float),
        handle.str.extract(r"(\d*)$")[0].str.len().to_numpy(float),
        handle.str.count("[A-Z]").to_numpy(float),
        handle.str.lower().str.count("[aeiou]").to_numpy(float) / np.maximum(handle.str.len().to_numpy(float), 1),
        bio.str.len().to_numpy(float),
        bio.str.count("#").to_numpy(float),
        bio.str.contains("http").to_numpy(float),
        rows.name.fillna("").astype(str).str.len().to_numpy(float),
        *counts,
        counts[0] - counts[1],
        *flags,
    ]
    return np.column_stack(columns)
