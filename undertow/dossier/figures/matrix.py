"""Who did the same with whom, and how often: one row and one column for each account, in their groups."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from undertow.dossier import numbers
from undertow.dossier.figures import NARROW, WIDE, Drawing, Row, Spec, View
from undertow.dossier.figures._parts import COLOURS, layer, number, pixels, plane, text

_MOST, _MOST_GROUPS = 40, 12
#: From few to many. One colour in four strengths stays in order on a light page and on a dark one.
_SHADES = (0.28, 0.5, 0.74, 1.0)
_LEGEND, _HEADING = 30, 22

Pair = tuple[str, str]


class Pairs(NamedTuple):
    """The values of pairs in both directions, the accounts shown in order, and the group of each."""

    value: dict[Pair, float]
    order: list[str]
    group: dict[str, str]

    def shade(self, value: float) -> int:
        """The strength of colour of a value: equal ratios of values are equal steps."""
        least, most = min(self.value.values()), max(self.value.values())
        steps = len(_SHADES)
        return min(steps - 1, int(steps * math.log(value / least) / math.log(most / least))) if most > least else 3


class Grid(NamedTuple):
    """Where columns and rows begin, in pixels; the size of a cell; and the headings of groups with their places."""

    across: list[int]
    down: list[int]
    cell: tuple[int, int]
    headings: list[tuple[str, int]]
    height: int


class Matrix(Drawing):
    """A symmetric matrix of accounts: the stronger the colour of a cell, the larger the value of the pair."""

    name = "matrix"
    columns = ("left", "right", "value")
    accounts = ("left", "right")

    def views(self, rows: Sequence[Row]) -> Sequence[View]:
        pairs, note = _pairs(rows)
        shades = "The stronger the colour of a cell, the larger the value of the pair; the diagonal, each account with itself, is left blank."
        groups = len(set(pairs.group.values()))
        order = f"Accounts stand in the order of their {groups} groups. " if groups > _MOST_GROUPS else ""
        return [View("Matrix", _spec(pairs, WIDE), _spec(pairs, NARROW), note=f"{note} {order}{shades}".strip())]


def _pairs(rows: Sequence[Row]) -> tuple[Pairs, str]:
    """The accounts with the largest sums of values, groups together, and a note on what was left out."""
    values: dict[Pair, float] = {}
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        left, right, value = text(row["left"]), text(row["right"]), number(row, "value") or 0
        for account in (left, right):
            votes[account][text(row.get("group"))] += 1
        if left != right and value > 0:
            values[left, right] = values[right, left] = max(value, values.get((left, right), 0))
    total: Counter[str] = Counter(dict.fromkeys(votes, 0))
    for (left, _), value in values.items():
        total[left] += value  # type: ignore[assignment]
    shown = sorted(total, key=lambda account: (-total[account], account))[:_MOST]
    group = {account: votes[account].most_common(1)[0][0] for account in shown}
    weight: Counter[str] = Counter()
    for account in shown:
        weight[group[account]] += total[account]
    order = sorted(shown, key=lambda a: (-weight[group[a]], group[a], -total[a], a))
    kept = {pair: value for pair, value in values.items() if pair[0] in group and pair[1] in group}
    if len(total) <= _MOST:
        return Pairs(kept, order, group), ""
    return Pairs(kept, order, group), (
        f"Drawn: {_MOST} of {len(total):,} accounts, those whose values add up to most, "
        f"and {len(kept) // 2:,} of {len(values) // 2:,} pairs."
    )


def _spec(pairs: Pairs, width: int) -> Spec:
    left = 150 if width == WIDE else 108
    grid = _grid(pairs, left, width)
    x, y = pixels(width, grid.height)
    box = {"x": {**x, "field": "x"}, "x2": {"field": "x2"}, "y": {**y, "field": "y"}, "y2": {"field": "y2"}}
    place = {"x": box["x"], "y": box["y"], "text": {"field": "text"}}
    (wide, high), middle = grid.cell, grid.cell[1] // 2
    names = [{"text": a, "x": left - 6, "y": top + middle} for a, top in zip(pairs.order, grid.down, strict=True)]
    own = [
        {"x": at, "x2": at + wide, "y": top, "y2": top + high} for at, top in zip(grid.across, grid.down, strict=True)
    ]
    headings = [{"text": name, "x": 0, "y": top} for name, top in grid.headings]
    right = {"type": "text", "align": "right", "limit": left - 10, "color": COLOURS["quiet"]}
    bold = {"type": "text", "fontWeight": 600, "color": "#14212b", "limit": width - 30}
    return plane(
        width,
        grid.height,
        [
            layer(_blocks(pairs, grid), {"type": "rect", "color": "#e6e8e4", "opacity": 0.6}, box),
            layer(own, {"type": "rect", "color": "#ffffff"}, box),
            *_cells(pairs, grid, box),
            *_lines(grid, box),
            layer(names, right, place),
            layer(headings, bold, place),
            *_legend(pairs, box, width),
        ],
    )


def _grid(pairs: Pairs, left: int, width: int) -> Grid:
    """Cells as square as names of one line each allow; groups apart, each under its heading when it has a name."""
    count = len(pairs.order)
    runs = [(name, len(list(same))) for name, same in groupby(pairs.order, key=pairs.group.__getitem__)]
    apart = 1 < len(runs) <= _MOST_GROUPS
    named = any(name for name, _ in runs) and len(runs) <= _MOST_GROUPS
    gap = (6 if width == WIDE else 3) if apart else 0
    high = 2 * (min(30, max(14, (480 if width == WIDE else 260) // count)) // 2)
    wide = max(2, min(high, (width - left - 8 - gap * (len(runs) - 1)) // count))
    across, down, headings = [], [], []
    at, top = left, _LEGEND
    for place, (name, size) in enumerate(runs):
        at, top = at + (gap if place else 0), top + (gap if place else 0)
        if named:
            headings.append((f"{name or 'In no group'}: {size} account{'s' if size > 1 else ''}", top + _HEADING // 2))
            top += _HEADING
        across += [at + wide * i for i in range(size)]
        down += [top + high * i for i in range(size)]
        at, top = at + wide * size, top + high * size
    return Grid(across, down, (wide, high), headings, top + 4)


def _runs(starts: Sequence[int], size: int) -> list[tuple[int, int]]:
    """Stretches without a gap among places that begin at `starts`: first and last pixel of each."""
    runs: list[tuple[int, int]] = []
    for start in starts:
        if runs and runs[-1][1] == start:
            runs[-1] = (runs[-1][0], start + size)
        else:
            runs.append((start, start + size))
    return runs


def _blocks(pairs: Pairs, grid: Grid) -> list[Spec]:
    return [
        {"x": x, "x2": x2, "y": y, "y2": y2}
        for y, y2 in _runs(grid.down, grid.cell[1])
        for x, x2 in _runs(grid.across, grid.cell[0])
    ]


def _cells(pairs: Pairs, grid: Grid, box: Spec) -> list[Spec]:
    """The pairs in four shades, neighbours of one shade as one thick line, which takes a third of the bytes."""
    layers = []
    wide, high = grid.cell
    for shade, opacity in enumerate(_SHADES):
        cells = [
            {"x": x, "x2": x2, "y": top + high // 2}
            for left, top in zip(pairs.order, grid.down, strict=True)
            for x, x2 in _runs(
                [
                    at
                    for right, at in zip(pairs.order, grid.across, strict=True)
                    if (left, right) in pairs.value and pairs.shade(pairs.value[left, right]) == shade
                ],
                wide,
            )
        ]
        mark = {"type": "rule", "style": "measured", "opacity": opacity, "strokeWidth": high}
        layers.append(layer(cells, mark, {name: box[name] for name in ("x", "x2", "y")}))
    return layers


def _lines(grid: Grid, box: Spec) -> list[Spec]:
    """Lines in the colour of the page that part the cells."""
    wide, high = grid.cell
    first, last = grid.across[0], grid.across[-1] + wide
    flat = [{"x": first, "x2": last, "y": top} for top in grid.down]
    upright = [{"x": at, "y": grid.down[0], "y2": grid.down[-1] + high} for at in grid.across]
    mark = {"type": "rule", "color": "#ffffff", "strokeWidth": 1 if wide > 6 else 0.6}
    return [
        layer(flat, mark, {name: box[name] for name in ("x", "x2", "y")}),
        layer(upright, mark, {name: box[name] for name in ("x", "y", "y2")}),
    ]


def _legend(pairs: Pairs, box: Spec, width: int) -> list[Spec]:
    """The four shades with the values drawn in each, above the matrix."""
    inside: dict[int, list[float]] = defaultdict(list)
    for value in pairs.value.values():
        inside[pairs.shade(value)].append(value)
    step = 92 if width == WIDE else 72
    layers, words = [], []
    for place, shade in enumerate(sorted(inside)):
        least, most = numbers.number(min(inside[shade])), numbers.number(max(inside[shade]))
        words.append({"x": place * step + 22, "y": 8, "text": least if least == most else f"{least}–{most}"})
        swatch = {"x": place * step, "x2": place * step + 16, "y": 2, "y2": 14}
        layers.append(layer([swatch], {"type": "rect", "style": "measured", "opacity": _SHADES[shade]}, box))
    quiet = {"type": "text", "color": COLOURS["quiet"], "limit": step - 24}
    return [*layers, layer(words, quiet, {"x": box["x"], "y": box["y"], "text": {"field": "text"}})]
