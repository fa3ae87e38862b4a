"""Whether and when the rate of each of many series changed: a lasting break, or a burst that ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from undertow.statistics.series.breaks import Break, checked, described_break
from undertow.statistics.series.bursts import Burst, described_burst, is_burst
from undertow.statistics.series.family import westfall_young
from undertow.statistics.series.memory import memory
from undertow.statistics.series.null import LEAST_STEP, Null, after_steps, null, shuffled
from undertow.statistics.series.scan import Reals

#: Counts a series must have to be tested.
LEAST_COUNT = 6
#: Counts per period from which on the scatter of a series can be told from its counts; below, no model of it is trusted.
RICH = 3.0


@dataclass(frozen=True, slots=True)
class Search:
    """How to look. level: family-wise over all series and kinds; draws: so many families without a change.

    block: compare with the periods shuffled in blocks of so many alone, as a check. chances: those of `memory_of` a larger family.
    """

    level: float = 0.05
    draws: int = 499
    kinds: tuple[Literal["break", "burst"], ...] = ("break", "burst")
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
    raised = "burst" in how.kinds
    family = null(count[testable], seen[testable], rng, draws=how.draws, stretches=raised, chances=how.chances)
    p = _family_wise(family, rng, how)
    for place, k in enumerate(testable):
        step, stretch = float(p[0, place]), float(p[1, place]) if raised else 1.0
        step = step if "break" in how.kinds else 1.0
        if stretch <= how.level and (step > how.level or is_burst(family, place)):
            found[k] = described_burst(family, place, stretch)
        elif step <= how.level:
            found[k] = described_break(family, place, step)
    return found


def memory_of(counts: ArrayLike, exposure: ArrayLike, rng: np.random.Generator) -> Reals:
    """The chance of each kind of memory, from all these series: for `changes` of a part of one of them.

    Raises: as `changes`.
    Source: as `memory`.
    """
    return memory(after_steps(*checked(counts, exposure)), rng, LEAST_STEP).chances


def _family_wise(family: Null, rng: np.random.Generator, how: Search) -> Reals:
    """Shape (kinds, series). Against learnt draws; steps of sparse series and all stretches also against their own periods
    shuffled: the larger of the two."""
    learnt = westfall_young(family.observed, family.drawn)
    also = np.concatenate([is_sparse(family), np.full(len(learnt) - len(family.counts), True)])
    if how.block or also.any():
        shuffles = shuffled(family, rng, how.block or 1, how.draws)
        plain = westfall_young(shuffles.observed, shuffles.drawn)
        learnt = plain if how.block else np.where(also, np.maximum(learnt, plain), learnt)
    return learnt.reshape(-1, len(family.counts))


def is_sparse(family: Null) -> NDArray[np.bool_]:
    """Which series are also compared with their own periods shuffled.

    Source: none; a rule. Method: docs/methods/change.md.
    """
    few: NDArray[np.bool_] = family.counts.mean(1) < RICH
    return few
