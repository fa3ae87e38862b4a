"""The audio edition of a case: spoken where a program can, and otherwise left to the browser of the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from undertow.dossier import Dossier
from undertow.errors import MissingExtra

if TYPE_CHECKING:
    from undertow.dossier.listen import Listening
    from undertow.dossier.voice import Voice


class Heard(NamedTuple):
    """What the page offers to hear, and what was lacking to speak it, if anything."""

    listening: Listening
    lacking: MissingExtra | None


def hear(dossier: Dossier, voice: Voice, program: str) -> Heard:
    """The edition by the engine named, or by espeak-ng. Raises: BadSetting for an engine that is not there."""
    from undertow.dossier.listen import engine, silent, spoken
    from undertow.dossier.page import printed

    shown = printed(dossier)
    try:
        return Heard(spoken(shown, voice, engine(program)), None)
    except MissingExtra as lacking:
        return Heard(silent(shown, voice), lacking)
