"""When the members of an audience signed up, beside what a reference lets expect."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from undertow.dossier.figures import NARROW, WIDE, Drawing, Key, Row, Spec, View
from undertow.dossier.figures._parts import COLOURS, chart, day, layer, number

_HEIGHT = 200
#: Bars in a narrow drawing; more are joined two by two.
_MOST_NARROW = 70
#: A highest bar so many times the middle one leaves the others too low to read, unless the scale makes room for them.
_STEEP = 12


class Bar(NamedTuple):
    """Sign-ups from `start` to `end`; None where too few to be drawn. batch: whether a batch is in it."""

    start: date
    end: date
    accounts: float | None
    expected: float | None
    low: float | None
    high: float | None
    batch: bool


class SignUps(Drawing):
    """A histogram by date: the expected range is a grey band, bars that hold a batch are in the second colour."""

    name = "sign_ups"
    columns = ("start", "days", "accounts", "expected", "low", "high", "batch")

    def views(self, rows: Sequence[Row]) -> Sequence[View]:
        bars = sorted((_bar(row) for row in rows), key=lambda bar: bar.start)
        narrow = _joined(bars) if len(bars) > _MOST_NARROW else bars
        steep = _steep(bars)
        key = [Key("measured-band", "Members")]
        if any(bar.batch for bar in bars):
            key.append(Key("second", "With a batch"))
        if any(bar.expected is not None for bar in bars):
            key.append(Key("reference", "Expected from the reference; the band holds 95 % of chance"))
        note = "The scale of members is a square root: low bars get more room." if steep else ""
        return [View("Sign-ups", _spec(bars, steep, WIDE), _spec(narrow, steep, NARROW), tuple(key), note)]


def _bar(row: Row) -> Bar:
    start = day(row, "start")
    end = start + timedelta(days=int(number(row, "days") or 1))
    accounts, expected, low, high = (number(row, name) for name in ("accounts", "expected", "low", "high"))
    return Bar(start, end, accounts, expected, low, high, bool(number(row, "batch")))


def _joined(bars: Sequence[Bar]) -> list[Bar]:
    """Two neighbours as one bar of their mean height, so that the scale stays; a batch is kept by itself."""
    joined: list[Bar] = []
    for bar in bars:
        last = joined[-1] if joined else None
        if last and not last.batch and not bar.batch and last.end - last.start == bar.end - bar.start:
            pairs = zip(last[2:6], bar[2:6], strict=True)
            means = [None if a is None or b is None else (float(a) + float(b)) / 2 for a, b in pairs]
            joined[-1] = Bar(last.start, bar.end, means[0], means[1], means[2], means[3], False)
        else:
            joined.append(bar)
    return joined


def _steep(bars: Sequence[Bar]) -> bool:
    heights = sorted(bar.accounts for bar in bars if bar.accounts)
    return bool(heights) and heights[-1] > _STEEP * heights[len(heights) // 2]


def _spec(bars: Sequence[Bar], steep: bool, width: int) -> Spec:
    top = max((height for bar in bars for height in (bar.accounts, bar.high) if height), default=1)
    x: Spec = {
        "field": "x",
        "type": "temporal",
        "scale": {"type": "utc", "nice": False},
        "axis": {"title": None, "grid": False, "tickCount": 8 if width == WIDE else 4, "format": "%Y"},
    }
    y: Spec = {
        "field": "y",
        "type": "quantitative",
        "scale": {"type": "sqrt" if steep else "linear", "domain": [0, top], "nice": True},
        "axis": {"title": None, "format": ",~r", "tickCount": 5},
    }
    box = {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"}}
    layers = []
    if any(bar.high is not None for bar in bars):
        layers.append(
            layer(_steps(bars, "low", "high"), {"type": "area", "color": COLOURS["reference"], "opacity": 0.35}, box)
        )
    for batch, look in ((False, "measured"), (True, "second")):
        marks = [
            {"x": f"{bar.start}", "x2": f"{bar.end}", "y": bar.accounts, "y2": 0}
            for bar in bars
            if bar.accounts and bar.batch is batch
        ]
        layers.append(layer(marks, {"type": "rect", "color": COLOURS[look], "opacity": 0.85 if batch else 0.55}, box))
    if any(bar.expected is not None for bar in bars):
        line = _steps(bars, "expected", "expected")
        layers.append(layer(line, {"type": "line", "style": "reference"}, {"x": x, "y": y}))
    return chart(width, _HEIGHT, layers)


def _steps(bars: Sequence[Bar], low: str, high: str) -> list[Spec]:
    """The corners of a line or a band over the bars."""
    known = [bar for bar in bars if getattr(bar, low) is not None and getattr(bar, high) is not None]
    return [
        {"x": f"{at}", "y": getattr(bar, high), "y2": getattr(bar, low)} for bar in known for at in (bar.start, bar.end)
    ]
