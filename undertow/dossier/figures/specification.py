"""Does the finding depend on the settings? Its outcome under every specification, and which settings each one has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from undertow.dossier.figures import NARROW, WIDE, Drawing, Key, Row, Spec, View
from undertow.dossier.figures._parts import COLOURS, SHAPES, layer, number, pixels, plane, text
from undertow.model import Cell

#: Ticks in one drawing, specifications times settings; what is above it is thinned out evenly. A line of words in the
#: lower panel takes the bytes of a dozen ticks.
_MOST_TICKS, _LINE_TICKS, _MOST_VALUES = 1100, 12, 12
_TOP, _LINE, _HEADING, _WIDEST = 20, 15, 22, 14
_TITLES = {"window": "Window, seconds", "screen": "Level of the tests"}
_LOOKS = ("measured", "second")


class Line(NamedTuple):
    """One value of one setting in the lower panel: its words, its place, and which specifications have it."""

    words: str
    y: int
    places: list[int]


class Board(NamedTuple):
    """The lower panel: titles of settings with their places, lines of values, and where the panel ends."""

    titles: list[tuple[str, int]]
    lines: list[Line]
    height: int


class Specification(Drawing):
    """A specification curve: outcomes in order as dots, and under them one row of ticks for each value of a setting."""

    name = "specification"
    columns = ("order", "share", "window", "screen", "holds")

    def views(self, rows: Sequence[Row]) -> Sequence[View]:
        known = sorted(
            (row for row in rows if number(row, "share") is not None),
            key=lambda row: (number(row, "share") or 0, number(row, "order") or 0),
        )
        if not known:
            return []
        settings = list(dict.fromkeys(column for row in rows for column in row if _is_setting(column)))
        kept = _thinned(known, _most(known, settings))
        texts = ("The finding holds", "It does not hold")
        seen = {_look(row) for row in kept}
        key = tuple(Key(look, words) for look, words in zip(_LOOKS, texts, strict=True) if look in seen)
        drawn = [_spec(kept, settings, width) for width in (WIDE, NARROW)]
        return [View("Specifications", drawn[0], drawn[1], key, _note(rows, known, kept, settings))]


def _is_setting(column: str) -> bool:
    return column in _TITLES or column.startswith("set_")


def _title(setting: str) -> str:
    return _TITLES.get(setting) or setting.removeprefix("set_").replace("_", " ").capitalize()


def _look(row: Row) -> str:
    return _LOOKS[0] if number(row, "holds") else _LOOKS[1]


def _most(rows: Sequence[Row], settings: Sequence[str]) -> int:
    """How many specifications a drawing has room for."""
    lines = sum(min(_MOST_VALUES, len({row.get(setting) for row in rows})) for setting in settings)
    return max(24, (_MOST_TICKS - _LINE_TICKS * lines) // len(settings))


def _thinned(rows: Sequence[Row], most: int) -> list[Row]:
    """At most so many rows, evenly from first to last, the declared one among them."""
    if len(rows) <= most:
        return list(rows)
    places = {round(i * (len(rows) - 1) / (most - 1)) for i in range(most)}
    return [row for place, row in enumerate(rows) if place in places or number(row, "declared")]


def _note(rows: Sequence[Row], known: Sequence[Row], kept: Sequence[Row], settings: Sequence[str]) -> str:
    holds = sum(1 for row in known if number(row, "holds"))
    middle = median(number(row, "share") or 0 for row in known)
    notes = [f"It holds in {holds:,} of {len(known):,} specifications; the median outcome is {middle:.0%}."]
    if len(kept) < len(known):
        notes.append(f"Drawn: {len(kept):,} of them, evenly from the lowest outcome to the highest.")
    if len(known) < len(rows):
        notes.append(f"Left out, without an outcome: {len(rows) - len(known):,}.")
    long = [_title(setting) for setting in settings if len({text(row.get(setting)) for row in kept}) > _MOST_VALUES]
    if long:
        notes.append(f"Only the {_MOST_VALUES} most frequent values are shown of: {', '.join(long)}.")
    return " ".join(notes)


def _spec(rows: Sequence[Row], settings: Sequence[str], width: int) -> Spec:
    left, panel = (180, 150) if width == WIDE else (108, 120)
    board = _board(rows, settings, _TOP + panel + 14)
    slot = (width - left - 6) / len(rows)
    x, y = pixels(width, board.height)
    box = {"x": {**x, "field": "x"}, "x2": {"field": "x2"}, "y": {**y, "field": "y"}, "y2": {"field": "y2"}}
    centres = [left + slot * (place + 0.5) for place in range(len(rows))]
    grid = [{"x": left, "x2": width, "y": _TOP + panel * (1 - part / 4), "text": f"{25 * part}%"} for part in range(5)]
    guides = [{"x": left, "x2": width, "y": line.y} for line in board.lines]
    flat = {name: box[name] for name in ("x", "x2", "y")}
    layers = [
        layer([*grid, *guides], {"type": "rule", "color": "#e6e8e4"}, flat),
        *_declared(rows, centres, board.height, box),
        *_ticks(rows, board, (left, slot), flat),
        *_dots(rows, centres, (panel, slot), box),
        *_words(grid, board, (left, width), box),
    ]
    return plane(width, board.height, layers)


def _board(rows: Sequence[Row], settings: Sequence[str], top: int) -> Board:
    titles, lines = [], []
    for setting in settings:
        values = Counter(row.get(setting) for row in rows)
        titles.append((_title(setting), top + _HEADING // 2))
        top += _HEADING
        for value in sorted((value for value, _ in values.most_common(_MOST_VALUES)), key=_order):
            places = [place for place, row in enumerate(rows) if row.get(setting) == value]
            lines.append(Line(_value(value), top + _LINE // 2, places))
            top += _LINE
        top += 2
    return Board(titles, lines, top + 2)


def _order(value: Cell) -> tuple[float, str]:
    return (float(value), "") if isinstance(value, int | float) else (float("inf"), text(value))


def _value(value: Cell) -> str:
    return f"{value:,g}" if isinstance(value, int | float) else text(value) or "not given"


def _ticks(rows: Sequence[Row], board: Board, across: tuple[float, float], flat: Spec) -> list[Spec]:
    """A tick for each specification in the row of each value it has; where they are thin, neighbours run together."""
    left, slot = across
    gap = max(0.12 * slot, (slot - _WIDEST) / 2) if slot >= 4 else 0.0
    layers = []
    for look in _LOOKS:
        ticks: list[Spec] = []
        for line in board.lines:
            for place in (place for place in line.places if _look(rows[place]) == look):
                start, end = left + slot * place + gap, left + slot * (place + 1) - gap
                if not gap and ticks and ticks[-1]["y"] == line.y and abs(ticks[-1]["x2"] - start) < 0.01:
                    ticks[-1]["x2"] = end
                else:
                    ticks.append({"x": start, "x2": end, "y": line.y})
        layers.append(layer(ticks, {"type": "rule", "style": look, "strokeWidth": 9}, flat))
    return layers


def _dots(rows: Sequence[Row], centres: Sequence[float], sizes: tuple[int, float], box: Spec) -> list[Spec]:
    panel, slot = sizes
    size = min(8, max(3, int(slot))) ** 2  # a whole width, without which dots are not joined into one path
    layers = []
    for look in _LOOKS:
        dots = [
            {"x": centre, "y": _TOP + panel * (1 - min(1.0, max(0.0, number(row, "share") or 0)))}
            for row, centre in zip(rows, centres, strict=True)
            if _look(row) == look
        ]
        mark = {"type": "point", "shape": SHAPES[look], "filled": True, "fill": COLOURS[look], "size": size}
        layers.append(layer(dots, mark, {"x": box["x"], "y": box["y"]}))
    return layers


def _declared(rows: Sequence[Row], centres: Sequence[float], height: int, box: Spec) -> list[Spec]:
    """A line through both panels at the specification that was declared beforehand, with its name on top."""
    place = next((place for place, row in enumerate(rows) if number(row, "declared")), None)
    if place is None:
        return []
    at = {"x": centres[place], "y": 14, "y2": height - 4, "text": "Declared"}
    line = {"type": "rule", "color": "#14212b", "strokeWidth": 1.2}
    words = {"type": "text", "align": "left" if place < len(rows) / 2 else "right", "fontWeight": 600}
    return [
        layer([at], line, {name: box[name] for name in ("x", "y", "y2")}),
        layer([at | {"y": 6}], words | {"color": "#14212b"}, {**_place(box), "text": {"field": "text"}}),
    ]


def _words(grid: Sequence[Spec], board: Board, sizes: tuple[int, int], box: Spec) -> list[Spec]:
    left, width = sizes
    quiet = {"type": "text", "align": "right", "limit": left - 10, "color": "#5d6b76"}
    bold = {"type": "text", "fontWeight": 600, "color": "#14212b", "limit": width - 30}
    beside = [
        {"x": left - 6, **word}
        for word in (
            *({"y": line["y"], "text": line["text"]} for line in grid),
            *({"y": line.y, "text": line.words} for line in board.lines),
        )
    ]
    titles = [{"x": 0, "y": y, "text": words} for words, y in board.titles]
    encoding = {**_place(box), "text": {"field": "text"}}
    return [layer(beside, quiet, encoding), layer(titles, bold, encoding)]


def _place(box: Spec) -> Spec:
    return {"x": box["x"], "y": box["y"]}
