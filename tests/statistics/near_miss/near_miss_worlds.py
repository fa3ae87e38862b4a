"""Shares for the tests of the near-miss control, and the reference laid beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import combinations

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from numpy.random import default_rng
from numpy.typing import NDArray

from tests.statistics.near_miss.near_miss_reference import Reference
from tests.statistics.near_miss.near_miss_reference_pairs import SHAPE, Settings
from undertow.statistics.near_miss import Result, detect
from undertow.statistics.near_miss.groups import Screen
from undertow.statistics.near_miss.ordered import Ordered, Rule, order
from undertow.statistics.near_miss.rates import Norm, norm
from undertow.synthetic.worlds.shares import Pattern, Planted, Shares, plant, world

Row = tuple[int, int, int]
Rows = Sequence[Row]

UNKNOWN = int(np.iinfo(np.int64).min)
EVERYBODY = Screen(member=1.0, level=-1.0)  # keeps all members and lets nobody in
SEEDS = range(4)
slow_reference = settings(derandomize=True, deadline=None, database=None, max_examples=60)


def ordered(rows: Rows, rule: Rule = Rule(), published: Mapping[int, int] | None = None) -> Ordered:
    account, item, second = zip(*rows, strict=True) if rows else ((), (), ())
    known = None if published is None else [published.get(k, UNKNOWN) for k in range(max(item) + 1)]
    return order(account, item, second, rule, known)


def reference(
    rows: Rows, rule: Rule = Rule(), group: dict[int, int] | None = None, published: Mapping[int, int] | None = None
) -> Reference:
    return Reference(rows, Settings(*rule), group, published)


def labels(shares: Ordered, group: dict[int, int]) -> NDArray[np.int64]:
    return np.array([group.get(i, -1) for i in range(len(shares.own_start) - 1)], np.int64)


def learnt(shares: Ordered, group: dict[int, int] | None = None) -> Norm:
    return norm(shares, labels(shares, group or {}))


def rows_of(shares: Shares) -> Rows:
    return list(zip(shares.account.tolist(), shares.object.tolist(), shares.at_seconds.tolist(), strict=True))


def dense(seed: int, accounts: int = 14, objects: int = 16, shares: int = 170) -> Rows:
    """Few accounts and objects, moments hours apart and within a minute, equal times and repeated shares.

    Accounts 0 to 4 often act together. Accounts 5 and 6 keep to the full hour.
    """
    rng = default_rng(seed)
    rows = []
    for _ in range(shares):
        account, item = int(rng.integers(accounts)), int(rng.integers(objects))
        second = 20_000 * item + int(rng.choice([rng.integers(0, 90), rng.integers(0, 1500), 600 * rng.integers(0, 9)]))
        rows.append((account, item, 3600 * (second // 3600) if account in (5, 6) else second))
    for item in range(0, objects, 2):
        moment = 20_000 * item + int(rng.integers(300, 1500))
        rows += [(a, item, moment + int(rng.exponential(15))) for a in range(5) if rng.random() < 0.8]
    return rows


@st.composite
def shares_and_rule(draw: st.DrawFn) -> tuple[Rows, Rule, dict[int, int]]:
    """Tiny inputs full of ties, repeated shares and crowds, a rule to go with them, and groups."""
    second = st.one_of(st.integers(-30, 400), st.sampled_from([0, 10, 60, 61, 120, 150, 151, 3600, 7200, 86400, 86460]))
    rows = draw(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 5), second), min_size=1, max_size=45))
    crowd, least, later = draw(st.integers(1, 6)), draw(st.integers(1, 3)), draw(st.integers(0, 3))
    group = draw(st.dictionaries(st.integers(0, 7), st.integers(0, 1), max_size=5))
    return rows, Rule(10, 60, 150, least, crowd, 5.0, later), group


def two_among_a_public(seed: int, on_the_hour: bool) -> Rows:
    """Accounts 0 and 1 share everything at one moment; forty others within a quarter of an hour of it."""
    rng = default_rng(seed)
    rows = []
    for item in range(40):
        hour = 7 * 3600 * item
        moment = hour if on_the_hour else hour + int(rng.integers(3600 * 5))
        rows += [(account, item, moment + int(rng.integers(10))) for account in (0, 1) if rng.random() < 0.8]
        others = rng.choice(np.arange(2, 42), 8, replace=False)
        rows += [(int(account), item, moment + int(rng.integers(-900, 900))) for account in others]
    return rows


def four_among_a_public(seed: int, together: bool) -> Rows:
    """Accounts 0 to 3 act on five objects all together and are ten minutes apart, by twos, on others; or act by twos only."""
    rng, twos = default_rng(seed), list(combinations(range(4), 2))
    rows = []
    for item in range(35):
        moment, two = 20_000 * item + int(rng.integers(3600)), twos[item % 6]
        acting = range(4) if together and item < 5 else two
        apart = 600 if together and item >= 5 else 3
        rows += [(account, item, moment + apart * place) for place, account in enumerate(acting)]
        others = rng.choice(np.arange(4, 44), 8, replace=False)
        rows += [(int(account), item, moment + int(rng.integers(-900, 900))) for account in others]
    return rows


def joined_by_others() -> Rows:
    """Members 0, 1, 2 act jointly on objects 0 to 5 and member 0 alone on 6 to 9.

    With joint acts: account 3 on objects 0 and 1, account 4 on 0 to 2, account 5 on 0 to 3 but a second too late. With
    member 0 where it is alone: account 6. Accounts 7 to 9 come minutes later.
    """
    offsets = [(0, range(10), 0), (1, range(6), 5), (2, range(6), 10)]
    offsets += [(3, range(2), 70), (4, range(3), 8), (5, range(4), 71), (6, range(6, 10), 9)]
    offsets += [(7 + item % 3, range(item, item + 1), 300) for item in range(10)]
    return [(account, item, 20_000 * item + after) for account, items, after in offsets for item in items]


@cache
def planted(seed: int, objects_each: int = 16) -> Planted:
    """A group of five in a hard world of sixty accounts; with sixteen objects it is a clear case."""
    rng = default_rng(seed)
    quiet = world(rng, "hard", accounts=60, objects=60, shares=900, days=4)
    return plant(rng, quiet, Pattern(sizes=(5,), objects_each=objects_each))


def laid_out(shares: Shares) -> Ordered:
    return order(shares.account, shares.object, shares.at_seconds, Rule())


def detected(shares: Shares) -> Result:
    return detect(laid_out(shares), default_rng(1))


def members(found: Result) -> list[tuple[int, ...]]:
    return sorted(tuple(group.members.tolist()) for group in found.groups)


def told(found: object) -> object:
    """A result, or any part of one, so that it can be compared."""
    if isinstance(found, np.ndarray):
        return found.tolist()
    if isinstance(found, tuple):
        return [told(part) for part in found]
    return {field.name: told(getattr(found, field.name)) for field in fields(found)} if is_dataclass(found) else found


def assert_same_layout(rows: Rows, rule: Rule, published: Mapping[int, int] | None = None) -> None:
    shares, slow = ordered(rows, rule, published), reference(rows, rule, published=published)
    assert len(shares.account) == len(slow.at)
    triples = list(zip(shares.object.tolist(), shares.second.tolist(), shares.account.tolist(), strict=True))
    assert triples == sorted((k, second, i) for (i, k), second in slow.at.items())
    for u, (k, _, i) in enumerate(triples):
        window = {(triples[v][2], k) for v in range(shares.near_first[u], shares.near_past[u]) if v != u}
        assert window == set(slow.near((i, k)))
        assert shares.usable[u] == slow.usable((i, k))
        age, size = slow.band((i, k))
        assert shares.band[u] == age * SHAPE[1] + size
    for i in slow.accounts:
        assert shares.speed[i] == slow.speed[i]
        own = shares.own[shares.own_start[i] : shares.own_start[i + 1]]
        assert sorted(own) == np.flatnonzero(shares.account == i).tolist()
        assert (np.diff(shares.second[own]) >= 0).all()
