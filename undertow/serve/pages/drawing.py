"""One figure by itself: where a page fetches a drawing from that was not made yet, and where it stands without script."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from undertow.errors import UnknownName
from undertow.serve.pages import Page, Query
from undertow.serve.results.parts import Drawn
from undertow.serve.results.stored import Stored
from undertow.serve.results.window import moved
from undertow.serve.view import View


class Alone(Page):
    """A figure of a finding, and the table behind it."""

    name, title, path = "drawing", "Figure", "/drawing/{finding}/{place}"
    styles = ("results.css",)

    def load(self, view: View, query: Query) -> dict[str, Any]:
        """The figure number `place` of a `finding`, with its window at step `window`, if asked. Raises: UnknownName."""
        stored = Stored(view)
        finding = stored.finding(query.get("finding", ""))
        if finding is None:
            known = [held.finding.id for held in stored.held]
            raise UnknownName.among(
                "finding", query.get("finding", ""), known, "The newest run may not have found it again."
            )
        place, window = query.whole("place"), query.whole("window", -1)
        if place >= len(finding.figures):
            raise UnknownName(f"Finding {finding.id} has no figure number {place}. It has {len(finding.figures)}.")
        drawn = Drawn(finding=finding.id, place=place, figure=finding.figures[place], only=query.get("only", ""))
        if window >= 0 and drawn.figure.kind == "delay_null":
            drawn = replace(drawn, figure=moved(drawn.figure, window), window=window)
        return {"drawn": drawn}
