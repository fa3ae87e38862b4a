"""From a file to staged rows, in a child process that cannot reach the network or write outside its folder.

The parent hands over a copy of the source and an empty folder; the child recognises the format, reads, and leaves
Parquet files and a report. Nothing the child leaves is used unless it ended well.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from undertow import errors
from undertow.material import Limits


@dataclass(frozen=True, slots=True)
class Request:
    """What the child is to read. Paths are of the parent's copies; `name` is what the analyst called the file."""

    path: str
    name: str
    staging: str
    format: str = ""
    mapping: dict[str, str] = field(default_factory=dict)
    timezone: str = ""
    actor: str = ""
    audience_of: str = ""
    reference: bool = False
    platform: str = ""
    only_rows: tuple[str, ...] | None = None
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Report:
    """What the child found: the format, how many records it met, the files it staged, sentences for the analyst."""

    format: str
    records: int
    tables: dict[str, list[str]]
    notes: list[str]
    reasons: dict[str, int]
    first_rejected: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why the child gave up: the name of an error class and its message."""

    error: str
    message: str


#: Told the records read so far and the share of the file read, 0 to 1.
Progress = Callable[[int, float], None]


def read(request: Request, progress: Progress | None = None) -> Report:
    """Runs the child and returns its report. Raises: the error the child met, or UnreadableInput if it died."""
    staging = Path(request.staging)
    command = [sys.executable, "-I", "-m", "undertow.ingest.child"]
    with (staging / "child.log").open("wb") as log:
        child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, cwd=staging, env=_environment()
        )
        try:
            assert_pipes(child)
            child.stdin.write(msgspec.json.encode(request))  # type: ignore[union-attr]  # assert_pipes has checked
            child.stdin.close()  # type: ignore[union-attr]  # assert_pipes has checked
            for line in child.stdout:  # type: ignore[union-attr]  # assert_pipes has checked
                if progress is not None and len(told := line.split()) == 2:
                    progress(int(told[0]), float(told[1]))
            status = child.wait()
        finally:
            if child.poll() is None:
                child.kill()
                child.wait()
            child.stdout.close()  # type: ignore[union-attr]  # assert_pipes has checked
    return _outcome(staging, status, request)


def assert_pipes(child: subprocess.Popen[bytes]) -> None:
    """Raises EngineFailed if the system gave the child no pipes."""
    if child.stdin is None or child.stdout is None:
        raise errors.EngineFailed("The process that reads files could not be started with pipes. Try again.")


#: How a process ends that took too much; Windows has none of these signals.
_KILLED = {getattr(signal, name, None) for name in ("SIGKILL", "SIGXCPU", "SIGSEGV", "SIGBUS")}


def _environment() -> dict[str, str]:
    keep = ("PATH", "LANG", "LC_ALL", "TZDIR", "SYSTEMROOT", "OPENBLAS_CORETYPE")
    return {k: os.environ[k] for k in keep if k in os.environ} | {
        "OMP_NUM_THREADS": "1",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
    }


def _outcome(staging: Path, status: int, request: Request) -> Report:
    failure = staging / "failure.json"
    if failure.exists():
        told = msgspec.json.decode(failure.read_bytes(), type=Failure)
        kind = getattr(errors, told.error, errors.UnreadableInput)
        raise kind(told.message)
    if status == 0:
        return msgspec.json.decode((staging / "report.json").read_bytes(), type=Report)
    took_too_much = "needed more memory or time than one file may have"
    why = took_too_much if -status in _KILLED else f"ended with status {status}"
    last = (staging / "child.log").read_text("utf-8", "replace").strip().splitlines()[-1:]
    raise errors.UnreadableInput(
        f"{request.name}: the process reading it {why}{': ' + last[0][:300] if last else ''}. "
        "Nothing was added. Split the file, or add a part of it to see which part does this."
    )
