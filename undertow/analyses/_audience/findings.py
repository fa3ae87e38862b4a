"""The findings of an audit, audience by audience, then about several audiences or readings."""

from __future__ import annotations

from collections.abc import Iterator

from undertow.analyses import Measured
from undertow.analyses._audience import comparisons, sign_ups, together
from undertow.analyses._audience.view import views
from undertow.model import Finding


def findings(measured: Measured, most: int) -> Iterator[Finding]:
    """Every finding. most: batches told of each audience, largest first."""
    found = list(views(measured))
    for view in found:
        for place, row in enumerate(view.told[:most]):
            yield sign_ups.finding(view, row, drawn=not place)
        yield from comparisons.bound(view)
        yield from comparisons.signals(view)
        yield from comparisons.growth(view)
    yield from together.overlap(found, measured)
    yield from together.readings(found, measured)
