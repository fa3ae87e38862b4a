"""Several audiences side by side, and one audience at several times: counts, nothing tested."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from undertow.analyses import Measured
from undertow.analyses._audience import evidence, wording
from undertow.analyses._audience.counting import NOT_TOLD
from undertow.analyses._audience.view import Row, View, percent, told, window
from undertow.model import ALL_BUT_FEW, SMALL_CELL, Cell, Column, Estimate, Finding, Table, cell, mention, part
from undertow.statistics.proportions import wilson

_COUNTED = "None: a count, compared with nothing. Audiences of one topic have followers in common for ordinary reasons."


def overlap(views: Sequence[View], measured: Measured) -> Iterator[Finding]:
    """How many accounts follow several of the audiences, and which batches they have in common."""
    common = {(row["left"], row["right"]): row["common"] for row in measured["overlaps"].to_pylist()}
    by_number = {view.audit["list"]: view for view in views}
    pairs = [(by_number[a], by_number[b], n) for (a, b), n in common.items() if a in by_number and b in by_number]
    largest = max(pairs, key=lambda pair: pair[2], default=None)
    if largest is None or largest[2] < SMALL_CELL:
        return
    one, other, shared = largest
    smaller, count = min(one.audit["members"], other.audit["members"]), _in_common(*largest)
    batches = list(_common_batches(views))
    yield Finding(
        id="",
        analysis="audience",
        subject=evidence.subject(evidence.OVERLAP, *(view.target for view in views)),
        statement=_overlap_statement(one, other, count, shared / smaller),
        estimate=_overlap_estimate(shared, smaller, told=isinstance(count, int)),
        null_model=_COUNTED,
        grade="limited",
        paragraphs=(wording.NO_VERDICT,),
        facts=(
            ("Smaller audience", f"{smaller:,}"),
            ("In common", told(count)),
            ("Batches on the same days", f"{len(batches):,}"),
        ),
        caveats=("An overlap was not compared with that of other audiences.", *wording.of_lists(one)),
        counter_evidence=(_overlap_against(count, smaller - shared),),
        benign_explanations=("Both accounts write about the same, or recommend one another.",),
        would_change=("References of which two have as many followers in common.",),
        detectable="Every account that is in both lists is counted; fewer than 10 are not told.",
        tables=(_pair_table(pairs), *([_batch_table(batches)] if batches else [])),
    )


def _in_common(one: View, other: View, shared: int) -> int | str:
    """Accounts in both audiences as they may be printed: neither they nor those in one alone may be a few."""
    sizes = sorted(view.audit["members"] for view in (one, other))
    words = [part(shared, size) for size in sizes if not isinstance(part(shared, size), int)]
    return f"all, or {words[0]}" if ALL_BUT_FEW in words else words[0] if words else shared


def _overlap_statement(one: View, other: View, count: int | str, share: float) -> str:
    both = f"both {mention(one.target)} and {mention(other.target)}"
    if isinstance(count, int):
        return f"{count:,} accounts are in the audiences of {both}, {percent(share)} of the smaller one."
    return f"{count[0].upper()}{count[1:]}, members of the smaller audience are in those of {both}."


def _overlap_estimate(shared: int, smaller: int, *, told: bool) -> Estimate:
    unit = "share of the smaller audience"
    if told:
        return wilson(shared, smaller, unit=unit)
    least = (smaller - SMALL_CELL + 1) / smaller
    return Estimate(value=least, low=least, high=1.0, unit=f"{unit}, at least", n=smaller)


def _overlap_against(count: int | str, others: int) -> str:
    if isinstance(count, int):
        return f"{others:,} members of the smaller audience are not in the other."
    return "The two lists may be two readings of one audience."


def _pair_table(pairs: Sequence[tuple[View, View, int]]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for one, other, shared in pairs:
        smaller, count = min(one.audit["members"], other.audit["members"]), _in_common(one, other, shared)
        share = round(100 * shared / smaller, 1) if isinstance(count, int) else None
        rows.append((mention(one.target), mention(other.target), count, share))
    columns = (Column(title="Audience"), Column(title="Audience"), Column(title="In common", numeric=True))
    return Table(
        title="Followers in common",
        columns=(*columns, Column(title="Per cent of the smaller", numeric=True)),
        rows=tuple(rows),
    )


def _common_batches(views: Sequence[View]) -> Iterator[tuple[Cell, ...]]:
    """Batches of two audiences whose days overlap."""
    for one, other in combinations(views, 2):
        for left in one.told:
            for right in other.told:
                first, last = max(left["first_day"], right["first_day"]), min(left["last_day"], right["last_day"])
                if first <= last:
                    sizes = (cell(left["size"]), cell(right["size"]))
                    yield mention(one.target), mention(other.target), window(first, last), *sizes


def _batch_table(rows: Sequence[tuple[Cell, ...]]) -> Table:
    titles = ("Audience", "Audience", "Created", "Accounts of the first", "Accounts of the second")
    return Table(
        title="Batches on the same days",
        columns=tuple(Column(title=t, numeric=t.startswith("Accounts")) for t in titles),
        rows=tuple(rows),
        note="Days on which both audiences have a batch. The accounts need not be the same.",
    )


def readings(views: Sequence[View], measured: Measured) -> Iterator[Finding]:
    """Of each audience that was read several times: who came and went between, in numbers."""
    changes = measured["changes"].to_pylist()
    observed = {(row["list"], row["snapshot"]): row["observed"] for row in measured["reading_sizes"].to_pylist()}
    for view in views:
        rows = [row for row in changes if row["list"] == view.audit["list"]]
        if len(rows) > 1:
            yield _reading(view, rows, [observed.get((row["list"], row["snapshot"])) for row in rows])


def _reading(view: View, rows: Sequence[dict[str, Any]], times: Sequence[Any]) -> Finding:
    before, last = rows[-2], rows[-1]
    days = [str(time)[:10] if time else "no date" for time in times]
    changes = [_change(row) for row in rows]
    table = tuple((day, row["followers"], *change) for day, row, change in zip(days, rows, changes, strict=True))
    titles = ("Followers", "Gained since", "Lost since")
    lost = _lost(before, last)
    return Finding(
        id="",
        analysis="audience",
        subject=evidence.subject(evidence.READINGS, view.target),
        statement=_reading_statement(view, before, last, changes[-1]),
        estimate=lost,
        null_model="None: a count of two lists. How many followers comparable audiences gain and lose was not looked at.",
        grade="limited",
        paragraphs=(wording.NO_VERDICT,),
        facts=(("Read", f"{days[-2]} and {days[-1]}"), ("Readings", f"{len(rows):,}")),
        caveats=(
            "An account that is in neither list may have followed in between. A list that is not complete makes followers look "
            "gained or lost.",
            *wording.of_lists(view),
        ),
        counter_evidence=(_kept(before, last, told=isinstance(changes[-1][0], int)),),
        benign_explanations=(
            "Platforms remove accounts in waves, and people leave.",
            "The account was recommended or in the news between the readings.",
        ),
        would_change=("A reading that turns out to be partial.",),
        detectable="Every account that is in one list and not in the other is counted; fewer than 10 are not told.",
        tables=(
            Table(
                title="Readings",
                columns=(Column(title="Read"), *(Column(title=t, numeric=True) for t in titles)),
                rows=table,
                note="Where one of both numbers is below 10 and not 0, neither is told: with the sizes, either gives the other.",
            ),
        ),
    )  # fmt: skip


def _change(row: Row) -> tuple[Cell, Cell]:
    """Gained and lost as they may be printed beside the sizes of both readings, from which one gives the other."""
    both = cell(row["gained"]), cell(row["lost"])
    if all(isinstance(one, int) for one in both):
        return both
    gained, lost = (one if isinstance(one, str) else NOT_TOLD for one in both)
    return gained, lost


def _reading_statement(view: View, before: Row, last: Row, change: tuple[Cell, Cell]) -> str:
    first = f"Between the last two readings the audience of {mention(view.target)} went from {before['followers']:,} members to "
    gained, lost = change
    if isinstance(gained, int) and isinstance(lost, int):
        return f"{first}{last['followers']:,}: {gained:,} accounts were gained and {lost:,} lost."
    return f"{first}{last['followers']:,}; the number gained or the number lost is below 10, so neither is told."


def _most_lost(before: Row, last: Row) -> int:
    """The most accounts that can be lost where a few were lost, or a few gained."""
    few = SMALL_CELL - 1
    return (
        few if last["lost"] < SMALL_CELL and last["lost"] else max(few, before["followers"] - last["followers"] + few)
    )


def _lost(before: Row, last: Row) -> Estimate:
    unit = "share of the earlier reading that is gone"
    if isinstance(_change(last)[1], int):
        return wilson(last["lost"], before["followers"], unit=unit)
    found = wilson(min(before["followers"], _most_lost(before, last)), before["followers"], unit=f"{unit}, at most")
    return replace(found, low=0.0)


def _kept(before: Row, last: Row, *, told: bool) -> str:
    if told:
        return f"{last['followers'] - last['gained']:,} accounts are in both of the last two readings."
    return f"At least {max(0, before['followers'] - _most_lost(before, last)):,} accounts are in both of the last two readings."
