"""Findings to a published dossier. Knows `Finding`; knows no analysis and no case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Unpack

from undertow.dossier.contents import (
    Correction,
    Decisions,
    Dossier,
    Event,
    LeftOut,
    Method,
    Named,
    Reply,
    Reviewed,
    SourceLine,
    Withdrawn,
)

if TYPE_CHECKING:
    from undertow.dossier.listen import Listening
    from undertow.dossier.voice import Voice, Words

__all__ = [
    "Correction",
    "Decisions",
    "Dossier",
    "Event",
    "LeftOut",
    "Method",
    "Named",
    "Reply",
    "Reviewed",
    "SourceLine",
    "Withdrawn",
    "drawn",
    "masking",
    "render",
    "smaller",
]


def masking(
    name: Callable[[str], str],
    public: Callable[[str], bool],
    masks: Mapping[str, str] | None = None,
    **words: Unpack[Words],
) -> Voice:
    """What masks names and quotes in a dossier, for other files that are given away; arguments as for `render`."""
    from undertow.dossier.voice import Voice

    return Voice(name, public, masks or {}, **words)


def render(
    dossier: Dossier,
    name: Callable[[str], str],
    public: Callable[[str], bool],
    masks: Mapping[str, str] | None = None,
    listening: Listening | None = None,
    **words: Unpack[Words],
) -> str:
    """The dossier as one HTML file; see `undertow.dossier.page.render`, which needs the template engine."""
    from undertow.dossier.page import render as page

    return page(dossier, name, public, masks, listening, **words)


def drawn(dossier: Dossier, voice: Voice, listening: Listening | None = None) -> str:
    """The dossier as one HTML file, told by this voice; see `undertow.dossier.page.drawn`."""
    from undertow.dossier.page import drawn as page

    return page(dossier, voice, listening)


def smaller(page: str) -> str:
    """The same page in fewer characters: without the white space, quotes and end tags that a reader of HTML supplies."""
    from undertow.dossier.squeezing import squeezed

    return squeezed(page)
