"""The audio edition of a dossier: its summary in chapters, numbers and uncertainty in words, spoken by a program.

`edition` says what is heard, `reading` how numbers are said, `engines` who speaks, `sound` makes the files.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from undertow.dossier.contents import Dossier
from undertow.dossier.listen.edition import Chapter, chapters
from undertow.dossier.listen.engines import Engine, Sound, engine
from undertow.dossier.listen.sound import Track, embedded, recorded, whole
from undertow.dossier.voice import Voice

__all__ = ["Chapter", "Engine", "Listening", "chapters", "engine", "silent", "spoken"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """What a page offers to hear: the chapters with their words, the sound it holds, and the file beside it, if any. sounds: each
    chapter as it was spoken."""

    chapters: tuple[Chapter, ...]
    track: Track | None = None
    file: Track | None = None
    sounds: tuple[Sound, ...] = field(default=(), repr=False, compare=False)

    def within(self, room: int) -> Listening:
        """The same with no more sound in the page than there is room for, in bytes."""
        return replace(self, track=embedded(self.sounds, room))

    @property
    def address(self) -> str:
        """The sound as a data: address; empty without one."""
        if not self.track:
            return ""
        return f"data:{self.track.mime};base64,{base64.b64encode(self.track.data).decode()}"

    @property
    def parts(self) -> Sequence[tuple[Chapter, float | None]]:
        """Each chapter with the second at which it begins in the page's sound; None where it is not in it."""
        starts = self.track.starts if self.track else [None] * len(self.chapters)
        return list(zip(self.chapters, starts, strict=True))


def silent(dossier: Dossier, voice: Voice) -> Listening:
    """The chapters and their words alone, for the voice of the reader's browser."""
    return Listening(chapters=chapters(dossier, voice))


def spoken(dossier: Dossier, voice: Voice, speaker: Engine) -> Listening:
    """The edition spoken. Raises: MissingExtra when the engine fails."""
    parts = chapters(dossier, voice)
    sounds = recorded(parts, speaker)
    return Listening(
        chapters=parts,
        track=embedded(sounds),
        file=whole(parts, sounds, voice.given_plain(dossier.title)),
        sounds=sounds,
    )
