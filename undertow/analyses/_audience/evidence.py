"""What an audience finding rests on: counts by source, made by a query that can be run again. Never a list of followers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from undertow.analyses import Tables
from undertow.analyses._audience import lists, members
from undertow.analyses._audience.counting import SIGNALS, having, known, told_counts
from undertow.model import SMALL_CELL, Evidence, Finding, cell, part, untold

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

SIGN_UPS, SIGNALS_OF, BOUND, GROWTH, READINGS, OVERLAP = "sign-ups", "signals", "bound", "growth", "readings", "overlap"
#: Who is counted where all references are taken together.
ALL = "all references"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
#: Signals that a query can count; whether a handle begins with the name takes more than SQL.
_COUNTABLE = tuple(signal for signal in SIGNALS if signal.known != ("led_by_name",))


def subject(kind: str, *targets: str) -> str:
    """The subject of a finding of a kind about those targets."""
    return " ".join((*targets, kind))


def rows(tables: Tables, finding: Finding) -> ir.Table:
    """The counts behind a finding: source_sha256, target, counted, accounts, counted_of; of signals one column for each."""
    kind = finding.subject.rpartition(" ")[2]
    if kind == SIGNALS_OF:
        return _signal_counts(tables, finding.subject.removesuffix(f" {SIGNALS_OF}"))
    if kind == OVERLAP:
        return _in_common(tables)
    if kind in (BOUND, GROWTH, READINGS):
        return _sizes(tables, finding.subject.removesuffix(f" {kind}"), alone=kind == READINGS)
    return _per_day(tables, finding)


def cite(table: pa.Table) -> Iterator[Evidence]:
    """Counts as evidence; without the number those of few accounts, and those from which such a one could be subtracted.

    Days of sign-up are joined with those after until they hold enough accounts to be told.
    """
    found = _joined(table.to_pylist())
    parts = [row["accounts"] for row in found if row.get("counted") and row["counted_of"] is None]
    hidden = untold(parts) if len(parts) == len(found) else set()
    for place, row in enumerate(found):
        if "counted" in row:
            yield _evidence(row, row["counted"], row["accounts"], row["counted_of"], told=place not in hidden)
            continue
        counts = {signal.name: (row[f"with_{signal.name}"], row[f"known_{signal.name}"]) for signal in _COUNTABLE}
        told = told_counts(counts)
        for signal in _COUNTABLE:
            count, of = counts[signal.name]
            if of >= SMALL_CELL:
                yield _evidence(row, signal.title, count, of, told=isinstance(told[signal.name], int))


def _joined(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows, with days of one source joined until each span holds SMALL_CELL accounts."""
    joined: list[dict[str, Any]] = []
    spans: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        own = spans.setdefault(row["source_sha256"], [])
        few = own and own[-1].get("accounts", SMALL_CELL) < SMALL_CELL
        if few and _DAY.fullmatch(row["counted"]):
            _extend(own[-1], row)
        else:
            joined.append(dict(row))
            own.append(joined[-1])
    for own in spans.values():
        if len(own) > 1 and _DAY.match(own[-1].get("counted", "")) and own[-1]["accounts"] < SMALL_CELL:
            joined.remove(own[-1])
            _extend(own[-2], own[-1])
    return joined


def _extend(span: dict[str, Any], row: Mapping[str, Any]) -> None:
    first, last = span["counted"].split(" ")[0], row["counted"].split(" ")[-1]
    span |= {"counted": f"{first} to {last}", "accounts": span["accounts"] + row["accounts"]}


def _evidence(row: Mapping[str, object], counted: str, accounts: int, of: int | None, *, told: bool = True) -> Evidence:
    count = cell(accounts) if of is None else part(accounts, of)
    return Evidence(
        source_sha256=str(row["source_sha256"]), row_ref=counted, table="follows", who=str(row["target"]),
        account=row["target"] != ALL, kind="count", count=count if told and isinstance(count, int) else None,
        counted_of=of if of and of >= SMALL_CELL else None,
    )  # fmt: skip


def _profiles(tables: Tables, readings: ir.Table) -> ir.Table:
    """Members of some lists with their profiles: list, source_sha256, and the columns of the profile."""
    own, others = members.profiles(lists.numbered(tables["follows"], readings), tables["accounts"])
    loose = {name: kind.copy(nullable=True) for name, kind in own.schema().items()}
    return own.cast(loose).union(others.cast(loose))


def listed(tables: Tables, finding: Finding) -> ir.Table:
    """The rows of a list created on the days of a batch or band, in file order; of other findings the counts.

    source_sha256, row (its number there), position, account, handle, name, created_at.
    """
    if finding.subject.rpartition(" ")[2] in (SIGNALS_OF, OVERLAP, BOUND, GROWTH, READINGS):
        return rows(tables, finding)
    inside = _inside(tables, finding)
    named = inside.select(
        "source_sha256", "position", "handle", "name", "created_at", row="row_index", account="follower"
    )
    return named.order_by("source_sha256", "row")


def _inside(tables: Tables, finding: Finding) -> ir.Table:
    """Members of an audience created on the days of a batch or band."""
    found = tables["batches"].filter(tables["batches"].subject == finding.subject)
    window = found.select("list", "target", "first_day", "last_day").limit(1)
    profiles = _profiles(tables, tables["readings"].semi_join(window, "list"))
    day = (profiles.created_at.epoch_seconds() // members.DAY_SECONDS).cast("int64")
    dated = profiles.filter(
        profiles.created_at.notnull(), ~profiles.created_precision.isin(["month", "year"]).fill_null(False)
    )
    return dated.mutate(day=day).join(window, "list").filter(lambda t: (t.day >= t.first_day) & (t.day <= t.last_day))


def _per_day(tables: Tables, finding: Finding) -> ir.Table:
    """Accounts of the audience created on each day of the window."""
    inside = _inside(tables, finding)
    counted = inside.mutate(counted=inside.created_at.date().cast("string")).group_by(
        "source_sha256", "target", "counted"
    )
    return _in_form(counted.agg(accounts=lambda t: t.count()))


def _in_form(counted: ir.Table) -> ir.Table:
    import ibis

    of = counted["counted_of"] if "counted_of" in counted.columns else ibis.null("int64")
    shown = counted.select("source_sha256", "target", "counted", "accounts", counted_of=of)
    return shown.order_by("counted", "source_sha256", "target")


def _sizes(tables: Tables, target: str, *, alone: bool) -> ir.Table:
    """Followers in each source of the audience, and of the references, with the day it was read."""
    import ibis

    follows = tables["follows"]
    chosen = follows.filter(follows.target == target, follows.role == "audience")
    if not alone:
        chosen = follows.filter(
            ((follows.target == target) & (follows.role == "audience")) | (follows.role == "reference")
        )
    dated = tables["readings"].select("source_sha256", "target", "role", "observed_last")
    sized = (
        chosen.join(dated, ["source_sha256", "target", "role"])
        .group_by("source_sha256", "target")
        .agg(accounts=lambda t: t.follower.nunique(), read=lambda t: t.observed_last.max())
    )
    said = ibis.literal("followers read ") + sized.read.date().cast("string")
    return _in_form(sized.mutate(counted=sized.read.notnull().ifelse(said, "followers")))


def _in_common(tables: Tables) -> ir.Table:
    """Accounts that follow both of two audiences, by source."""
    import ibis

    audience = tables["readings"].filter(tables["readings"].role == "audience")
    found = lists.numbered(tables["follows"], audience)
    twice = found.group_by("follower").agg(audiences=lambda t: t.list.nunique())
    named = found.join(twice, "follower").join(audience.select("list", "target").distinct(), "list")
    counted = named.group_by("source_sha256", "target").agg(
        accounts=lambda t: (t.audiences > 1).cast("int64").sum(), counted_of=lambda t: t.count()
    )
    return _in_form(counted.mutate(counted=ibis.literal("in another audience of the case too")))


def _signal_counts(tables: Tables, target: str) -> ir.Table:
    """One row per source: members of the audience, or of all references, with how many are known and have each signal."""
    readings = tables["readings"]
    wanted = readings.filter(
        ((readings.target == target) & (readings.role == "audience")) | (readings.role == "reference")
    )
    names = wanted.select("list", target=(wanted.role == "audience").ifelse(wanted.target, ALL)).distinct()
    profiles = _plain(_profiles(tables, wanted)).join(names, "list")
    measures: dict[str, Any] = {}
    for signal in _COUNTABLE:
        measures |= {f"known_{signal.name}": known(signal), f"with_{signal.name}": having(signal)}
    counted = profiles.group_by("source_sha256", "target").agg(members=lambda t: t.count(), **measures)
    return counted.order_by("target", "source_sha256")


def _plain(profiles: ir.Table) -> ir.Table:
    """The columns of `members` that the countable signals read, made by the engine."""
    handle = profiles.handle
    return profiles.mutate(
        trailing_digits=handle.length() - handle.re_replace("[0-9]+$", "").length(),
        description_length=profiles.description.strip().length(),
        location_length=profiles.location.strip().length(),
        followers_count=profiles.followers,
        following_count=profiles.following,
        posts_count=profiles.posts,
    )
