"""How soon each account shared what another had shared first: one dot a share, one row an account."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from undertow.dossier.figures import NARROW, WIDE, Drawing, Row, Spec, View
from undertow.dossier.figures._parts import chart, layer, number, text

_MOST = 16


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
