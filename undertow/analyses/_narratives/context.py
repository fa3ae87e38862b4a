"""What a run measured, read back: the series that changed, with their points, events and what else is known of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import floor, log10
from typing import Any

from undertow.analyses import Measured
from undertow.analyses._narratives.series import EVERYONE, Key, is_posts
from undertow.model import mention

Row = Mapping[str, Any]
_PRECISION_DAYS = {4: 366, 7: 31}


@dataclass(frozen=True)
class Changed:
    """One series that changed. row: of `series`; changes: its rows of `changes`, in order of time; points: its prevalence."""

    key: Key
    row: Row
    changes: tuple[Row, ...]
    points: tuple[Row, ...]
    tried: tuple[Row, ...]

    @property
    def main(self) -> Row:
        """The change that the whole series was tested for; further ones are corrected over less."""
        return min(self.changes, key=lambda change: (change["further"], change["p"], change["at"]))


@dataclass(frozen=True)
class Event:
    """An event of the case: its first and last possible day."""

    title: str
    stated: str
    first: date
    last: date

    def days_from(self, low: date, high: date) -> int:
        """Days between the event and an interval of dates; 0 where they overlap."""
        return max(0, (low - self.last).days, (self.first - high).days)


class Context:
    """The measured tables of a run, by what they say."""

    def __init__(self, measured: Measured) -> None:
        self._rows: dict[str, list[dict[str, Any]]] = {name: table.to_pylist() for name, table in measured.items()}

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The rows of a table as measured."""
        return self._rows[name]

    @cached_property
    def names(self) -> dict[str, str]:
        """Narrative to its name in print."""
        return {row["frame"]: row["name"] for row in self._rows["sought"]}

    @cached_property
    def sought(self) -> dict[tuple[str, str], Row]:
        """What was looked for, by narrative and language."""
        return {(row["frame"], row["language"]): row for row in self._rows["sought"]}

    @cached_property
    def judged(self) -> dict[tuple[str, str], Row]:
        """What was judged enough, by narrative and language."""
        return {(row["frame"], row["language"]): row for row in self._rows["judged"]}

    @cached_property
    def series(self) -> dict[Key, Row]:
        """Every series, tested or not."""
        return {_key(row): row for row in self._rows["series"]}

    @cached_property
    def points(self) -> dict[Key, list[Row]]:
        """Prevalence by period of each series."""
        return _grouped(self._rows["points"])

    @cached_property
    def events(self) -> list[Event]:
        """The dated events of the case."""
        found = [_event(row) for row in self._rows["happened"]]
        return sorted((event for event in found if event), key=lambda event: (event.first, event.title))

    @property
    def tested(self) -> int:
        """How many series were tested."""
        return sum(not row["lacks"] for row in self._rows["series"])

    def changed(self) -> list[Changed]:
        """Series with a change, the strongest first."""
        changes, tried = _grouped(self._rows["changes"]), _grouped(self._rows["tried"])
        found = [
            Changed(key, self.series[key], tuple(own), tuple(self.points.get(key, ())), tuple(tried.get(key, ())))
            for key, own in changes.items()
        ]
        return sorted(found, key=lambda one: (one.main["p"], -abs(one.main["difference"]), one.key))

    def used_frames(self) -> list[str]:
        """Narratives with a passage that is no repost."""
        return sorted({row["frame"] for row in self._rows["first_uses"]})


def who(key: Key) -> str:
    """Who a series is about, in words; an account only as a mention."""
    if key.voice == EVERYONE:
        return f"all {key.panel.replace('account', 'accounts') if is_posts(key.panel) else key.panel + 's'} together"
    if key.panel == "group":
        return f"the accounts of finding {key.voice}"
    return mention(key.voice) if is_posts(key.panel) else key.voice


def opening(words: str) -> str:
    """The words as they begin a sentence."""
    return words[0].upper() + words[1:] if words.startswith(("all ", "the ")) else words


def noun(row: Row) -> str:
    """What is counted of a series: passages of long texts, or short texts as a whole."""
    if row["unit"] == "words":
        return "passages"
    return "posts" if is_posts(row["panel"]) or row["panel"] == "group" else "texts"


def share(value: float) -> str:
    """A share in percent, with two digits that count."""
    return f"{percent(value)} %"


def percent(value: float) -> str:
    """A share in percent, without the sign for it."""
    size = abs(100 * value)
    if size == 0:
        return "0"
    if size >= 0.0995:
        return f"{100 * value:.2f}" if size < 0.995 else f"{100 * value:.1f}"
    return f"{100 * value:.{1 - floor(log10(size))}f}"


def ranged(row: Row, name: str) -> str:
    """A share with its interval: '3.8 % [2.0 %, 5.1 %]'."""
    return f"{share(row[name])} [{share(row[f'{name}_low'])}, {share(row[f'{name}_high'])}]"


def p_words(value: float) -> str:
    """A p-value as printed."""
    return "below 0.001" if value < 0.001 else f"{value:.3f}"


def long_day(written: str) -> str:
    """'19 August 2022'."""
    day = date.fromisoformat(written)
    return f"{day.day} {day:%B %Y}"


def _key(row: Row) -> Key:
    return Key(row["panel"], row["voice"], row["frame"], row["language"])


def _grouped(rows: Sequence[Row]) -> dict[Key, list[Row]]:
    found: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        found[_key(row)].append(row)
    return dict(found)


def _event(row: Row) -> Event | None:
    written = row["date"] or ""
    try:
        first = date.fromisoformat(written + "-01" * {4: 2, 7: 1}.get(len(written), 0))
    except ValueError:
        return None
    last = first + timedelta(_PRECISION_DAYS.get(len(written), 1) - 1)
    return Event(row["title"] or row["id"], written, first, last)
