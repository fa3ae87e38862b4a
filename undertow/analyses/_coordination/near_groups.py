"""A group found by the near-miss control, read back from its tables: who did what with whom, when, and whose items."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from statistics import median
from typing import Any, NamedTuple

import numpy as np

from undertow.analyses import Measured
from undertow.model import Estimate
from undertow.statistics.graph import communities, components
from undertow.statistics.proportions import clustered_share

#: From this share of the items on, one source is the simplest explanation.
ONE_SOURCE = 0.8
#: Parts are told apart from this modularity on.
PARTED = 0.3
_SEEDS = range(1, 21)
_PERIODS = 60


class Act(NamedTuple):
    """Members that shared one thing within the window: (account, seconds after the first), in order."""

    kind: str
    thing: int
    second: int
    shares: tuple[tuple[str, int], ...]

    @property
    def first(self) -> str | None:
        """The account that alone was first."""
        delays = [delay for _, delay in self.shares]
        return self.shares[0][0] if delays.count(0) == 1 else None


class Period(NamedTuple):
    """A stretch of a group's life: joint acts in it, and what happened to the group: birth, merge, end or nothing."""

    start: str
    end: str
    acts: int
    state: str


@dataclass(frozen=True)
class NearGroup:
    """One group. p_of: account to p against the rest. parts: rows of `groups`; things, delays, pairs, tried: their rows.

    originals: rows of `originals`, accounts set apart because they are first nearly always."""

    number: int
    p_of: Mapping[str, float]
    parts: tuple[Mapping[str, Any], ...]
    acts: tuple[Act, ...]
    things: tuple[Mapping[str, Any], ...]
    delays: tuple[Mapping[str, Any], ...]
    pairs: tuple[Mapping[str, Any], ...]
    tried: tuple[Mapping[str, Any], ...]
    originals: tuple[Mapping[str, Any], ...] = ()

    @property
    def accounts(self) -> tuple[str, ...]:
        return tuple(sorted(self.p_of))

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(sorted({part["kind"] for part in self.parts}))

    @cached_property
    def estimate(self) -> Estimate:
        """Of the near events among members, the share that was fast; things are the clusters of the interval."""
        fast, near = [t["fast"] for t in self.things], [t["near"] for t in self.things]
        return clustered_share(fast, near, unit="share of near events")

    @property
    def near(self) -> int:
        return sum(t["near"] for t in self.things)

    @property
    def fast(self) -> int:
        return sum(t["fast"] for t in self.things)

    def tested(self, layers: int) -> tuple[float, float]:
        """p times the number of layers, and q: of the held-out test, or of the strongest pair of a group made of pairs."""
        p, q = min((part["p"], part["q"]) for part in self.parts)
        if q >= 1:
            p, q = min(((pair["p"], pair["q"]) for pair in self.pairs), default=(1.0, 1.0))
        return min(1.0, p * layers), q

    @property
    def held_out(self) -> bool:
        """Whether the group was confirmed on things that were not looked at when it was found."""
        return bool(min(part["q"] for part in self.parts) < 1)

    @property
    def persistence(self) -> float | None:
        """Share of the other settings in which at least half of all members are found again; None if none was tried."""
        others = [row["common"] >= 0.5 for row in self.tried if row["setting"]]
        return float(np.mean(others)) if others else None

    def taken_part(self) -> Counter[str]:
        """For each account, in how many acts it took part."""
        return Counter(account for act in self.acts for account, _ in act.shares)

    def firsts(self) -> Counter[str]:
        """For each account, in how many acts it alone was first."""
        return Counter(act.first for act in self.acts if act.first)

    def typical_delay(self) -> float:
        """Median seconds of a share after the first of its act."""
        return float(median([delay for act in self.acts for _, delay in act.shares[1:]] or [0]))

    def sources(self) -> Counter[str]:
        """For each source or author of things shared fast, how many of them it published; those of no known one left out."""
        return Counter(t["source"] for t in self.things if t["fast"] and t["source"])

    @cached_property
    def main_source(self) -> tuple[str, float] | None:
        """The source of most things shared fast, and its share of all of them; None where too few sources are known."""
        fast = sum(1 for t in self.things if t["fast"])
        known = self.sources()
        if not known or sum(known.values()) < 0.5 * fast:
            return None
        source, count = max(known.items(), key=lambda item: (item[1], item[0]))
        return source, count / fast

    @cached_property
    def parted(self) -> tuple[list[list[str]], float, float] | None:
        """Communities in the group, modularity and agreement over seeds; None where it hangs together as one."""
        place = {account: number for number, account in enumerate(self.accounts)}
        edges = [(place[p["left"]], place[p["right"]], float(p["hits"])) for p in self.links()]
        if len(edges) < 3 or {n for a, b, _ in edges for n in (a, b)} != set(place.values()):
            return None
        left, right = (np.array([edge[i] for edge in edges], np.int32) for i in (0, 1))
        labels, modularity, agreement = communities(left, right, np.array([e[2] for e in edges]), list(_SEEDS))
        if modularity < PARTED:
            return None
        found: dict[int, list[str]] = defaultdict(list)
        for account, label in zip(self.accounts, labels.tolist(), strict=True):
            found[label].append(account)
        return [found[label] for label in sorted(found)], modularity, agreement

    def links(self) -> list[Mapping[str, Any]]:
        """The pairs that support the group: significant in all the material or within the group."""
        inside = [pair for pair in self.pairs if pair["left"] in self.p_of and pair["right"] in self.p_of]
        return [pair for pair in inside if pair["significant"] or pair["supporting"]]

    def days(self) -> int:
        """From the first act to the last, in days, at least 1."""
        return 1 + (max(a.second for a in self.acts) - min(a.second for a in self.acts)) // 86400 if self.acts else 1

    def life(self, last_second: int) -> list[Period]:
        """Joint acts by day, week or month, with the period in which the group began, in which parts of it that had acted
        apart first acted together, and in which it ended, if the material goes on for two periods more."""
        if not self.acts:
            return []
        size = next(days for days in (1, 7, 30, 90, 365) if self.days() <= _PERIODS * days or days == 365) * 86400
        begin = min(act.second for act in self.acts) // size * size
        counts = Counter((act.second - begin) // size for act in self.acts)
        merged = {(second - begin) // size for second in self.mergers()}
        last = max(counts)
        rows = []
        for number in range(last + 1):
            state = "birth" if number == 0 else "merge" if number in merged else ""
            if number == last and number > 0 and last_second - begin > (last + 3) * size:
                state = "end"
            rows.append(Period(_day(begin + number * size), _day(begin + (number + 1) * size), counts[number], state))
        return rows

    def mergers(self) -> Iterator[int]:
        """When two parts of three accounts or more, each joined by acts before, first acted together."""
        part: dict[str, set[str]] = {}
        for act in sorted(self.acts, key=lambda act: act.second):
            whole: set[str] = set()
            before = {id(part[account]): len(part[account]) for account, _ in act.shares if account in part}
            for account, _ in act.shares:
                whole |= part.get(account, {account})
            for account in whole:
                part[account] = whole
            if sum(size >= 3 for size in before.values()) > 1:
                yield act.second


@dataclass(frozen=True)
class NearContext:
    """What all findings of a run have in common. layers: rows of `layers` by kind; last: the last share, in seconds."""

    layers: Mapping[str, Mapping[str, Any]]
    window: int
    reach: int
    crowd: int
    last: int
    profiles: Mapping[str, str]

    @property
    def tested_layers(self) -> int:
        return max(1, len(self.layers))

    @property
    def without_public(self) -> set[str]:
        """Kinds that could be tested but for which nearly everybody in the material acts together."""
        return {kind for kind, row in self.layers.items() if row["testable"] and not row["compared"]}

    def base_rate(self, group: NearGroup) -> float:
        """The fast share of near events of an average pair, over the kinds of a group as it used them."""
        near: Counter[str] = Counter()
        for thing in group.things:
            near[thing["kind"]] += thing["near"]
        return sum(n * float(self.layers[kind]["base_rate"]) for kind, n in near.items()) / max(1, sum(near.values()))


def pairs_alone(measured: Measured, kinds: set[str]) -> list[list[Mapping[str, Any]]]:
    """Significant pairs of those kinds that are in no group, those that hang together in one list, strongest first."""
    pairs = measured["near_pairs"]
    alone = np.asarray(pairs["significant"]) & (np.asarray(pairs["group"]) < 0)
    alone &= np.isin(np.asarray(pairs["kind"].to_pylist(), dtype=str), sorted(kinds))
    rows = sorted(pairs.filter(alone).to_pylist(), key=lambda row: (row["q"], row["p"], row["left"], row["right"]))
    joined = [set(accounts) for accounts in components((row["left"], row["right"]) for row in rows)]
    clusters = [[row for row in rows if row["left"] in accounts] for accounts in joined]
    return sorted(clusters, key=lambda own: rows.index(own[0]))


def near_groups(measured: Measured) -> list[NearGroup]:
    """The groups of a run, strongest first."""
    rows = {
        name: _by_group(measured[name].to_pylist())
        for name in ("groups", "members", "originals", "acts", "group_things", "group_delays", "settings_tried")
    }
    pairs = measured["near_pairs"]
    inside = _by_group(pairs.filter(np.asarray(pairs["group"]) >= 0).to_pylist())
    return [
        NearGroup(
            number=number,
            p_of={row["account"]: row["p"] for row in rows["members"][number]},
            parts=tuple(rows["groups"][number]),
            acts=tuple(_acts(rows["acts"][number])),
            things=tuple(rows["group_things"][number]),
            delays=tuple(rows["group_delays"][number]),
            pairs=tuple(inside[number]),
            tried=tuple(rows["settings_tried"][number]),
            originals=tuple(rows["originals"][number]),
        )
        for number in sorted(rows["groups"])
    ]


def _by_group(rows: list[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["group"]].append(row)
    return found


def _acts(rows: list[dict[str, Any]]) -> Iterator[Act]:
    by_act: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_act[row["act"]].append(row)
    for own in by_act.values():
        yield Act(own[0]["kind"], own[0]["thing"], own[0]["second"], tuple((r["account"], r["delay"]) for r in own))


def _day(second: int) -> str:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=second)).date().isoformat()
