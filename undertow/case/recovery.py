"""Brings a case in line with its log: undoes what a killed command left, makes tables again, updates older cases."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from undertow import ingest
from undertow.case.findings import Findings
from undertow.case.folder import FOLDERS, Folder
from undertow.case.journal import Journal
from undertow.case.runs import Runs
from undertow.case.sources import SCHEMA, Source, Sources, request, with_sources
from undertow.engines.store import Store
from undertow.errors import DamagedCase
from undertow.model import Ledger
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


INTENT = "intent.json"


def announce(work: Path, *, sources: Sequence[str] = (), runs: Sequence[str] = ()) -> None:
    """Writes down what a command is about to put into the case, so that only that is removed if it is killed."""
    (work / INTENT).write_bytes(msgspec.json.encode({"sources": list(sources), "runs": list(runs)}))


def log_problems(case: Parts) -> list[str]:
    """What is wrong with the log, by itself and beside the manifest, which is never ahead of it."""
    if problems := case.journal.problems():
        return problems
    ever = {e.data["source"]["sha256"] for e in case.journal.entries() if e.command in ("add", "reload")}
    unknown = [s.name for s in case.sources.manifest().sources if s.sha256 not in ever]
    if unknown:
        return [
            f"log.jsonl knows nothing of {', '.join(unknown)}, which the manifest lists: lines are missing at its end."
        ]
    return []


def recover(case: Parts, *, tables: bool = True) -> None:
    """Removes what a killed command had announced and not logged, and restores what the log promises. Needs the lock.

    tables: also make tables again that are not those of the sources.
    Raises: DamagedCase when the log does not hold (nothing is touched then), an original is missing, or the case is of
    a newer version.
    """
    for name in FOLDERS:
        (case.at.root / name).mkdir(exist_ok=True)
    case.journal.cut_torn_tail()
    if problems := log_problems(case):
        raise DamagedCase(f"{problems[0]} Nothing was changed. Restore the log from a backup.")
    manifest = case.sources.manifest()
    logged = _logged_sources(case.journal)
    if [s.sha256 for s in manifest.sources] != [s.sha256 for s in logged]:
        manifest = with_sources(manifest, logged)
        case.sources.save(manifest)
    _undo_announced(case, manifest.sources)
    _recover_runs(case)
    if not tables:
        return
    if manifest.schema < SCHEMA:
        made_by = manifest.made_by or "unknown"
        case.say(f"The case was made by an older undertow ({made_by}); its tables are made again from sources/.")
        _rebuild(case, manifest.sources, fresh=True, anew=True)
        case.sources.save(replace(case.sources.manifest(), schema=SCHEMA, made_by=__version__))
        case.journal.append("migrate", schema=SCHEMA, version=__version__)
    else:
        _rebuild_if_needed(case, manifest.sources)


def _logged_sources(journal: Journal) -> list[Source]:
    found: dict[str, Source] = {}
    for entry in journal.entries():
        if entry.command in ("add", "reload"):
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


def _undo_announced(case: Parts, sources: Sequence[Source]) -> None:
    logged = {e.data["id"] for e in case.journal.entries() if e.command == "run"}
    for path in case.at.workshop.glob(f"*/{INTENT}"):
        try:
            intent = msgspec.json.decode(path.read_bytes(), type=dict[str, list[str]])
        except msgspec.DecodeError:
            continue  # killed while announcing: nothing had been put into the case yet
        case.sources.drop_unowned(intent["sources"], sources)
        case.runs.drop([name for name in intent["runs"] if name not in logged])
    case.runs.drop_scratch()
    shutil.rmtree(case.at.workshop, ignore_errors=True)


def _recover_runs(case: Parts) -> None:
    """Puts back the findings that the newest runs of the log found."""
    logged = [e.data for e in case.journal.entries() if e.command == "run"]
    newest = {d["analysis"]: d for d in logged if d.get("concludes", True)}
    again = [h.finding for h in case.findings.all() if h.found_again] if newest else []
    for analysis, data in newest.items():
        held = [finding for finding in again if finding.analysis == analysis]
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


def reload(case: Parts, sources: Sequence[Source]) -> None:
    """Reads sources again whose duplicates may be duplicates no more, and logs what became of their rows."""
    for source in sources:
        ledger, marks = _load(case, source)
        manifest = case.sources.manifest()
        renewed = replace(source, ledger=ledger)
        case.journal.append("reload", source=msgspec.to_builtins(renewed), tables=marks)
        listed = [renewed if s.sha256 == source.sha256 else s for s in manifest.sources]
        case.sources.save(with_sources(manifest, listed))


def _rebuild(case: Parts, sources: Sequence[Source], *, fresh: bool, anew: bool = False) -> None:
    """Makes the tables again from the stored originals. anew: as this version reads them, which goes into the log."""
    if fresh:
        for file in case.at.database.parent.glob("case.duckdb*"):
            file.unlink()
    for source in sources:
        if problems := case.sources.problems(source):
            raise DamagedCase(
                f"The tables cannot be made again: {problems[0]} "
                f"Restore the file, or take it out with `undertow remove {source.sha256[:12]}`."
            )
        if anew:
            reload(case, [source])
        else:
            _load(case, source)


def _load(case: Parts, source: Source) -> tuple[Ledger, dict[str, list[str]]]:
    work = case.at.workshop / uuid.uuid4().hex[:12]
    (work / "staging").mkdir(parents=True)
    report = ingest.read(request(source, case.sources.lay_out(source, work), work / "staging"))
    store = Store(case.at.database)
    try:
        ledger = store.load(source.sha256, work / "staging", report.tables, report.records)
        marks = store.fingerprint(source.sha256)
    finally:
        store.close()
    shutil.rmtree(work, ignore_errors=True)
    return ledger, marks
