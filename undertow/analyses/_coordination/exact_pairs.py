"""Pairs of accounts that shared one object within a window, exactly and within bounds: the relational part.

Everything here is lazy. Names become dense integers before the join and come back after it; the join is on
(object, time bucket) to the same and the next bucket, so that its cost follows the pairs found and not the square of
an object's shares. Method: docs/methods/coordination-exact.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from undertow.analyses._coordination.meetings import EARLIER_BITS, as_time, cases, closest, in_seconds, total, unpacked
from undertow.tables import PRECISION_SECONDS

if TYPE_CHECKING:
    import ibis.expr.types as ir

#: Number of different random moves; each share takes one by its place in its source. A prime, so that files sorted in
#: blocks of round sizes do not give one move to shares of one object.
SLOTS = 4_099
#: Only this many pairs of a kind are examined object by object; the rest is counted.
EXAMINED_PAIRS = 2_000
EXAMINED_OBJECTS = 300_000
_SPANS = {name: max(1, int(span)) for name, span in PRECISION_SECONDS.items()}


@dataclass(frozen=True)
class ExactPairs:
    """The near shares of one set of shares, as lazy tables that build on one another.

    held: tables that were computed before under the name of a stage; they are read instead of computed again.
    """

    #: What several tables build on, in order.
    STAGES: ClassVar[tuple[str, ...]] = ("names", "things", "marked", "closest", "numbered_edges")

    shares: ir.Table
    window: int
    crowd: int
    kinds: tuple[str, ...] = ()
    held: Mapping[str, ir.Table] = field(default_factory=dict)

    @cached_property
    def timed(self) -> ir.Table:
        """Shares of the kinds asked for that have a time, and how finely it is known, in seconds."""
        shares = self.shares.filter(self.shares["at"].notnull())
        if self.kinds:
            shares = shares.filter(shares.kind.isin(self.kinds))
        precisions = [(shares.at_precision == name, span) for name, span in _SPANS.items() if span > 1]
        return shares.mutate(
            second=shares["at"].epoch_seconds().cast("int64"), span=cases(precisions, otherwise=1).cast("int64")
        )

    @cached_property
    def fine(self) -> ir.Table:
        """Those whose time is known at least as finely as the window; the finest window is the same second."""
        coarse = [name for name, span in _SPANS.items() if span > max(self.window, 1)]
        return self.timed.filter(~self.timed.at_precision.isin(coarse).fill_null(False))

    def stated(self, table: ir.Table, column: str) -> ir.Table:
        """The rows whose column is not blank. Asked of names and not of shares, which are far more."""
        return table.filter(table[column].strip() != "")

    @cached_property
    def names(self) -> ir.Table:
        """One row per account: account, account_id; ids follow the order of the names."""
        return self.held["names"] if "names" in self.held else self._names()

    def _names(self) -> ir.Table:
        import ibis

        accounts = self.stated(self.fine.select("account").distinct(), "account")
        return accounts.select("account", account_id=ibis.row_number().over(order_by="account").cast("int32"))

    @cached_property
    def things(self) -> ir.Table:
        """One row per object shared more than once: kind, object, shared, and thing and layer, integers for the two names."""
        return self.held["things"] if "things" in self.held else self._things()

    def _things(self) -> ir.Table:
        import ibis

        objects = self.fine.group_by("kind", "object").agg(shared=lambda t: t.count())
        objects = self.stated(objects.filter(objects.shared > 1), "object")
        place = ibis.row_number().over(order_by=["kind", "object"]).cast("int32")
        layer = ibis.dense_rank().over(order_by="kind").cast("int32")
        return objects.select("kind", "object", "shared", thing=place, layer=layer)

    @cached_property
    def layers(self) -> ir.Table:
        """One row per kind: kind, layer."""
        return self.things.select("kind", "layer").distinct()

    @cached_property
    def numbered(self) -> ir.Table:
        """The shares of those objects with integers for names."""
        joined = self.fine.join(self.things, ["kind", "object"]).join(self.names, "account")
        return joined.select(
            "thing",
            "account_id",
            "second",
            "span",
            "shared",
            "at_precision",
            "post",
            "source_sha256",
            "row_ref",
            "row_index",
        )

    @cached_property
    def marked(self) -> ir.Table:
        """The numbered shares, and whether each fell into a crowd: more than `crowd` others within the window."""
        return self.held["marked"] if "marked" in self.held else self._marked()

    def _marked(self) -> ir.Table:
        import ibis

        rows = self.numbered
        near = ibis.range_window(preceding=self.window, following=self.window, group_by="thing", order_by="second")
        # A range window sorts: only objects that can hold a crowd go through it.
        viral = rows.filter(rows.shared > self.crowd)
        viral = viral.mutate(crowded=viral.count().over(near) - 1 > self.crowd)
        ordinary = rows.filter(rows.shared <= self.crowd).mutate(crowded=ibis.literal(False))
        return ordinary.union(viral.select(ordinary.columns))

    def moments(self) -> ir.Table:
        """The first share of each thing by each account: thing, second, account_id, in that order."""
        first = self.marked.group_by("thing", "account_id").agg(second=lambda t: t.second.min())
        return first.select("thing", "second", "account_id").order_by("thing", "second", "account_id")

    def ranges(self) -> ir.Table:
        """One row per kind: the first of its things and the one past the last, and how coarsely its times are known."""
        spans = self.fine.group_by("kind").agg(span=lambda t: t.span.max())
        ranges = self.things.group_by("kind").agg(first=lambda t: t.thing.min(), past=lambda t: t.thing.max() + 1)
        return ranges.join(spans, "kind")

    def public(self, reference_sources: ir.Table) -> ir.Table:
        """Accounts whose shares all come from reference samples: account_id."""
        own = self.marked.anti_join(reference_sources, "source_sha256").select("account_id").distinct()
        return self.marked.select("account_id").distinct().anti_join(own, "account_id")

    def published(self, objects: ir.Table) -> ir.Table:
        """When things were published, where that is known: thing, second."""
        known = objects.filter(objects.published_at.notnull())
        known = known.group_by("kind", "object").agg(
            second=lambda t: t.published_at.min().epoch_seconds().cast("int64")
        )
        return self.things.join(known, ["kind", "object"]).select("thing", "second")

    def described(self, things: Sequence[int], objects: ir.Table, posts: ir.Table) -> ir.Table:
        """Some things by name: thing, kind, object, source and author, who may be missing."""
        some = self.things.filter(self.things.thing.isin(list(things))).select("thing", "kind", "object")
        told = objects.group_by("kind", "object").agg(source=lambda t: t.source.min(), author=lambda t: t.author.min())
        reposts = posts.filter(posts.repost_of.notnull(), posts.repost_account.notnull())
        authors = reposts.group_by(object="repost_of").agg(original=lambda t: t.repost_account.min())
        joined = some.left_join(told, ["kind", "object"]).drop("kind_right", "object_right")
        joined = joined.left_join(authors, "object").drop("object_right")
        return joined.mutate(author=joined.author.fill_null(joined.original)).drop("original")

    @cached_property
    def kept(self) -> ir.Table:
        """The numbered shares outside crowds: the only ones compared."""
        return self.marked.filter(~self.marked.crowded).drop("crowded", "shared")

    @cached_property
    def closest(self) -> ir.Table:
        """One row per pair and object within the window: thing, left, right, share_pairs, delay, earlier, order."""
        return self.held["closest"] if "closest" in self.held else self._closest()

    def _closest(self) -> ir.Table:
        return closest(self.kept, self.window)

    @cached_property
    def numbered_edges(self) -> ir.Table:
        """One row per kind and pair, with integers for names."""
        return self.held["numbered_edges"] if "numbered_edges" in self.held else self._numbered_edges()

    def _numbered_edges(self) -> ir.Table:
        near = self.closest.join(self.things.select("thing", "layer"), "thing")
        return near.group_by("layer", "left", "right").agg(
            weight=lambda t: t.count(),
            share_pairs=total("share_pairs"),
            delays=total("delay"),
            balance=total("order"),
            ordered=lambda t: (t.order != 0).cast("float64").sum(),
            first_second=lambda t: t.earlier.min(),
            last_second=lambda t: (t.earlier + t.delay).max(),
        )

    def edges(self) -> ir.Table:
        """One row per kind and pair: left, right, weight (objects), share_pairs, delays, who was first, first and last."""
        edges = self.numbered_edges
        return self._named(edges.join(self.layers, "layer")).select(
            "kind",
            "left",
            "right",
            "weight",
            share_pairs=lambda t: t.share_pairs.cast("int64"),
            mean_delay=lambda t: t.delays / t.weight,
            left_first=lambda t: ((t.ordered + t.balance) / 2).cast("int64"),
            right_first=lambda t: ((t.ordered - t.balance) / 2).cast("int64"),
            ties=lambda t: t.weight - t.ordered.cast("int64"),
            first_at=lambda t: as_time(t.first_second),
            last_at=lambda t: as_time(t.last_second),
        )

    def placebo(self, starts: ir.Table, moves: ir.Table) -> ir.Table:
        """One row per kind and weight: pairs with that weight after every time was moved, over all draws."""
        kept = self.kept.join(starts, "source_sha256")
        kept = kept.mutate(slot=(kept.row_index + kept.start) % SLOTS).join(moves, "slot")
        # Times known to the minute move by whole minutes, or moving would make them finer than they are.
        whole = (kept.reach // kept.span) * kept.span
        moved = ((kept.move + whole + kept.span + kept.span // 2) // kept.span) * kept.span - whole - kept.span
        draws = moves.draw.max().as_scalar().cast("int64")
        shifted = kept.select("account_id", second=kept.second + moved, thing=kept.thing * draws + kept.draw - 1)
        near = closest(shifted, self.window)
        origin = near.mutate(draw=near.thing % draws, thing=(near.thing // draws).cast("int32"))
        by_layer = origin.join(self.things.select("thing", "layer"), "thing")
        pairs = by_layer.group_by("layer", "left", "right", "draw").agg(weight=lambda t: t.count())
        counted = pairs.group_by("layer", "weight").agg(pairs=lambda t: t.count())
        return counted.join(self.layers, "layer").select("kind", "weight", "pairs")

    def weights(self) -> ir.Table:
        """One row per kind and weight: pairs with that weight."""
        counted = self.numbered_edges.group_by("layer", "weight").agg(pairs=lambda t: t.count())
        return counted.join(self.layers, "layer").select("kind", "weight", "pairs")

    def totals(self, moves: ir.Table) -> ir.Table:
        """One row per kind: shares, accounts, objects, shares too coarse in time or in crowds, spans, and draws."""
        usable = (
            self.stated(self.stated(self.timed, "account"), "object")
            .group_by("kind")
            .agg(
                shares=lambda t: t.count(),
                accounts=lambda t: t.account.nunique(),
                objects=lambda t: t.object.nunique(),
                too_coarse=lambda t: (t.span > max(self.window, 1)).cast("int64").sum(),
                finest=lambda t: t.span.min(),
                coarsest=lambda t: t.span.max(),
            )
        )
        crowded = self.marked.filter(self.marked.crowded).join(self.things.select("thing", "kind"), "thing")
        crowds = crowded.group_by("kind").agg(crowded=lambda t: t.count())
        counted = usable.left_join(crowds, "kind").select(*usable.columns, crowded=crowds.crowded.fill_null(0))
        return counted.cross_join(moves.aggregate(draws=moves.draw.max()))

    def common(self, min_weight: int) -> ir.Table:
        """One row per strongest pair and object both shared, at any delay: the two closest shares' times."""
        import ibis

        edges = self.numbered_edges.filter(lambda t: t.weight >= min_weight).join(self.layers, "layer")
        order = [ibis.desc("weight"), "left", "right"]
        ranked = edges.mutate(
            rank=ibis.row_number().over(group_by="kind", order_by=order),
            reached=edges.weight.sum().over(ibis.cumulative_window(group_by="kind", order_by=order)) - edges.weight,
        )
        strongest = ranked.filter((ranked["rank"] < EXAMINED_PAIRS) & (ranked.reached < EXAMINED_OBJECTS))
        kept = self.kept.join(self.things.select("thing", "kind"), "thing")
        times = kept.select("kind", "thing", "account_id", "second").distinct()
        first = strongest.join(times, ["kind", (strongest.left == times.account_id)])
        first = first.select("kind", "left", "right", "weight", "thing", left_second="second")
        second = times.select(thing="thing", right="account_id", right_second="second")
        both = first.join(second, ["thing", "right"])
        gap = both.right_second - both.left_second
        # The smallest meeting, its last bit 1 where right was first.
        packed = (gap.abs() * EARLIER_BITS + ibis.least(both.left_second, both.right_second)) * 2
        met = both.mutate(packed=packed + (gap < 0).cast("int64"))
        found = met.group_by("kind", "left", "right", "weight", "thing").agg(packed=lambda t: t.packed.min())
        timed = in_seconds(found.mutate(order=1 - 2 * (found.packed % 2), **unpacked(found.packed // 2)))
        named = timed.join(self.things.select("thing", "object"), "thing")
        return self._named(named.select("kind", "left", "right", "weight", "object", "left_second", "right_second"))

    def pairs(self) -> ir.Table:
        """One row per kind, pair and object within the window: the two closest shares, with their posts and places."""
        import ibis

        place = ibis.row_number().over(
            group_by=["thing", "account_id", "second"], order_by=["source_sha256", "row_index", "row_ref", "post"]
        )
        numbered = self.kept.mutate(place=place)
        first = numbered.filter(numbered.place == 0)
        origin = ("at_precision", "post", "source_sha256", "row_ref", "row_index")
        near = in_seconds(self.closest)
        for side in ("left", "right"):
            shares = first.select(
                "thing",
                **{side: first.account_id, f"{side}_second": first.second, **{f"{side}_{c}": first[c] for c in origin}},
            )
            near = near.join(shares, ["thing", side, f"{side}_second"])
        named = self._named(near.join(self.things.select("thing", "kind", "object"), "thing"))
        timed = named.mutate(left_at=as_time(named.left_second), right_at=as_time(named.right_second))
        sides = [f"{side}_{c}" for side in ("left", "right") for c in ("at", *origin)]
        return timed.select("kind", "left", "right", "object", "delay", *sides).order_by(
            "kind", "left", "right", "object"
        )

    def _named(self, pairs: ir.Table) -> ir.Table:
        rest = [column for column in pairs.columns if column not in ("left", "right")]
        left = self.names.select(left="account_id", left_name="account")
        right = self.names.select(right="account_id", right_name="account")
        joined = pairs.join(left, "left").join(right, "right")
        return joined.select(*rest, left=joined.left_name, right=joined.right_name)
