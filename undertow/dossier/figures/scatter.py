"""Two values of each of many things, a few of them by name."""

from __future__ import annotations

from collections.abc import Sequence

from undertow.dossier.figures import NARROW, WIDE, Drawing, Key, Row, Spec, View
from undertow.dossier.figures._parts import COLOURS, LOOKS, SHAPES, chart, layer, number, text

_MOST = 600


class Scatter(Drawing):
    """A point for each row; up to three named series in colour and with a shape of their own, the others grey; a line at zero."""

    name = "scatter"
    columns = ("x", "y", "series")

    def views(self, rows: Sequence[Row]) -> Sequence[View]:
        kept = list(rows)[:_MOST]
        if not kept:
            return []
        names = list(dict.fromkeys(name for row in kept if (name := text(row["series"]))))[: len(LOOKS)]
        key = [Key(look, name) for look, name in zip(LOOKS, names, strict=False)]
        key += [Key("other", "Others")] if names else []
        note = f"The first {_MOST} of {len(rows):,}." if len(rows) > _MOST else ""
        return [View("Points", _spec(kept, names, WIDE), _spec(kept, names, NARROW), tuple(key), note)]


def _spec(rows: Sequence[Row], names: Sequence[str], width: int) -> Spec:
    axis = {"title": None, "grid": False, "format": ",~r", "tickCount": 6 if width == WIDE else 4}
    scale = {"zero": False, "nice": True}
    encoding = {name: {"field": name, "type": "quantitative", "scale": scale, "axis": axis} for name in ("x", "y")}
    zero = layer([{"y": 0}], {"type": "rule", "style": "reference"}, {"y": encoding["y"]})
    layers = [zero]
    looks = {"": ("circle", COLOURS["quiet"], 26, 0.35)}
    looks |= {name: (SHAPES[look], COLOURS[look], 60, 0.9) for look, name in zip(LOOKS, names, strict=False)}
    for name, (shape, colour, size, opacity) in looks.items():
        points = [
            {"x": number(row, "x"), "y": number(row, "y")}
            for row in rows
            if (text(row["series"]) if text(row["series"]) in names else "") == name
        ]
        mark = {"type": "point", "shape": shape, "filled": True, "fill": colour, "size": size, "opacity": opacity}
        layers.append(layer(points, mark, encoding))
    return chart(width, 260, layers)
