"""The near-miss control over every kind of share, and what it found as tables. Method: docs/methods/coordination.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from undertow.statistics.graph import numbered_components
from undertow.statistics.near_miss import Group, Result, detect, placebo
from undertow.statistics.near_miss.groups import Screen
from undertow.statistics.near_miss.ordered import Ordered, Rule, order

if TYPE_CHECKING:
    import pyarrow as pa

LEVEL = 0.05
#: Other settings are tried while near events times settings stay below this.
WORK = 30_000_000
#: A group is the same in another setting, or another kind of share, if they have this share of all their members in common.
SAME = 0.5
#: An account first in this share of its joint acts, and in at least so many, may be the original that others copy.
FIRST_SHARE, FIRST_ACTS = 0.9, 5


class Setting(NamedTuple):
    """One way to look: factors on the window and the reach, the level of the tests, a factor on what is a crowd."""

    window: float = 1.0
    reach: float = 1.0
    level: float = LEVEL
    crowd: float = 1.0


def settings() -> list[Setting]:
    """The declared setting first, then windows by levels, then reach and crowd one at a time."""
    grid = [Setting(window=w, level=p) for w in (1.0, 0.5, 2.0) for p in (LEVEL, 0.01, 0.1)]
    return [*grid, Setting(reach=0.5), Setting(reach=2.0), Setting(crowd=1 / 3), Setting(crowd=3.0)]


@dataclass(frozen=True, eq=False)
class Layer:
    """The shares of one kind. account, thing, second: [n], in order of thing, time and account.

    first: the number that thing 0 has among the things of all kinds.

    published: [things], seconds, the least int64 where it is not known; empty where it is known of none. span: seconds
    to which the times are known. public: accounts of a reference sample that share something of this kind.
    """

    kind: str
    account: NDArray[np.int32]
    thing: NDArray[np.int32]
    first: int
    second: NDArray[np.int64]
    published: NDArray[np.int64]
    span: int = 1
    public: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))

    def ordered(self, rule: Rule) -> Ordered:
        """The layout for the near-miss control."""
        published = self.published if len(self.published) else None
        return order(self.account, self.thing, self.second, rule, published, self.public)


@dataclass(frozen=True, eq=False)
class Seen:
    """What was found in a layer, and in the same with its times moved. level: of its tests, all layers considered."""

    layer: Layer
    shares: Ordered
    result: Result
    moved: Result
    level: float


class Original(NamedTuple):
    """An account that is first nearly always: in how many joint acts it took part, and in how many it alone was first."""

    account: int
    acts: int
    firsts: int


@dataclass(frozen=True, eq=False)
class Joint:
    """One group, over all layers in which it was found. members: account ids, rising. parts: the layers and groups.

    originals: accounts that others may copy, with or without their knowing; they are no members.
    """

    members: NDArray[np.int32]
    parts: tuple[tuple[Seen, Group], ...]
    originals: tuple[Original, ...] = ()

    @property
    def strength(self) -> tuple[float, int, int]:
        """For sorting, strongest first."""
        return (min(group.q for _, group in self.parts), -len(self.members), int(self.members[0]))


@dataclass(frozen=True, eq=False)
class Found:
    """Everything: the layers, the groups, strongest first, and in which other settings each was found again."""

    seen: tuple[Seen, ...]
    groups: tuple[Joint, ...]
    tried: tuple[tuple[Setting, tuple[float, ...]], ...]


def layers_of(things: pa.Table, moments: pa.Table, published: pa.Table, public: pa.Table) -> list[Layer]:
    """Layers from measured rows.

    things: kind, first, past, span, one row per kind, numbers of its things. moments: thing, account_id, second, in order
    of thing, second and account_id. published: thing, second. public: account_id, of those only in reference samples.
    """
    account, thing, second = (moments[name].to_numpy() for name in ("account_id", "thing", "second"))
    born_thing, born = published["thing"].to_numpy(), published["second"].to_numpy()
    made = []
    for row in sorted(things.to_pylist(), key=lambda row: str(row["kind"])):
        first, past = row["first"], row["past"]
        part = slice(*np.searchsorted(thing, [first, past]))
        known = (born_thing >= first) & (born_thing < past)
        times = np.empty(0, np.int64)
        if known.any():
            times = np.full(past - first, np.iinfo(np.int64).min)
            times[born_thing[known] - first] = born[known]
        here = np.intersect1d(account[part], public["account_id"].to_numpy()).astype(np.int32)
        made.append(
            Layer(row["kind"], account[part], thing[part] - first, first, second[part], times, row["span"], here)
        )
    return made


def look(layers: Sequence[Layer], rule: Rule, rng: Generator, tries: int = -1) -> Found:
    """The control on each layer, at a level divided by the number of layers, then on the other settings.

    tries: how many settings, the declared one included; -1 as many as a bounded amount of work allows.
    Dividing the level is the rule least p times layers, valid however the layers depend on each other.
    """
    folds = rng.bit_generator.seed_seq.spawn(2)  # type: ignore[attr-defined]  # every generator made by a seed has one
    seen = tuple(_seen(layers, rule, Setting(), folds))
    groups = joined(seen)
    work = sum(one.result.near_events for one in seen)
    others = settings()[1:]
    count = min(len(others), WORK // max(work, 1)) if tries < 0 else tries - 1
    tried = [(Setting(), tuple(1.0 for _ in groups))]
    if groups:
        for setting in others[: max(count, 0)]:
            again = joined(tuple(_seen(layers, rule, setting, folds, moving=False)))
            tried.append((setting, tuple(_found_again(group, again) for group in groups)))
    return Found(seen, groups, tuple(tried))


def _seen(
    layers: Sequence[Layer], rule: Rule, setting: Setting, seeds: Sequence[np.random.SeedSequence], moving: bool = True
) -> Iterator[Seen]:
    window = max(1, round(rule.window * setting.window))
    reach = max(2 * window, round(rule.reach * setting.reach * setting.window))
    crowd = max(2, round(rule.crowd * setting.crowd))
    used = rule._replace(window=window, reach=reach, gap=max(3 * reach, rule.gap), crowd=crowd)
    level = setting.level / max(1, len(layers))
    for layer in layers:
        wide = used._replace(window=max(used.window, layer.span)) if layer.span > 1 else used
        shares, screen = layer.ordered(wide), Screen(level=level)
        result = detect(shares, np.random.default_rng(seeds[0]), screen)
        moved = placebo(shares, np.random.default_rng(seeds[1]), screen, layer.span) if moving else result
        yield Seen(layer, shares, result, moved, level)


def joined(seen: Sequence[Seen]) -> tuple[Joint, ...]:
    """Groups of different layers that share at least half of their members, as one."""
    parts = [(one, group) for one in seen for group in one.result.groups]
    links = [
        (i, j)
        for i in range(len(parts))
        for j in range(i, len(parts))
        if overlap(parts[i][1].members, parts[j][1].members) >= SAME
    ]
    left, right = (np.array([link[side] for link in links], np.int32) for side in (0, 1))
    made = []
    for numbers in numbered_components(left, right):
        own = tuple(parts[number] for number in numbers)
        made.append(set_apart(Joint(np.unique(np.concatenate([group.members for _, group in own])), own)))
    return tuple(sorted(made, key=lambda joint: joint.strength))


def set_apart(joint: Joint) -> Joint:
    """The group without accounts that are first nearly always, over enough joint acts to say so.

    Not where posts of others are reposted, the first to repost being no original, and not where fewer than two remain.
    """
    acts: Counter[int] = Counter()
    firsts: Counter[int] = Counter()
    for one, group in joint.parts:
        for _, moment in moments(one, group.members):
            acts.update(account for account, _ in moment)
            firsts[moment[0][0]] += moment[0][1] < moment[1][1]
    first = [Original(a, n, firsts[a]) for a, n in acts.items() if n >= FIRST_ACTS and firsts[a] >= FIRST_SHARE * n]
    rest = np.setdiff1d(joint.members, [one.account for one in first])
    if not first or len(rest) < 2 or any(one.layer.kind == "repost" for one, _ in joint.parts):
        return joint
    parts = []
    for one, group in joint.parts:
        kept = np.isin(group.members, rest)
        parts.append((one, replace(group, members=group.members[kept], member_p=group.member_p[kept])))
    return Joint(rest, tuple(parts), tuple(sorted(first)))


def overlap(one: NDArray[np.int32], two: NDArray[np.int32]) -> float:
    """Jaccard similarity of two sets of members."""
    both = len(np.intersect1d(one, two))
    return both / max(1, len(one) + len(two) - both)


def _found_again(group: Joint, again: Sequence[Joint]) -> float:
    return max((overlap(group.members, other.members) for other in again), default=0.0)


def own_places(one: Seen, members: NDArray[np.int32]) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Thing by thing, the places of the members' usable shares, where there are two or more."""
    shares = one.shares
    inside = np.zeros(len(shares.own_start) - 1, np.bool_)
    inside[members] = True
    places = np.flatnonzero(inside[shares.account] & shares.usable)
    cuts = np.flatnonzero(np.diff(shares.object[places])) + 1
    for part in np.split(places, cuts):
        if len(part) > 1:
            yield int(shares.object[part[0]]) + one.layer.first, part


def moments(one: Seen, members: NDArray[np.int32]) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Joint acts: a thing, and who shared it when, none later than the window after the one before."""
    for thing, places in own_places(one, members):
        second = one.shares.second[places]
        for part in np.split(places, np.flatnonzero(np.diff(second) > one.shares.rule.window) + 1):
            if len(part) > 1:
                yield thing, list(zip(one.shares.account[part].tolist(), one.shares.second[part].tolist(), strict=True))
