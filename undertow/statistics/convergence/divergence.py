"""How far apart two speakers are, without the bias of sample size, and what the naive measure says beside it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Counts = NDArray[np.float32]
Values = NDArray[np.float64]
#: The spread of periods understates the error of a window's level by so much: they share profiles.
_WIDER = 1.66


class Level(NamedTuple):
    """The level of a window with its interval, and the naive one."""

    value: float
    low: float
    high: float
    naive: float


def divergence(one: Counts, other: Counts) -> tuple[Values, Values]:
    """In each period, by how much better than by chance one guesses from a random word which of two speakers said it.

    one, other: counts (periods, features) of the periods of one window in which both speak. The guess is made from the other
    periods, each with the same weight, and 0 is expected of two speakers alike. Second: the naive value, guessed from all
    periods with the period itself among them, which is larger the fewer words there are.
    Source: leave-out estimator of Gentzkow, Shapiro and Taddy (2019), doi:10.3982/ECTA16566, section 4, balanced by period.
    """
    said = (one.sum(axis=0) + other.sum(axis=0)) > 0
    one, other = one[:, said], other[:, said]
    guess = _first(one.sum(axis=0) - one, other.sum(axis=0) - other)
    naive = _first(one.sum(axis=0)[None], other.sum(axis=0)[None])
    return _gained(one, other, guess), _gained(one, other, naive)


def level(found: tuple[Values, Values], confidence: float = 0.95) -> Level:
    """The mean over periods with its interval; without one from fewer than three periods.

    Source: docs/methods/convergence.md, coverage of the interval.
    """
    unbiased, naive = found
    mean = float(unbiased.mean())
    if len(unbiased) < 3:
        return Level(mean, -0.5, 0.5, float(naive.mean()))
    error = float(unbiased.std(ddof=1) / np.sqrt(len(unbiased)) * stats.t.ppf(0.5 + confidence / 2, len(unbiased) - 1))
    return Level(mean, mean - _WIDER * error, mean + _WIDER * error, float(naive.mean()))


def _first(one: Counts, other: Counts) -> Values:
    """By feature, the chance that it was the first who said it; a half where neither did."""
    a, b = _rates(one), _rates(other)
    both = a + b
    return np.asarray(np.where(both > 0, a / np.where(both > 0, both, 1), 0.5))


def _gained(one: Counts, other: Counts, guess: Values) -> Values:
    return np.asarray(0.5 * (_rates(one) * guess).sum(axis=1) + 0.5 * (_rates(other) * (1 - guess)).sum(axis=1) - 0.5)


def _rates(counts: Counts) -> Values:
    return np.asarray(counts / np.maximum(counts.sum(axis=-1, keepdims=True), 1), np.float64)
