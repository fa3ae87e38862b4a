"""A stretch in which the rate of a series was above that before and after it."""

from __future__ import annotations

from dataclasses import dataclass

from undertow.statistics.series.breaks import STEP_PARAMETERS
from undertow.statistics.series.null import LEAST_STEP, LEAST_STRETCH, Null
from undertow.statistics.series.scan import best_split, best_stretch

#: Parameters in quasi-AIC: two rates, and two dates that count as three each.
_PARAMETERS = 8


@dataclass(frozen=True, slots=True)
class Burst:
    """Periods first to last (indices, both in it), inside the record, with the rate inside and outside.

    p_value: family-wise over all series and kinds of change tested together. dispersion, autocorrelation: what the test allowed for.
    """

    first: int
    last: int
    inside: float
    outside: float
    p_value: float
    dispersion: float
    autocorrelation: float


def described_burst(family: Null, place: int, p: float) -> Burst:
    """The best raised stretch of one series of a family.

    Source: Olshen et al. (2004), doi:10.1093/biostatistics/kxh008.
    """
    count, seen = family.counts[place], family.exposure[place]
    _, first, stop = best_stretch(count, seen, LEAST_STRETCH)
    inside, spent = count[first:stop].sum(), seen[first:stop].sum()
    return Burst(
        first=first,
        last=stop - 1,
        inside=float(inside / spent),
        outside=float((count.sum() - inside) / (seen.sum() - spent)),
        p_value=p,
        dispersion=float(family.memory.dispersion[place]),
        autocorrelation=family.memory.autocorrelation,
    )


def is_burst(family: Null, place: int) -> bool:
    """Whether a stretch describes a series better than a step does, where both are found.

    Source: quasi-AIC, Burnham and Anderson (2002), section 2.5; a searched date counts as three parameters, Ninomiya (2005).
    """
    count, seen = family.counts[place], family.exposure[place]
    gained = best_stretch(count, seen, LEAST_STRETCH)[0] - best_split(count, seen, LEAST_STEP)[0]
    return gained > 2.0 * (_PARAMETERS - STEP_PARAMETERS) * family.memory.shown(place)
