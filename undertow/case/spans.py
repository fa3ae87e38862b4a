"""From when to when accounts that a finding joins, and pairs of them, are seen in the rows it rests on: all of them, not those cited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from undertow.case.runs import Runs
from undertow.dossier.exports import Spans
from undertow.model import Finding

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from undertow.case import Case

_NEEDED = {"left", "right", "left_at", "right_at", "left_at_precision", "right_at_precision"}
#: Times known no finer than this are no days.
_COARSE = ("month", "year")


def spans(case: Case, findings: Sequence[Finding]) -> dict[str, Spans]:
    """By id of a finding: by account, and by pair of accounts, the first and last day, ISO 8601; none where its rows are not pairs with
    times."""
    runs, database = Runs(case.folder.absolute() / "runs"), case.folder.absolute() / "tables" / "case.duckdb"
    by_run = groupby(sorted(findings, key=lambda finding: finding.run_id), key=lambda finding: finding.run_id)
    return {
        finding.id: _spans(engine.collect(_by_pair(rows)).to_pylist())
        for _, own in by_run
        for finding, engine, rows in runs.each(own, database)
    }


def _spans(rows: Sequence[Mapping[str, Any]]) -> Spans:
    found: dict[tuple[str, ...], tuple[str, str]] = {}
    for row in rows:
        left, right = (row["left"],), (row["right"],)
        sides = {left: (row["left_first"], row["left_last"]), right: (row["right_first"], row["right_last"])}
        days = [day for side in sides.values() for day in side if day]
        pair = (min(days, default=None), max(days, default=None))
        for key, (first, last) in [*sides.items(), ((row["left"], row["right"]), pair)]:
            if first and last:
                before = found.get(key, (first, last))
                found[key] = min(before[0], first), max(before[1], last)
    return found


def _by_pair(rows: ir.Table) -> ir.Table:
    """One row per pair: left, right, and the first and last day of each, NULL where no time is known to the day."""
    import ibis

    if not set(rows.columns) >= _NEEDED:
        return ibis.memtable([{"left": "", "right": ""}]).filter(ibis.literal(False))
    return rows.group_by("left", "right").aggregate(**dict(_days(rows)))


def _days(rows: ir.Table) -> Iterator[tuple[str, ir.Value]]:
    for side in ("left", "right"):
        known = ~rows[f"{side}_at_precision"].fill_null("year").isin(_COARSE)
        at = rows[f"{side}_at"]
        yield f"{side}_first", at.min(where=known).strftime("%Y-%m-%d")
        yield f"{side}_last", at.max(where=known).strftime("%Y-%m-%d")
