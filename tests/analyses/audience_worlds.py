"""Small audiences as canonical tables: ordinary members, and batches where a test plants them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from tests.conftest import rows

TARGET = "x:target"
READ = datetime(2024, 3, 28, 9)
FIRST = datetime(2015, 1, 1)
_TEXTS = ("Teacher, two cats, long walks.", "I bake.", "", "Photographs of the river and its bridges.")


def member(rng: np.random.Generator, number: int, created_at: datetime | None = None, **more: Any) -> dict[str, Any]:
    """An ordinary account opened between 2015 and the reading."""
    days = (READ - FIRST).days - 40
    created = created_at or FIRST + timedelta(days=int(rng.integers(days)), seconds=int(rng.integers(86_400)))
    return {
        "account": f"x:{number}", "platform": "x", "handle": f"Name{rng.integers(10, 99_999)}", "name": f"Anna B{number % 7}",
        "description": _TEXTS[rng.integers(len(_TEXTS))], "created_at": created, "created_precision": "s",
        "followers": int(rng.lognormal(4, 1)), "following": int(rng.lognormal(4, 1)), "posts": int(rng.lognormal(4, 2)),
        "location": "", "collected_at": READ, **more,
    }  # fmt: skip


def people(rng: np.random.Generator, size: int, start: int) -> list[dict[str, Any]]:
    """Ordinary members numbered from `start`."""
    return [member(rng, start + place) for place in range(size)]


def batch(rng: np.random.Generator, size: int, start: int, day: datetime) -> list[dict[str, Any]]:
    """Accounts opened on one day that say nothing and post nothing."""
    return [member(rng, start + place, day, description="", posts=0, followers=1) for place in range(size)]


def world(lists: Mapping[tuple[str, str], Sequence[dict[str, Any]]], *, read: datetime = READ) -> dict[str, Any]:
    """The tables `follows` and `accounts` of lists by (target, role), in the order in which the sources give them.

    Each list is a source of its own.
    """
    follows, accounts = [], []
    for source, ((target, role), members) in enumerate(lists.items()):
        sha = f"{source:064x}"
        for place, one in enumerate(members, 1):
            origin = {"source_sha256": sha, "row_ref": f"line {place}", "row_index": place}
            observed = one.get("collected_at", read)
            follows.append(
                {"target": target, "follower": one["account"], "position": place, "observed_at": observed, "role": role, **origin}
            )  # fmt: skip
            accounts.append({**one, **origin})
    return {"follows": rows("follows", follows), "accounts": rows("accounts", accounts)}


def null_audience(seed: int = 8) -> dict[str, Any]:
    """An audience and two references of the same population; too small for a bound."""
    rng = np.random.default_rng(seed)
    return world(
        {
            (TARGET, "audience"): people(rng, 600, 0),
            ("x:one", "reference"): people(rng, 95, 10_000),
            ("x:two", "reference"): people(rng, 95, 20_000),
        }
    )


def planted_audience(seed: int = 8) -> dict[str, Any]:
    """The same with sixty accounts of one day that follow next to one another."""
    rng = np.random.default_rng(seed)
    audience = people(rng, 600, 0)
    audience[100:100] = batch(rng, 60, 5_000, datetime(2021, 5, 4, 12))
    return world(
        {
            (TARGET, "audience"): audience,
            ("x:one", "reference"): people(rng, 95, 10_000),
            ("x:two", "reference"): people(rng, 95, 20_000),
        }
    )
