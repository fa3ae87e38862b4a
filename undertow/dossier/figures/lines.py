"""A value over time or over a setting, as lines with bands, beside what it is compared with."""

from __future__ import annotations

import re
from collections.abc import Sequence

from undertow.dossier.figures import NARROW, WIDE, Drawing, Key, Row, Spec, View
from undertow.dossier.figures._parts import LOOKS, chart, layer, number, text

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d([T ].*)?)?)?")


class Lines(Drawing):
    """Up to three lines with their intervals; more series become small multiples.

    Rows may have the columns `reference_name`, words for the reference, and `look`: a series with the look `reference` is a grey band.
    """

    name = "lines"
    columns = ("x", "value")

    def views(self, rows: Sequence[Row]) -> Sequence[View]:
        series = list(dict.fromkeys(text(row.get("series")) for row in rows))
        grey = any(number(row, "reference") is not None for row in rows)
        key = tuple(Key(_swatch(look), name) for look, name in _looks(rows, series) if name) if len(series) <= 3 else ()
        called = next((text(row["reference_name"]) for row in rows if row.get("reference_name")), "Reference")
        key += (Key("reference", called),) if grey else ()
        return [View("Lines", _spec(rows, series, WIDE), _spec(rows, series, NARROW), key)]


def _looks(rows: Sequence[Row], series: Sequence[str]) -> list[tuple[str, str]]:
    """The look of each series: grey for comparisons, the theme's in order for the others."""
    grey = {text(row.get("series")) for row in rows if row.get("look") == "reference"}
    others = iter(LOOKS)
    return [("reference" if name in grey else next(others), name) for name in series]


def _swatch(look: str) -> str:
    return "reference-band" if look == "reference" else f"{look}-line"


def _spec(rows: Sequence[Row], series: Sequence[str], width: int) -> Spec:
    if len(series) <= 3:
        layers = [part for look, name in _looks(rows, series) for part in _series(rows, name, look, width)]
        return chart(width, 240, layers)
    inner = (width - 60) // (3 if width == WIDE else 1)
    small = [
        {
            "width": inner - 40,
            "height": 110,
            "title": {"text": name, "fontSize": 12, "limit": inner - 10},
            "layer": parts,
        }
        for name in series[:12]
        if (parts := _series(rows, name, "measured", width // 2))
    ]
    return {
        "concat": small,
        "columns": 3 if width == WIDE else 1,
        "spacing": 20,
        "resolve": {"scale": {"x": "shared", "y": "shared"}},
    }


def _series(rows: Sequence[Row], name: str, look: str, width: int) -> list[Spec]:
    mine = [
        {"x": row["x"], **{column: number(row, column) for column in ("value", "low", "high", "reference")}}
        for row in rows
        if text(row.get("series")) == name
    ]
    temporal = all(isinstance(row["x"], str) and _DATE.fullmatch(row["x"]) for row in mine)
    x: Spec = {"field": "x", "type": "temporal" if temporal else "quantitative", "axis": {"title": None, "grid": False}}
    # more ticks than points would print one month several times
    x["axis"]["tickCount"] = min(8 if width >= WIDE else 4, len({row["x"] for row in mine}))
    if temporal:
        x |= {"scale": {"type": "utc"}}
        x["axis"]["format"] = _time_format([str(row["x"]) for row in mine])
    else:
        x |= {"scale": {"zero": False, "nice": False}}
        if all(isinstance(row["x"], str) for row in mine):
            x |= {"type": "ordinal", "sort": None, "scale": {}}
            x["axis"] |= {"labelAngle": 0, "labelLimit": 80}
    y: Spec = {
        "field": "value",
        "type": "quantitative",
        "scale": {"zero": True},
        "axis": {"title": None, "format": ",~r", "tickCount": 5},
    }
    banded = [row for row in mine if row["low"] is not None and row["high"] is not None]
    compared = [row for row in mine if row["reference"] is not None]
    parts = []
    if banded:
        band = {"type": "area", "style": f"{look}-band", "opacity": 0.2, "line": False}
        parts.append(layer(banded, band, {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}))
    if compared:
        parts.append(
            layer(compared, {"type": "line", "style": "reference"}, {"x": x, "y": {**y, "field": "reference"}})
        )
    if look == "reference" and banded:
        return parts
    dash = {"reference": [6, 4], "measured": [1, 0], "second": [7, 3], "third": [2, 2]}[look]
    parts.append(layer(mine, {"type": "line", "style": look, "strokeDash": dash}, {"x": x, "y": y}))
    if len(mine) <= 2:
        parts.append(layer(mine, {"type": "point", "style": look}, {"x": x, "y": y}))
    return parts


def _time_format(days: Sequence[str]) -> str:
    span = int(max(days)[:4]) - int(min(days)[:4])
    if span >= 2 or all(len(day) == 4 for day in days):
        return "%Y"
    return "%b %Y" if len({day[:7] for day in days}) > 2 else "%d %b"
