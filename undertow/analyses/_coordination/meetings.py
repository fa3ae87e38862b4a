"""Shares of one thing side by side: the join by time buckets, and the closest two shares of a pair."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ibis.expr.types as ir

EARLIER_BITS = 2**33
_BUCKET_BITS = 2**31


def meetings(times: ir.Table, window: int, carried: Sequence[str]) -> ir.Table:
    """Shares of one thing at most `window` seconds apart, side by side: left_ and right_ second and carried columns.

    times: thing, second and the columns carried. Two shares in one time bucket meet twice, once in each order
    (following is False), and each share meets itself; two shares in adjacent buckets meet once, the later one on the
    right (following is True).
    """
    bucket = times.second // max(window, 1)
    left = _side("left", times, carried, thing=times.thing, key=_key(times.thing, bucket))
    right = _side("right", times, carried, key=_key(times.thing, bucket), following=False).union(
        _side("right", times, carried, key=_key(times.thing, bucket - 1), following=True)
    )
    return left.join(right, "key").filter(lambda t: t.right_second - t.left_second <= window).drop("key")


def meetings_of(some: ir.Table, times: ir.Table, window: int, carried: Sequence[str]) -> ir.Table:
    """The shares in `some` on the left, each beside every share of its thing in `times` at most `window` seconds away."""
    width = max(window, 1)
    left = _side("left", some, carried, thing=some.thing, key=_key(some.thing, some.second // width))
    before, same, after = (
        _side("right", times, carried, key=_key(times.thing, times.second // width + step)) for step in (-1, 0, 1)
    )
    met = left.join(before.union(same, after), "key")
    return met.filter((met.right_second - met.left_second).abs() <= window).drop("key")


def closest(times: ir.Table, window: int) -> ir.Table:
    """One row per pair of accounts and thing with shares at most `window` seconds apart, described by its closest two.

    times: thing, account_id, second. order is 1 where left was first, -1 where right was, 0 where neither. left < right.
    Two accounts that each shared a thing once need no search for the closest; that is nearly all of most material.
    """
    import ibis

    spans = times.group_by("thing", "account_id").agg(first=lambda t: t.second.min(), last=lambda t: t.second.max())
    once = spans.filter(spans.first == spans.last).select("thing", "account_id", second="first")
    often = times.select("thing", "account_id", "second").semi_join(
        spans.filter(spans.first < spans.last), ["thing", "account_id"]
    )
    often = often.distinct().mutate(often=ibis.literal(True))
    everyone = once.mutate(often=ibis.literal(False)).union(often)
    met = meetings(once, window, ["account_id"])
    one, two = met.left_account_id, met.right_account_id
    simple = _oriented(met.filter((one < two) | (met.following & (one != two))))
    direct = simple.select(
        "thing",
        "left",
        "right",
        share_pairs=ibis.literal(1, "int64"),
        order=simple.gap.sign().cast("int32"),
        delay=simple.gap.abs(),
        earlier="earlier",
    )
    return direct.union(_searched(meetings_of(often, everyone, window, ["account_id", "often"])))


def _searched(met: ir.Table) -> ir.Table:
    import ibis

    one, two = met.left_account_id, met.right_account_id
    pair = _oriented(met.filter((one != two) & (~met.right_often | (one < two))))
    # One integer orders meetings by distance, then time; its last bit tells which side was first. The smallest of each
    # tells the closest meeting and its order, and two plain minima cost half of what conditional ones do.
    packed = (pair.gap.abs() * EARLIER_BITS + pair.earlier) * 2
    pair = pair.mutate(forward=packed + (pair.gap < 0).cast("int64"), backward=packed + (pair.gap > 0).cast("int64"))
    found = pair.group_by("thing", "left", "right").agg(
        share_pairs=lambda t: t.count(), forward=lambda t: t.forward.min(), backward=lambda t: t.backward.min()
    )
    order = (found.backward - found.forward).cast("int32")
    best = ibis.least(found.forward, found.backward) // 2
    return found.select("thing", "left", "right", "share_pairs", order=order, **unpacked(best))


def _oriented(met: ir.Table) -> ir.Table:
    """The meeting with the smaller account on the left; gap is positive where left was first."""
    import ibis

    gap = met.right_second - met.left_second
    return met.select(
        "thing",
        left=ibis.least(met.left_account_id, met.right_account_id),
        right=ibis.greatest(met.left_account_id, met.right_account_id),
        gap=(met.left_account_id > met.right_account_id).ifelse(-gap, gap),
        earlier=ibis.least(met.left_second, met.right_second),
    )


def _side(side: str, times: ir.Table, carried: Sequence[str], **more: Any) -> ir.Table:
    return times.select(**{f"{side}_{column}": times[column] for column in ("second", *carried)}, **more)


def total(column: str) -> Callable[[ir.Table], ir.Column]:
    """The sum of a column of whole numbers, as a float: exact, and DuckDB widens sums of integers to 128 bits."""
    return lambda table: table[column].cast("float64").sum()


def _key(thing: ir.Column, bucket: ir.Column) -> ir.Column:
    return thing.cast("int64") * _BUCKET_BITS + bucket


def unpacked(packed: ir.Column) -> dict[str, ir.Column]:
    """Distance and earlier time out of one packed number."""
    return {"delay": packed // EARLIER_BITS, "earlier": packed % EARLIER_BITS}


def in_seconds(near: ir.Table) -> ir.Table:
    """The near events with the seconds of both sides."""
    later = near.earlier + near.delay
    left_is_later = near.order == -1
    return near.mutate(
        left_second=left_is_later.ifelse(later, near.earlier), right_second=left_is_later.ifelse(near.earlier, later)
    )


def as_time(seconds: ir.Column) -> ir.Column:
    """Seconds since 1970 as a time."""
    import ibis

    # Not as_timestamp: on DuckDB it goes through a time zone, at ten times the cost.
    return ibis.timestamp("1970-01-01 00:00:00") + seconds.as_interval("s")


def cases(branches: Sequence[tuple[ir.Column, int]], *, otherwise: int) -> ir.Column:
    """The value of the first condition that holds."""
    import ibis

    return ibis.cases(*branches, else_=otherwise)
