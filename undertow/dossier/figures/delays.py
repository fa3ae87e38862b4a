"""How soon one came after another: shares by account, one dot each; first uses of words by two voices, both dates on a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from undertow.dossier.figures import NARROW, WIDE, Drawing, Key, Row, Spec, View
from undertow.dossier.figures._parts import COLOURS, SHAPES, chart, day, layer, number, text, wrapped

_MOST = 16
_MOST_USES, _USE_HEIGHT = 24, 36


class Delays(Drawing):
    """A strip plot of seconds, accounts in order of how often they shared."""

    name = "delays"
    columns = ("account", "seconds")
    accounts = ("account",)

    def views(self, rows: Sequence[Row]) -> Sequence[View]:
        counts = Counter(text(row["account"]) for row in rows)
        shown = [account for account, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_MOST]]
        note = f"The {_MOST} accounts with most shares of {len(counts):,}." if len(counts) > _MOST else ""
        return [View("Timing", _spec(rows, shown, WIDE), _spec(rows, shown, NARROW), note=note)]


def _spec(rows: Sequence[Row], shown: Sequence[str], width: int) -> Spec:
    kept = [
        {"account": text(row["account"]), "seconds": number(row, "seconds")}
        for row in rows
        if text(row["account"]) in shown
    ]
    encoding: Spec = {
        "x": {
            "field": "seconds",
            "type": "quantitative",
            "scale": {"zero": True, "nice": True},
            "axis": {"title": "Seconds after the first share", "grid": True, "tickCount": 6 if width == WIDE else 3},
        },
        "y": {
            "field": "account",
            "type": "nominal",
            "sort": list(shown),
            "axis": {"title": None, "grid": False, "labelLimit": 190 if width == WIDE else 92, "labelOverlap": False},
        },
    }
    dots = layer(kept, {"type": "circle", "style": "measured", "size": 36, "opacity": 0.75}, encoding)
    return chart(width, 22 * max(2, len(shown)), [dots])


class FirstUses(Drawing):
    """The words over a line from the earlier date to the later; a circle for the one voice, a square for the other."""

    name = "first_uses"
    columns = ("label", "one", "other", "one_name", "other_name")

    def views(self, rows: Sequence[Row]) -> Sequence[View]:
        kept = list(rows)[:_MOST_USES]
        if not kept:
            return []
        key = (Key("measured", text(kept[0]["one_name"])), Key("second", text(kept[0]["other_name"])))
        note = f"The first {_MOST_USES} of {len(rows):,}." if len(rows) > _MOST_USES else ""
        return [View("First uses", _use_spec(kept, WIDE), _use_spec(kept, NARROW), key, note)]


def _moment(row: Row, column: str) -> float:
    of = day(row, column)
    return datetime(of.year, of.month, of.day, tzinfo=UTC).timestamp() * 1000


def _use_spec(rows: Sequence[Row], width: int) -> Spec:
    height = _USE_HEIGHT * len(rows) + 4
    placed: list[Spec] = [
        {
            "one": _moment(row, "one"),
            "other": _moment(row, "other"),
            "y": _USE_HEIGHT * place + 24,
            "text_y": _USE_HEIGHT * place + 2,
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
