"""Which texts are compared: one kind and one language at a time, cut into periods and two windows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from undertow.analyses import Tables
from undertow.analyses import _periods as periods
from undertow.analyses import _texts as texts
from undertow.analyses._actors import plain
from undertow.analyses._texts import Text
from undertow.errors import UnknownName

#: A speaker needs texts in so many periods of each window, and in this part of them, to be compared.
LEAST_PERIODS, FILLED = 3, 0.6
#: Speakers of a panel at most: those named first, then those with most texts.
MOST_SPEAKERS = 60
#: Periods aimed at; a longer one is taken as long as there are as many.
_WANTED = 8
_EPOCH = date(1970, 1, 1)


class Asked(NamedTuple):
    """Settings of a run, as far as they choose texts. split, first, last: days, ISO 8601, or empty."""

    pairs: tuple[tuple[str, str], ...]
    everybody: bool
    period: str
    split: str
    first: str
    last: str

    def wants(self, at: datetime) -> bool:
        """Whether a time is in the time asked for."""
        day = f"{at:%Y-%m-%d}"
        return (not self.first or day >= self.first) and (not self.last or day <= self.last)


class Heading(NamedTuple):
    """A text without its words."""

    table: str
    who: str
    handle: str
    day: int
    at: str
    precision: str
    source_sha256: str
    row_ref: str


@dataclass(frozen=True)
class Body:
    """The texts of one kind and language. headings: in order of reading. periods: of each, from 0. later: of each period.
    voices: speakers that are compared, and `speaker` the place of each text's among them, or -1. left_out: of those asked for."""

    kind: str
    language: str
    length: str
    numbers: tuple[int, ...]
    later: NDArray[np.bool_]
    headings: list[Heading]
    period: NDArray[np.int64]
    voices: list[str]
    speaker: NDArray[np.int64]
    too_few: list[str] = field(default_factory=list)

    @cached_property
    def spoken(self) -> list[Heading]:
        """The texts of the speakers that are compared: those that `words` gives, in its order."""
        return [heading for heading, place in zip(self.headings, self.speaker.tolist(), strict=True) if place >= 0]


def bodies(tables: Tables, asked: Asked, named: Sequence[tuple[str, str]]) -> list[Body]:
    """Every kind and language in which at least two speakers can be compared; those named take precedence.

    Raises: UnknownName for one named that no text has.
    """
    kinds: dict[tuple[str, str], list[Heading]] = defaultdict(list)
    for key, heading, _ in _read(tables, asked):
        kinds[key].append(heading)
    _require(named, [heading for own in kinds.values() for heading in own])
    first = {name for pair in named for name in pair}
    found = (_body(key, own, asked, first) for key, own in sorted(kinds.items()))
    return [body for body in found if body is not None and len(body.voices) >= 2]


def _require(named: Sequence[tuple[str, str]], headings: Sequence[Heading]) -> None:
    known = {plain(name) for heading in headings for name in (heading.who, heading.handle)}
    for name in (name for pair in named for name in pair):
        if plain(name) not in known:
            raise UnknownName.among("speaker", name, {heading.who for heading in headings})


def words(tables: Tables, asked: Asked, body: Body) -> Iterator[str]:
    """The texts of a body's voices, in the order of its headings, in one stream."""
    wanted = iter((body.speaker >= 0).tolist())
    for key, _, text in _read(tables, asked, body.kind):
        if key == (body.kind, body.language) and next(wanted):
            yield text


def _read(tables: Tables, asked: Asked, wanted: str = "") -> Iterator[tuple[tuple[str, str], Heading, str]]:
    """Dated texts of speakers in their own words, each wording of a speaker once. wanted: the kind, or all."""
    seen: set[bytes] = set()
    for text in _all(tables, wanted):
        if text.at is None or text.repeated or not asked.wants(text.at):
            continue
        mark = blake2b(f"{text.who}\n{text.key or text.text}".encode("utf-8", "surrogatepass"), digest_size=12).digest()
        if mark in seen:
            continue
        seen.add(mark)
        kind = "posts" if text.is_account else "speeches" if text.spoken else "articles"
        day = int(np.datetime64(text.at, "D").astype(np.int64))
        at = texts.iso(text.at, text.precision)
        heading = Heading(text.table, text.who, text.handle, day, at, text.precision, text.source_sha256, text.row_ref)
        yield (kind, text.language.partition("-")[0].casefold()), heading, text.text


def _all(tables: Tables, wanted: str) -> Iterator[Text]:
    if wanted != "posts":
        yield from texts.documents(tables)
    if wanted in ("", "posts"):
        yield from texts.posts(tables)


def _body(key: tuple[str, str], own: list[Heading], asked: Asked, first: set[str]) -> Body | None:
    days = np.array([heading.day for heading in own], np.int64)
    length = asked.period or _length(days, [heading.precision for heading in own])
    numbers = periods.numbers(days, length)
    known, period = np.unique(numbers, return_inverse=True)
    if asked.split:
        since = periods.numbers(np.array([(date.fromisoformat(asked.split) - _EPOCH).days]), length)[0]
        later = known >= since
    else:
        later = np.arange(len(known)) >= len(known) // 2
    if min(int(later.sum()), int((~later).sum())) < LEAST_PERIODS:
        return None
    voices, too_few = _voices(own, period, later, first)
    place = {name: number for number, name in enumerate(voices)}
    speaker = np.array([place.get(heading.who, -1) for heading in own], np.int64)
    return Body(*key, length, tuple(known.tolist()), later, own, period.astype(np.int64), voices, speaker, too_few)


def _length(days: NDArray[np.int64], precision: Sequence[str]) -> str:
    """The longest period of which there are enough, and for which the dates are known."""
    for length in reversed(periods.LENGTHS):
        known = periods.places(precision, length).mean() >= 1
        if known and len(np.unique(periods.numbers(days, length))) >= _WANTED:
            return length
    return "day" if periods.places(precision, "day").all() else "year"


def _voices(
    own: Sequence[Heading], period: NDArray[np.int64], later: NDArray[np.bool_], first: set[str]
) -> tuple[list[str], list[str]]:
    """Speakers with texts in enough periods of both windows, and those named that lack them."""
    spoken: dict[str, set[int]] = defaultdict(set)
    count: Counter[str] = Counter()
    for heading, number in zip(own, period.tolist(), strict=True):
        spoken[heading.who].add(number)
        count[heading.who] += 1
    sides = [set(np.flatnonzero(later == side).tolist()) for side in (False, True)]
    enough = [
        who
        for who, there in spoken.items()
        if all(len(there & side) >= max(LEAST_PERIODS, FILLED * len(side)) for side in sides)
    ]
    ranked = sorted(enough, key=lambda who: (who not in first, -count[who], who))[:MOST_SPEAKERS]
    return sorted(ranked), sorted((first & set(spoken)) - set(ranked))
