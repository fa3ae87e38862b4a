"""A pair beside all pairs of other speakers: whether it changed more than they did, and in whose direction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from undertow.errors import TooLittleData

Values = NDArray[np.float64]
#: Fewer control pairs cannot put a pair beyond the level of .05 on one side.
LEAST_CONTROLS = 19
#: With fewer control pairs what is expected is a straight line of the earlier value alone.
_MANY = 100
#: Of the separation beside the attribution in the stronger direction.
_WEIGHT = 0.7
#: How much more one must have moved than the other, in standard deviations over control pairs, for a direction.
_GAP = 1.5


class Levels(NamedTuple):
    """In the earlier and the later window, shape (2, speakers, speakers). attributed: tempered attribution share, arcsine
    scale, of the row to the column. apart: separation."""

    attributed: Values
    apart: Values


class Placement(NamedTuple):
    """statistic: in standard deviations over control pairs. closer, apart: one-sided p. controls: how many; changed: how many
    came as close. towards: p of A sounding more like B, and of B more like A. gap: the difference of these two changes, in
    standard deviations over control pairs."""

    statistic: float
    closer: float
    apart: float
    controls: int
    changed: int
    towards: tuple[float, float]
    gap: float

    @property
    def p_value(self) -> float:
        """Two-sided."""
        return min(1.0, 2 * min(self.closer, self.apart))


def placement(levels: Levels, a: int, b: int, later: tuple[float, float, float] | None = None) -> Placement:
    """Where the change of a pair stands among all pairs without either of its speakers.

    A change is the later value less what is expected from the earlier ones, by a regression over the pairs, in units of the
    usual error at that level. later: later values of the pair (A to B, B to A, apart) where they are not those of `levels`.
    Raises: TooLittleData with fewer than 19 control pairs.
    Source: docs/methods/convergence.md; rank p of Phipson and Smyth (2010), doi:10.2202/1544-6115.1585.
    """
    one, other = _pairs(levels, a, b)
    forth, back = levels.attributed[:, one, other].copy(), levels.attributed[:, other, one].copy()
    apart = levels.apart[:, one, other].copy()
    if later is not None:
        forth[1, -1], back[1, -1], apart[1, -1] = later
    twice = np.concatenate((apart[0], apart[0]))
    there, again = np.concatenate((forth, back), axis=1), np.concatenate((back, forth), axis=1)
    moved = _unexpected(there[1], (there[0], again[0], twice)).reshape(2, -1)
    parted = _unexpected(-apart[1], (apart[0], apart[0] ** 2, forth[0] + back[0]))
    near, far = moved.max(axis=0) + _WEIGHT * parted, moved.min(axis=0) + _WEIGHT * parted
    changed = int((near[:-1] >= near[-1]).sum())
    count = len(one) - 1
    directed = moved[:, :-1].ravel()
    gaps = moved[0, :-1] - moved[1, :-1]
    spread = max(float(np.sqrt((gaps**2).mean())), 1e-12)
    return Placement(
        float((near[-1] - near[:-1].mean()) / max(float(near[:-1].std()), 1e-12)),
        (1 + changed) / (1 + count),
        (1 + int((far[:-1] <= far[-1]).sum())) / (1 + count),
        count,
        changed,
        (_rank(moved[0, -1], directed), _rank(moved[1, -1], directed)),
        float((moved[0, -1] - moved[1, -1]) / spread),
    )


def controls(speakers: int, a: int, b: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The pairs without A and without B.

    Source: docs/methods/convergence.md.
    """
    others = np.setdiff1d(np.arange(speakers), [a, b])
    one, other = np.triu_indices(len(others), 1)
    return others[one], others[other]


def direction(placed: Placement, level: float = 0.025) -> int:
    """1 if A came to sound like B, -1 if B like A, 0 where it cannot be said.

    Source: docs/methods/convergence.md, rule and share of wrong directions.
    """
    if placed.closer > level or min(placed.towards) > level or abs(placed.gap) <= _GAP:
        return 0
    return 1 if placed.gap > 0 else -1


def _pairs(levels: Levels, a: int, b: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Control pairs that can be measured in both windows, and last the pair itself."""
    one, other = controls(len(levels.apart[0]), a, b)
    known = ~np.isnan(levels.apart[:, one, other]).any(axis=0)
    if int(known.sum()) < LEAST_CONTROLS:
        raise TooLittleData(
            f"There are {int(known.sum())} control pairs and {LEAST_CONTROLS} are needed. Add comparable speakers."
        )
    return np.append(one[known], a), np.append(other[known], b)


def _unexpected(later: Values, earlier: Sequence[Values]) -> Values:
    """What is left of the later values when those expected from the earlier ones are taken away, over its usual size there."""
    terms = np.stack([np.ones_like(later), *(earlier if len(later) > _MANY else earlier[:1])], axis=1)
    left = later - terms @ np.linalg.lstsq(terms, later)[0]
    size = np.log(np.abs(left) + 0.25 * left.std() + 1e-12)
    left = left / np.exp(terms @ np.linalg.lstsq(terms, size)[0])
    return np.asarray(left / max(float(left.std()), 1e-12))


def _rank(value: float, among: Values) -> float:
    return float((1 + (among >= value).sum()) / (1 + len(among)))
