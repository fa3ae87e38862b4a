"""How common something is, where a count of hits is known to be wrong at rates that a person measured on samples."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from undertow.errors import TooLittleData
from undertow.model import Estimate
from undertow.statistics.proportions import wilson

DRAWS = 4_000


@dataclass(frozen=True, slots=True)
class Judged:
    """What a person found in random samples: of `hits` judged, so many `right`; of `non_hits` judged, so many `missed`."""

    right: int = 0
    hits: int = 0
    missed: int = 0
    non_hits: int = 0

    @property
    def complete(self) -> bool:
        """Whether both kinds were judged, so that both errors are known."""
        return self.hits > 0 and self.non_hits > 0

    def precision(self, level: float = 0.95) -> Estimate:
        """The share of hits that are right, with Wilson interval. Raises: TooLittleData where none was judged."""
        return wilson(self.right, self.hits, unit="of hits", level=level)

    def omission(self, level: float = 0.95) -> Estimate:
        """The share of what has no hit that should have one, with Wilson interval. Raises: TooLittleData where none was judged."""
        return wilson(self.missed, self.non_hits, unit="of what has no hit", level=level)


def corrected_share(hits: int, n: int, judged: Judged, *, rng: Generator, unit: str, level: float = 0.95) -> Estimate:
    """The share that truly has it: (hits * precision + misses * omission) / n, with an interval for all three shares.

    Each of hit share, precision and omission is drawn DRAWS times from what its count leaves possible (Beta with a half
    added to both counts): a plain bootstrap of labels would give no width where 20 of 20 hits are right. Where none was
    missed the lower end has no omission, where all were right the upper end has no error, as for Jeffreys' interval. Without
    judgements of both kinds it is Wilson's interval of the hits as they are: say "unverified" beside it.
    Raises: TooLittleData without n, or for counts that cannot be.
    Source: Cochran (1977), Sampling Techniques, ch. 5 (stratified share); Rogan & Gladen (1978),
    doi:10.1093/oxfordjournals.aje.a112510; Brown, Cai & DasGupta (2001), doi:10.1214/ss/1009213286 (Jeffreys).
    """
    counted = wilson(hits, n, unit=unit, level=level)
    _possible(judged)
    if not judged.complete:
        return counted
    precision, omission = judged.right / judged.hits, judged.missed / judged.non_hits
    value = (hits * precision + (n - hits) * omission) / n
    with_hit = rng.beta(hits + 0.5, n - hits + 0.5, DRAWS)
    right = rng.beta(judged.right + 0.5, judged.hits - judged.right + 0.5, DRAWS)
    missed = rng.beta(judged.missed + 0.5, judged.non_hits - judged.missed + 0.5, DRAWS)
    least = with_hit * right * (judged.right > 0) + (1 - with_hit) * missed * (judged.missed > 0)
    most = with_hit * np.where(judged.right < judged.hits, right, 1.0)
    most += (1 - with_hit) * np.where(judged.missed < judged.non_hits, missed, 1.0)
    low, high = float(np.quantile(least, (1 - level) / 2)), float(np.quantile(most, (1 + level) / 2))
    return Estimate(value=value, low=min(low, value), high=max(high, value), unit=unit, n=n, level=level)


def _possible(judged: Judged) -> None:
    if not (0 <= judged.right <= judged.hits and 0 <= judged.missed <= judged.non_hits):
        raise TooLittleData(
            f"{judged.right} of {judged.hits} hits and {judged.missed} of {judged.non_hits} others cannot be. "
            "Give no more than were judged."
        )
