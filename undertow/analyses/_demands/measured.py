"""What was found between each two actors, put together from the measured tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from undertow.analyses import Measured
from undertow.analyses._demands.grouping import ALIKE, alike, content_words
from undertow.analyses._demands.reading import UNNAMED
from undertow.analyses._demands.sense import is_against
from undertow.language.demands import MEASURED

_SUBJECT = "demands found between "


@dataclass(frozen=True)
class Asked:
    """One demand, however often it was repeated. denied: asked not to be done, by a "no" outside of the wording.

    days: when, with how often. entered: ids of ledger rows that quote it.
    """

    wording: str
    denied: bool
    days: Mapping[str, int]
    entered: tuple[str, ...]

    @property
    def is_against(self) -> bool:
        return is_against(self.wording, denied=self.denied)

    @property
    def first(self) -> str:
        return min(filter(None, self.days), default="")

    @property
    def last(self) -> str:
        return max(self.days, default="")

    @property
    def times(self) -> int:
        return sum(self.days.values())


@dataclass(frozen=True)
class Side:
    """What one actor was found to demand of the other: texts of it that were read, demands oldest first, how many demands
    on the other are told by others, and how many of its own name the other in what they demand, but nobody as asked."""

    id: str
    texts: int
    asked: Sequence[Asked]
    told: int
    about: int

    @property
    def sentences(self) -> int:
        return sum(one.times for one in self.asked)

    def new(self) -> list[tuple[str, int, int]]:
        """Year, demands first made in it, and repetitions of earlier ones; years without any are left out."""
        fresh: Counter[str] = Counter(one.first[:4] for one in self.asked if one.first)
        every = Counter({year: 0 for year in fresh})
        for one in self.asked:
            for day, times in one.days.items():
                every[day[:4]] += times if day else 0
        return [(year, fresh[year], every[year] - fresh[year]) for year in sorted(every) if year]


@dataclass(frozen=True)
class Sides:
    """Two actors, in the order of their ids."""

    one: Side
    other: Side

    @property
    def subject(self) -> str:
        return f"{_SUBJECT}{self.one.id} | {self.other.id}"

    @property
    def directions(self) -> tuple[tuple[Side, Side], tuple[Side, Side]]:
        return (self.one, self.other), (self.other, self.one)


def of_subject(subject: str) -> tuple[str, str]:
    """The two ids from the subject of a finding."""
    one, _, other = subject.removeprefix(_SUBJECT).partition(" | ")
    return one, other


def pairs(measured: Measured) -> list[Sides]:
    """Each two actors of the ledger of whom one demands something of the other in its own words, most demands first."""
    known = {row["id"] for row in measured["actors_known"].to_pylist()}
    texts = {row["voice"]: row["texts"] for row in measured["demand_amounts"].to_pylist()}
    told: Counter[str] = Counter()
    about: Counter[tuple[str, str]] = Counter()
    asked: dict[tuple[str, str], dict[int, list[Mapping[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for row in counted(measured):
        if row["reported"]:
            told[row["addressee"]] += row["times"]
        elif row["addressee"] == UNNAMED:
            about[row["voice"], row["about"]] += row["times"]
        elif row["voice"] in known and row["addressee"] in known:
            asked[row["voice"], row["addressee"]][row["demand"]].append(row)
    between = sorted({(min(pair), max(pair)) for pair in asked})

    def side(one: str, other: str) -> Side:
        own = [_asked(rows) for rows in asked.get((one, other), {}).values()]
        asked_first = sorted(own, key=lambda a: (a.first or "9", a.wording))
        return Side(one, texts.get(one, 0), asked_first, told[other], about[one, other])

    found = [Sides(side(one, other), side(other, one)) for one, other in between]
    return sorted(found, key=lambda sides: (-len(sides.one.asked) - len(sides.other.asked), sides.subject))


def counted(measured: Measured) -> list[dict[str, Any]]:
    """The demands in languages whose rules were measured; the others are for reading only."""
    return [row for row in measured["demand_counts"].to_pylist() if row["language"] in MEASURED]


def unnamed(measured: Measured) -> tuple[int, int]:
    """Own demands that name nobody of the ledger, and all own demands."""
    own = [row for row in counted(measured) if not row["reported"]]
    return sum(r["times"] for r in own if r["addressee"] == UNNAMED), sum(r["times"] for r in own)


def resembling(asked: Asked, other: Side, without: frozenset[str]) -> Asked | None:
    """The demand of the other side for or against an act as this one is, worded most alike, names aside, if alike enough to be put to a person."""
    words = content_words(asked.wording, without)
    so = [one for one in other.asked if one.is_against == asked.is_against]
    best = max(so, key=lambda one: alike(words, content_words(one.wording, without)), default=None)
    return best if best and alike(words, content_words(best.wording, without)) >= ALIKE else None


def _asked(rows: Sequence[Mapping[str, Any]]) -> Asked:
    days: Counter[str] = Counter()
    for row in rows:
        days[row["day"]] += row["times"]
    entered = tuple(sorted({row["entered"] for row in rows} - {""}))
    return Asked(rows[0]["wording"], rows[0]["denied"], dict(sorted(days.items())), entered)
