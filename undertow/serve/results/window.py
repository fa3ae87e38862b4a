"""The window of a group moved over the delays that the run measured, beside what its null model expects of each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from undertow.model import Cell, Figure, Finding
from undertow.serve.pages import Query
from undertow.serve.results import parts
from undertow.serve.results.parts import Drawn, Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The window moved over the delays of a group: what was measured within it, and what the null model expects.

    steps: windows that can be looked at, in seconds. declared: the one the run used. tried: by window, in how many settings
    the group was found again. runs: other runs of the case, by window.
    """

    seconds: float
    declared: float
    steps: tuple[float, ...]
    place: int
    measured: float
    expected: float
    beyond: float
    beyond_expected: float
    figure: Drawn
    tried: Shown | None = None


def window(finding: Finding, query: Query) -> Window | None:
    """The window moved over the delays that were measured; None for a group that was described without a null model."""
    drawn = next(iter(parts.drawn(finding, "delay_null")), None)
    if drawn is None or not drawn.figure.rows:
        return None
    rows = drawn.figure.rows
    ends, declared = steps(drawn.figure)
    own = ends.index(declared) if declared in ends else 0
    place = min(query.whole("window", own), len(ends) - 1)
    seconds = ends[place]
    inside = [row for row in rows if _start(row) < seconds]
    outside = [row for row in rows if _start(row) >= seconds]
    return Window(
        seconds=seconds,
        declared=declared,
        steps=tuple(ends),
        place=place,
        measured=_sum(inside, "measured"),
        expected=round(_sum(inside, "expected"), 1),
        beyond=_sum(outside, "measured"),
        beyond_expected=round(_sum(outside, "expected"), 1),
        figure=drawn if place == own else replace(drawn, figure=moved(drawn.figure, place), window=place),
        tried=_tried(finding),
    )


def steps(figure: Figure) -> tuple[list[float], float]:
    """The windows that a figure of delays can show, in seconds, and the one it was made with."""
    ends = sorted({_start(row) + float(row["width"] or 0) for row in figure.rows})
    return ends, float(figure.rows[0].get("window") or 0) if figure.rows else 0.0


def moved(figure: Figure, place: int) -> Figure:
    """The figure of delays with its window at another step."""
    ends, _ = steps(figure)
    seconds = ends[min(place, len(ends) - 1)] if ends else None
    return replace(figure, rows=tuple({**row, "window": seconds} for row in figure.rows))


def _start(row: Mapping[str, Cell]) -> float:
    return float(row["seconds"] or 0)


def _sum(rows: Sequence[Mapping[str, Any]], column: str) -> float:
    return float(sum(row[column] or 0 for row in rows))


def _tried(finding: Finding) -> Shown | None:
    """By window, in how many of the settings tried the group was found again, and how much of it."""
    curve = next((figure for figure in finding.figures if figure.kind == "specification"), None)
    if curve is None:
        return None
    by: dict[Any, list[Mapping[str, Any]]] = {}
    for row in curve.rows:
        by.setdefault(row["window"], []).append(row)
    table = parts.table(
        "The group with other windows, by the settings this run tried",
        [
            ("Window, seconds", True),
            ("Settings", True),
            ("Found again in", True),
            ("Members shared, least, per cent", True),
        ],
        [
            [w, len(own), sum(bool(r["holds"]) for r in own), round(100 * min(float(r["share"] or 0) for r in own))]
            for w, own in sorted(by.items())
        ],
        "Found again: a group that shares at least half its members. The settings differ in level, reach and crowd as well.",
    )
    return Shown(finding=finding.id, table=table)
