"""How many pairs reach at least each weight, in the material and in the reference."""

from __future__ import annotations

import math
from collections.abc import Sequence

from undertow.dossier.figures import NARROW, WIDE, Drawing, Key, Row, Spec, View
from undertow.dossier.figures._parts import chart, layer, number


class Placebo(Drawing):
    """Steps on a logarithmic scale: measured in colour, reference in grey."""

    name = "placebo"
    columns = ("weight", "measured", "reference")

    def views(self, rows: Sequence[Row]) -> Sequence[View]:
        key = (Key("measured-line", "In the material"), Key("reference", "Reference: expected without the effect"))
        below = sum(1 for row in rows for column in ("measured", "reference") if (number(row, column) or 0) <= 0)
        note = "The scale is logarithmic; counts of zero lie below it." if below else "The scale is logarithmic."
        return [View("Pairs", self._spec(rows, WIDE), self._spec(rows, NARROW), key, note)]

    def _spec(self, rows: Sequence[Row], width: int) -> Spec:
        series = {
            column: [
                {"x": number(row, "weight"), "y": value} for row in rows if (value := number(row, column)) and value > 0
            ]
            for column in ("reference", "measured")
        }
        values = [point["y"] or 1 for points in series.values() for point in points] or [1]
        low, high = 10.0 ** math.floor(math.log10(min(values))), 10.0 ** math.ceil(math.log10(max(*values, 2)))
        decades = [10.0**k for k in range(round(math.log10(low)), round(math.log10(high)) + 1)]
        decades = decades[:: 1 + (len(decades) - 1) // 6]
        weights = [number(row, "weight") or 0 for row in rows] or [0, 1]
        encoding = {
            "x": {
                "field": "x",
                "type": "quantitative",
                "scale": {"domain": [min(weights), max(*weights, min(weights) + 1)], "nice": False},
                "axis": {
                    "title": "Shared at least this many times",
                    "tickMinStep": 1,
                    "tickCount": 8 if width == WIDE else 5,
                },
            },
            "y": {
                "field": "y",
                "type": "quantitative",
                "scale": {"type": "log", "domain": [low, high]},
                "axis": {"title": None, "values": decades, "format": ",~r"},
            },
        }
        layers = [
            layer(series["reference"], {"type": "line", "interpolate": "step-before", "style": "reference"}, encoding),
            layer(series["measured"], {"type": "line", "interpolate": "step-before", "style": "measured"}, encoding),
        ]
        if len(series["measured"]) <= 15:
            layers.append(layer(series["measured"], {"type": "point", "style": "measured", "size": 40}, encoding))
        return chart(width, 220, layers)
