"""The share of one speaker's passages that a model would attribute to another, and how it changed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from undertow.errors import TooLittleData
from undertow.statistics.convergence.panel import Panel

Values = NDArray[np.float64]
#: Chosen with the weight in placebo.py on planted pairs; see the methods page.
_TEMPERATURE = 2.0


def attributed(panel: Panel, scores: NDArray[np.float32]) -> Values:
    """Passages of each speaker that are likeliest in the words of each: shape (periods, speakers, speakers).

    Source: docs/methods/convergence.md, attribution to the speaker of the largest leave-period-out likelihood.
    """
    found = np.zeros((len(panel.later), panel.speakers, panel.speakers))
    np.add.at(found, (panel.period, panel.speaker, scores.argmax(axis=1)), 1)
    return found


def resemblance(panel: Panel, scores: NDArray[np.float32]) -> Values:
    """The same softly, in the two windows: the mean chance, on the arcsine scale, that a speaker's passages are each other's.

    Shape (2, speakers, speakers). Likelihoods are tempered, because the words of a passage come in bursts: as choices they
    would be far too sure. Source: docs/methods/convergence.md; arcsine: Anscombe (1948), doi:10.1093/biomet/35.3-4.246.
    """
    chance = chances(scores)
    found = np.zeros((2, panel.speakers, panel.speakers))
    for side in (0, 1):
        rows = panel.later[panel.period] == bool(side)
        for speaker in range(panel.speakers):
            own = chance[rows & (panel.speaker == speaker)]
            found[side, speaker] = arcsine(own.sum(axis=0, dtype=np.float64), np.float64(len(own)))
    return found


def chances(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of each passage, the tempered chance that it is each speaker's.

    Source: docs/methods/convergence.md.
    """
    raised = np.exp((scores - scores.max(axis=1, keepdims=True)) / np.float32(_TEMPERATURE))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)


class Share(NamedTuple):
    """A share in percent of 1, with its interval."""

    value: float
    low: float
    high: float


class Shares(NamedTuple):
    """earlier, later: shares. change: on the arcsine scale, with its interval. passages: in each window."""

    earlier: Share
    later: Share
    change: Share
    passages: tuple[int, int]


def shares(hits: Values, passages: Values, later: NDArray[np.bool_], level: float = 0.95) -> Shares:
    """The share attributed in each window and its change, with intervals.

    hits, passages: shape (periods,). Periods differ more than chance, so variances are widened by the Pearson dispersion
    over periods, at least 1; t with two degrees of freedom fewer than periods.
    Raises: TooLittleData with fewer than two periods on a side.
    Source: Anscombe (1948), doi:10.1093/biomet/35.3-4.246; McCullagh and Nelder (1989), section 4.5, for the dispersion.
    """
    sides = [later == side for side in (False, True)]
    if min(int((passages[side] > 0).sum()) for side in sides) < 2:
        raise TooLittleData("A change of a share needs two periods with passages in each window. Use shorter periods.")
    count = np.array([hits[side].sum() for side in sides])
    total = np.array([passages[side].sum() for side in sides])
    fitted = np.where(later, count[1] / total[1], count[0] / total[0])
    both = count.sum() / total.sum()
    freedom = int((passages > 0).sum()) - 2
    pearson = ((hits - passages * fitted) ** 2 / np.maximum(passages * both * (1 - both), 1e-9)).sum() / freedom
    spread = float(stats.t.ppf(0.5 + level / 2, freedom)) * np.sqrt(max(1.0, float(pearson)))
    place = arcsine(count, total)
    ends = [_share(count[i] / total[i], place[i], spread / np.sqrt(total[i])) for i in (0, 1)]
    moved, error = float(place[1] - place[0]), float(spread * np.sqrt((1 / total).sum()))
    moving = Share(moved, moved - error, moved + error)
    return Shares(ends[0], ends[1], moving, (int(total[0]), int(total[1])))


def _share(value: float, place: float, error: float) -> Share:
    low, high = np.sin(np.clip([place - error, place + error], 0, np.pi) / 2) ** 2
    return Share(float(value), float(min(low, value)), float(max(high, value)))


def arcsine(hits: Values, total: Values | np.float64) -> Values:
    """A share on the scale on which its error is the same everywhere.

    Source: Anscombe (1948), doi:10.1093/biomet/35.3-4.246.
    """
    return np.asarray(2 * np.arcsin(np.sqrt((hits + 0.5) / (total + 1))))
