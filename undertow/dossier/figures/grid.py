"""How much there is of something in each cell of a grid: weekday by hour, narrative by period."""

from __future__ import annotations

from collections.abc import Sequence

from undertow.dossier import numbers
from undertow.dossier.figures import NARROW, WIDE, Drawing, Key, Row, Spec, View
from undertow.dossier.figures._parts import COLOURS, layer, number, pixels, plane, text

_MOST_ROWS, _MOST_COLUMNS = 24, 60
_LABEL = {WIDE: 96, NARROW: 74}
_HEIGHT, _HEAD = 22, 18


class Grid(Drawing):
    """Cells that grow darker with their value; rows and columns in the order in which they first come; empty cells are blank.

    Rows may have the column `darkest`: the value of full colour, so that two figures have one scale.
    """

    name = "grid"
    columns = ("row", "column", "value")

    def views(self, rows: Sequence[Row]) -> Sequence[View]:
        names = list(dict.fromkeys(text(row["row"]) for row in rows))
        columns = list(dict.fromkeys(text(row["column"]) for row in rows))
        most = max((number(row, column) or 0.0 for row in rows for column in ("value", "darkest")), default=0.0)
        note = ""
        if len(names) > _MOST_ROWS or len(columns) > _MOST_COLUMNS:
            note = f"The first {_MOST_ROWS} rows and the last {_MOST_COLUMNS} columns of {len(names):,} and {len(columns):,}."
        names, columns = names[:_MOST_ROWS], columns[-_MOST_COLUMNS:]
        cells = {(text(row["row"]), text(row["column"])): number(row, "value") for row in rows}
        wide, narrow = (_spec(cells, names, columns, most, width=width) for width in (WIDE, NARROW))
        key = (Key("measured-band", f"Darkest: {numbers.number(most)}"),) if most else ()
        return [View("Grid", wide, narrow, key, note)]


def _spec(
    cells: dict[tuple[str, str], float | None], names: Sequence[str], columns: Sequence[str], most: float, *, width: int
) -> Spec:
    left, height = _LABEL[width], _HEAD + _HEIGHT * len(names)
    each = (width - left - 2) / max(1, len(columns))
    x, y = pixels(width, height)
    drawn = []
    for down, name in enumerate(names):
        for across, column in enumerate(columns):
            value = cells.get((name, column))
            if value:
                place = {"x": left + across * each, "y": _HEAD + down * _HEIGHT}
                strength = round(0.12 + 0.88 * value / most, 2)
                drawn.append(
                    {**place, "x2": place["x"] + each - 1, "y2": place["y"] + _HEIGHT - 2, "strength": strength}
                )
    step = max(1, -(-len(columns) * (30 if width == WIDE else 34) // (width - left)))
    heads = [{"x": left + (a + 0.5) * each, "y": 4, "label": c} for a, c in enumerate(columns) if a % step == 0]
    sides = [{"x": 0, "y": _HEAD + (d + 0.5) * _HEIGHT - 1, "label": _cut(n, left)} for d, n in enumerate(names)]
    frame = {"x": left, "y": _HEAD - 1, "x2": width - 1, "y2": height - 1}
    channels: Spec = {"x": {**x, "field": "x"}, "y": {**y, "field": "y"}, "x2": {"field": "x2"}, "y2": {"field": "y2"}}
    words: Spec = {"x": channels["x"], "y": channels["y"], "text": {"field": "label"}}
    scale = {"domain": [0, 1], "range": [0, 1]}
    shade = {"field": "strength", "type": "quantitative", "scale": scale, "legend": None}
    return plane(
        width,
        height,
        [
            layer([frame], {"type": "rect", "fill": None, "stroke": "#d5d9d6"}, channels),
            layer(drawn, {"type": "rect", "color": COLOURS["measured"]}, {**channels, "fillOpacity": shade}),
            layer(heads, {"type": "text", "baseline": "top", "color": COLOURS["quiet"], "fontSize": 12}, words),
            layer(sides, {"type": "text", "align": "left", "color": "#14212b", "fontSize": 12}, words),
        ],
    )


def _cut(name: str, left: int) -> str:
    most = (left - 6) // 7
    return name if len(name) <= most else name[: most - 1] + "…"
