"""A value for each of several things, with its interval and what it is compared with."""

from __future__ import annotations

from collections.abc import Sequence

from undertow.dossier.figures import NARROW, WIDE, Drawing, Key, Row, Spec, View
from undertow.dossier.figures._parts import chart, layer, number, text, wrapped

_MOST = 24


class Bars(Drawing):
    """Horizontal bars from zero, each under its label; the interval is a band at the end, the reference a grey line."""

    name = "bars"
    columns = ("label", "value")

    def views(self, rows: Sequence[Row]) -> Sequence[View]:
        kept = list(rows)[:_MOST]
        key = [Key("measured", "Measured")]
        if any(number(row, "low") is not None for row in kept):
            key.append(Key("measured-band", "Interval"))
        if any(number(row, "reference") is not None for row in kept):
            key.append(Key("reference", "Reference"))
        note = f"The first {_MOST} of {len(rows):,}." if len(rows) > _MOST else ""
        return [View("Bars", _spec(kept, WIDE), _spec(kept, NARROW), tuple(key) if len(key) > 1 else (), note)]


def _spec(rows: Sequence[Row], width: int) -> Spec:
    lines = [wrapped(text(row["label"]), 96 if width == WIDE else 42) for row in rows]
    step = 30 + 15 * max(len(label) for label in lines or [[""]])
    placed = [
        {
            "label": "\n".join(label),
            "zero": 0,
            "value": number(row, "value"),
            "low": number(row, "low"),
            "high": number(row, "high"),
            "reference": number(row, "reference"),
            "text_y": index * step + 2,
            "bar_y": index * step + step - 24,
            "bar_end": index * step + step - 10,
            "band_y": index * step + step - 21,
            "band_end": index * step + step - 13,
            "tick_y": index * step + step - 28,
            "tick_end": index * step + step - 6,
        }
        for index, (row, label) in enumerate(zip(rows, lines, strict=True))
    ]
    height = step * max(1, len(rows))
    axis = {"title": None, "grid": True, "orient": "bottom", "tickCount": 6 if width == WIDE else 4, "format": ",~g"}
    x = {"type": "quantitative", "scale": {"zero": True, "nice": True}, "axis": axis}
    y = {"type": "quantitative", "axis": None, "scale": {"domain": [0, height], "range": [0, height], "zero": True}}
    low, high = [r for r in placed if r["low"] is not None], [r for r in placed if r["reference"] is not None]
    layers = [
        layer(
            placed,
            {"type": "rect", "style": "measured-band", "opacity": 0.45},
            {
                "x": {**x, "field": "zero"},
                "x2": {"field": "value"},
                "y": {**y, "field": "bar_y"},
                "y2": {"field": "bar_end"},
            },
        ),
        layer(
            low,
            {"type": "rect", "style": "measured"},
            {
                "x": {**x, "field": "low"},
                "x2": {"field": "high"},
                "y": {**y, "field": "band_y"},
                "y2": {"field": "band_end"},
            },
        ),
        layer(
            high,
            {"type": "rule", "style": "reference", "strokeWidth": 3, "strokeDash": [1, 0]},
            {"x": {**x, "field": "reference"}, "y": {**y, "field": "tick_y"}, "y2": {"field": "tick_end"}},
        ),
        layer(
            placed,
            {
                "type": "text",
                "align": "left",
                "baseline": "top",
                "lineBreak": "\n",
                "color": "#14212b",
                "lineHeight": 15,
            },
            {"x": {"value": 0}, "y": {**y, "field": "text_y"}, "text": {"field": "label"}},
        ),
    ]
    return chart(width, height + 30, layers)
