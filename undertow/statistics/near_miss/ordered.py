"""Shares laid out for the near-miss control: by object and time, with each account's own in order of time."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from undertow.compiled import compiled
from undertow.errors import BadSetting

T = TypeVar("T", bound=np.generic)
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Bytes = NDArray[np.int8]
Flags = NDArray[np.bool_]

#: Classes of a near event: age of the earlier share, sharers of the object, reaction speeds of the two accounts.
AGES, SIZES, SPEEDS = 3, 4, 3
_SLOW, _MIDDLING = 0.2, 0.45


class Rule(NamedTuple):
    """What counts as what; times in seconds.

    window: closer shares of one object are a fast event. reach: closer ones are a near event. gap: near events of a
    pair begin a new episode after so long. least: episodes a pair must have to be tested. crowd: a share with more
    other sharers within reach is not used. weight: pseudo-observations of the crowd factor. least_later: later sharers
    an object must have to tell how quick an account is.
    """

    window: int = 60
    reach: int = 1200
    gap: int = 3600
    least: int = 3
    crowd: int = 300
    weight: float = 5.0
    least_later: int = 5


class Ordered(NamedTuple):
    """First shares of each object by each account, sorted by object, time and account; n shares.

    account, object, second: [n]. object_start: [objects + 1], where each object begins. own: [n], the shares by account
    and time. own_start: [accounts + 1], where each account begins in `own`. near_first, near_past: [n], the shares of the
    object within reach of each. usable: [n], whether it is outside crowds. band: [n], class by age of the share and
    sharers of its object. speed: [accounts], 0 slow, 1 middling, 2 fast. public: [accounts], those of a reference sample,
    whose pairs give the class rates and are not tested; where there are none, all pairs do both. rule: what all this was laid out by.
    """

    account: Ints
    object: Ints
    second: Longs
    object_start: Longs
    own: Ints
    own_start: Longs
    near_first: Ints
    near_past: Ints
    usable: Flags
    band: Bytes
    speed: Bytes
    public: Flags
    rule: Rule


def order(
    account: ArrayLike,
    item: ArrayLike,
    second: ArrayLike,
    rule: Rule,
    published: ArrayLike | None = None,
    public: ArrayLike = (),
) -> Ordered:
    """The layout of shares given in any order; numbers of accounts and objects start at 0.

    published: when each object was published, in seconds; a time after its first share is not used; a negative
    minimum of int64 where it is not known. The first share seen stands in for it then. public: numbers of the accounts of
    a reference sample. Raises: BadSetting.
    """
    if not 0 < 2 * rule.window <= rule.reach <= rule.gap or rule.weight <= 0:
        raise BadSetting(
            f"The window ({rule.window} s) must be at most half the reach of a near miss ({rule.reach} s), that no longer than "
            f"the gap between episodes ({rule.gap} s), and the weight ({rule.weight}) positive."
        )
    _check_lengths(account, item, second)
    accounts, items, seconds = _first_shares(account, item, second)
    starts = _starts(items, int(items.max(initial=-1)) + 1)
    own = np.lexsort((seconds, accounts)).astype(np.int32)
    own_start = _starts(accounts, int(accounts.max(initial=-1)) + 1)
    first, past = _windows(seconds, starts, rule.reach)
    born = seconds[starts[:-1]] if len(seconds) else np.empty(0, np.int64)
    if published is not None:
        known = np.asarray(published, np.int64)[: len(born)]
        if len(known) < len(born):
            raise BadSetting(f"There are {len(born)} objects, but times of publication for {len(known)} only.")
        born = np.where((known > np.iinfo(np.int64).min) & (known <= born), known, born)
    age = seconds - born[items]
    band = _bands(age, np.diff(starts)[items], rule)
    speed = _speeds(accounts, items, age, len(own_start) - 1, len(born), rule)
    usable = past - first - 1 <= rule.crowd
    reference = np.zeros(len(own_start) - 1, np.bool_)
    reference[np.asarray(public, np.int64)] = True
    return Ordered(accounts, items, seconds, starts, own, own_start, first, past, usable, band, speed, reference, rule)


def moved(shares: Ordered, rng: np.random.Generator, span: int = 1) -> Longs:
    """The times of the shares, each moved by up to half the reach either way, in whole steps of `span` seconds."""
    steps = max(1, shares.rule.reach // 2 // span)
    return shares.second + span * rng.integers(-steps, steps + 1, len(shares.second))


def _check_lengths(account: ArrayLike, item: ArrayLike, second: ArrayLike) -> None:
    lengths = {np.shape(column) for column in (account, item, second)}
    if len(lengths) != 1 or any(len(shape) != 1 for shape in lengths):
        raise BadSetting(f"Accounts, objects and times of shares must be columns of one length, not {sorted(lengths)}.")
    if np.size(account) and min(np.min(account), np.min(item)) < 0:
        raise BadSetting("Accounts and objects are numbered from 0; there is a negative number.")


def _first_shares(account: ArrayLike, item: ArrayLike, second: ArrayLike) -> tuple[Ints, Ints, Longs]:
    accounts, items = _fixed(np.asarray(account, np.int32)), _fixed(np.asarray(item, np.int32))
    seconds = _fixed(np.asarray(second, np.int64))
    if _in_order(accounts, items, seconds) and not _repeats(accounts, items):
        return accounts, items, seconds
    by_account = np.lexsort((seconds, accounts, items))
    a, k = accounts[by_account], items[by_account]
    first = np.ones(len(a), np.bool_)
    first[1:] = (a[1:] != a[:-1]) | (k[1:] != k[:-1])
    kept = by_account[first]
    kept = kept[np.lexsort((accounts[kept], seconds[kept], items[kept]))]
    return _fixed(accounts[kept]), _fixed(items[kept]), _fixed(seconds[kept])


def _fixed(column: NDArray[T]) -> NDArray[T]:
    """The column, not to be written to. Columns from Arrow are so already, and loops are compiled for either anew."""
    view = column.view()
    view.flags.writeable = False
    return view


@compiled
def _in_order(account: Ints, item: Ints, second: Longs) -> bool:
    for u in range(1, len(item)):
        if item[u] != item[u - 1]:
            if item[u] < item[u - 1]:
                return False
        elif second[u] != second[u - 1]:
            if second[u] < second[u - 1]:
                return False
        elif account[u] < account[u - 1]:
            return False
    return True


@compiled
def _repeats(account: Ints, item: Ints) -> bool:
    """Whether an account has an object twice; the shares are in order of the objects."""
    last = np.full(account.max() + 1 if len(account) else 0, -1, np.int32)
    for u in range(len(item)):
        if last[account[u]] == item[u]:
            return True
        last[account[u]] = item[u]
    return False


def _starts(numbers: Ints, size: int) -> Longs:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bincount(numbers, minlength=size))]).astype(np.int64)


def _bands(age: Longs, sharers: Longs, rule: Rule) -> Bytes:
    by_age = np.searchsorted([2 * rule.window, rule.reach], age, side="left").astype(np.int8)
    return by_age * np.int8(SIZES) + np.searchsorted([3, 10, 50], sharers, side="left").astype(np.int8)


def _speeds(accounts: Ints, items: Ints, age: Longs, size: int, objects: int, rule: Rule) -> Bytes:
    """0 slow, 1 middling, 2 fast: share of an account's shares that come early, over objects that others share later."""
    early = age <= 2 * rule.window
    later = np.bincount(items[~early], minlength=objects)
    counted = later[items] >= rule.least_later
    n = np.bincount(accounts[counted], minlength=size)
    e = np.bincount(accounts[counted & early], minlength=size)
    return np.searchsorted([_SLOW, _MIDDLING], (e + 0.3) / (n + 3.0), side="left").astype(np.int8)


@compiled
def _windows(second: Longs, starts: Longs, reach: int) -> tuple[Ints, Ints]:
    first = np.empty(len(second), np.int32)
    past = np.empty(len(second), np.int32)
    for k in range(len(starts) - 1):
        a = b = starts[k]
        for u in range(starts[k], starts[k + 1]):
            while second[u] - second[a] > reach:
                a += 1
            while b < starts[k + 1] and second[b] - second[u] <= reach:
                b += 1
            first[u] = a
            past[u] = b
    return first, past


@compiled
def is_fast(shares: Ordered, u: int, v: int) -> bool:
    """Whether two shares lie within the window."""
    return bool(abs(shares.second[u] - shares.second[v]) <= shares.rule.window)


@compiled
def class_of(shares: Ordered, u: int, v: int) -> int:
    """The class of the near event of two shares; the earlier one gives the age."""
    one, two = shares.speed[shares.account[u]], shares.speed[shares.account[v]]
    if one > two:
        one, two = two, one
    return int((shares.band[min(u, v)] * SPEEDS + one) * SPEEDS + two)
