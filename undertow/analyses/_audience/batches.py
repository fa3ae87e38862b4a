"""Batches of sign-ups and bands in the order of following, joined where they are about the same days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from undertow.statistics.audience.band_scan import Band, band_scan
from undertow.statistics.audience.date_scan import Batch, date_scan, scan_dates

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Days = NDArray[np.int64]

#: Each scan may be wrong in so many of all audiences.
ALPHA = 0.025
#: Windows that lie so many days apart are about one batch.
APART = 3
#: Days of the batch that is planted to learn which size would have been seen.
PLANTED_DAYS = 3
_MOST_REFERENCES = 10
#: Share of the accounts above expectation that a window's days must hold to be its core, and the fewest in a part of it.
_CORE, _LEAST_PART = 0.95, 10


_BAND = ("first_day", "last_day", "first_rank", "last_rank", "size", "expected", "p_value")


@dataclass(frozen=True)
class Family:
    """Windows of sign-up that lie together, and the bands within them. Days since 1970, both ends included."""

    first_day: int
    last_day: int
    batches: tuple[Batch, ...]
    bands: tuple[Band, ...]


def families(batches: Sequence[Batch], bands: Sequence[Band]) -> list[Family]:
    """Batches that touch or lie at most APART days apart, each with the bands on its days; then bands without a batch."""
    found = [_family(group, bands) for group in _joined(batches, APART)]
    alone = [band for band in bands if not any(_overlap(band, one) for one in found)]
    return [*found, *(_family(group, alone) for group in _joined(alone, 0))]


def _joined(windows: Sequence[Any], apart: int) -> list[list[Any]]:
    groups: list[list[Any]] = []
    until = -(10**9)
    for window in sorted(windows, key=lambda w: (w.first_day, w.last_day)):
        if groups and window.first_day - until <= apart:
            groups[-1].append(window)
        else:
            groups.append([window])
        until = max(until, window.last_day)
    return groups


def _family(group: Sequence[Any], bands: Sequence[Band]) -> Family:
    first, last = min(w.first_day for w in group), max(w.last_day for w in group)
    batches = tuple(window for window in group if isinstance(window, Batch))
    span = Family(first, last, batches, ())
    return Family(first, last, batches, tuple(band for band in bands if _overlap(band, span)))


def _overlap(one: Any, other: Any) -> bool:
    return bool(one.first_day <= other.last_day and other.first_day <= one.last_day)


def scan(audience: Days, reference: Days | None, in_order: Days | None) -> tuple[list[Family], list[Family]]:
    """Families of batches and bands; and rises of sign-ups that have the shape of a surge.

    audience, reference: creation days. in_order: those of the audience, the oldest follower first; None where unknown.
    """
    found = scan_dates(audience, reference, alpha=ALPHA)
    batches = [part for batch in found.batches for part in _parts(batch, audience, reference)]
    bands = band_scan(in_order, alpha=ALPHA) if in_order is not None else []
    return families(_largest_first(batches), bands), families(found.rises, [])


def _parts(batch: Batch, audience: Days, reference: Days | None) -> list[Batch]:
    """A long window in its parts, where days without sign-ups lie between: each is tested again with the others left out."""
    runs = _runs(batch, audience)
    if len(runs) < 2:
        return [batch]
    inside = (audience >= batch.first_day) & (audience <= batch.last_day)
    parts = []
    for first, last in runs:
        kept = audience[~inside | ((audience >= first) & (audience <= last))]
        again = scan_dates(kept, reference, alpha=ALPHA).batches
        parts += [part for part in again if first - APART <= part.first_day and part.last_day <= last + APART]
    return parts or [batch]


def _runs(batch: Batch, audience: Days) -> list[tuple[int, int]]:
    """The fewest days that hold nearly all accounts above expectation, joined over gaps of at most APART days."""
    length = batch.last_day - batch.first_day + 1
    day = audience[(audience >= batch.first_day) & (audience <= batch.last_day)] - batch.first_day
    counts = np.bincount(day, minlength=length)
    order = np.argsort(-counts, kind="stable")
    enough = int(np.searchsorted(np.cumsum(counts[order]), _CORE * batch.excess)) + 1
    runs: list[tuple[int, int]] = []
    for place in np.sort(order[:enough]).tolist():
        if runs and place - runs[-1][1] <= APART:
            runs[-1] = runs[-1][0], place
        else:
            runs.append((place, place))
    return [
        (first + batch.first_day, last + batch.first_day)
        for first, last in runs
        if counts[first : last + 1].sum() >= _LEAST_PART
    ]


def _largest_first(batches: Sequence[Batch]) -> list[Batch]:
    """Batches of which none lies within another: what is left of a batch after its larger part was taken out is no batch."""
    kept: list[Batch] = []
    for batch in sorted(batches, key=lambda b: -b.size):
        if not any(other.first_day <= batch.first_day and batch.last_day <= other.last_day for other in kept):
            kept.append(batch)
    return kept


def row(family: Family, audience: Days) -> dict[str, Any]:
    """The family in numbers: what was seen on its days, what was expected, and its most extreme band."""
    size = int(((audience >= family.first_day) & (audience <= family.last_day)).sum())
    excess, low, high = (
        min(size, sum(getattr(batch, name) for batch in family.batches))
        for name in ("excess", "excess_low", "excess_high")
    )
    band = min(family.bands, key=lambda b: (b.p_value, b.first_day, b.first_rank), default=None)
    return {
        "first_day": family.first_day, "last_day": family.last_day, "size": size,
        "expected": float(size - excess) if family.batches else None,
        "excess": float(excess), "excess_low": float(min(low, excess)), "excess_high": float(max(high, excess)),
        "p": min((b.p_value for b in family.batches), default=None), "windows": len(family.batches),
        "bands": len(family.bands),
        "from_rank": min((b.first_rank for b in family.bands), default=None),
        "to_rank": max((b.last_rank for b in family.bands), default=None),
        **{f"band_{name}": getattr(band, name) if band else None for name in _BAND},
    }  # fmt: skip


def one_by_one(audience: Days, references: Sequence[Days]) -> list[list[Batch]]:
    """The batches found against each of the references taken alone, of the first few that have days."""
    tried = [days for days in references if len(days)][:_MOST_REFERENCES]
    return [date_scan(audience, reference, alpha=ALPHA) for reference in tried]


def held_in(family: Family, found: Sequence[Sequence[Batch]]) -> int:
    """Against how many of the references, taken one by one, a batch on these days is found too."""
    return sum(any(b.first_day <= family.last_day and b.last_day >= family.first_day for b in own) for own in found)


def detectable(audience: Days, reference: Days | None) -> int | None:
    """The smallest batch made within PLANTED_DAYS days around the middle sign-up that the date scan would have found.

    Tried by planting batches of growing size; None where one as large as a fifth of the audience is not found.
    """
    middle = int(np.median(audience))
    sizes = sorted(
        {max(5, round(len(audience) * share)) for share in (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2)}
    )
    for size in sizes:
        planted = np.concatenate([audience, middle + np.arange(size) % PLANTED_DAYS])
        found = date_scan(planted, reference, alpha=ALPHA)
        if any(b.first_day <= middle + PLANTED_DAYS - 1 and b.last_day >= middle for b in found):
            return size
    return None
