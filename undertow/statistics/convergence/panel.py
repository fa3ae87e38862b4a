"""A panel of speakers as counts of words, and how likely each passage is in the words of each of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy import sparse

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Panel:
    """counts: passages by features. speaker, period: of each passage, from 0. later: of each period, whether it is in the
    later of two windows. Passages without features must have been left out."""

    counts: sparse.csr_array
    speaker: Numbers
    period: Numbers
    later: NDArray[np.bool_]

    @cached_property
    def speakers(self) -> int:
        return int(self.speaker.max(initial=-1)) + 1

    @cached_property
    def lengths(self) -> NDArray[np.float64]:
        """Words of each passage."""
        return np.asarray(self.counts.sum(axis=1), np.float64).ravel()

    @cached_property
    def totals(self) -> NDArray[np.float32]:
        """Counts by period, speaker and feature."""
        from scipy import sparse

        own = self.period * self.speakers + self.speaker
        shape = (len(self.later) * self.speakers, len(own))
        dealt = sparse.csr_array((np.ones(len(own), np.float32), (own, np.arange(len(own)))), shape)
        return np.asarray((dealt @ self.counts).toarray(), np.float32).reshape(len(self.later), self.speakers, -1)

    @cached_property
    def prior(self) -> float:
        """Words that the background is worth in every profile: as many as a speaker has in a window, on average."""
        return float(self.lengths.sum() / max(1, 2 * self.speakers))

    @cached_property
    def background(self) -> NDArray[np.float32]:
        """Share of each feature in everything."""
        total = np.asarray(self.counts.sum(axis=0), np.float64).ravel() + 0.5
        return np.asarray(total / total.sum(), np.float32)

    def rows(self, period: int, speaker: int) -> Numbers:
        """The passages of a speaker in a period."""
        return self._rows[period * self.speakers + speaker]

    @cached_property
    def _rows(self) -> list[Numbers]:
        own = self.period * self.speakers + self.speaker
        order = np.argsort(own, kind="stable")
        return np.split(order, np.searchsorted(own[order], np.arange(1, len(self.later) * self.speakers)))


def profiles(panel: Panel, counts: NDArray[np.float32]) -> NDArray[np.float32]:
    """Log of the chance of each feature in the words of each speaker, shrunk towards the background.

    counts: (speakers, features). Source: Dirichlet smoothing, Zhai and Lafferty (2004), doi:10.1145/984321.984322.
    """
    shrunk = counts + np.float32(panel.prior) * panel.background
    return np.asarray(np.log(shrunk / shrunk.sum(axis=1, keepdims=True)), np.float32)


def scores(panel: Panel) -> NDArray[np.float32]:
    """Log-likelihood of each passage in the words that each speaker used in other periods of the same window.

    Shape (passages, speakers). Source: multinomial naive Bayes, McCallum and Nigam (1998), AAAI workshop on learning for
    text categorization, with the period of the passage left out of every profile (docs/methods/convergence.md).
    """
    found = np.zeros((len(panel.speaker), panel.speakers), np.float32)
    windows = {bool(side): panel.totals[panel.later == side].sum(axis=0) for side in (False, True)}
    for period, side in enumerate(panel.later.tolist()):
        rows = np.flatnonzero(panel.period == period)
        if len(rows):
            spoken = profiles(panel, windows[side] - panel.totals[period])
            found[rows] = panel.counts[rows] @ np.ascontiguousarray(spoken.T)
    return found
