"""Whether two things stand in the same passages more often than they would if each stood anywhere in its document."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray

from undertow.errors import TooLittleData

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cooccurrence:
    """together: passages with both. expected: how many there would be, given how many passages of each document have each.

    ratio: together / expected, with its interval [low, high] at 95 %; p: of at least so many together. documents: those
    in which the two can meet or miss, which alone can tell anything.
    """

    together: int
    expected: float
    ratio: float
    low: float
    high: float
    p: float
    documents: int


def cooccurrence(
    passages: ArrayLike, together: ArrayLike, *, first: ArrayLike, second: ArrayLike, rng: Generator, draws: int = 4999
) -> Cooccurrence:
    """Two things over the passages of documents, compared with shuffling each document's passages.

    passages, together, first, second: shape (documents,): passages in all, with both, with the one, with the other.
    Null: within a document every placement of the two over its passages is as likely, so `together` is hypergeometric;
    documents that have more of both therefore do not count as evidence. The interval is of the ratio, by drawing
    documents with replacement; it is wide and approximate below about ten documents.
    Raises: TooLittleData if no document has both somewhere, and for counts that cannot be.
    Source: Mantel and Haenszel (1959), doi:10.1093/jnci/22.4.719, the exact conditional form; p by Phipson and Smyth
    (2010), doi:10.2202/1544-6115.1585; interval by Efron (1979), doi:10.1214/aos/1176344552.
    """
    size, one, other, both = (np.asarray(column, np.int64) for column in (passages, first, second, together))
    if np.any((both > np.minimum(one, other)) | (np.maximum(one, other) > size)):
        raise TooLittleData("A document has more passages with both than with either, or more than it has at all.")
    telling = (one > 0) & (other > 0)
    if not np.any(telling):
        raise TooLittleData("No document has both, so nothing can be said about their standing together.")
    size, one, other, both = size[telling], one[telling], other[telling], both[telling]
    expected = one * other / size
    observed = int(both.sum())
    drawn = sum(rng.hypergeometric(a, n - a, b, draws) for n, a, b in zip(size, one, other, strict=True))
    p = (1 + int(np.count_nonzero(np.asarray(drawn) >= observed))) / (1 + draws)
    ratio = observed / float(expected.sum())
    low, high = _interval(both, expected, rng)
    return Cooccurrence(observed, float(expected.sum()), ratio, min(low, ratio), max(high, ratio), p, len(size))


def _interval(both: Counts, expected: NDArray[np.float64], rng: Generator) -> tuple[float, float]:
    """From documents drawn again; where they all agree, as if one more had been found beside them and one less."""
    chosen = rng.integers(0, len(both), (2000, len(both)))
    ratios = (both[chosen].sum(1) + 0.5) / (expected[chosen].sum(1) + 0.5)
    low, high = np.quantile(ratios, (0.025, 0.975))
    return float(low), float(high)
