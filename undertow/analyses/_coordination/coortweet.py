"""What CooRTweet 2.1.3 returns from detect_groups and generate_coordinated_network, order of ties included."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from undertow.analyses._coordination.meetings import meetings

if TYPE_CHECKING:
    import ibis.expr.types as ir

_BEHIND = 2**62
_DIGITS = 12


@dataclass(frozen=True)
class CooRTweet:
    """The pairs and edges of that package, from shares whose content is the post."""

    shares: ir.Table
    window: int
    min_participation: int
    edge_weight: float
    kinds: tuple[str, ...] = ()

    @cached_property
    def rows(self) -> ir.Table:
        """Rows of accounts with enough of them, regrouped by each account's first appearance: place, thing, second."""
        import ibis

        shares = self.shares.filter(self.shares["at"].notnull())
        if self.kinds:
            shares = shares.filter(shares.kind.isin(self.kinds))
        order = ["row_index", "source_sha256", "kind", "object", "post"]
        read = shares.mutate(read=ibis.row_number().over(order_by=order))
        by_account = ibis.window(group_by="account")
        rows = read.mutate(participation=read.count().over(by_account), first=read["read"].min().over(by_account))
        rows = rows.filter(rows.participation >= self.min_participation)
        place = ibis.row_number().over(order_by=["first", "read"])
        rows = rows.select(
            "account", "kind", "object", "post", second=rows["at"].epoch_seconds().cast("int64"), place=place
        )
        return rows.mutate(thing=rows.place.min().over(ibis.window(group_by=["kind", "object"])))

    @cached_property
    def met(self) -> ir.Table:
        """Pairs of shares within the window, the older on the left; between equal times the earlier place."""
        import ibis

        met = meetings(self.rows, self.window, ["account", "object", "post", "place"])
        met = met.filter(met.following | (met.left_place < met.right_place))
        met = met.filter(
            met.left_account != met.right_account,
            met.left_post != met.right_post,
            met.left_object != met.left_post,
            met.left_object != met.right_post,
        )
        newer_left = (met.left_second > met.right_second) | (
            (met.left_second == met.right_second) & (met.left_place > met.right_place)
        )
        return met.select(
            "thing",
            object_id=met.left_object,
            content_id=newer_left.ifelse(met.right_post, met.left_post),
            content_id_y=newer_left.ifelse(met.left_post, met.right_post),
            time_delta=(met.right_second - met.left_second).abs(),
            account_id=newer_left.ifelse(met.right_account, met.left_account),
            account_id_y=newer_left.ifelse(met.left_account, met.right_account),
            later=ibis.greatest(met.left_place, met.right_place),
            earlier=ibis.least(met.left_place, met.right_place),
        )

    @cached_property
    def surviving(self) -> ir.Table:
        """Those pairs of which either content belongs to an account with enough coordinated contents."""
        met = self.met
        contents = met.select(post="content_id").union(met.select(post="content_id_y")).distinct()
        coordinated = self.rows.semi_join(contents, "post")
        active = coordinated.group_by("account").agg(contents=lambda t: t.count())
        active = active.filter(active.contents >= self.min_participation)
        enough = coordinated.semi_join(active, "account").select("post").distinct()
        left = enough.select(content_id="post", left_is_enough=True)
        right = enough.select(content_id_y="post", right_is_enough=True)
        known = met.left_join(left, "content_id").drop("content_id_right")
        known = known.left_join(right, "content_id_y").drop("content_id_y_right")
        kept = known.filter(known.left_is_enough.fill_null(False) | known.right_is_enough.fill_null(False))
        return kept.drop("left_is_enough", "right_is_enough")

    def pairs(self) -> ir.Table:
        """One row per pair of contents: object_id, content_id, content_id_y, time_delta, account_id, account_id_y."""
        columns = ("object_id", "content_id", "content_id_y", "time_delta", "account_id", "account_id_y")
        return self.surviving.select(*columns).order_by("object_id", "content_id", "content_id_y")

    def edges(self) -> ir.Table:
        """One row per pair of accounts, with that package's columns; the pair is in the order of its graph's vertices."""
        import ibis

        pairs = self.surviving
        pairs = pairs.mutate(
            left=ibis.least(pairs.account_id, pairs.account_id_y),
            right=ibis.greatest(pairs.account_id, pairs.account_id_y),
            place=ibis.row_number().over(order_by=["thing", "later", "earlier"]),
        )
        edges = pairs.group_by("left", "right").agg(
            weight=lambda t: t.count(),
            avg_time_delta=lambda t: t.time_delta.sum() / t.count(),
            n_content_id=lambda t: t.content_id.nunique(),
            n_content_id_y=lambda t: t.content_id_y.nunique(),
        )
        listed = _objects(pairs)
        edges = edges.join(listed, ["left", "right"])
        edges = self._thresholded(edges)
        return _in_vertex_order(edges, pairs)

    def _thresholded(self, edges: ir.Table) -> ir.Table:
        import ibis

        ranked = edges.mutate(rank=ibis.row_number().over(order_by=["weight", "left", "right"]))
        position = (ranked.count() - 1).cast("float64") * self.edge_weight
        bounds = ranked.aggregate(low=position.floor().cast("int64"), part=position - position.floor())
        spread = ranked.cross_join(bounds)
        quantile = spread.aggregate(
            at=spread.weight.max(where=spread["rank"] == spread.low),
            above=spread.weight.max(where=spread["rank"] == spread.low + 1),
            part=spread.part.max(),
        )
        # Type 7: linear between the two order statistics around (n - 1) * p.
        cut = quantile.select(cut=quantile["at"] + quantile.part * (quantile.above - quantile["at"]).coalesce(0))
        judged = edges.cross_join(cut)
        return judged.mutate(weight_threshold=(judged.weight > judged.cut).cast("int64")).drop("cut")


def _objects(pairs: ir.Table) -> ir.Table:
    """The objects of each pair, joined by commas in the order in which they first appear."""
    import ibis

    met = pairs.group_by("left", "right", "thing", "object_id").agg(n=lambda t: t.count())
    # Engines differ in ordered aggregates and in lambdas: the order is put in front of each object, and taken off after.
    place = ibis.literal("\x1e") + met.thing.cast("string").lpad(_DIGITS, "0") + "\x1f"
    padded = met.mutate(ordered=place + met.object_id)
    lists = padded.group_by("left", "right").agg(ordered=lambda t: t.ordered.collect())
    joined = lists.ordered.sort().join(",")
    return lists.select("left", "right", object_ids=joined.re_replace(f"\x1e[0-9]{{{_DIGITS}}}\x1f", ""))


def _in_vertex_order(edges: ir.Table, pairs: ir.Table) -> ir.Table:
    """The edges with the account first that comes first as a vertex: all first accounts in order, then all second."""
    import ibis

    first = pairs.group_by(account="left").agg(vertex=lambda t: t.place.min())
    second = pairs.group_by(account="right").agg(vertex=lambda t: t.place.min() + _BEHIND // 2)
    vertices = first.union(second).group_by("account").agg(vertex=lambda t: t.vertex.min())
    left = vertices.select(left="account", left_vertex="vertex")
    right = vertices.select(right="account", right_vertex="vertex")
    placed = edges.join(left, "left").join(right, "right")
    straight = placed.left_vertex < placed.right_vertex
    fewer = ibis.least(placed.n_content_id, placed.n_content_id_y)
    more = ibis.greatest(placed.n_content_id, placed.n_content_id_y)
    return placed.select(
        account_id=straight.ifelse(placed.left, placed.right),
        account_id_y=straight.ifelse(placed.right, placed.left),
        weight="weight",
        avg_time_delta="avg_time_delta",
        n_content_id="n_content_id",
        n_content_id_y="n_content_id_y",
        edge_symmetry_score=fewer / more,
        object_ids="object_ids",
        weight_threshold="weight_threshold",
    ).order_by("account_id", "account_id_y")
