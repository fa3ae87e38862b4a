"""Stretches in which the rate of a series was above that of the stretches beside them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import ceil, sqrt

import numpy as np
from numpy.typing import ArrayLike

from undertow.compiled import compiled
from undertow.errors import BadSetting
from undertow.statistics.series.breaks import LEAST_COUNT, checked
from undertow.statistics.series.memory import autocorrelations
from undertow.statistics.series.orders import block_orders
from undertow.statistics.series.scan import Ints, Reals, best_interval

#: Periods of a stretch, at least; and of a part that is searched.
_LEAST_PERIODS, _LEAST_SEARCHED = 2, 6
#: Periods shuffled together where a series shows memory.
_BLOCK = 3


@dataclass(frozen=True, slots=True)
class Burst:
    """Periods first to last (indices, both in it) with the rate inside, and outside in the stretches beside it.

    p_value: the larger of the two ends, not corrected for the number of series. At an end of the record the burst may
    have begun before it or may still go on: `edge`.
    """

    first: int
    last: int
    inside: float
    outside: float
    p_value: float
    edge: bool


def bursts(
    counts: ArrayLike,
    exposure: ArrayLike,
    rng: np.random.Generator,
    *,
    draws: int = 499,
    block: int | None = None,
    level: float = 0.01,
) -> list[Burst]:
    """Bursts of one series, in order of time.

    counts, exposure: shape (periods,). Every interval is compared with the rest; where the best has a p-value of at
    most `level` among draws with periods shuffled in blocks (None: of 1 without memory, else of 3), the parts it makes are searched again.
    Raises: TooLittleData for under 8 periods; BadSetting for counts without exposure, or too few draws for the level.
    Source: Olshen et al. (2004), doi:10.1093/biostatistics/kxh008 (circular binary segmentation).
    """
    count, seen = (each[0] for each in checked(counts, exposure))
    if level * (draws + 1) < 1.0:
        raise BadSetting(f"{draws} draws cannot give a p-value of {level}. Use at least {ceil(1.0 / level) - 1}.")
    block = block or _block(count, seen)
    ends = {0: 0.0, len(count): 0.0}
    parts = [(0, len(count))]
    while parts:
        start, stop = parts.pop()
        part, passed = count[start:stop], seen[start:stop]
        if stop - start < _LEAST_SEARCHED or part.sum() < LEAST_COUNT:
            continue
        ratio, left, right = best_interval(part, passed, _LEAST_PERIODS)
        orders = block_orders(stop - start, block, draws, rng)
        most = int(level * (draws + 1) + 1e-9) - 1
        reached = _at_least(part, passed, orders, ratio, most)
        if reached > most or ratio <= 0.0:
            continue
        p = (1 + reached) / (draws + 1)
        cuts = sorted({start, start + left, start + right, stop})
        ends.update({cut: max(p, ends.get(cut, 0.0)) for cut in cuts})
        parts += list(pairwise(cuts))
    return _raised(count, seen, ends)


def _block(count: Reals, seen: Reals) -> int:
    """1 where what the best interval leaves shows no memory, else _BLOCK: long blocks hide bursts of few blocks."""
    _, first, stop = best_interval(count, seen, _LEAST_PERIODS)
    inside = np.zeros(len(count), np.bool_)
    inside[first:stop] = True
    residual = np.zeros(len(count))
    for part in (inside, ~inside):
        expected = seen[part] * _rate(count[part], seen[part], [(0, int(part.sum()))])
        residual[part] = (count[part] - expected) / np.sqrt(np.maximum(expected, 1e-9))
    return 1 if autocorrelations(residual)[0] <= 2.0 / sqrt(len(count)) else _BLOCK


@compiled
def _at_least(counts: Reals, exposure: Reals, orders: Ints, ratio: float, most: int) -> int:
    """How many orders give an interval with at least this ratio; it stops counting above `most`."""
    reached = 0
    for d in range(len(orders)):
        drawn, _, _ = best_interval(counts[orders[d]], exposure[orders[d]], _LEAST_PERIODS)
        reached += drawn >= ratio - 1e-9
        if reached > most:
            break
    return reached


def _raised(count: Reals, seen: Reals, ends: dict[int, float]) -> list[Burst]:
    """The stretches between ends whose rate is above that of each stretch beside them."""
    cuts = sorted(ends)
    stretches = list(pairwise(cuts))
    rates = [_rate(count, seen, [each]) for each in stretches]
    found = []
    for place, (start, stop) in enumerate(stretches):
        beside = [other for other in (place - 1, place + 1) if 0 <= other < len(stretches)]
        if beside and all(rates[place] > rates[other] for other in beside):
            found.append(
                Burst(
                    first=start,
                    last=stop - 1,
                    inside=rates[place],
                    outside=_rate(count, seen, [stretches[other] for other in beside]),
                    p_value=max(ends[start], ends[stop]),
                    edge=start == 0 or stop == len(count),
                )
            )
    return found


def _rate(count: Reals, seen: Reals, stretches: list[tuple[int, int]]) -> float:
    counted = sum(float(count[start:stop].sum()) for start, stop in stretches)
    passed = sum(float(seen[start:stop].sum()) for start, stop in stretches)
    return counted / passed if passed > 0.0 else 0.0
