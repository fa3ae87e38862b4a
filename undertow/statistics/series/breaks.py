"""One lasting change of the rate of a series: its date, its size, and whether it was sudden."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from undertow.errors import BadSetting, TooLittleData
from undertow.model import Estimate
from undertow.statistics.series.null import LEAST_STEP, Null
from undertow.statistics.series.scan import Reals, split_ratios
from undertow.statistics.series.trend import trend_ratio

Shape = Literal["break", "gradual"]

#: Parameters in quasi-AIC, where a searched date counts as three: of one step, of a line.
STEP_PARAMETERS, _LINE_PARAMETERS = 5, 2


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
    if count.shape[1] < 2 * LEAST_STEP + 2:
        raise TooLittleData(
            f"{count.shape[1]} periods are too few to look for a change. Give at least {2 * LEAST_STEP + 2}."
        )
    if (count < 0).any() or (seen < 0).any() or ((seen == 0) & (count > 0)).any():
        raise BadSetting(
            "Counts and exposure are 0 or more, and there is exposure wherever there are counts. Correct them."
        )
    return count, seen


def described_break(family: Null, place: int, p: float) -> Break:
    """The best step of one series of a family.

    Source: quasi-AIC, Burnham and Anderson (2002), section 2.5; a searched date counts as three parameters, Ninomiya (2005).
    """
    count, seen, remembered = family.counts[place], family.exposure[place], family.memory
    ratios = split_ratios(count, seen, LEAST_STEP)
    scale = float(remembered.dispersion[place]) * remembered.inflation
    low, high = date_set(ratios / scale)
    split = int(ratios.argmax())
    before, after = count[:split].sum() / seen[:split].sum(), count[split:].sum() / seen[split:].sum()
    line = trend_ratio(count, seen)
    advantage = (float(ratios.max()) - line) / remembered.shown(place) - 2.0 * (STEP_PARAMETERS - _LINE_PARAMETERS)
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
