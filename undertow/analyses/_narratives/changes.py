"""What changed in the series: dated breaks and bursts, tested as one family; and whether that holds in other settings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil
from typing import Literal

import numpy as np
from numpy.random import Generator

from undertow.analyses import _periods as periods
from undertow.analyses._narratives.series import AMOUNTS, EVERYONE, LEAST_USES, Days, Key, Lengths, Series, all_series
from undertow.statistics.series.breaks import Break
from undertow.statistics.series.bursts import Burst
from undertow.statistics.series.changes import SHARES, Search, memory_of
from undertow.statistics.series.changes import changes as found_changes
from undertow.statistics.series.coverage import smallest_visible
from undertow.statistics.series.scan import Ints, Reals

Kind = Literal["break", "gradual", "burst"]
LEVEL = 0.05
_DRAWS, _MOST_DRAWS, _POWER_DRAWS, _SETTING_DRAWS = 999, 9999, 199, 299


@dataclass(frozen=True)
class Change:
    """One change of one series. at, low, high: numbers of periods; for a burst its first, first and last.

    since, until: first and last number of the part of the series it was looked for in. p_value: over all series tested, or
    where `further` is not 0 over so many parts of series that changed. scale: over-dispersion and memory allowed for.
    """

    key: Key
    kind: Kind
    length: str
    at: int
    low: int
    high: int
    since: int
    until: int
    before: float
    after: float
    p_value: float
    scale: float
    further: int = 0

    @property
    def rises(self) -> bool:
        return self.after > self.before

    def days(self) -> tuple[int, int]:
        """First and last day of the date's interval, since 1970."""
        return _days(self.low, self.high, self.length)


@dataclass(frozen=True)
class Setting:
    """One way to look. block: periods permuted together; none estimates the memory. unit: what is counted."""

    name: str
    days: Days
    block: int | None = None
    unit: str = ""


def families(series: Sequence[Series]) -> list[tuple[list[Series], float]]:
    """Series that can be tested together, of equal periods, each family with its part of the level.

    A family's part is that of its series among all, so that all families together keep the level.
    """
    tested = [one for one in series if not one.lacks]
    found: dict[tuple[str, str, int, int], list[Series]] = defaultdict(list)
    for one in tested:
        found[one.key.panel, one.length, one.first, len(one.counts)].append(one)
    return [(own, len(own) / len(tested)) for _, own in sorted(found.items())]


def changes(series: Sequence[Series], rng: Generator) -> list[Change]:
    """Every break and burst at the family-wise level, in the order of the series.

    The first of each series are one family. Further ones, in the parts that a change makes of its series, are a second at the
    same level, over all parts: it is reached only where there is a first.
    """
    found: dict[Key, list[Change]] = {one.key: [] for one in series if not one.lacks}
    parts: list[tuple[Series, Reals | None]] = []
    for family, part in families(series):
        level = LEVEL * part
        seen = _looked(family, rng, Search(level, _draws(level)))
        chances = memory_of(*_arrays(family)[:2], rng) if any(seen) else None
        for one, first in zip(family, seen, strict=True):
            if first:
                found[one.key].append(change := _change(one, first, part))
                parts += [(piece, chances) for piece in _parts(one, change)]
    for piece, chances in parts:
        level = LEVEL / len(parts)
        (further,) = _looked([piece], rng, Search(level, _draws(level), chances=chances))
        if further:
            found[piece.key].append(replace(_change(piece, further, 1 / len(parts)), further=len(parts)))
    return [change for own in found.values() for change in sorted(own, key=lambda c: c.at)]


def _arrays(family: Sequence[Series]) -> tuple[Reals, Reals, Ints]:
    """Counts and exposure, shape (series, periods), without periods in which none has material; and which were kept."""
    counts, exposure = (np.stack([getattr(one, name) for one in family]) for name in ("counts", "exposure"))
    kept = np.flatnonzero(exposure.sum(0) > 0)
    return counts[:, kept], exposure[:, kept], kept


def _looked(family: Sequence[Series], rng: Generator, how: Search) -> list[Break | Burst | None]:
    """What changed in each series, periods numbered as in the series. An interval of dates that begins after a gap without
    material begins with the gap."""
    counts, exposure, kept = _arrays(family)
    if len(kept) < periods.LEAST:
        return [None] * len(family)
    return [_placed(one, kept) for one in found_changes(counts, exposure, rng, how)]


def _placed(one: Break | Burst | None, kept: Ints) -> Break | Burst | None:
    if isinstance(one, Break):
        return replace(one, period=int(kept[one.period]), low=int(kept[one.low - 1]) + 1, high=int(kept[one.high]))
    return one and replace(one, first=int(kept[one.first]), last=int(kept[one.last]))


def _parts(one: Series, change: Change) -> list[Series]:
    """The parts that a dated change makes of a series, of those that can be tested."""
    if change.kind == "gradual":
        return []
    cuts = [one.first, change.at, *([change.high + 1] if change.kind == "burst" else []), one.last + 1]
    parts = [_part(one, begin, end) for begin, end in pairwise(cuts)]
    return [part for part in parts if len(part.counts) >= periods.LEAST and part.counts.sum() >= LEAST_USES]


def _part(one: Series, begin: int, end: int) -> Series:
    own = slice(begin - one.first, end - one.first)
    arrays = {name: getattr(one, name)[own] for name in AMOUNTS}
    return replace(one, first=begin, **arrays)


def visible(series: Sequence[Series], rng: Generator) -> dict[Key, float]:
    """For each series tested, the smallest factor of a lasting rise that would have been found in four of five cases."""
    factors: dict[Key, float] = {}
    for family, part in families(series):
        counts = np.stack([one.counts for one in family])
        exposure = np.stack([one.exposure for one in family])
        found = smallest_visible(counts, exposure, rng, draws=_POWER_DRAWS, level=LEVEL * part)
        factors |= {one.key: float(factor) for one, factor in zip(family, found, strict=True)}
    return factors


def settings(days: Days) -> list[Setting]:
    """Other settings in which the same should be seen."""
    found = [
        Setting("periods shuffled in blocks of 3", days, block=3),
        Setting("periods shuffled in blocks of 5", days, block=5),
        Setting("without the commonest pattern", days, unit="other"),
        Setting("hits per word counted", days, unit="words"),
        Setting("passages counted", days, unit="passages"),
    ]
    for name, other in (("longer periods", _longer(days)), ("shorter periods", _shorter(days))):
        if other != dict(days.lengths):
            found.append(Setting(name, days.with_lengths(other)))
    return found


def found_in(setting: Setting, known: Sequence[Change], frames: Sequence[str], rng: Generator) -> list[bool | None]:
    """Of each change, whether it is seen in another setting, its series tested by itself at 5 %; None where it cannot be."""
    series = {one.key: one for one in all_series(setting.days, frames)}
    return [_seen(setting, change, series.get(change.key), rng) for change in known]


def _seen(setting: Setting, change: Change, whole: Series | None, rng: Generator) -> bool | None:
    if whole is None:
        return None
    one = _within(replace(whole, unit=setting.unit) if setting.unit else whole, change)
    if len(one.counts) < periods.LEAST or one.counts.sum() < LEAST_USES:
        return None
    kind: Literal["break", "burst"] = "burst" if change.kind == "burst" else "break"
    how = Search(LEVEL, _SETTING_DRAWS, (kind,), setting.block)
    (found,) = _looked([one], rng, how)
    if found is None or _change(one, found, 1.0).rises != change.rises:
        return False
    first, last = (found.first, found.last) if isinstance(found, Burst) else (found.low, found.high)
    return _near(change, one, first, last)


def _within(one: Series, change: Change) -> Series:
    """The part of a series, in whatever periods, that the change was looked for in."""
    first, last = _days(change.since, change.until, change.length)
    begin, end = (int(n) for n in periods.numbers(np.array([first, last]), one.length))
    return _part(one, max(begin, one.first), min(end, one.last) + 1)


def _near(change: Change, one: Series, first: int, last: int) -> bool:
    """Whether periods of a series overlap the date of a change, give or take a period of the longer kind."""
    begin, end = _days(one.number(first), one.number(last), one.length)
    low, high = change.days()
    spare = max(periods.LENGTHS[change.length], periods.LENGTHS[one.length])
    return begin <= high + spare and low <= end + spare


def _draws(level: float) -> int:
    """Draws enough to pass the level with some to spare."""
    return int(min(_MOST_DRAWS, max(_DRAWS, ceil(3 / (SHARES["burst"] * level)))))


def _days(first: int, last: int, length: str) -> tuple[int, int]:
    """The first day of a period and the last of another, since 1970."""
    ends = periods.start(first, length), periods.last(last, length)
    begin, end = (int(np.datetime64(day, "D").astype(np.int64)) for day in ends)
    return begin, end


def _change(one: Series, found: Break | Burst, part: float) -> Change:
    """What was found, by numbers of periods. part: of the level, that it was tested at."""
    if isinstance(found, Burst):
        kind: Kind = "burst"
        at, low, high, before, after = found.first, found.first, found.last, found.outside, found.inside
    else:
        kind = found.shape
        at, low, high, before, after = found.period, found.low, found.high, found.before, found.after
    memory = found.autocorrelation
    return Change(
        key=one.key,
        kind=kind,
        length=one.length,
        at=one.number(at),
        low=one.number(low),
        high=one.number(high),
        since=one.first,
        until=one.last,
        before=before,
        after=after,
        p_value=min(1.0, found.p_value / part),
        scale=found.dispersion * (1 + memory) / (1 - memory),
    )


def _longer(days: Days) -> Lengths:
    return {voice: periods.coarser(length) or length for voice, length in days.lengths.items()}


def _shorter(days: Days) -> Lengths:
    found = {}
    for (panel, voice), length in days.lengths.items():
        own = [row["precision"] for row in days.amounts if row["panel"] == panel and voice in (row["voice"], EVERYONE)]
        known = {name: float(periods.places(own, name).mean()) >= 0.9 for name in periods.LENGTHS}
        found[panel, voice] = periods.finer(length, known) or length
    return found
