"""Follower lists as the sources give them: which are audited, which compare, which are snapshots of one another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

#: Readings of one target that lie closer than this are parts of one list.
ONE_READING = timedelta(days=1)
SCHEMA = (
    ("list", "int32"),
    ("target", "string"),
    ("role", "string"),
    ("source_sha256", "string"),
    ("snapshot", "int32"),
    ("newest", "bool"),
    ("dated", "bool"),
    ("observed_first", "timestamp[us]"),
    ("observed_last", "timestamp[us]"),
    ("stated_order", "string"),
    ("stated_complete", "bool"),
    ("stated_kind", "string"),
)


@dataclass(frozen=True)
class Reading:
    """What one source holds of the followers of one target."""

    target: str
    role: str
    source_sha256: str
    first: datetime | None
    last: datetime | None
    order: str
    complete: bool | None
    kind: str = ""


def lists(follows: ir.Table, collected: ir.Table) -> pa.Table:
    """One row per list and source: number, target, role, snapshot of the target (0 is the oldest), whether it is the newest.

    Sources of one target whose readings lie within a day of each other, or that say no date, are one list. The day that the
    analyst states counts where the source says none.
    """
    import pyarrow as pa

    by_source = follows.group_by("target", "role", "source_sha256").agg(
        first=follows.observed_at.min(), last=follows.observed_at.max()
    )
    found = by_source.left_join(collected, "source_sha256").select(
        *by_source.columns,
        stated_order=collected["order"],
        stated_complete=collected.complete,
        stated_kind=collected.kind,
        read_at=collected.read_at,
    )
    ordered = found.order_by("role", "target", "source_sha256").to_pyarrow().to_pylist()
    readings = [
        Reading(
            row["target"], row["role"], row["source_sha256"], row["first"] or row["read_at"], row["last"] or row["read_at"],
            row["stated_order"] or "", row["stated_complete"], row["stated_kind"] or "",
        )
        for row in ordered
    ]  # fmt: skip
    schema = pa.schema([(name, pa.type_for_alias(kind)) for name, kind in SCHEMA])
    return pa.Table.from_pylist(list(_numbered(readings)), schema)


def _numbered(readings: Sequence[Reading]) -> Iterator[dict[str, Any]]:
    by_target = groupby(readings, key=lambda reading: (reading.role, reading.target))
    for number, snapshots in enumerate(_snapshots(list(same)) for _, same in by_target):
        for place, snapshot in enumerate(snapshots):
            for reading in snapshot:
                yield {
                    "list": number,
                    "target": reading.target,
                    "role": reading.role,
                    "source_sha256": reading.source_sha256,
                    "snapshot": place,
                    "newest": place == len(snapshots) - 1,
                    "dated": reading.last is not None,
                    "observed_first": reading.first,
                    "observed_last": reading.last,
                    "stated_order": reading.order,
                    "stated_complete": reading.complete,
                    "stated_kind": reading.kind,
                }


def _snapshots(readings: Sequence[Reading]) -> list[list[Reading]]:
    """Readings of one target, grouped by when they were made, oldest first; those without a date are with the newest."""
    dated = sorted(
        ((r.first, r.last, r) for r in readings if r.first and r.last), key=lambda d: (d[0], d[2].source_sha256)
    )
    groups: list[list[Reading]] = []
    until = datetime.min
    for first, last, reading in dated:
        if groups and first - until <= ONE_READING:
            groups[-1].append(reading)
        else:
            groups.append([reading])
        until = max(until, last)
    undated = [reading for reading in readings if not reading.last]
    if not groups:
        return [undated]
    groups[-1] += undated
    return groups


def numbered(follows: ir.Table, lists_held: ir.Table) -> ir.Table:
    """The follows of the newest reading of each list, one row per list and follower; position is the first it gives."""
    small = lists_held.filter(lists_held.newest).select("list", "target", "role", "source_sha256")
    joined = follows.join(small, ["target", "role", "source_sha256"])
    return joined.group_by("list", "follower").agg(
        source_sha256=lambda t: t.source_sha256.min(),
        position=lambda t: t.position.min(),
        followed_at=lambda t: t.followed_at.min(),
        row_index=lambda t: t.row_index.min(),
    )


def overlaps(follows: ir.Table, lists_held: ir.Table) -> ir.Table:
    """One row per pair of audiences: left, right (numbers of lists), and how many accounts follow both."""
    audiences = numbered(follows, lists_held.filter(lists_held.role == "audience"))
    left, right = (
        audiences.select(left="list", follower="follower"),
        audiences.select(right="list", follower="follower"),
    )
    both = left.join(right, "follower").filter(lambda t: t.left < t.right)
    return both.group_by("left", "right").agg(common=lambda t: t.count()).order_by("left", "right")


def shared(follows: ir.Table, lists_held: ir.Table) -> ir.Table:
    """One row per audience and reference: left, right (numbers of lists), and how many accounts are in both."""
    sides = []
    for role, name in (("audience", "left"), ("reference", "right")):
        held = lists_held.filter(lists_held.newest, lists_held.role == role)
        small = held.select("target", "role", "source_sha256", **{name: held.list})
        joined = follows.join(small, ["target", "role", "source_sha256"])
        sides.append(joined.select(name, "follower").distinct())
    both = sides[0].join(sides[1], "follower")
    return both.group_by("left", "right").agg(common=lambda t: t.count()).order_by("left", "right")


def reading_sizes(follows: ir.Table, lists_held: ir.Table) -> ir.Table:
    """One row per list and reading: followers, and when it was read."""
    small = lists_held.select("list", "target", "role", "source_sha256", "snapshot", "observed_last")
    joined = follows.join(small, ["target", "role", "source_sha256"])
    sizes = joined.group_by("list", "snapshot").agg(
        followers=lambda t: t.follower.nunique(), observed=lambda t: t.observed_last.max()
    )
    return sizes.order_by("list", "snapshot")


def changes(follows: ir.Table, lists_held: ir.Table) -> ir.Table:
    """One row per audience and reading: followers, gained since the reading before, and lost from it.

    Rows of lists with one reading are left out.
    """
    import ibis

    small = lists_held.filter(lists_held.role == "audience").select(
        "list", "target", "role", "source_sha256", "snapshot"
    )
    several = small.group_by("list").agg(readings=lambda t: t.snapshot.nunique()).filter(lambda t: t.readings > 1)
    here = follows.join(small.semi_join(several, "list"), ["target", "role", "source_sha256"])
    here = here.select("list", "snapshot", "follower").distinct()
    before = here.select("list", "follower", snapshot=here.snapshot + 1)
    keys = ["list", "snapshot", "follower"]
    sizes = here.group_by("list", "snapshot").agg(followers=lambda t: t.count())
    gained = here.anti_join(before, keys).group_by("list", "snapshot").agg(gained=lambda t: t.count())
    lost = before.anti_join(here, keys).group_by("list", "snapshot").agg(lost=lambda t: t.count())
    both = sizes.left_join(gained, ["list", "snapshot"]).select(*sizes.columns, "gained")
    whole = both.left_join(lost, ["list", "snapshot"]).select(*both.columns, "lost")
    first = whole.snapshot == 0
    return whole.mutate(
        gained=first.ifelse(ibis.literal(0, "int64"), whole.gained.fill_null(0)),
        lost=first.ifelse(ibis.literal(0, "int64"), whole.lost.fill_null(0)),
    ).order_by("list", "snapshot")


def by_number(rows: Sequence[Mapping[str, Any]]) -> dict[int, list[Mapping[str, Any]]]:
    """The rows of `lists` of each list."""
    found: dict[int, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["list"], []).append(row)
    return found
