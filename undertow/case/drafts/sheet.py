"""From a draft and its judgements to the fact-check sheet, with names masked as in the dossier."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from undertow.case.drafts.kept import OPEN, Check, Joined
from undertow.case.drafts.material import Item, Material
from undertow.case.publishing.naming import called_in
from undertow.case.sources import write_whole
from undertow.dossier import masking
from undertow.dossier.factsheet import Checked, FactSheet, Ground, markdown, page, spreadsheet
from undertow.errors import BadSetting
from undertow.model import Evidence, mentioned
from undertow.tables.ledger import VERIFIED

if TYPE_CHECKING:
    from undertow.case import Case
    from undertow.case.drafts import Line, Look
    from undertow.dossier.voice import Voice

FORMS = (".html", ".md", ".csv")
#: Quotes of a finding that are printed under a sentence; the dossier has them all.
_QUOTES = 2
_ROW = """
SELECT words, who, account, said_at FROM (
SELECT source_sha256, row_ref, coalesce(nullif(text, ''), title) AS words, coalesce(speaker, outlet, '') AS who, false AS account,
  coalesce(strftime(date, '%Y-%m-%d'), '') AS said_at FROM documents
UNION ALL SELECT source_sha256, row_ref, text, account, true, coalesce(strftime("at", '%Y-%m-%dT%H:%M:%SZ'), '') FROM posts)
WHERE source_sha256 = ? AND row_ref = ?
"""


def write_sheet(case: Case, look: Look, path: Path) -> Path:
    """The file written, in the form that its name ends in. Raises: BadSetting for another ending, or a word a dossier does not use."""
    if path.suffix.lower() not in FORMS:
        raise BadSetting(
            f"--sheet {path}: ends in {path.suffix or 'nothing'}. A sheet is a file that ends in {', '.join(FORMS)}."
        )
    content = sheet_bytes(case, look, path.suffix.lower())
    try:
        write_whole(path, content)
    except OSError as error:
        raise BadSetting(
            f"--sheet {path}: cannot be written ({error.strerror}). Choose a place where you may write."
        ) from None
    return path


def sheet_bytes(case: Case, look: Look, form: str) -> bytes:
    """The sheet in one of the forms .html, .md and .csv. Raises: BadSetting for a word a dossier does not use."""
    made = _sheet(case, look)
    voice = _voice(case, made)
    if form == ".csv":
        import tempfile

        with tempfile.TemporaryDirectory() as work:
            return spreadsheet(made, voice, Path(work) / "sheet.csv").read_bytes()
    write: Callable[[FactSheet, Voice], str] = page if form == ".html" else markdown
    return write(made, voice).encode("utf-8", "replace")


def _sheet(case: Case, look: Look) -> FactSheet:
    material, entries, settings = Material(case), case.journal.entries(), case.settings
    return FactSheet(
        draft=look.draft.name,
        sha256=look.draft.sha256,
        case=settings.title,
        byline=settings.byline,
        made=datetime.now(UTC).date(),
        lines=tuple(_checked(case, line, material) for line in look.lines),
        gone=tuple(_gone(check) for check in look.gone),
        log_head=entries[-1].hash if entries else "",
        fictional=settings.fictional,
    )


def _checked(case: Case, line: Line, material: Material) -> Checked:
    sentence, check = line.sentence, line.check
    return Checked(
        number=sentence.number,
        line=sentence.line,
        sentence=" ".join(sentence.text.split()),
        kinds=sentence.kinds,
        testable=sentence.testable,
        status=line.status,
        before=" ".join(check.sentence.split()) if check and line.changed else "",
        why=check.why if check else "",
        by=check.by if check else "",
        at=check.at if check else "",
        cautions=line.cautions,
        grounds=tuple(ground for one in (check.joined if check else ()) for ground in _grounds(case, one, material)),
    )


def _gone(check: Check) -> Checked:
    return Checked(
        number=check.number, line=0, sentence=" ".join(check.sentence.split()), kinds=(), testable=True, status=check.status or OPEN
    )  # fmt: skip


def _grounds(case: Case, one: Joined, material: Material) -> Iterator[Ground]:
    """What a sentence was joined to, as far as the case still holds it; a caution says where it does not."""
    item = material.items.get(one.target)
    if one.kind == "quote":
        if piece := _evidence(case, one.source_sha256, one.table, one.row_ref, (one.start, one.end)):
            yield Ground(label="Words of a source", says="", written=False, evidence=(piece,))
    elif item is not None and item.held is not None:
        finding = item.held.finding
        cited = (
            tuple(piece for piece in finding.evidence if piece.kind == "quote")[:_QUOTES] or finding.evidence[:_QUOTES]
        )
        yield Ground(
            label=f"Finding {finding.id}", says=finding.statement, written=True, note=item.doubt, grade=finding.grade, evidence=cited
        )  # fmt: skip
    elif item is not None and item.row is not None:
        yield _of_row(case, item)


def _of_row(case: Case, item: Item) -> Ground:
    row = item.row or {}
    pieces: tuple[Evidence, ...] = ()
    if row.get("standing") == VERIFIED:
        piece = _evidence(case, row["source_sha256"], row["table"], row["row_ref"], (row["start"], row["end"]))
        pieces = (piece,) if piece else ()
    return Ground(
        label=f"Ledger, {item.label}",
        says=item.text,
        written=False,
        note=item.doubt or "verified by quote",
        evidence=pieces,
    )


def _evidence(case: Case, sha: str, table: str, row_ref: str, place: tuple[int, int]) -> Evidence | None:
    for words, who, account, at in case.query(_ROW, [sha, row_ref]):
        if words:
            return Evidence(
                source_sha256=sha, row_ref=row_ref, table=table, who=who or "", account=bool(account), at=at, text=words,
                start=place[0], end=place[1],
            )  # fmt: skip
    return None


def _voice(case: Case, sheet: FactSheet) -> Voice:
    """Who is named how: everybody who occurs in the sentences, the reasons and the quotes."""
    pieces = [piece for one in sheet.lines for ground in one.grounds for piece in ground.evidence]
    said = [ground.says for one in sheet.lines for ground in one.grounds]
    texts = [sheet.draft, sheet.case, sheet.byline, *said, *(piece.text for piece in pieces)]
    texts += [piece.who for piece in pieces if not piece.account]
    for one in (*sheet.lines, *sheet.gone):
        texts += [one.sentence, one.before, one.why, one.by, *one.cautions]
    accounts = {account for text in said for account in mentioned(text)} | {
        piece.who for piece in pieces if piece.account
    }
    people = called_in(case, [text for text in texts if text], accounts)
    voice = masking(people.name, people.is_public, people.masks(texts))
    return voice
