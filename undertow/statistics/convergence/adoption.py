"""Trials on the material itself: what the test says when one speaker takes over passages of the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from undertow.statistics.convergence.attribution import arcsine, attributed, chances, resemblance
from undertow.statistics.convergence.panel import Panel, profiles
from undertow.statistics.convergence.panel import scores as scored
from undertow.statistics.convergence.placebo import Levels, placement
from undertow.statistics.convergence.separation import area, by_window, separation

Values = NDArray[np.float64]
Rows = NDArray[np.int64]
SHARES = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4)
#: Trials for each share, and the part of them that must see it.
TRIALS, SEEN = 20, 0.8


@dataclass(frozen=True)
class Measured:
    """A panel with what is measured of all its pairs. counts: passages attributed, (periods, speakers, speakers)."""

    panel: Panel
    scores: NDArray[np.float32]
    counts: Values
    levels: Levels


@dataclass(frozen=True)
class Adopted:
    """counts: passages of A and of B attributed to each, (periods, 2, speakers). later: as `placement` takes them."""

    counts: Values
    later: tuple[float, float, float]


def measured(panel: Panel) -> Measured:
    """Attribution, resemblance and separation of every pair.

    Source: docs/methods/convergence.md.
    """
    scores = scored(panel)
    apart = by_window(separation(panel, scores), panel.later)
    return Measured(panel, scores, attributed(panel, scores), Levels(resemblance(panel, scores), apart))


def adopted(of: Measured, pair: tuple[int, int], share: float, rng: Generator) -> Adopted:
    """The measures of a pair (A, B) had A said, in a share of its later passages, passages of B from the same period instead.

    They are taken from B, so none is there twice. Control pairs stay as they are.
    Source: docs/methods/convergence.md, planted adoption.
    """
    panel, counts = of.panel, of.counts[:, list(pair)].copy()
    periods = [int(t) for t in np.flatnonzero(panel.later)]
    spoken = [_exchanged(panel.rows(t, pair[0]), panel.rows(t, pair[1]), share, rng) for t in periods]
    words = [[panel.counts[rows] for rows in both] for both in spoken]
    totals = np.array([[np.asarray(own.sum(axis=0)).ravel() for own in both] for both in words])
    window = totals.sum(axis=0)
    alike, said, apart = np.zeros((2, panel.speakers)), np.zeros(2), []
    for place, period in enumerate(periods):
        own = np.ascontiguousarray(profiles(panel, (window - totals[place]).astype(np.float32)).T)
        leads = []
        for side, rows in enumerate(spoken[place]):
            scores, both = of.scores[rows], words[place][side] @ own
            scores[:, list(pair)] = both
            counts[period, side] = np.bincount(scores.argmax(axis=1), minlength=panel.speakers) if len(rows) else 0
            alike[side] += chances(scores).sum(axis=0) if len(rows) else 0
            said[side] += len(rows)
            leads.append((both[:, 0] - both[:, 1]) / np.maximum(panel.lengths[rows], 1))
        if len(leads[0]) and len(leads[1]):
            apart.append(area(leads[0], np.sort(leads[1])))
    forth, back = arcsine(alike[0, pair[1]], said[0]), arcsine(alike[1, pair[0]], said[1])
    return Adopted(counts, (float(forth), float(back), float(np.mean(apart)) if apart else np.nan))


def smallest_seen(
    of: Measured, pair: tuple[int, int], level: float, rng: Generator, shares: Sequence[float] = SHARES
) -> float | None:
    """The smallest share of adopted passages that the test sees in 8 of 10 trials on this pair; None if none of these.

    Source: docs/methods/convergence.md, smallest detectable change.
    """
    for share in shares:
        placed = (placement(of.levels, *pair, adopted(of, pair, share, rng).later) for _ in range(TRIALS))
        if sum(one.closer <= level for one in placed) >= SEEN * TRIALS:
            return share
    return None


def _exchanged(own: Rows, other: Rows, share: float, rng: Generator) -> tuple[Rows, Rows]:
    mine, theirs = rng.permutation(own), rng.permutation(other)
    # rounded by chance: with few passages a period, rounding alone would plant another share than asked for
    taken = min(int(share * len(mine) + rng.random()), len(theirs) // 2)
    return np.concatenate((mine[taken:], theirs[:taken])), theirs[taken:]
