"""How far two readers of the same things agree beyond what their own habits would bring about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from undertow.errors import TooLittleData
from undertow.model import Estimate

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

_DRAWS = 4000
#: Jeffreys' prior of a multinomial: half an observation in every cell.
_PRIOR = 0.5


def cohen_kappa(table: Sequence[Sequence[int]], *, rng: Generator, level: float = 0.95) -> Estimate:
    """Cohen's kappa of two readers, with an interval that holds for few things judged; 1 is full agreement, 0 is chance.

    table[i][j]: on how many things the first reader gave answer i and the second answer j, of two answers. The interval
    is that of the posterior of the four cells under Jeffreys' prior, from 4,000 draws, widened to hold kappa itself; that
    of Fleiss, Cohen & Everitt (1969) is empty where both agree in everything. Raises: TooLittleData without anything
    judged, or where both gave one and the same answer throughout, so that there is no chance to compare with.
    Source: Cohen (1960), doi:10.1177/001316446002000104; Basu, Banerjee & Sen (2000), doi:10.1111/j.0006-341X.2000.00577.x.
    Method: docs/guides/review-findings.md.
    """
    import numpy as np

    counts = np.asarray(table, dtype=float)
    total = int(counts.sum())
    if counts.shape != (2, 2):
        raise TooLittleData(f"A table of shape {counts.shape} is not two readers by two answers.")
    if total < 1 or (counts < 0).any():
        raise TooLittleData(f"{total} things judged by both is not enough for kappa. Judge at least one in common.")
    if np.count_nonzero(counts.sum(axis=0) + counts.sum(axis=1)) < 2:
        raise TooLittleData(
            f"Both gave the same answer on all {total}, so kappa has no chance agreement to compare with. "
            "Tell the share of equal answers, or judge more."
        )
    value = float(_kappa(counts[None])[0])
    drawn = rng.dirichlet(counts.ravel() + _PRIOR, _DRAWS).reshape(-1, *counts.shape)
    low, high = np.quantile(_kappa(drawn), [(1 - level) / 2, (1 + level) / 2])
    return Estimate(
        value=value, low=min(float(low), value), high=max(float(high), value), unit="kappa", n=total, level=level
    )


def _kappa(tables: NDArray[Any]) -> NDArray[Any]:
    """Kappa of each table; shape (tables, classes, classes) to (tables,)."""
    import numpy as np

    shares = tables / tables.sum(axis=(1, 2), keepdims=True)
    seen = np.trace(shares, axis1=1, axis2=2)
    chance = (shares.sum(axis=2) * shares.sum(axis=1)).sum(axis=1)
    found: NDArray[Any] = (seen - chance) / (1 - chance)
    return found
