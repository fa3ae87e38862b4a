"""The first page: how the analyses stand, what waits for the analyst, what the material is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from undertow.case.journal import Entry
from undertow.errors import CaseBusy
from undertow.model import GRADES, Estimate, Finding
from undertow.serve.coverage import coverage, drawn
from undertow.serve.jobs.records import Job
from undertow.serve.pages import Page, Query
from undertow.serve.pages.job import work
from undertow.serve.standing import Standing
from undertow.serve.view import View

_LAST_STEPS = 6


@dataclass(frozen=True, slots=True)
class Strongest:
    """What an overview says of a finding."""

    id: str
    grade: str
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Line:
    """How one analysis stands. state: done, run, old, stop, or wait where it was not run; why: what is lacking or has changed."""

    name: str
    title: str
    state: str
    why: str
    run: str = ""
    version: str = ""
    engine: str = ""
    at: str = ""
    found: int = 0
    strongest: Strongest | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something an analyst should look at, where, and why."""

    what: str
    where: str
    why: str = ""


class Overview(Page):
    """The state of the case at a glance."""

    name, title, path = "overview", "Overview", "/"
    group, order = "Case", 10

    def load(self, view: View, query: Query) -> dict[str, Any]:
        """Title, question, analyses, what waits, rows by table, seed and versions, the last steps."""
        settings, waits = view.settings, ""
        try:
            standing = view.standing
        except CaseBusy as error:
            standing, waits = Standing(), str(error)
        now, covered, drawings = work(view), None, []
        try:
            covered = coverage(view)
            drawings = [drawn(covered, shape) for shape in ("wide", "narrow")] if covered.rows else []
        except CaseBusy as error:
            waits = waits or str(error)
        lines = list(_lines(view, standing, now.running))
        verified = next((j for j in reversed(view.jobs.all()) if j.kind == "verify" and j.state == "done"), None)
        return {
            "work": now,
            "covered": covered,
            "drawings": drawings,
            "verified": verified,
            "changed_since_verified": bool(verified and view.log and view.log[-1].at > verified.ended_at),
            "question": settings.question,
            "lines": lines,
            "waits": waits,
            "waiting": list(_waiting(view, lines)),
            "sources": len(view.sources),
            "counts": view.counts,
            "seed": settings.seed,
            "versions": sorted({line.version for line in lines if line.version}),
            "engines": sorted({line.engine for line in lines if line.engine}),
            "head": view.mark,
            "steps": [_step(entry) for entry in reversed(view.log[-_LAST_STEPS:])],
        }


def _lines(view: View, standing: Standing, running: Job | None) -> Iterator[Line]:
    held, newest = [h for h in view.as_read if h.found_again], view.newest
    for name, kind in view.analyses.items():
        run, lacks = newest.get(name), standing.lacks.get(name, "")
        at_work = running is not None and running.kind == "run" and running.subject == name
        if run is None:
            state = "run" if at_work else "stop" if lacks else "wait"
            yield Line(name, kind.title, state, f"needs {lacks}" if lacks else "")
            continue
        own = sorted((h for h in held if h.finding.analysis == name), key=lambda h: GRADES.index(h.finding.grade))
        changed = standing.out_of_date.get(run.id, "")
        yield Line(
            name,
            kind.title,
            "run" if at_work else "old" if changed else "done",
            changed,
            run.id,
            run.version,
            run.engine,
            run.started,
            len(own),
            _strongest(own[0].finding) if own else None,
            run.notes,
        )


def _strongest(finding: Finding) -> Strongest:
    return Strongest(finding.id, finding.grade, finding.estimate)


def _waiting(view: View, lines: list[Line]) -> Iterator[Waiting]:
    unread = Counter(h.finding.grade for h in view.as_read if h.found_again and h.verdict is None)
    if unread:
        grades = ", ".join(f"{unread[grade]:,} {grade}" for grade in GRADES if unread[grade])
        total = sum(unread.values())
        yield Waiting(f"{total:,} {'finding' if total == 1 else 'findings'} to review", "/inbox", grades)
    moved = sum(h.found_again and h.changed_since_review for h in view.as_read)
    if moved:
        yield Waiting(f"{moved:,} reviewed findings have changed since", "/inbox", "Read them again.")
    old = [line for line in lines if line.state == "old"]
    if len(old) == 1:
        yield Waiting(f"{old[0].name.capitalize()} is out of date", "/#analyses", f"{old[0].why}. Run it again.")
    elif old:
        because = ". ".join(dict.fromkeys(line.why for line in old))
        names = ", ".join(line.name for line in old)
        yield Waiting(
            f"{len(old)} analyses are out of date", "/#analyses", f"{names.capitalize()}: {because}. Run them again."
        )
    for source in view.sources:
        if source.ledger.quarantined:
            share = source.ledger.quarantined / max(source.ledger.rows_in, 1)
            reasons = "; ".join(list(source.ledger.reasons)[:2])
            rows = "row" if source.ledger.quarantined == 1 else "rows"
            yield Waiting(
                f"{source.ledger.quarantined:,} {rows} of {source.name} could not be read",
                "/sources",
                f"{'< 0.1%' if share < 0.0005 else f'{share:.1%}'} of it: {reasons}. Left out and counted.",
            )


def _step(entry: Entry) -> dict[str, str]:
    return {"at": entry.at, "what": _words(entry)}


def _words(entry: Entry) -> str:
    data = entry.data
    known: dict[str, Callable[[], str]] = {
        "new": lambda: "the case was made",
        "add": lambda: f"{data['source']['name']} was added",
        "reload": lambda: f"{data['source']['name']} was read again",
        "remove": lambda: f"{data['name']} was removed",
        "run": lambda: (
            f"{data['analysis']} was run, {len(data['findings'])} {'finding' if len(data['findings']) == 1 else 'findings'}"
        ),
        # who said what is shown with the finding, to those who have given a verdict of their own
        "review": lambda: f"finding {data['finding']} was read by {data['by']}",
        "edition": lambda: "the words around the findings were changed",
        "label": lambda: f"{data['judged']:,} {'passage was' if data['judged'] == 1 else 'passages were'} judged",
        "publish": lambda: f"{data['file']} was published",
        "draft": lambda: f"a version of the draft {data['name']} was kept",
        "check": lambda: f"{data['checked']:,} of the sentences of {data['draft']} judged by {data['by']}",
        "deviation": lambda: f"deviation from the plan: {data['what']}",
    }
    return known[entry.command]() if entry.command in known else entry.command
