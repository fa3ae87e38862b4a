import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from undertow import steps
from undertow.case import Case
from undertow.case.folder import Folder
from undertow.errors import BadSetting, CaseBusy, UnknownName
from undertow.serve.jobs import Jobs
from undertow.serve.jobs.records import Job, Records
from undertow.serve.jobs.remaining import in_words, remaining
from undertow.serve.jobs.work import work

JOB = Job(1, "run", "coordination", {}, "2026-01-01T00:00:00Z")


@pytest.fixture
def quiet(monkeypatch):
    """Jobs are queued and nobody begins: what the worker does is called in the test."""
    monkeypatch.setattr(Jobs, "start", lambda self: None)


def wait_until(told, seconds=60.0):
    until = time.monotonic() + seconds
    while not told():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.05)


def test_a_job_runs_the_analysis_and_tells_its_steps(folder, quiet, monkeypatch):
    jobs, told = Jobs(folder), []
    write = Records.write
    monkeypatch.setattr(Records, "write", lambda self, job: (told.append(job), write(self, job)))
    jobs.queue("run", "coordination", {"min_weight": 3})
    work(folder)
    (job,) = jobs.all()
    assert (job.state, job.kind, job.seconds > 0, job.expected > 0) == ("done", "run", True, True)
    assert "coordination-02" in job.words and [run.id for run in Case.open(folder).runs()][-1] == "coordination-02"
    running = [j for j in told if j.state == "running" and j.step_number]
    assert [j.step_number for j in running] == sorted(j.step_number for j in running)
    assert {j.step for j in running} >= {"Read and derive", "Measure", "Test against chance", "Conclude and cite"}
    assert Case.open(folder).verify() == ()


def test_jobs_are_carried_out_in_order_and_an_error_is_told_in_words(folder, quiet):
    jobs = Jobs(folder)
    jobs.queue("run", "narratives")
    jobs.queue("verify")
    work(folder)
    first, second = jobs.all()
    assert first.state == "failed" and "narratives needs" in first.words and "codebook" in first.words
    assert (second.state, second.found) == ("done", ())


def test_a_job_whose_tables_another_holds_is_begun_again_and_only_so_often(folder, quiet, monkeypatch):
    jobs, run, tried = Jobs(folder), Case.run, []

    def held(times):
        def busy(self, *args, **settings):
            tried.append(1)
            if len(tried) <= times:
                raise CaseBusy("Another undertow is at work in this case.")
            return run(self, *args, **settings)

        return busy

    monkeypatch.setattr(Case, "run", held(1))
    jobs.queue("run", "coordination", {"min_weight": 3})
    work(folder)
    assert [job.state for job in jobs.all()] == ["done"] and len(tried) == 2
    tried.clear()
    monkeypatch.setattr(Case, "run", held(99))
    jobs.queue("run", "coordination", {"min_weight": 2})
    work(folder)
    assert (jobs.all()[-1].state, len(tried)) == ("failed", 3) and "at work" in jobs.all()[-1].words


def test_verify_tells_what_does_not_hold(folder, quiet):
    original = next(path for path in (folder / "sources").iterdir() if len(path.name) == 64)
    original.chmod(0o644)
    original.write_bytes(original.read_bytes() + b"x")
    jobs = Jobs(folder)
    jobs.queue("verify")
    work(folder)
    (job,) = jobs.all()
    assert job.state == "done" and any("was changed" in words for words in job.found)


def test_the_same_job_is_not_queued_twice_and_one_that_waits_can_be_cancelled(folder, quiet):
    jobs = Jobs(folder)
    assert jobs.queue("run", "coordination").number == jobs.queue("run", "coordination").number
    assert jobs.queue("run", "coordination", {"min_weight": 4}).number == 2
    assert jobs.cancel(2).state == "cancelled"
    with pytest.raises(BadSetting, match="is over: cancelled"):
        jobs.cancel(2)
    with pytest.raises(UnknownName, match="no job called '9'"):
        jobs.cancel(9)


def test_a_job_whose_process_is_gone_is_interrupted_and_can_be_resumed(folder, quiet):
    jobs = Jobs(folder)
    job = jobs.queue("run", "coordination", {"min_weight": 3})
    jobs.records.write(replace(job, state="running", started="2026-01-01T00:00:00Z", step="Measure"))
    (seen,) = Jobs(folder).all()  # as another server sees it
    assert seen.state == "interrupted" and "stopped before the end" in seen.words
    assert jobs.resume(seen.number).state == "queued"
    work(folder)
    assert jobs.all()[0].state == "done"
    with pytest.raises(BadSetting, match="only one that did not end"):
        jobs.resume(seen.number)


def test_a_second_worker_does_nothing(folder, quiet):
    jobs = Jobs(folder)
    jobs.queue("verify")
    with jobs.records.working() as mine:
        assert mine and jobs.records.worker() == os.getpid()
        work(folder)
        assert jobs.all()[0].state == "queued"
    assert jobs.records.worker() is None


def test_the_worker_is_a_process_of_its_own_that_outlives_its_server_and_can_be_cancelled(folder):
    """The case is held by another command, so the job waits in a step of its own and can be killed there."""
    before = (folder / "log.jsonl").read_bytes()
    with Folder(folder).lock():
        server = "from pathlib import Path; from undertow.serve.jobs import Jobs; import sys; Jobs(Path(sys.argv[1])).queue('run', 'coordination')"
        subprocess.run([sys.executable, "-c", server, str(folder)], check=True)
        jobs = Jobs(folder)
        wait_until(lambda: (now := jobs.running()) is not None and now.step.startswith("Wait for another command"))
        worker = jobs.records.worker()
        assert worker is not None and worker != os.getpid()
        assert jobs.cancel(1).state == "cancelled"
    assert jobs.records.worker() is None and jobs.all()[0].state == "cancelled"
    assert (folder / "log.jsonl").read_bytes() == before and Case.open(folder).verify() == ()


def test_a_killed_worker_leaves_the_case_as_it_was(folder):
    jobs = Jobs(folder)
    with Folder(folder).lock():
        jobs.queue("run", "coordination")
        wait_until(lambda: (now := jobs.running()) is not None and now.state == "running")
        os.kill(jobs.records.worker(), signal.SIGKILL)
        wait_until(lambda: jobs.records.worker() is None)
    wait_until(lambda: jobs.all()[0].state == "interrupted", 5)
    assert Case.open(folder).verify() == ()


def test_a_verdict_can_be_given_while_a_run_has_the_case(folder):
    case = Case.open(folder)
    with Folder(folder).lock():
        case.review(case.findings()[0].finding.id, "confirmed", "read them")
    assert Case.open(folder).verify() == ()
    assert [v.why for v in Case.open(folder).verdicts()] == ["read them"]


def test_steps_are_told_at_any_depth_and_nobody_has_to_listen():
    heard = []
    steps.begin("unheard", 1, 1)
    with steps.listening(heard.append):
        steps.begin("count", 1, 2, 3)
        assert list(steps.counted([7, 8, 9])) == [7, 8, 9]
    list(steps.counted([1]))
    assert [(s.what, s.done, s.whole) for s in heard] == [
        ("count", 0, 3),
        ("count", 1, 3),
        ("count", 2, 3),
        ("count", 3, 3),
    ]


def at(seconds):
    return datetime(2026, 1, 1, 0, 0, seconds, tzinfo=UTC)


def test_what_is_left_is_a_range_that_learns_from_earlier_jobs():
    job = replace(JOB, state="running", started="2026-01-01T00:00:00Z", expected=100.0)
    first = remaining(job, [], at(10))
    assert (first.middle, first.low, first.high) == (90.0, 30.0, 240.0)
    history = [replace(JOB, state="done", expected=50.0, seconds=s) for s in (60.0, 70.0, 100.0)]
    learned = remaining(job, history, at(10))
    assert first.high - first.low > learned.high - learned.low and learned.low <= learned.middle <= learned.high
    assert (
        learned.middle == pytest.approx(130) and learned.low == pytest.approx(86) and learned.high == pytest.approx(240)
    )
    assert in_words(learned) == "about 2 min left [1 min, 4 min]"


def test_nothing_is_invented_where_nothing_is_known():
    job = replace(JOB, kind="publish", subject="", state="running", started="2026-01-01T00:00:00Z")
    assert remaining(job, [], at(1)) is None and "not known" in in_words(None)
    late = remaining(replace(job, expected=1.0), [], at(50))
    assert in_words(late) == "longer than expected"


def test_progress_counts_steps_and_parts_of_a_step():
    assert JOB.progress == 0.0
    assert replace(JOB, steps=5, step_number=3, done=1, whole=2).progress == 0.5
    assert replace(JOB, steps=5, step_number=3).progress == 0.4
