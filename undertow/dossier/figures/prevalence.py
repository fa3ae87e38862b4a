"""How often something is said over time, with its interval; when that changed, and what happened meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from undertow.dossier.figures import NARROW, WIDE, Drawing, Key, Row, Spec, View
from undertow.dossier.figures._parts import chart, day, layer, number, text

CHANGES = ("break", "gradual", "burst")
_HEIGHT, _LANE, _MOST_EVENTS = 200, 22, 9
_SHOWN = {"break": "Interval of the date", "gradual": "Interval of the date", "burst": "Burst"}


class Prevalence(Drawing):
    """A line with its band, from zero; a band where a change is dated; diamonds with numbers where events happened.

    Rows by `kind`: 'point' (start, end, value, low, high), a change (start, end; label is its likeliest date) or 'event'.
    """

    name = "prevalence"
    columns = ("kind", "start", "end", "value", "low", "high", "label")

    def views(self, rows: Sequence[Row]) -> Sequence[View]:
        points = [row for row in rows if row["kind"] == "point"]
        if not points:
            return []
        changes = [row for row in rows if row["kind"] in CHANGES]
        events = [row for row in rows if row["kind"] == "event"][:_MOST_EVENTS]
        key = [Key("measured-line", "Share"), Key("measured-bar", "95% interval")]
        key += [Key("second", _SHOWN[text(row["kind"])]) for row in changes[:1]]
        key += [Key("other", "Event")] if events else []
        drawn = [_spec(points, changes, events, width) for width in (WIDE, NARROW)]
        return [View("Share over time", drawn[0], drawn[1], tuple(key), _note(events))]


def moment(of: date) -> float:
    """Milliseconds since 1970, which no time zone of the machine that draws can shift."""
    return datetime(of.year, of.month, of.day, tzinfo=UTC).timestamp() * 1000


def middle(row: Row) -> float:
    """The middle of a row's days."""
    return (moment(day(row, "start")) + moment(day(row, "end"))) / 2


def line_parts(points: Sequence[Row]) -> list[Spec]:
    """Points of a line at the middle of their periods; `part` counts up after more than one period without material."""
    parts, part, last = [], 0, None
    for row in sorted(points, key=lambda row: text(row["start"])):
        first = day(row, "start")
        if last is not None and (first - last).days > 1.5 * (day(row, "end") - first).days + 2:
            part += 1
        last = day(row, "end")
        ends = {name: number(row, name) for name in ("value", "low", "high")}
        parts.append({"x": middle(row), "part": part, **ends})
    return parts


def time_axis(first: date, last: date, ticks: int) -> Spec:
    """The channel of time from one day to another."""
    days = (last - first).days
    form = "%Y" if days > 4 * 365 else "%b %Y" if days > 90 else "%d %b"
    axis = {"title": None, "grid": False, "format": form, "tickCount": ticks, "labelFlush": False}
    scale = {"type": "utc", "domain": [moment(first), moment(last)], "nice": False}
    return {"field": "x", "type": "temporal", "scale": scale, "axis": axis}


def ribbon(points: Sequence[Row], x: Spec, y: Spec) -> list[Spec]:
    """Band, line and, where periods are few or stand alone, dots."""
    made = line_parts(points)
    detail = {"detail": {"field": "part", "type": "nominal"}}
    alone = [p for p in made if sum(q["part"] == p["part"] for q in made) == 1]
    band = {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}, **detail}
    line = {"x": x, "y": y, **detail}
    layers = [
        layer(made, {"type": "area", "style": "measured-band", "opacity": 0.2, "line": False}, band),
        layer(made, {"type": "line", "style": "measured", "strokeWidth": 1.8}, line),
    ]
    dots = made if len(made) <= 24 else alone
    return (
        [*layers, layer(dots, {"type": "point", "style": "measured", "size": 22}, {"x": x, "y": y})] if dots else layers
    )


def change_bands(changes: Sequence[Row], x: Spec, top: float, bottom: float) -> list[Spec]:
    """The interval of each date as a band behind everything, its likeliest day as a line in it."""
    bands = [{"x": moment(day(row, "start")), "x2": moment(day(row, "end") + timedelta(1))} for row in changes]
    lines = [{"x": moment(day(row, "label"))} for row in changes if row["kind"] != "burst"]
    across = {"y": {"value": top}, "y2": {"value": bottom}}
    layers = []
    if bands:
        mark = {"type": "rect", "style": "change-point-band", "opacity": 0.22}
        layers.append(layer(bands, mark, {"x": x, "x2": {"field": "x2"}, **across}))
    if lines:
        layers.append(layer(lines, {"type": "rule", "style": "change-point"}, {"x": x, **across}))
    return layers


def _spec(points: Sequence[Row], changes: Sequence[Row], events: Sequence[Row], width: int) -> Spec:
    lanes = _lanes(events, points, width)
    top = 12 + _LANE * (1 + max(lanes, default=-1))
    first, last = day(min(points, key=lambda r: text(r["start"])), "start"), max(day(row, "end") for row in points)
    x = time_axis(first, last + timedelta(1), 8 if width == WIDE else 4)
    most = max(number(row, "high") or number(row, "value") or 0 for row in points)
    y: Spec = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [0, most or 1], "nice": True, "range": [top + _HEIGHT, top]},
        "axis": {"title": None, "format": ",~r", "tickCount": 4},
    }
    layers = [*change_bands(changes, x, top, top + _HEIGHT), *ribbon(points, x, y), *_events(events, lanes, x)]
    return chart(width, top + _HEIGHT, layers)


def _lanes(events: Sequence[Row], points: Sequence[Row], width: int) -> list[int]:
    """A lane for each event, so that no number stands on another."""
    first, last = day(points[0], "start"), max(day(row, "end") for row in points)
    span = max(1, (last - first).days)
    taken: list[float] = []
    lanes = []
    for row in events:
        place = (day(row, "start") - first).days / span * width
        free = next((lane for lane, until in enumerate(taken) if place >= until), len(taken))
        taken[free : free + 1] = [place + 34]
        lanes.append(free)
    return lanes


def _events(events: Sequence[Row], lanes: Sequence[int], x: Spec) -> list[Spec]:
    layers = []
    for lane in sorted(set(lanes)):
        own = [
            {"x": middle(row), "text": text(row["label"]).partition(".")[0]}
            for row, place in zip(events, lanes, strict=True)
            if place == lane
        ]
        at = {"y": {"value": 9 + _LANE * lane}}
        mark = {"type": "point", "shape": "diamond", "filled": True, "fill": "#43525e", "size": 70}
        words = {"type": "text", "dx": 8, "color": "#43525e"}
        layers.append(layer(own, mark, {"x": x, **at}))
        layers.append(layer(own, words, {"x": x, **at, "text": {"field": "text"}}))
    return layers


def _note(events: Sequence[Row]) -> str:
    return f"Events: {'; '.join(text(row['label']) for row in events)}." if events else ""
