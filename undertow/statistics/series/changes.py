"""Whether and when the rate of each of many series changed: a lasting break, or a burst that ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from undertow.statistics.series.breaks import Break, checked, described_break
from undertow.statistics.series.bursts import Burst, described_burst, is_burst
from undertow.statistics.series.family import westfall_young
from undertow.statistics.series.null import Null, null, shuffled
from undertow.statistics.series.scan import Reals

Kind = Literal["break", "burst"]
#: Counts a series must have to be tested.
LEAST_COUNT = 6
#: Counts per period from which on the scatter of a series can be told from its counts; below, no model of it is trusted.
RICH = 3.0
#: So many draws settle most families: where none of their series has a p-value up to this, none will have one at the level.
_SCREEN, _HOPELESS = 199, 0.1
#: Of the level, where both kinds are looked for: breaks are what a record is mostly asked for, and bursts show at less.
SHARES: Mapping[Kind, float] = {"break": 0.9, "burst": 0.1}


@dataclass(frozen=True, slots=True)
class Search:
    """How to look. level: family-wise over all series and kinds; draws: so many families without a change.

    block: compare with the periods shuffled in blocks of so many alone, as a check. chances: those of `memory_of` a larger family.
    """

    level: float = 0.05
    draws: int = 499
    kinds: tuple[Kind, ...] = ("break", "burst")
    block: int | None = None
    chances: Reals | None = None


def changes(
    counts: ArrayLike, exposure: ArrayLike, rng: np.random.Generator, how: Search = Search()
) -> list[Break | Burst | None]:
    """The first thing to be said of each series whose family-wise p-value is at most the level, None for the others.

    counts: shape (series, periods); exposure: the same, or (periods,) if all series share it. Series with
    fewer than 6 counts are not tested. Where a series has a break and a burst, what describes it better.
    Raises: TooLittleData for under 8 periods; BadSetting for shapes that differ, or counts without exposure.
    Source: Worsley (1986), doi:10.1093/biomet/73.1.91; Olshen et al. (2004), doi:10.1093/biostatistics/kxh008; Westfall and
    Young (1993). Method: docs/methods/change.md.
    """
    count, seen = checked(counts, exposure)
    found: list[Break | Burst | None] = [None] * len(count)
    testable = np.flatnonzero(count.sum(1) >= LEAST_COUNT)
    if not len(testable):
        return found
    both = {kind: _tested(count[testable], seen[testable], rng, how, kind) for kind in how.kinds}
    for place, k in enumerate(testable):
        found[k] = _first(both, place, how.level)
    return found


def _tested(count: Reals, seen: Reals, rng: np.random.Generator, how: Search, kind: Kind) -> tuple[Null, Reals]:
    """The family with what it is compared to, and the p-value of each series over all series and kinds.

    Against learnt draws; of sparse series also against their own periods shuffled, the larger of the two. Bursts of all others
    must pass the shuffles too, at the whole level: two periods that stand out by chance say more about the scatter.
    """
    share = SHARES[kind] if len(how.kinds) > 1 else 1.0
    for draws in sorted({min(how.draws, _SCREEN), how.draws}):
        family = null(count, seen, rng, draws=draws, stretches=kind == "burst", chances=how.chances)
        learnt = westfall_young(family.observed, family.drawn) / share
        if not how.block and learnt.min() * share > max(_HOPELESS, 10.0 * how.level * share):
            return family, np.ones(len(count))
    sparse = is_sparse(family)
    if how.block or family.stretches or sparse.any():
        shuffles = shuffled(family, rng, how.block or 1, how.draws)
        plain = westfall_young(shuffles.observed, shuffles.drawn)
        if how.block:
            learnt = plain / share
        elif family.stretches:
            learnt = np.maximum(learnt, np.where(sparse, plain / share, plain))
        else:
            learnt = np.where(sparse, np.maximum(learnt, plain / share), learnt)
    return family, np.minimum(1.0, learnt)


def _first(tested: Mapping[Kind, tuple[Null, Reals]], place: int, level: float) -> Break | Burst | None:
    # A p-value of 1 in 200 divided by .1 is not quite .05.
    p = {kind: float(own[place]) for kind, (_, own) in tested.items() if own[place] <= level + 1e-9}
    families = {kind: family for kind, (family, _) in tested.items()}
    if "burst" in p and ("break" not in p or is_burst(families["burst"], place)):
        return described_burst(families["burst"], place, p["burst"])
    return described_break(families["break"], place, p["break"]) if "break" in p else None


def memory_of(counts: ArrayLike, exposure: ArrayLike, rng: np.random.Generator) -> Reals:
    """The chance of each kind of memory, from all these series: for `changes` of a part of one of them.

    Raises: as `changes`.
    Source: as `memory`.
    """
    return null(*checked(counts, exposure), rng, draws=0, stretches=False).memory.chances


def is_sparse(family: Null) -> NDArray[np.bool_]:
    """Which series are also compared with their own periods shuffled.

    Source: none; a rule. Method: docs/methods/change.md.
    """
    few: NDArray[np.bool_] = family.counts.mean(1) < RICH
    return few
