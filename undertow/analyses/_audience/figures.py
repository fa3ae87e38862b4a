"""The figures of an audit: days of sign-up, order of following, signals, bounds. Few people are never drawn apart."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from undertow.analyses._audience.signals import EXCESS
from undertow.analyses._audience.view import Row, View, iso, window
from undertow.model import SMALL_CELL, Cell, Column, Figure, Table, cell, mention, untold

#: Widths of bars in days, the narrowest first that leaves few bars too small to be drawn.
_WIDTHS = (7, 14, 30, 61, 91, 182, 365)
_MOST_BARS, _LARGE_ENOUGH = 130, 0.9


def of_sign_ups(view: View, row: Row) -> Iterator[Figure]:
    """Sign-ups over time against the reference; and the order of following, where it is known."""
    yield _histogram(view, row)
    if view.cells:
        yield _order(view, row)


def _histogram(view: View, row: Row) -> Figure:
    width = _width(view.days)
    first, last = min(view.days), max(view.days)
    starts = list(range(first - first % width, last + 1, width))
    own, other = _bars(view, starts, width), _binned(view.reference_days, starts, width)
    members, compared = sum(view.days.values()), sum(view.reference_days.values())
    marked = {start for batch in view.told for start in starts if _meets(batch, start, width)}
    rows: list[dict[str, Cell]] = []
    for start, shown, reference in zip(starts, own, other, strict=True):
        values: dict[str, Cell] = {"expected": None, "low": None, "high": None}
        if compared and not isinstance(cell(reference), str):
            values = _expected(reference, members / compared)
        rows.append({"start": iso(start), "days": width, "accounts": shown, **values, "batch": int(start in marked)})
    days = window(row["first_day"], row["last_day"])
    return Figure(
        kind="sign_ups",
        title="When the members of this audience signed up",
        unit=f"members per {width} days of sign-up",
        alt=(
            f"Bars of sign-ups from {iso(first)} to {iso(last)}; those with a batch are marked, among them {days}. "
            + (
                "A grey band shows what the reference lets expect."
                if compared
                else "There is no reference to compare with."
            )
        ),
        rows=tuple(rows),
        note=(
            "Bars of 1 to 9 accounts, and those from which one could be subtracted, are not drawn, nor is what so few of the "
            "reference let expect. Where so few others signed up in the days of a bar with a batch, it shows the batch alone."
        ),
    )


def _bars(view: View, starts: Sequence[int], width: int) -> list[int | None]:
    """Accounts of each bar; None where they are few or would tell of few. Beside a batch the few others are left out."""
    inside = {day: accounts for day, accounts in view.days.items() if any(_meets(batch, day, 1) for batch in view.told)}
    whole, batch = (_binned(days, starts, width) for days in (view.days, inside))
    parts: list[int] = []
    for bar, within in zip(whole, batch, strict=True):
        few = within >= SMALL_CELL and isinstance(cell(bar - within), str)
        parts += [within, bar - within] if few else [bar, 0]
    hidden = untold(parts)
    shown: list[int | None] = []
    for place, bar in enumerate(whole):
        left = [parts[one] for one in (2 * place, 2 * place + 1) if one not in hidden]
        shown.append(sum(left) if sum(left) or not bar else None)
    return shown


def _meets(batch: Row, start: int, width: int) -> bool:
    return bool(batch["windows"] and batch["first_day"] < start + width and batch["last_day"] >= start)


def _width(days: Mapping[int, int]) -> int:
    first, last = min(days), max(days)
    for width in _WIDTHS:
        starts = list(range(first - first % width, last + 1, width))
        counts = _binned(days, starts, width)
        large = sum(count for count in counts if count >= SMALL_CELL)
        if len(starts) <= _MOST_BARS and large >= _LARGE_ENOUGH * sum(counts):
            return width
    return _WIDTHS[-1]


def _binned(days: Mapping[int, int], starts: Sequence[int], width: int) -> list[int]:
    counts = np.zeros(len(starts), dtype=np.int64)
    for day, accounts in days.items():
        place = (day - starts[0]) // width
        if 0 <= place < len(counts):
            counts[place] += accounts
    return [int(count) for count in counts]


def _expected(reference: int, scale: float) -> dict[str, Cell]:
    """Members expected in a bar, and the range of 95 % for counts that vary like the reference's and by chance."""
    from scipy.special import nbdtrik

    mean, shape = (reference + 0.5) * scale, reference + 0.5
    low, high = (float(nbdtrik(chance, shape, shape / (shape + mean))) for chance in (0.025, 0.975))
    return {"expected": round(reference * scale, 1), "low": max(0.0, math.ceil(low)), "high": float(math.ceil(high))}


def _order(view: View, row: Row) -> Figure:
    """Cells of date by place in the order that hold members, and an outline for every batch with a band."""
    rows: list[dict[str, Cell]] = [
        {"what": "members", "start": iso(c["first_day"]), "end": iso(c["last_day"]), "places": c["places"], "from": None,
         "to": None, "of": view.audit["dated"]}
        for c in view.cells
        if c["places"]
    ]  # fmt: skip
    members, marks = view.audit["dated"], len(rows)
    for batch in view.told:
        if batch["bands"]:
            rows.append(
                {
                    "what": window(batch["first_day"], batch["last_day"]), "start": iso(batch["first_day"]),
                    "end": iso(batch["last_day"]), "places": None,
                    "from": batch["from_rank"] + 1, "to": min(members, batch["to_rank"] + 1),
                    "of": members,
                }
            )  # fmt: skip
    return Figure(
        kind="follow_order",
        title=f"{view.order.removeprefix('the ').capitalize()} by day of sign-up",
        unit=f"place in {view.order}, of {members:,}; the earliest at the bottom",
        alt=(
            f"Marks for {members:,} members by day of sign-up and place in {view.order}; {len(rows) - marks:,} "
            f"outlined blocks, among them that of {window(row['first_day'], row['last_day'])}."
        ),
        rows=tuple(rows),
        note="A mark says that at least one member is in that cell of the grid, not how many.",
        table=Table(
            title="Batches outlined",
            columns=(
                Column(title="Created"),
                Column(title="From place", numeric=True),
                Column(title="To place", numeric=True),
            ),
            rows=tuple((block["what"], block["from"], block["to"]) for block in rows[marks:]),
            note="Members are not listed: a mark of the drawing stands for those of some weeks and places together.",
        ),
    )


def of_signals(view: View) -> Iterator[Figure]:
    """Ratios with intervals, on a logarithmic axis."""
    printed = [row for row in view.tested if view.printed(row)]
    kept = sorted(printed, key=lambda row: (row["reading"] != EXCESS, -row["ratio"]))
    rows: list[dict[str, Cell]] = [
        {
            "label": row["title"], "ratio": round(row["ratio"], 3), "low": round(row["low"], 3), "high": round(row["high"], 3),
            "per_cent": round(100 * row["share"], 1), "expected_per_cent": round(100 * row["expected"], 1),
            "known": row["known"], "reading": row["reading"],
        }
        for row in kept
        if row["ratio"] > 0 and row["low"] > 0 and np.isfinite(row["high"])
    ]  # fmt: skip
    if rows:
        yield Figure(
            kind="ratios",
            title="Signals of this audience against the reference",
            unit="times as frequent as in the reference, with 95 % intervals",
            alt=f"{len(rows)} signals as dots with intervals on a logarithmic axis; 1 means as frequent as in the reference.",
            rows=tuple(rows),
            note="A signal that 1 to 9 members have, or lack, is not drawn.",
        )


def of_bounds(view: View) -> Iterator[Figure]:
    """The bound against all references and against single ones, beside the placebos."""
    rows: list[dict[str, Cell]] = []
    for row in view.bounds:
        if row["against"] is None:
            rows.append(_bound_row("audience", "All references together", row["bound"]))
    for row in view.bounds:
        name = None if row["against"] is None else mention(str(row["reference"]))
        if name and row["bound"] is not None:
            rows.append(_bound_row("audience", name, row["bound"]))
        if name and row["placebo"] is not None:
            rows.append(_bound_row("placebo", name, row["placebo"]))
    placebos = sum(1 for row in rows if row["what"] == "placebo")
    yield Figure(
        kind="bounds",
        title="How the bound changes with the reference",
        unit="share of the members, at least",
        alt=(
            f"Dots for the bound of the audience against {len(rows) - placebos} choices of reference, and grey marks for "
            f"{placebos} references set against the others."
        ),
        rows=tuple(rows),
    )


def _bound_row(what: str, name: str, bound: Any) -> dict[str, Cell]:
    return {"what": what, "reference": name, "bound": round(float(bound), 4)}
