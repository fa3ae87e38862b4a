"""Programs that speak: espeak-ng where it is installed, or one that the analyst names.

Each runs as a process of its own without a shell; the text goes to its standard input, never into its arguments.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple, Protocol

from undertow.dossier.listen.spans import Span, described
from undertow.errors import BadSetting, MissingExtra

SECONDS = 60
#: Words a minute: slower than talk, for numbers are hard to hear.
PACE = 170
_HOW = (
    "The page was written and offers the voice of the reader's browser. For --to audio install espeak-ng (Debian and Ubuntu: "
    "apt-get install espeak-ng; macOS: brew install espeak-ng; Windows: its installer), or name another program with --voice-engine."
)


class Sound(NamedTuple):
    """Samples of one channel, signed, 16 bits, little endian."""

    rate: int
    samples: bytes


class Engine(Protocol):
    """Something that speaks."""

    def speak(self, span: Span) -> Sound:
        """The span as sound. Raises: MissingExtra when the program fails."""
        ...


@dataclass(frozen=True, slots=True)
class EspeakNg:
    """espeak-ng, with its own voice for each script."""

    program: str

    def speak(self, span: Span) -> Sound:
        if span.language != "en" and span.language not in _voices(self.program):
            span = Span("en", described(span))
        with tempfile.TemporaryDirectory(prefix="undertow-voice-") as folder:
            made = Path(folder) / "speech.wav"
            voice = "en-gb" if span.language == "en" else span.language
            _run([self.program, "--stdin", "-b", "1", "-v", voice, "-s", str(PACE), "-w", str(made)], span.text)
            return _sound(made, self.program)


@dataclass(frozen=True, slots=True)
class Program:
    """Any program that follows the contract: PROGRAM LANGUAGE FILE, text in UTF-8 on standard input, a WAV file left at FILE.

    LANGUAGE is a BCP 47 tag (en, ru, hy). The WAV file has one channel of 16 bits, and every one of a run the same rate.
    """

    program: str

    def speak(self, span: Span) -> Sound:
        with tempfile.TemporaryDirectory(prefix="undertow-voice-") as folder:
            made = Path(folder) / "speech.wav"
            _run([self.program, span.language, str(made)], span.text)
            return _sound(made, self.program)


def engine(named: str = "") -> Engine:
    """The engine named, or espeak-ng. Raises: BadSetting for a program that is not there, MissingExtra without espeak-ng."""
    if named:
        found = shutil.which(named)
        if not found:
            raise BadSetting(f"--voice-engine {named!r} is not a program here. Give its name or path.")
        return EspeakNg(found) if Path(found).stem.casefold() in ("espeak-ng", "espeak") else Program(found)
    found = shutil.which("espeak-ng")
    if not found:
        raise MissingExtra(f"No program that speaks was found. {_HOW}")
    return EspeakNg(found)


@cache
def _voices(program: str) -> frozenset[str]:
    """Languages the program has voices for."""
    lines = _run([program, "--voices"], "").decode("utf-8", "replace").splitlines()[1:]
    return frozenset(line.split()[1] for line in lines if len(line.split()) > 1)


def _run(command: Sequence[str], text: str) -> bytes:
    """What the program prints. Raises: MissingExtra when it does not end in time, or ends with an error."""
    try:
        done = subprocess.run(
            command,
            input=text.encode("utf-8", "replace"),
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired:
        raise MissingExtra(f"{command[0]} did not finish one sentence in {SECONDS} seconds. {_HOW}") from None
    except OSError as error:
        raise MissingExtra(f"{command[0]} cannot be run: {error.strerror or error}. {_HOW}") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()[:200] or "nothing"
        raise MissingExtra(f"{command[0]} ended with status {done.returncode} and said {said!r}. {_HOW}")
    return done.stdout


def _sound(path: Path, program: str) -> Sound:
    try:
        with wave.open(str(path), "rb") as file:
            if (file.getnchannels(), file.getsampwidth()) != (1, 2):
                raise MissingExtra(
                    f"{program} left a WAV file with {file.getnchannels()} channels of {8 * file.getsampwidth()} bits; "
                    "one channel of 16 bits is needed."
                )
            return Sound(file.getframerate(), file.readframes(file.getnframes()))
    except (OSError, EOFError, wave.Error) as error:
        raise MissingExtra(f"{program} left no WAV file that can be read ({error}). {_HOW}") from None
