"""From measured pairs to groups: the weight a pair must reach, who hangs together, and how often they met."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from undertow.model import Estimate
from undertow.statistics.graph import components
from undertow.statistics.proportions import clustered_share

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.random import Generator

#: Of the pairs at a weight, at most this share may be expected from moved times.
MOVED_SHARE = 0.05
#: ... and that already at this part of the weight: where attention peaks within minutes, moving times lowers weights.
MARGIN = 2 / 3
#: An account first in this share of its objects, and in at least so many, may be the original that others copy.
FIRST_SHARE, FIRST_OBJECTS = 0.9, 5
#: Conversation is fast by nature: these layers join accounts only when asked for by name.
CONVERSATION = ("mention", "reply")
_DRAWS = 200


@dataclass(frozen=True)
class Layer:
    """What was measured for one kind of share. measured and moved: weight -> pairs (moved: over all draws)."""

    kind: str
    totals: Mapping[str, Any]
    measured: Mapping[int, int]
    moved: Mapping[int, int]
    min_weight: int = 0

    @property
    def draws(self) -> int:
        return int(self.totals["draws"])

    def reaching(self, weight: int) -> int:
        """Pairs with at least that weight."""
        return sum(pairs for at, pairs in self.measured.items() if at >= weight)

    def expected(self, weight: int) -> float:
        """Pairs with at least that weight after moving every time, on average over the draws."""
        return sum(pairs for at, pairs in self.moved.items() if at >= weight) / self.draws

    def separates(self, weight: int) -> bool:
        """Whether moved times give, at two thirds of that weight, at most the allowed share of the pairs that reach it.

        One pair is added over all draws: that none was seen does not mean that none is possible.
        """
        return self.nearly(weight) + 1 / self.draws <= MOVED_SHARE * self.reaching(weight)

    def nearly(self, weight: int) -> float:
        """Pairs after moving every time, at two thirds of the weight, where `separates` looks."""
        return self.expected(max(2, ceil(weight * MARGIN)))

    @cached_property
    def threshold(self) -> int | None:
        """The weight from which a pair counts: the one asked for, or the smallest that separates; None if none does."""
        if self.min_weight:
            return self.min_weight
        return next((w for w in range(2, max(self.measured, default=0) + 1) if self.separates(w)), None)


class Link(NamedTuple):
    """A pair of accounts at or above the threshold of its kind."""

    kind: str
    left: str
    right: str
    weight: int


class Meeting(NamedTuple):
    """One object that two linked accounts both shared: when each did, at their closest."""

    kind: str
    object: str
    left: str
    right: str
    left_second: int
    right_second: int

    @property
    def gap(self) -> int:
        return abs(self.left_second - self.right_second)


@dataclass(frozen=True)
class Group:
    """Accounts that hang together through links. original: an account almost always first, not counted as a member."""

    accounts: tuple[str, ...]
    links: tuple[Link, ...]
    meetings: tuple[Meeting, ...]
    window: int
    original: str = ""

    @property
    def strength(self) -> tuple[int, int, tuple[str, ...]]:
        """For sorting, strongest first."""
        return (-len(self.accounts), -sum(link.weight for link in self.links), self.accounts)

    @cached_property
    def objects(self) -> dict[tuple[str, str], list[Meeting]]:
        """The objects that at least two linked members shared, with their meetings, in order of their first share."""
        found: dict[tuple[str, str], list[Meeting]] = defaultdict(list)
        for meeting in sorted(self.meetings, key=lambda m: (min(m.left_second, m.right_second), m)):
            found[meeting.kind, meeting.object].append(meeting)
        return found

    @cached_property
    def together(self) -> dict[tuple[str, str], list[dict[str, int]]]:
        """The objects shared within the window, by moment: who took part, how many seconds after the moment's first."""
        found: dict[tuple[str, str], list[dict[str, int]]] = {}
        for key, meetings in self.objects.items():
            times: dict[str, int] = {}
            for m in meetings:
                if m.gap <= self.window:
                    times[m.left] = min(m.left_second, times.get(m.left, m.left_second))
                    times[m.right] = min(m.right_second, times.get(m.right, m.right_second))
            if times:
                found[key] = _moments(times, self.window)
        return found

    @cached_property
    def estimate(self) -> Estimate:
        """Of the cases in which two linked members shared one object, the share in which they did within the window.

        Cases of one object resemble each other: objects are the clusters of the interval.
        """
        near = [sum(m.gap <= self.window for m in meetings) for meetings in self.objects.values()]
        cases = [len(meetings) for meetings in self.objects.values()]
        return clustered_share(near, cases, unit="share of cases")

    @property
    def near(self) -> int:
        """Cases within the window."""
        return sum(m.gap <= self.window for m in self.meetings)

    def moved_share(self, half: int, spans: Mapping[str, int], rng: Generator) -> float:
        """The same share after moving every time by up to `half` seconds either way, on average over 200 draws."""
        place: dict[tuple[str, str, str, int], int] = {}
        for m in self.meetings:
            place.setdefault((m.kind, m.object, m.left, m.left_second), len(place))
            place.setdefault((m.kind, m.object, m.right, m.right_second), len(place))
        left = np.array([place[m.kind, m.object, m.left, m.left_second] for m in self.meetings])
        right = np.array([place[m.kind, m.object, m.right, m.right_second] for m in self.meetings])
        gap = np.array([m.right_second - m.left_second for m in self.meetings])
        span = np.array([spans[key[0]] for key in place])
        total = 0
        for _ in range(_DRAWS):
            moved = np.round(rng.integers(-half, half + 1, len(place)) / span).astype(np.int64) * span
            total += int(np.count_nonzero(np.abs(gap + moved[right] - moved[left]) <= self.window))
        return total / (_DRAWS * len(self.meetings))

    @cached_property
    def moments(self) -> list[dict[str, int]]:
        """Every moment of every object, in order."""
        return [moment for moments in self.together.values() for moment in moments]

    def firsts(self) -> Counter[str]:
        """For each account, in how many moments it alone was first."""
        found: Counter[str] = Counter()
        for moment in self.moments:
            first = [account for account, delay in moment.items() if delay == 0]
            if len(first) == 1 and len(moment) > 1:
                found[first[0]] += 1
        return found

    def taken_part(self) -> Counter[str]:
        """For each account, in how many moments it took part."""
        return Counter(account for moment in self.moments for account in moment)

    def leading(self) -> list[str]:
        """Accounts that are first nearly every time, over enough objects to say so.

        Not where posts of others were reposted: the first to repost is not the original.
        """
        if any(kind == "repost" for kind, _ in self.together):
            return []
        firsts, parts = self.firsts(), self.taken_part()
        return [a for a in self.accounts if parts[a] >= FIRST_OBJECTS and firsts[a] >= FIRST_SHARE * parts[a]]

    def apart(self) -> Group:
        """The group without an account that is almost always first, which is named apart; else the group itself."""
        for account in self.leading() if len(self.accounts) > 2 else ():
            members = tuple(member for member in self.accounts if member != account)
            links = tuple(link for link in self.links if account not in (link.left, link.right))
            meetings = tuple(m for m in self.meetings if account not in (m.left, m.right))
            if {side for link in links for side in (link.left, link.right)} == set(members):
                return Group(members, links, meetings, self.window, original=account)
        return self


def layers(measured: Mapping[str, pa.Table], min_weight: int) -> dict[str, Layer]:
    """Each kind of share that was measured, by its name."""
    found = {}
    counts: dict[str, dict[str, dict[int, int]]] = {name: defaultdict(dict) for name in ("weights", "placebo")}
    for name, by_kind in counts.items():
        for row in measured[name].to_pylist():
            by_kind[row["kind"]][row["weight"]] = row["pairs"]
    for totals in sorted(measured["totals"].to_pylist(), key=lambda row: str(row["kind"])):
        kind = totals["kind"]
        found[kind] = Layer(kind, totals, counts["weights"][kind], counts["placebo"][kind], min_weight)
    return found


def groups(common: pa.Table, found: Mapping[str, Layer], *, window: int, joining: Iterable[str]) -> list[Group]:
    """Groups of accounts joined by pairs at or above the threshold of their kind, strongest first."""
    joining = set(joining)
    meetings: dict[Link, list[Meeting]] = defaultdict(list)
    columns = ("kind", "object", "left", "right", "left_second", "right_second", "weight")
    for values in zip(*(common[name].to_pylist() for name in columns), strict=True):
        meeting, weight = Meeting(*values[:-1]), values[-1]
        threshold = found[meeting.kind].threshold
        if meeting.kind in joining and threshold is not None and weight >= threshold:
            meetings[Link(meeting.kind, meeting.left, meeting.right, weight)].append(meeting)
    group_of: dict[str, int] = {}
    members = components((link.left, link.right) for link in sorted(meetings))
    for number, accounts in enumerate(members):
        group_of.update(dict.fromkeys(accounts, number))
    links: list[list[Link]] = [[] for _ in members]
    for link in sorted(meetings):
        links[group_of[link.left]].append(link)
    made = [_group(accounts, links[i], meetings, window) for i, accounts in enumerate(members)]
    return sorted(made, key=lambda group: group.strength)


def _group(
    accounts: tuple[str, ...], links: Sequence[Link], meetings: Mapping[Link, list[Meeting]], window: int
) -> Group:
    met = tuple(sorted(meeting for link in links for meeting in meetings[link]))
    return Group(accounts, tuple(links), met, window).apart()


def _moments(times: Mapping[str, int], window: int) -> list[dict[str, int]]:
    """Shares of one object cut where nobody shared for longer than the window, as seconds after each piece's first."""
    moments: list[dict[str, int]] = []
    first = last = -window - 1
    for account, second in sorted(times.items(), key=lambda item: (item[1], item[0])):
        if second - last > window or not moments:
            moments.append({})
            first = second
        moments[-1][account] = second - first
        last = second
    return moments
