"""Worlds of shares in which nobody acts together, and groups planted into them: for error rates and power.

Every world begins alike: accounts of very unequal activity share objects of very unequal popularity some time after
publication, and sleep at night in one of three zones. What else happens in a world is its kind; see `KINDS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from undertow.errors import BadSetting, UnknownName

if TYPE_CHECKING:
    import pyarrow as pa

Integers = NDArray[np.int64]
Numbers = NDArray[np.float64]

HOUR = 3600
DAY = 86400
START = datetime(2022, 8, 1)
_NO_SOURCE = "0" * 64


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """Who shared what when, one entry per share in order of time, and when and by which source each object was published.

    account, object, source: numbers from 0. at_seconds, published_seconds: since the start of the world.
    """

    account: Integers
    object: Integers
    at_seconds: Integers
    published_seconds: Integers
    source: Integers
    accounts: int

    @property
    def objects(self) -> int:
        return len(self.published_seconds)


@dataclass(frozen=True, slots=True)
class Pattern:
    """How planted groups act: each group shares `objects_each` objects, each member each with `participation`.

    jitter_seconds: mean of the exponential delay of a member after the moment of the group.
    exclusive: probability that a shared object is known to the group alone.
    delay_seconds: mean of the exponential delay of that moment after publication.
    """

    sizes: tuple[int, ...] = (5, 10, 20)
    objects_each: int = 10
    participation: float = 0.7
    jitter_seconds: float = 20.0
    exclusive: float = 0.0
    delay_seconds: float = 4.0 * HOUR


@dataclass(frozen=True, slots=True, eq=False)
class Planted:
    """A world with groups in it. groups: the accounts of each. moments: (group, object, seconds) of each joint act."""

    shares: Shares
    groups: tuple[tuple[int, ...], ...]
    moments: tuple[tuple[int, int, float], ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Ground:
    """A world in the making: times are not yet whole seconds, shares not yet in order."""

    account: Integers
    object: Integers
    at: Numbers
    published: Numbers
    account_topic: Integers
    object_topic: Integers
    days: int

    @property
    def accounts(self) -> int:
        return len(self.account_topic)

    @property
    def objects(self) -> int:
        return len(self.object_topic)

    def with_more(self, account: Integers, item: Integers, at: Numbers) -> _Ground:
        return replace(
            self,
            account=np.concatenate([self.account, account]),
            object=np.concatenate([self.object, item]),
            at=np.concatenate([self.at, at]),
        )


def world(
    rng: Generator, kind: str, accounts: int = 4000, objects: int = 5000, shares: int = 250_000, days: int = 30
) -> Shares:
    """Shares of a world in which nobody coordinates; `KINDS` names the kinds and says what happens in each.

    shares: how many before the kind adds its own ('digest' and 'feeds' do). Raises: UnknownName, BadSetting.
    """
    if kind not in KINDS:
        raise UnknownName.among("world of shares", kind, KINDS)
    if min(accounts, objects, shares, days) < 1:
        raise BadSetting(
            f"A world needs accounts, objects, shares and days; got {accounts}, {objects}, {shares}, {days}."
        )
    ground = _ground(rng, (accounts, objects, shares, days), rich=kind != "diurnal")
    bend = KINDS[kind]
    return _finished(bend(rng, ground))


def plant(rng: Generator, quiet: Shares, pattern: Pattern = Pattern()) -> Planted:
    """The world with groups in it that act together; members go on sharing other things as before.

    A member's own share of an object that the group shares gives way to the joint one. Raises: BadSetting.
    """
    if sum(pattern.sizes) > quiet.accounts or pattern.objects_each > quiet.objects:
        raise BadSetting(
            f"Groups of {pattern.sizes} with {pattern.objects_each} objects each do not fit into a world of "
            f"{quiet.accounts} accounts and {quiet.objects} objects. Plant fewer, or make the world larger."
        )
    members = np.split(rng.permutation(quiet.accounts)[: sum(pattern.sizes)], np.cumsum(pattern.sizes)[:-1])
    published = list(quiet.published_seconds)
    moments: list[tuple[int, int, float]] = []
    acts: list[tuple[int, int, int]] = []
    for group, accounts in enumerate(members):
        for item, moment in _moments(rng, quiet, pattern, published):
            moments.append((group, item, moment))
            for account in accounts[rng.random(len(accounts)) < pattern.participation]:
                acts.append((int(account), item, int(moment + rng.exponential(pattern.jitter_seconds))))
    together = np.array(acts, dtype=np.int64).reshape(-1, 3)
    groups = tuple(tuple(sorted(int(a) for a in accounts)) for accounts in members)
    return Planted(_joined(quiet, together, np.array(published, dtype=np.int64)), groups, tuple(moments))


def to_table(shares: Shares, *, kind: str = "object", start: datetime = START) -> pa.Table:
    """The shares as rows of the canonical table `shares`; account 7 is 'a7', object 3 is 'o3'."""
    import pyarrow as pa

    from undertow.tables import SHARES, arrow_schema

    rows = len(shares.account)
    number = np.arange(1, rows + 1)
    columns = {
        "account": _labels("a", shares.accounts).take(pa.array(shares.account)),
        "kind": pa.array([kind]).take(pa.array(np.zeros(rows, np.int64))),
        "object": _labels("o", shares.objects).take(pa.array(shares.object)),
        "at": _times(shares.at_seconds, start),
        "at_precision": pa.array(["s"]).take(pa.array(np.zeros(rows, np.int64))),
        "post": _labels("p", rows),
        "source_sha256": pa.array([_NO_SOURCE]).take(pa.array(np.zeros(rows, np.int64))),
        "row_ref": _labels("line ", rows, first=1),
        "row_index": pa.array(number),
    }
    return pa.table([columns[c] for c in SHARES.names], schema=arrow_schema(SHARES))


def objects_table(shares: Shares, *, kind: str = "object", start: datetime = START) -> pa.Table:
    """What was shared, with its time of publication, as rows of the canonical table `objects`."""
    import pyarrow as pa

    from undertow.tables import OBJECTS, arrow_schema

    rows = shares.objects
    absent = pa.nulls(rows, pa.string())
    columns = {
        "object": _labels("o", rows),
        "kind": pa.array([kind] * rows),
        "author": absent,
        "source": pa.array([f"source {number}" for number in shares.source.tolist()]),
        "published_at": _times(shares.published_seconds, start),
        "text": absent,
        "source_sha256": pa.array([_NO_SOURCE] * rows),
        "row_ref": _labels("line ", rows, first=1),
        "row_index": pa.array(np.arange(1, rows + 1)),
    }
    return pa.table([columns[c] for c in OBJECTS.names], schema=arrow_schema(OBJECTS))


def _labels(letter: str, count: int, first: int = 0) -> pa.Array:
    import pyarrow as pa

    return pa.array([f"{letter}{i}" for i in range(first, first + count)])


def _times(seconds: Integers, start: datetime) -> pa.Array:
    import pyarrow as pa

    return pa.array(np.datetime64(start, "us") + seconds.astype("timedelta64[s]"), pa.timestamp("us"))


def _moments(rng: Generator, quiet: Shares, pattern: Pattern, published: list[np.int64]) -> list[tuple[int, float]]:
    """Objects that one group shares, and the moment of each; an exclusive object is added to `published`.

    Popular objects are chosen more often, by the root of their popularity, so that groups act in company.
    """
    counts = np.bincount(quiet.object, minlength=quiet.objects) + 1.0
    chance = np.sqrt(counts) / np.sqrt(counts).sum()
    found = []
    for item in rng.choice(quiet.objects, pattern.objects_each, replace=False, p=chance):
        if rng.random() < pattern.exclusive:
            moment = float(rng.uniform(0, quiet.published_seconds.max() + 1))
            published.append(np.int64(moment))
            found.append((len(published) - 1, moment))
        else:
            found.append((int(item), float(quiet.published_seconds[item] + rng.exponential(pattern.delay_seconds))))
    return found


def _joined(quiet: Shares, together: Integers, published: Integers) -> Shares:
    objects = len(published)
    planted_keys = together[:, 0] * objects + together[:, 1]
    kept = ~np.isin(quiet.account * objects + quiet.object, planted_keys)
    account = np.concatenate([quiet.account[kept], together[:, 0]])
    item = np.concatenate([quiet.object[kept], together[:, 1]])
    at = np.concatenate([quiet.at_seconds[kept], together[:, 2]])
    order = np.lexsort((item, account, at))
    alone = quiet.source.max() + 1 + np.arange(objects - quiet.objects)  # an exclusive object has a source of its own
    source = np.concatenate([quiet.source, alone])
    return Shares(account[order], item[order], at[order], published, source, quiet.accounts)


def _finished(ground: _Ground) -> Shares:
    at = ground.at.astype(np.int64)
    order = np.lexsort((ground.object, ground.account, at))
    published = ground.published.astype(np.int64)
    item = ground.object[order]
    return Shares(ground.account[order], item, at[order], published, ground.object_topic, ground.accounts)


def _ground(rng: Generator, size: tuple[int, int, int, int], rich: bool) -> _Ground:
    """rich: twenty topics, one account in twenty answers within a minute, one object in ten is breaking news."""
    accounts, objects, shares, days = size
    activity = rng.lognormal(0, 1.2, accounts)
    popularity: Numbers = (np.arange(1.0, objects + 1) ** -0.9)[rng.permutation(objects)]
    zone = rng.integers(0, 3, accounts) * 8
    topics = 20 if rich else 1
    account_topic, object_topic = rng.integers(0, topics, accounts), rng.integers(0, topics, objects)
    quick = rng.random(accounts) < (0.05 if rich else 0.0)
    breaking = rng.random(objects) < (0.1 if rich else 0.0)
    published = rng.uniform(0, days * DAY, objects)
    account = np.repeat(np.arange(accounts), rng.multinomial(shares, activity / activity.sum()))
    item = _chosen(rng, account_topic[account], object_topic, popularity)
    typical = np.where(breaking, 600.0, 3.0 * HOUR)[item]
    spread = np.where(breaking, 1.0, 1.6)[item]
    delay = typical * np.exp(spread * rng.standard_normal(shares))
    delay = np.where(quick[account], 40 * np.exp(0.8 * rng.standard_normal(shares)), delay)
    at = published[item] + delay
    hour = (at / HOUR + zone[account]) % 24
    asleep = (hour < 7) & ~(quick[account] & (rng.random(shares) < 0.5))
    at = np.where(asleep, at + (7 - hour) * HOUR + rng.exponential(HOUR, shares), at)
    return _Ground(account, item, at, published, account_topic, object_topic, days)


def _chosen(rng: Generator, topic: Integers, object_topic: Integers, popularity: Numbers) -> Integers:
    """An object for each share: popular ones more often, those of the account's own topic fifteen times as often."""
    draw = rng.random(len(topic))
    item = np.empty(len(topic), dtype=np.int64)
    topics = int(object_topic.max()) + 1
    for one in range(int(topic.max()) + 1):
        weight = np.cumsum(popularity * np.where((object_topic == one) & (topics > 1), 15.0, 1.0))
        here = topic == one
        item[here] = np.searchsorted(weight / weight[-1], draw[here])
    return np.minimum(item, len(popularity) - 1)


def _hard(rng: Generator, ground: _Ground) -> _Ground:
    """Three time zones, topics, quick accounts and breaking news, and nothing else."""
    return ground


def _shuffled(rng: Generator, ground: _Ground) -> _Ground:
    """Within each object the times are dealt to its sharers at random."""
    at = np.empty_like(ground.at)
    at[np.argsort(ground.object, kind="stable")] = ground.at[np.lexsort((rng.random(len(at)), ground.object))]
    return replace(ground, at=at)


def _live(rng: Generator, ground: _Ground) -> _Ground:
    """One object in five is a live moment: everybody shares it within a minute or two."""
    return _at_once(rng, ground, rng.random(ground.objects) < 0.2)


def _topic_live(rng: Generator, ground: _Ground) -> _Ground:
    """All objects of four topics in twenty are live moments, so the same people meet again and again."""
    return _at_once(rng, ground, ground.object_topic < 4)


def _at_once(rng: Generator, ground: _Ground, live: NDArray[np.bool_]) -> _Ground:
    soon = ground.published[ground.object] + 60 * np.exp(0.7 * rng.standard_normal(len(ground.at)))
    return replace(ground, at=np.where(live[ground.object], soon, ground.at))


def _wake_up(rng: Generator, ground: _Ground) -> _Ground:
    """Half of the accounts rise by an alarm on a five-minute grid and post the night's shares 20 seconds apart."""
    wake = (6 * HOUR + 300 * rng.integers(0, 36, ground.accounts))[ground.account]
    by_alarm = (rng.random(ground.accounts) < 0.5)[ground.account]
    day, clock = ground.at // DAY, ground.at % DAY
    night = by_alarm & (clock < wake)
    order = np.lexsort((ground.at, day, ground.account))
    queue = np.where(night[order], ground.account[order] * 100_000 + day[order], -1)
    place = np.arange(len(order))
    opens = np.concatenate([[True], queue[1:] != queue[:-1]])
    rank = np.empty(len(order))
    rank[order] = place - np.maximum.accumulate(np.where(opens, place, 0))
    posted = day * DAY + wake + rank * 20 + rng.exponential(30, len(rank))
    return replace(ground, at=np.where(night, posted, ground.at))


def _sessions(rng: Generator, ground: _Ground) -> _Ground:
    """Every share waits for the next time its account is online: four minutes, six times for each day of the world.

    Those times are spread over the whole span in which shares occur, which is longer than the days of publication.
    """
    each = 6 * ground.days
    first, span = ground.at.min(), ground.at.max() - ground.at.min() + DAY
    starts = np.sort(rng.uniform(0, span, (ground.accounts, each)), axis=1)
    shelf = 2 * span * np.arange(ground.accounts)  # keeps the accounts apart in one sorted array
    found = np.searchsorted((starts + shelf[:, None]).ravel(), ground.at - first + shelf[ground.account])
    found = np.minimum(found, (ground.account + 1) * each - 1)
    return replace(ground, at=first + starts.ravel()[found] + rng.uniform(0, 240, len(found)))


def _schedulers(rng: Generator, ground: _Ground) -> _Ground:
    """One account in twenty posts through a scheduler, on the next multiple of 5, 15 or 30 minutes."""
    scheduled = (rng.random(ground.accounts) < 0.05)[ground.account]
    period = rng.choice([300, 900, 1800], ground.accounts)[ground.account]
    posted = (ground.at // period + 1) * period + rng.integers(0, 4, len(period))
    return replace(ground, at=np.where(scheduled, posted, ground.at))


def _digest(rng: Generator, ground: _Ground) -> _Ground:
    """A newsletter at eight: each day five links reach 300 readers; some open it, and share some links at once."""
    readers = rng.choice(ground.accounts, min(300, ground.accounts), replace=False)
    parts: list[tuple[Integers, Integers, Numbers]] = []
    for day in range(ground.days):
        links = rng.choice(ground.objects, min(5, ground.objects), replace=False)
        openers = readers[rng.random(len(readers)) < 0.4]
        opened = day * DAY + 8 * HOUR + rng.exponential(1800, len(openers))
        who, which = np.nonzero(rng.random((len(openers), len(links))) < 0.35)
        parts.append((openers[who], links[which], opened[who] + rng.exponential(40, len(who))))
    account, item, at = (np.concatenate(column) for column in zip(*parts, strict=True))
    return ground.with_more(account.astype(np.int64), item.astype(np.int64), at.astype(np.float64))


def _feeds(rng: Generator, ground: _Ground) -> _Ground:
    """Forty accounts repeat one of four feeds by software, asking every five minutes at their own second."""
    repeaters = rng.choice(ground.accounts, min(40, ground.accounts), replace=False)
    for place, account in enumerate(repeaters):
        items = np.flatnonzero(ground.object_topic == place % 4)
        items = items[rng.random(len(items)) < min(1.0, 300 / max(1, len(items)))]
        phase = rng.uniform(0, 300)
        asked = (np.floor((ground.published[items] - phase) / 300) + 1) * 300 + phase
        who = np.full(len(items), account, dtype=np.int64)
        ground = ground.with_more(who, items, asked + rng.exponential(5, len(items)))
    return ground


def _diurnal(rng: Generator, ground: _Ground) -> _Ground:
    """Three time zones and sleep; no topics, no quick accounts, no breaking news."""
    return ground


#: The kinds of world, by name; the docstring of each says what happens in it.
KINDS: dict[str, Callable[[Generator, _Ground], _Ground]] = {
    "shuffled": _shuffled,
    "diurnal": _diurnal,
    "hard": _hard,
    "topic_live": _topic_live,
    "live": _live,
    "wake_up": _wake_up,
    "sessions": _sessions,
    "schedulers": _schedulers,
    "digest": _digest,
    "feeds": _feeds,
}
