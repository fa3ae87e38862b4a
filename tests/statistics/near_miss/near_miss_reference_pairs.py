"""The near-miss control of pairs in plain Python, from the text of the procedure: slow, for tests of small inputs.

Accounts and objects are numbers. A share is (account, object); `at` tells its time. Sets of shares are looked for where
they are needed, and no order of shares is relied on. Where the text leaves a choice open, a comment says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

Share = tuple[int, int]
Class = tuple[int, int, int, int]
#: Age of the earlier share, sharers of the object, reaction speeds of the two accounts: how many classes of each.
SHAPE = (3, 4, 3, 3)


class Trial(NamedTuple):
    """One trial of a group or a member: whether it was a hit, and the chance of that."""

    hit: bool
    chance: float


class PairTest(NamedTuple):
    """Trials of a pair: fast ones, all, expected fast ones, p."""

    hits: int
    episodes: int
    expected: float
    p: float


class Settings(NamedTuple):
    """w, D, G, nmin, crowd, kappa, and the later sharers an object must have to tell speeds."""

    window: int
    reach: int
    gap: int
    least: int
    crowd: int
    weight: float
    least_later: int


def tail(chances: Sequence[float], at_least: int) -> float:
    """P(at least so many successes): the whole distribution, trial by trial, then the sum of its end."""
    distribution = [1.0]
    for chance in chances:
        failed = [(1 - chance) * mass for mass in distribution] + [0.0]
        succeeded = [0.0] + [chance * mass for mass in distribution]
        distribution = [one + two for one, two in zip(failed, succeeded, strict=True)]
    return min(1.0, sum(distribution[max(0, at_least) :]))


def q_values(p: Sequence[float], tested: int | None = None) -> list[float]:
    """Benjamini-Hochberg by its definition: the least of p_(k) m / k over all k at or after the rank of each."""
    m, ranked = max(tested or 0, len(p)), sorted(p)
    ratio = [value * m / rank for rank, value in enumerate(ranked, 1)]
    return [min(1.0, *ratio[ranked.index(value) :]) for value in p]


class Pairs:
    """Steps 0 to 7 on some rows (account, object, second).

    group: the group of an account, for those that are in one. published: when objects were published, where known.
    """

    def __init__(
        self,
        rows: Iterable[tuple[int, int, int]],
        settings: Settings,
        group: Mapping[int, int] | None = None,
        published: Mapping[int, int] | None = None,
    ) -> None:
        self.rule, self.group = settings, dict(group or {})
        self.at: dict[Share, int] = {}
        for account, item, second in rows:
            self.at[account, item] = min(second, self.at.get((account, item), second))
        self.accounts = sorted({account for account, _ in self.at})
        self.of_account = {i: [share for share in self.at if share[0] == i] for i in self.accounts}
        self.of_object: dict[int, list[Share]] = {}
        for share in self.at:
            self.of_object.setdefault(share[1], []).append(share)
        self._near = {share: self._within_reach(share) for share in self.at}
        self._outside: dict[tuple[int, frozenset[int]], float] = {}
        self._companions: dict[tuple[frozenset[int], frozenset[int], int], frozenset[int]] = {}
        self.born = {k: self._born(k, published or {}) for k in self.of_object}
        self.speed = {i: self._speed(i) for i in self.accounts}
        self.rate, self.base_rate = self._class_rates()
        self.bystanders = {share: self._bystanders(share) for share in self.at}
        self.factor = {i: self._account_factor(i) for i in self.accounts}

    # Steps 0 and 1

    def _born(self, item: int, published: Mapping[int, int]) -> int:
        first = min(self.at[share] for share in self.of_object[item])
        # A publication after the first share cannot be right and is not used.
        return min(first, published.get(item, first))

    def near(self, share: Share) -> list[Share]:
        """The other shares of the object within reach."""
        return self._near[share]

    def _within_reach(self, share: Share) -> list[Share]:
        return [
            other
            for other in self.of_object[share[1]]
            if other != share and abs(self.at[other] - self.at[share]) <= self.rule.reach
        ]

    def fast(self, one: Share, two: Share) -> bool:
        return abs(self.at[one] - self.at[two]) <= self.rule.window

    def usable(self, share: Share) -> bool:
        return len(self.near(share)) <= self.rule.crowd

    # Step 2

    def age(self, share: Share) -> int:
        return self.at[share] - self.born[share[1]]

    def band(self, share: Share) -> tuple[int, int]:
        """Class by age, and by sharers of the object."""
        age, sharers = self.age(share), len(self.of_object[share[1]])
        by_age = 0 if age <= 2 * self.rule.window else 1 if age <= self.rule.reach else 2
        return by_age, 0 if sharers <= 3 else 1 if sharers <= 10 else 2 if sharers <= 50 else 3

    def _early(self, share: Share) -> bool:
        return self.age(share) <= 2 * self.rule.window

    def _speed(self, account: int) -> int:
        # "Later sharers" are those that are not early, whoever the account is.
        told = [
            share
            for share in self.of_account[account]
            if sum(not self._early(other) for other in self.of_object[share[1]]) >= self.rule.least_later
        ]
        quick = (sum(map(self._early, told)) + 0.3) / (len(told) + 3)
        return 0 if quick <= 0.2 else 1 if quick <= 0.45 else 2

    def event_class(self, one: Share, two: Share) -> Class:
        slower, faster = sorted((self.speed[one[0]], self.speed[two[0]]))
        earlier = min(one, two, key=self.at.__getitem__)
        return (*self.band(earlier), slower, faster)

    def events(self, i: int, j: int) -> list[tuple[Share, Share]]:
        """Near events of two accounts that may be used, in order of i's time, then of the object."""
        found = [
            ((i, k), (j, k))
            for _, k in self.of_account[i]
            if (j, k) in self.near((i, k)) and self.usable((i, k)) and self.usable((j, k))
        ]
        return sorted(found, key=lambda event: (self.at[event[0]], event[0][1]))

    def together(self, i: int, j: int) -> bool:
        return i in self.group and self.group[i] == self.group.get(j)

    def _class_rates(self) -> tuple[dict[Class, float], float]:
        seen: dict[Class, float] = {}
        trials: dict[Class, float] = {}
        for i, j in combinations(self.accounts, 2):
            events = [] if self.together(i, j) else self.events(i, j)
            for event in events:
                kind = self.event_class(*event)
                trials[kind] = trials.get(kind, 0.0) + 1 / len(events)
                seen[kind] = seen.get(kind, 0.0) + self.fast(*event) / len(events)
        base = sum(seen.values()) / max(1.0, sum(trials.values()))
        rates = {}
        for age, size, one, two in _classes():
            same = [(age, any_size, one, two) for any_size in range(SHAPE[1])]
            margin = (sum(seen.get(c, 0.0) for c in same) + 20 * base) / (sum(trials.get(c, 0.0) for c in same) + 20)
            kind = (age, size, one, two)
            rates[kind] = (seen.get(kind, 0.0) + 20 * margin) / (trials.get(kind, 0.0) + 20)
        return rates, base

    def class_rate(self, one: Share, two: Share) -> float:
        return self.rate[self.event_class(one, two)]

    # Step 3

    def repeat_partner(self, share: Share, other: Share) -> bool:
        """Whether the account of the second was fast with that of the first on another object."""
        return any(
            self.fast(own, (other[0], own[1]))
            for own in self.of_account[share[0]]
            if own[1] != share[1] and (other[0], own[1]) in self.at and self.usable(own)
        )

    def strangers(self, share: Share) -> list[Share]:
        """Shares near this one whose accounts neither repeat with its account nor are in its group.

        A share in a crowd is no bystander's moment, but may itself stand by at the edge of a crowd.
        """
        if not self.usable(share):
            return []
        return [
            other
            for other in self.near(share)
            if not self.repeat_partner(share, other) and not self.together(share[0], other[0])
        ]

    def _bystanders(self, share: Share) -> tuple[float, float]:
        return self._counted(share, self.strangers(share))

    def _counted(self, share: Share, others: Collection[Share]) -> tuple[float, float]:
        """How many of the others were fast, and how many the classes let expect."""
        return sum(self.fast(share, v) for v in others), sum(self.class_rate(share, v) for v in others)

    def crowd_factor(self, one: Share, two: Share, *, own: bool) -> float:
        """own: whether the event itself is among the bystanders of both shares and must be taken out."""
        sums = [self.bystanders[one], self.bystanders[two]]
        if own:
            sums += [(-2 * self.fast(one, two), -2 * self.class_rate(one, two))]
        return self.excess(sums, self.rule.weight)

    @staticmethod
    def excess(sums: Iterable[tuple[float, float]], pseudo: float) -> float:
        seen, expected = (sum(column) for column in zip((pseudo, pseudo), *sums, strict=True))
        return max(1.0, float(seen / expected))

    # Step 4

    def _account_factor(self, account: int) -> float:
        return self._factor(account, {own: self.strangers(own) for own in self.of_account[account]}, own=True)

    def factor_outside(self, account: int, apart: Collection[int]) -> float:
        """The account factor from partners not set apart. Repeat partners count, as the group is what may repeat."""
        key = account, frozenset(apart)
        if key not in self._outside:
            self._outside[key] = self._factor_outside(account, apart)
        return self._outside[key]

    def _factor_outside(self, account: int, apart: Collection[int]) -> float:
        outside = {
            own: [other for other in self.near(own) if other[0] not in apart]
            for own in self.of_account[account]
            if self.usable(own)
        }
        return self._factor(account, outside, own=False)

    def _factor(self, account: int, events: Mapping[Share, Sequence[Share]], *, own: bool) -> float:
        met = Counter(
            other[0] for share in self.of_account[account] if self.usable(share) for other in self.near(share)
        )
        sums = [
            (
                self.fast(share, other) / met[other[0]],
                min(1.0, self.class_rate(share, other) * self.crowd_factor(share, other, own=own)) / met[other[0]],
            )
            for share, others in events.items()
            for other in others
        ]
        return self.excess(sums, 1.0)

    # Steps 5 and 6

    def chance(self, one: Share, two: Share) -> float:
        own = not self.repeat_partner(one, two) and not self.together(one[0], two[0])
        moment = min(1.0, self.class_rate(one, two) * self.crowd_factor(one, two, own=own))
        return min(1.0, moment * self.factor[one[0]] * self.factor[two[0]])

    def episodes(self, i: int, j: int, items: Collection[int] | None = None) -> list[tuple[Share, Share]]:
        """The first near event of each episode of a pair; i, the lower number, tells the time."""
        kept: list[tuple[Share, Share]] = []
        for event in self.events(i, j):
            used = items is None or event[0][1] in items
            if used and (not kept or self.at[event[0]] - self.at[kept[-1][0]] > self.rule.gap):
                kept.append(event)
        return kept

    def pair_test(self, i: int, j: int, items: Collection[int] | None = None, least: int | None = None) -> PairTest:
        events = self.episodes(i, j, items)
        chances = [self.chance(*event) for event in events]
        hits = sum(self.fast(*event) for event in events)
        tested = len(events) >= (self.rule.least if least is None else least) and hits >= 2
        return PairTest(hits, len(events), sum(chances), tail(chances, hits) if tested else 1.0)

    def fast_pairs(self) -> list[tuple[int, int]]:
        """Pairs that were fast on two objects: only they are looked at."""
        return [
            (i, j)
            for i, j in combinations(self.accounts, 2)
            if sum(self.fast(*event) for event in self.events(i, j)) >= 2
        ]

    def testable(self) -> int:
        return sum(len(self.episodes(i, j)) >= self.rule.least for i, j in combinations(self.accounts, 2))

    def near_events(self) -> int:
        return sum(len(self.events(i, j)) for i, j in combinations(self.accounts, 2))

    # Step 7

    def clock(self, i: int, j: int) -> float:
        """How often shares of anything, more than half a period apart, fall together modulo an hour or a day."""
        found = []
        for period in (3600, 86400):
            apart = [abs(self.at[one] - self.at[two]) for one in self.of_account[i] for two in self.of_account[j]]
            rest = [min(d % period, period - d % period) for d in apart if d > period // 2]
            near, fast = (sum(r <= most for r in rest) for most in (self.rule.reach, self.rule.window))
            found.append((fast + 40 * self.flat) / (near + 40))
        return max(found)

    @property
    def flat(self) -> float:
        return self.rule.window / self.rule.reach

    def controlled(self, i: int, j: int, test: PairTest, cut: float) -> float:
        """p of a pair after the schedule control."""
        rate = self.clock(i, j)
        if test.p > cut or rate <= 1.5 * self.flat:
            return test.p
        chance = min(1.0, rate * max(1.0, test.expected / test.episodes / self.flat))
        return max(test.p, tail([chance] * test.episodes, test.hits))


def _classes() -> Iterable[Class]:
    for age in range(SHAPE[0]):
        for size in range(SHAPE[1]):
            for one in range(SHAPE[2]):
                for two in range(SHAPE[3]):
                    yield age, size, one, two
