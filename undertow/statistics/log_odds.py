"""Which of many words or phrases differ most between two bodies of text, without the rare ones shouting loudest."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from undertow.errors import TooLittleData

#: Counts that the background is worth, over all words together.
PRIOR = 500.0


class LogOdds(NamedTuple):
    """By word: the log of the odds ratio, later to earlier, its standard error and z = value / error."""

    value: NDArray[np.float64]
    error: NDArray[np.float64]
    z: NDArray[np.float64]


def log_odds(earlier: ArrayLike, later: ArrayLike, background: ArrayLike, prior: float = PRIOR) -> LogOdds:
    """How much more each word is used later than earlier, shrunk towards no difference by a prior of the background.

    earlier, later, background: shape (words,), counts of the same words; the background may be both together or a larger
    body of text, and must hold every word. prior: counts the background is worth in all, alpha_w = prior * its share.
    Raises: TooLittleData without words, or for a background that lacks one.
    Source: Monroe, Colaresi and Quinn (2008), doi:10.1093/pan/mpn018, equations 16 and 20-22.
    """
    first, second = np.asarray(earlier, np.float64), np.asarray(later, np.float64)
    known = np.asarray(background, np.float64)
    if not len(known) or np.any(known <= 0):
        raise TooLittleData("Log-odds need a background that holds every word. Give counts of both parts together.")
    alpha = prior * known / known.sum()
    value = _log_odds(second, alpha) - _log_odds(first, alpha)
    error = np.sqrt(1 / (first + alpha) + 1 / (second + alpha))
    return LogOdds(value, error, value / error)


def _log_odds(counts: NDArray[np.float64], alpha: NDArray[np.float64]) -> NDArray[np.float64]:
    with_prior = counts + alpha
    rest = counts.sum() + alpha.sum() - with_prior
    return np.asarray(np.log(with_prior) - np.log(np.maximum(rest, np.finfo(np.float64).tiny)))
