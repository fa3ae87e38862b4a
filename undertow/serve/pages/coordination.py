"""The page "Coordination"; what stands on it is in results/coordination.py."""

from __future__ import annotations

from undertow.serve.pages import Page, Query
from undertow.serve.results import coordination
from undertow.serve.results.stored import Stored
from undertow.serve.view import View


class Coordination(Page):
    """Groups, the network of one, its pairs, and the posts behind a pair."""

    name, title, path = "coordination", "Coordination", "/coordination"
    group, order = "Analyses", 30
    styles, scripts = ("results.css",), ("network.js",)

    def load(self, view: View, query: Query) -> coordination.Network:
        """The newest results. Raises: UnknownName for a group or account that is not there."""
        return coordination.load(Stored(view), query)
