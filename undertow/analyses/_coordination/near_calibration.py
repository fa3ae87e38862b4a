"""Error rates of the near-miss control in the analyst's own material: false alarms where nothing can be, and power."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from undertow.analyses._coordination.near_misses import Found, Seen
from undertow.analyses._coordination.words import duration, kind_word
from undertow.statistics.near_miss import Result, detect, placebo
from undertow.statistics.near_miss.groups import Screen
from undertow.statistics.near_miss.ordered import order
from undertow.statistics.proportions import wilson
from undertow.synthetic.worlds.shares import Pattern, Shares, plant

if TYPE_CHECKING:
    import pyarrow as pa

#: Draws of each kind, fewer where a layer has many near events; near events times draws stay below WORK.
DRAWS, WORK = 10, 60_000_000
SIZES = (5, 5, 10, 10)
_JITTER_WINDOWS = 1 / 3


def calibration(found: Found, rng: Generator) -> pa.Table:
    """One row per kind and trial.

    trial: 'moved' (every time moved by up to half the reach; dealing times anew within objects would leave what only one
    group shared as it is), or 'planted 10', 'planted 5' (groups of 5 and 10 accounts that share so many objects each).
    draws; wrong: draws with any false pair or group; members, found: accounts planted and found; extra: accounts found that
    were neither planted nor in a group before.
    """
    import pyarrow as pa

    rows = [row for one in found.seen if one.result.testable and one.result.compared for row in _trials(one, rng)]
    words = [("kind", pa.string()), ("trial", pa.string())]
    counts = [(name, pa.int64()) for name in ("draws", "wrong", "members", "found", "extra")]
    return pa.Table.from_pylist(rows, schema=pa.schema([*words, *counts]))


def _trials(one: Seen, rng: Generator) -> Iterator[dict[str, Any]]:
    draws = int(np.clip(WORK // max(1, one.result.near_events), 2, DRAWS))
    screen = Screen(level=one.level)
    moved = [placebo(one.shares, rng, screen, one.layer.span) for _ in range(draws)]
    yield _null_row(one, "moved", moved)
    known = {int(account) for group in one.result.groups for account in group.members}
    for objects in (10, 5):
        members = hits = extra = 0
        for _ in range(max(2, draws // 3)):
            planted, result = _planted(one, objects, rng, screen)
            named = {int(account) for group in result.groups for account in group.members}
            members, hits = members + len(planted), hits + len(named & planted)
            extra += len(named - planted - known)
        row = {"kind": one.layer.kind, "trial": f"planted {objects}", "draws": max(2, draws // 3), "wrong": 0}
        yield {**row, "members": members, "found": hits, "extra": extra}


def _null_row(one: Seen, trial: str, results: Sequence[Result]) -> dict[str, Any]:
    wrong = sum(bool(result.significant or result.groups) for result in results)
    row = {"kind": one.layer.kind, "trial": trial, "draws": len(results), "wrong": wrong}
    return {**row, "members": 0, "found": 0, "extra": 0}


def _planted(one: Seen, objects: int, rng: Generator, screen: Screen) -> tuple[set[int], Result]:
    shares = one.shares
    active, account = np.unique(shares.account, return_inverse=True)
    first = shares.second[shares.object_start[:-1]]
    begin = int(first.min(initial=0))
    quiet = Shares(
        account.astype(np.int64),
        shares.object.astype(np.int64),
        shares.second - begin,
        first - begin,
        np.zeros(len(first), np.int64),
        len(active),
    )
    sizes = tuple(_fitting(len(active)))
    pattern = Pattern(sizes, min(objects, len(first)), jitter_seconds=max(1.0, shares.rule.window * _JITTER_WINDOWS))
    world = plant(rng, quiet, pattern)
    planted = {int(active[member]) for group in world.groups for member in group}
    public = np.flatnonzero(shares.public)
    names = _names(active, world.shares.account)
    laid_out = order(names, world.shares.object, world.shares.at_seconds, shares.rule, public=public)
    return planted, detect(laid_out, rng, screen)


def _fitting(accounts: int) -> Iterator[int]:
    """Sizes of groups that leave two thirds of the accounts out."""
    room = accounts // 3
    for size in SIZES:
        if size <= room:
            room -= size
            yield size


def _names(active: NDArray[np.int32], account: NDArray[np.int64]) -> NDArray[np.int32]:
    return active[account].astype(np.int32)


def statement(rows: Sequence[Mapping[str, Any]], window: int) -> str:
    """The error rates in this material, in words; empty where none were measured."""
    if not rows:
        return ""
    null = [row for row in rows if row["trial"] == "moved"]
    draws, wrong = sum(row["draws"] for row in null), sum(row["wrong"] for row in null)
    bound = wilson(wrong, draws, unit="share of runs").high
    parts = [
        f"Measured in this material: with every time moved by up to half the reach, {wrong} of {draws} runs had any false pair or group "
        f"(95 % upper bound {bound:.0%})."
    ]
    for row in rows:
        if row["trial"].startswith("planted") and row["members"]:
            parts.append(
                f"Of groups planted in {kind_word(row['kind'])} that share {row['trial'].split()[1]} of them within about "
                f"{duration(max(1, window // 3))}, {row['found'] / row['members']:.0%} of {row['members']:,} members were found, "
                f"with {row['extra']:,} accounts beside them."
            )
    return " ".join(parts)
