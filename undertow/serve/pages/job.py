"""The job at work, as a part of other pages that is asked for again and again; and what can be done about jobs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from undertow.analyses import Analysis
from undertow.errors import BadSetting
from undertow.registry import member
from undertow.serve.jobs.records import Job
from undertow.serve.jobs.remaining import in_words, remaining
from undertow.serve.pages import Done, Page, Query
from undertow.serve.view import View

_LAST = 5


@dataclass(frozen=True, slots=True)
class Work:
    """running: the job at work. left: how long it will still take, in words. queue: those behind it. over: the last that ended."""

    running: Job | None
    title: str
    progress: float
    left: str
    queue: list[Job]
    over: list[Job]


def work(view: View) -> Work:
    """What is being done in the case, from the files of jobs alone."""
    jobs = view.jobs.all()
    waiting = [job for job in jobs if job.is_open]
    running = next((job for job in waiting if job.state == "running"), None)
    over = [job for job in jobs if not job.is_open]
    return Work(
        running,
        running.title if running else "",
        round(running.progress, 3) if running else 0.0,
        in_words(remaining(running, over)) if running else "",
        [job for job in waiting if job is not running],
        over[::-1][:_LAST],
    )


class JobPart(Page):
    """Polled by the overview while a job is at work."""

    name, title, path = "job", "Jobs", "/job"
    actions = ("run", "run_all", "publish", "verify", "cancel", "resume")

    def load(self, view: View, query: Query) -> dict[str, Any]:
        """The job at work, those behind it, the last that ended; `changed` when `was`, the job the asker knows of, is not at work."""
        now = work(view)
        number = now.running.number if now.running else 0
        return {"work": now, "changed": query.whole("was", number) != number or not (now.running or now.queue)}

    def do_run(self, view: View, form: Query) -> Done:
        """Queues an analysis. Raises: UnknownName for one there is not."""
        name = form.get("analysis", "")
        member("undertow.analyses", Analysis, name)  # type: ignore[type-abstract]
        view.jobs.queue("run", name)
        return Done(f"Run {name}: queued", "/#job")

    def do_run_all(self, view: View, form: Query) -> Done:
        """Queues every analysis that can run and is out of date or was never run; those that read findings come last."""
        standing = view.standing
        stale = {run.analysis for run in view.newest.values() if run.id in standing.out_of_date}
        names = [name for name in standing.able if name in stale or name not in view.newest]
        if not names:
            return Done("Nothing to run: every analysis that can run is of the material as it is", "/")
        for name in names:
            view.jobs.queue("run", name)
        return Done(f"Run: {len(names)} analyses queued", "/#job")

    def do_publish(self, view: View, form: Query) -> Done:
        """Queues the writing of the dossier."""
        view.jobs.queue("publish")
        return Done("Publish: queued", "/#job")

    def do_verify(self, view: View, form: Query) -> Done:
        """Queues the check of everything in the case."""
        view.jobs.queue("verify")
        return Done("Verify: queued", "/#job")

    def do_cancel(self, view: View, form: Query) -> Done:
        """Stops a job. Raises: UnknownName, BadSetting when it is over."""
        return Done(f"{view.jobs.cancel(_number(form)).title}: cancelled", "/#job")

    def do_resume(self, view: View, form: Query) -> Done:
        """Queues a job again that did not end. Raises: UnknownName, BadSetting."""
        return Done(f"{view.jobs.resume(_number(form)).title}: queued again", "/#job")


def _number(form: Query) -> int:
    number = form.whole("job")
    if not number:
        raise BadSetting(f"job is {form.get('job', '')!r} but must be the number of a job.")
    return number
