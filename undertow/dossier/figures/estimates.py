"""Numbers given over time: a point or a range each, the interval that rounding leaves open, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from undertow.dossier.figures import NARROW, WIDE, Drawing, Key, Row, Spec, View
from undertow.dossier.figures._parts import COLOURS, LOOKS, SHAPES, chart, layer, number, text

_MOST, _HEIGHT = 60, 240
#: Pixels of a letter, so that labels do not touch.
_LETTER = 6.6
#: Pixels that the axes take from width and height.
_BESIDE, _BELOW = 42, 25
STATUSES = ("excludes none", "excludes another, for review", "for a verdict")


class Estimates(Drawing):
    """A point at each number, a thick line over its range, a thin line over its rounding interval; shape and colour by status."""

    name = "estimates"
    columns = ("x", "value", "to", "low", "high", "label", "source", "status")

    def views(self, rows: Sequence[Row]) -> Sequence[View]:
        kept = sorted(rows, key=lambda row: text(row["x"]))[:_MOST]
        present = [status for status in STATUSES if any(text(row["status"]) == status for row in kept)]
        key = (
            *(Key(_look(status), status.capitalize()) for status in present),
            Key("reference", "What rounding leaves open"),
        )
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
    placed = _labelled(rows, moments, (x["scale"]["domain"], y["scale"]["domain"]), width)
    return chart(width, _HEIGHT, [one for status in STATUSES for one in _marks(placed, status, (x, y))])


class _Placed(NamedTuple):
    """A row with its moment, its label, empty where another one stands, and whether the label stands to its left."""

    at: float
    row: Row
    label: str
    left: bool


class _Box(NamedTuple):
    """What a label or a mark covers, in pixels from the upper left."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: _Box) -> bool:
        """Whether both cover something."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def _labelled(
    rows: Sequence[Row], moments: Sequence[float], domains: tuple[Sequence[float], Sequence[float]], width: int
) -> list[_Placed]:
    """Labels in the order of time, on the side of their mark that is free; left out where they would touch something on both."""
    (first, last), (bottom, top) = domains
    width, height = width - _BESIDE, _HEIGHT - _BELOW

    def down(row: Row, name: str) -> float:
        return (top - (number(row, name) or 0.0)) / (top - bottom) * height

    across = [(at - first) / (last - first) * width for at in moments]
    marks = [_Box(x - 5, down(row, "high"), x + 5, down(row, "low")) for x, row in zip(across, rows, strict=True)]
    taken: list[_Box] = []
    placed = []
    for place, (at, row) in enumerate(zip(moments, rows, strict=True)):
        words, before = text(row["label"]), at > (first + last) / 2
        others = [*taken, *marks[:place], *marks[place + 1 :]]
        found = None
        for left in (before, not before):
            start = across[place] - 7 - _LETTER * len(words) if left else across[place] + 7
            box = _Box(start, down(row, "to") - 21, start + _LETTER * len(words), down(row, "to") - 6)
            if box.left >= 0 and box.right <= width and not any(box.touches(other) for other in others):
                found = left
                taken.append(box)
                break
        placed.append(_Placed(at, row, "" if found is None else words, before if found is None else found))
    return placed


def _marks(placed: Sequence[_Placed], status: str, axes: tuple[Spec, Spec]) -> list[Spec]:
    own = [one for one in placed if text(one.row["status"]) == status]
    if not own:
        return []
    x, y = axes
    look = _look(status)
    up = {"x": x, "y": y, "y2": {"field": "y2"}}
    intervals = [{"x": one.at, "y": number(one.row, "low"), "y2": number(one.row, "high")} for one in own]
    ranges = [{"x": one.at, "y": number(one.row, "value"), "y2": number(one.row, "to")} for one in own]
    dots = [{"x": one.at, "y": number(one.row, "value")} for one in own]
    drawn = [
        layer(intervals, {"type": "rule", "color": COLOURS["reference"], "strokeWidth": 2}, up),
        layer(ranges, {"type": "rule", "color": COLOURS[look], "strokeWidth": 5}, up),
        layer(
            dots,
            {"type": "point", "shape": SHAPES[look], "filled": True, "fill": COLOURS[look], "size": 70},
            {"x": x, "y": y},
        ),
    ]
    for left in (True, False):
        words = [
            {"x": one.at, "y": number(one.row, "to"), "label": one.label}
            for one in own
            if one.left is left and one.label
        ]
        mark: Spec = {
            "type": "text",
            "baseline": "bottom",
            "dy": -6,
            "color": "#14212b",
            "align": "right" if left else "left",
            "dx": -7 if left else 7,
        }
        drawn.append(layer(words, mark, {"x": x, "y": y, "text": {"field": "label"}}))
    return drawn
