"""Likelihood ratios of one rate against two, over all places where the second can begin or lie."""

from __future__ import annotations

from math import log

import numpy as np
from numpy.typing import NDArray

from undertow.compiled import compiled

Reals = NDArray[np.float64]
Ints = NDArray[np.int64]


@compiled
def _fit(count: float, exposure: float) -> float:
    """count * log(rate), the part of the Poisson log-likelihood that a rate contributes; 0 without counts."""
    return count * log(count / exposure) if count > 0.0 and exposure > 0.0 else 0.0


@compiled
def split_ratios(counts: Reals, exposure: Reals, least: int) -> Reals:
    """Twice the log-likelihood gained by a second Poisson rate from period t on; index t, 0 where t is no candidate.

    counts, exposure: one entry per period; both sides of a split have at least `least` periods.
    Source: Worsley (1986), doi:10.1093/biomet/73.1.91.
    """
    periods = len(counts)
    ratios = np.zeros(periods)
    count, seen = counts.sum(), exposure.sum()
    whole = _fit(count, seen)
    before, passed = 0.0, 0.0
    for t in range(1, periods - least + 1):
        before += counts[t - 1]
        passed += exposure[t - 1]
        if t >= least:
            ratios[t] = max(0.0, 2.0 * (_fit(before, passed) + _fit(count - before, seen - passed) - whole))
    return ratios


@compiled
def best_split(counts: Reals, exposure: Reals, least: int) -> tuple[float, int]:
    """The largest of `split_ratios` with its place, without keeping the others.

    Source: Worsley (1986), doi:10.1093/biomet/73.1.91.
    """
    periods = len(counts)
    count, seen = counts.sum(), exposure.sum()
    whole = _fit(count, seen)
    before, passed, largest, split = 0.0, 0.0, 0.0, least
    for t in range(1, periods - least + 1):
        before += counts[t - 1]
        passed += exposure[t - 1]
        if t >= least:
            ratio = _fit(before, passed) + _fit(count - before, seen - passed) - whole
            if ratio > largest:
                largest, split = ratio, t
    return 2.0 * largest, split


@compiled
def level_residuals(counts: Reals, exposure: Reals, first: int, stop: int) -> Reals:
    """(count - expected) / sqrt(expected) around one rate in [first, stop) and another outside it; 0 without exposure.

    Source: Pearson residuals, McCullagh and Nelder (1989), section 2.4.
    """
    periods = len(counts)
    counted, passed = np.zeros(2), np.zeros(2)
    for t in range(periods):
        inside = 1 if first <= t < stop else 0
        counted[inside] += counts[t]
        passed[inside] += exposure[t]
    residuals = np.zeros(periods)
    for t in range(periods):
        inside = 1 if first <= t < stop else 0
        if exposure[t] > 0.0:
            expected = max(counted[inside], 0.5) / passed[inside] * exposure[t]
            residuals[t] = (counts[t] - expected) / np.sqrt(expected)
    return residuals


@compiled
def best_stretch(counts: Reals, exposure: Reals, least: int) -> tuple[float, int, int]:
    """Twice the log-likelihood gained by a higher rate in [first, stop), with first and stop, at its largest; else 0, 0, 0.

    A stretch has at least `least` periods, at most half of all, and lies inside: at either end it would be a step.
    Source: Olshen et al. (2004), doi:10.1093/biostatistics/kxh008 (circular binary segmentation), with a Poisson rate.
    """
    periods = len(counts)
    count, seen = counts.sum(), exposure.sum()
    whole = _fit(count, seen)
    largest, first, stop = 0.0, 0, 0
    for left in range(1, periods - least):
        inside, spent = 0.0, 0.0
        for right in range(left + 1, min(periods, left + periods // 2 + 1)):
            inside += counts[right - 1]
            spent += exposure[right - 1]
            if right - left >= least and inside * seen > count * spent:
                ratio = _fit(inside, spent) + _fit(count - inside, seen - spent) - whole
                if ratio > largest:
                    largest, first, stop = ratio, left, right
    return 2.0 * largest, first, stop
