"""Brings a case in line with its log: undoes what a killed command left, makes tables again, updates older cases."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import msgspec

from undertow import ingest
from undertow.case.findings import Findings
from undertow.case.folder import FOLDERS, Folder
from undertow.case.journal import Journal
from undertow.case.runs import Runs
from undertow.case.sources import SCHEMA, Source, Sources, request, with_sources
from undertow.engines.store import Store
from undertow.errors import DamagedCase
from undertow.version import __version__

Said = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a case that must agree with one another."""

    at: Folder
    journal: Journal
    sources: Sources
    runs: Runs
    findings: Findings
    say: Said


def recover(case: Parts) -> None:
    """Removes what the log does not know and restores what it promises. Needs the lock.

    Raises: DamagedCase when an original is missing or the case is of a newer version.
    """
    for name in FOLDERS:
        (case.at.root / name).mkdir(exist_ok=True)
    case.journal.cut_torn_tail()
    manifest = case.sources.manifest()
    shutil.rmtree(case.at.workshop, ignore_errors=True)
    logged = _logged_sources(case.journal)
    if [s.sha256 for s in manifest.sources] != [s.sha256 for s in logged]:
        manifest = with_sources(manifest, logged)
        case.sources.save(manifest)
    case.sources.drop_orphans(manifest.sources)
    _recover_runs(case)
    if manifest.schema < SCHEMA:
        made_by = manifest.made_by or "unknown"
        case.say(f"The case was made by an older undertow ({made_by}); its tables are made again from sources/.")
        _rebuild(case, manifest.sources, fresh=True)
        case.sources.save(replace(manifest, schema=SCHEMA, made_by=__version__))
        case.journal.append("migrate", schema=SCHEMA, version=__version__)
    else:
        _rebuild_if_needed(case, manifest.sources)


def _logged_sources(journal: Journal) -> list[Source]:
    found: dict[str, Source] = {}
    for entry in journal.entries():
        if entry.command == "add":
            try:
                source = msgspec.convert(entry.data["source"], Source)
            except (msgspec.ValidationError, KeyError) as error:
                raise DamagedCase(
                    f"log.jsonl, line {entry.n}: does not describe a source ({error}). Restore the log from a backup."
                ) from None
            found[source.sha256] = source
        elif entry.command == "remove":
            found.pop(entry.data["sha256"], None)
    return list(found.values())


def _recover_runs(case: Parts) -> None:
    """Removes runs the log does not know, and puts back the findings of those it does."""
    logged = [e.data for e in case.journal.entries() if e.command == "run"]
    case.runs.drop_unfinished({d["id"] for d in logged})
    newest = {d["analysis"]: d for d in logged if d.get("concludes", True)}
    for analysis, data in newest.items():
        held = [h.finding for h in case.findings.all() if h.finding.analysis == analysis and h.found_again]
        if {f.id: f.run_id for f in held} != dict.fromkeys(data["findings"], data["id"]) and (
            case.at.runs / data["id"]
        ).exists():
            case.findings.replace(analysis, case.runs.get(data["id"]).findings)


def _rebuild_if_needed(case: Parts, sources: Sequence[Source]) -> None:
    wanted = {s.sha256 for s in sources}
    store = Store(case.at.database)
    try:
        stale = store.lacks_columns()
        have = set() if stale else store.sources()
        for sha in have - wanted:
            store.forget(sha)
    finally:
        store.close()
    missing = [s for s in sources if s.sha256 not in have]
    if stale or missing:
        case.say("The tables are not those of sources/; they are made again.")
        _rebuild(case, sources if stale else missing, fresh=stale)


def _rebuild(case: Parts, sources: Sequence[Source], *, fresh: bool) -> None:
    """Makes the tables again from the stored originals, read as they were read the first time."""
    if fresh:
        for file in case.at.database.parent.glob("case.duckdb*"):
            file.unlink()
    for source in sources:
        if problems := case.sources.problems(source):
            raise DamagedCase(
                f"The tables cannot be made again: {problems[0]} "
                f"Restore the file, or take it out with `undertow remove {source.sha256[:12]}`."
            )
        work = case.at.workshop / uuid.uuid4().hex[:12]
        (work / "staging").mkdir(parents=True)
        report = ingest.read(request(source, case.sources.lay_out(source, work), work / "staging"))
        store = Store(case.at.database)
        try:
            store.load(source.sha256, work / "staging", report.tables, report.records)
        finally:
            store.close()
        shutil.rmtree(work, ignore_errors=True)
