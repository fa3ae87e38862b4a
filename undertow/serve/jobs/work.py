"""The process that works through the queue of one case: `python -m undertow.serve.jobs.work FOLDER`. Started by the server."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep

from undertow import carrying, steps
from undertow.case import Case
from undertow.case.folder import Folder
from undertow.case.journal import now
from undertow.crash import crash_report
from undertow.errors import CaseBusy, UndertowError
from undertow.language.display import visible
from undertow.serve.drawing import draw_ahead
from undertow.serve.jobs.records import Job, Records

#: How often progress is written, at most.
_SECONDS = 0.4
#: As often a job is begun when others have the tables for longer than it waits.
_ATTEMPTS = 3


def work(folder: Path) -> None:
    """Carries out every job that waits, oldest first, and ends. Does nothing when another process works already."""
    records = Records(folder / "jobs")
    with records.working() as mine:
        while mine and (job := _next(records)) is not None:
            records.write(_carried_out(job, records, folder))
            print(f"{now()} {job.number} {job.title}: over", flush=True)


def _next(records: Records) -> Job | None:
    with records.alone():
        job = next((job for job in records.all() if job.state == "queued"), None)
        if job is None:
            return None
        print(f"{now()} {job.number} {job.title}: begins", flush=True)
        job = replace(job, state="running", started=now(), step="Open the case")
        records.write(job)
        return job


def _carried_out(job: Job, records: Records, folder: Path) -> Job:
    """The job as it ended."""
    told = _Telling(job, records, monotonic())
    try:
        with steps.listening(told):
            words, found = _done_in_turn(told, folder)
    except UndertowError as error:
        return told.job.ended("failed", now(), str(error))
    except Exception as error:  # noqa: BLE001  # the one place of a worker where a bug is turned into a report
        words = f"undertow met a bug of its own ({type(error).__name__}). A crash report is in {crash_report()}; please send it."
        return told.job.ended("failed", now(), words)
    return replace(told.job.ended("done", now(), words), seconds=round(monotonic() - told.begun, 1), found=found)


def _done_in_turn(told: _Telling, folder: Path) -> tuple[str, tuple[str, ...]]:
    """What `_done` returns; it is tried again when a page or a command had the tables just then."""
    for _ in range(_ATTEMPTS - 1):
        _wait_for(Folder(folder), told)
        with suppress(CaseBusy):
            return _done(told, Case.open(folder))
    _wait_for(Folder(folder), told)
    return _done(told, Case.open(folder))


def _wait_for(case: Folder, told: _Telling) -> None:
    """Waits until no other command has the case, and says so."""
    while True:
        with case.lock(wait=False) as free:
            if free or not case.writable:
                return
        told(steps.Step("Wait for another command that has the case", 0, 0))
        sleep(_SECONDS)


class _Telling:
    """Writes down how far a job is; not more often than somebody looks."""

    def __init__(self, job: Job, records: Records, begun: float) -> None:
        self.job = job
        self._records = records
        #: From here on the forecast speaks.
        self.begun = self._written = begun

    def __call__(self, step: steps.Step) -> None:
        fresh = step.what != self.job.step
        self.job = replace(
            self.job,
            step=step.what,
            step_number=step.number,
            steps=step.of + (self.job.kind == "run"),  # figures are drawn when the run is done
            done=step.done,
            whole=step.whole,
            seconds=round(monotonic() - self.begun, 1),
        )
        if fresh or monotonic() - self._written > _SECONDS:
            self.write()

    def expect(self, seconds: float) -> None:
        """Writes down what the analysis forecasts."""
        self.job = replace(self.job, expected=round(seconds, 1), forecast_at=now())
        self.begun = monotonic()
        self.write()

    def write(self) -> None:
        self._written = monotonic()
        self._records.write(self.job)


def _done(told: _Telling, case: Case) -> tuple[str, tuple[str, ...]]:
    """How it ended, in words, and what was found."""
    job = told.job
    if job.kind == "publish":
        told(steps.Step("Gather the findings and write the page", 1, 1))
        files = case.publish(("html",))
        return f"Published: {', '.join(path.name for path in files)}", ()
    if job.kind == "verify":
        told(steps.Step("Hash the originals and read every quote again", 1, 1))
        problems = tuple(f"{problem.kind}: {problem.what}" for problem in case.verify())
        return ("Verified: everything holds" if not problems else f"{len(problems)} things do not hold"), problems
    if job.kind == "add":
        return _added(told, case), ()
    told(steps.Step("Read what was entered, and count what there is to do", 0, carrying.STEPS))
    told.expect(case.forecast(job.subject, **job.settings).seconds)
    run = case.run(job.subject, **job.settings)
    draw_ahead(case.folder, run.findings)
    found = len(run.findings)
    return f"{run.id}: {found:,} {'finding' if found == 1 else 'findings'}", ()


def _added(told: _Telling, case: Case) -> str:
    """What came of adding the file or folder of the job."""
    reading = "Read the rows; how many there are is estimated"

    def progress(rows: int, share: float) -> None:
        told(steps.Step(reading, 1, 1, rows, max(rows, round(rows / share)) if share > 0 else 0))

    told(steps.Step("Copy the original and find its format", 1, 1))
    said = dict(told.job.settings)
    report = case.add(said.pop("path"), progress=progress, **said)
    name, ledger = visible(report.source.name), report.source.ledger
    if report.already:
        return f"{name} is in the case already. Nothing was added."
    return (
        f"{name}: {ledger.rows_in:,} rows in = {ledger.kept:,} kept + {ledger.duplicates:,} exact duplicates + "
        f"{ledger.quarantined:,} left out. “Sources” says which and why."
    )


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(5)  # pages come first
    work(Path(sys.argv[1]))
