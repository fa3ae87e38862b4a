"""What was counted for each two actors, and for each two frames, put together from the measured tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from numpy.random import Generator

from undertow.analyses import Measured
from undertow.analyses._threats.reading import PRIVATE, UNNAMED
from undertow.model import Estimate
from undertow.statistics.cooccurrence import Cooccurrence, cooccurrence
from undertow.statistics.multiplicity import benjamini_hochberg
from undertow.statistics.proportions import wilson
from undertow.statistics.rare_share import rare_share

_SUBJECT = "threats between "
#: Documents that have both, below which nothing is said of two frames.
LEAST_DOCUMENTS = 5


@dataclass(frozen=True)
class Side:
    """What one actor says of the other. read: sentences by day; own: its own threats by day; told: threats by it that
    others tell of; conditional: own ones with a condition."""

    id: str
    name: str
    read: Mapping[str, int]
    own: Mapping[str, int]
    told: int
    conditional: int

    @property
    def sentences(self) -> int:
        return sum(self.read.values())

    @property
    def threats(self) -> int:
        return sum(self.own.values())

    @property
    def share(self) -> Estimate | None:
        """Threats among its sentences; the sentences of one day are a cluster. None where nothing of it was read."""
        return _share(self.own, self.read)

    def years(self) -> list[tuple[str, int, Estimate]]:
        """Year, threats, and their share of the sentences of that year."""
        read: dict[str, dict[str, int]] = defaultdict(dict)
        for day, count in self.read.items():
            if day:
                read[day[:4]][day] = count
        found = []
        for year, days in sorted(read.items()):
            own = {day: self.own.get(day, 0) for day in days}
            if share := _share(own, days):
                found.append((year, sum(own.values()), share))
        return found


@dataclass(frozen=True)
class Sides:
    """Two actors, in the order of their names, and the events of the case. languages: of the threats found."""

    one: Side
    other: Side
    events: Sequence[Mapping[str, Any]]
    languages: tuple[str, ...]

    @property
    def subject(self) -> str:
        return f"{_SUBJECT}{self.one.id} | {self.other.id}"

    @staticmethod
    def of_subject(subject: str) -> tuple[str, str] | None:
        """The two ids from the subject of a finding; None if it is about something else."""
        if not subject.startswith(_SUBJECT):
            return None
        one, _, other = subject.removeprefix(_SUBJECT).partition(" | ")
        return one, other

    @property
    def threats(self) -> int:
        return self.one.threats + self.other.threats

    @property
    def share(self) -> Estimate:
        """Threats of both among the sentences of both."""
        read, own = Counter(self.one.read), Counter(self.one.own)
        read.update(self.other.read)
        own.update(self.other.own)
        found = _share(own, read)
        return found or wilson(0, 1, unit="share of sentences marked as a threat")

    def near(self, days: int) -> list[tuple[str, str, int, int]]:
        """Event, its date, and how many threats of each stand at most so many days from it; times known to the day only."""
        found = []
        for event in self.events:
            if event["precision"] == "day" and (on := _day(event["date"])) is not None:
                counts = [
                    sum(
                        n
                        for day, n in side.own.items()
                        if (at := _day(day)) is not None and abs((at - on).days) <= days
                    )
                    for side in (self.one, self.other)
                ]
                if any(counts):
                    found.append((event["title"], event["date"], counts[0], counts[1]))
        return sorted(found, key=lambda row: row[1])


@dataclass(frozen=True)
class Beside:
    """Two frames in one passage, over all documents that have both, and in two halves of their years."""

    first: str
    second: str
    found: Cooccurrence
    q: float
    years: tuple[str, str]
    by_year: Sequence[tuple[str, int, float]]


def pairs(measured: Measured) -> list[Sides]:
    """Each two actors of the ledger of whom one threatens the other in its own words, most threats first."""
    names = {row["id"]: row["name"] or row["id"] for row in measured["actors_known"].to_pylist()}
    counts = measured["threat_counts"].to_pylist()
    between = {
        tuple(sorted((row["voice"], row["target"]), key=lambda id: (names[id], id)))
        for row in counts
        if not row["told"] and row["voice"] in names and row["target"] in names and row["voice"] != row["target"]
    }
    read: dict[str, dict[str, int]] = defaultdict(dict)
    for row in measured["threat_amounts"].to_pylist():
        read[row["voice"]][row["day"]] = row["sentences"]
    events = measured["events_stated"].to_pylist()
    found = []
    for one, other in sorted(between):
        own = [row for row in counts if {row["voice"], row["target"]} == {one, other} and not row["told"]]
        found.append(
            Sides(
                _side(one, other, names, read, counts),
                _side(other, one, names, read, counts),
                events,
                tuple(sorted({row["language"] for row in own})),
            )
        )
    return sorted(found, key=lambda sides: (-sides.threats, sides.subject))


def unnamed(measured: Measured) -> tuple[int, int]:
    """Threats whose target no name of the ledger stands for, and threats by private accounts."""
    counts = measured["threat_counts"].to_pylist()
    return (
        sum(row["threats"] for row in counts if row["target"] == UNNAMED),
        sum(row["threats"] for row in counts if row["voice"] == PRIVATE),
    )


def beside(measured: Measured, rng: Generator) -> list[Beside]:
    """Frames that stand in one passage more often than shuffling each document's passages gives, q <= .05 over all pairs."""
    rows: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for row in measured["frames_together"].to_pylist():
        rows[row["first"], row["second"]].append(row)
    tested = []
    for pair, own in sorted(rows.items()):
        if len(own) >= LEAST_DOCUMENTS:
            own = sorted(own, key=lambda r: tuple(str(value) for value in r.values()))
            passages, both, first, second = (
                [row[c] for row in own] for c in ("passages", "with_both", "with_first", "with_second")
            )
            tested.append((pair, own, cooccurrence(passages, both, first=first, second=second, rng=rng)))
    q = benjamini_hochberg([found.p for _, _, found in tested])
    made = [_beside(pair, own, found, float(value)) for (pair, own, found), value in zip(tested, q, strict=True)]
    return sorted((one for one in made if one.q <= 0.05), key=lambda one: (one.q, -one.found.ratio, one.first))


def _beside(pair: tuple[str, str], rows: Sequence[Mapping[str, Any]], found: Cooccurrence, q: float) -> Beside:
    both: dict[str, list[float]] = defaultdict(lambda: [0, 0.0])
    for row in rows:
        both[row["year"]][0] += row["with_both"]
        both[row["year"]][1] += row["with_first"] * row["with_second"] / row["passages"]
    years = [year for year in sorted(both) if year]
    by_year = [(year, int(both[year][0]), both[year][1]) for year in years]
    return Beside(*pair, found, q, (years[0], years[-1]) if years else ("", ""), by_year)


def _side(
    one: str,
    other: str,
    names: Mapping[str, str],
    read: Mapping[str, Mapping[str, int]],
    counts: Sequence[Mapping[str, Any]],
) -> Side:
    towards = [row for row in counts if row["target"] == other]
    own = [row for row in towards if row["voice"] == one and not row["told"]]
    days: Counter[str] = Counter()
    for row in own:
        days[row["day"]] += row["threats"]
    return Side(
        id=one,
        name=names[one],
        read=read.get(one, {}),
        own=dict(days),
        told=sum(row["threats"] for row in towards if row["told"] and row["actor"] == one),
        conditional=sum(row["threats"] for row in own if row["conditional"]),
    )


def _share(own: Mapping[str, int], read: Mapping[str, int]) -> Estimate | None:
    days = sorted(day for day in read if read[day])
    if not days:
        return None
    threats, sentences = [min(own.get(day, 0), read[day]) for day in days], [read[day] for day in days]
    return rare_share(threats, sentences, unit="share of sentences marked as a threat")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
