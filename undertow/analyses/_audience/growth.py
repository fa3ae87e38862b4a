"""How fast an audience grew, beside comparable accounts at the same age."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from undertow.statistics.audience.growth import follower_curve, percentile_of_growth

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from numpy.typing import NDArray

#: Ages in days at which followers are compared.
AGES = (30, 60, 90, 180, 365, 730, 1095, 1825, 2555, 3650)
#: How growth is known: from readings at several times, from times of following, or at most, from the order of following.
READINGS, TIMES, ORDER = "readings", "times", "order"
#: Fewest comparable accounts of which the growth is known.
FEWEST = 5
_FILE = re.compile(r"[^/:]*$")


@dataclass(frozen=True)
class Grown:
    """Followers of one target by day since 1970, known in one of three ways; by the order of following it is at most so many."""

    opened: int
    day: NDArray[np.int64]
    followers: NDArray[np.float64]
    way: str

    def at(self, age: int) -> float:
        """Followers at an age in days; NaN outside of what is known."""
        wanted = self.opened + age
        if not len(self.day) or wanted > self.day[-1] or (self.way == READINGS and wanted < self.day[0]):
            return float("nan")
        if self.way == READINGS:  # a step between two is not known
            return float(np.interp(wanted, self.day, self.followers))
        place = int(np.searchsorted(self.day, wanted, side="right")) - 1
        return float(self.followers[place]) if place >= 0 else 0.0

    def ages(self) -> list[int]:
        """The ages in days at which followers are known exactly: some, and that of the last reading."""
        last = int(self.day[-1]) - self.opened
        some = [age for age in AGES if age < last and not np.isnan(self.at(age))]
        return [last] if self.way == ORDER else [*some, last]


def names_of(target: str) -> tuple[str, str]:
    """The account id a target may have, and its handle: what follows the platform, or the name of the file of a list."""
    last = (_FILE.search(target) or [""])[0].strip()
    return target, last.rpartition(".")[0].lower() if target.startswith("reference:") and "." in last else last.lower()


def profiles_of(accounts: ir.Table, targets: Sequence[str]) -> ir.Table:
    """When the targets were opened and how many followers they state: account, handle, opened, followers, latest last."""
    ids, handles = zip(*(names_of(target) for target in targets), strict=True)
    found = accounts.filter(
        accounts.account.isin(list(ids)) | accounts.handle.lower().isin(list(handles)), accounts.created_at.notnull()
    )
    shown = found.select("account", handle=found.handle.lower(), opened="created_at", followers="followers")
    return shown.distinct().order_by("account", "handle", "opened", "followers")


def opened_by(targets: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> dict[str, tuple[int, int | None]]:
    """Day of opening and stated followers of each target of which they are known beyond doubt."""
    found: dict[str, tuple[int, int | None]] = {}
    for target in targets:
        account, handle = names_of(target)
        own = [r for r in rows if r["account"] == account] or [r for r in rows if handle and r["handle"] == handle]
        if len({r["account"] for r in own}) == 1:
            stated = [r["followers"] for r in own if r["followers"] is not None]
            found[target] = (_day(own[0]["opened"]), max(stated, default=None))
    return found


def _day(at: datetime) -> int:
    return (at - datetime(1970, 1, 1)).days


def read(opened: int, readings: Sequence[tuple[datetime, int]]) -> Grown:
    """Growth from readings at several times."""
    points = sorted((_day(at), followers) for at, followers in readings)
    day = np.array([point[0] for point in points], dtype=np.int64)
    return Grown(opened, day, np.array([point[1] for point in points], dtype=np.float64), READINGS)


def dated(opened: int, followed: NDArray[np.int64], stated: int | None, last: int | None) -> Grown:
    """Growth of today's followers by the days on which they followed, scaled to the stated number."""
    day, counted = np.unique(np.maximum(followed, opened), return_counts=True)
    return _scaled(opened, day, np.cumsum(counted), stated, last, TIMES)


def in_order(opened: int, created_in_order: NDArray[np.int64], stated: int | None, last: int) -> Grown:
    """At most how many followers by each day: from creation days in the order of following, scaled to the stated number."""
    curve = follower_curve(np.maximum(created_in_order, opened))
    return _scaled(opened, curve.day, curve.followers, stated, last, ORDER)


def _scaled(
    opened: int, day: NDArray[np.int64], followers: NDArray[np.int64], stated: int | None, last: int | None, way: str
) -> Grown:
    scale = max(1.0, (stated or 0) / int(followers[-1]))
    until = max(last or 0, int(day[-1]))
    return Grown(opened, np.append(day, until).astype(np.int64), np.append(followers, followers[-1]) * scale, way)


def compared(own: Grown, others: Sequence[Grown]) -> list[dict[str, Any]]:
    """One row per age at which the target's followers are known exactly, and at least FEWEST comparable accounts at most.

    Of accounts known by the order of following alone, more may be counted than there were, so that the percentile is at least
    what it says.
    """
    ages = own.ages()
    table = np.array([[other.at(age) for age in ages] for other in others]).reshape(len(others), len(ages))
    enough = [place for place in range(len(ages)) if (~np.isnan(table[:, place])).sum() >= FEWEST]
    if not enough:
        return []
    kept = [ages[place] for place in enough]
    bounded = [sum(o.way == ORDER and not np.isnan(o.at(age)) for o in others) for age in kept]
    found = percentile_of_growth(kept, [own.at(age) for age in kept], table[:, enough])
    return [
        {
            "age_days": point.age_days, "followers": point.followers, "middle": point.middle, "way": own.way,
            "bounded": most, "percentile": point.percentile, "low": point.low, "high": point.high,
            "comparable": point.comparable,
        }
        for point, most in zip(found, bounded, strict=True)
    ]  # fmt: skip
