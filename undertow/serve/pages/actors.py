"""The page "Actors and events"; what stands on it is in results/actors.py."""

from __future__ import annotations

from undertow.serve.pages import Page, Query
from undertow.serve.results import actors
from undertow.serve.results.parts import Sheet
from undertow.serve.results.stored import Stored
from undertow.serve.view import View


class Actors(Page):
    """What the analyses left on this question."""

    name, title, path = "actors", "Actors and events", "/actors"
    group, order, template = "Analyses", 70, "sheet.html"
    styles = ("results.css",)

    def load(self, view: View, query: Query) -> Sheet:
        """The newest results."""
        return actors.load(Stored(view), query)
