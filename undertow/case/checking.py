"""What is in a case and what it can bear; and whether everything in it still holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from undertow import ingest
from undertow.analyses import Analysis, Forecast
from undertow.case import codebooks, integrity
from undertow.case.codebooks import Standard
from undertow.case.drafts import kept as drafts
from undertow.case.integrity import Problem
from undertow.case.ledger import Row
from undertow.case.needs import lacks
from undertow.case.runs import Runs
from undertow.case.sources import SCHEMA, Source, Sources, request
from undertow.dossier.linting.findings import blockers
from undertow.errors import UndertowError
from undertow.model import Evidence, Finding
from undertow.registry import members
from undertow.tables.ledger import STANDINGS, UNSOURCED, VERIFIED

if TYPE_CHECKING:
    from undertow.case import Case


@dataclass(frozen=True, slots=True)
class Prospect:
    """An analysis and what running it here would take. `lacks` is empty when it can run."""

    name: str
    title: str
    lacks: str
    rows: int
    seconds: float
    megabytes: float
    work: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """What `undertow check` prints."""

    title: str
    sources: list[Source]
    counts: dict[str, int]
    prospects: list[Prospect]
    narratives: list[Standard]
    to_mend: list[str]
    disk_free_bytes: int
    #: Rows of each ledger by what they rest on, and how many of them have something wrong.
    ledgers: dict[str, dict[str, int]]


def overview(case: Case) -> Overview:
    """What is in the case, which analyses can run, and what the analyst should mend."""
    import shutil

    counts, stated = case.counts(), case.stated()
    prospects = []
    kinds = members("undertow.analyses", Analysis)  # type: ignore[type-abstract]  # members are concrete
    lacked = {name: lacks(kind, counts | stated) for name, kind in kinds.items()}
    forecasts = case.forecasts([name for name, lacking in lacked.items() if not lacking])
    for kind in kinds.values():
        lacking = lacked[kind.name]
        most = max((counts.get(t, 0) for t in kind.material()), default=0)
        seen = forecasts.get(kind.name, Forecast(most, 0.0, 0.0))
        prospects.append(Prospect(kind.name, kind.title, lacking, seen.rows, seen.seconds, seen.megabytes, seen.work))
    return Overview(
        case.settings.title,
        case.sources(),
        counts,
        prospects,
        codebooks.standards(case),
        list(_to_mend(case)),
        shutil.disk_usage(case.folder).free,
        {name: _counted(rows) for name, rows in case.ledger().items() if rows},
    )


def _counted(rows: Sequence[Row]) -> dict[str, int]:
    by_standing = {standing: sum(row["standing"] == standing for row in rows) for standing in STANDINGS}
    return {"rows": len(rows), **by_standing, "to mend": sum(bool(_row_to_mend("", row)) for row in rows)}


def _row_to_mend(ledger: str, row: Row) -> str:
    """What is wrong with a row; one without a source can be used and is printed as such, but is told too."""
    if row.get("standing") != UNSOURCED:
        return str(row["problem"])
    column = "quote" if row["source_id"] else "source_id"
    told = (
        f"ledger/{ledger}.csv, line {row['line']}, column {column}: is empty. Name a source and quote it, or say in reported_by "
        "who reports it; until then the row is printed with the words “not verified: no source given”."
    )
    return f"{row['problem']} {told}".strip()


def problems(case: Case, sources: Sources, log: Sequence[str], work: Path) -> Iterator[Problem]:
    """Everything that does not hold; `log` is what is wrong with the log. Reads only."""
    for words in log:
        yield Problem("log", words)
    if sources.manifest().schema < SCHEMA:
        words = "They were made by an older undertow. Run `undertow check`, which makes them again from sources/."
        yield Problem("tables", words)
        return
    sound = []
    for source in case.sources():
        found = sources.problems(source)
        yield from (Problem("source", words) for words in found)
        if not found:
            sound.append(source)
    if not log:
        yield from integrity.problems(case, case.journal)
    held = case.findings()
    current = [h.finding for h in held if h.found_again]
    cited = [(f"Finding {f.id}", e) for f in current for e in f.evidence if e.kind == "quote"]
    yield from _quotes(sources, sound, [*cited, *_entered(case), *drafts.quoted(case)], work)
    yield from _counts(case, [f for f in current if any(e.kind == "count" for e in f.evidence)])
    yield from _numbers(case, current)


def _to_mend(case: Case) -> Iterator[str]:
    try:
        yield from (words for name, rows in case.ledger().items() for row in rows if (words := _row_to_mend(name, row)))
    except UndertowError as error:
        yield str(error)
    yield from codebooks.to_mend(case)
    known = set(members("undertow.analyses", Analysis))  # type: ignore[type-abstract]  # members are concrete
    for name in case.settings.plan:
        if name not in known:
            yield f"case.toml: the plan names the analysis {name!r}, which this version does not have."
    yield from case.damaged_runs().values()
    newest = {run.analysis: run for run in case.runs()}
    outdated = {name: case.out_of_date(run) for name, run in newest.items()}
    for name, run in newest.items():
        if outdated[name]:
            yield f"{run.id} is out of date: {outdated[name]}. Run {run.analysis} again."
    for name, run in newest.items():  # what a run found wrong with what the analyst entered
        yield from (note for note in run.notes if note.startswith("ledger/") and not outdated[name])


def _entered(case: Case) -> Iterator[tuple[str, Evidence]]:
    """The quotes of the ledgers that were found in the tables of the case, each with the row that quotes it."""
    try:
        ledgers = case.ledger()
    except UndertowError:
        return  # reported with the other parts of the case
    texts = "SELECT text, title FROM documents WHERE source_sha256 = $1 AND row_ref = $2 UNION ALL SELECT text, '' FROM posts WHERE source_sha256 = $1 AND row_ref = $2"
    for name, rows in ledgers.items():
        for row in (row for row in rows if row["standing"] == VERIFIED):
            text, title = case.query(texts, [row["source_sha256"], row["row_ref"]])[0]
            yield (
                f"ledger/{name}.csv, line {row['line']}",
                Evidence(
                    source_sha256=row["source_sha256"],
                    row_ref=row["row_ref"],
                    table=row["table"],
                    who="",
                    text=text or title,
                    start=row["start"],
                    end=row["end"],
                ),
            )


def _quotes(
    sources: Sources, sound: Sequence[Source], cites: Iterable[tuple[str, Evidence]], work: Path
) -> Iterator[Problem]:
    """Whether every quote stands in its source, by reading those rows of the original again. cites: who quotes, and what."""
    wanted: dict[str, dict[str, list[tuple[str, Evidence]]]] = defaultdict(lambda: defaultdict(list))
    for cited_by, evidence in cites:
        wanted[evidence.source_sha256][evidence.row_ref].append((cited_by, evidence))
    by_sha = {s.sha256: s for s in sound}
    for sha, rows in wanted.items():
        if sha not in by_sha:
            cited = sorted({by for cites in rows.values() for by, _ in cites})
            yield Problem(
                "evidence",
                f"The source {sha[:12]} is gone or damaged; on it rests: {', '.join(cited)}. Add it again, or run the analysis again.",
            )
            continue
        texts = _read_again(sources, by_sha[sha], tuple(rows), work / sha[:12])
        for place, cites in rows.items():
            for cited_by, evidence in cites:
                if not any(
                    evidence.text == text or (evidence.quote and evidence.quote in text)
                    for text in texts.get(place, ())
                ):
                    yield Problem(
                        "evidence",
                        f"{cited_by}: the quote {evidence.quote[:60]!r} is not in {by_sha[sha].name}, {place}. Add the source again and run the analysis again.",
                    )


def _counts(case: Case, findings: Sequence[Finding]) -> Iterator[Problem]:
    """Whether every count comes out the same when its query is run again on the tables, which integrity has checked."""
    database, runs = case.folder / "tables" / "case.duckdb", Runs(case.folder / "runs")
    if not database.exists():
        for finding in findings:
            yield Problem(
                "evidence", f"Finding {finding.id} rests on counts, and tables/ is gone: `undertow check` first."
            )
        return
    by_run = groupby(sorted(findings, key=lambda finding: finding.run_id), key=lambda finding: finding.run_id)
    for finding, again in (pair for _, own in by_run for pair in runs.evidence(own, database)):
        if isinstance(again, UndertowError):
            yield Problem("evidence", f"Finding {finding.id}: its counts cannot be made again. {again}")
            continue
        for before, now in zip_longest(finding.evidence, again):
            if before != now:
                told = " but ".join(f"{e.row_ref}: {e.counted}" if e else "nothing" for e in (before, now))
                yield Problem("evidence", f"Finding {finding.id}: counted {told} now. Run {finding.analysis} again.")
                break


def _read_again(sources: Sources, source: Source, places: tuple[str, ...], work: Path) -> dict[str, set[str]]:
    """Every text value of the rows at those places, as the format reads them from the stored bytes now."""
    import pyarrow.parquet as pq

    (work / "staging").mkdir(parents=True)
    report = ingest.read(request(source, sources.lay_out(source, work), work / "staging", places))
    found: dict[str, set[str]] = defaultdict(set)
    for files in report.tables.values():
        for file in files:
            for row in pq.read_table(work / "staging" / file).to_pylist():
                for value in row.values():
                    for item in value if isinstance(value, list) else (value,):
                        if isinstance(item, str):
                            found[row["row_ref"]].add(item)
    return found


def _numbers(case: Case, findings: Sequence[Finding]) -> Iterator[Problem]:
    """Whether every number in the sentences of a finding is one that was measured, set or counted in it."""
    runs = {run.id: run.words for run in case.runs()}
    for finding in findings:
        for found in blockers(finding, runs.get(finding.run_id, ())):
            if found.kind == "number":
                yield Problem("number", f"Finding {finding.id}: {found.what}. In: “{found.sentence}” {found.todo}")
