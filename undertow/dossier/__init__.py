"""Findings to a published dossier. Knows `Finding`; knows no analysis and no case."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from undertow.dossier.contents import Dossier, Event, LeftOut, Method, Reviewed, SourceLine

if TYPE_CHECKING:
    from undertow.dossier.voice import Voice

__all__ = ["Dossier", "Event", "LeftOut", "Method", "Reviewed", "SourceLine", "masking", "render", "smaller"]


def masking(name: Callable[[str], str], public: Callable[[str], bool], masks: Mapping[str, str] | None = None) -> Voice:
    """What masks names and quotes in a dossier, for other files that are given away; arguments as for `render`."""
    from undertow.dossier.voice import Voice

    return Voice(name, public, masks or {})


def render(
    dossier: Dossier,
    name: Callable[[str], str],
    public: Callable[[str], bool],
    masks: Mapping[str, str] | None = None,
) -> str:
    """The dossier as one HTML file; see `undertow.dossier.page.render`, which needs the template engine."""
    from undertow.dossier.page import render as page

    return page(dossier, name, public, masks)


#: What only the checks of the page need, and what the style sheet says of every drawing but a file for print cannot.
_MARKS_OF_CHECKS = re.compile(r"(<[a-z][^<>]*?) data-verbatim(?=[ >])")
_SVG_FONT = re.compile(r'(<svg class="(?:wide|narrow)"[^>]*?) font-family="[^"]*"')


def smaller(page: str) -> str:
    """The same page in fewer characters: without the white space, quotes and end tags that a reader of HTML supplies."""
    import minify_html

    page = _MARKS_OF_CHECKS.sub(r"\1", _SVG_FONT.sub(r"\1", page))
    small: str = minify_html.minify(page, keep_html_and_head_opening_tags=True, minify_css=False, minify_js=False)
    return small
