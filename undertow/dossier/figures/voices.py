"""How often several voices say something over time, one small drawing each, all on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from undertow.dossier.figures import NARROW, WIDE, Drawing, Key, Row, Spec, View
from undertow.dossier.figures._parts import day, number, text
from undertow.dossier.figures.prevalence import CHANGES, change_bands, ribbon, time_axis

_MOST, _HEIGHT, _POINTS = 9, 88, 400


class Voices(Drawing):
    """Small multiples by `series`; rows as in the figure of prevalence."""

    name = "voices"
    columns = ("series", "kind", "start", "end", "value", "low", "high", "label")

    def views(self, rows: Sequence[Row]) -> Sequence[View]:
        points = [row for row in rows if row["kind"] == "point"]
        series = list(dict.fromkeys(text(row["series"]) for row in points))
        fitting = max(1, min(_MOST, _POINTS // max(1, len(points) // max(1, len(series)))))
        kept = series[:fitting]
        if not kept:
            return []
        note = f"The first {len(kept)} of {len(series)} voices." if len(kept) < len(series) else ""
        key = [Key("measured-line", "Share"), Key("measured-bar", "95% interval")]
        key += [Key("second", "A change")] if any(row["kind"] in CHANGES for row in rows) else []
        drawn = [_spec(rows, kept, width) for width in (WIDE, NARROW)]
        return [View("Voices", drawn[0], drawn[1], tuple(key), note)]


def _spec(rows: Sequence[Row], series: Sequence[str], width: int) -> Spec:
    columns = 3 if width == WIDE else 1
    points = [row for row in rows if row["kind"] == "point" and text(row["series"]) in series]
    first, last = min(day(row, "start") for row in points), max(day(row, "end") for row in points)
    most = max(number(row, "high") or number(row, "value") or 0 for row in points) or 1
    inner = (width - 20 * (columns - 1)) // columns - 34
    small = []
    for name in series:
        own = [row for row in rows if text(row["series"]) == name]
        x = time_axis(first, last + timedelta(1), 3)
        y: Spec = {
            "field": "value",
            "type": "quantitative",
            "scale": {"domain": [0, most], "nice": True},
            "axis": {"title": None, "format": ",~r", "tickCount": 3},
        }
        parts = [
            *change_bands([row for row in own if row["kind"] in CHANGES], x, 0, _HEIGHT),
            *ribbon([row for row in own if row["kind"] == "point"], x, y),
        ]
        title = {"text": name, "fontSize": 12, "limit": inner, "offset": 6}
        small.append({"width": inner, "height": _HEIGHT, "title": title, "layer": parts})
    return {"concat": small, "columns": columns, "spacing": 18}
