"""Who stands in which documented relation to whom: names joined by lines that say the relation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import atan2, cos, hypot, sin
from typing import NamedTuple

from undertow.dossier.figures import NARROW, WIDE, Drawing, Row, Spec, View
from undertow.dossier.figures._parts import COLOURS, layer, pixels, plane, text, wrapped
from undertow.dossier.figures.network import places

_MOST = 60


class Relations(Drawing):
    """A network whose points have names and whose lines say what joins them. An arrow points from `left` to `right`; the line
    of a row whose `standing` is something else than verified is dashed."""

    name = "relations"
    columns = ("left", "right", "role", "standing")

    def views(self, rows: Sequence[Row]) -> Sequence[View]:
        kept = list(rows)[:_MOST]
        note = f"Drawn: the first {_MOST} of {len(rows):,} relations." if len(rows) > _MOST else ""
        return [View("Network", _spec(kept, WIDE), _spec(kept, NARROW), note=note)]


def _spec(rows: Sequence[Row], width: int) -> Spec:
    place, height = _spread(rows, width)
    x, y = pixels(width, height)
    box = {"x": {**x, "field": "x"}, "y": {**y, "field": "y"}}
    ends = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    names: list[Spec] = [
        {"x": at[0], "y": at[1] + 9 + 13 * line, "word": word}
        for name, at in place.items()
        for line, word in enumerate(wrapped(name, 24 if width == WIDE else 15))
    ]
    lines = [
        (_between(place[text(row["left"])], place[text(row["right"])]), row["standing"] == "verified") for row in rows
    ]
    taken = [_Box(at[0] - 8, at[1] - 8, at[0] + 8, at[1] + 8) for at in place.values()]
    taken += [_box(name["x"], name["y"] + 6, name["word"], 6.2) for name in names]
    roles = [_role(line, text(row["role"]), taken, width) for (line, _), row in zip(lines, rows, strict=True)]
    rule = {"type": "rule", "color": COLOURS["reference"], "strokeWidth": 1.5}
    point = {"type": "point", "shape": "circle", "filled": True, "fill": COLOURS["measured"], "size": 70}
    label = {"type": "text", "align": "center", "baseline": "top", "color": "#14212b"}
    small = {"type": "text", "align": "center", "baseline": "middle", "color": COLOURS["quiet"], "fontSize": 12}
    halo = {"stroke": "#ffffff", "strokeWidth": 3, "color": "#ffffff"}
    words = {**box, "text": {"field": "word"}}
    at = [{"x": each[0], "y": each[1]} for each in place.values()]
    return plane(
        width,
        height,
        [
            layer([line for line, sure in lines if sure], rule, {**box, **ends}),
            layer([line for line, sure in lines if not sure], {**rule, "strokeDash": [4, 3]}, {**box, **ends}),
            layer([head for line, _ in lines for head in _arrow(line)], rule, {**box, **ends}),
            layer(roles, {**small, **halo}, words),
            layer(roles, small, words),
            layer(at, point, box),
            layer(names, {**label, **halo}, words),
            layer(names, label, words),
        ],
    )


class _Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def common(self, other: _Box) -> float:
        """The area that both cover."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, across) * max(0.0, down)


def _box(x: float, y: float, word: str, letter: float) -> _Box:
    half = letter * len(word) / 2
    return _Box(x - half, y - 7, x + half, y + 7)


def _between(one: tuple[float, float], other: tuple[float, float]) -> dict[str, float]:
    return {"x": one[0], "y": one[1], "x2": other[0], "y2": other[1]}


def _arrow(line: dict[str, float]) -> Iterator[dict[str, float]]:
    """Two short strokes just before the point that the line leads to."""
    back = atan2(line["y"] - line["y2"], line["x"] - line["x2"])
    length = hypot(line["x"] - line["x2"], line["y"] - line["y2"])
    away = 7 if sin(back) < 0.4 else min(48, length / 2)  # from below the name is in the way
    tip = (line["x2"] + away * cos(back), line["y2"] + away * sin(back))
    for turn in (-0.45, 0.45):
        yield _between(tip, (tip[0] + 9 * cos(back + turn), tip[1] + 9 * sin(back + turn)))


def _role(line: dict[str, float], word: str, taken: list[_Box], width: int) -> Spec:
    """The word on its line, or close to it, where it covers the least of points, names and other words; its place is then taken."""
    half = 6.2 * len(word) / 2
    places = []
    for down, share in product((0, -14, 14, 30, -30), (0.5, 0.4, 0.6, 0.32, 0.68, 0.25, 0.75)):
        x = line["x"] + share * (line["x2"] - line["x"])
        places.append((min(max(x, half), max(half, width - half)), line["y"] + share * (line["y2"] - line["y"]) + down))
    boxes = [_box(x, y, word, 6.2) for x, y in places]
    best = min(range(len(places)), key=lambda place: sum(boxes[place].common(other) for other in taken))
    taken.append(boxes[best])
    return {"x": places[best][0], "y": places[best][1], "word": word}


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
