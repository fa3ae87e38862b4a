"""How many of several unequal trials succeed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from undertow.compiled import compiled


@compiled
def upper_tail(chances: NDArray[np.float64], at_least: int) -> float:
    """P(successes >= at_least) for independent trials with the given chances of success, each from 0 to 1.

    Source: the recursion of Barlow and Heidtmann (1984), doi:10.1109/TR.1984.5221843, cut off at `at_least`;
    it takes trials times `at_least` steps.
    """
    if at_least <= 0:
        return 1.0
    if at_least > len(chances):
        return 0.0
    fewer = np.zeros(at_least)  # fewer[x]: chance of x successes so far, and never at_least
    fewer[0] = 1.0
    reached = 0.0
    for chance in chances:
        reached += fewer[at_least - 1] * chance
        for x in range(at_least - 1, 0, -1):
            fewer[x] = fewer[x] * (1.0 - chance) + fewer[x - 1] * chance
        fewer[0] *= 1.0 - chance
    return min(1.0, reached)
