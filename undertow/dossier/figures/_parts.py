"""Pieces that several kinds of figure are made of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from undertow.dossier.figures import Row, Spec
from undertow.errors import BadSetting
from undertow.model import Cell

LOOKS = ("measured", "second", "third")
SHAPES = {"measured": "circle", "second": "square", "third": "triangle-up", "reference": "stroke"}
COLOURS = {"measured": "#0b5a73", "second": "#b4500b", "third": "#8322c3", "reference": "#8a949b", "quiet": "#43525e"}
QUANTITY: Spec = {"type": "quantitative"}


def number(row: Row, column: str) -> float | None:
    """The number in a cell; None when the cell is empty. Raises: BadSetting when it holds text."""
    value = row.get(column)
    if value is None or isinstance(value, int | float):
        return value
    raise BadSetting(f"A figure needs a number in column {column!r}; got {value!r}. Correct the rows of the figure.")


def text(value: Cell) -> str:
    """A cell as a label."""
    return "" if value is None else str(value)


def wrapped(label: str, width: int) -> list[str]:
    """A label in lines of at most `width` characters, two at most; what is longer ends in an ellipsis."""
    lines = [""]
    for word in label.split():
        while len(word) > width:
            lines, word = [*lines, word[:width], ""] if lines[-1] else [*lines[:-1], word[:width], ""], word[width:]
        if len(lines[-1]) + len(word) + 1 <= width or not lines[-1]:
            lines[-1] = f"{lines[-1]} {word}".strip()
        else:
            lines.append(word)
    lines = [line for line in lines if line] or [""]
    return lines if len(lines) <= 2 else [lines[0], lines[1][: width - 1].rstrip() + "…"]


def chart(width: int, height: int, layers: Sequence[Spec], **more: Any) -> Spec:
    """A layered drawing, `width` wide including its axes; `height` is that of the field inside them."""
    return {
        "width": width,
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": {"left": 0, "right": 2, "top": 6, "bottom": 6},
        "layer": list(layers),
        **more,
    }


def layer(rows: Sequence[Spec], mark: Spec, encoding: Spec) -> Spec:
    """One mark over its own rows."""
    return {"data": {"values": list(rows)}, "mark": mark, "encoding": encoding}


def day(row: Row, column: str) -> date:
    """The day in a cell. Raises: BadSetting when it holds no date in ISO 8601."""
    value = row.get(column)
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError as error:
        raise BadSetting(
            f"A figure needs a date such as 2022-08-01 in column {column!r}; got {value!r}. Correct the rows of the figure."
        ) from error


def pixels(width: int, height: int) -> tuple[Spec, Spec]:
    """Channels x and y that count pixels from the top left corner, without axes."""
    across = {"domain": [0, width], "range": [0, width], "nice": False, "zero": True}
    down = {"domain": [0, height], "range": [0, height], "nice": False, "zero": True}
    return {**QUANTITY, "axis": None, "scale": across}, {**QUANTITY, "axis": None, "scale": down}


def plane(width: int, height: int, layers: Sequence[Spec]) -> Spec:
    """A layered drawing of exactly this size whose marks are placed in `pixels`."""
    return {"width": width, "height": height, "autosize": {"type": "none"}, "layer": list(layers)}
