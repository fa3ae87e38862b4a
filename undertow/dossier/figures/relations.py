"""Who stands in which documented relation to whom: names joined by lines that say the relation."""

from __future__ import annotations

from collections.abc import Sequence

from undertow.dossier.figures import NARROW, WIDE, Drawing, Row, Spec, View
from undertow.dossier.figures._parts import COLOURS, layer, pixels, plane, text, wrapped
from undertow.dossier.figures.network import places

_MOST = 60


class Relations(Drawing):
    """A network whose points have names and whose lines say what joins them."""

    name = "relations"
    columns = ("left", "right", "role")

    def views(self, rows: Sequence[Row]) -> Sequence[View]:
        kept = list(rows)[:_MOST]
        note = f"Drawn: the first {_MOST} of {len(rows):,} relations." if len(rows) > _MOST else ""
        return [View("Network", _spec(kept, WIDE), _spec(kept, NARROW), note=note)]


def _spec(rows: Sequence[Row], width: int) -> Spec:
    place, height = _spread(rows, width)
    x, y = pixels(width, height)
    box = {"x": {**x, "field": "x"}, "y": {**y, "field": "y"}}
    ends = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    lines, roles = [], []
    for row in rows:
        (x1, y1), (x2, y2) = place[text(row["left"])], place[text(row["right"])]
        lines.append({"x": x1, "y": y1, "x2": x2, "y2": y2})
        roles.append({"x": (x1 + x2) / 2, "y": (y1 + y2) / 2, "word": text(row["role"])})
    points = [{"x": at[0], "y": at[1]} for at in place.values()]
    names = [
        {"x": at[0], "y": at[1] + 9 + 13 * line, "word": word}
        for name, at in place.items()
        for line, word in enumerate(wrapped(name, 24 if width == WIDE else 15))
    ]
    halo = {
        "type": "text",
        "align": "center",
        "color": "#ffffff",
        "stroke": "#ffffff",
        "strokeWidth": 3,
        "fontSize": 10,
    }
    plain = {"type": "text", "align": "center", "color": COLOURS["quiet"], "fontSize": 10}
    label = {"type": "text", "align": "center", "baseline": "top", "color": "#14212b"}
    words = {**box, "text": {"field": "word"}}
    return plane(
        width,
        height,
        [
            layer(lines, {"type": "rule", "color": COLOURS["reference"], "strokeWidth": 1.5}, {**box, **ends}),
            layer(
                points,
                {"type": "point", "shape": "circle", "filled": True, "fill": COLOURS["measured"], "size": 70},
                box,
            ),
            layer(roles, halo, words),
            layer(roles, plain, words),
            layer(names, {**label, "stroke": "#ffffff", "strokeWidth": 3, "color": "#ffffff"}, words),
            layer(names, label, words),
        ],
    )


def _spread(rows: Sequence[Row], width: int) -> tuple[dict[str, tuple[float, float]], int]:
    """Where each name stands, in pixels, spread over the whole width and height, and that height."""
    side = 80 if width == WIDE else 54
    weighed = [{"left": row["left"], "right": row["right"], "weight": 1} for row in rows]
    inner = places(weighed, width, width)
    height = min(460, 50 + 40 * len(inner))
    room = (width - 2 * side, height - 50)
    spread = []
    for axis in (0, 1):
        values = [at[axis] for at in inner.values()]
        low, span = min(values), max(values) - min(values) or 1.0
        spread.append({name: (at[axis] - low) / span * room[axis] for name, at in inner.items()})
    return {name: (side + spread[0][name], 12 + spread[1][name]) for name in inner}, height
