"""The page "Audience"; what stands on it is in results/audience.py."""

from __future__ import annotations

from undertow.serve.pages import Page, Query
from undertow.serve.results import audience
from undertow.serve.results.parts import Sheet
from undertow.serve.results.stored import Stored
from undertow.serve.view import View


class Audience(Page):
    """What the analyses left on this question."""

    name, title, path = "audience", "Audience", "/audience"
    group, order, template = "Analyses", 20, "sheet.html"
    styles = ("results.css",)

    def load(self, view: View, query: Query) -> Sheet:
        """The newest results."""
        return audience.load(Stored(view), query)
