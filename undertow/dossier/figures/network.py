"""Which accounts are joined, and how strongly: as a network and as a matrix, in groups."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from undertow.dossier.figures import NARROW, WIDE, Drawing, Key, Row, Spec, View
from undertow.dossier.figures._parts import COLOURS, LOOKS, SHAPES, layer, number, text

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

_MOST_NODES, _MOST_EDGES = 400, 800
#: A row of the matrix is named when it is at least this high, so that names do not touch.
_LINE = 15


class Edge(NamedTuple):
    """Two accounts and how often they did the same."""

    left: str
    right: str
    weight: float


class Graph(NamedTuple):
    """The edges that are drawn, the group of each account, and the groups from large to small."""

    edges: list[Edge]
    group: dict[str, str]
    groups: list[str]

    def strength(self, edge: Edge) -> float:
        """The weight of an edge between the weakest (0) and the strongest (1) drawn."""
        least, most = self.edges[-1].weight, self.edges[0].weight
        return (edge.weight - least) / (most - least) if most > least else 0.5


class Network(Drawing):
    """Accounts as points in the circle of their group; the same pairs as cells of a matrix."""

    name = "network"
    columns = ("left", "right", "weight")
    accounts = ("left", "right")

    def views(self, rows: Sequence[Row]) -> Sequence[View]:
        graph, note = _graph(rows)
        sizes = Counter(graph.group.values())
        key = [
            Key(look, f"{name or 'Joined accounts'}: {sizes[name]} accounts")
            for look, name in zip(LOOKS, graph.groups, strict=False)
        ]
        if len(graph.groups) > len(LOOKS):
            rest = graph.groups[len(LOOKS) :]
            key.append(Key("other", f"{len(rest)} more groups: {sum(sizes[name] for name in rest)} accounts"))
        drawn = [_network(graph, *_places(graph, width, height), width) for width, height in _SIZES]
        thick = " The thicker a line, the more often the two accounts did the same."
        shades = " The darker a cell, the more often the two accounts did the same."
        return [
            View("Network", drawn[0], drawn[1], tuple(key), (note + thick).strip()),
            View("Matrix", _matrix(graph, WIDE - 40), _matrix(graph, NARROW), note=(note + shades).strip()),
        ]


_SIZES = ((WIDE, 400), (NARROW, 330))


def places(rows: Sequence[Row], width: int, height: int) -> dict[str, tuple[float, float]]:
    """Where each account of a network would stand on a sheet of that size: the places of the drawing."""
    return _places(_graph(rows)[0], width, height)[0]


def _graph(rows: Sequence[Row]) -> tuple[Graph, str]:
    edges = [Edge(text(row["left"]), text(row["right"]), number(row, "weight") or 0) for row in rows]
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for row, edge in zip(rows, edges, strict=True):
        for account in edge[:2]:
            votes[account][text(row.get("group"))] += 1
    order = sorted(range(len(edges)), key=lambda i: (-edges[i].weight, edges[i]))
    kept: list[Edge] = []
    seen: set[str] = set()
    for i in order:
        wanted = seen | set(edges[i][:2])
        if len(wanted) <= _MOST_NODES and len(kept) < _MOST_EDGES:
            seen = wanted
            kept.append(edges[i])
    group = {account: votes[account].most_common(1)[0][0] for account in sorted(seen)}
    sizes = Counter(group.values())
    note = "" if len(kept) == len(edges) else (
        f"Drawn: the {len(kept):,} strongest of {len(edges):,} pairs, {len(seen):,} of {len(votes):,} accounts."
    )  # fmt: skip
    return Graph(kept, group, sorted(sizes, key=lambda name: (-sizes[name], name))), note


def _places(graph: Graph, width: int, height: int) -> tuple[dict[str, tuple[float, float]], int]:
    """Where each account stands, in pixels, and the height used: groups are discs side by side on shelves, large ones first."""
    members = [[a for a, g in graph.group.items() if g == name] for name in graph.groups]
    radii = _radii([len(group) for group in members], width, height)
    place: dict[str, tuple[float, float]] = {}
    x = y = shelf = 0.0
    for group, radius in zip(members, radii, strict=True):
        if x + 2 * radius > width and x:
            x, y, shelf = 0.0, y + shelf, 0.0
        inside = _force(group, graph.edges) * max(4.0, radius - 12)
        place |= {a: (x + radius + float(p[0]), y + radius + float(p[1])) for a, p in zip(group, inside, strict=True)}
        x, shelf = x + 2 * radius, max(shelf, 2 * radius)
    if not place:
        return {}, 40
    left, right = min(p[0] for p in place.values()), max(p[0] for p in place.values())
    top, bottom = min(p[1] for p in place.values()), max(p[1] for p in place.values())
    shift = (width - left - right) / 2
    return {a: (p[0] + shift, p[1] - top + 12) for a, p in place.items()}, round(bottom - top + 24)


def _radii(sizes: Sequence[int], width: float, height: float) -> list[float]:
    """Radii growing with the square root of the sizes, as large as lets all discs lie on shelves of the space."""
    scale = min(60.0, min(width, height) / 2 / max(size**0.5 for size in sizes)) if sizes else 1.0
    while scale > 0.5:
        radii = [max(14.0, scale * size**0.5) for size in sizes]
        x = y = shelf = 0.0
        for radius in radii:
            if x + 2 * radius > width and x:
                x, y, shelf = 0.0, y + shelf, 0.0
            x, shelf = x + 2 * radius, max(shelf, 2 * radius)
        if y + shelf <= height:
            return radii
        scale *= 0.95
    return [max(4.0, scale * size**0.5) for size in sizes]


def _force(group: Sequence[str], edges: Sequence[Edge]) -> NDArray[float64]:
    """Places in the unit disc: joined accounts attract, all repel. The start is a spiral, so nothing is drawn by lot."""
    import numpy as np

    count = len(group)
    place: NDArray[float64]
    turn = np.arange(count) * 2.399963
    place = np.sqrt((np.arange(count) + 0.5) / count)[:, None] * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    index = {account: i for i, account in enumerate(group)}
    inside = [(index[e.left], index[e.right], e.weight) for e in edges if e.left in index and e.right in index]
    if count < 3 or not inside:
        return np.asarray(place * 0.6)
    pull = np.zeros((count, count))
    for i, j, weight in inside:
        pull[i, j] = pull[j, i] = weight
    pull = np.sqrt(pull / pull.max())
    ideal = 1.6 / np.sqrt(count)
    for step in range(120):
        apart = place[:, None] - place[None]
        distance = np.sqrt((apart**2).sum(2)) + 1e-3
        push = (ideal**2 / distance**2)[..., None] * apart
        draw = (pull * distance / ideal / np.sqrt(count))[..., None] * apart
        move = (push - draw).sum(1) - 0.4 * place
        length = np.sqrt((move**2).sum(1, keepdims=True)) + 1e-9
        place = place + move / length * np.minimum(length, 0.12 * (1 - step / 120))
    place -= (place.max(0) + place.min(0)) / 2
    length = np.sqrt((place**2).sum(1, keepdims=True)) + 1e-9
    reach = float(np.quantile(length, 0.85)) * 1.15
    unit: NDArray[float64] = place / length * np.minimum(1.0, length / reach)
    return unit


def _network(graph: Graph, place: dict[str, tuple[float, float]], height: int, width: int) -> Spec:
    steps = ((0.0, 0.7, 0.5), (1 / 3, 1.3, 0.6), (2 / 3, 2.4, 0.75))
    crowded = len(graph.group) > 120
    x = {"field": "x", "type": "quantitative", "axis": None, "scale": {"domain": [0, width], "nice": False}}
    y = {
        "field": "y",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, height], "nice": False, "reverse": True},
    }
    layers = []
    for index, (least, thick, opacity) in enumerate(steps):
        most = steps[index + 1][0] if index < 2 else 2.0
        lines = [
            dict(zip(("x", "y", "x2", "y2"), (*place[e.left], *place[e.right]), strict=True))
            for e in graph.edges
            if least <= graph.strength(e) < most
        ]
        mark = {
            "type": "rule",
            "color": COLOURS["reference"],
            "strokeWidth": thick,
            "strokeOpacity": opacity / 2 if crowded else opacity,
        }
        layers.append(layer(lines, mark, {"x": x, "y": y, "x2": {"field": "x2"}, "y2": {"field": "y2"}}))
    degree: Counter[str] = Counter()
    for edge in graph.edges:
        degree[edge.left] += 1
        degree[edge.right] += 1
    most_joined = max(degree.values(), default=1)
    small = 22 if crowded or width == NARROW else 45
    for look, names in _looks(graph.groups):
        dots = [
            {"x": place[a][0], "y": place[a][1], "size": small * (0.6 + 0.4 * round(4 * degree[a] / most_joined))}
            for a, g in graph.group.items()
            if g in names
        ]
        dots.sort(key=lambda dot: -dot["size"])
        mark = {
            "type": "point",
            "shape": SHAPES.get(look, "diamond"),
            "filled": True,
            "fill": COLOURS.get(look, COLOURS["quiet"]),
            **({} if crowded else {"stroke": "#ffffff", "strokeWidth": 1.2}),
        }
        layers.append(
            layer(dots, mark, {"x": x, "y": y, "size": {"field": "size", "type": "quantitative", "scale": None}})
        )
    return {"width": width, "height": height, "layer": layers}


def _looks(groups: Sequence[str]) -> list[tuple[str, list[str]]]:
    looks = [(look, [name]) for look, name in zip(LOOKS, groups, strict=False)]
    return [*looks, ("other", list(groups[len(LOOKS) :]))] if len(groups) > len(LOOKS) else looks


def _matrix(graph: Graph, width: int) -> Spec:
    total: Counter[str] = Counter()
    for edge in graph.edges:
        total[edge.left] += round(1000 * graph.strength(edge)) + 1
        total[edge.right] += round(1000 * graph.strength(edge)) + 1
    rank = {name: i for i, name in enumerate(graph.groups)}
    order = sorted(graph.group, key=lambda account: (rank[graph.group[account]], -total[account], account))
    left = 150 if width > NARROW else 92
    named = min(440, width - left - 6) / max(1, len(order)) >= _LINE
    side = min(440, width - (left if named else 4) - 6, 34 * len(order))
    scale = {"domain": [0, len(order)], "nice": False, "zero": True}
    x: Spec = {"type": "quantitative", "axis": None, "scale": scale}
    y: Spec = {"type": "quantitative", "axis": None, "scale": {**scale, "reverse": True}}
    box = {"x": {**x, "field": "x"}, "x2": {"field": "x2"}, "y": {**y, "field": "y"}, "y2": {"field": "y2"}}
    whole = [{"x": 0, "x2": len(order), "y": 0, "y2": len(order)}]
    squares = _squares(graph)
    cell = side / max(1, len(order))
    layers = [
        layer(whole, {"type": "rect", "color": "#e6e8e4", "opacity": 0.5}, box),
        *_cells(graph, order, box, cell),
        layer(squares, {"type": "rect", "filled": False, "color": "#14212b", "strokeWidth": 1.2}, box),
    ]
    words = (
        [{"name": account, "align": "right", "x": 0, "y": i + 0.5} for i, account in enumerate(order)]
        if named
        else [_beside(name, square, cell, len(order)) for name, square in zip(graph.groups, squares, strict=True)]
    )
    for align, shift in (("left", 8), ("right", -8)):
        mine = [word for word in words if word["align"] == align]
        mark = {"type": "text", "align": align, "dx": shift, "limit": left - 12, "color": COLOURS["quiet"]}
        layers.append(layer(mine, mark, {"x": box["x"], "y": box["y"], "text": {"field": "name"}}))
    return {"width": side, "height": side, "layer": layers}


def _cells(graph: Graph, order: Sequence[str], box: Spec, size: float) -> list[Spec]:
    """The joined pairs in four shades: thick short lines, which take half the bytes of rectangles."""
    index = {account: i for i, account in enumerate(order)}
    layers = []
    for least, most, opacity in ((0.0, 0.25, 0.3), (0.25, 0.5, 0.55), (0.5, 0.75, 0.8), (0.75, 2.0, 1.0)):
        cells = [
            {"x": i + 0.04, "x2": i + 0.96, "y": j + 0.5}
            for e in graph.edges
            if least <= graph.strength(e) < most
            for i, j in ((index[e.left], index[e.right]), (index[e.right], index[e.left]))
        ]
        mark = {"type": "rule", "style": "measured", "opacity": opacity, "strokeWidth": max(0.6, 0.92 * size)}
        layers.append(layer(cells, mark, {name: box[name] for name in ("x", "x2", "y")}))
    return layers


def _squares(graph: Graph) -> list[Spec]:
    """The place of each group on the diagonal."""
    sizes = Counter(graph.group.values())
    start, squares = 0, []
    for name in graph.groups:
        end = start + sizes[name]
        squares.append({"x": start, "x2": end, "y": start, "y2": end})
        start = end
    return squares


def _beside(name: str, square: Spec, cell: float, count: int) -> Spec:
    """The name of a group on the side of its square where the matrix is empty; no name where there is no room."""
    right = (count - square["x2"]) >= square["x"]
    room = cell * ((count - square["x2"]) if right else square["x"]) - 12
    tall = cell * (square["y2"] - square["y"])
    fits = tall >= 14 and len(name) * 7 <= room
    return {
        "name": name if fits else "",
        "align": "left" if right else "right",
        "x": square["x2"] if right else square["x"],
        "y": (square["y"] + square["y2"]) / 2,
    }
