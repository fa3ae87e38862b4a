"""The near-miss control of groups in plain Python, on top of that of pairs and as slow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from tests.statistics.near_miss.near_miss_reference_pairs import Pairs, Share, Trial, q_values, tail


class Reference(Pairs):
    """The trials of step 9 and the members of step 10."""

    def joint(self, share: Share, members: Collection[int], but: int | None = None) -> bool:
        """Whether a member's share is fast with that of another member, `but` one."""
        return any(
            other[0] in members and other[0] != but and self.usable(other) and self.fast(share, other)
            for other in self.near(share)
        )

    def companions(self, members: Collection[int], items: Collection[int], least: int) -> frozenset[int]:
        """Accounts that are no members but fast with a joint act of members on so many of the objects."""
        key = frozenset(members), frozenset(items), least
        if key not in self._companions:
            joined = {
                (other[0], share[1])
                for share in self.at
                if share[0] in members and share[1] in key[1] and self.usable(share) and self.joint(share, members)
                for other in self.near(share)
                if self.fast(share, other)
            }
            times = Counter(account for account, _ in joined)
            self._companions[key] = frozenset(i for i in times if i not in members and times[i] >= least)
        return self._companions[key]

    def apart_elsewhere(self, members: Collection[int], items: Collection[int]) -> frozenset[int]:
        """Who is nobody's bystander when a group is tested on some objects: the others tell who is a companion."""
        return frozenset(members) | self.companions(members, set(self.of_object) - set(items), 2)

    def apart_everywhere(self, members: Collection[int]) -> frozenset[int]:
        """The same on all objects: the one looked at is among them, so it takes one more."""
        return frozenset(members) | self.companions(members, set(self.of_object), 3)

    def _moment(self, share: Share, others: Sequence[Share], apart: Collection[int]) -> Trial:
        """One share against those of members near it: a hit if within the window of any."""
        total = 0.0
        for other in others:
            outside = self.excess(
                [self._bystanding(share, other, apart), self._bystanding(other, share, apart)], self.rule.weight
            )
            crowd = min(outside, self.crowd_factor(share, other, own=False))
            factors = self.factor_outside(share[0], apart) * self.factor_outside(other[0], apart)
            total += min(1.0, self.class_rate(share, other) * crowd * factors)
        once = min(1.0, total / len(others))
        covered = {
            second
            for other in others
            for second in range(self.at[other] - self.rule.window, self.at[other] + self.rule.window)
        }
        chance = 1 - (1 - once) ** max(1.0, len(covered) / (2 * self.rule.window))
        return Trial(any(self.fast(share, other) for other in others), chance)

    def _bystanding(self, share: Share, partner: Share, apart: Collection[int]) -> tuple[float, float]:
        """Bystanders of a share: neither set apart nor the partner of the moment."""
        return self._counted(share, [v for v in self.near(share) if v[0] not in apart and v != partner])

    def group_trials(self, members: Collection[int], items: Collection[int]) -> list[Trial]:
        """Members' shares of some objects, in pseudo-random order each against the earlier ones near it."""
        found: list[tuple[int, int, Trial]] = []
        apart = self.apart_elsewhere(members, items)
        for k in sorted(items):
            theirs = [share for share in self.of_object.get(k, []) if share[0] in members and self.usable(share)]
            theirs.sort(key=lambda share: ((share[0] * 2654435761 + share[1] * 40503) % 1000003, self.at[share]))
            here: list[tuple[int, int, Trial]] = []
            for place, share in enumerate(theirs):
                others = [other for other in theirs[:place] if other in self.near(share)]
                if others and len(here) < 3:
                    here.append((self.at[share], k, self._moment(share, others, apart)))
            found += here
        kept: list[tuple[int, int, Trial]] = []
        for one in sorted(found, key=lambda trial: trial[:2]):
            # An object under way goes on: the gap counts from its last trial.
            if not kept or one[1] == kept[-1][1] or one[0] - kept[-1][0] > self.rule.gap:
                kept.append(one)
        return [trial for _, _, trial in kept]

    def member_trials(self, account: int, members: Collection[int], *, joint: bool) -> list[Trial]:
        """An account against other members near its shares: one trial an object, one object an episode.

        joint: only against members that act with yet another member.
        """
        trials: list[Trial] = []
        last: int | None = None
        apart = self.apart_everywhere(members)
        for share in sorted(self.of_account[account], key=lambda share: (self.at[share], share[1])):
            others = [
                other
                for other in self.near(share)
                if other[0] in members and self.usable(other) and (not joint or self.joint(other, members, account))
            ]
            if others and self.usable(share) and (last is None or self.at[share] - last > self.rule.gap):
                last = self.at[share]
                trials.append(self._moment(share, others, apart))
        return trials

    def member_p(self, account: int, members: Collection[int]) -> float:
        """Twice the smaller p of two tests: against joint acts of others, and against any other."""
        return min(1.0, *(2 * self._member_p(account, members, joint) for joint in (True, False)))

    def _member_p(self, account: int, members: Collection[int], joint: bool) -> float:
        trials = self.member_trials(account, members, joint=joint)
        hits = sum(trial.hit for trial in trials)
        return tail([trial.chance for trial in trials], hits) if hits >= 3 else 1.0

    def settled(self, members: Collection[int], *, most: float, level: float) -> dict[int, float]:
        """The members after dropping, growing and dropping once more, with the p of each. most: the p one may have."""
        kept = self._kept(members, most)
        if len(kept) < 3:
            return kept
        q = self.growth(kept)
        return self._kept([*kept, *(i for i in q if q[i] <= level)], most)

    def growth(self, members: Collection[int]) -> dict[int, float]:
        """The q of each account that is not a member but near the group on three objects."""
        able = [i for i in self.accounts if i not in members and self._near_objects(i, members) >= 3]
        return dict(zip(able, q_values([self.member_p(i, members) for i in able]), strict=True))

    def _kept(self, members: Collection[int], most: float) -> dict[int, float]:
        p = {i: self.member_p(i, members) for i in sorted(members)}
        return {i: value for i, value in p.items() if value <= most}

    def _near_objects(self, account: int, members: Collection[int]) -> int:
        return sum(
            any(other[0] in members and self.usable(other) for other in self.near(share))
            for share in self.of_account[account]
        )
