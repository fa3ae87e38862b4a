"""The audio edition of a case: spoken where a program can, and otherwise left to the browser of the reader."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from undertow.dossier import Dossier, drawn, smaller
from undertow.errors import MissingExtra

if TYPE_CHECKING:
    from datetime import date

    from undertow.dossier.listen import Listening
    from undertow.dossier.listen.sound import Track
    from undertow.dossier.voice import Voice


#: Bytes of a page with its sound: what goes through every mail server. The file beside it holds all the sound.
LARGEST = 2_000_000
_MARGIN = 600


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


def _within(listening: Listening, draw: Callable[[Listening], str]) -> str:
    """The page with as much of its sound as keeps it below LARGEST; where it is larger without any, that does not count."""
    page = draw(listening)
    if listening.track is None or (over := _size(page) - LARGEST) <= 0:
        return page
    sound = len(listening.track.data) * 4 // 3
    return page if over > sound else draw(listening.within(len(listening.track.data) - over * 3 // 4 - _MARGIN))


def _size(page: str) -> int:
    return len(smaller(page).encode("utf-8", "replace"))


class Aloud:
    """The page of a dossier told by one voice, with its audio edition where that is wanted.

    A dossier may be drawn under two version numbers to see which it has; of these only the day is spoken, so each day is
    spoken once.
    """

    def __init__(self, voice: Voice, program: str, *, wanted: bool) -> None:
        self.voice = voice
        self._program, self._wanted = program, wanted
        self._heard: dict[date, Heard] = {}
        self._last: Heard | None = None

    def drawn(self, dossier: Dossier) -> str:
        """The whole page. Raises: as `hear` and `drawn` do."""
        if self._wanted:
            if dossier.published not in self._heard:
                self._heard[dossier.published] = hear(dossier, self.voice, self._program)
            self._last = self._heard[dossier.published]
        if self._last is None:
            return drawn(dossier, self.voice)
        return _within(self._last.listening, lambda listening: drawn(dossier, self.voice, listening))

    @property
    def file(self) -> Track | None:
        """What stands beside the page drawn last."""
        return self._last.listening.file if self._last else None

    @property
    def lacking(self) -> MissingExtra | None:
        """What was lacking to speak it."""
        return self._last.lacking if self._last else None
