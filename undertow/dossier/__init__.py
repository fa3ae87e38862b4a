"""Findings to a published dossier. Knows `Finding`; knows no analysis and no case."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from undertow.dossier.contents import Dossier, Event, Method, Reviewed, SourceLine

__all__ = ["Dossier", "Event", "Method", "Reviewed", "SourceLine", "render"]


def render(
    dossier: Dossier,
    name: Callable[[str], str],
    public: Callable[[str], bool],
    masks: Mapping[str, str] | None = None,
) -> str:
    """The dossier as one HTML file; see `undertow.dossier.page.render`, which needs the template engine."""
    from undertow.dossier.page import render as page

    return page(dossier, name, public, masks)
