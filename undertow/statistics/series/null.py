"""Families of series as they would be without a change: the same rates, scatter and memory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import erfc, exp, floor, log, sqrt

import numpy as np

from undertow.compiled import compiled
from undertow.statistics.series.memory import FADING, LAG_ONE, Memory, memory, remembering
from undertow.statistics.series.orders import block_orders
from undertow.statistics.series.scan import Ints, Reals, best_split, best_stretch, level_residuals

#: Counts drawn at a time, so that memory stays small.
_AT_A_TIME = 2_000_000
#: Above this mean a count is drawn from a skewed normal distribution instead of term by term.
_MANY = 200.0


#: Periods on each side of a step, and of a raised stretch, at least.
LEAST_STEP, LEAST_STRETCH = 3, 2


@dataclass(frozen=True, slots=True, eq=False)
class Null:
    """K series, with their statistics and those of joint draws without a change: shape (series,) and (draws, series).

    A statistic is the root of the largest ratio of a step, or with `stretches` of a raised stretch, over-dispersion divided out.
    """

    counts: Reals
    exposure: Reals
    memory: Memory
    stretches: bool
    observed: Reals
    drawn: Reals = field(repr=False)

    def critical(self, level: float) -> Reals:
        """What each statistic must pass to be found at this family-wise level."""
        mean, spread = self.drawn.mean(0), self.drawn.std(0) + 1e-9
        critical: Reals = mean + spread * float(np.quantile(((self.drawn - mean) / spread).max(1), 1.0 - level))
        return critical


def null(
    counts: Reals,
    exposure: Reals,
    rng: np.random.Generator,
    *,
    draws: int,
    stretches: bool = False,
    chances: Reals | None = None,
) -> Null:
    """The statistics of the series and of their draws. counts, exposure: (series, periods), some counts in each.

    chances: of the points of memory, where they are known from more than these series.
    Source: parametric bootstrap, Davison and Hinkley (1997), section 4.2. Method: docs/methods/change.md.
    """
    learnt = memory(left_of(counts, exposure, stretches), rng, _least(stretches), chances)
    ratios = np.array([_largest(*one, stretches) for one in zip(counts, exposure, strict=True)])
    observed = np.sqrt(ratios / learnt.dispersion)
    family = Null(counts, exposure, learnt, stretches, observed, np.empty(0))
    return replace(family, drawn=drawn(family, rng, draws))


def left_of(counts: Reals, exposure: Reals, stretches: bool) -> Reals:
    """What the best step, or with `stretches` that or the best raised stretch, leaves of each series, in standard deviations.

    Source: Pearson residuals, McCullagh and Nelder (1989), section 2.4.
    """
    return np.stack([_left(*each, stretches) for each in zip(counts, exposure, strict=True)])


def _least(stretches: bool) -> tuple[int, int]:
    return LEAST_STEP, LEAST_STRETCH if stretches else 0


@compiled
def _left(counts: Reals, exposure: Reals, stretches: bool) -> Reals:
    ratio, split = best_split(counts, exposure, LEAST_STEP)
    first, stop = split, len(counts)
    if stretches:
        raised, start, end = best_stretch(counts, exposure, LEAST_STRETCH)
        if raised > ratio:
            first, stop = start, end
    return level_residuals(counts, exposure, first, stop)


def shuffled(family: Null, rng: np.random.Generator, block: int, draws: int) -> Null:
    """The family with draws that are its own periods, shuffled in blocks, the same way in all series.

    Statistics are roots of ratios; over-dispersion is not divided out, since every order has the same.
    Exact where blocks of so many periods could as well have come in any other order.
    Source: Westfall and Young (1993), section 2.6 (joint resampling keeps the dependence between series).
    """
    orders = block_orders(family.counts.shape[1], block, draws, rng)
    each = zip(family.counts, family.exposure, strict=True)
    ratios = np.stack([_shuffled(*one, orders, family.stretches) for one in each], axis=1)
    return replace(family, observed=family.observed * np.sqrt(family.memory.dispersion), drawn=np.sqrt(ratios))


@compiled
def _shuffled(counts: Reals, exposure: Reals, orders: Ints, stretches: bool) -> Reals:
    ratios = np.zeros(len(orders))
    for d in range(len(orders)):
        ratios[d] = _largest(counts[orders[d]], exposure[orders[d]], stretches)
    return ratios


@compiled
def _largest(counts: Reals, exposure: Reals, stretches: bool) -> float:
    """The largest ratio of a raised stretch, or of a step."""
    if stretches:
        return best_stretch(counts, exposure, LEAST_STRETCH)[0]
    return best_split(counts, exposure, LEAST_STEP)[0]


def drawn(family: Null, rng: np.random.Generator, draws: int) -> Reals:
    """Statistics of draws without a change, shape (draws, statistics).

    Source: as `null`.
    """
    plan = np.full(draws, family.counts.shape[1]), 1.0, np.empty((draws, 0), np.int64)
    ratios, squares, _, _ = _drawn(family, rng, plan)
    statistics: Reals = np.sqrt(ratios / family.memory.moderated(squares))
    return statistics


def planted(family: Null, rng: np.random.Generator, splits: Ints, factor: float) -> tuple[Reals, Reals]:
    """Two statistics of draws with a rise, shape (draws, series): that of a step as in `null`, and how far it is from shuffled ones.

    splits: where each draw rises, by `factor`. The second is the standardised root of the ratio, as `shuffled` compares
    it: draws are put on one scale by their scatter, which no order changes, so that one shuffle of each serves all.
    Source: as `null` and `shuffled`.
    """
    orders = block_orders(family.counts.shape[1], 1, len(splits), rng)
    ratios, squares, scatter, mixed = _drawn(family, rng, (splits, factor, orders))
    plain, mixed = np.sqrt(ratios / scatter), np.sqrt(mixed / scatter)
    statistics = np.sqrt(ratios / family.memory.moderated(squares))
    return statistics, (plain - mixed.mean(0)) / (mixed.std(0) + 1e-9)


def _drawn(family: Null, rng: np.random.Generator, plan: tuple[Ints, float, Ints]) -> Reals:
    """As `_statistics`. plan: from which period on the rate of each draw is so many times higher, and other orders or none."""
    splits, factor, orders = plan
    counts, exposure = family.counts, family.exposure
    points, dispersion = family.memory.drawn(len(splits), rng)
    rate = counts.sum(1) / exposure.sum(1)
    found = np.empty((4, *dispersion.shape))
    step = max(1, _AT_A_TIME // counts.size)
    for start in range(0, len(splits), step):
        part = slice(start, start + step)
        noise = rng.standard_normal((2, len(splits[part]), *counts.shape))
        shape = np.column_stack([LAG_ONE[points[part]], FADING[points[part]]])
        how = dispersion[part], shape, splits[part], factor, orders[part], family.stretches
        found[:, part] = _statistics(noise, rate[:, None] * exposure, exposure, how)
    return found


@compiled
def _statistics(
    noise: Reals, expected: Reals, exposure: Reals, how: tuple[Reals, Reals, Ints, float, Ints, bool]
) -> Reals:
    """Of one drawn count per pair of noises, shape (4, draws, series): largest ratio of a step, or of a stretch; sum of squares
    that the better of the two leaves (without stretches: the step); where orders are given, sum of squares around one rate
    (at least 1), and the largest ratio in another order."""
    dispersion, shape, splits, factor, orders, stretches = how
    draws, series, periods = noise.shape[1:]
    found = np.ones((4, draws, series))
    counts = np.empty(periods)
    for d in range(draws):
        for k in range(series):
            normal = remembering(noise[0, d, k], noise[1, d, k], shape[d, 0], shape[d, 1])
            for t in range(periods):
                mean = expected[k, t] * (factor if t >= splits[d] else 1.0)
                counts[t] = count_at(normal[t], mean, dispersion[d, k])
            found[0, d, k] = _largest(counts, exposure[k], stretches)
            left = _left(counts, exposure[k], stretches)
            found[1, d, k] = (left * left).sum()
            if orders.shape[1] > 0:
                around = level_residuals(counts, exposure[k], 0, periods)
                found[2, d, k] = max((around * around).sum(), 1.0)
                found[3, d, k] = _largest(counts[orders[d]], exposure[k][orders[d]], stretches)
    return found


@compiled
def count_at(normal: float, mean: float, dispersion: float) -> float:
    """The count that stands where a normal deviate does: negative-binomial with variance dispersion * mean, or Poisson.

    Source: inverse distribution function by summing its terms; above a mean of 200 the expansion of Cornish and Fisher
    (1938) to the skewness.
    """
    if mean <= 0.0:
        return 0.0
    if mean > _MANY:
        skewness = (2.0 * dispersion - 1.0) / sqrt(dispersion * mean)
        place = normal + skewness * (normal * normal - 1.0) / 6.0
        return max(0.0, floor(mean + sqrt(dispersion * mean) * place + 0.5) * 1.0)
    target = 0.5 * erfc(-normal / sqrt(2.0))
    scattered = dispersion > 1.01
    size = mean / (dispersion - 1.0) if scattered else 0.0
    term = exp(-size * log(dispersion)) if scattered else exp(-mean)
    reached, count = term, 0
    # Rounding can keep the sum just below a target next to 1: terms that add nothing end it.
    while reached < target and (term > 1e-14 or count < mean):
        term *= (size + count) / (count + 1.0) * (1.0 - 1.0 / dispersion) if scattered else mean / (count + 1.0)
        count += 1
        reached += term
    return float(count)
