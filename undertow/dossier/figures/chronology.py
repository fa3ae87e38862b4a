"""Dated things in the order of time, one a line: a point where the day is known, else the days between which it lies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from undertow.dossier.figures import NARROW, WIDE, Drawing, Key, Row, Spec, View
from undertow.dossier.figures._parts import COLOURS, LOOKS, SHAPES, chart, day, layer, text

_MOST, _LINE = 40, 22
#: Pixels of a letter, so that words stay inside the drawing.
_LETTER = 6.4


class _Dated(NamedTuple):
    start: date
    end: date
    label: str
    lane: str


class Chronology(Drawing):
    """Points and spans over time, each with its words beside it; kinds of things differ in shape and colour."""

    name = "chronology"
    columns = ("start", "end", "label", "lane")

    def views(self, rows: Sequence[Row]) -> Sequence[View]:
        every = sorted(
            (_Dated(day(r, "start"), day(r, "end"), text(r["label"]), text(r["lane"])) for r in rows),
            key=lambda d: (d.start, d.end, d.label),
        )
        lanes = list(dict.fromkeys(text(row["lane"]) for row in rows))
        key = tuple(Key(_look(lanes, lane), lane) for lane in lanes)
        note = f"Drawn: the first {_MOST} of {len(every):,}." if len(every) > _MOST else ""
        drawn = [_spec(every[:_MOST], lanes, width) for width in (WIDE, NARROW)]
        return [View("Chronology", drawn[0], drawn[1], key if len(lanes) > 1 else (), note)]


def _look(lanes: Sequence[str], lane: str) -> str:
    place = lanes.index(lane)
    return LOOKS[place] if place < len(LOOKS) else "other"


def _moment(of: date) -> float:
    return datetime(of.year, of.month, of.day, tzinfo=UTC).timestamp() * 1000


def _spec(dated: Sequence[_Dated], lanes: Sequence[str], width: int) -> Spec:
    first, last = min(d.start for d in dated), max(d.end for d in dated)
    margin = timedelta(max(2, (last - first).days // 40))
    low, high = _moment(first - margin), _moment(last + margin)
    height = _LINE * len(dated)
    span = (last - first).days
    axis: Spec = {
        "title": None,
        "grid": True,
        "labelFlush": False,
        "orient": "bottom",
        "tickCount": 5 if width == WIDE else 3,
    }
    axis |= {"format": "%Y" if span > 4 * 365 else "%b %Y" if span > 75 else "%-d %b %Y"}
    if span > 75:
        axis["values"] = _ticks(first, last, 7 if width == WIDE else 4)
    x: Spec = {
        "field": "x",
        "type": "temporal",
        "axis": axis,
        "scale": {"type": "utc", "domain": [low, high], "nice": False},
    }
    y: Spec = {
        "field": "y",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, height], "range": [0, height], "zero": True},
    }
    layers = []
    for lane in lanes:
        own = [(place, d) for place, d in enumerate(dated) if d.lane == lane]
        layers += _marks(own, _look(lanes, lane), x, y)
    scale = width / (high - low)
    words = [
        _word(place, d, scale * (_moment(d.start) - low), scale * (high - _moment(d.end)))
        for place, d in enumerate(dated)
    ]
    for side, shift in (("left", 9), ("right", -9)):
        own_words = [word for word in words if word["align"] == side]
        mark = {"type": "text", "align": side, "baseline": "middle", "dx": shift, "color": "#14212b"}
        layers.append(layer(own_words, mark, {"x": x, "y": y, "text": {"field": "label"}}))
    return chart(width, height, layers)


def _word(place: int, dated: _Dated, before: float, after: float) -> Spec:
    """The words, on that side of the mark where there are more pixels."""
    right = after >= before
    most = max(8, int((max(before, after) - 14) / _LETTER))
    label = dated.label if len(dated.label) <= most else dated.label[: most - 1].rstrip() + "…"
    at = _moment(dated.end if right else dated.start)
    return {"x": at, "y": _LINE * (place + 0.5), "label": label, "align": "left" if right else "right"}


def _ticks(first: date, last: date, most: int) -> list[float]:
    """Beginnings of years or months, about so many and at equal distance."""
    months = 12 * (last.year - first.year) + last.month - first.month + 1
    step = next((s for s in (1, 2, 3, 6, 12, 24, 60, 120) if months / s <= most), 240)
    start = 12 * first.year + first.month - 1
    return [_moment(date(m // 12, m % 12 + 1, 1)) for m in range(start - start % -step, start + months + step, step)]


def _marks(own: Sequence[tuple[int, _Dated]], look: str, x: Spec, y: Spec) -> list[Spec]:
    colour = COLOURS.get(look, COLOURS["quiet"])
    points = [{"x": _moment(d.start), "y": _LINE * (place + 0.5)} for place, d in own if d.start == d.end]
    spans = [
        {"x": _moment(d.start), "x2": _moment(d.end), "y": _LINE * (place + 0.5)} for place, d in own if d.start < d.end
    ]
    shape = {"type": "point", "shape": SHAPES.get(look, "diamond"), "filled": True, "fill": colour, "size": 70}
    return [
        layer(spans, {"type": "rule", "color": colour, "strokeWidth": 5}, {"x": x, "x2": {"field": "x2"}, "y": y}),
        layer(points, shape, {"x": x, "y": y}),
    ]
