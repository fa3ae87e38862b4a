"""What changed in the series: dated breaks and bursts, tested as one family; and whether that holds in other settings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Literal

import numpy as np
from numpy.random import Generator

from undertow.analyses._narratives import periods
from undertow.analyses._narratives.series import AMOUNTS, EVERYONE, LEAST_USES, Days, Key, Lengths, Series, all_series
from undertow.statistics.series.breaks import Break, breaks
from undertow.statistics.series.bursts import bursts
from undertow.statistics.series.coverage import smallest_visible

Kind = Literal["break", "gradual", "burst"]
LEVEL = 0.05
_DRAWS, _MOST_DRAWS, _SCREEN, _POWER_DRAWS, _BLOCK = 999, 9999, 199, 199, 3
_SETTING_DRAWS = 299


@dataclass(frozen=True)
class Change:
    """One change of one series. at, low, high: numbers of periods; for a burst its first, first and last.

    since, until: first and last number of the part of the series it was looked for in. p_value: family-wise over all series
    tested. scale: over-dispersion and memory that the test allowed for.
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

    Breaks are one family. Bursts are looked for where there is no break, and further breaks in the parts that a break
    makes: a second and a third family, at the same level each.
    """
    found: dict[Key, list[Change]] = {}
    for family, part in families(series):
        seen = _breaks(family, rng, LEVEL * part)
        for one, change in zip(family, seen, strict=True):
            found[one.key] = [_break(one, change, part)] if change else []
    tested = [one for one in series if not one.lacks]
    quiet = [one for one in tested if not found[one.key]]
    for one in quiet:
        found[one.key] += _bursts(one, rng, LEVEL / len(quiet))
    for further in _further(tested, [change for own in found.values() for change in own], rng):
        found[further.key].append(further)
    return [change for one in tested for change in sorted(found[one.key], key=lambda c: c.at)]


def _breaks(
    family: Sequence[Series], rng: Generator, level: float, *, block: int | None = None, draws: int = 0
) -> list[Break | None]:
    """The break of each series, periods numbered as in the series. Periods in which none has material are left out: an
    interval that begins after such a gap begins with the gap."""
    counts, exposure = (np.stack([getattr(one, name) for one in family]) for name in ("counts", "exposure"))
    kept = np.flatnonzero(exposure.sum(0) > 0)
    if len(kept) < periods.LEAST:
        return [None] * len(family)
    found = breaks(counts[:, kept], exposure[:, kept], rng, draws=draws or _draws(level), block=block, level=level)
    return [
        replace(one, period=int(kept[one.period]), low=int(kept[one.low - 1]) + 1, high=int(kept[one.high]))
        if one
        else None
        for one in found
    ]


def _further(series: Sequence[Series], known: Sequence[Change], rng: Generator) -> list[Change]:
    """Breaks in the parts of series that have one, each part tested by itself at its share of the level."""
    parts = [
        part
        for change in known
        for one in series
        if one.key == change.key and change.kind == "break"
        for part in (_part(one, one.first, change.at), _part(one, change.at, one.last + 1))
        if len(part.counts) >= periods.LEAST and part.counts.sum() >= LEAST_USES
    ]
    found = []
    for part in parts:
        (change,) = _breaks([part], rng, LEVEL / len(parts))
        if change:
            found.append(_break(part, change, 1 / len(parts)))
    return found


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
    if change.kind == "burst":
        block = setting.block or _BLOCK
        seen = bursts(one.counts, one.exposure, rng, draws=_SETTING_DRAWS, block=block, level=LEVEL)
        return any(_near(change, one, burst.first, burst.last) for burst in seen)
    (found,) = _breaks([one], rng, LEVEL, block=setting.block, draws=_SETTING_DRAWS)
    if found is None or (found.after > found.before) != change.rises:
        return False
    return _near(change, one, found.low, found.high)


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
    return int(min(_MOST_DRAWS, max(_DRAWS, ceil(3 / level))))


def _days(first: int, last: int, length: str) -> tuple[int, int]:
    """The first day of a period and the last of another, since 1970."""
    ends = periods.start(first, length), periods.last(last, length)
    begin, end = (int(np.datetime64(day, "D").astype(np.int64)) for day in ends)
    return begin, end


def _break(one: Series, found: Break, part: float) -> Change:
    memory = found.autocorrelation
    return Change(
        key=one.key,
        kind="break" if found.shape == "break" else "gradual",
        length=one.length,
        at=one.number(found.period),
        low=one.number(found.low),
        high=one.number(found.high),
        since=one.first,
        until=one.last,
        before=found.before,
        after=found.after,
        p_value=min(1.0, found.p_value / part),
        scale=found.dispersion * (1 + memory) / (1 - memory),
    )


def _bursts(one: Series, rng: Generator, level: float) -> list[Change]:
    """Bursts of one series inside the record; few draws settle most series, many are taken where those do not.

    What fills one end of the record is a step, and the test of breaks is the one to decide on it.
    """
    for draws, bound in ((_SCREEN, 0.01), (_DRAWS, 0.005), (_draws(level), level)):
        found = bursts(one.counts, one.exposure, rng, draws=draws, block=_BLOCK, level=max(bound, level))
        if not found:
            return []
    return [
        Change(
            key=one.key,
            kind="burst",
            length=one.length,
            at=one.number(burst.first),
            low=one.number(burst.first),
            high=one.number(burst.last),
            since=one.first,
            until=one.last,
            before=burst.outside,
            after=burst.inside,
            p_value=min(1.0, burst.p_value * LEVEL / level),
            scale=1.0,
        )
        for burst in found
        if not burst.edge
    ]


def _longer(days: Days) -> Lengths:
    return {voice: periods.coarser(length) or length for voice, length in days.lengths.items()}


def _shorter(days: Days) -> Lengths:
    found = {}
    for (panel, voice), length in days.lengths.items():
        own = [row["precision"] for row in days.amounts if row["panel"] == panel and voice in (row["voice"], EVERYONE)]
        known = {name: float(periods.places(own, name).mean()) >= 0.9 for name in periods.LENGTHS}
        found[panel, voice] = periods.finer(length, known) or length
    return found
