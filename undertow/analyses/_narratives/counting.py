"""Hits and amounts into small tables, on the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undertow.analyses import Tables

if TYPE_CHECKING:
    import ibis.expr.types as ir

#: First passages of each narrative that are kept by name.
FIRST = 12
_WHERE = ("panel", "voice", "language", "day", "precision")


def amounts_by_day(tables: Tables) -> ir.Table:
    """One row per panel, voice, language and day: texts, passages and words. Groups are voices too, with their reposts."""
    amounts = tables["amounts"]
    own = amounts.filter(~amounts.repeated)
    joined = amounts.filter(amounts.grouped != "").join(_members(tables), "grouped")
    grouped = joined.mutate(panel=_text("group"), voice=joined.finding)
    columns = (*_WHERE, "texts", "passages", "words")
    return (
        own.select(*columns)
        .union(grouped.select(*columns))
        .group_by(*_WHERE)
        .agg(
            texts=lambda t: _total(t.texts),
            passages=lambda t: _total(t.passages),
            words=lambda t: _total(t.words),
        )
    )


def uses_by_day(tables: Tables) -> ir.Table:
    """One row per panel, voice, narrative, language and day: texts and passages with it, hits, and passages that a pattern
    other than the commonest hit."""
    matched = tables["matched"]
    own = matched.filter(~matched.repeated)
    joined = matched.filter(matched.grouped != "").join(_members(tables), "grouped")
    grouped = joined.mutate(panel=_text("group"), voice=joined.finding)
    columns = (*_WHERE, "frame", "leading", "hits", "other")
    return (
        own.select(*columns)
        .union(grouped.select(*columns))
        .group_by(*_WHERE, "frame")
        .agg(
            texts=lambda t: _total(t.leading),
            passages=lambda t: t.count().cast("int64"),
            hits=lambda t: _total(t.hits),
            other=lambda t: _total(t.other),
        )
    )


def carriers(tables: Tables) -> ir.Table:
    """One row per narrative and carrier: the day of its first text with it, of its first own one, how many texts, how many of them
    repeat another, and the reach of its own, where it is known (NULL where none says, never 0).

    A repost shows the count of what it repeats: that is not its reach. written: letters of the coarsest date among its texts.
    """
    import ibis

    leading = tables["matched"].filter(lambda t: t.leading)
    letters = (leading.precision == "year").ifelse(4, (leading.precision == "month").ifelse(7, 10))
    own = {name: leading.repeated.ifelse(ibis.null("int64"), leading[name]) for name in ("day", "reposts", "views")}
    named = leading.mutate(written=letters, own_day=own["day"], own_reposts=own["reposts"], own_views=own["views"])
    return named.group_by("frame", "panel", "carrier").agg(
        first_day=lambda t: t.day.min(),
        first_own_day=lambda t: t.own_day.min(),
        written=lambda t: t.written.min().cast("int64"),
        texts=lambda t: t.count().cast("int64"),
        repeated=lambda t: _total(t.repeated),
        reposts=lambda t: _total(t.own_reposts),
        reposts_known=lambda t: t.own_reposts.count().cast("int64"),
        views=lambda t: _total(t.own_views),
        views_known=lambda t: t.own_views.count().cast("int64"),
    )


def first_uses(tables: Tables) -> ir.Table:
    """The first passage of each carrier with each narrative, in order of their days, with the words."""
    import ibis

    matched = tables["matched"].filter(lambda t: ~t.repeated)
    order = ["day", "source_sha256", "row_index", "start"]
    own = ibis.window(group_by=["frame", "panel", "carrier"], order_by=order)
    firsts = matched.mutate(turn=ibis.row_number().over(own)).filter(lambda t: t.turn == 0)
    placed = firsts.mutate(place=ibis.row_number().over(ibis.window(group_by="frame", order_by=order)))
    columns = ("frame", "place", "day", "precision", "panel", "carrier", "quote", "read_as", "source_sha256", "row_ref")
    return placed.filter(placed.place < FIRST).select(*columns)


def group_shares(tables: Tables) -> ir.Table:
    """One row per narrative and group: posts with it by the group's members, reposts among them."""
    leading = tables["matched"].filter(lambda t: t.leading & (t.grouped != ""))
    joined = leading.join(_members(tables), "grouped")
    return joined.group_by("frame", "finding").agg(texts=lambda t: t.count().cast("int64"))


def post_totals(tables: Tables) -> ir.Table:
    """One row per narrative: posts with it and by whomever, reposts among them; narrative '' counts all posts read."""
    posts = tables["matched"].filter(lambda t: t.leading & (t.table == "posts"))
    by_frame = posts.group_by("frame").agg(texts=lambda t: t.count().cast("int64"))
    every = tables["amounts"].filter(lambda t: t.panel.notin(("speaker", "outlet")))
    whole = every.agg(texts=lambda t: _total(t.texts).fill_null(0)).mutate(frame=_text("")).select("frame", "texts")
    return by_frame.union(whole)


def group_amounts(tables: Tables) -> ir.Table:
    """One row per group: all posts of its members that were read, reposts among them."""
    amounts = tables["amounts"]
    joined = amounts.filter(amounts.grouped != "").join(_members(tables), "grouped")
    return joined.group_by("finding").agg(
        texts=lambda t: _total(t.texts), members=lambda t: t.grouped.nunique().cast("int64")
    )


def _members(tables: Tables) -> ir.Table:
    groups = tables["groups"]
    return groups.select(grouped=groups.account, finding=groups.finding).distinct()


def _total(column: ir.Column) -> ir.IntegerScalar:
    """The sum as a whole number of 64 bits; an engine may sum in wider ones, which a file then holds as a fraction."""
    return column.cast("float64").sum().cast("int64")


def _text(value: str) -> ir.StringScalar:
    import ibis

    return ibis.literal(value)
