"""Several audiences side by side, and one audience at several times: counts, nothing tested."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from undertow.analyses import Measured
from undertow.analyses._audience import evidence, wording
from undertow.analyses._audience.view import View, percent, window
from undertow.model import SMALL_CELL, Cell, Column, Finding, Table, cell, mention
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
    smaller = min(one.audit["members"], other.audit["members"])
    share = wilson(shared, smaller, unit="share of the smaller audience")
    batches = list(_common_batches(views))
    yield Finding(
        id="",
        analysis="audience",
        subject=evidence.subject(evidence.OVERLAP, *(view.target for view in views)),
        statement=(
            f"{shared:,} accounts follow both {mention(one.target)} and {mention(other.target)}, {percent(share.value)} of the smaller "
            "audience."
        ),
        estimate=share,
        null_model=_COUNTED,
        grade="limited",
        paragraphs=(wording.NO_VERDICT,),
        facts=(
            ("Smaller audience", f"{smaller:,}"),
            ("In common", f"{shared:,}, {percent(share.value)}"),
            ("Batches on the same days", f"{len(batches):,}"),
        ),
        caveats=("An overlap was not compared with that of other audiences.", *wording.of_lists(one)),
        counter_evidence=(f"{smaller - shared:,} members of the smaller audience do not follow the other.",),
        benign_explanations=("Both accounts write about the same, or recommend one another.",),
        would_change=("References of which two have as many followers in common.",),
        detectable="Every account that is in both lists is counted; fewer than 10 are not told.",
        tables=(_pair_table(pairs), *([_batch_table(batches)] if batches else [])),
    )


def _pair_table(pairs: Sequence[tuple[View, View, int]]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for one, other, shared in pairs:
        smaller = min(one.audit["members"], other.audit["members"])
        told = cell(shared)
        share = round(100 * shared / smaller, 1) if isinstance(told, int) else None
        rows.append((mention(one.target), mention(other.target), told, share))
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
    lost = wilson(last["lost"], before["followers"], unit="share of the earlier reading that is gone")
    table = tuple(
        (day, row["followers"], cell(row["gained"]), cell(row["lost"])) for day, row in zip(days, rows, strict=True)
    )
    titles = ("Followers", "Gained since", "Lost since")
    return Finding(
        id="",
        analysis="audience",
        subject=evidence.subject(evidence.READINGS, view.target),
        statement=(
            f"Between the last two readings of the audience of {mention(view.target)}, {cell(last['gained'])} accounts were gained and "
            f"{cell(last['lost'])} lost; it had {before['followers']:,} followers and has {last['followers']:,}."
        ),
        estimate=lost,
        null_model="None: a count of two lists. How many followers comparable audiences gain and lose was not looked at.",
        grade="limited",
        paragraphs=(wording.NO_VERDICT,),
        facts=(("Read", f"{days[-2]} and {days[-1]}"), ("Readings", f"{len(rows):,}"), ("Few", "fewer than 10")),
        caveats=(
            "An account that is in neither list may have followed in between. A list that is not complete makes followers look "
            "gained or lost.",
            *wording.of_lists(view),
        ),
        counter_evidence=(f"{last['followers'] - last['gained']:,} accounts are in both of the last two readings.",),
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
            ),
        ),
    )  # fmt: skip
