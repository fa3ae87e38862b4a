"""A group over time: how often its members did the same in each period, and when the group changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from undertow.dossier.figures import NARROW, WIDE, Drawing, Key, Row, Spec, View
from undertow.dossier.figures._parts import COLOURS, SHAPES, chart, day, layer, number, text
from undertow.dossier.numbers import long_date
from undertow.errors import BadSetting

_MOST = 240
_STATES = {"birth": "Birth of the group", "merge": "Merge with another group", "end": "End of the group"}
_LOOKS = {"birth": "third", "merge": "second", "end": "other"}
_LANE, _HEIGHT = 16, 180


class Period(NamedTuple):
    """Days from `start` up to but without `end`, the joint acts in them, and what became of the group."""

    start: date
    end: date
    acts: float
    states: tuple[str, ...]


class Timeline(Drawing):
    """Bars of joint acts, one a period; above them a mark where the group begins, merges or ends."""

    name = "timeline"
    columns = ("start", "end", "count", "state")

    def views(self, rows: Sequence[Row]) -> Sequence[View]:
        periods = sorted(_period(row) for row in rows)
        together = -(-len(periods) // _MOST)
        note = f"From {long_date(periods[0].start)} to {long_date(_last(periods) - timedelta(1))}; {_bar(periods, together)}."
        periods = [_sum(periods[i : i + together]) for i in range(0, len(periods), together)]
        seen = [state for state in _STATES if any(state in period.states for period in periods)]
        key = (Key("measured-band", "Joint acts"), *(Key(_LOOKS[state], _STATES[state]) for state in seen))
        drawn = [_spec(periods, seen, width) for width in (WIDE, NARROW)]
        return [View("Timeline", drawn[0], drawn[1], key if seen else (), note)]


def _period(row: Row) -> Period:
    start, end, state = day(row, "start"), day(row, "end"), text(row["state"])
    if state and state not in _STATES:
        raise BadSetting(
            f"A timeline has no mark for the state {state!r} of {start}. Known: {', '.join(_STATES)}, or none."
        )
    return Period(start, max(end, start + timedelta(1)), number(row, "count") or 0, (state,) if state else ())


def _sum(periods: Sequence[Period]) -> Period:
    states = tuple(state for period in periods for state in period.states)
    return Period(periods[0].start, _last(periods), sum(period.acts for period in periods), states)


def _last(periods: Sequence[Period]) -> date:
    return max(period.end for period in periods)


def _bar(periods: Sequence[Period], together: int) -> str:
    """How long a bar is, in words."""
    days = Counter((period.end - period.start).days for period in periods).most_common(1)[0][0]
    word = {1: "day", 7: "week", **dict.fromkeys(range(28, 32), "month")}.get(days)
    if word:
        return f"one bar is one {word}" if together == 1 else f"one bar is {together} {word}s"
    return f"one bar is {together * days} days"


def _moment(of: date) -> float:
    """Milliseconds since 1970, which no time zone of the machine that draws can shift."""
    return datetime(of.year, of.month, of.day, tzinfo=UTC).timestamp() * 1000


def _spec(periods: Sequence[Period], seen: Sequence[str], width: int) -> Spec:
    top = _LANE * len(seen) + (4 if seen else 0)
    first, last = _moment(periods[0].start), _moment(_last(periods))
    axis = {"title": None, "grid": False, "labelFlush": False, "format": _time_format(periods)}
    axis |= _ticks(periods, 7 if width == WIDE else 3)
    scale = {"type": "utc", "domain": [first, last], "nice": False}
    x: Spec = {"field": "x", "type": "temporal", "scale": scale, "axis": axis}
    most = max(1.0, *(period.acts for period in periods))
    y: Spec = {
        "field": "y",
        "type": "quantitative",
        "scale": {"domain": [0, most], "nice": True, "range": [top + _HEIGHT, top]},
        "axis": {
            "title": None,
            "format": ",~r",
            **({"values": list(range(int(most) + 1))} if most <= 4 else {"tickCount": 4}),
        },
    }
    gap = 0.12 if len(periods) <= 80 else 0
    bars = [
        {"x": _moment(p.start) + gap / 2 * span, "x2": _moment(p.end) - gap / 2 * span, "y": p.acts, "y2": 0}
        for p in periods
        if p.acts and (span := _moment(p.end) - _moment(p.start))
    ]
    box = {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"}}
    layers = [layer(bars, {"type": "rect", "style": "measured"}, box)]
    for lane, state in enumerate(seen):
        layers += _marks([p for p in periods if state in p.states], state, _LANE * lane + 8, {"x": x, "y": y})
    return chart(width, top + _HEIGHT, layers)


def _marks(periods: Sequence[Period], state: str, lane: int, encoding: Spec) -> list[Spec]:
    """The marks of one state in a lane of their own, each with a line down to its bar."""
    look = _LOOKS[state]
    colour = COLOURS.get(look, COLOURS["quiet"])
    at = [{"x": (_moment(period.start) + _moment(period.end)) / 2, "y": period.acts} for period in periods]
    shape = {"type": "point", "shape": SHAPES.get(look, "diamond"), "filled": True, "fill": colour, "size": 70}
    rule = {"type": "rule", "color": colour, "strokeWidth": 1}
    return [
        layer(at, rule, {"x": encoding["x"], "y": encoding["y"], "y2": {"value": lane}}),
        layer(at, shape, {"x": encoding["x"], "y": {"value": lane}}),
    ]


def _ticks(periods: Sequence[Period], most: int) -> Spec:
    """About so many ticks, and never two on one day."""
    days = (_last(periods) - periods[0].start).days
    few = [_moment(periods[0].start + timedelta(day)) for day in range(days + 1)]
    return {"values": few} if days <= most else {"tickCount": most}


def _time_format(periods: Sequence[Period]) -> str:
    days = (_last(periods) - periods[0].start).days
    return "%Y" if days > 5 * 365 else "%b %Y" if days > 90 else "%d %b"
