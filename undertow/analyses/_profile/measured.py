"""What was counted about each account, put together from the measured tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from undertow.analyses import Measured
from undertow.model import Estimate
from undertow.statistics.judged_share import Stratum, judged_share
from undertow.statistics.proportions import clustered_share, wilson

#: A stratum with posts must have been judged in so many of them, or in all; and so many in all.
LEAST_IN_STRATUM, LEAST_IN_ALL = 5, 30
VALUES = ("for", "against", "neither")


@dataclass(frozen=True)
class Target:
    """How often an actor is named. own: in the account's own words, else in what it passes on.

    days: posts that name it by day. strata: posts by what stands near. judged: stratum and value -> posts. by_month: the
    same posts and judgements of each month.
    """

    id: str
    name: str
    own: bool
    days: Mapping[str, int]
    months: Mapping[str, int]
    strata: Mapping[str, int]
    judged: Mapping[tuple[str, str], int]
    by_month: Mapping[str, Target] = field(default_factory=dict)

    @property
    def posts(self) -> int:
        return sum(self.strata.values())

    @property
    def judged_posts(self) -> int:
        return sum(self.judged.values())

    @cached_property
    def stance(self) -> dict[str, Estimate] | None:
        """The share of these posts that speak for it and against it, corrected by the judgements; None without enough."""
        in_stratum = {s: sum(n for (t, _), n in self.judged.items() if t == s) for s in self.strata}
        enough = all(in_stratum[s] >= min(n, LEAST_IN_STRATUM) for s, n in self.strata.items())
        if not enough or self.judged_posts < min(self.posts, LEAST_IN_ALL):
            return None
        return {
            value: judged_share(
                [Stratum(n, in_stratum[s], self.judged.get((s, value), 0)) for s, n in sorted(self.strata.items())],
                unit=f"share of posts that name {self.name}",
            )
            for value in ("for", "against")
        }

    def precision(self, stratum: str, value: str) -> Estimate | None:
        """How often the evaluating words were right where a person looked; None where nobody did."""
        judged = sum(n for (s, _), n in self.judged.items() if s == stratum)
        return wilson(self.judged.get((stratum, value), 0), judged, unit="share") if judged else None


@dataclass(frozen=True)
class AccountProfile:
    """Everything counted about one account. days, hours: own posts; targets: most named first."""

    account: str
    why: str
    public: bool
    own_days: Mapping[str, int]
    own_months: Mapping[str, int]
    hours: Mapping[tuple[int, int], int]
    own_posts: int
    repeated_posts: int
    answers: int
    targets: Sequence[Target]

    def named(self, own: bool) -> list[Target]:
        """Whom it names in its own words, or in what it passes on."""
        return [target for target in self.targets if target.own == own]

    def share(self, target: Target) -> Estimate:
        """The share of its posts that name the actor; days are clusters, for posts of one day resemble each other."""
        total = self.own_posts if target.own else self.repeated_posts
        unit = "share of own posts" if target.own else "share of reposts"
        if not target.own:
            return wilson(target.posts, total, unit=unit)
        days = sorted(self.own_days)
        counts = [min(target.days.get(day, 0), self.own_days[day]) for day in days]
        if sum(counts) != target.posts or sum(self.own_days.values()) != total or len(days) < 2:
            return wilson(target.posts, total, unit=unit)
        return clustered_share(counts, [self.own_days[day] for day in days], unit=unit)


def profiles(measured: Measured) -> Iterator[AccountProfile]:
    """A profile for each account, the one with most posts of its own first."""
    rows = {name: _by_account(measured[name].to_pylist()) for name in ("by_day", "by_hour", "named_by_month", "named_by_day", "by_stratum", "judged")}  # fmt: skip
    names = {row["id"]: row["name"] or row["id"] for row in measured["actors_named"].to_pylist()}
    made = []
    for account in measured["accounts_profiled"].to_pylist():
        own = {name: found[account["account"]] for name, found in rows.items()}
        made.append(_profile(account, own, names))
    yield from sorted(made, key=lambda profile: (-profile.own_posts, profile.account))


def _by_account(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["account"]].append(row)
    return found


def _profile(
    account: Mapping[str, Any], rows: Mapping[str, Sequence[Mapping[str, Any]]], names: Mapping[str, str]
) -> AccountProfile:
    own = [row for row in rows["by_day"] if row["own"]]
    hours = {(r["weekday"], r["hour"]): r["posts"] for r in rows["by_hour"] if r["own"] and r["hour"] is not None}
    keys = sorted({(row["target"], row["own"]) for row in rows["by_stratum"]})
    targets = [_target(target, is_own, rows, names) for target, is_own in keys]
    return AccountProfile(
        account=account["account"],
        why=account["why"],
        public=account["public"],
        own_days=_summed(own, "day"),
        own_months=_summed(own, "month"),
        hours=hours,
        own_posts=sum(row["posts"] for row in own),
        repeated_posts=sum(row["posts"] for row in rows["by_day"] if not row["own"]),
        answers=int(sum(row["answers"] for row in own)),
        targets=sorted(targets, key=lambda target: (-target.posts, target.id)),
    )


def _target(
    target: str, own: bool, rows: Mapping[str, Sequence[Mapping[str, Any]]], names: Mapping[str, str]
) -> Target:
    mine = {name: [r for r in found if r.get("target") == target and r["own"] == own] for name, found in rows.items()}
    name, months = names.get(target, target), _summed(mine["named_by_month"], "month")
    by_month = {month: Target(target, name, own, {}, {}, *_strata(mine, month)) for month in sorted(months)}
    return Target(target, name, own, _summed(mine["named_by_day"], "day"), months, *_strata(mine), by_month)


def _strata(
    mine: Mapping[str, Sequence[Mapping[str, Any]]], month: str = ""
) -> tuple[dict[str, int], dict[tuple[str, str], int]]:
    """Posts by stratum, and by stratum and judgement: of one month, or of all."""
    posts: Counter[str] = Counter()
    judged: Counter[tuple[str, str]] = Counter()
    for row in mine["by_stratum"]:
        if not month or row["month"] == month:
            posts[row["stratum"]] += row["posts"]
    for row in mine["judged"]:
        if row["value"] in VALUES and (not month or row["month"] == month):
            judged[row["stratum"], row["value"]] += row["posts"]
    return dict(posts), dict(judged)


def _summed(rows: Sequence[Mapping[str, Any]], key: str) -> dict[str, int]:
    found: Counter[str] = Counter()
    for row in rows:
        if row[key]:
            found[row[key]] += row["posts"]
    return dict(found)
