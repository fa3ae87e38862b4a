"""Speech as files: chapters joined, as MP3 where the encoder is installed and as WAV where it is not."""

from __future__ import annotations

import io
import wave
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from undertow.dossier.listen.edition import Chapter
from undertow.dossier.listen.engines import Engine, Sound
from undertow.dossier.listen.id3 import Mark, tag
from undertow.errors import MissingExtra

PAUSE_SECONDS = 0.7
#: Kilobits a second, the better first; a voice is understood at both.
RATES = (24, 16)
#: Bytes of sound that a page holds at most: with base64 a third more.
EMBEDDED = 450_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """Chapters as one stream. starts: for each chapter the second at which it begins, None for one that is not in it."""

    data: bytes
    mime: str
    suffix: str
    starts: tuple[float | None, ...]
    seconds: float

    @property
    def held(self) -> int:
        """How many chapters are in it."""
        return sum(start is not None for start in self.starts)


def recorded(chapters: Sequence[Chapter], engine: Engine) -> tuple[Sound, ...]:
    """Each chapter as sound, a pause at its end. Raises: MissingExtra when the engine fails or changes its rate."""
    made: list[Sound] = []
    for chapter in chapters:
        pieces = [engine.speak(span) for span in chapter.spoken]
        rates = {piece.rate for piece in pieces} | {sound.rate for sound in made[:1]}
        if len(rates) > 1:
            raise MissingExtra(f"The voice gave sound of several rates ({sorted(rates)}); one is needed for a file.")
        rate = rates.pop() if rates else 22050
        silence = b"\0\0" * int(PAUSE_SECONDS * rate)
        made.append(Sound(rate, b"".join(piece.samples for piece in pieces) + silence))
    return tuple(made)


def whole(chapters: Sequence[Chapter], sounds: Sequence[Sound], title: str) -> Track:
    """The edition as a file of its own, with its chapters marked in it: MP3, or WAV without the encoder."""
    if not has_mp3():
        return _wav(sounds)
    parts = [_encoded(sound, RATES[0]) for sound in sounds]
    track = _mp3(dict(enumerate(parts)), len(parts), RATES[0])
    starts = [start or 0.0 for start in track.starts]
    marks = [Mark(c.title, s, e) for c, s, e in zip(chapters, starts, [*starts[1:], track.seconds], strict=True)]
    return replace(track, data=tag(title, marks) + track.data)


def embedded(sounds: Sequence[Sound], room: int | None = None) -> Track | None:
    """What a page may hold: all chapters at the best rate at which they fit, or else the opening, the limits and as many
    findings, from the first on, as there is room for, in bytes. None without MP3, or where the opening does not fit."""
    room = EMBEDDED if room is None else min(room, EMBEDDED)
    if not has_mp3() or not sounds:
        return None
    for rate in RATES:
        if sum(len(sound.samples) / 2 / sound.rate for sound in sounds) * rate * 125 <= room:
            every = {n: _encoded(sound, rate) for n, sound in enumerate(sounds)}
            if sum(map(len, every.values())) <= room:  # an encoder adds a little at the ends
                return _mp3(every, len(sounds), rate)
    last = len(sounds) - 1
    parts = {0: _encoded(sounds[0], RATES[-1]), last: _encoded(sounds[last], RATES[-1])}
    if len(parts[0]) > room:
        return None
    if sum(map(len, parts.values())) > room:
        del parts[last]
    room -= sum(map(len, parts.values()))
    for place in range(1, last):
        part = _encoded(sounds[place], RATES[-1])
        room -= len(part)
        if room < 0:
            break
        parts[place] = part
    return _mp3(parts, len(sounds), RATES[-1])


def has_mp3() -> bool:
    """Whether the encoder is installed."""
    try:
        import lameenc  # noqa: F401  # asked whether it is there
    except ImportError:
        return False
    return True


def _mp3(parts: Mapping[int, bytes], chapters: int, kilobits: int) -> Track:
    """Chapters that were encoded one by one, in order. parts: by the place of the chapter. The rate is constant, so that
    bytes are seconds."""
    starts: list[float | None] = [None] * chapters
    size = 0
    for place in sorted(parts):
        starts[place] = size / (kilobits * 125)
        size += len(parts[place])
    data = b"".join(parts[place] for place in sorted(parts))
    return Track(data=data, mime="audio/mpeg", suffix=".mp3", starts=tuple(starts), seconds=size / (kilobits * 125))


def _encoded(sound: Sound, kilobits: int) -> bytes:
    import lameenc

    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_bit_rate(kilobits)
    encoder.set_in_sample_rate(sound.rate)
    encoder.set_out_sample_rate(16000)
    encoder.set_channels(1)
    encoder.set_quality(7)
    return bytes(encoder.encode(sound.samples)) + bytes(encoder.flush())


def _wav(sounds: Sequence[Sound]) -> Track:
    held = io.BytesIO()
    starts: list[float] = []
    seconds = 0.0
    with wave.open(held, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sounds[0].rate)
        for sound in sounds:
            starts.append(seconds)
            file.writeframes(sound.samples)
            seconds += len(sound.samples) / 2 / sound.rate
    return Track(data=held.getvalue(), mime="audio/wav", suffix=".wav", starts=tuple(starts), seconds=seconds)
