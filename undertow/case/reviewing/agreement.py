"""How far two readers agree who judged the same findings without having been shown each other's verdict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from undertow.case.reviewing.acts import VERDICTS, Act, standing
from undertow.language.normal import folded
from undertow.model import Estimate, Verdict


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two readers over the findings that both judged blind, at the same estimate and statement.

    table[i][j]: on how many the first said VERDICTS[i] and the second VERDICTS[j]. kappa is None where both gave one and
    the same verdict throughout, so that there is no chance agreement to compare with.
    """

    readers: tuple[str, str]
    table: tuple[tuple[int, int], tuple[int, int]]
    share: Estimate
    kappa: Estimate | None

    @property
    def same(self) -> int:
        """On how many both said the same."""
        return self.table[0][0] + self.table[1][1]


def agreements(acts: Sequence[Act], seed: int) -> list[Agreement]:
    """The agreement of each two readers who judged a finding in common, in the order in which they began."""
    import numpy as np

    from undertow.statistics.agreement import cohen_kappa
    from undertow.statistics.proportions import wilson

    blind = _blind(acts)
    names = {folded(one.by): one.by for one in acts}
    found = []
    for one, other in combinations(names, 2):
        pairs = [(v[one], v[other]) for v in blind.values() if one in v and other in v]
        pairs = [(a, b) for a, b in pairs if (a.estimate, a.statement) == (b.estimate, b.statement)]
        if not pairs:
            continue
        rows = [[sum((a.verdict, b.verdict) == (x, y) for a, b in pairs) for y in VERDICTS] for x in VERDICTS]
        table = ((rows[0][0], rows[0][1]), (rows[1][0], rows[1][1]))
        same = table[0][0] + table[1][1]
        varied = 0 < 2 * table[0][0] + table[0][1] + table[1][0] < 2 * len(pairs)
        kappa = cohen_kappa(table, rng=np.random.default_rng(seed)) if varied else None
        share = wilson(same, len(pairs), unit="of findings")
        found.append(Agreement((names[one], names[other]), table, share, kappa))
    return found


def _blind(acts: Iterable[Act]) -> dict[str, dict[str, Verdict]]:
    """By finding and reader, the last verdict given while no verdict of another had been shown to them.

    Others' verdicts are shown from the first moment at which a reader has judged and another has too. What was given
    before and stood then counts, even if it is changed or taken back afterwards.
    """
    by_finding: dict[str, list[Act]] = defaultdict(list)
    for one in acts:
        by_finding[one.finding].append(one)
    return {finding: _blind_on_one(done) for finding, done in by_finding.items()}


def _blind_on_one(acts: Iterable[Act]) -> dict[str, Verdict]:
    stack: dict[str, list[Act]] = defaultdict(list)
    blind: dict[str, Verdict] = {}
    shown: set[str] = set()
    for one in acts:
        stack[folded(one.by)].append(one)
        now = {
            who: verdicts[-1].as_verdict
            for who, done in stack.items()
            if (verdicts := [a for a in standing(done) if a.is_verdict])
        }
        fixed = {who: blind[who] for who in shown if who in blind}
        blind = now | fixed
        if len(now) > 1:
            shown |= set(now)
    return blind


def agreement_in_words(one: Agreement, first: str, second: str) -> str:
    """The sentence that is printed of it; the readers as they are to be called there."""
    share, n = one.share, one.share.n
    told = (
        f"{first} and {second} both judged {n} finding{'s' if n != 1 else ''} without being shown each other's verdict, and gave the same "
        f"verdict on {one.same} ({share.value:.0%} [{share.low:.0%}, {share.high:.0%}])."
    )
    if one.kappa is None:
        return f"{told} Both gave one verdict throughout, so that Cohen's kappa cannot be told."
    k = one.kappa
    return f"{told} Cohen's kappa {_signed(k.value)} [{_signed(k.low)}, {_signed(k.high)}], n = {n}."


def _signed(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")
