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
    placed, height = _placed(rows, 96 if width == WIDE else 42)
    axis = {"title": None, "grid": False, "orient": "bottom", "tickCount": 6 if width == WIDE else 4, "format": ",~r"}
    x: Spec = {"type": "quantitative", "scale": {"zero": True, "nice": True}, "axis": axis}
    y: Spec = {
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, height], "range": [0, height], "zero": True},
    }

    def marks(kept: Sequence[Spec], mark: Spec, across: tuple[str, ...], down: tuple[str, str]) -> Spec:
        ends = {"x2": {"field": across[1]}} if len(across) > 1 else {}
        up_to = {"y2": {"field": down[1]}}
        return layer(kept, mark, {"x": {**x, "field": across[0]}, **ends, "y": {**y, "field": down[0]}, **up_to})

    bounded = [row for row in placed if row["low"] is not None]
    compared = [row for row in placed if row["reference"] is not None]
    grey = {"type": "rule", "style": "reference", "strokeWidth": 3, "strokeDash": [1, 0]}
    words = {"type": "text", "baseline": "top", "lineBreak": "\n", "color": "#14212b", "lineHeight": 15}
    layers = [
        marks(
            placed, {"type": "rect", "style": "measured-band", "opacity": 0.45}, ("zero", "value"), ("bar_y", "bar_end")
        ),
        marks(bounded, {"type": "rect", "style": "measured"}, ("low", "high"), ("band_y", "band_end")),
        marks(compared, grey, ("reference",), ("tick_y", "tick_end")),
        marks(placed, {"type": "rule", "color": "#5d6b76"}, ("zero",), ("tick_y", "tick_end")),
        layer(placed, words, {"x": {"value": 0}, "y": {**y, "field": "text_y"}, "text": {"field": "label"}}),
    ]
    return chart(width, height, layers)


def _placed(rows: Sequence[Row], size: int) -> tuple[list[Spec], int]:
    """The rows with their label in lines and their places from the top, and the height they take."""
    placed: list[Spec] = []
    top = 0
    for row in rows:
        label = _label(row, size)
        bar = top + 15 * len(label) + 8
        places = {"text_y": top, "bar_y": bar, "bar_end": bar + 14, "band_y": bar + 3, "band_end": bar + 11}
        values = {column: number(row, column) for column in ("value", "low", "high", "reference")}
        ticks = {"zero": 0, "tick_y": bar - 4, "tick_end": bar + 18}
        placed.append({"label": "\n".join(label), **ticks, **places, **values})
        top = bar + 30
    return placed, max(30, top - 6)


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
