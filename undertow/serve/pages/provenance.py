"""Whether the case can be repeated: inputs, versions, settings, and the SQL that ran."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from undertow.case.publishing.contents import software
from undertow.case.runs import Run
from undertow.errors import CaseBusy, UnknownName
from undertow.serve.pages import Download, Page, Query
from undertow.serve.standing import Standing
from undertow.serve.view import View
from undertow.version import __version__

_ENTRIES = 30
#: Of one statement, so many characters are shown; the file in the case holds all.
_SQL = 40_000


@dataclass(frozen=True, slots=True)
class Stood:
    """A run without its findings, and why it no longer speaks for the case, empty when it does; whether another version made it."""

    run: Run
    out_of_date: str
    other_version: bool


class Provenance(Page):
    """Can it be repeated?"""

    name, title, path = "provenance", "Provenance", "/provenance"
    group, order = "Case", 30

    def load(self, view: View, query: Query) -> dict[str, Any] | Download:
        """The answer in one sentence, the newest run of each analysis, a chosen run with its SQL, the last entries of the log.

        Raises: UnknownName for a run there is not.
        """
        if query.get("save") == "log":
            return Download("log.jsonl", view.at.log.read_bytes(), "application/jsonl")
        waits = ""
        try:
            standing = view.standing
        except CaseBusy as error:
            standing, waits = Standing(), str(error)
        newest = [
            Stood(replace(run, findings=()), standing.out_of_date.get(run.id, ""), run.version != __version__)
            for run in view.newest.values()
        ]
        chosen = _chosen(view, query.get("run", ""))
        return {
            "runs": newest,
            "repeatable": not waits
            and bool(newest)
            and not any(one.out_of_date or one.other_version for one in newest),
            "stale": sum(bool(one.out_of_date) for one in newest),
            "older": sum(one.other_version for one in newest),
            "chosen": chosen,
            "statements": _statements(view.at.runs / chosen.id) if chosen else {},
            "many_sources": len(view.sources),
            "seed": view.settings.seed,
            "plan": view.settings.plan,
            "plan_sha256": view.settings.plan_sha256,
            "deviations": [str(entry.data["what"]) for entry in view.log if entry.command == "deviation"],
            "software": software(),
            "head": view.mark,
            "entries": len(view.log),
            "last": [
                {"n": e.n, "at": e.at, "command": e.command, "hash": e.hash} for e in view.log[: -_ENTRIES - 1 : -1]
            ],
            "waits": waits,
        }


def _chosen(view: View, name: str) -> Run | None:
    if not name:
        return None
    found = next((run for run in view.runs if run.id == name), None)
    if found is None:
        raise UnknownName.among("run", name, [run.id for run in view.runs])
    return found


def _statements(folder: Path) -> dict[str, str]:
    """What the engine ran, by the name of the table made."""
    found = {}
    for path in sorted((folder / "sql").glob("*.sql")):
        text = path.read_text("utf-8", "replace")
        found[path.stem] = text if len(text) <= _SQL else f"{text[:_SQL]}\n-- and {len(text) - _SQL:,} characters more"
    return found
