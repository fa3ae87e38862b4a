"""The page "Convergence and frames"; what stands on it is in results/convergence.py."""

from __future__ import annotations

from undertow.serve.pages import Page, Query
from undertow.serve.results import convergence
from undertow.serve.results.parts import Sheet
from undertow.serve.results.stored import Stored
from undertow.serve.view import View


class Convergence(Page):
    """What the analyses left on this question."""

    name, title, path = "convergence", "Convergence and frames", "/convergence"
    group, order, template = "Analyses", 50, "sheet.html"
    styles = ("results.css",)

    def load(self, view: View, query: Query) -> Sheet:
        """The newest results."""
        return convergence.load(Stored(view), query)
