"""Pairs of accounts that shared one object within a window, exactly and within bounds: the relational part.

Everything here is lazy. Names become dense integers before the join and come back after it; the join is on
(object, time bucket) to the same and the next bucket, so that its cost follows the pairs found and not the square of
an object's shares. Method: docs/methods/coordination-exact.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

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
_EARLIER_BITS = 2**33
_BUCKET_BITS = 2**31


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
            second=shares["at"].epoch_seconds().cast("int64"), span=_cases(precisions, otherwise=1).cast("int64")
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
            first_at=lambda t: _time(t.first_second),
            last_at=lambda t: _time(t.last_second),
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
        packed = (gap.abs() * _EARLIER_BITS + ibis.least(both.left_second, both.right_second)) * 2
        met = both.mutate(packed=packed + (gap < 0).cast("int64"))
        found = met.group_by("kind", "left", "right", "weight", "thing").agg(packed=lambda t: t.packed.min())
        timed = _times(found.mutate(order=1 - 2 * (found.packed % 2), **_unpacked(found.packed // 2)))
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
        origin = ("at_precision", "post", "source_sha256", "row_ref")
        near = _times(self.closest)
        for side in ("left", "right"):
            shares = first.select(
                "thing",
                **{side: first.account_id, f"{side}_second": first.second, **{f"{side}_{c}": first[c] for c in origin}},
            )
            near = near.join(shares, ["thing", side, f"{side}_second"])
        named = self._named(near.join(self.things.select("thing", "kind", "object"), "thing"))
        timed = named.mutate(left_at=_time(named.left_second), right_at=_time(named.right_second))
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
    packed = (pair.gap.abs() * _EARLIER_BITS + pair.earlier) * 2
    pair = pair.mutate(forward=packed + (pair.gap < 0).cast("int64"), backward=packed + (pair.gap > 0).cast("int64"))
    found = pair.group_by("thing", "left", "right").agg(
        share_pairs=lambda t: t.count(), forward=lambda t: t.forward.min(), backward=lambda t: t.backward.min()
    )
    order = (found.backward - found.forward).cast("int32")
    best = ibis.least(found.forward, found.backward) // 2
    return found.select("thing", "left", "right", "share_pairs", order=order, **_unpacked(best))


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


def _unpacked(packed: ir.Column) -> dict[str, ir.Column]:
    return {"delay": packed // _EARLIER_BITS, "earlier": packed % _EARLIER_BITS}


def _times(near: ir.Table) -> ir.Table:
    later = near.earlier + near.delay
    left_is_later = near.order == -1
    return near.mutate(
        left_second=left_is_later.ifelse(later, near.earlier), right_second=left_is_later.ifelse(near.earlier, later)
    )


def _time(seconds: ir.Column) -> ir.Column:
    import ibis

    # Not as_timestamp: on DuckDB it goes through a time zone, at ten times the cost.
    return ibis.timestamp("1970-01-01 00:00:00") + seconds.as_interval("s")


def _cases(branches: Sequence[tuple[ir.Column, int]], *, otherwise: int) -> ir.Column:
    import ibis

    return ibis.cases(*branches, else_=otherwise)
