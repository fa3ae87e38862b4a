"""How far apart in time the members of a group shared the same, beside what the null model expects."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from undertow.dossier.figures import NARROW, WIDE, Drawing, Key, Row, Spec, View
from undertow.dossier.figures._parts import COLOURS, chart, layer, number

_TICKS = {
    WIDE: (0, 10, 30, 60, 120, 200, 300, 450, 600, 900, 1200, 1800, 3600, 7200),
    NARROW: (0, 15, 60, 200, 600, 1200, 3600, 7200),
}
#: A highest bin so many times the middle one leaves the others too low to read, unless the scale makes room for them.
_STEEP = 12
#: A bar is at least so many pixels wide; narrower neighbours are drawn as their mean.
_THIN = 6
_HEIGHT, _LANE = 200, 20


class Bin(NamedTuple):
    """Delays from `start` to `end` seconds: what was measured and what was expected for each second of them."""

    start: float
    end: float
    measured: float
    expected: float | None


class DelayNull(Drawing):
    """A histogram of seconds between two shares; the null model is a grey step line, the window a rule."""

    name = "delay_null"
    columns = ("seconds", "width", "measured", "expected")

    def views(self, rows: Sequence[Row]) -> Sequence[View]:
        given, unit = _bins(rows)
        window = next((number(row, "window") for row in rows if number(row, "window") is not None), None)
        grey = any(part.expected is not None for part in given)
        key = (Key("measured-band", "Measured"), Key("reference", "Expected without the effect"))
        drawn = {width: _joined(given, window, width) for width in (WIDE, NARROW)}
        heights = [height for part in drawn[WIDE] for height in (part.measured, part.expected) if height]
        steep = bool(heights) and max(heights) > _STEEP * median(heights)
        specs = [_spec(_scaled(bins, unit), window, steep, width) for width, bins in drawn.items()]
        note = "Both scales are square roots" if steep else "The scale of seconds is a square root"
        note += f": short delays{' and low bars' if steep else ''} get more room."
        if len({part.end - part.start for part in drawn[NARROW]}) > 1:
            note += f" The height of a bar is for every {unit:g} s of delay, also where the bar is wider."
        return [View("Delays", specs[0], specs[1], key if grey else (), note)]


def _bins(rows: Sequence[Row]) -> tuple[list[Bin], float]:
    """The rows as rates a second, and the narrowest width of all."""
    narrowest = min((width for row in rows if (width := number(row, "width"))), default=1)
    bins = []
    for row in rows:
        start, width, expected = number(row, "seconds") or 0, number(row, "width") or narrowest, number(row, "expected")
        measured = (number(row, "measured") or 0) / width
        bins.append(Bin(start, start + width, measured, None if expected is None else expected / width))
    return sorted(bins, key=lambda part: part.start), narrowest


def _joined(bins: Sequence[Bin], window: float | None, width: int) -> list[Bin]:
    """The bins, neighbours joined until each is wide enough to see; none is joined across the window."""
    thin = _THIN / width * max(part.end for part in bins) ** 0.5
    joined: list[Bin] = []
    for part in bins:
        last = joined[-1] if joined else None
        if last and last.end == part.start != window and last.end**0.5 - last.start**0.5 < thin:
            joined[-1] = _mean(last, part)
        else:
            joined.append(part)
    return joined


def _mean(left: Bin, right: Bin) -> Bin:
    """Two neighbours as one bin."""
    whole = right.end - left.start
    part = (left.end - left.start) / whole
    expected = None
    if left.expected is not None and right.expected is not None:
        expected = left.expected * part + right.expected * (1 - part)
    return Bin(left.start, right.end, left.measured * part + right.measured * (1 - part), expected)


def _scaled(bins: Sequence[Bin], unit: float) -> list[Bin]:
    """The bins with heights for so many seconds."""
    return [
        Bin(part.start, part.end, part.measured * unit, None if part.expected is None else part.expected * unit)
        for part in bins
    ]


def _spec(bins: Sequence[Bin], window: float | None, steep: bool, width: int) -> Spec:
    last = max(*(part.end for part in bins), window or 0, 1)
    heights = [height for part in bins for height in (part.measured, part.expected) if height] or [1]
    percent = max(heights) <= 1 and any(height != int(height) for height in heights)
    top = 0 if window is None else _LANE
    ticks = [tick for tick in _TICKS[width] if tick <= last]
    x: Spec = {
        "field": "x",
        "type": "quantitative",
        "scale": {"type": "sqrt", "domain": [0, last], "nice": False},
        "axis": {"title": "Seconds between the two shares", "values": ticks, "format": ",~r", "grid": False},
    }
    y: Spec = {
        "field": "y",
        "type": "quantitative",
        "scale": {
            "type": "sqrt" if steep else "linear",
            "domain": [0, max(heights)],
            "nice": True,
            "range": [top + _HEIGHT, top],
        },
        "axis": {"title": None, "format": ".2~%" if percent else ",~r", "tickCount": 5},
    }
    bars = [{"x": part.start, "x2": part.end, "y": part.measured, "y2": 0} for part in bins if part.measured]
    box = {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"}}
    layers = [layer(bars, {"type": "rect", "style": "measured"}, box)]
    steps = _steps(bins)
    if steps:
        # the grey line crosses coloured bars: a rim in the colour of the page keeps it apart from them
        under = {"type": "line", "color": "#ffffff", "strokeWidth": 4.4, "strokeDash": [6, 4]}
        layers += [layer(steps, mark, {"x": x, "y": y}) for mark in (under, {"type": "line", "style": "reference"})]
    return chart(width, top + _HEIGHT, [*layers, *(_rule(window, x) if window is not None else ())])


def _steps(bins: Sequence[Bin]) -> list[Spec]:
    """The corners of the expected line."""
    known = [(part.start, part.end, part.expected) for part in bins if part.expected is not None]
    return [{"x": at, "y": height} for start, end, height in known for at in (start, end)]


def _rule(window: float, x: Spec) -> list[Spec]:
    """The window as a line over the whole height, with its seconds at the end, above all bars."""
    at = [{"x": window, "text": f"Window: {window:,g} s"}]
    line = {"type": "rule", "color": "#14212b", "strokeWidth": 1.2}
    words = {"type": "text", "dx": 6, "color": COLOURS["quiet"]}
    return [
        layer(at, line, {"x": x}),
        layer(at, words, {"x": x, "y": {"value": 6}, "text": {"field": "text"}}),
    ]
