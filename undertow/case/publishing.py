"""From a case to what goes out: gathers the records of a dossier, gives accounts their names, writes the files."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from undertow.case.findings import Held
from undertow.case.people import People, read_ledger
from undertow.case.runs import Run
from undertow.case.sources import Source, write_whole
from undertow.dossier import Dossier, Event, Method, Reviewed, SourceLine, render
from undertow.dossier.spreadsheet import write_csv
from undertow.errors import BadSetting, UnknownName
from undertow.formats import Format
from undertow.model import GRADES, Finding, mention, mentioned, with_names
from undertow.registry import members
from undertow.version import __version__

if TYPE_CHECKING:
    from undertow.case import Case

FORMS = ("html",)
EXPORTS = ("csv",)
LIMITS = (
    "It speaks of accounts, audiences and texts, not of the persons behind them, and names nobody who directs them.",
    "It shows what the material holds. What was deleted, never collected or posted elsewhere is not in it.",
    "Acting together is not in itself deceptive, and accounts that are not mentioned were not cleared.",
)
_HANDLE = re.compile(r"@([\w.]+)")


def publish(case: Case, folder: Path, forms: Sequence[str], *, working: bool) -> list[tuple[Path, str]]:
    """Writes the dossier in the forms asked for; returns each file with its SHA-256.

    Raises: BadSetting for a form this version does not write.
    """
    for form in forms:
        if form not in FORMS:
            raise BadSetting(f"--to {form!r} is not a form this version writes. Known: {', '.join(FORMS)}.")
    held = [h for h in case.findings() if h.found_again]
    people = _people(case, held)
    if working:
        page = render(_dossier(case, held), name=people.private_name, public=lambda _: True, masks={})
        path = folder / "working" / "dossier.html"
    else:
        texts = [e.text for h in held for e in h.finding.evidence]
        page = render(_dossier(case, held), name=people.name, public=people.is_public, masks=people.masks(texts))
        path = folder / "dossier.html"
        people.save()
    path.parent.mkdir(parents=True, exist_ok=True)
    data = page.encode("utf-8", "replace")
    write_whole(path, data)
    written = [(path, sha256(data).hexdigest())]
    if working:
        written += [(p, sha256(p.read_bytes()).hexdigest()) for p in _tables(held, people, path.parent / "data")]
    return written


def export(case: Case, folder: Path, form: str) -> tuple[Path, ...]:
    """Writes findings, their tables and evidence as neutralised CSV. Raises: UnknownName for another form."""
    if form not in EXPORTS:
        raise UnknownName.among("export", form, EXPORTS)
    held = case.findings()
    return tuple(_tables(held, _people(case, held), folder))


def _dossier(case: Case, held: Sequence[Held]) -> Dossier:
    settings, runs = case.settings, _newest(case.runs())
    entries = case.journal.entries()
    shown = sorted((h for h in held if not _rejected(h)), key=_strength)
    return Dossier(
        title=settings.title,
        question=settings.question,
        byline=settings.byline,
        published=datetime.now(UTC).date(),
        findings=tuple(
            Reviewed(finding=h.finding, number=n, verdict=h.verdict, changed_since_review=h.changed_since_review)
            for n, h in enumerate(shown, 1)
        ),
        sources=tuple(_source_line(s) for s in case.sources()),
        events=tuple(_events(case.folder / "ledger" / "events.csv", case.sources())),
        methods=tuple(_method(case, run) for run in runs),
        rejected=sum(map(_rejected, held)),
        unreviewed=sum(h.verdict is None for h in held),
        deviations=tuple(str(e.data["what"]) for e in entries if e.command == "deviation"),
        software=_software(),
        seed=settings.seed,
        log_head=entries[-1].hash if entries else "",
        limits=(*LIMITS, *_limits(case, held, runs)),
        fictional=settings.fictional,
    )


def _rejected(held: Held) -> bool:
    return held.verdict is not None and held.verdict.verdict == "rejected"


def _strength(held: Held) -> tuple[int, int, int, str]:
    """Confirmed before unreviewed, stronger grades first, then more evidence."""
    confirmed = held.verdict is not None and held.verdict.verdict == "confirmed"
    return (0 if confirmed else 1, GRADES.index(held.finding.grade), -held.finding.evidence_count, held.finding.id)


def _limits(case: Case, held: Sequence[Held], runs: Sequence[Run]) -> Iterable[str]:
    unread = sum(h.verdict is None for h in held)
    if unread:
        yield f"{unread} of {len(held)} findings have not been reviewed by a person."
    quarantined = sum(s.ledger.quarantined for s in case.sources())
    if quarantined:
        yield f"{quarantined:,} rows could not be read and are in quarantine; provenance says from which files."
    for run in runs:
        if not run.findings:
            yield f"The analysis “{run.title}” was run and reported no finding; that is not evidence of absence."


def _newest(runs: Iterable[Run]) -> list[Run]:
    return list({run.analysis: run for run in runs}.values())


def _method(case: Case, run: Run) -> Method:
    sql = "\n\n".join(
        f"-- {p.stem}\n{p.read_text('utf-8')}" for p in sorted((case.folder / "runs" / run.id / "sql").glob("*.sql"))
    )
    return Method(
        analysis=run.analysis,
        title=run.title,
        null_model=run.findings[0].null_model if run.findings else "",
        error_statement=run.error_statement,
        run_id=run.id,
        settings={k: str(v) for k, v in run.settings.items()},
        sql=sql,
        engine=run.engine,
        versions={"undertow": run.version},
        seconds=run.seconds,
        inputs=tuple(run.inputs),
        out_of_date=case.out_of_date(run),
    )


def _source_line(source: Source) -> SourceLine:
    kinds = members("undertow.formats", Format)  # type: ignore[type-abstract]
    title = kinds[source.format].title if source.format in kinds else source.format
    role = (
        f"audience of {mention(source.options.audience_of)}"
        if source.options.audience_of
        else "reference"
        if source.options.reference
        else ""
    )
    return SourceLine(
        name=source.name, format=title, ledger=source.ledger, added_at=source.added_at, sha256=source.sha256, role=role
    )


def _events(path: Path, sources: Sequence[Source]) -> Iterable[Event]:
    named = {s.sha256: f"{s.name} ({s.sha256[:12]}…)" for s in sources}
    rows = sorted((r for r in read_ledger(path) if r.get("title")), key=lambda r: r.get("date", ""))
    for row in rows:
        cited = tuple(named.get(part, part) for part in (row.get("source_id", ""),) if part)
        yield Event(date=row.get("date", ""), title=row["title"], place=row.get("place", ""), sources=cited)


def _software() -> dict[str, str]:
    versions = {name: metadata.version(name) for name in ("duckdb", "ibis-framework", "numpy", "pyarrow")}
    return {"undertow": __version__, "Python": platform.python_version(), **versions}


def _people(case: Case, held: Sequence[Held]) -> People:
    accounts = {a for h in held for a in _accounts(h.finding)}
    handles = {match.casefold() for h in held for e in h.finding.evidence for match in _HANDLE.findall(e.text)}
    return case.people(sorted(accounts), sorted(handles))


def _accounts(finding: Finding) -> Iterable[str]:
    yield from finding.accounts
    yield from (e.who for e in finding.evidence if e.account)
    yield from mentioned(msgspec.json.encode(finding).decode("utf-8", "replace"))


def _tables(held: Sequence[Held], people: People, folder: Path) -> Iterable[Path]:
    folder.mkdir(parents=True, exist_ok=True)

    def words(text: str) -> str:
        return with_names(text, people.name)

    findings = [
        (
            h.finding.id,
            h.finding.grade,
            words(h.finding.statement),
            h.finding.estimate.value,
            h.finding.estimate.low,
            h.finding.estimate.high,
            h.finding.estimate.unit,
            h.verdict.verdict if h.verdict else "",
        )
        for h in held
    ]
    yield write_csv(
        folder / "findings.csv", ("id", "grade", "statement", "estimate", "low", "high", "unit", "verdict"), findings
    )
    evidence = [
        (h.finding.id, e.at, people.name(e.who) if e.account else e.who, e.quote, e.source_sha256, e.row_ref)
        for h in held
        for e in h.finding.evidence
    ]
    yield write_csv(folder / "evidence.csv", ("finding", "at", "who", "quote", "source_sha256", "row"), evidence)
    for h in held:
        for number, table in enumerate(h.finding.tables, 1):
            rows = [tuple(words(c) if isinstance(c, str) else c for c in row) for row in table.rows]
            yield write_csv(folder / f"{h.finding.id}-{number}.csv", tuple(c.title for c in table.columns), rows)
    people.save()
