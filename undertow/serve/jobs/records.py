"""What is known of a job, as it lies in `jobs/` of the case: one file each, replaced in one step."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import msgspec

from undertow.case.journal import now
from undertow.case.sources import write_whole

Kind = Literal["run", "publish", "verify", "add"]
State = Literal["queued", "running", "done", "failed", "cancelled", "interrupted"]
VERBS = {"run": "Run", "publish": "Publish", "verify": "Verify", "add": "Add"}
#: Of jobs that are over, so many are kept.
MOST = 200


@dataclass(frozen=True, slots=True)
class Job:
    """One job: what is to be done, and how far it is.

    expected: seconds that the analysis forecasts, 0 where nothing is known, from forecast_at on; seconds are counted from
    there too. step: what is being done, the number-th `of` so
    many; done of whole within it (whole 0: not known). words: how it ended. found: what verify found not to hold.
    """

    number: int
    kind: Kind
    subject: str
    settings: dict[str, Any]
    asked: str
    state: State = "queued"
    started: str = ""
    ended_at: str = ""
    seconds: float = 0.0
    expected: float = 0.0
    forecast_at: str = ""
    step: str = ""
    step_number: int = 0
    steps: int = 0
    done: int = 0
    whole: int = 0
    words: str = ""
    found: tuple[str, ...] = field(default=())

    @property
    def is_open(self) -> bool:
        """Whether it waits or is at work."""
        return self.state in ("queued", "running")

    @property
    def title(self) -> str:
        """What it does, with the verb of its button."""
        return f"{VERBS[self.kind]} {self.subject}".strip()

    @property
    def progress(self) -> float:
        """How many of its steps are done, as a share; a step that counts is counted in part."""
        if not self.steps:
            return 0.0
        part = min(self.done / self.whole, 1.0) if self.whole else 0.0
        return (max(self.step_number - 1, 0) + part) / self.steps

    def ended(self, state: State, at: str, words: str) -> Job:
        """The same job, over."""
        return replace(self, state=state, ended_at=at, words=words)

    def interrupted(self) -> Job:
        """The same job, whose process is gone."""
        return self.ended(
            "interrupted", "", "Its process stopped before the end. The case is as it was; what it had derived is kept."
        )

    def again(self, at: str) -> Job:
        """The same job, in the queue again."""
        return Job(self.number, self.kind, self.subject, self.settings, at)


class Records:
    """The folder jobs/ of a case."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def all(self) -> list[Job]:
        """Every job, in the order in which they were asked for; a file that cannot be read is left out."""
        found = []
        for path in self.folder.glob("[0-9]*.json"):
            try:
                found.append(msgspec.json.decode(path.read_bytes(), type=Job))
            except (OSError, msgspec.DecodeError, UnicodeDecodeError):
                continue
        return sorted(found, key=lambda job: (job.asked, job.number))

    def add(self, kind: Kind, subject: str, settings: dict[str, Any]) -> Job:
        """A new job at the end of the queue."""
        self.folder.mkdir(exist_ok=True)
        jobs = self.all()
        over = [job for job in jobs if not job.is_open]
        for job in over[: max(len(jobs) - MOST, 0)]:
            self._path(job.number).unlink(missing_ok=True)
        job = Job(max((job.number for job in jobs), default=0) + 1, kind, subject, settings, now())
        self.write(job)
        return job

    def write(self, job: Job) -> None:
        """Replaces what is known of a job."""
        write_whole(self._path(job.number), msgspec.json.encode(job))

    def unstarted(self) -> bool:
        """Whether a job waits."""
        return any(job.state == "queued" for job in self.all())

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keeps other processes from taking, adding or cancelling jobs meanwhile."""
        self.folder.mkdir(exist_ok=True)
        handle = os.open(self.folder / ".queue", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    @contextmanager
    def working(self) -> Iterator[bool]:
        """Makes this process the worker as long as it lives; False when another is."""
        self.folder.mkdir(exist_ok=True)
        handle = os.open(self._worker, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            os.truncate(handle, 0)
            os.write(handle, str(os.getpid()).encode())
            yield True
        finally:
            os.close(handle)

    def worker(self) -> int | None:
        """The process that works through the queue; None when none is alive, whatever the files say."""
        try:
            handle = os.open(self._worker, os.O_RDWR)
        except OSError:
            return None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            text = os.read(handle, 20)
            return int(text) if text.isdigit() else None
        else:
            return None
        finally:
            os.close(handle)

    @property
    def _worker(self) -> Path:
        return self.folder / ".worker"

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:04}.json"
