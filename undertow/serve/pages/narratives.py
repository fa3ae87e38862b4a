"""The page "Narratives"; what stands on it is in results/narratives.py."""

from __future__ import annotations

from undertow.serve.pages import Page, Query
from undertow.serve.results import narratives
from undertow.serve.results.parts import Sheet
from undertow.serve.results.stored import Stored
from undertow.serve.view import View


class Narratives(Page):
    """What the analyses left on this question."""

    name, title, path = "narratives", "Narratives", "/narratives"
    group, order, template = "Analyses", 40, "sheet.html"
    styles = ("results.css",)

    def load(self, view: View, query: Query) -> Sheet:
        """The newest results."""
        return narratives.load(Stored(view), query)
