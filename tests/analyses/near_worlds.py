"""Groups by hand, layers of planted worlds, and findings from both without an engine: for tests of the near-miss control."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from undertow.analyses._coordination.near_groups import Act, NearContext, NearGroup
from undertow.analyses._coordination.near_misses import Found, Layer, look
from undertow.analyses._coordination.near_tables import NearTables, with_sources
from undertow.analyses.coordination import Coordination
from undertow.dossier.linting.findings import blockers
from undertow.model import Finding
from undertow.statistics.near_miss.ordered import Rule
from undertow.synthetic.worlds.shares import Pattern, Planted, Shares, plant, world

DAY = 86400
#: No multiple of five minutes, nor near one.
BEGIN = 19_000 * DAY + 100
FOUR = ("ana", "ben", "cem", "dia")
SMALL = (600, 1200, 18_000)
NOT_KNOWN: NDArray[np.int64] = np.empty(0, np.int64)


def layer_row(kind: str = "link", **more: Any) -> dict[str, Any]:
    """A row of `near_layers`: a layer with a public, and a placebo that found nothing."""
    counts = {
        "shares": 1000,
        "near_events": 5000,
        "testable": 400,
        "crowded": 0,
        "hypotheses": 8,
        "pairs": 6,
        "groups": 1,
    }
    placebo = {"reference": 0, "clocks": 0, "placebo_pairs": 0, "placebo_groups": 0, "rounds": 2}
    rest = {"kind": kind, "base_rate": 0.1, "level": 0.05, "compared": True, "last_second": BEGIN + 100 * DAY}
    return counts | placebo | rest | more


def pair_row(left: str, right: str, kind: str = "link", **more: Any) -> dict[str, Any]:
    """A row of `near_pairs`: a pair that stands out."""
    counts = {"hits": 10, "episodes": 11, "expected": 1.0, "p": 1e-7, "q": 1e-5}
    flags = {"clock": False, "significant": True, "supporting": True, "group": -1}
    return {"kind": kind, "left": left, "right": right} | counts | flags | more


def act(second: int, *accounts: str, kind: str = "link", thing: int = 0, lag: int = 7) -> Act:
    """Accounts that share one thing, `lag` seconds after one another."""
    return Act(kind, thing, second, tuple((account, lag * place) for place, account in enumerate(accounts)))


def group(accounts: Sequence[str] = FOUR, objects: int = 10, *, kind: str = "link", **more: Any) -> NearGroup:
    """A group in which everybody shares every object with everybody, one a day, taking turns to be first.

    source, sharers, every, begin: of the things and acts. Anything else replaces a field.
    """
    source, sharers = more.pop("source", lambda number: None), more.pop("sharers", 20)
    every, begin = more.pop("every", DAY), more.pop("begin", BEGIN)
    turns = [[*accounts[i % len(accounts) :], *accounts[: i % len(accounts)]] for i in range(objects)]
    pairs = len(accounts) * (len(accounts) - 1) // 2
    thing = {"group": 0, "kind": kind, "near": pairs, "fast": pairs, "sharers": sharers}
    fields: dict[str, Any] = {
        "number": 0,
        "p_of": dict.fromkeys(accounts, 1e-5),
        "parts": ({"group": 0, "kind": kind, "size": len(accounts), "p": 1e-6, "q": 1e-5, "near": pairs * objects},),
        "acts": tuple(act(begin + i * every, *turn, kind=kind, thing=i) for i, turn in enumerate(turns)),
        "things": tuple(thing | {"thing": i, "object": f"u{i}", "source": source(i)} for i in range(objects)),
        "delays": tuple(
            {"group": 0, "kind": kind, "from": f, "to": f + 15, "measured": 3, "expected": 1.5}
            for f in range(0, 60, 15)
        ),
        "pairs": tuple(pair_row(a, b, kind, group=0) for a, b in combinations(accounts, 2)),
        "tried": tried(1.0, 1.0, 1.0),
    }
    return NearGroup(**(fields | more))


def tried(*common: float) -> tuple[dict[str, Any], ...]:
    """Rows of `settings_tried` of one group, the declared setting first."""
    setting = {"group": 0, "window": 1.0, "reach": 1.0, "level": 0.05, "crowd": 1.0}
    return tuple(setting | {"setting": number, "common": value} for number, value in enumerate(common))


def context(*layers: Mapping[str, Any], **more: Any) -> NearContext:
    """What findings have in common, one layer of links unless others are given."""
    rows = {row["kind"]: row for row in layers or (layer_row(),)}
    fields: dict[str, Any] = {"window": 60, "reach": 1200, "crowd": 300, "last": BEGIN + 100 * DAY, "profiles": {}}
    return NearContext(layers=rows, **(fields | more))


def hard(seed: int, size: tuple[int, int, int] = (800, 1500, 25_000), **pattern: Any) -> Planted:
    """Groups planted in a world with quick accounts, topics, time zones and breaking news."""
    rng = np.random.default_rng(seed)
    defaults: dict[str, Any] = {"sizes": (5, 10, 20), "objects_each": 12, "jitter_seconds": 10.0}
    return plant(rng, world(rng, "hard", *size), Pattern(**(defaults | pattern)))


def acting(quiet: Shares, accounts: Sequence[int], objects: Sequence[int], seed: int = 1) -> Shares:
    """The world, and in it some accounts that all share the same objects within seconds, once each."""
    rng = np.random.default_rng(seed)
    item = np.repeat(np.array(objects), len(accounts))
    moment = np.repeat(rng.integers(0, 30 * DAY, len(objects)), len(accounts))
    who = np.tile(np.array(accounts), len(objects))
    kept = ~(np.isin(quiet.account, who) & np.isin(quiet.object, item))
    return Shares(
        np.concatenate([quiet.account[kept], who]),
        np.concatenate([quiet.object[kept], item]),
        np.concatenate([quiet.at_seconds[kept], moment + rng.integers(0, 20, len(item))]),
        quiet.published_seconds,
        quiet.source,
        quiet.accounts,
    )


def layer(shares: Shares, kind: str = "object", first: int = 0) -> Layer:
    """The shares as one layer; its things are numbered from `first`."""
    order = np.lexsort((shares.account, shares.at_seconds, shares.object))
    account, item = (column[order].astype(np.int32) for column in (shares.account, shares.object))
    return Layer(kind, account, item, first, shares.at_seconds[order], NOT_KNOWN)


def found_in(*layers: Layer, tries: int = 1) -> Found:
    """What the control finds in them, by its own rule."""
    return look(layers, Rule(), np.random.default_rng(0), tries)


def measured(found: Found) -> dict[str, Any]:
    """The tables of a run on those layers; account 7 is 'a7'."""
    accounts = 1 + max(int(one.layer.account.max(initial=0)) for one in found.seen)
    made = NearTables(found, [f"a{number}" for number in range(accounts)]).all()
    made["group_things"] = with_sources(made["group_things"], _table([], "thing"))
    return empty() | made


def empty() -> dict[str, Any]:
    """The tables that a conclusion reads, without a row."""
    numbered = ("groups", "members", "originals", "acts", "group_things", "group_delays", "settings_tried")
    common = ("kind", "object", "left", "right", "left_second", "right_second", "weight")
    named = {
        "reference_accounts": ("account",),
        "weights": ("kind",),
        "placebo": ("kind",),
        "totals": ("kind",),
        "common": common,
    }
    tables = {name: _table([], *columns) for name, columns in named.items()}
    tables |= {name: _table([], "group") for name in numbered}
    return tables | {
        "near_layers": _table([], "kind"),
        "near_pairs": _table([], "kind"),
        "profiles": _table([], "account"),
    }


def pairs_measured(rows: Sequence[Mapping[str, Any]], *layers: Mapping[str, Any]) -> dict[str, Any]:
    """The tables of a run that found these pairs and no group."""
    tables = {"near_layers": _table(layers or [layer_row()]), "near_pairs": _table(rows)}
    return empty() | tables


def concluded(tables: Mapping[str, Any], **settings: Any) -> list[Finding]:
    """The findings of a run with these tables."""
    return list(Coordination(**settings).conclude(tables, np.random.default_rng(1)))


def fast_and_near(shares: Shares, accounts: Sequence[int], window: int = 60, reach: int = 1200) -> tuple[int, int]:
    """Pairs of first shares of one object by two of the accounts, within the window and within reach, one by one."""
    first: dict[int, dict[int, int]] = {}
    for account, item, second in zip(shares.account, shares.object, shares.at_seconds, strict=True):
        if account in accounts:
            of_item = first.setdefault(int(item), {})
            of_item[int(account)] = min(int(second), of_item.get(int(account), int(second)))
    apart = [abs(a - b) for times in first.values() for a, b in combinations(times.values(), 2)]
    return sum(gap <= window for gap in apart), sum(gap <= reach for gap in apart)


def _table(rows: Sequence[Mapping[str, Any]], *columns: str) -> Any:
    import pyarrow as pa

    return pa.Table.from_pylist(list(rows)) if rows else pa.table({name: pa.array([], pa.string()) for name in columns})


def unmeasured(finding: Finding) -> list[str]:
    """Numbers in statement and paragraphs of a finding that are not among its own, as the check before publishing reports them."""
    return [
        found.what
        for found in blockers(finding)
        if found.kind == "number" and found.where.endswith(("(statement)", "(text)"))
    ]
