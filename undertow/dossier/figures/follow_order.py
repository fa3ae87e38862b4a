"""Where accounts of each date stand in the order of following, with outlined batches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from undertow.dossier.figures import NARROW, WIDE, Drawing, Key, Row, Spec, View
from undertow.dossier.figures._parts import COLOURS, day, layer, number, pixels, plane, text

_HEIGHT, _FOOT = {WIDE: 300, NARROW: 220}, 22
_LEFT = 6
#: Places in the grid of the rows.
PLACES = 40


class Block(NamedTuple):
    """An outlined batch: its days and its part of the order, from 0 (the oldest follower) to 1."""

    words: str
    start: date
    end: date
    low: float
    high: float


class FollowOrder(Drawing):
    """A grid of marks by date and place; a row of marks that touch is one stroke. Outlines in the second colour."""

    name = "follow_order"
    columns = ("what", "start", "end", "places", "from", "to", "of")

    def views(self, rows: Sequence[Row]) -> Sequence[View]:
        cells = [row for row in rows if row.get("places") is not None]
        given = [row for row in rows if row.get("places") is None]
        blocks = [_block(row) for row in given]
        key = [Key("measured", "Members")] + ([Key("second", "Batches")] if blocks else [])
        span = _span(rows)
        specs = [_spec(cells, blocks, span, width) for width in (WIDE, NARROW)]
        return [View("Order of following", specs[0], specs[1], tuple(key))]


def _block(row: Row) -> Block:
    low, high, total = (number(row, "from") or 1) - 1, number(row, "to") or 1, number(row, "of") or 1
    return Block(text(row["what"]), day(row, "start"), day(row, "end"), low / total, high / total)


def _span(rows: Sequence[Row]) -> tuple[date, date]:
    return min(day(row, "start") for row in rows), max(day(row, "end") for row in rows) + timedelta(days=1)


def _spec(cells: Sequence[Row], blocks: Sequence[Block], span: tuple[date, date], width: int) -> Spec:
    height = _HEIGHT[width]
    days = max(1, (span[1] - span[0]).days)
    scale = (width - _LEFT - 4) / days
    x, y = pixels(width, height + _FOOT)
    box = {"x": {**x, "field": "x"}, "x2": {"field": "x2"}, "y": {**y, "field": "y"}, "y2": {"field": "y2"}}
    thick = height / PLACES

    def across(at: date) -> float:
        return _LEFT + (at - span[0]).days * scale

    strokes = [
        {"x": across(start), "x2": across(end), "y": height - (place + 0.5) * thick}
        for place, start, end in _strokes(cells)
    ]
    outlines = [
        {"x": across(b.start) - 3, "x2": across(b.end) + 5, "y": height * (1 - b.high), "y2": height * (1 - b.low)}
        for b in blocks
    ]
    flat = {name: box[name] for name in ("x", "x2", "y")}
    mark = {"type": "rule", "color": COLOURS["measured"], "opacity": 0.55, "strokeWidth": max(1.0, thick - 1)}
    years = [
        {"x": across(date(year, 1, 1)), "y": height, "y2": height + 4, "text": str(year)}
        for year in _years(span, width)
    ]
    return plane(
        width,
        height + _FOOT,
        [
            layer(strokes, mark, flat),
            layer(outlines, {"type": "rect", "filled": False, "stroke": COLOURS["second"], "strokeWidth": 2}, box),
            layer([{"x": _LEFT, "x2": width, "y": height}], {"type": "rule", "color": "#d5d9d6"}, flat),
            layer(years, {"type": "rule", "color": "#5d6b76"}, {name: box[name] for name in ("x", "y", "y2")}),
            layer(
                [{**year, "y": height + 14} for year in years],
                {"type": "text", "color": "#5d6b76"},
                {"x": box["x"], "y": box["y"], "text": {"field": "text"}},
            ),
        ],
    )


def _strokes(cells: Sequence[Row]) -> list[tuple[int, date, date]]:
    """Runs of neighbouring columns with members at one place: place, first day, day after the last."""
    columns = sorted(cells, key=lambda row: text(row["start"]))
    held: dict[int, list[int]] = {}
    for column, row in enumerate(columns):
        for place in sorted({int(part) for part in text(row["places"]).split()}):
            held.setdefault(place, []).append(column)
    found = []
    for place, places in sorted(held.items()):
        for _, run in groupby(enumerate(places), key=lambda pair: pair[1] - pair[0]):
            inside = [column for _, column in run]
            past = day(columns[inside[-1]], "end") + timedelta(days=1)
            found.append((place, day(columns[inside[0]], "start"), past))
    return found


def _years(span: tuple[date, date], width: int) -> list[int]:
    """First days of years that are marked, the fewer the narrower."""
    years = [year for year in range(span[0].year + 1, span[1].year + 1) if date(year, 1, 1) <= span[1]]
    step = max(1, -(-len(years) // (9 if width == WIDE else 4)))
    return [year for year in years[::-1][::step]][::-1]
