"""Small invented panels: speakers with words of their own, and what one takes over from another."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from undertow.statistics.convergence.panel import Panel


def panel(seed: int = 1, *, speakers: int = 10, periods: int = 12, adopted: float = 0.0, each: int = 12) -> Panel:
    """Speaker 0 takes the words of speaker 1 in a share of its later passages; nothing else changes."""
    rng = np.random.default_rng(seed)
    taste = rng.dirichlet(np.full(120, 0.3), speakers)
    rows, speaker, period = [], [], []
    for time in range(periods):
        for who in range(speakers):
            for _ in range(each):
                voice = 1 if who == 0 and time >= periods // 2 and rng.random() < adopted else who
                rows.append(rng.multinomial(18, 0.5 * taste[voice] + 0.5 / 120))
                speaker.append(who)
                period.append(time)
    counts = sparse.csr_array(np.array(rows, np.float32))
    return Panel(counts, np.array(speaker), np.array(period), np.arange(periods) >= periods // 2)
