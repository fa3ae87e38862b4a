"""Whether a rise of the size that is stated as visible is found as often as stated.

pytest -m slow -s tests/statistics/series/test_coverage_calibration.py
"""

from __future__ import annotations

import numpy as np
import pytest

from tests.statistics.series.worlds import counts, flat, with_step
from undertow.statistics.series.changes import Search, changes
from undertow.statistics.series.coverage import smallest_visible

pytestmark = pytest.mark.slow

RUNS, DRAWS, PERIODS, SERIES = 150, 199, 33, 8
EVEN = np.ones(PERIODS)


@pytest.mark.parametrize(("mean", "dispersion"), [(1.0, 1.5), (2.0, 2.0), (6.0, 2.0)])
def test_the_rise_stated_as_visible_is_found_in_four_of_five(mean, dispersion):
    rng = np.random.default_rng([9850, int(mean), int(10 * dispersion)])
    stated, found = [], 0
    for _ in range(RUNS):
        quiet = counts(flat(SERIES, PERIODS, mean), 0.0, rng, dispersion=dispersion)
        factor = float(smallest_visible(quiet, EVEN, rng, draws=DRAWS)[0])
        if np.isfinite(factor):
            stated.append(factor)
            at = int(rng.integers(8, 26))
            risen = counts(with_step(SERIES, at, factor, mean=mean), 0.0, rng, dispersion=dispersion)
            found += changes(risen, EVEN, rng, Search(draws=DRAWS))[0] is not None
    share = found / len(stated)
    print(
        f"stated as visible, 8 series, mean {mean:g}, dispersion {dispersion:g}: median x{np.median(stated):g} "
        f"({min(stated):g} to {max(stated):g}) in {len(stated)} of {RUNS} runs; planted and found {share:.3f}"
    )
    # Two standard errors of the figure itself.
    assert share >= 0.8 - 2 * np.sqrt(0.8 * 0.2 / len(stated))
