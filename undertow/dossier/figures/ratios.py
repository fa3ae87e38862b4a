"""Ratios to a reference with their intervals, on a logarithmic axis where 1 means no difference."""

from __future__ import annotations

import math
from collections.abc import Sequence

from undertow.dossier.figures import NARROW, WIDE, Drawing, Key, Row, Spec, View
from undertow.dossier.figures._parts import COLOURS, SHAPES, chart, layer, number, text, wrapped

_MOST = 14
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
#: What lies further from 1 than this is cut off at the edge of the drawing.
_FURTHEST = 1000.0
_LOOKS = {"excess": "measured", "deficit": "second"}
_WORDS = {"measured": "More frequent", "second": "Less frequent", "quiet": "Not evidence by itself"}


class Ratios(Drawing):
    """One line a signal: its label, a band for the interval, a shape for the ratio; the line of 1 is grey."""

    name = "ratios"
    columns = ("label", "ratio", "low", "high", "reading")

    def views(self, rows: Sequence[Row]) -> Sequence[View]:
        known = [row for row in rows if all((number(row, column) or 0) > 0 for column in ("ratio", "low", "high"))]
        kept = known[:_MOST]
        if not kept:
            return []
        seen = {_look(row) for row in kept}
        key = [Key("quiet" if look == "quiet" else look, words) for look, words in _WORDS.items() if look in seen]
        note = f"The first {_MOST} of {len(known):,}; the table has all." if len(known) > _MOST else ""
        reference = Key("reference-tick", "As frequent as in the reference")
        return [View("Ratios", _spec(kept, WIDE), _spec(kept, NARROW), (*key, reference), note)]


def _look(row: Row) -> str:
    return _LOOKS.get(text(row["reading"]), "quiet")


def _spec(rows: Sequence[Row], width: int) -> Spec:
    placed, height = _placed(rows, 88 if width == WIDE else 40)
    low = max(1 / _FURTHEST, min(0.8, *(row["low"] for row in placed)))
    high = min(_FURTHEST, max(1.25, *(row["high"] for row in placed)))
    ticks = [step for step in _STEPS if low <= step <= high]
    most = 9 if width == WIDE else 5
    if len(ticks) > most:
        ticks = [tick for tick in ticks if math.log10(tick).is_integer() or tick == 1]
    scale = {"type": "log", "domain": [low, high], "nice": False, "clamp": True}
    axis = {"title": None, "grid": False, "values": ticks, "format": "~r"}
    x: Spec = {"type": "quantitative", "scale": scale, "axis": axis}
    y: Spec = {
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, height], "range": [0, height], "zero": True},
    }
    words = {
        "type": "text",
        "align": "left",
        "baseline": "top",
        "lineBreak": "\n",
        "color": "#14212b",
        "lineHeight": 15,
    }
    one = {"type": "rule", "color": COLOURS["reference"], "strokeWidth": 2}
    layers = [
        layer(
            [{"x": 1, "y": row["mark"] - 9, "y2": row["mark"] + 9} for row in placed], one, _box(x, y, ("x", "y", "y2"))
        )
    ]
    for look in ("measured", "second", "quiet"):
        some = [row for row in placed if row["look"] == look]
        bands = [{"x": row["low"], "x2": row["high"], "y": row["mark"] - 5, "y2": row["mark"] + 5} for row in some]
        layers.append(
            layer(bands, {"type": "rect", "color": COLOURS[look], "opacity": 0.35}, _box(x, y, ("x", "x2", "y", "y2")))
        )
        dot = {"type": "point", "shape": SHAPES.get(look, "diamond"), "filled": True, "fill": COLOURS[look], "size": 64}
        layers.append(layer([{"x": row["ratio"], "y": row["mark"]} for row in some], dot, _box(x, y, ("x", "y"))))
    layers.append(layer(placed, words, {"x": {"value": 0}, "y": {**y, "field": "top"}, "text": {"field": "label"}}))
    return chart(width, height, layers)


def _short(value: float) -> str:
    return f"{value:.3g}" if value < _FURTHEST else f"{value:,.0f}"


def _box(x: Spec, y: Spec, names: Sequence[str]) -> Spec:
    whole = {"x": {**x, "field": "x"}, "x2": {"field": "x2"}, "y": {**y, "field": "y"}, "y2": {"field": "y2"}}
    return {name: whole[name] for name in names}


def _placed(rows: Sequence[Row], size: int) -> tuple[list[Spec], int]:
    """The rows with their label in lines and their places from the top, and the height they take."""
    placed: list[Spec] = []
    top = 0
    for row in rows:
        ratio, low, high = (number(row, column) or 1.0 for column in ("ratio", "low", "high"))
        said = f"{_short(ratio)} [{_short(low)}, {_short(high)}]"
        lines = wrapped(f"{text(row['label'])}: {said}", size)
        mark = top + 15 * len(lines) + 9
        placed.append(
            {
                "label": "\n".join(lines),
                "top": top,
                "mark": mark,
                "ratio": ratio,
                "low": low,
                "high": high,
                "look": _look(row),
            }
        )
        top = mark + 17
    return placed, max(40, top - 4)
