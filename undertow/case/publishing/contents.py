"""The records of a dossier, gathered from a case: findings, sources, events, methods, and what it does not show."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from importlib import metadata
from typing import TYPE_CHECKING

from undertow.case.findings import Held
from undertow.case.ledger import Row
from undertow.case.publishing.editing import Edited, edited
from undertow.case.publishing.edition import SECTIONS
from undertow.case.publishing.selection import rejected
from undertow.case.reviewing import agreement_in_words
from undertow.case.runs import Run
from undertow.case.sources import Source
from undertow.dossier import Dossier, Event, LeftOut, Method, Reviewed, SourceLine
from undertow.dossier.prose import Reference, references
from undertow.formats import Format
from undertow.model import mention
from undertow.registry import members
from undertow.tables.ledger import rests_on
from undertow.times import is_date
from undertow.version import __version__

if TYPE_CHECKING:
    from undertow.case import Case

LIMITS = (
    "It speaks of accounts, audiences and texts, not of the persons behind them, and names nobody who directs them.",
    "It shows what the material holds. What was deleted, never collected or posted elsewhere is not in it.",
    "Acting together is not in itself deceptive, and accounts that are not mentioned were not cleared.",
)


def gathered(case: Case, held: Sequence[Held], gone: int) -> Dossier:
    """The dossier of those findings; gone: how many others rest on sources that were removed."""
    settings, sources, damaged = case.settings, case.sources(), case.damaged_runs()
    runs = _newest(case.runs(), damaged)
    entries = case.journal.entries()
    edit = edited(case.edition.read(), held)
    told = {*(run.id for run in runs), *(h.finding.run_id for h in held)}
    stale = {run.id: case.out_of_date(run) for run in case.runs() if run.id in told}
    ledger = case.ledger()
    events, undated = _events(ledger["events"], sources)
    return Dossier(
        title=edit.edition.title or settings.title,
        question=settings.question,
        byline=settings.byline,
        published=datetime.now(UTC).date(),
        findings=tuple(
            Reviewed(
                finding=h.finding,
                number=n,
                verdict=h.verdict,
                confirmed=_said(h, "confirmed"),
                rejected=_said(h, "rejected"),
                changed_since_review=h.changed_since_review,
                out_of_date=stale.get(h.finding.run_id, ""),
            )
            for n, h in enumerate(edit.shown, 1)
        ),
        sources=tuple(_source_line(s) for s in sources),
        events=events,
        methods=tuple(_method(case, run, stale[run.id]) for run in runs),
        rejected=sum(map(rejected, held)),
        unreviewed=sum(h.verdict is None for h in edit.shown),
        disputed=sum(h.disputed for h in edit.shown),
        agreement=tuple(_agreement(case)),
        deviations=tuple(str(e.data["what"]) for e in entries if e.command == "deviation"),
        software=software(),
        seed=settings.seed,
        log_head=entries[-1].hash if entries else "",
        limits=(*LIMITS, *_left_out(gone, undated), *map(_unreadable, damaged), *_limits(case, edit.shown, runs)),
        fictional=settings.fictional,
        lead=edit.edition.summary,
        language=edit.edition.language,
        ordered=bool(edit.edition.order),
        passages=_passages(edit),
        references=_references(edit, ledger),
        left_out=tuple(
            LeftOut(finding=h.finding.id, analysis=h.finding.analysis, grade=h.finding.grade, why=why)
            for h, why in edit.left_out
        ),
    )


def _passages(edit: Edited) -> dict[str, tuple[str, ...]]:
    """The analyst's texts by where they stand, those of one place in the order of the file."""
    found: dict[str, tuple[str, ...]] = {}
    for passage in edit.edition.prose:
        said = passage.before or passage.after
        place = f"{'before' if passage.before else 'after'} {said if said in SECTIONS else edit.id_of(said)}"
        found[place] = (*found.get(place, ()), passage.text)
    return found


def _references(edit: Edited, ledger: Mapping[str, Sequence[Row]]) -> dict[str, Reference]:
    """What each reference in the analyst's texts stands for: a finding of the page, or a row of the ledger with its source."""
    numbers = {h.finding.id: n for n, h in enumerate(edit.shown, 1)}
    rows = {f"{name}/{row['id']}".casefold(): row for name, table in ledger.items() for row in table if row["id"]}
    short = {name.casefold(): said for name, said in edit.edition.names.items()}
    found = {}
    for name in {name for text in edit.edition.texts() for name, _ in references(text)}:
        if number := numbers.get(edit.id_of(short.get(name.casefold(), name))):
            found[name.casefold()] = Reference(f"finding {number}", f"f{number}")
        elif row := rows.get(name.casefold()):
            found[name.casefold()] = Reference(f"({_source_words(row)})")
    return found


def _source_words(row: Row) -> str:
    source = f", {row['source_id']}" if row.get("source_id") else ""
    return f"ledger, {rests_on(row)}{source}" if "standing" in row else "ledger"


def _left_out(gone: int, undated: int) -> Iterable[str]:
    if gone:
        yield (
            f"{gone:,} {'finding rests' if gone == 1 else 'findings rest'} on sources that were removed and "
            f"{'is' if gone == 1 else 'are'} left out; run the analysis again."
        )
    if undated:
        yield (
            f"{undated:,} {'event is' if undated == 1 else 'events are'} left out of the timeline: "
            "the date in ledger/events.csv is not written as YYYY, YYYY-MM or YYYY-MM-DD."
        )


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


def _newest(runs: Iterable[Run], damaged: Iterable[str]) -> list[Run]:
    """The newest run of each analysis; none where its record is damaged, since an older one does not speak for it."""
    gone = {_number(name) for name in damaged}
    found = {run.analysis: run for run in runs}
    return [r for r in found.values() if not any(a == r.analysis and n > _number(r.id)[1] for a, n in gone)]


def _number(run_id: str) -> tuple[str, int]:
    analysis, _, number = run_id.rpartition("-")
    return analysis, int(number) if number.isdecimal() else 0


def _unreadable(run_id: str) -> str:
    return (
        f"The record of the run {run_id} is damaged, so that its settings and error rates are not known; what it found "
        "is left out. Run the analysis again."
    )


def _method(case: Case, run: Run, out_of_date: str) -> Method:
    sql = "\n\n".join(
        f"-- {p.stem}\n{p.read_text('utf-8')}" for p in sorted((case.folder / "runs" / run.id / "sql").glob("*.sql"))
    )
    return Method(
        analysis=run.analysis,
        title=run.title,
        null_model=run.findings[0].null_model if run.findings else "",
        error_statement=run.error_statement,
        notes=run.notes,
        run_id=run.id,
        settings={k: str(v) for k, v in run.settings.items()},
        sql=sql,
        engine=run.engine,
        versions={"undertow": run.version},
        seconds=run.seconds,
        inputs=tuple(run.inputs),
        out_of_date=out_of_date,
    )


def _source_line(source: Source) -> SourceLine:
    kinds = members("undertow.formats", Format)  # type: ignore[type-abstract]  # members are concrete
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


def _events(entered: Sequence[Row], sources: Sequence[Source]) -> tuple[tuple[Event, ...], int]:
    """The events in order of time, and how many have no date that can be placed."""
    named = {s.sha256: f"{s.name} ({s.sha256[:12]}…)" for s in sources}
    rows = [r for r in entered if r["title"]]
    dated = sorted((r for r in rows if is_date(r["date"])), key=lambda r: r["date"])
    events = tuple(
        Event(
            date=row["date"],
            title=row["title"],
            place=row["place"],
            sources=(
                ": ".join(part for part in (rests_on(row), named.get(row["source_sha256"], row["source_id"])) if part),
            ),
        )
        for row in dated
    )
    return events, len(rows) - len(dated)


def software() -> dict[str, str]:
    """The versions that results depend on, by name."""
    versions = {name: metadata.version(name) for name in ("duckdb", "ibis-framework", "numpy", "pyarrow")}
    return {"undertow": __version__, "Python": platform.python_version(), **versions}


def _said(held: Held, verdict: str) -> int:
    return sum(one.verdict is not None and one.verdict.verdict == verdict for one in held.readings)


def _agreement(case: Case) -> Iterable[str]:
    """How far readers agree; they are numbered, for their names are nothing a reader of the dossier needs."""
    numbers: dict[str, int] = {}
    for one in case.agreements():
        first, second = (f"reader {numbers.setdefault(name, len(numbers) + 1)}" for name in one.readers)
        yield agreement_in_words(one, first.capitalize(), second)
