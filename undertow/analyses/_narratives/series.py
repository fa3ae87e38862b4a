"""Days into series: one per narrative, voice and language, with what could be tested of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from undertow.analyses import _periods as periods
from undertow.errors import UnknownName

Reals = NDArray[np.float64]
#: The voice that stands for all of a panel together.
EVERYONE = "*"
_POSTS = "account"
Lengths = Mapping[tuple[str, str], str]
#: Panels whose voices together are a series that is tested. Speakers are named one by one; a mix of them is described only.
_DESCRIBED = ("speaker", "group")
LEAST_USES = 6
#: Why a series of another voice is not tested where voices were named.
NOT_ASKED = "not among the voices asked for"
#: What a series counts: of uses, and of what there was to look at.
_USES, _SEEN = ("passages", "other", "hits"), ("passages", "texts", "words")
AMOUNTS = ("used", "other", "hits", "passages", "texts", "words")
#: From so many passages per text on, hits per word are tested: a long text says a thing more than once.
_LONG = 2.0
#: A series without material in at most this part of the panel's periods is taken as having all of them.
_GAPS = 0.05


class Key(NamedTuple):
    """What a series is about."""

    panel: str
    voice: str
    frame: str
    language: str


@dataclass(frozen=True, eq=False)
class Series:
    """Passages with a narrative (`used`) among passages read, by period from number `first` on.

    other: passages that a pattern other than the narrative's commonest hit. texts, words: read. unit: what is tested:
    'words' (hits per word), 'passages' (with the narrative), 'other' (the same without the commonest pattern).
    lacks: why it is not tested; empty where it is.
    """

    key: Key
    length: str
    first: int
    used: Reals
    other: Reals
    hits: Reals
    passages: Reals
    texts: Reals
    words: Reals
    unit: str = "passages"
    lacks: str = ""

    @property
    def counts(self) -> Reals:
        """What is counted in each period."""
        return {"words": self.hits, "passages": self.used, "other": self.other}[self.unit]

    @property
    def exposure(self) -> Reals:
        """What there was to count it in."""
        return self.words if self.unit == "words" else self.passages

    @property
    def last(self) -> int:
        return self.first + len(self.counts) - 1

    def number(self, place: int) -> int:
        """The number of the period at an index."""
        return self.first + place


@dataclass(frozen=True)
class Days:
    """Amounts and uses by day, as rows of `amounts_by_day` and `uses_by_day`; with the length of period by panel and voice.

    wanted: names of voices to be tested; empty for all.
    """

    amounts: Sequence[Mapping[str, Any]]
    uses: Sequence[Mapping[str, Any]]
    lengths: Lengths
    wanted: frozenset[str] = frozenset()

    def with_lengths(self, lengths: Lengths) -> Days:
        """The same with other periods."""
        return replace(self, lengths=lengths)


def lengths_of(amounts: Sequence[Mapping[str, Any]], stated: str) -> dict[tuple[str, str], str]:
    """The length of period of each voice: as stated, else the finest its dates and material bear."""
    rows: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for row in amounts:
        for voice in _voices(row):
            rows[row["panel"], voice].append(row)
    return {
        key: stated
        or periods.chosen(np.array([row["day"] for row in own], np.int64), [row["precision"] for row in own])
        for key, own in sorted(rows.items())
    }


def _voices(row: Mapping[str, Any]) -> set[str]:
    """The voices a row counts for: its own, if it is one, and everyone of its panel."""
    return ({row["voice"]} if row["panel"] == "group" else {row["voice"], EVERYONE}) - {""}


def named(voices: str, amounts: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """The voices of a comma list. Raises: UnknownName for one that has no text in the material."""
    wanted = frozenset(name.strip() for name in voices.split(",") if name.strip())
    known = {voice for row in amounts for voice in _voices(row)}
    for name in sorted(wanted - known):
        raise UnknownName.among("voice", name, known - {EVERYONE}, "Write it in --voices as it stands here.")
    return wanted


def panel_of(platform: str | None) -> str:
    """The panel of posts on a platform."""
    return f"{_POSTS} on {platform}" if platform else _POSTS


def is_posts(panel: str) -> bool:
    """Whether a panel is one of posts by accounts."""
    return panel.startswith(_POSTS)


def all_series(days: Days, frames: Iterable[str]) -> list[Series]:
    """Every series of every narrative, in a settled order, each with the reason if it is not tested."""
    amounts = _by_voice(days.amounts, days.lengths, _SEEN)
    uses = _by_voice(days.uses, days.lengths, _USES)
    spans = _spans(amounts, days.lengths)
    series = []
    for (panel, voice, language, _), own in sorted(amounts.items()):
        for frame in sorted(frames):
            counted = uses.get((panel, voice, language, frame), {})
            series.append(
                _series(
                    Key(panel, voice, frame, language), days, own, counted, spans[panel, days.lengths[panel, voice]]
                )
            )
    return series


def _by_voice(
    rows: Sequence[Mapping[str, Any]], lengths: Lengths, columns: tuple[str, str, str]
) -> dict[tuple[str, str, str, str], dict[int, list[float]]]:
    """Sums by (panel, voice, language, narrative or '') and number of the period; everyone together is one more voice."""
    sums: dict[tuple[str, str, str, str], dict[int, list[float]]] = defaultdict(
        lambda: defaultdict(lambda: [0.0, 0.0, 0.0])
    )
    day = np.array([row["day"] for row in rows], np.int64)
    precision = [row["precision"] for row in rows]
    by_length = {
        length: (periods.numbers(day, length).tolist(), periods.places(precision, length).tolist())
        for length in set(lengths.values())
    }
    for place, row in enumerate(rows):
        for voice in _voices(row):
            number, fits = by_length[lengths[row["panel"], voice]]
            if fits[place]:
                cell = sums[row["panel"], voice, row["language"], row.get("frame", "")][number[place]]
                for which, column in enumerate(columns):
                    cell[which] += row[column]
    return {key: dict(cells) for key, cells in sums.items()}


def _spans(
    amounts: Mapping[tuple[str, str, str, str], Mapping[int, list[float]]], lengths: Lengths
) -> dict[tuple[str, str], tuple[int, int]]:
    """First and last number of the periods of each panel, by their length."""
    spans: dict[tuple[str, str], tuple[int, int]] = {}
    for (panel, voice, _, _), cells in amounts.items():
        which = panel, lengths[panel, voice]
        first, last = spans.get(which, (min(cells), max(cells)))
        spans[which] = (min(first, *cells), max(last, *cells))
    return spans


def _series(
    key: Key,
    days: Days,
    seen: Mapping[int, list[float]],
    counted: Mapping[int, list[float]],
    span: tuple[int, int],
) -> Series:
    """The series over the span of its panel where it has material nearly throughout, else over its own."""
    first, last = span
    if len(seen) < (1 - _GAPS) * (last - first + 1):
        first, last = min(seen), max(seen)
    none = [0.0, 0.0, 0.0]
    used, read = (np.array([cells.get(n, none) for n in range(first, last + 1)]).T for cells in (counted, seen))
    arrays = dict(zip(AMOUNTS, (*used, *read), strict=True))
    unit = "words" if arrays["passages"].sum() >= _LONG * arrays["texts"].sum() else "passages"
    found = Series(key, days.lengths[key.panel, key.voice], first, **arrays, unit=unit)
    return replace(found, lacks=_lacks(found, days.wanted))


def _lacks(series: Series, wanted: frozenset[str]) -> str:
    panel, voice = series.key.panel, series.key.voice
    if voice == EVERYONE and panel in _DESCRIBED:
        return "a mix of speakers, described only"
    if wanted and voice not in wanted:
        return NOT_ASKED
    if len(series.counts) < periods.LEAST:
        return f"fewer than {periods.LEAST} periods"
    if float((series.passages > 0).mean()) < periods.FILLED:
        return f"material in fewer than {periods.FILLED:.0%} of its periods"
    if series.used.sum() < LEAST_USES:
        return f"fewer than {LEAST_USES} passages"
    return ""
