"""How much counts scatter beyond chance, and how much of it is carried into later periods."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from undertow.compiled import compiled
from undertow.statistics.series.scan import Ints, Reals

#: Lags whose autocorrelations are matched, and series simulated at each point of the grid.
_LAGS, _SIMULATED = 3, 200
#: Prior chance of no memory at all, and, given memory, that it fades as fast as it starts (autoregression of order 1).
_NONE, _PURE = 0.5, 0.5
#: Below so many series the scatter of each is taken as it is.
_LEAST_POOLED = 4
#: The grid: autocorrelation at lag 1, and the factor by which it fades from each lag to the next, never faster.
_POINTS = [(0, 0)] + [(lag_one, fading) for lag_one in range(1, 10) for fading in range(lag_one, 10)]
LAG_ONE: Reals = np.array([each[0] / 10 for each in _POINTS])
FADING: Reals = np.array([each[1] / 10 for each in _POINTS])


@dataclass(frozen=True, slots=True, eq=False)
class Memory:
    """What the draws of a family share. chances: of each point of the grid; dispersion: of each series, 1 or more, and its
    own before it was drawn to that of all.

    hidden: mean logarithm of the sum of squares that is left of noise of variance 1, at each point; pull: how far each
    dispersion is drawn to their geometric mean, 0 to 1.
    """

    chances: Reals
    hidden: Reals
    pull: float
    dispersion: Reals
    own: Reals

    @property
    def autocorrelation(self) -> float:
        """At lag 1, averaged over the chances."""
        return float(self.chances @ LAG_ONE)

    @property
    def inflation(self) -> float:
        """How many times larger the variance of a long sum is than without memory, averaged over the chances."""
        return float(self.chances @ (1.0 + 2.0 * LAG_ONE / (1.0 - FADING)))

    def shown(self, place: int) -> float:
        """Scatter and memory of one series as it shows them itself: by what gains of likelihood are divided to compare shapes."""
        carried = self.autocorrelation
        return float(self.own[place]) * (1.0 + carried) / (1.0 - carried)

    def moderated(self, squares: Reals) -> Reals:
        """Over-dispersion from sums of squares, the last axis over series, each drawn to the mean of all."""
        return _moderated(squares, self.pull, float(self.chances @ self.hidden))

    def drawn(self, draws: int, rng: np.random.Generator) -> tuple[Ints, Reals]:
        """A point of the grid for each draw, and the dispersion that each series has there: (draws,), (draws, series)."""
        points = rng.choice(len(LAG_ONE), draws, p=self.chances)
        shift = np.exp(float(self.chances @ self.hidden) - self.hidden[points])
        scattered = self.dispersion > 1.0
        return points, np.maximum(1.0, np.where(scattered, self.dispersion * shift[:, None], 1.0))


def _moderated(squares: Reals, pull: float, hidden: float) -> Reals:
    logs = np.log(np.maximum(squares, 1e-9)) - hidden
    drawn: Reals = np.maximum(1.0, np.exp(pull * logs.mean(-1, keepdims=True) + (1.0 - pull) * logs))
    return drawn


def memory(residuals: Reals, rng: np.random.Generator, least: tuple[int, int], chances: Reals | None = None) -> Memory:
    """Scatter and memory of K series from what the best step or stretch leaves of each, shape (series, periods).

    least: periods of a step and of a stretch, 0 where none was looked for. chances: of each point of the grid, where they
    are known from more than these series.

    Taking that out hides memory and scatter, the more the fewer periods there are: so the autocorrelations
    that all series show on average are compared with those of simulated series treated alike (Gaussian noise plus an
    autoregression). Each dispersion is drawn to that of all, the more the less they differ beyond chance.
    Source: Wood (2010), doi:10.1038/nature09319 (synthetic likelihood); Smyth (2004), doi:10.2202/1544-6115.1027
    (moderated variances). Method: docs/methods/change.md.
    """
    periods = residuals.shape[1]
    noise = rng.standard_normal((2, _SIMULATED, periods))
    squares, lags = _simulated(noise, LAG_ONE, FADING, least)
    if chances is None:
        shown = np.array([autocorrelations(each) for each in residuals])
        chances = _chances(shown.mean(0), lags, len(residuals))
    logs = np.log(squares)
    hidden, chance_spread = logs.mean(1), float(chances @ logs.var(1))
    seen = (residuals**2).sum(1)
    pull = 0.0
    if len(seen) >= _LEAST_POOLED:
        pull = min(1.0, chance_spread / float(np.log(np.maximum(seen, 1e-9)).var(ddof=1) + 1e-9))
    moderated, own = (_moderated(seen, each, float(chances @ hidden)) for each in (pull, 0.0))
    return Memory(chances, hidden, pull, moderated, own)


def _chances(shown: Reals, lags: Reals, series: int) -> Reals:
    """Posterior chance of each point of the grid, given the mean autocorrelations of `series` series."""
    weight = np.log(_prior())
    for point, simulated in enumerate(lags):
        covariance = np.cov(simulated.T) / series
        away = shown - simulated.mean(0)
        weight[point] -= (away @ np.linalg.solve(covariance, away) + np.linalg.slogdet(covariance)[1]) / 2.0
    likely = np.exp(weight - weight.max())
    chances: Reals = likely / likely.sum()
    return chances


def _prior() -> Reals:
    """_NONE without memory; the rest equally on each autocorrelation, there _PURE on pure autoregression."""
    alike = np.array([np.count_nonzero(lag_one == LAG_ONE) for lag_one in LAG_ONE])
    share = np.where(FADING == LAG_ONE, _PURE, (1.0 - _PURE) / np.maximum(alike - 1, 1))
    prior: Reals = np.where(alike == 1, 1.0, share) * (1.0 - _NONE) / 9.0
    prior[0] = _NONE
    return prior


@compiled
def autocorrelations(residuals: Reals) -> Reals:
    """Autocorrelations of residuals that have mean zero, at lags 1 to 3; 0 where all are zero.

    Source: Box and Jenkins (1970), chapter 2.
    """
    square = (residuals * residuals).sum()
    found = np.zeros(_LAGS)
    if square > 0.0:
        for lag in range(1, _LAGS + 1):
            found[lag - 1] = (residuals[lag:] * residuals[:-lag]).sum() / square
    return found


@compiled
def _simulated(noise: Reals, lag_one: Reals, fading: Reals, least: tuple[int, int]) -> tuple[Reals, Reals]:
    """Sum of squares, and autocorrelations, of what is left of simulated series; shape (points, series, ...)."""
    squares = np.empty((len(lag_one), noise.shape[1]))
    lags = np.empty((len(lag_one), noise.shape[1], _LAGS))
    for point in range(len(lag_one)):
        for one in range(noise.shape[1]):
            series = remembering(noise[0, one], noise[1, one], lag_one[point], fading[point])
            left = _without_change(series, least)
            squares[point, one] = (left * left).sum()
            lags[point, one] = autocorrelations(left)
    return squares, lags


@compiled
def remembering(carried: Reals, fresh: Reals, lag_one: float, fading: float) -> Reals:
    """Gaussian noise of variance 1 with autocorrelation lag_one * fading ** (lag - 1), made of two independent noises.

    Source: Granger and Morris (1976), doi:10.2307/2345178 (autoregression plus noise).
    """
    share = lag_one / fading if fading > 0.0 else 0.0
    series = np.empty(len(carried))
    state = 0.0
    for t in range(len(carried)):
        state = fading * state + np.sqrt(1.0 - fading * fading) * carried[t] if t > 0 else carried[t]
        series[t] = np.sqrt(share) * state + np.sqrt(max(1.0 - share, 0.0)) * fresh[t]
    return series


@compiled
def _without_change(series: Reals, least: tuple[int, int]) -> Reals:
    """The series without the step or the raised stretch (of at most half of it, inside) that explains most of its variance."""
    periods = len(series)
    total = np.zeros(periods + 1)
    for t in range(periods):
        total[t + 1] = total[t] + series[t]
    mean = total[periods] / periods
    largest, first, stop = -1.0, 0, periods
    for t in range(least[0], periods - least[0] + 1):
        gained = (total[t] - mean * t) ** 2 / (t * (periods - t))
        if gained > largest:
            largest, first, stop = gained, t, periods
    if least[1] > 0:
        for start in range(1, periods - least[1]):
            for end in range(start + least[1], min(periods, start + periods // 2 + 1)):
                length = end - start
                above = total[end] - total[start] - mean * length
                if above > 0.0 and above * above > largest * length * (periods - length):
                    largest, first, stop = above * above / (length * (periods - length)), start, end
    inside = (total[stop] - total[first]) / (stop - first)
    outside = (total[periods] - total[stop] + total[first]) / (periods - stop + first)
    left: Reals = series - outside
    left[first:stop] = series[first:stop] - inside
    return left
