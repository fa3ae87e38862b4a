"""Families of series as they would be without a break: the same rates, scatter and memory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import erfc, exp, floor, log, sqrt

import numpy as np

from undertow.compiled import compiled
from undertow.statistics.series.memory import FADING, LAG_ONE, Memory, memory, remembering
from undertow.statistics.series.orders import block_orders
from undertow.statistics.series.scan import Ints, Reals, best_split, split_residuals

#: Counts drawn at a time, so that memory stays small.
_AT_A_TIME = 2_000_000
#: Above this mean a count is drawn from a skewed normal distribution instead of term by term.
_MANY = 200.0


@dataclass(frozen=True, slots=True, eq=False)
class Null:
    """K series, with their statistics and those of joint draws without a break: shape (series,) and (draws, series).

    A statistic is the root of the largest ratio of a split, over-dispersion divided out.
    """

    counts: Reals
    exposure: Reals
    memory: Memory
    least: int
    observed: Reals
    drawn: Reals = field(repr=False)

    def critical(self, level: float) -> Reals:
        """What the statistic of each series must pass to be found at this family-wise level."""
        mean, spread = self.drawn.mean(0), self.drawn.std(0) + 1e-9
        critical: Reals = mean + spread * float(np.quantile(((self.drawn - mean) / spread).max(1), 1.0 - level))
        return critical


def null(counts: Reals, exposure: Reals, rng: np.random.Generator, *, draws: int, least: int) -> Null:
    """The statistics of the series and of their draws. counts, exposure: (series, periods), some counts in each.

    Source: parametric bootstrap, Davison and Hinkley (1997), section 4.2. Method: docs/methods/change.md.
    """
    found = [best_split(*each, least) for each in zip(counts, exposure, strict=True)]
    residuals = np.stack([split_residuals(counts[k], exposure[k], split) for k, (_, split) in enumerate(found)])
    learnt = memory(residuals, rng, least)
    observed = np.sqrt(np.array([ratio for ratio, _ in found]) / learnt.dispersion)
    without = np.full(draws, counts.shape[1])
    return Null(counts, exposure, learnt, least, observed, drawn(counts, exposure, learnt, rng, (without, 1.0, least)))


def shuffled(family: Null, rng: np.random.Generator, block: int, draws: int) -> Null:
    """The family with draws that are its own periods, shuffled in blocks, the same way in all series.

    Statistics are roots of ratios; over-dispersion is not divided out, since every order has the same.
    Exact where blocks of so many periods could as well have come in any other order.
    Source: Westfall and Young (1993), section 2.6 (joint resampling keeps the dependence between series).
    """
    orders = block_orders(family.counts.shape[1], block, draws, rng)
    each = zip(family.counts, family.exposure, strict=True)
    ratios = np.stack([_shuffled_ratios(counts, exposure, orders, family.least) for counts, exposure in each], axis=1)
    return replace(family, observed=family.observed * np.sqrt(family.memory.dispersion), drawn=np.sqrt(ratios))


@compiled
def _shuffled_ratios(counts: Reals, exposure: Reals, orders: Ints, least: int) -> Reals:
    ratios = np.empty(len(orders))
    for d in range(len(orders)):
        ratios[d], _ = best_split(counts[orders[d]], exposure[orders[d]], least)
    return ratios


def drawn(
    counts: Reals, exposure: Reals, learnt: Memory, rng: np.random.Generator, plan: tuple[Ints, float, int]
) -> Reals:
    """Statistics of draws, shape (draws, series). plan: from which period on the rate is so many times higher; least.

    Source: as `null`.
    """
    return _drawn(counts, exposure, learnt, rng, (*plan, np.empty((len(plan[0]), 0), np.int64)))[0]


def planted(family: Null, rng: np.random.Generator, splits: Ints, factor: float) -> tuple[Reals, Reals]:
    """Two statistics of draws with a rise, shape (draws, series): as in `null`, and how far they are from shuffled ones.

    splits: where each draw rises, by `factor`. The second is the standardised root of the ratio, as `shuffled` compares
    it: draws are put on one scale by their scatter, which no order changes, so that one shuffle of each serves all.
    Source: as `null` and `shuffled`.
    """
    orders = block_orders(family.counts.shape[1], 1, len(splits), rng)
    plan = splits, factor, family.least, orders
    statistics, plain, mixed = _drawn(family.counts, family.exposure, family.memory, rng, plan)
    return statistics, (plain - mixed.mean(0)) / (mixed.std(0) + 1e-9)


def _drawn(
    counts: Reals, exposure: Reals, learnt: Memory, rng: np.random.Generator, plan: tuple[Ints, float, int, Ints]
) -> tuple[Reals, Reals, Reals]:
    """Statistics; and root ratios in units of the scatter of the draw, as they are and (where orders are given) shuffled."""
    splits, factor, least, orders = plan
    points, dispersion = learnt.drawn(len(splits), rng)
    rate = counts.sum(1) / exposure.sum(1)
    found = np.empty((4, *dispersion.shape))
    step = max(1, _AT_A_TIME // counts.size)
    for start in range(0, len(splits), step):
        part = slice(start, start + step)
        noise = rng.standard_normal((2, len(splits[part]), *counts.shape))
        shape = np.column_stack([LAG_ONE[points[part]], FADING[points[part]]])
        found[:, part] = _statistics(
            noise,
            rate[:, None] * exposure,
            exposure,
            (dispersion[part], shape, splits[part], factor, least, orders[part]),
        )
    ratios, squares, scatter, mixed = found
    return np.sqrt(ratios / learnt.moderated(squares)), np.sqrt(ratios / scatter), np.sqrt(mixed / scatter)


@compiled
def _statistics(
    noise: Reals, expected: Reals, exposure: Reals, how: tuple[Reals, Reals, Ints, float, int, Ints]
) -> Reals:
    """Of one drawn count per pair of noises: largest ratio, sum of squares after the best step, sum of squares around one
    rate (at least 1), and largest ratio in another order, 0 without one; shape (4, draws, series)."""
    dispersion, shape, splits, factor, least, orders = how
    draws, series, periods = noise.shape[1:]
    found = np.ones((4, draws, series))
    found[3] = 0.0
    counts = np.empty(periods)
    for d in range(draws):
        for k in range(series):
            normal = remembering(noise[0, d, k], noise[1, d, k], shape[d, 0], shape[d, 1])
            for t in range(periods):
                mean = expected[k, t] * (factor if t >= splits[d] else 1.0)
                counts[t] = count_at(normal[t], mean, dispersion[d, k])
            found[0, d, k], split = best_split(counts, exposure[k], least)
            left = split_residuals(counts, exposure[k], split)
            found[1, d, k] = (left * left).sum()
            if orders.shape[1] > 0:
                around = split_residuals(counts, exposure[k], 0)
                found[2, d, k] = max((around * around).sum(), 1.0)
                found[3, d, k], _ = best_split(counts[orders[d]], exposure[k][orders[d]], least)
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
