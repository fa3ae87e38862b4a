"""The edges that coordination-network-toolkit 1.5 returns (co_retweet, co_link), defects included, self-loops left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undertow.analyses._coordination.exact_pairs import ExactPairs
from undertow.analyses._coordination.meetings import meetings, meetings_of, total

if TYPE_CHECKING:
    import ibis.expr.types as ir

_COLUMNS = ("thing", "account_id", "second", "message")


def edges(shares: ir.Table, *, window: int, min_edge_weight: int, kinds: tuple[str, ...] = ()) -> ir.Table:
    """One row per ordered pair of accounts: user_1, user_2, weight, the number of posts of user_1 that met user_2.

    Like the toolkit: of several posts with one id only the first counts, and links that are blank are one object.
    """
    exact = _Toolkit(shares, window, crowd=0, kinds=kinds)
    rows = _first_messages(exact.numbered)
    once, often = _once_and_often(rows)
    met = _once(once, window).union(_often(often, rows, window))
    pairs = met.group_by("left", "right").agg(forward=total("forward"), backward=total("backward"))
    pairs = pairs.mutate(forward=pairs.forward.cast("int64"), backward=pairs.backward.cast("int64"))
    ways = pairs.select(user_1="left", user_2="right", weight="forward").union(
        pairs.select(user_1="right", user_2="left", weight="backward")
    )
    heavy = ways.filter(ways.weight >= max(1, min_edge_weight))
    one = exact.names.select(user_1="account_id", first_name="account")
    two = exact.names.select(user_2="account_id", second_name="account")
    named = heavy.join(one, "user_1").join(two, "user_2")
    return named.select(user_1="first_name", user_2="second_name", weight="weight")


def _first_messages(rows: ir.Table) -> ir.Table:
    """thing, account_id, second, message; a message is a row of a source, named by one integer, the first with its id."""
    import ibis

    sources = rows.select("source_sha256").distinct()
    sources = sources.mutate(source=ibis.row_number().over(order_by="source_sha256"))
    named = rows.join(sources, "source_sha256").mutate(message=lambda t: t.source * 2**40 + t.row_index)
    first = named.group_by("post").agg(message=lambda t: t.message.min()).select("message")
    return named.semi_join(first, "message").select(*_COLUMNS)


def _once_and_often(rows: ir.Table) -> tuple[ir.Table, ir.Table]:
    """Messages that are their account's only one about their thing and are about nothing else; and all others."""
    by_account = rows.group_by("thing", "account_id").agg(
        messages=lambda t: t.count(), message=lambda t: t.message.min()
    )
    alone = by_account.filter(by_account.messages == 1).select("message")
    things = rows.group_by("message").agg(things=lambda t: t.count())
    single = alone.semi_join(things.filter(things.things == 1), "message").select("message")
    return rows.semi_join(single, "message").select(*_COLUMNS), rows.anti_join(single, "message").select(*_COLUMNS)


def _once(once: ir.Table, window: int) -> ir.Table:
    """left, right, forward, backward: a meeting counts for both."""
    import ibis

    met = meetings(once, window, ["account_id"])
    one, two = met.left_account_id, met.right_account_id
    met = met.filter((one < two) | (met.following & (one != two)))
    return met.select(left=ibis.least(one, two), right=ibis.greatest(one, two), forward=1, backward=1)


def _often(often: ir.Table, rows: ir.Table, window: int) -> ir.Table:
    """The same where a message can meet an account more than once: it counts once, for the side that wrote it."""
    import ibis

    met = meetings_of(often, rows, window, ["account_id", "message"])
    one, two = met.left_account_id, met.right_account_id
    met = met.filter(one != two)
    left = met.select(left=ibis.least(one, two), right=ibis.greatest(one, two), by=one, message="left_message")
    right = met.select(left=ibis.least(one, two), right=ibis.greatest(one, two), by=two, message="right_message")
    counted = left.union(right).distinct()
    return counted.select(
        "left",
        "right",
        forward=(counted.by == counted.left).cast("int8"),
        backward=(counted.by == counted.right).cast("int8"),
    )


class _Toolkit(ExactPairs):
    """The shares as the toolkit takes them: blank objects count, and so do times known only roughly."""

    @property
    def fine(self) -> ir.Table:
        return self.timed

    def stated(self, table: ir.Table, column: str) -> ir.Table:
        return table
