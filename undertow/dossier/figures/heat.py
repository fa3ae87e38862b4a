"""A grid of things by period: the darker a cell, the more of it, each row on its own scale."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from undertow.dossier.figures import NARROW, WIDE, Drawing, Key, Row, Spec, View
from undertow.dossier.figures._parts import COLOURS, chart, day, layer, number, text, wrapped
from undertow.dossier.figures.prevalence import moment, time_axis

#: Shades of one colour, as opacities; a cell with nothing is left empty.
_SHADES = (0.08, 0.25, 0.45, 0.7, 1.0)
_MOST_ROWS, _ROW, _MOST_CELLS = 24, 22, 1600


class Heat(Drawing):
    """Rows of cells, one a period; the largest cell of a row is darkest. The label stands above its row."""

    name = "heat"
    columns = ("row", "start", "end", "value")

    def views(self, rows: Sequence[Row]) -> Sequence[View]:
        names = list(dict.fromkeys(text(row["row"]) for row in rows))
        most = max(1, min(_MOST_ROWS, _MOST_CELLS * len(names) // max(1, len(rows))))
        kept = names[:most]
        note = "Largest cell of each row: " + "; ".join(f"{name} {_largest(rows, name):,.3g}" for name in kept) + "."
        if len(kept) < len(names):
            note += f" The first {len(kept)} of {len(names)} rows."
        drawn = [_spec(rows, kept, width) for width in (WIDE, NARROW)]
        return [View("Grid", drawn[0], drawn[1], (Key("measured-band", "Largest share of its row"),), note)]


def _largest(rows: Sequence[Row], name: str) -> float:
    return max((number(row, "value") or 0 for row in rows if text(row["row"]) == name), default=0.0)


def _spec(rows: Sequence[Row], names: Sequence[str], width: int) -> Spec:
    own = [row for row in rows if text(row["row"]) in names]
    first, last = min(day(row, "start") for row in own), max(day(row, "end") for row in own)
    x = time_axis(first, last + timedelta(1), 8 if width == WIDE else 4)
    pitch = _ROW + 21
    shades: list[list[Spec]] = [[] for _ in _SHADES]
    for row in own:
        place, value = names.index(text(row["row"])), number(row, "value") or 0
        largest = _largest(own, names[place])
        if value > 0:
            shade = min(len(_SHADES) - 1, int(value / largest * len(_SHADES)))
            top = float(place * pitch + 17)
            ends = {"x": moment(day(row, "start")), "x2": moment(day(row, "end") + timedelta(1))}
            shades[shade].append({**ends, "y": top, "y2": top + _ROW})
    height = len(names) * pitch + 6
    y: Spec = {
        "field": "y",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, height], "range": [0, height]},
    }
    box = {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"}}
    frames = [
        {
            "x": moment(first),
            "x2": moment(last + timedelta(1)),
            "y": place * pitch + 17,
            "y2": place * pitch + 17 + _ROW,
        }
        for place in range(len(names))
    ]
    layers = [layer(frames, {"type": "rect", "color": "#e6e8e4", "opacity": 0.5}, box)]
    for opacity, cells in zip(_SHADES, shades, strict=True):
        if cells:
            layers.append(layer(cells, {"type": "rect", "color": COLOURS["measured"], "opacity": opacity}, box))
    labels = [
        {"x": moment(first), "y": place * pitch + 8, "text": wrapped(name, 70 if width == WIDE else 40)[0]}
        for place, name in enumerate(names)
    ]
    words = {"type": "text", "baseline": "middle", "color": "#14212b"}
    layers.append(layer(labels, words, {"x": x, "y": y, "text": {"field": "text"}}))
    return chart(width, height, layers)
