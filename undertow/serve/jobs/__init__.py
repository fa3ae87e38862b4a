"""Jobs: what takes minutes runs in a process of its own, which outlives the page, the tab and the server.

records.py is what is known of a job, as it lies in `jobs/` of the case; work.py is that process; here is what pages ask.
One process at a time works through the queue. It holds a lock as long as it lives, so that nobody has to guess whether it
does. It can be killed at any moment: the case is then as it was, and derived tables that were finished are kept.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any

from undertow.case.journal import now
from undertow.engines.busy import PATIENCE
from undertow.errors import BadSetting, UnknownName
from undertow.serve.jobs.records import Job, Kind, Records

#: Seconds the worker waits for a page that has the database open for a question.
_WORKER_PATIENCE = "60"
_GONE_SECONDS = 10.0


class Jobs:
    """The jobs of one case."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.records = Records(self.folder / "jobs")

    def all(self) -> list[Job]:
        """Every job, oldest first; one whose process is gone is `interrupted`."""
        if self.records.worker() is not None:
            return self.records.all()
        # read after the process was found gone: what it wrote last is there
        return [job.interrupted() if job.is_open else job for job in self.records.all()]

    def running(self) -> Job | None:
        """The job at work, or the next where none has begun."""
        waiting = [job for job in self.all() if job.is_open]
        return next((job for job in waiting if job.state == "running"), waiting[0] if waiting else None)

    def queue(self, kind: Kind, subject: str = "", settings: dict[str, Any] | None = None) -> Job:
        """Puts a job at the end of the queue and sees that somebody works on it; one that already waits is not doubled."""
        with self.records.alone():
            for job in self.records.all():
                if job.state == "queued" and (job.kind, job.subject, job.settings) == (kind, subject, settings or {}):
                    return job
            job = self.records.add(kind, subject, settings or {})
        self.start()
        return job

    def cancel(self, number: int) -> Job:
        """Stops a job, or takes it out of the queue. Raises: UnknownName, BadSetting when it is over."""
        with self.records.alone():
            job = self._get(number)
            if not job.is_open:
                raise BadSetting(f"Job {number} ({job.title}) is over: {job.state}. There is nothing to cancel.")
            worker = self.records.worker()
            if job.state == "running" and worker is not None:
                os.kill(worker, signal.SIGTERM)
                self._wait_until_gone(worker)
            job = job.ended("cancelled", now(), "Cancelled. The case is as it was before.")
            self.records.write(job)
            rest = self.records.unstarted()
        if rest:
            self.start()
        return job

    def resume(self, number: int) -> Job:
        """Puts a job that was interrupted, failed or cancelled into the queue again. Raises: UnknownName, BadSetting."""
        with self.records.alone():
            job = next((job for job in self.all() if job.number == number), None) or self._get(number)
            if job.state not in ("interrupted", "failed", "cancelled"):
                raise BadSetting(
                    f"Job {number} ({job.title}) is {job.state}; only one that did not end can be resumed."
                )
            job = job.again(now())
            self.records.write(job)
        self.start()
        return job

    def start(self) -> None:
        """Starts the process that works through the queue, unless one does."""
        if self.records.worker() is not None:
            return
        self.records.folder.mkdir(exist_ok=True)
        with (self.records.folder / "worker.log").open("ab") as log:
            worker = subprocess.Popen(
                [sys.executable, "-m", "undertow.serve.jobs.work", str(self.folder)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in the terminal of the server is not for it
                env={**os.environ, PATIENCE: _WORKER_PATIENCE},
            )
        Thread(target=worker.wait, name="undertow-worker-ends", daemon=True).start()  # or it stays as a dead process
        until = monotonic() + _GONE_SECONDS
        while self.records.worker() is None and self.records.unstarted() and monotonic() < until:
            sleep(0.05)

    def _get(self, number: int) -> Job:
        found = next((job for job in self.records.all() if job.number == number), None)
        if found is None:
            raise UnknownName.among("job", str(number), [str(job.number) for job in self.records.all()])
        return found

    def _wait_until_gone(self, worker: int) -> None:
        until = monotonic() + _GONE_SECONDS
        while self.records.worker() == worker and monotonic() < until:
            sleep(0.02)
        if self.records.worker() == worker:
            os.kill(worker, signal.SIGKILL)
            sleep(0.2)
