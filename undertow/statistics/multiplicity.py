"""Many tests at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def benjamini_hochberg(p: ArrayLike, tested: int | None = None) -> NDArray[np.float64]:
    """The q-value of each p-value: the smallest false discovery rate at which it would be among the discoveries.

    tested: how many hypotheses there were, if more than have a p-value here; the others count as 1.
    Source: Benjamini and Hochberg (1995), doi:10.1111/j.2517-6161.1995.tb02031.x; valid for independent and positively
    dependent tests.
    """
    values = np.asarray(p, dtype=np.float64)
    if not len(values):
        return values.copy()
    order = np.argsort(values, kind="stable")
    ratio = values[order] * max(tested or 0, len(values)) / np.arange(1, len(values) + 1)
    q = np.empty_like(ratio)
    q[order] = np.minimum(np.minimum.accumulate(ratio[::-1])[::-1], 1.0)
    return q
