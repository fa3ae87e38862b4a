"""How much counts scatter beyond chance, and how much of it is carried into the next period."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from undertow.statistics.compiled import compiled
from undertow.statistics.series.scan import Ints, Reals

#: Autocorrelations at which the estimate is simulated, and series simulated at each.
_GRID = np.linspace(0.0, 0.9, 10)
_SIMULATED = 400
_LARGEST = 0.9


@dataclass(frozen=True, slots=True, eq=False)
class Memory:
    """Over-dispersion of each series (>= 1), and what all share: lag-1 autocorrelation with its standard error."""

    dispersion: Reals
    autocorrelation: float
    error: float

    @property
    def inflation(self) -> float:
        """How many times larger the variance of a long sum is than that of a sum of unconnected periods."""
        return (1.0 + self.autocorrelation) / (1.0 - self.autocorrelation)


@compiled
def step_residuals(counts: Reals, exposure: Reals, split: int) -> Reals:
    """(count - expected) / sqrt(expected) around one rate before `split` and another from it on; 0 without exposure.

    Source: Pearson residuals, McCullagh and Nelder (1989), section 2.4.
    """
    residuals = np.zeros(len(counts))
    for start, stop in ((0, split), (split, len(counts))):
        seen = exposure[start:stop].sum()
        rate = max(counts[start:stop].sum(), 0.5) / seen if seen > 0.0 else 0.0
        for t in range(start, stop):
            expected = rate * exposure[t]
            if expected > 0.0:
                residuals[t] = (counts[t] - expected) / np.sqrt(expected)
    return residuals


@compiled
def lag_one(residuals: Reals) -> float:
    """Lag-1 autocorrelation of residuals that have mean zero; 0 where all are zero.

    Source: Box and Jenkins (1970), chapter 2.
    """
    square = (residuals * residuals).sum()
    return (residuals[1:] * residuals[:-1]).sum() / square if square > 0.0 else 0.0


def memory(counts: Reals, exposure: Reals, splits: Ints, rng: np.random.Generator, least: int) -> Memory:
    """Scatter and memory of K series after the best single step is taken out of each.

    counts, exposure: shape (series, periods); splits: the best step of each. Taking out the best step hides memory, and
    the more the fewer periods there are; so the autocorrelation is the one at which simulated series, treated alike,
    show on average what these show.
    Source: Gouriéroux, Monfort and Renault (1993), doi:10.1002/jae.3950080507 (matching by simulation).
    """
    periods = counts.shape[1]
    residuals = np.stack([step_residuals(*each) for each in zip(counts, exposure, splits, strict=True)])
    dispersion = np.maximum(1.0, (residuals**2).sum(1) / max(periods - 3, 1))
    shown = np.array([lag_one(each) for each in residuals])
    average, scatter = _expected_lag_one(periods, least, rng)
    value = float(np.interp(shown.mean(), average, _GRID))
    slope = float(np.interp(value, _GRID, np.gradient(average, _GRID)))
    spread = max(float(np.interp(value, _GRID, scatter)), float(shown.std(ddof=1)) if len(shown) > 2 else 0.0)
    return Memory(dispersion, value, spread / np.sqrt(len(shown)) / max(slope, 0.2))


def _expected_lag_one(periods: int, least: int, rng: np.random.Generator) -> tuple[Reals, Reals]:
    """Mean and standard deviation of the lag-1 autocorrelation left after the best step, at each value of the grid."""
    noise = rng.standard_normal((len(_GRID), _SIMULATED, periods))
    shown = _simulated_lag_one(noise, _GRID, least)
    return np.maximum.accumulate(shown.mean(1) + 1e-9 * np.arange(len(_GRID))), shown.std(1)


@compiled
def _simulated_lag_one(noise: Reals, grid: Reals, least: int) -> Reals:
    shown = np.empty(noise.shape[:2])
    for g in range(len(grid)):
        rho = grid[g]
        for s in range(noise.shape[1]):
            series = noise[g, s].copy()
            for t in range(1, len(series)):
                series[t] = rho * series[t - 1] + np.sqrt(1.0 - rho * rho) * series[t]
            shown[g, s] = lag_one(_without_best_step(series, least))
    return shown


@compiled
def _without_best_step(series: Reals, least: int) -> Reals:
    periods = len(series)
    total, before = series.sum(), 0.0
    largest, split = -1.0, 0
    for t in range(1, periods - least + 1):
        before += series[t - 1]
        if t >= least:
            gained = (before - total * t / periods) ** 2 / (t * (periods - t))
            if gained > largest:
                largest, split = gained, t
    return np.concatenate((series[:split] - series[:split].mean(), series[split:] - series[split:].mean()))
