"""From a case to what goes out: gathers the records of a dossier, gives accounts their names, writes the files."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import NAMESPACE_OID, uuid5

import msgspec

from undertow.case.findings import Held
from undertow.case.ledger import Row
from undertow.case.people import Called, People
from undertow.case.runs import Run
from undertow.case.sources import Source, write_whole
from undertow.dossier import Dossier, Event, Method, Reviewed, SourceLine, masking, render, smaller
from undertow.dossier.exports import Export, Outgoing
from undertow.errors import BadSetting
from undertow.formats import Format
from undertow.language.normal import readable
from undertow.model import GRADES, Finding, mention, mentioned
from undertow.registry import member, members
from undertow.tables.ledger import rests_on
from undertow.times import is_date
from undertow.version import __version__

if TYPE_CHECKING:
    from undertow.case import Case
    from undertow.dossier.voice import Voice

FORMS = ("html", "pdf")
LIMITS = (
    "It speaks of accounts, audiences and texts, not of the persons behind them, and names nobody who directs them.",
    "It shows what the material holds. What was deleted, never collected or posted elsewhere is not in it.",
    "Acting together is not in itself deceptive, and accounts that are not mentioned were not cleared.",
)
_HANDLE = re.compile(r"@([\w.]+)")
_WORD = re.compile(r"\w+")
#: Handles and display names that may stand in a text: their first word is among its words, and they are part of it.
#: What is invisible in them is left out first, as in the text (language/normal.py).
_CALLED = r"""
SELECT DISTINCT account, name, is_handle FROM (
  SELECT account, name, is_handle, trim(regexp_replace(regexp_replace(lower(name), '\s+', ' ', 'g'),
    '[\p{Cf}\p{Cc}\p{Co}\x{034F}\x{115F}\x{1160}\x{3164}\x{FFA0}\x{FE00}-\x{FE0F}]+', '', 'g')) AS reads FROM (
    SELECT account, handle AS name, true AS is_handle FROM accounts
    UNION ALL SELECT account, handle, true FROM posts
    UNION ALL SELECT account, name, false FROM accounts))
WHERE length(reads) >= 4 AND regexp_extract(reads, '[\pL\pN_]+') IN (SELECT unnest(?)) AND contains(?, reads)
"""


def publish(case: Case, folder: Path, forms: Sequence[str], *, working: bool) -> Iterator[tuple[Path, str]]:
    """Writes the dossier in the forms asked for, the page first and always; yields each file written with its SHA-256.

    Raises: BadSetting for a form this version does not write, MissingExtra, once the page is written, for what a PDF needs.
    """
    for form in forms:
        if form not in FORMS:
            raise BadSetting(f"--to {form!r} is not a form this version writes. Known: {', '.join(FORMS)}.")
    held, gone = _on_what_is_left(case, [h for h in case.findings() if h.found_again])
    people = _people(case, held)
    dossier = _dossier(case, held, gone)
    if working:
        page = render(dossier, name=people.private_name, public=_anyone)
        path = folder / "working" / "dossier.html"
    else:
        masks = people.masks(_texts(case, held))
        page = render(dossier, name=people.name, public=people.is_public, masks=masks)
        path = folder / "dossier.html"
        people.save()
    path.parent.mkdir(parents=True, exist_ok=True)
    yield _kept(path, smaller(page).encode("utf-8", "replace"))
    if working:
        from undertow.dossier.exports.spreadsheets import Spreadsheets

        everyone = masking(people.private_name, _anyone)
        tables = _exported(case, Spreadsheets(), everyone, (held, gone), path.parent / "data")
        yield from ((table, sha256(table.read_bytes()).hexdigest()) for table in tables)
    if "pdf" in forms:
        from undertow.dossier.pdf import pdf

        yield _kept(path.with_suffix(".pdf"), pdf(page))


def _kept(path: Path, data: bytes) -> tuple[Path, str]:
    write_whole(path, data)
    return path, sha256(data).hexdigest()


def export(case: Case, folder: Path, form: str) -> tuple[Path, ...]:
    """Writes the findings for other programs, masked like the dossier, into a folder of the form's name.

    Raises: UnknownName for a form there is not, MissingExtra where its library is not installed.
    """
    kind = member("undertow.dossier.exports", Export, form)  # type: ignore[type-abstract]
    held, gone = _on_what_is_left(case, case.findings())
    people = _people(case, held)
    voice = masking(people.name, people.is_public, people.masks(_texts(case, held)))
    written = _exported(case, kind(), voice, (held, gone), folder / form)
    people.save()
    return written


def _exported(
    case: Case, form: Export, voice: Voice, found: tuple[Sequence[Held], int], folder: Path
) -> tuple[Path, ...]:
    held, gone = found
    dossier = _dossier(case, [h for h in held if h.found_again], gone)
    numbered = {reviewed.finding.id: reviewed for reviewed in dossier.findings}
    judged = [
        numbered.get(h.finding.id) or Reviewed(finding=h.finding, number=n, verdict=h.verdict)
        for n, h in enumerate(held, len(numbered) + 1)
    ]
    folder.mkdir(parents=True, exist_ok=True)
    begun = case.journal.entries()[0].hash
    return tuple(
        form.write(
            Outgoing(dossier=dossier, judged=tuple(judged), voice=voice, case=uuid5(NAMESPACE_OID, begun)), folder
        )
    )


def _anyone(_: str) -> bool:
    return True


def _on_what_is_left(case: Case, held: Iterable[Held]) -> tuple[list[Held], int]:
    """The findings whose evidence is still in the case, and how many others there are; none of a damaged run."""
    have, damaged = {s.sha256 for s in case.sources()}, case.damaged_runs()
    left, gone = [], 0
    for h in held:
        if h.finding.run_id in damaged:
            continue
        if all(e.source_sha256 in have for e in h.finding.evidence):
            left.append(h)
        else:
            gone += 1
    return left, gone


def _dossier(case: Case, held: Sequence[Held], gone: int) -> Dossier:
    settings, sources, damaged = case.settings, case.sources(), case.damaged_runs()
    runs = _newest(case.runs(), damaged)
    entries = case.journal.entries()
    shown = sorted((h for h in held if not _rejected(h)), key=_strength)
    stale = {run.id: case.out_of_date(run) for run in case.runs()}
    events, undated = _events(case.ledger()["events"], sources)
    return Dossier(
        title=settings.title,
        question=settings.question,
        byline=settings.byline,
        published=datetime.now(UTC).date(),
        findings=tuple(
            Reviewed(
                finding=h.finding,
                number=n,
                verdict=h.verdict,
                changed_since_review=h.changed_since_review,
                out_of_date=stale.get(h.finding.run_id, ""),
            )
            for n, h in enumerate(shown, 1)
        ),
        sources=tuple(_source_line(s) for s in sources),
        events=events,
        methods=tuple(_method(case, run) for run in runs),
        rejected=sum(map(_rejected, held)),
        unreviewed=sum(h.verdict is None for h in held),
        deviations=tuple(str(e.data["what"]) for e in entries if e.command == "deviation"),
        software=_software(),
        seed=settings.seed,
        log_head=entries[-1].hash if entries else "",
        limits=(*LIMITS, *_left_out(gone, undated), *map(_unreadable, damaged), *_limits(case, held, runs)),
        fictional=settings.fictional,
    )


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


def _method(case: Case, run: Run) -> Method:
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


def _software() -> dict[str, str]:
    versions = {name: metadata.version(name) for name in ("duckdb", "ibis-framework", "numpy", "pyarrow")}
    return {"undertow": __version__, "Python": platform.python_version(), **versions}


def _people(case: Case, held: Sequence[Held]) -> People:
    texts = _texts(case, held)
    accounts = {a for h in held for a in _accounts(h.finding)}
    handles = {match.casefold() for text in texts for match in _HANDLE.findall(text)}
    called = _called(case, texts)
    public = case.people(sorted(accounts | {c.account for c in called}), sorted(handles))
    return public.with_called(called)


def _called(case: Case, texts: Sequence[str]) -> list[Called]:
    folded = " ".join(readable(" ".join(texts)).lower().split())
    words = sorted(set(_WORD.findall(folded)))
    # what a source holds may be half a character, which no database takes
    folded = folded.encode("utf-8", "replace").decode("utf-8")
    words = [word.encode("utf-8", "replace").decode("utf-8") for word in words]
    return [Called(*row) for row in case.query(_CALLED, [words, folded])]


def _texts(case: Case, held: Sequence[Held]) -> list[str]:
    """Words of others, and of the analyst, in which names may stand."""
    settings, events = case.settings, case.ledger()["events"]
    found = [text for h in held for e in h.finding.evidence for text in (e.text, "" if e.account else e.who) if text]
    written = [row[key] for row in events for key in ("title", "place", "source_id", "reported_by")]
    return list(dict.fromkeys([*found, settings.title, settings.question, settings.byline, *written]))


def _accounts(finding: Finding) -> Iterable[str]:
    yield from finding.accounts
    yield from (e.who for e in finding.evidence if e.account)
    yield from mentioned(msgspec.json.encode(finding).decode("utf-8", "replace"))
