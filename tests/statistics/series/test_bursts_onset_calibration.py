"""How often a burst or an onset is found where there is none, and how well a planted one is dated.

pytest -m slow -s tests/statistics/series/test_bursts_onset_calibration.py
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import nbinom

from tests.statistics.series.worlds import counts
from undertow.statistics.series.bursts import Burst
from undertow.statistics.series.changes import Search, changes
from undertow.statistics.series.onset import first_sustained

pytestmark = pytest.mark.slow

RUNS = 500


HOW = Search(draws=199)


@pytest.mark.parametrize("memory", [0.0, 0.3, 0.6])
def test_false_bursts_and_breaks_of_one_long_record_stay_within_the_rate(memory):
    series, rng = 1, np.random.default_rng([9700, 1, int(10 * memory)])
    runs = 200
    any_found = bursts = 0
    for _ in range(runs):
        flat = counts(np.full((series, 120), 3.0), memory, rng, dispersion=1.7)
        found = changes(flat, np.ones(120), rng, HOW)
        any_found += any(found)
        bursts += any(isinstance(one, Burst) for one in found)
    print(
        f"120 periods, {series} series, memory {memory}: a false change in {any_found} of {runs} families, a burst in {bursts}"
    )
    most = 0.05 if memory == 0 else 0.10
    assert any_found / runs <= most + 2 * np.sqrt(most * (1 - most) / runs)
    assert bursts / runs <= 0.01 + 2 * np.sqrt(0.01 * 0.99 / runs) or memory > 0.0


@pytest.mark.parametrize("memory", [0.0, 0.3, 0.6])
@pytest.mark.parametrize(("factor", "length"), [(3.0, 12), (5.0, 6)])
def test_a_planted_burst_is_dated(factor, length, memory):
    series, rng = 1, np.random.default_rng([9711, length, 1, int(10 * memory)])
    runs, found, first, last, steps, others = 100, 0, 0, 0, 0, 0
    for _ in range(runs):
        at = int(rng.integers(20, 90))
        mean = np.full((series, 120), 6.0)
        mean[0, at : at + length] *= factor
        one, *rest = changes(counts(mean, memory, rng, dispersion=1.7), np.ones(120), rng, HOW)
        others += any(rest)
        steps += one is not None and not isinstance(one, Burst)
        if isinstance(one, Burst):
            found += 1
            first += abs(one.first - at) <= 1
            last += abs(one.last - (at + length - 1)) <= 1
    print(
        f"burst x{factor:g} for {length} of 120 periods, {series} series, memory {memory}: found {found / runs:.2f}, first within "
        f"one {first / runs:.2f}, last within one {last / runs:.2f}, called a step {steps / runs:.2f}, other series {others / runs:.2f}"
    )
    assert first / runs >= 0.9 or memory > 0.0
    assert others / runs <= 0.05 + 0.03 * (memory > 0) + 2 * 0.022


@pytest.mark.parametrize("dispersion", [1.02, 1.7])
@pytest.mark.parametrize("mean", [0.3, 3.0, 10.0])
def test_false_onsets_are_rare_at_a_constant_rate(mean, dispersion):
    # Not 9720 or 9730, nor 9731 below: the rule was changed after their figures were seen.
    rng = np.random.default_rng([9721, int(10 * mean), int(10 * dispersion)])
    false = 0
    for _ in range(RUNS):
        hits = counts(np.full((1, 120), mean), 0.0, rng, dispersion=dispersion)[0]
        false += first_sustained(np.minimum(hits, 200), np.full(120, 200)) is not None
    print(f"false onsets, mean {mean}, dispersion {dispersion}: {false} of {RUNS}")
    assert false / RUNS <= 0.05


@pytest.mark.parametrize(("before", "after"), [(2.0, 8.0), (0.0, 3.0), (2.0, 5.0)])
def test_a_planted_onset_is_dated(before, after):
    rng = np.random.default_rng([9732, int(after)])
    near, found, covered, width = 0, 0, 0, []
    for _ in range(RUNS):
        at = int(rng.integers(20, 100))
        mean = np.full((1, 120), max(before, 1e-9))
        mean[0, at:] = after
        onset = first_sustained(counts(mean, 0.0, rng, dispersion=1.5)[0], np.full(120, 500))
        if onset:
            found += 1
            near += abs(onset.period - at) <= 1
            covered += onset.low <= at <= onset.high
            width.append(onset.high - onset.low + 1)
    print(
        f"onset {before:g} -> {after:g} per period: found {found / RUNS:.3f}, within one period {near / RUNS:.3f}; of those "
        f"found, date covered {covered / found:.3f}, median width {np.median(width):.0f}"
    )
    assert near / RUNS >= 0.9 or (before, after) == (2.0, 5.0)
    assert covered / found >= 0.9


def test_what_dates_an_onset_when_all_else_is_known_is_little_better():
    """The ceiling: the likeliest step with both rates and the scatter known, and an onset taken for granted."""
    rng = np.random.default_rng(9740)
    near = 0
    for _ in range(RUNS):
        at = int(rng.integers(20, 100))
        mean = np.full((1, 120), 2.0)
        mean[0, at:] = 8.0
        hits = counts(mean, 0.0, rng, dispersion=1.5)[0]
        gained = nbinom.logpmf(hits, 4, 1 / 1.5) - nbinom.logpmf(hits, 16, 1 / 1.5)
        near += abs(int(np.argmax(np.concatenate([[0], np.cumsum(gained)]))) - at) <= 1
    print(f"onset 2 -> 8 with all else known: within one period {near / RUNS:.3f}")
    assert 0.87 <= near / RUNS <= 0.96
