"""What is counted of the members, on the engine: signals by stratum, days of sign-up, forms of handles and names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from undertow.model import SMALL_CELL, part

if TYPE_CHECKING:
    import ibis.expr.types as ir

#: What makes profiles comparable: signals are counted apart in each combination.
STRATA = ("created_year", "platform", "language")
#: A form of handle or name is looked at when so many members of all lists together have it, or this share of them.
LEAST_MEMBERS, LEAST_SHARE, MOST_FORMS = 30, 0.01, 12


@dataclass(frozen=True)
class Signal:
    """A feature of a profile that can be counted: its words, the columns that must be known, and the condition."""

    name: str
    title: str
    known: tuple[str, ...]
    holds: Callable[[ir.Table], ir.BooleanValue]


SIGNALS = (
    Signal("digits_4", "Handle ends in 4 or more digits", ("trailing_digits",), lambda t: t.trailing_digits >= 4),
    Signal("digits_8", "Handle ends in 8 or more digits", ("trailing_digits",), lambda t: t.trailing_digits >= 8),
    Signal("name_leads", "Handle begins with the display name", ("led_by_name",), lambda t: t.led_by_name),
    Signal(
        "no_description", "No profile text", ("description_length",), lambda t: t.description_length == 0
    ),
    Signal("no_location", "No place stated", ("location_length",), lambda t: t.location_length == 0),
    Signal("default_image", "No picture of its own", ("default_image",), lambda t: t.default_image),
    Signal("no_posts", "Has posted nothing", ("posts_count",), lambda t: t.posts_count == 0),
    Signal("few_posts", "Has fewer than 10 posts", ("posts_count",), lambda t: t.posts_count < 10),
    Signal("few_followers", "Has at most 5 followers", ("followers_count",), lambda t: t.followers_count <= 5),
    Signal(
        "follows_many",
        "Follows at least 100 and 10 times as many as follow it",
        ("followers_count", "following_count"),
        lambda t: (t.following_count >= 100) & (t.following_count >= 10 * t.followers_count),
    ),
    Signal("protected", "Posts for its followers only", ("protected",), lambda t: t.protected),
    Signal("verified", "Carries the platform's mark", ("verified",), lambda t: t.verified),
)  # fmt: skip
#: Signals that only accounts with another signal can have.
WITHIN = {"digits_8": "digits_4", "no_posts": "few_posts"}
NOT_TOLD = "not told"


def told_counts(counts: Mapping[str, tuple[int, int]]) -> dict[str, int | str]:
    """Of each signal how many have it, of so many it is known of, as it may be printed.

    A count from which that of a signal within it leaves a few is told, and the one within is not.
    """
    told = {name: part(*pair) for name, pair in counts.items()}
    for inner in counts:
        kind, _, form = inner.partition(" ")
        outer = f"handle_shape {form.split(' ')[0]}" if kind == "name_template" else WITHIN.get(inner, "")
        if outer in counts and 0 < counts[outer][0] - counts[inner][0] < SMALL_CELL:
            told[inner] = NOT_TOLD
    return told


def counts(members: ir.Table) -> ir.Table:
    """One row per list and stratum: members, and for each signal how many are known and how many have it."""
    measures = {"members": lambda t: t.count()}
    for signal in SIGNALS:
        measures |= {f"known_{signal.name}": known(signal), f"with_{signal.name}": having(signal)}
    return members.group_by("list", *STRATA).agg(**measures).order_by("list", *STRATA)


def known(signal: Signal) -> Callable[[ir.Table], ir.Value]:
    """How many rows a signal is known of."""
    return lambda t: all_known(signal, t).cast("int64").sum()


def having(signal: Signal) -> Callable[[ir.Table], ir.Value]:
    """How many rows have a signal, of those it is known of."""
    return lambda t: (all_known(signal, t) & signal.holds(t)).fill_null(False).cast("int64").sum()


def all_known(signal: Signal, table: ir.Table) -> ir.BooleanValue:
    """Whether every column that a signal reads is known."""
    every = table[signal.known[0]].notnull()
    for name in signal.known[1:]:
        every = every & table[name].notnull()
    return every


def days(members: ir.Table) -> ir.Table:
    """One row per list and day of sign-up since 1970: accounts."""
    dated = members.filter(members.created_day.notnull())
    return dated.group_by("list", "created_day").agg(accounts=lambda t: t.count()).order_by("list", "created_day")


def sizes(members: ir.Table) -> ir.Table:
    """One row per list: members, and how many have a day of sign-up, a place in the list, a profile text."""
    return (
        members.group_by("list")
        .agg(
            members=lambda t: t.count(),
            dated=lambda t: t.created_day.count(),
            placed=lambda t: t.position.count(),
            places=lambda t: t.position.nunique(),
            followed=lambda t: t.followed_second.count(),
            described=lambda t: (t.description_length > 0).fill_null(False).cast("int64").sum(),
            located=lambda t: (t.location_length > 0).fill_null(False).cast("int64").sum(),
        )
        .order_by("list")
    )


def forms(members: ir.Table) -> ir.Table:
    """One row per frequent form of handle or template of name, list and stratum: kind, code, accounts.

    Which forms are looked at is decided on all lists together, so that neither side is favoured.
    """
    parts = [_forms(members, kind) for kind in ("handle_shape", "name_template")]
    return parts[0].union(parts[1]).order_by("kind", "code", "list", *STRATA)


def _forms(members: ir.Table, kind: str) -> ir.Table:
    import ibis

    named = members.filter(members[kind].notnull())
    total = named.count().as_scalar()
    least = ibis.greatest(ibis.literal(LEAST_MEMBERS, "float64"), total.cast("float64") * LEAST_SHARE)
    pooled = named.group_by(code=named[kind]).agg(accounts=lambda t: t.count())
    frequent = pooled.filter(pooled.accounts >= least).order_by(ibis.desc("accounts"), "code").limit(MOST_FORMS)
    chosen = named.mutate(code=named[kind]).semi_join(frequent, "code")
    counted = chosen.group_by("list", *STRATA, "code").agg(accounts=lambda t: t.count())
    return counted.select(
        kind=ibis.literal(kind), code="code", list="list", **{s: s for s in STRATA}, accounts="accounts"
    )
