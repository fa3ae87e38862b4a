"""All pairs of a panel over two windows: passages, scores, every pair placed, its divergence and its shares.

    python bench/convergence.py [--data FOLDER] [--quick]

On the UN General Debate Corpus where it is in the data folder (../shared/data or $UNDERTOW_DATA): 38 states, 703 pairs.
Prints CPU seconds of each step and peak memory; the whole must take less than 120 s on two cores.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from pathlib import Path

LIMIT_SECONDS = 120
FIRST, LAST, SPLIT = 2008, 2024, 2016


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=os.environ.get("UNDERTOW_DATA", "../shared/data"))
    parser.add_argument("--quick", action="store_true", help="a quarter of the states")
    options = parser.parse_args()
    path = Path(options.data) / "texts" / "un_general_debate_1970_2025.parquet"
    if not path.exists():
        sys.exit(f"{path} is not there. Give --data FOLDER.")
    began = time.monotonic()
    compare(path, 10 if options.quick else 1_000)
    wall = time.monotonic() - began
    print(f"all: {wall:.1f} s by the clock, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB at most")
    if wall > LIMIT_SECONDS:
        sys.exit(f"more than {LIMIT_SECONDS} s")


def compare(path: Path, most: int) -> None:
    import numpy as np
    import pyarrow.parquet as pq

    from undertow.language.features import features
    from undertow.statistics.convergence.adoption import measured
    from undertow.statistics.convergence.attribution import shares
    from undertow.statistics.convergence.divergence import divergence, level
    from undertow.statistics.convergence.panel import Panel
    from undertow.statistics.convergence.placebo import placement

    rows = [row for row in pq.read_table(path).to_pylist() if FIRST <= int(row["year"]) <= LAST]
    spoken = {state: {int(r["year"]) for r in rows if r["country"] == state} for state in {r["country"] for r in rows}}
    states = sorted(state for state, years in spoken.items() if len(years) == LAST - FIRST + 1)[:most]
    own = [row for row in rows if row["country"] in states]
    clock = Clock()
    read = features(((row["text"], "en") for row in own), least=5)
    clock.tell(f"{len(read.text):,} passages of {len(own):,} texts read, {len(read.words):,} words and pairs")
    kept = np.flatnonzero(np.asarray(read.counts.sum(axis=1)).ravel() > 0)
    speaker = np.array([states.index(row["country"]) for row in own])[read.text][kept]
    period = np.array([int(row["year"]) - FIRST for row in own])[read.text][kept]
    panel = Panel(read.counts[kept], speaker, period, np.arange(FIRST, LAST + 1) >= SPLIT)
    of = measured(panel)
    clock.tell("scores, attribution and separation of every pair")
    pairs = [(a, b) for a in range(len(states)) for b in range(a)]
    for a, b in pairs:
        placement(of.levels, a, b)
    clock.tell(f"{len(pairs):,} pairs placed among control pairs")
    said = of.counts.sum(axis=2)
    for a, b in pairs:
        for one, other in ((a, b), (b, a)):
            shares(of.counts[:, one, other], said[:, one], panel.later)
        for side in (False, True):
            level(divergence(panel.totals[panel.later == side, a], panel.totals[panel.later == side, b]))
    clock.tell("shares and divergence of every pair, with intervals")


class Clock:
    """CPU seconds since the last step."""

    def __init__(self) -> None:
        self.last = time.process_time()

    def tell(self, what: str) -> None:
        now = time.process_time()
        print(f"{now - self.last:7.2f} s CPU  {what}", flush=True)
        self.last = now


if __name__ == "__main__":
    main()
