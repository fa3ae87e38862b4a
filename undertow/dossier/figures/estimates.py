"""Numbers given over time: a point or a range each, the interval that rounding leaves open, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from undertow.dossier.figures import NARROW, WIDE, Drawing, Key, Row, Spec, View
from undertow.dossier.figures._parts import COLOURS, LOOKS, SHAPES, chart, layer, number, text

_MOST, _HEIGHT = 60, 240
STATUSES = ("excludes none", "excludes another, for review", "for a verdict")


class Estimates(Drawing):
    """A point at each number, a thick line over its range, a thin line over its rounding interval; shape and colour by status."""

    name = "estimates"
    columns = ("x", "value", "to", "low", "high", "label", "source", "status")

    def views(self, rows: Sequence[Row]) -> Sequence[View]:
        kept = sorted(rows, key=lambda row: text(row["x"]))[:_MOST]
        present = [status for status in STATUSES if any(text(row["status"]) == status for row in kept)]
        key = (*(Key(_look(status), status.capitalize()) for status in present), Key("reference", "What rounding leaves open"))
        note = f"Drawn: the first {_MOST} of {len(rows):,}." if len(rows) > _MOST else ""
        return [View("Estimates", _spec(kept, WIDE), _spec(kept, NARROW), key, note)]


def _look(status: str) -> str:
    return LOOKS[STATUSES.index(status)] if status in STATUSES else LOOKS[0]


def _moment(value: str) -> float:
    """A date, month or year as milliseconds; the middle of what is not known to the day."""
    parts = [int(part) for part in value[:10].split("-")]
    at = date(*parts) if len(parts) == 3 else date(parts[0], parts[1], 15) if len(parts) == 2 else date(parts[0], 7, 1)
    return datetime(at.year, at.month, at.day, tzinfo=UTC).timestamp() * 1000


def _spec(rows: Sequence[Row], width: int) -> Spec:
    moments = [_moment(text(row["x"])) for row in rows]
    margin = max(timedelta(days=200).total_seconds() * 1000, (max(moments) - min(moments)) * 0.06)
    years = [datetime.fromtimestamp(m / 1000, UTC).year for m in moments]
    step = max(1, -(-(max(years) - min(years)) // (7 if width == WIDE else 3)))
    x: Spec = {
        "field": "x",
        "type": "temporal",
        "scale": {"type": "utc", "domain": [min(moments) - margin, max(moments) + margin], "nice": False},
        "axis": {
            "title": None, "grid": False, "format": "%Y", "labelFlush": False,
            "values": [datetime(y, 7, 1, tzinfo=UTC).timestamp() * 1000 for y in range(min(years), max(years) + 1, step)],
        },
    }  # fmt: skip
    lows, highs = [number(row, "low") or 0.0 for row in rows], [number(row, "high") or 0.0 for row in rows]
    room = 0.12 * (max(highs) - min(lows))
    y: Spec = {
        "field": "y",
        "type": "quantitative",
        "scale": {"domain": [max(0.0, min(lows) - room), max(highs) + room], "zero": False, "nice": False},
        "axis": {"title": None, "grid": True, "format": "~s" if max(highs) >= 10_000 else ",~g", "tickCount": 5},
    }
    return chart(width, _HEIGHT, [layer for status in STATUSES for layer in _marks(rows, moments, status, (x, y), width)])


def _marks(rows: Sequence[Row], moments: Sequence[float], status: str, axes: tuple[Spec, Spec], width: int) -> list[Spec]:
    own = [(at, row) for at, row in zip(moments, rows, strict=True) if text(row["status"]) == status]
    if not own:
        return []
    x, y = axes
    look = _look(status)
    up = {"x": x, "y": y, "y2": {"field": "y2"}}
    left = [_right_half(at, moments) for at, _ in own]
    words = [
        {"x": at, "y": number(row, "to"), "label": text(row["label"]) if width == WIDE or len(rows) < 5 else ""}
        for at, row in own
    ]
    intervals = [{"x": at, "y": number(row, "low"), "y2": number(row, "high")} for at, row in own]
    ranges = [{"x": at, "y": number(row, "value"), "y2": number(row, "to")} for at, row in own]
    dots = [{"x": at, "y": number(row, "value")} for at, row in own]
    label: Spec = {"type": "text", "baseline": "bottom", "dy": -6, "color": "#14212b"}
    drawn = [
        layer(intervals, {"type": "rule", "color": COLOURS["reference"], "strokeWidth": 2}, up),
        layer(ranges, {"type": "rule", "color": COLOURS[look], "strokeWidth": 5}, up),
        layer(dots, {"type": "point", "shape": SHAPES[look], "filled": True, "fill": COLOURS[look], "size": 70}, {"x": x, "y": y}),
    ]
    for side in (True, False):
        chosen = [word for word, right in zip(words, left, strict=True) if right is side and word["label"]]
        mark = {**label, "align": "right" if side else "left", "dx": -7 if side else 7}
        drawn.append(layer(chosen, mark, {"x": x, "y": y, "text": {"field": "label"}}))
    return drawn


def _right_half(at: float, moments: Sequence[float]) -> bool:
    return at > (min(moments) + max(moments)) / 2
