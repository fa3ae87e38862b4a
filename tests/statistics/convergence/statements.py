"""Statements of the 38 states that spoke every year from 2008 to 2024, as a panel; the data are never in this repository."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from undertow.language.features import features
from undertow.statistics.convergence.panel import Panel

DATA = Path(os.environ.get("UNDERTOW_DATA", Path(__file__).parents[4] / "shared" / "data"))
STATEMENTS = DATA / "texts" / "un_general_debate_1970_2025.parquet"
MISSING = "the UN statements (../shared/data or $UNDERTOW_DATA) are not here"
FIRST, LAST, SPLIT = 2008, 2024, 2016
#: Texts that must hold a word, as in undertow/analyses/_convergence/comparing.py.
LEAST = 5


@cache
def statements() -> tuple[Panel, list[str]]:
    """The panel, split at 2016, and its states."""
    import pyarrow.parquet as pq

    rows = pq.read_table(STATEMENTS, columns=["country", "year", "text"]).to_pylist()
    rows = [row for row in rows if FIRST <= int(row["year"]) <= LAST]
    years = {state: {int(r["year"]) for r in rows if r["country"] == state} for state in {r["country"] for r in rows}}
    states = sorted(state for state, spoken in years.items() if len(spoken) == LAST - FIRST + 1)
    own = [row for row in rows if row["country"] in states]
    read = features(((row["text"], "en") for row in own), least=LEAST)
    kept = np.flatnonzero(np.asarray(read.counts.sum(axis=1)).ravel() > 0)
    speaker = np.array([states.index(row["country"]) for row in own])[read.text][kept]
    period = np.array([int(row["year"]) - FIRST for row in own])[read.text][kept]
    later = np.arange(FIRST, LAST + 1) >= SPLIT
    return Panel(read.counts[kept], speaker, period, later), states


def dealt(panel: Panel, later: NDArray[np.bool_]) -> Panel:
    """The same panel with other periods in the later window."""
    return Panel(panel.counts, panel.speaker, panel.period, later)
