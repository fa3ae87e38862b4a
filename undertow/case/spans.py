"""From when to when accounts that a finding joins, and pairs of them, are seen in the rows it rests on: all of them, not those cited."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from undertow.dossier.exports import Spans

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from undertow.case import Case

_NEEDED = {"left", "right", "left_at", "right_at", "left_at_precision", "right_at_precision"}
#: Times known no finer than this are no days.
_COARSE = ("month", "year")
_MOST_PAIRS = 5_000_000


def spans(case: Case, finding: str) -> Spans:
    """By account, and by pair of accounts, the first and last day, ISO 8601; none where the rows of the finding are not pairs with times."""
    found: dict[tuple[str, ...], tuple[str, str]] = {}
    for row in case.rows(finding, _MOST_PAIRS, shaped=_by_pair).to_pylist():
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
