"""A value for each of several things, with its interval and what it is compared with."""

from __future__ import annotations

from collections.abc import Sequence

from undertow.dossier import numbers
from undertow.dossier.figures import NARROW, WIDE, Drawing, Key, Row, Spec, View
from undertow.dossier.figures._parts import chart, layer, number, text, wrapped

_MOST = 24


class Bars(Drawing):
    """Horizontal bars from zero, each under its label; the interval is a band at the end, the reference a grey line."""

    name = "bars"
    columns = ("label", "value")

    def views(self, rows: Sequence[Row]) -> Sequence[View]:
        kept = list(rows)[:_MOST]
        key = [Key("measured-bar", "Measured")]
        if any(number(row, "low") is not None for row in kept):
            key.append(Key("measured-band", "Interval"))
        if any(number(row, "reference") is not None for row in kept):
            key.append(Key("reference-tick", "Reference"))
        note = f"The first {_MOST} of {len(rows):,}." if len(rows) > _MOST else ""
        return [View("Bars", _spec(kept, WIDE), _spec(kept, NARROW), tuple(key) if len(key) > 1 else (), note)]


def _spec(rows: Sequence[Row], width: int) -> Spec:
    size = 96 if width == WIDE else 42
    placed: list[Spec] = []
    top = 0
    for row in rows:
        label = _label(row, size)
        bar = top + 15 * len(label) + 8
        places = {"text_y": top, "bar_y": bar, "bar_end": bar + 14, "band_y": bar + 3, "band_end": bar + 11}
        numbers_of = {column: number(row, column) for column in ("value", "low", "high", "reference")}
        placed.append(
            {"label": "\n".join(label), "zero": 0, "tick_y": bar - 4, "tick_end": bar + 18, **places, **numbers_of}
        )
        top = bar + 30
    height = max(30, top - 6)
    axis = {"title": None, "grid": False, "orient": "bottom", "tickCount": 6 if width == WIDE else 4, "format": ",~r"}
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
            {"type": "rule", "color": "#5d6b76"},
            {"x": {**x, "field": "zero"}, "y": {**y, "field": "tick_y"}, "y2": {"field": "tick_end"}},
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
    return chart(width, height, layers)


def _label(row: Row, size: int) -> list[str]:
    """The label in lines, its number behind it, so that no reader has to measure a bar."""
    label, value, low, high = text(row["label"]), number(row, "value"), number(row, "low"), number(row, "high")
    if value is None:
        said = "not given"
    elif low is None and high is None:
        said = numbers.number(value)
    else:
        said = numbers.triple((value, low, high), f"The bar {label!r}")
    lines = wrapped(f"{label}:", size)
    return [*lines[:-1], f"{lines[-1]} {said}"] if len(lines[-1]) + len(said) < size else [*lines, said]
