"""What takes many seconds of Python, in a process of its own: `python -m undertow.serve.apart FOLDER WHAT ARGUMENTS`.

In a thread of the server it would hold up every page that is asked for meanwhile. The process reads the case, prints what it
made as JSON and ends; it ends as well when the server does.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from undertow import errors
from undertow.engines.busy import PATIENCE
from undertow.errors import EngineFailed, UndertowError
from undertow.serve.lifeline import hold_on, lifeline

if TYPE_CHECKING:
    from undertow.case import Case

T = TypeVar("T")
_PATIENCE = "20"


def _standing(case: Case) -> object:
    from undertow.serve.standing import standing

    return standing(case)


def _preview(case: Case) -> object:
    from undertow.case.publishing.preview import preview

    return preview(case)


def _narrative(case: Case, name: str, language: str, hits: int, non_hits: int) -> object:
    from undertow.case.codebooks import narrative_questions

    return narrative_questions(case, [name], [language], hits, non_hits)


def _stance(case: Case, account: str, actor: str, posts: int) -> object:
    from undertow.case.stances import stance_questions

    return stance_questions(case, account, actor, posts)


_KNOWN: dict[str, Callable[..., object]] = {
    "standing": _standing,
    "preview": _preview,
    "narrative": _narrative,
    "stance": _stance,
}


def apart(folder: Path, kind: type[T], what: str, *arguments: Any) -> T:
    """What is known as `what` of the case in `folder`. kind: what it is, for reading it back.

    Raises: what the process raised; EngineFailed where it ended without an answer.
    """
    command = [sys.executable, "-m", "undertow.serve.apart", str(folder), what, *map(_argument, arguments)]
    with lifeline() as held:
        done = subprocess.run(
            command, stdin=held, capture_output=True, env={**os.environ, PATIENCE: _PATIENCE}, check=False
        )
    try:
        said = msgspec.json.decode(done.stdout, type=dict[str, msgspec.Raw])
        if "error" in said:
            raise _error(*msgspec.json.decode(said["error"], type=tuple[str, str]))
        return msgspec.json.decode(said["made"], type=kind)
    except (msgspec.DecodeError, KeyError):
        raise EngineFailed(
            f"The {what} could not be worked out: its process ended without an answer. `undertow check` says more."
        ) from None


def _argument(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _error(name: str, words: str) -> UndertowError:
    kind = getattr(errors, name, EngineFailed)
    return kind(words) if isinstance(kind, type) and issubclass(kind, UndertowError) else EngineFailed(words)


def _answer(folder: Path, what: str, arguments: list[str]) -> dict[str, object]:
    from undertow.case import Case  # takes a while: by then this process already ends with the server

    try:
        given = [msgspec.json.decode(text) for text in arguments]
        return {"made": _KNOWN[what](Case.open(folder), *given)}
    except UndertowError as error:
        return {"error": (type(error).__name__, str(error))}


if __name__ == "__main__":
    hold_on()
    if hasattr(os, "nice"):
        os.nice(5)  # pages come first
    sys.stdout.buffer.write(msgspec.json.encode(_answer(Path(sys.argv[1]), sys.argv[2], sys.argv[3:])))
