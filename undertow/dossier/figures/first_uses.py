"""When two voices first used the same words: one line for each, with both dates on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from undertow.dossier.figures import NARROW, WIDE, Drawing, Key, Row, Spec, View
from undertow.dossier.figures._parts import COLOURS, SHAPES, chart, day, layer, text, wrapped

_MOST = 24
_LINE = 36


class FirstUses(Drawing):
    """The words over a line from the earlier date to the later; a circle for the one voice, a square for the other."""

    name = "first_uses"
    columns = ("label", "one", "other", "one_name", "other_name")

    def views(self, rows: Sequence[Row]) -> Sequence[View]:
        kept = list(rows)[:_MOST]
        if not kept:
            return []
        key = (Key("measured", text(kept[0]["one_name"])), Key("second", text(kept[0]["other_name"])))
        note = f"The first {_MOST} of {len(rows):,}." if len(rows) > _MOST else ""
        return [View("First uses", _spec(kept, WIDE), _spec(kept, NARROW), key, note)]


def _moment(row: Row, column: str) -> float:
    of = day(row, column)
    return datetime(of.year, of.month, of.day, tzinfo=UTC).timestamp() * 1000


def _spec(rows: Sequence[Row], width: int) -> Spec:
    height = _LINE * len(rows) + 4
    placed: list[Spec] = [
        {
            "one": _moment(row, "one"),
            "other": _moment(row, "other"),
            "y": _LINE * place + 24,
            "text_y": _LINE * place + 2,
            "label": wrapped(text(row["label"]), 84 if width == WIDE else 38)[0],
        }
        for place, row in enumerate(rows)
    ]
    ends = [_moment(row, column) for row in rows for column in ("one", "other")]
    span = max(ends) - min(ends)
    years = span > 5 * 365 * 86400e3
    axis = {"title": None, "grid": True, "tickCount": 7 if width == WIDE else 3, "format": "%Y" if years else "%b %Y"}
    x: Spec = {"type": "temporal", "scale": {"type": "utc", "nice": True}, "axis": axis}
    y: Spec = {
        "field": "y",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, height], "range": [0, height], "zero": True},
    }
    line = {"type": "rule", "color": COLOURS["reference"], "strokeWidth": 2}
    words = {"type": "text", "align": "left", "baseline": "top", "color": "#14212b"}
    marks = [
        layer(placed, {"type": "point", "shape": SHAPES[look], "filled": True, "fill": COLOURS[look], "size": 64}, {"x": {**x, "field": column}, "y": y})
        for look, column in (("measured", "one"), ("second", "other"))
    ]  # fmt: skip
    ruled = layer(placed, line, {"x": {**x, "field": "one"}, "x2": {"field": "other"}, "y": y})
    labels = layer(placed, words, {"x": {"value": 0}, "y": {**y, "field": "text_y"}, "text": {"field": "label"}})
    return chart(width, height, [ruled, *marks, labels])
