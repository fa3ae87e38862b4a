"""Whether and when the rate of each of many series changed once."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from undertow.errors import BadSetting, TooLittleData
from undertow.model import Estimate
from undertow.statistics.series.family import westfall_young
from undertow.statistics.series.null import Null, null, shuffled
from undertow.statistics.series.scan import Reals, split_ratios
from undertow.statistics.series.trend import trend_ratio

Shape = Literal["break", "gradual"]

#: Periods on each side of a break, at least; and counts a series must have to be tested.
LEAST_PERIODS = 3
LEAST_COUNT = 6
#: Counts per period from which on the scatter of a series can be told from its counts; below, no model of it is trusted.
RICH = 3.0
#: Parameters of a step beyond those of a line, in quasi-AIC: a searched date counts as three.
_STEP_PARAMETERS, _LINE_PARAMETERS = 5, 2


@dataclass(frozen=True, slots=True)
class Break:
    """One change of rate. period: the first of the new level, an index; low and high: the interval of that index.

    before, after: counts per exposure; ratio: after / before, over all dates of the interval. p_value: family-wise over
    the series tested together. shape: "gradual" where a line describes the series better; advantage: how much better a
    step does than a line, in quasi-AIC. dispersion, autocorrelation: what the test allowed for.
    """

    period: int
    low: int
    high: int
    before: float
    after: float
    ratio: Estimate
    p_value: float
    shape: Shape
    advantage: float
    dispersion: float
    autocorrelation: float


def breaks(
    counts: ArrayLike,
    exposure: ArrayLike,
    rng: np.random.Generator,
    *,
    draws: int = 499,
    block: int | None = None,
    level: float = 0.05,
) -> list[Break | None]:
    """The break of each series whose family-wise p-value is at most `level`, None for the others.

    counts: shape (series, periods); exposure: the same, or (periods,) if all series share it. Series with
    fewer than 6 counts are not tested. block: compare with the periods shuffled in blocks of so many alone, as a check.
    Raises: TooLittleData for under 8 periods; BadSetting for shapes that differ, or counts without exposure.
    Source: Worsley (1986), doi:10.1093/biomet/73.1.91; Westfall and Young (1993). Method: docs/methods/change.md.
    """
    count, seen = checked(counts, exposure)
    found: list[Break | None] = [None] * len(count)
    testable = np.flatnonzero(count.sum(1) >= LEAST_COUNT)
    if not len(testable):
        return found
    count, seen = count[testable], seen[testable]
    without = null(count, seen, rng, draws=draws, least=LEAST_PERIODS)
    p = _family_wise(without, rng, draws, block)
    for place, k in enumerate(testable):
        if p[place] <= level:
            found[k] = _described(without, place, float(p[place]))
    return found


def _family_wise(family: Null, rng: np.random.Generator, draws: int, block: int | None) -> Reals:
    """Against learnt draws; of sparse series, also against their own periods shuffled: the larger of the two."""
    learnt = westfall_young(family.observed, family.drawn)
    sparse = is_sparse(family)
    if not block and not sparse.any():
        return learnt
    shuffles = shuffled(family, rng, block or 1, draws)
    plain = westfall_young(shuffles.observed, shuffles.drawn)
    p: Reals = plain if block else np.where(sparse, np.maximum(learnt, plain), learnt)
    return p


def is_sparse(family: Null) -> NDArray[np.bool_]:
    """Which series are also compared with their own periods shuffled.

    Source: none; a rule. Method: docs/methods/change.md.
    """
    few: NDArray[np.bool_] = family.counts.mean(1) < RICH
    return few


def checked(counts: ArrayLike, exposure: ArrayLike) -> tuple[Reals, Reals]:
    """Both as arrays of floats of one shape (series, periods).

    Raises: TooLittleData for under 8 periods; BadSetting for shapes that differ, or counts without exposure.
    Source: none; checks only.
    """
    count = np.atleast_2d(np.asarray(counts, np.float64))
    seen = np.asarray(exposure, np.float64)
    if seen.shape not in {count.shape, count.shape[1:]}:
        raise BadSetting(
            f"Exposure of shape {seen.shape} does not fit counts of shape {count.shape}. Give one per count."
        )
    seen = np.ascontiguousarray(np.broadcast_to(seen, count.shape))
    if count.shape[1] < 2 * LEAST_PERIODS + 2:
        raise TooLittleData(
            f"{count.shape[1]} periods are too few to look for a change. Give at least {2 * LEAST_PERIODS + 2}."
        )
    if (count < 0).any() or (seen < 0).any() or ((seen == 0) & (count > 0)).any():
        raise BadSetting(
            "Counts and exposure are 0 or more, and there is exposure wherever there are counts. Correct them."
        )
    return count, seen


def _described(family: Null, place: int, p: float) -> Break:
    count, seen, remembered = family.counts[place], family.exposure[place], family.memory
    ratios = split_ratios(count, seen, family.least)
    scale = float(remembered.dispersion[place]) * remembered.inflation
    low, high = date_set(ratios / scale)
    split = int(ratios.argmax())
    before, after = count[:split].sum() / seen[:split].sum(), count[split:].sum() / seen[split:].sum()
    line = trend_ratio(count, seen)
    advantage = (float(ratios.max()) - line) / scale - 2.0 * (_STEP_PARAMETERS - _LINE_PARAMETERS)
    return Break(
        period=split,
        low=low,
        high=high,
        before=float(before),
        after=float(after),
        ratio=_ratio(count, seen, (split, low, high), scale),
        p_value=p,
        shape="break" if advantage >= 0 else "gradual",
        advantage=advantage,
        dispersion=float(remembered.dispersion[place]),
        autocorrelation=remembered.autocorrelation,
    )


def date_set(ratios: Reals, level: float = 0.95) -> tuple[int, int]:
    """First and last index of the likeliest dates that together hold `level` of the likelihood.

    ratios: twice the log-likelihood gained at each index, over-dispersion divided out; 0 where there is no candidate.
    Source: Bayes with equal prior weight on all dates, Smith (1975), doi:10.1093/biomet/62.2.407.
    """
    weight = np.where(ratios > 0.0, np.exp((ratios - ratios.max()) / 2.0), 0.0)
    order = np.argsort(-weight, kind="stable")
    needed = int(np.searchsorted(np.cumsum(weight[order]), level * weight.sum())) + 1
    return int(order[:needed].min()), int(order[:needed].max())


def _ratio(count: Reals, seen: Reals, dates: tuple[int, int, int], scale: float) -> Estimate:
    """After / before at the date, with the lowest and highest end of the intervals at all dates of the set."""
    split, low, high = dates
    z = NormalDist().inv_cdf(0.975)
    ends: list[float] = []
    for at in range(low, high + 1):
        centre, error = _log_ratio(count, seen, at)
        ends += [centre - z * error * sqrt(scale), centre + z * error * sqrt(scale)]
    centre, _ = _log_ratio(count, seen, split)
    return Estimate(value=exp(centre), low=exp(min(ends)), high=exp(max(ends)), unit="times", n=int(count.sum()))


def _log_ratio(count: Reals, seen: Reals, at: int) -> tuple[float, float]:
    """Logarithm of after / before and its Poisson standard error; half a count stands for none."""
    before, after = max(float(count[:at].sum()), 0.5), max(float(count[at:].sum()), 0.5)
    return log(after / seen[at:].sum() * seen[:at].sum() / before), sqrt(1.0 / before + 1.0 / after)
