"""The edges that coordination-network-toolkit 1.5 returns (co_retweet, co_link), defects included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undertow.analyses._exact_pairs import ExactPairs, meetings

if TYPE_CHECKING:
    import ibis.expr.types as ir


def edges(shares: ir.Table, *, window: int, min_edge_weight: int, kinds: tuple[str, ...] = ()) -> ir.Table:
    """One row per ordered pair of accounts: user_1, user_2, weight, the number of posts of user_1 that met user_2.

    Like the toolkit: of several posts with one id only the first counts, and links that are blank are one object.
    """
    import ibis

    first = ibis.dense_rank().over(group_by="post", order_by=["row_index", "source_sha256"])
    unique = shares.mutate(first=first).filter(lambda t: t["first"] == 0).drop("first")
    exact = _Toolkit(unique, window, crowd=0, kinds=kinds)
    sources = unique.select("source_sha256").distinct()
    sources = sources.mutate(source=ibis.row_number().over(order_by="source_sha256"))
    rows = exact.numbered.join(sources, "source_sha256")
    # A post is one row of one source, so its place there names it in one integer.
    times = rows.select("thing", "second", "account_id", message=rows.source * 2**40 + rows.row_index)
    met = meetings(times, window, ["account_id", "message"])
    met = met.filter(met.left_account_id != met.right_account_id)
    forward = met.select(user_1="left_account_id", user_2="right_account_id", message="left_message")
    across = met.filter(met.following)
    backward = across.select(user_1="right_account_id", user_2="left_account_id", message="right_message")
    pairs = forward.union(backward).distinct().group_by("user_1", "user_2").agg(weight=lambda t: t.count())
    heavy = pairs.filter(pairs.weight >= min_edge_weight)
    names = exact.names
    one = names.select(user_1="account_id", first_name="account")
    two = names.select(user_2="account_id", second_name="account")
    named = heavy.join(one, "user_1").join(two, "user_2")
    return named.select(user_1="first_name", user_2="second_name", weight="weight").order_by("user_1", "user_2")


class _Toolkit(ExactPairs):
    """The shares as the toolkit takes them: blank objects count, and so do times known only roughly."""

    @property
    def fine(self) -> ir.Table:
        usable = self.shares.filter(self.shares["at"].notnull())
        if self.kinds:
            usable = usable.filter(usable.kind.isin(self.kinds))
        return usable.mutate(second=usable["at"].epoch_seconds().cast("int64"), span=1)
