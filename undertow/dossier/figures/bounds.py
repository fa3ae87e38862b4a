"""How a lower bound changes with the reference, beside placebo audiences."""

from __future__ import annotations

from collections.abc import Sequence

from undertow.dossier.figures import NARROW, WIDE, Drawing, Key, Row, Spec, View
from undertow.dossier.figures._parts import COLOURS, SHAPES, chart, layer, number, text, wrapped

_MOST = 12
_LINE, _STRIP = 34, 34
PLACEBOS = "References, each against the others"


class Bounds(Drawing):
    """A dot for each choice of reference, and all placebos on one line in grey at the bottom."""

    name = "bounds"
    columns = ("what", "reference", "bound")
    accounts = ()

    def views(self, rows: Sequence[Row]) -> Sequence[View]:
        known = [row for row in rows if number(row, "bound") is not None]
        audience = [row for row in known if text(row["what"]) != "placebo"]
        placebos = [number(row, "bound") or 0.0 for row in known if text(row["what"]) == "placebo"]
        kept = audience[:_MOST]
        key = [Key("measured", "The audience")] + ([Key("reference-tick", PLACEBOS)] if placebos else [])
        note = f"The first {_MOST} of {len(audience):,} choices of reference." if len(audience) > _MOST else ""
        specs = [_spec(kept, placebos, width) for width in (WIDE, NARROW)]
        return [View("Bounds", specs[0], specs[1], tuple(key), note)]


def _spec(rows: Sequence[Row], placebos: Sequence[float], width: int) -> Spec:
    height = _LINE * len(rows) + (_STRIP if placebos else 0) + 4
    most = max((number(row, "bound") or 0.0 for row in rows), default=0.0)
    high = min(1.0, max(0.1, 1.15 * max(most, *placebos, 0.0)))
    x: Spec = {
        "field": "x",
        "type": "quantitative",
        "scale": {"domain": [0, high], "nice": True},
        "axis": {"title": None, "format": ".0%", "grid": True, "tickCount": 6 if width == WIDE else 4},
    }
    y: Spec = {
        "field": "y",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, height], "range": [0, height], "zero": True},
    }
    size = 84 if width == WIDE else 38
    dots = [{"x": number(row, "bound"), "y": _LINE * place + 25} for place, row in enumerate(rows)]
    words = [
        {"y": _LINE * place + 2, "text": wrapped(f"{text(row['reference'])}: {number(row, 'bound') or 0:.1%}", size)[0]}
        for place, row in enumerate(rows)
    ]
    ticks = [{"x": bound, "y": _LINE * len(rows) + 18, "y2": _LINE * len(rows) + 32} for bound in placebos]
    if placebos:
        words.append({"y": _LINE * len(rows) + 2, "text": f"{PLACEBOS}: largest {max(placebos):.1%}"})
    label = {"type": "text", "align": "left", "baseline": "top", "color": "#14212b"}
    grey = {"type": "rule", "color": COLOURS["reference"], "strokeWidth": 2}
    dot = {"type": "point", "shape": SHAPES["measured"], "filled": True, "fill": COLOURS["measured"], "size": 64}
    return chart(
        width,
        height,
        [
            layer(ticks, grey, {"x": x, "y": y, "y2": {"field": "y2"}}),
            layer(dots, dot, {"x": x, "y": y}),
            layer(words, label, {"x": {"value": 0}, "y": y, "text": {"field": "text"}}),
        ],
    )
