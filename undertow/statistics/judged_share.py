"""The share of something in a whole, from a random sample that a person judged, stratum by stratum."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

from undertow.errors import TooLittleData
from undertow.model import Estimate


class Stratum(NamedTuple):
    """A part of the whole: how many it holds, how many of them were drawn and judged, and how many have it."""

    size: int
    judged: int
    having: int


def judged_share(strata: Sequence[Stratum], *, unit: str, level: float = 0.95) -> Estimate:
    """The share of all that have it, with an interval for what judging every one would have given.

    Within a stratum every one must have had the same chance to be drawn; strata that are judged in full add no
    uncertainty. The value weighs each stratum's share by its size. The interval is Wilson's at the effective number of
    judgements, with the variance of each stratum taken at (having + 1) / (judged + 2), so that a stratum in which all
    judgements agree is not taken for certain, and with the correction for drawing from a finite whole.
    Raises: TooLittleData if a stratum that holds something was not judged, and for counts that cannot be.
    Source: Cochran (1977), Sampling Techniques, 3rd ed., sections 5.3-5.6; Korn and Graubard (1998), Survey Methodology
    24:193-201; Agresti and Coull (1998), doi:10.1080/00031305.1998.10480550.
    """
    held = [stratum for stratum in strata if stratum.size]
    total = sum(stratum.size for stratum in held)
    if not held or any(not 0 <= s.having <= s.judged <= s.size or not s.judged for s in held):
        raise TooLittleData(f"{list(strata)} cannot be the judgements of a sample: each part needs at least one.")
    share = sum(s.size * s.having / s.judged for s in held) / total
    variance = sum((s.size / total) ** 2 * _variance(s) for s in held)
    judged = sum(s.judged for s in held)
    if variance == 0:
        return Estimate(value=share, low=share, high=share, unit=unit, n=judged, level=level)
    smooth = sum(s.size * (s.having + 1) / (s.judged + 2) for s in held) / total
    low, high = _score(share, smooth * (1 - smooth) / variance, level)
    least, most = sum(s.having for s in held), total - sum(s.judged - s.having for s in held)
    # what was judged is known: the whole cannot hold fewer, nor more
    low, high = max(low, least / total), min(high, most / total)
    return Estimate(value=share, low=min(low, share), high=max(high, share), unit=unit, n=judged, level=level)


def _variance(stratum: Stratum) -> float:
    share = (stratum.having + 1) / (stratum.judged + 2)
    left = (stratum.size - stratum.judged) / max(1, stratum.size - 1)
    return left * share * (1 - share) / stratum.judged


def _score(share: float, trials: float, level: float) -> tuple[float, float]:
    z = NormalDist().inv_cdf(0.5 + level / 2)
    weight = 1 + z * z / trials
    centre = (share + z * z / (2 * trials)) / weight
    half = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials)) / weight
    return max(0.0, centre - half), min(1.0, centre + half)
