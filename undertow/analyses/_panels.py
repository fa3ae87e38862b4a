"""Voices that can be set beside each other: of one kind of text and one language, with the periods in which each speaks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, ClassVar

import numpy as np
from numpy.typing import NDArray

from undertow.analyses import Analysis, Collect, Forecast, Tables
from undertow.analyses import _texts as texts
from undertow.analyses._actors import Actors, plain
from undertow.analyses._periods import checked, chosen, day_of, numbers, places
from undertow.analyses._texts import Text
from undertow.errors import BadSetting, UnknownName

Places = NDArray[np.int64]
#: A voice is compared only if it speaks in so many periods, and a pair only if both do in so many of the same.
LEAST_PERIODS = 12
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Panel:
    """texts: in order of time, of equal ones by one voice the first. voice, period, day: of each; period counts from `first`.

    kind: speeches, articles or posts. length: of a period. left_out: voices that speak in too few periods, or are too many.
    """

    kind: str
    language: str
    length: str
    voices: list[str]
    texts: list[Text]
    voice: Places
    period: Places
    first: int
    left_out: int

    @property
    def name(self) -> str:
        return f"{self.kind} in {self.language}" if self.language else self.kind

    def spoken(self) -> NDArray[np.bool_]:
        """Shape (voices, periods): whether the voice speaks in the period."""
        found = np.zeros((len(self.voices), int(self.period.max(initial=0)) + 1), np.bool_)
        found[self.voice, self.period] = True
        return found


@dataclass(frozen=True)
class OfVoices(Analysis):
    """An analysis of panels: what its settings have in common."""

    needs = (("documents", "posts"),)
    reads = ("actors",)
    #: Of a run, measured on 1,155 statements of 17,000 characters.
    start_seconds: ClassVar[float] = 5.0
    seconds_per_character: ClassVar[float] = 2e-6

    voices: Annotated[
        str,
        "speakers, outlets or accounts looked at, a comma list; empty means all, of accounts those of public actors",
    ] = ""
    period: Annotated[
        str, "length of a period: day, week, month, quarter or year; empty takes what most voices bear"
    ] = ""
    since: Annotated[str, "texts before this day are left out, for example 1992-01-01; empty for none"] = ""
    until: Annotated[str, "texts after this day are left out; empty for none"] = ""
    max_voices: Annotated[int, "voices of one kind and language, those that speak in most periods first"] = 40

    def __post_init__(self) -> None:
        checked(self.period, self.name)
        self._within("max_voices", 2, 400)
        for name in ("since", "until"):
            day_of(name, getattr(self, name), self.name)

    def _within(self, name: str, low: int, high: int) -> None:
        if not low <= getattr(self, name) <= high:
            raise BadSetting(f"{self.name}: {name} is {getattr(self, name)} but must be from {low} to {high}.")

    @property
    def asked(self) -> Asked:
        named = frozenset(plain(name) for name in self.voices.split(",") if name.strip())
        return Asked(named, self.period, day_of("since", self.since), day_of("until", self.until), self.max_voices)

    def forecast(self, tables: Tables, collect: Collect) -> Forecast:
        """From the characters to be read."""
        rows, characters = texts.amount(tables, collect)
        seconds = round(self.start_seconds + characters * self.seconds_per_character, 1)
        return Forecast(rows, seconds, round(500 + characters * 5e-5), f"{characters:,} characters of text")


@dataclass(frozen=True)
class Asked:
    """What to look at. named: speakers, outlets or accounts asked for by name; empty means all, of accounts the public ones."""

    named: frozenset[str]
    period: str
    since: int | None
    until: int | None
    most: int


def panels(tables: Tables, actors: Actors, asked: Asked, *, least: int = 2) -> list[Panel]:
    """The panels in which at least so many voices speak often enough, in order of their names.

    Raises: UnknownName for a voice that was asked for and that no text has.
    """
    parts: dict[tuple[str, str], list[Text]] = defaultdict(list)
    for text in speaking(tables, actors, asked):
        parts[_kind(text), text.language].append(text)
    said = {plain(name) for own in parts.values() for text in own for name in (text.who, text.handle) if name}
    if lacking := sorted(asked.named - said):
        _known(tables, actors, lacking)
    found = [_panel(kind, language, own, asked) for (kind, language), own in sorted(parts.items())]
    return [panel for panel in found if len(panel.voices) >= least]


def _known(tables: Tables, actors: Actors, wanted: Sequence[str]) -> None:
    """Raises: UnknownName where one of the voices has no text at all, whatever its date."""
    names, listed = set[str](), set[str]()
    for text in texts.documents(tables):
        names.add(plain(text.who))
        listed.add(text.who)
    for text in texts.posts(tables):
        names |= {plain(text.who), plain(text.handle)}
        if actors.of_account(text.who, text.handle):
            listed.add(text.handle or text.who)
    for name in wanted:
        if name not in names:
            raise UnknownName.among(
                "voice", name, sorted(filter(None, listed)), "Write it in --voices as it stands here."
            )


def speaking(tables: Tables, actors: Actors, asked: Asked) -> Iterator[Text]:
    """Every text of a voice that is looked at, however seldom it speaks."""
    for text in texts.documents(tables):
        if _wanted(text, asked) and (not asked.named or plain(text.who) in asked.named):
            yield text
    for text in texts.posts(tables):
        named = asked.named & {plain(text.who), plain(text.handle)}
        public = not asked.named and actors.of_account(text.who, text.handle)
        if not text.repeated and _wanted(text, asked) and (named or public):
            yield text


def _wanted(text: Text, asked: Asked) -> bool:
    if text.at is None:
        return False
    day = _day(text.at)
    return (asked.since is None or day >= asked.since) and (asked.until is None or day <= asked.until)


def _kind(text: Text) -> str:
    return "posts" if text.table == "posts" else "speeches" if text.spoken else "articles"


def _day(at: datetime) -> int:
    return (at.date() - _EPOCH).days


def _panel(kind: str, language: str, own: Sequence[Text], asked: Asked) -> Panel:
    by_voice: dict[str, list[Text]] = defaultdict(list)
    for text in own:
        by_voice[text.who].append(text)
    lengths = Counter(
        chosen(np.array([_day(t.at) for t in said if t.at], np.int64), [t.precision for t in said])
        for said in by_voice.values()
    )
    length = asked.period or sorted(lengths.items(), key=lambda item: (-item[1], item[0]))[0][0]
    periods = {who: len(set(_numbers(said, length).tolist())) for who, said in by_voice.items()}
    enough = [who for who, count in periods.items() if count >= LEAST_PERIODS]
    kept = sorted(sorted(enough, key=lambda who: (-periods[who], -len(by_voice[who]), who))[: asked.most])
    said = [text for who in kept for text in _once(by_voice[who], length)]
    said.sort(key=lambda t: (t.at or datetime.min, t.source_sha256, t.row_ref))
    number = {who: place for place, who in enumerate(kept)}
    period = _numbers(said, length)
    first = int(period.min()) if len(period) else 0
    voice = np.array([number[text.who] for text in said], np.int64)
    return Panel(kind, language, length, kept, said, voice, period - first, first, len(by_voice) - len(kept))


def _once(said: Sequence[Text], length: str) -> list[Text]:
    """Texts that can be placed in a period, without those that read like an earlier one of the same voice."""
    placed = places([text.precision for text in said], length)
    seen: set[str] = set()
    kept = []
    for text, fits in sorted(
        zip(said, placed, strict=True), key=lambda pair: (pair[0].at or datetime.min, pair[0].row_ref)
    ):
        if fits and (key := text.key or text.text) not in seen:
            seen.add(key)
            kept.append(text)
    return kept


def _numbers(said: Sequence[Text], length: str) -> Places:
    return numbers(np.array([_day(text.at) for text in said if text.at], np.int64), length)
