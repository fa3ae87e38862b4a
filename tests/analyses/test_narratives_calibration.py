"""How often a change is claimed that is not there, and planted ones are dated, from days to changes (make test-slow)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from undertow.analyses._narratives.changes import changes
from undertow.analyses._narratives.series import Days, all_series, lengths_of

pytestmark = pytest.mark.slow
OUTLETS, FRAMES, MONTHS, TEXTS, RUNS = 8, ("bridge", "mill"), 48, 20, 100
_EPOCH = np.datetime64("1970-01-01")


def world(rng: np.random.Generator, *, scatter: float, step: tuple[int, float] | None = None) -> Days:
    """Texts of outlets by month; shares scatter by a log-normal factor. step: from a month on, one series is so many times higher."""
    amounts: list[dict[str, Any]] = []
    uses: list[dict[str, Any]] = []
    for outlet in range(OUTLETS):
        for month in range(MONTHS):
            day = int((np.datetime64(f"{2018 + month // 12}-{1 + month % 12:02}-15") - _EPOCH).astype(int))
            where = {"panel": "outlet", "voice": f"o{outlet}", "language": "en", "day": day, "precision": "day"}
            amounts.append(where | {"texts": TEXTS, "passages": TEXTS, "words": 10 * TEXTS})
            for frame in FRAMES:
                higher = step is not None and outlet == 0 and frame == FRAMES[0] and month >= step[0]
                share = 0.12 * float(rng.lognormal(-(scatter**2) / 2, scatter)) * (step[1] if higher and step else 1.0)
                used = int(rng.binomial(TEXTS, min(share, 0.9)))
                if used:
                    uses.append(
                        where | {"frame": frame, "texts": used, "passages": used, "hits": used, "other": used // 2}
                    )
    return Days(amounts, uses, lengths_of(amounts, ""))


@pytest.mark.parametrize("scatter", [0.0, 0.5])
def test_false_changes_stay_near_their_levels(scatter: float) -> None:
    counts = {"break": 0, "burst": 0, "any": 0}
    for seed in range(7100, 7100 + RUNS):
        rng = np.random.default_rng(seed)
        found = changes(all_series(world(rng, scatter=scatter), FRAMES), rng)
        counts["break"] += any(change.kind != "burst" for change in found)
        counts["burst"] += any(change.kind == "burst" for change in found)
        counts["any"] += bool(found)
    print(f"scatter {scatter}: of {RUNS} runs without a change, {counts}")
    assert counts["break"] <= 11 and counts["any"] <= 18  # 5 % and 10 %, exact upper limits of 1 in 200 for 100 runs


def test_a_planted_step_is_dated_within_one_month() -> None:
    dated = found_runs = others = 0
    for seed in range(7300, 7300 + RUNS):
        rng = np.random.default_rng(seed)
        at = int(rng.integers(12, 37))
        days = world(rng, scatter=0.3, step=(at, 4.0))
        found = changes(all_series(days, FRAMES), rng)
        own = [c for c in found if (c.key.voice, c.key.frame) == ("o0", FRAMES[0]) and c.kind != "burst"]
        first = 12 * 48
        found_runs += bool(own)
        dated += any(abs(change.at - first - at) <= 1 for change in own)
        others += any(c.key.voice not in ("o0", "*") or c.key.frame != FRAMES[0] for c in found)
    print(
        f"a step to 4 times: found in {found_runs} of {RUNS} runs, dated within one month in {dated}; other series in {others}"
    )
    assert dated >= 0.9 * found_runs and found_runs >= 0.9 * RUNS
