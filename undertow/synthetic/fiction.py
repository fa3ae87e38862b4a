"""The fictional case while it is being made: everything that will be written into files, and what was planted in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import sqrt
from typing import Any
from zlib import crc32

from numpy.random import Generator, default_rng

from undertow.synthetic.prose import Voice

#: The posts cover these days; the audience was collected on the last one.
FIRST_DAY = datetime(2024, 1, 8)
DAYS = 60
COLLECTED = datetime(2024, 3, 28, 9, 0, 0)

_SNOWFLAKE_EPOCH = datetime(2010, 11, 4, 1, 42, 54, 657000)
Facts = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An account and its profile. public: it belongs to an actor of the ledger with a public role."""

    id: str
    handle: str
    name: str
    created_at: datetime
    description: str = ""
    followers: int = 0
    following: int = 0
    posts: int = 0
    location: str = ""
    public: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Post:
    """A post; its id holds its time, as ids of this kind do."""

    number: int
    author: Person
    at: datetime
    text: str
    repost_of: Post | None = None
    reply_to: Post | None = None
    links: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    language: str = "en"

    @property
    def id(self) -> str:
        return snowflake(self.at, self.number)


@dataclass(slots=True, kw_only=True)
class Speech:
    """A statement, passage by passage; effects change the passages."""

    speaker: str
    date: str
    title: str
    outlet: str
    passages: list[list[str]]

    @property
    def year(self) -> int:
        return int(self.date[:4])

    @property
    def name(self) -> str:
        """Its file name without suffix."""
        return f"{self.speaker.lower()}-{self.date}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What a person said to the analyst, or what the analyst saw. who: the person, whose name stays in the case."""

    name: str
    kind: str
    who: str
    when: str
    where: str
    consent: str
    protect: bool
    reliability: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """A line of the collection of newspapers."""

    outlet: str
    date: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message of the channel."""

    at: datetime
    text: str
    link: str = ""
    forwarded_from: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Defects:
    """What is wrong with the files on purpose: records to mix into the pages of posts, a page that comes twice, and rows
    to mix into the newspapers."""

    items: tuple[dict[str, Any], ...]
    page_twice: int
    headlines: tuple[Headline, ...]


@dataclass(slots=True)
class Fiction:
    """All material of the case. size 1.0 is the demo; smaller worlds keep every effect with fewer accounts and rows."""

    size: float = 1.0
    people: list[Person] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    audiences: dict[str, list[Person]] = field(default_factory=dict)
    compared: list[Person] = field(default_factory=list)
    speeches: list[Speech] = field(default_factory=list)
    voices: dict[str, Voice] = field(default_factory=dict)
    headlines: list[Headline] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    ledger: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    defects: Defects | None = None
    in_groups: set[str] = field(default_factory=set)
    handles: set[str] = field(default_factory=set)
    _numbers: int = 0

    def count(self, at_full_size: int, least: int = 1) -> int:
        """A number of rows for this size."""
        return max(least, round(at_full_size * self.size))

    def crowd(self, at_full_size: int, least: int = 1) -> int:
        """A number of accounts for this size: it falls with the root, so that small worlds still have company."""
        return max(least, round(at_full_size * sqrt(self.size)))

    def is_free(self, handle: str) -> bool:
        """Whether nobody has the handle yet; whoever asks takes it."""
        free = handle.casefold() not in self.handles
        self.handles.add(handle.casefold())
        return free

    def next_number(self) -> int:
        """A number no other account or post has."""
        self._numbers += 1
        return self._numbers

    def write(self, author: Person, at: datetime, text: str, **more: Any) -> Post:
        """Add a post and return it."""
        post = Post(number=self.next_number(), author=author, at=at, text=text, **more)
        self.posts.append(post)
        return post

    def person(self, handle: str) -> Person:
        """The account with that handle."""
        return next(person for person in self.people if person.handle == handle)

    def note(self, ledger: str, **row: str) -> None:
        """Add a row to a table of the ledger."""
        self.ledger.setdefault(ledger, []).append(row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One thing planted in the case. `plant` adds it to the fiction and returns what is true of it.

    analysis: the name of the analysis that should see it, whether or not this version has it; "" for what is there to
    be read or to be got through, and for what should not be found.
    """

    name: str
    meaning: str
    analysis: str
    plant: Callable[[Fiction, Generator], Facts]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """What is true about one effect, as it will stand in the truth file."""

    name: str
    meaning: str
    analysis: str
    facts: Facts


def plant_all(fiction: Fiction, effects: tuple[Effect, ...], seed: int) -> Iterator[Planted]:
    """Plant the effects in order; each draws from a generator of its own, so that a new one leaves the others as they are."""
    for effect in effects:
        facts = effect.plant(fiction, default_rng([seed, crc32(effect.name.encode())]))
        yield Planted(name=effect.name, meaning=effect.meaning, analysis=effect.analysis, facts=facts)


def snowflake(at: datetime, number: int) -> str:
    """An id that begins with the time in milliseconds and ends with a number of 22 bits."""
    return str(((at - _SNOWFLAKE_EPOCH) // timedelta(milliseconds=1) << 22) | (number & 0x3FFFFF))
