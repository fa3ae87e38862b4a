"""Who stands in which documented relation to whom: names joined by lines that say the relation."""

from __future__ import annotations

from collections.abc import Sequence

from undertow.dossier.figures import NARROW, WIDE, Drawing, Row, Spec, View
from undertow.dossier.figures._parts import COLOURS, layer, pixels, plane, text, wrapped
from undertow.dossier.figures.network import graph_of, places

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
    edge = 70 if width == WIDE else 46
    graph, _ = graph_of([{"left": row["left"], "right": row["right"], "weight": 1} for row in rows])
    inner, used = places(graph, width - 2 * edge, 60 + 34 * len(graph.group))
    low, high = (f(x for x, _ in inner.values()) for f in (min, max))
    scale = (width - 2 * edge) / max(1.0, high - low)
    place = {name: (edge + (x - low) * scale, y + 10) for name, (x, y) in inner.items()}
    height = used + 40
    x, y = pixels(width, height)
    box = {"x": {**x, "field": "x"}, "y": {**y, "field": "y"}}
    ends = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    lines, roles = [], []
    for row in rows:
        (x1, y1), (x2, y2) = place[text(row["left"])], place[text(row["right"])]
        lines.append({"x": x1, "y": y1, "x2": x2, "y2": y2})
        roles.append({"x": (x1 + x2) / 2, "y": (y1 + y2) / 2, "word": text(row["role"])})
    names = [
        {"x": at[0], "y": at[1], "word": "\n".join(wrapped(name, 22 if width == WIDE else 14))}
        for name, at in place.items()
    ]
    halo = {"type": "text", "color": "#ffffff", "stroke": "#ffffff", "strokeWidth": 3, "fontSize": 10}
    plain = {"type": "text", "color": COLOURS["quiet"], "fontSize": 10}
    label = {"type": "text", "baseline": "top", "dy": 8, "lineBreak": "\n", "lineHeight": 13, "color": "#14212b"}
    words = {**box, "text": {"field": "word"}}
    return plane(
        width,
        height,
        [
            layer(lines, {"type": "rule", "color": COLOURS["reference"], "strokeWidth": 1.5}, {**box, **ends}),
            layer(
                names,
                {"type": "point", "shape": "circle", "filled": True, "fill": COLOURS["measured"], "size": 70},
                box,
            ),
            layer(roles, halo, words),
            layer(roles, plain, words),
            layer(names, label, words),
        ],
    )
