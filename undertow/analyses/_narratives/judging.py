"""Shares of passages, corrected by what people judged where they did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Any

from numpy.random import Generator

from undertow.codebook.labels import HIT, judgements
from undertow.codebook.status import enough
from undertow.model import Estimate
from undertow.statistics import prevalence
from undertow.statistics.proportions import wilson

_Z = 1.96


@dataclass(frozen=True, slots=True)
class Judged:
    """Judgements of one narrative in one language: hits that are right, and passages without a hit that should have one."""

    frame: str
    language: str
    hits: int
    hits_right: int
    others: int
    others_missed: int

    @property
    def right(self) -> Estimate:
        """The share of hits that are right: precision."""
        return wilson(self.hits_right, self.hits, unit="share of judged hits")

    @property
    def missed(self) -> Estimate:
        """The share of passages without a hit that should have one."""
        return wilson(self.others_missed, self.others, unit="share of judged passages without a hit")

    def row(self) -> dict[str, Any]:
        found = self.right
        return {
            "frame": self.frame,
            "language": self.language,
            "hits": self.hits,
            "hits_right": self.hits_right,
            "others": self.others,
            "others_missed": self.others_missed,
            "precision": found.value,
            "precision_low": found.low,
            "precision_high": found.high,
        }


def judged(
    narratives: Sequence[Mapping[str, Any]], labels: Sequence[Mapping[str, Any]]
) -> dict[tuple[str, str], Judged]:
    """By narrative and language, what was judged of it under its present patterns; those with too few are left out."""
    found = {}
    for row in narratives:
        counts = judgements(labels, row["task"], row["language"])
        there = {x["stratum_size"] for x in labels if (x["task"], x["language"], x["stratum"]) == (row["task"], row["language"], HIT)}  # fmt: skip
        if enough(counts, max(there, default=0)):
            key = (row["frame"], row["language"])
            found[key] = Judged(*key, counts.hits, counts.right, counts.non_hits, counts.missed)
    return dict(sorted(found.items()))


def corrected(used: int, read: int, scale: float, known: Judged | None) -> Estimate:
    """The share of passages with a narrative: as hit where nothing was judged, else hits that are right and what was missed.

    scale: how much more than by chance passages scatter; so many of them count as one. The interval is Wilson's, or with
    judgements that of the product, to first order (docs/methods/narratives.md).
    """
    hit = _scaled(used, read, scale)
    if known is None:
        return hit
    gain = known.right.value - known.missed.value
    value = hit.value * known.right.value + (1 - hit.value) * known.missed.value
    error = sqrt(
        (gain * _error(hit)) ** 2
        + (hit.value * _error(known.right)) ** 2
        + ((1 - hit.value) * _error(known.missed)) ** 2
    )
    low, high = max(0.0, value - _Z * error), min(1.0, value + _Z * error)
    return Estimate(value=value, low=low, high=high, unit=hit.unit, n=read)


def drawn(used: int, read: int, scale: float, known: Judged | None, rng: Generator) -> Estimate:
    """The same share; where passages were judged, with the interval of the draws of `statistics.prevalence`."""
    first_order = corrected(used, read, scale, known)
    if known is None:
        return first_order
    rates = prevalence.Judged(known.hits_right, known.hits, known.others_missed, known.others)
    trials = max(1, round(read / scale))
    hits = min(trials, round(used / scale))
    found = prevalence.corrected_share(hits, trials, rates, rng=rng, unit=first_order.unit)
    value = first_order.value
    return replace(found, value=value, low=min(value, found.low), high=max(value, found.high), n=read)


def difference(before: tuple[int, int], after: tuple[int, int], scale: float, known: Judged | None) -> Estimate:
    """The share after minus the share before, in points, corrected alike. before, after: used and read.

    Newcombe's interval from the two score intervals; with judgements their error is added, to first order.
    """
    one, two = (_scaled(*side, scale) for side in (before, after))
    gap = two.value - one.value
    below = sqrt((two.value - two.low) ** 2 + (one.high - one.value) ** 2)
    above = sqrt((two.high - two.value) ** 2 + (one.value - one.low) ** 2)
    if known is not None:
        gain = known.right.value - known.missed.value
        judged_error = _Z * abs(gap) * sqrt(_error(known.right) ** 2 + _error(known.missed) ** 2)
        below, above = (sqrt((gain * side) ** 2 + judged_error**2) for side in (below, above))
        gap *= gain
    n = before[1] + after[1]
    return Estimate(value=100 * gap, low=100 * (gap - below), high=100 * (gap + above), unit="points", n=n)


def _scaled(used: int, read: int, scale: float) -> Estimate:
    """Wilson's interval with so many passages counting as one; value and n as they were."""
    value = used / max(read, 1)
    trials = max(1, round(read / scale))
    near = wilson(min(trials, round(value * trials)), trials, unit="share of passages")
    return Estimate(value=value, low=min(value, near.low), high=max(value, near.high), unit=near.unit, n=read)


def _error(share: Estimate) -> float:
    """The standard error that an interval stands for."""
    return (share.high - share.low) / (2 * _Z)


def judged_of(row: Mapping[str, Any] | None) -> Judged | None:
    """The judgements in a row of the table `judged`."""
    if row is None:
        return None
    counts = (row["hits"], row["hits_right"], row["others"], row["others_missed"])
    return Judged(row["frame"], row["language"], *counts)
