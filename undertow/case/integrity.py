"""Whether what lies in a case is what the log says was put there: tables, runs, findings, verdicts, dossiers, ledgers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from undertow.case.drafts import kept as drafts
from undertow.case.journal import Entry, Journal
from undertow.case.labelling import altered
from undertow.case.reviewing import Reviews
from undertow.case.runs import Runs
from undertow.engines.store import Store
from undertow.errors import CaseBusy, UndertowError
from undertow.model import Finding

if TYPE_CHECKING:
    from undertow.case import Case


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the case that does not hold: of which kind, and what, where, what to do."""

    kind: str
    what: str


def problems(case: Case, journal: Journal) -> Iterator[Problem]:
    """Every difference between the case and its log, which must hold itself."""
    entries = journal.entries()
    yield from _tables(case, entries)
    yield from _runs(case, entries)
    yield from _findings(case, entries)
    yield from _verdicts(case, entries)
    yield from _published(case, entries)
    if words := altered(case.folder, journal):
        yield Problem("label", words)
    yield from (Problem("draft", words) for words in drafts.altered(case))
    try:
        yield from (
            Problem("ledger", row["problem"]) for rows in case.ledger().values() for row in rows if row["problem"]
        )
    except CaseBusy:
        raise
    except UndertowError as error:
        yield Problem("ledger", str(error))


def _tables(case: Case, entries: list[Entry]) -> Iterator[Problem]:
    """Whether the tables hold the rows that were put into them, by count and by a sum of hashes."""
    logged = {e.data["source"]["sha256"]: e.data.get("tables") for e in entries if e.command in ("add", "reload")}
    path = case.folder / "tables" / "case.duckdb"
    if not path.exists():
        return  # made again from the originals when next needed
    store = Store(path)
    try:
        for source in case.sources():
            before, now = logged.get(source.sha256), store.fingerprint(source.sha256)
            if not before:
                continue
            same_hashes = before["version"] == now["version"]
            for table in now:
                if table in before and (before[table] if same_hashes else before[table][:1]) != (
                    now[table] if same_hashes else now[table][:1]
                ):
                    yield Problem(
                        "tables",
                        f"{source.name}: the rows of {table} are not those that were read from it. "
                        "Delete tables/ and run `undertow check`, which makes them again.",
                    )
    finally:
        store.close()


def _runs(case: Case, entries: list[Entry]) -> Iterator[Problem]:
    runs = Runs(case.folder / "runs")
    for entry in entries:
        if entry.command == "run":
            name, before = entry.data["id"], entry.data.get("files", {})
            now = runs.hashes(name)
            for file in sorted(before.keys() | now.keys()):
                if before.get(file) != now.get(file):
                    how = "missing" if file not in now else "new" if file not in before else "changed"
                    yield Problem(
                        "run", f"runs/{name}/{file} is {how} since the run. Run {entry.data['analysis']} again."
                    )


def _findings(case: Case, entries: list[Entry]) -> Iterator[Problem]:
    """Whether each finding reads as its run stored it."""
    stored: dict[str, list[Finding]] = {}
    newest: dict[str, str] = {}
    for entry in entries:
        if entry.command == "run" and (case.folder / "runs" / entry.data["id"] / "settings.json").exists():
            try:
                run = Runs(case.folder / "runs").get(entry.data["id"])
            except UndertowError:
                continue  # reported as a changed file of its run
            for finding in run.findings:
                stored.setdefault(finding.id, []).append(finding)
            if entry.data.get("concludes", True):
                newest[run.analysis] = run.id
    held = {h.finding.id: h for h in case.findings()}
    for name, found in held.items():
        if found.finding not in stored.get(name, []):
            yield Problem(
                "finding",
                f"findings/{name}.json does not read as its run stored it. Run {found.finding.analysis} again.",
            )
    for name, versions in stored.items():
        if versions[-1].run_id == newest.get(versions[-1].analysis) and name not in held:
            yield Problem("finding", f"findings/{name}.json is missing. Run {versions[-1].analysis} again.")


def _verdicts(case: Case, entries: list[Entry]) -> Iterator[Problem]:
    """Whether reviews.jsonl holds the verdicts of the log, word for word and in order."""
    logged = [tuple(e.data[k] for k in ("finding", "verdict", "why", "by")) for e in entries if e.command == "review"]
    written = [(one.finding, one.verdict, one.why, one.by) for one in Reviews(case.folder).all()]
    if logged != written:
        place = next(
            (i for i, pair in enumerate(zip(logged, written, strict=False)) if pair[0] != pair[1]),
            min(len(logged), len(written)),
        )
        yield Problem(
            "review",
            f"reviews.jsonl, line {place + 1}: is not the verdict the log records ({len(written)} lines, {len(logged)} verdicts "
            "logged). Restore it from a backup, or review again.",
        )


def _published(case: Case, entries: list[Entry]) -> Iterator[Problem]:
    """Whether what was published and exported is still there as it was written."""
    for command, done, again in (("publish", "published", "Publish"), ("export", "exported", "Export")):
        newest = {e.data["file"]: e.data["sha256"] for e in entries if e.command == command}
        for name, digest in newest.items():
            path = case.folder / name
            if not path.exists():
                yield Problem("dossier", f"{name} is missing since it was {done}. {again} again.")
            elif _digest(path) != digest:
                yield Problem(
                    "dossier",
                    f"{name} was changed after it was {done}. {again} again, or keep the change elsewhere.",
                )
    yield from _versions(case, entries)


def _versions(case: Case, entries: list[Entry]) -> Iterator[Problem]:
    """Whether every version that was published is kept as it was."""
    logged = {name: sha for e in entries if e.command == "version" for name, sha in e.data["files"].items()}
    pages = {e.data["sha256"] for e in entries if e.command == "publish"}
    lying = {f"published/{path.name}" for path in (case.folder / "published").glob("*.*")}
    for name in sorted(logged.keys() | lying):
        path = case.folder / name
        restore = "Restore it from a backup: later versions are told apart by it."
        if not path.exists():
            yield Problem("version", f"{name} is missing since it was published. {restore}")
        elif name in logged and _digest(path) != logged[name]:
            yield Problem("version", f"{name} was changed after it was published. {restore}")
        elif name not in logged and not _of_old(path, pages):
            yield Problem("version", f"{name} is no version that the log records. Take it out of published/.")


def _of_old(path: Path, pages: set[str]) -> bool:
    """Whether a case that logged no versions yet published this page, or the page that this record names."""
    if path.suffix == ".html":
        return _digest(path) in pages
    try:
        return str(json.loads(path.read_bytes())["sha256"]) in pages
    except (ValueError, KeyError, TypeError):
        return False


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
