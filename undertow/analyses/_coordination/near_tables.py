"""What the near-miss control found as Arrow tables, names for numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from undertow.analyses._coordination.near_misses import LEVEL, Found, Seen, Setting, moments, own_places
from undertow.statistics.near_miss.delays import delay_counts
from undertow.statistics.near_miss.ordered import Rule

if TYPE_CHECKING:
    import pyarrow as pa


class NearTables:
    """What was found as Arrow tables, names for numbers. names: account by account id."""

    def __init__(self, found: Found, names: Sequence[str]) -> None:
        self._found, self._names = found, np.array(names, dtype=object)

    def layers(self) -> pa.Table:
        """One row per kind: what could be tested, what was left out, what was found, and the placebo."""
        import pyarrow as pa

        return pa.Table.from_pylist(
            [
                {
                    "kind": one.layer.kind,
                    "shares": one.result.shares,
                    "near_events": one.result.near_events,
                    "testable": one.result.testable,
                    "base_rate": one.result.base_rate,
                    "crowded": one.result.crowded,
                    "level": one.level,
                    "hypotheses": len(one.result.hypotheses),
                    "pairs": one.result.significant,
                    "groups": len(one.result.groups),
                    "clocks": int(np.count_nonzero(one.result.pairs.clock)),
                    "placebo_pairs": one.moved.significant,
                    "placebo_groups": len(one.moved.groups),
                    "rounds": one.result.rounds,
                    "compared": one.result.compared,
                    "reference": len(one.layer.public),
                    "last_second": int(one.layer.second.max(initial=0)),
                }
                for one in self._found.seen
            ],
            schema=pa.schema(
                [
                    pa.field("kind", pa.string()),
                    *(pa.field(n, pa.int64()) for n in ("shares", "near_events", "testable")),
                    pa.field("base_rate", pa.float64()),
                    pa.field("crowded", pa.int64()),
                    pa.field("level", pa.float64()),
                    *(
                        pa.field(n, pa.int64())
                        for n in (
                            "hypotheses",
                            "pairs",
                            "groups",
                            "clocks",
                            "placebo_pairs",
                            "placebo_groups",
                            "rounds",
                        )
                    ),
                    pa.field("compared", pa.bool_()),
                    pa.field("reference", pa.int64()),
                    pa.field("last_second", pa.int64()),
                ]
            ),
        )

    def pairs(self) -> pa.Table:
        """One row per kind and tested pair: hits, episodes, expected hits, p, q over all layers, group."""
        import pyarrow as pa

        tables = []
        for one in self._found.seen:
            pairs = one.result.pairs
            tested = np.flatnonzero(pairs.plain_p < 1)
            left, right = pairs.left[tested], pairs.right[tested]
            group = self._group_of(left, right)
            tables.append(
                pa.table(
                    {
                        "kind": pa.array([one.layer.kind] * len(tested), pa.string()),
                        "left": pa.array(self._names[left].tolist(), pa.string()),
                        "right": pa.array(self._names[right].tolist(), pa.string()),
                        "hits": pa.array(pairs.hits[tested], pa.int64()),
                        "episodes": pa.array(pairs.episodes[tested], pa.int64()),
                        "expected": pairs.expected[tested],
                        "p": pairs.p[tested],
                        "q": np.minimum(1.0, pairs.q[tested] * LEVEL / one.level),
                        "clock": pairs.clock[tested],
                        "significant": pairs.significant[tested],
                        "supporting": pairs.supporting[tested],
                        "group": pa.array(group, pa.int64()),
                    }
                )
            )
        return pa.concat_tables(tables) if tables else _no_pairs()

    def groups(self) -> pa.Table:
        """One row per group and kind in which it was found: members there, p and q of the held-out test."""
        import pyarrow as pa

        rows = [
            {
                "group": number,
                "kind": one.layer.kind,
                "size": len(group.members),
                "p": group.p,
                "q": min(1.0, group.q * LEVEL / one.level),
                "near": int(_near_members(one, group.members)[0].sum()),
            }
            for number, joint in enumerate(self._found.groups)
            for one, group in joint.parts
        ]
        fields = [("group", pa.int64()), ("kind", pa.string()), ("size", pa.int64()), ("p", pa.float64())]
        return pa.Table.from_pylist(rows, schema=pa.schema([*fields, ("q", pa.float64()), ("near", pa.int64())]))

    def members(self) -> pa.Table:
        """One row per group and account: the smallest p against the rest over the layers, times their number."""
        import pyarrow as pa

        rows = []
        for number, joint in enumerate(self._found.groups):
            least: dict[int, float] = {}
            for _, group in joint.parts:
                for account, p in zip(group.members.tolist(), group.member_p.tolist(), strict=True):
                    least[account] = min(p, least.get(account, 1.0))
            rows += [
                {"group": number, "account": self._names[a], "p": min(1.0, p * len(self._found.seen))}
                for a, p in sorted(least.items())
            ]
        return pa.Table.from_pylist(
            rows, schema=pa.schema([("group", pa.int64()), ("account", pa.string()), ("p", pa.float64())])
        )

    def originals(self) -> pa.Table:
        """One row per group and account set apart from it: in how many joint acts it took part, and was first."""
        import pyarrow as pa

        rows = [
            {"group": number, "account": self._names[one.account], "acts": one.acts, "firsts": one.firsts}
            for number, joint in enumerate(self._found.groups)
            for one in joint.originals
        ]
        fields = [("group", pa.int64()), ("account", pa.string()), ("acts", pa.int64()), ("firsts", pa.int64())]
        return pa.Table.from_pylist(rows, schema=pa.schema(fields))

    def acts(self) -> pa.Table:
        """One row per group, joint act and account: shares of one thing by two members or more within the window."""
        import pyarrow as pa

        columns: dict[str, list[object]] = {
            name: [] for name in ("group", "kind", "thing", "act", "account", "second", "delay")
        }
        act = 0
        for number, joint in enumerate(self._found.groups):
            for one, group in joint.parts:
                for thing, moment in moments(one, group.members):
                    for account, second in moment:
                        row = (number, one.layer.kind, thing, act, self._names[account], second, second - moment[0][1])
                        for name, value in zip(columns, row, strict=True):
                            columns[name].append(value)
                    act += 1
        types = {"kind": pa.string(), "account": pa.string()}
        return pa.table({name: pa.array(values, types.get(name, pa.int64())) for name, values in columns.items()})

    def things(self) -> pa.Table:
        """One row per group, kind and thing that two members shared within reach: near and fast events of members, sharers."""
        import pyarrow as pa

        rows = []
        for number, joint in enumerate(self._found.groups):
            for one, group in joint.parts:
                near, fast, things = _near_members(one, group.members)
                sharers = np.diff(one.shares.object_start)[things - one.layer.first]
                rows += [
                    {"group": number, "kind": one.layer.kind, "thing": t, "near": n, "fast": f, "sharers": s}
                    for t, n, f, s in zip(things.tolist(), near.tolist(), fast.tolist(), sharers.tolist(), strict=True)
                ]
        counts = [(n, pa.int64()) for n in ("thing", "near", "fast", "sharers")]
        fields = [("group", pa.int64()), ("kind", pa.string()), *counts]
        return pa.Table.from_pylist(rows, schema=pa.schema(fields))

    def delays(self) -> pa.Table:
        """One row per group, kind and bin: near events of members by seconds apart, and of other pairs, scaled to as many."""
        import pyarrow as pa

        rows = []
        for number, joint in enumerate(self._found.groups):
            for one, group in joint.parts:
                edges = _edges(one.shares.rule)
                label = np.full(len(one.shares.own_start) - 1, -1, np.int64)
                label[group.members] = 0
                others = delay_counts(one.shares, label, edges)
                own = np.histogram(_member_delays(one, group.members), edges)[0]
                scale = own.sum() / max(1, others.sum())
                rows += [
                    {
                        "group": number,
                        "kind": one.layer.kind,
                        "from": int(edges[i]),
                        "to": int(edges[i + 1]),
                        "measured": int(own[i]),
                        "expected": float(others[i] * scale),
                    }
                    for i in range(len(own))
                ]
        fields = [("group", pa.int64()), ("kind", pa.string()), ("from", pa.int64()), ("to", pa.int64())]
        schema = pa.schema([*fields, ("measured", pa.int64()), ("expected", pa.float64())])
        return pa.Table.from_pylist(rows, schema=schema)

    def tried(self) -> pa.Table:
        """One row per setting and group: the members in common with the most similar group found in that setting."""
        import pyarrow as pa

        rows = [
            {"setting": number, "group": group, "common": common, **setting._asdict()}
            for number, (setting, found) in enumerate(self._found.tried)
            for group, common in enumerate(found)
        ]
        numbers = [(n, pa.float64()) for n in ("common", *Setting._fields)]
        return pa.Table.from_pylist(rows, schema=pa.schema([("setting", pa.int64()), ("group", pa.int64()), *numbers]))

    def reference(self) -> pa.Table:
        """The accounts of reference samples."""
        import pyarrow as pa

        public = [one.layer.public for one in self._found.seen]
        ids = np.unique(np.concatenate(public)) if public else np.empty(0, np.int32)
        return pa.table({"account": pa.array(self._names[ids].tolist(), pa.string())})

    def all(self) -> dict[str, pa.Table]:
        """Every table, under the names they are stored by."""
        return {
            "near_layers": self.layers(),
            "near_pairs": self.pairs(),
            "groups": self.groups(),
            "members": self.members(),
            "originals": self.originals(),
            "acts": self.acts(),
            "group_things": self.things(),
            "group_delays": self.delays(),
            "settings_tried": self.tried(),
            "reference_accounts": self.reference(),
        }

    def _group_of(self, left: NDArray[np.int32], right: NDArray[np.int32]) -> NDArray[np.int64]:
        """The first group that holds both accounts of each pair, or -1; an account may be in several."""
        label = np.full(len(left), -1, np.int64)
        for number, joint in reversed(list(enumerate(self._found.groups))):
            everyone = np.concatenate([joint.members, [one.account for one in joint.originals]])
            label[np.isin(left, everyone) & np.isin(right, everyone)] = number
        return label


def with_sources(things: pa.Table, told: pa.Table) -> pa.Table:
    """The things of groups with their names and sources: the site or outlet, the host of a link, or 'account' and author.

    told: thing, object, kind, source, author.
    """
    import pyarrow as pa

    known = {row["thing"]: row for row in told.to_pylist()}
    rows = [known.get(thing, {}) for thing in things["thing"].to_pylist()]
    sources = pa.array([_source(row) for row in rows], pa.string())
    names = pa.array([row.get("object") for row in rows], pa.string())
    return things.append_column("object", names).append_column("source", sources)


def _source(row: Mapping[str, str | None]) -> str | None:
    if row.get("source"):
        return row["source"]
    if row.get("author"):
        return f"account {row['author']}"
    if row.get("kind") == "link" and row.get("object"):
        return urlsplit(str(row["object"])).hostname
    return None


def _no_pairs() -> pa.Table:
    import pyarrow as pa

    words = [(n, pa.string()) for n in ("kind", "left", "right")]
    counts = [(n, pa.int64()) for n in ("hits", "episodes")]
    reals = [(n, pa.float64()) for n in ("expected", "p", "q")]
    flags = [(n, pa.bool_()) for n in ("clock", "significant", "supporting")]
    return pa.schema([*words, *counts, *reals, *flags, ("group", pa.int64())]).empty_table()


def _edges(rule: Rule) -> NDArray[np.int64]:
    """Bins of delays: quarters of the window up to it, then wider ones up to the reach."""
    fine = np.arange(0, rule.window, max(1, rule.window // 4))
    return np.unique(np.concatenate([fine, np.arange(rule.window, rule.reach, rule.window), [rule.reach]])).astype(
        np.int64
    )


def _near_members(
    one: Seen, members: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Near and fast events among members, thing by thing."""
    near, fast, things = [], [], []
    for thing, places in own_places(one, members):
        apart = _apart(one.shares.second[places])
        if count := int(np.count_nonzero(apart <= one.shares.rule.reach)):
            near.append(count)
            fast.append(int(np.count_nonzero(apart <= one.shares.rule.window)))
            things.append(thing)
    return np.array(near, np.int64), np.array(fast, np.int64), np.array(things, np.int64)


def _member_delays(one: Seen, members: NDArray[np.int32]) -> NDArray[np.int64]:
    found = [_apart(one.shares.second[places]) for _, places in own_places(one, members)]
    delays = np.concatenate(found) if found else np.empty(0, np.int64)
    return delays[delays <= one.shares.rule.reach]


def _apart(second: NDArray[np.int64]) -> NDArray[np.int64]:
    """Seconds between every two of some rising times."""
    i, j = _pairs(len(second))
    return np.asarray(second[j] - second[i])


@lru_cache(maxsize=64)
def _pairs(count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    i, j = np.triu_indices(count, 1)
    return i, j
