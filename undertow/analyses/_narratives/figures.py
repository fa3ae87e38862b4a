"""Rows for the figures of narratives: prevalence over time, voices side by side, narratives by period."""

from __future__ import annotations

from collections.abc import Sequence

from undertow.analyses._narratives.context import Changed, Context, Row, noun, opening, share, who
from undertow.analyses._narratives.series import EVERYONE, Key
from undertow.model import Cell, Column, Figure, Table

_MOST_VOICES, _MOST_ROWS, _LEAST_USES = 9, 30, 3


def ribbon(one: Changed, context: Context) -> Figure:
    """Prevalence of one series with its interval, where it changed, and the events of the case in that time."""
    name, what = context.names[one.key.frame], noun(one.row)
    first, last = one.row["first"], one.row["last"]
    rows: list[dict[str, Cell]] = [*_points(one.points), *_marks(one.changes)]
    for number, event in enumerate(context.events, 1):
        if first <= event.first.isoformat() <= last:
            rows.append(
                _row("event", event.first.isoformat(), event.last.isoformat(), label=f"{number}. {event.title}")
            )
    main = one.main
    return Figure(
        kind="prevalence",
        title=f"{opening(who(one.key))}: “{name}”, {share(main['before'])} before and {share(main['after'])} {_after(main)}",
        unit=f"Share of {what}, percent, by {one.row['length']}",
        alt=(
            f"Line of the share of {what} with “{name}” from {first} to {last}, with its interval; "
            f"{main['kind']} between {main['low']} and {main['high']}."
        ),
        rows=tuple(rows),
        note="The band is the 95 % interval of each period. Events are those of the case's ledger.",
        table=_table(one.points, what),
    )


def multiples(frame: str, context: Context) -> Figure | None:
    """The same narrative by voice, those that changed first; groups left out; None for fewer than two."""
    changes = {one.key: one.changes for one in context.changed()}
    keys = [
        key
        for key, row in context.series.items()
        if key.frame == frame and key.voice != EVERYONE and key.panel != "group" and row["used"] >= _LEAST_USES
    ]
    keys = sorted(keys, key=lambda key: (key not in changes, -context.series[key]["used"], key))[:_MOST_VOICES]
    if len(keys) < 2:
        return None
    rows: list[dict[str, Cell]] = []
    for key in keys:
        label = opening(who(key)) + (f" ({key.language})" if len({k.language for k in keys}) > 1 else "")
        rows += [{"series": label, **row} for row in (*_points(context.points[key]), *_marks(changes.get(key, ())))]
    name = context.names[frame]
    return Figure(
        kind="voices",
        title=f"Who used “{name}”, and when",
        unit="Share of passages, percent; all on one scale",
        alt=f"{len(keys)} small charts of the share of passages with “{name}”, one for each voice.",
        rows=tuple(rows),
        note="Voices that changed come first, then those with most passages; a band marks the interval of a dated change.",
        table=_voice_table(keys, context),
    )


def heat(context: Context, panel: str) -> Figure | None:
    """Narratives by period over everybody in a panel; None where there are not two of each."""
    keys = [
        key
        for key in sorted(context.series)
        if key.panel == panel and key.voice == EVERYONE and context.series[key]["used"]
    ]
    periods = sorted({point["start"] for key in keys for point in context.points[key]})
    if len(keys) < 2 or len(periods) < 2:
        return None
    languages = {key.language for key in keys}
    rows: list[dict[str, Cell]] = [
        {
            "row": f"“{context.names[key.frame]}”" + (f" ({key.language})" if len(languages) > 1 else ""),
            "start": point["start"],
            "end": point["end"],
            "value": round(100 * point["value"], 3),
        }
        for key in keys
        for point in context.points[key]
    ]
    whom = who(keys[0])
    return Figure(
        kind="heat",
        title=f"Every narrative over time: {whom}",
        unit="Share of passages, percent; the darker the more, each row on its own scale",
        alt=f"A grid of {len(keys)} narratives by {len(periods)} periods; darker cells hold a larger share.",
        rows=tuple(rows),
        note="Rows are scaled by themselves: a pale row may be more frequent than a dark one. The table has the numbers.",
    )


def _after(main: Row) -> str:
    return "in the burst" if main["kind"] == "burst" else "since"


def _points(points: Sequence[Row]) -> list[dict[str, Cell]]:
    return [
        _row(
            "point",
            p["start"],
            p["end"],
            value=round(100 * p["value"], 3),
            low=round(100 * p["low"], 3),
            high=round(100 * p["high"], 3),
        )
        for p in points
    ]


def _marks(changes: Sequence[Row]) -> list[dict[str, Cell]]:
    return [_row(c["kind"], c["low"], c["high"], label=c["at"]) for c in changes]


def _row(kind: str, start: str, end: str, *, label: str = "", **numbers: float) -> dict[str, Cell]:
    return {
        "kind": kind,
        "start": start,
        "end": end,
        "value": None,
        "low": None,
        "high": None,
        "label": label,
        **numbers,
    }


def _table(points: Sequence[Row], what: str) -> Table:
    return Table(
        title="Share by period",
        columns=(
            Column(title="From"),
            *(Column(title=t, numeric=True) for t in ("Percent", "Low", "High", f"With it, {what}", f"Read, {what}")),
        ),
        note="The last periods; all are in points.parquet of the run." * (len(points) > _MOST_ROWS),
        rows=tuple(
            (p["start"], *(round(100 * p[name], 3) for name in ("value", "low", "high")), p["used"], p["passages"])
            for p in points[-_MOST_ROWS:]
        ),
    )


def _voice_table(keys: Sequence[Key], context: Context) -> Table:
    rows = [(opening(who(key)), context.series[key]) for key in keys]
    return Table(
        title="Voices",
        columns=(Column(title="Voice"), *(Column(title=t, numeric=True) for t in ("With it", "Read", "Percent"))),
        rows=tuple((name, r["used"], r["passages"], round(100 * r["used"] / r["passages"], 2)) for name, r in rows),
        note="Passages with the narrative as hit, before any correction.",
    )
