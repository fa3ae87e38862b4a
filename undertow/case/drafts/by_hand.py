"""The sentences of a draft as a CSV file in which a writer fills in what they are joined to, the status and the reason."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

from undertow.case.drafts.attaching import plain
from undertow.case.drafts.kept import STATUSES
from undertow.case.drafts.suggesting import code_of
from undertow.dossier.spreadsheet import cell, write_csv
from undertow.errors import UndertowError, UnreadableInput
from undertow.model import with_names

if TYPE_CHECKING:
    from undertow.case import Case
    from undertow.case.drafts import Draft, Drafts, Look

FILLED = ("join", "status", "why")
_GIVEN = ("number", "line", "kinds", "sentence", "now", "joined", "cautions", "suggestions")


def write_work(case: Case, look: Look, path: Path) -> Path:
    """The file written: one sentence a row; the first three columns are for the writer. For the case's own use: names stand in it."""
    names = case.people(sorted({a for line in look.lines for one in line.suggestions for a in _mentioned(one.text)}))
    rows = []
    for line in look.lines:
        offered = [
            f"{one.code}: {with_names(one.text, names.private_name)[:200]} ({one.reason})" for one in line.suggestions
        ]
        joined = [code_of(one.target) for one in (line.check.joined if line.check else ())]
        sentence = line.sentence
        rows.append(
            ("", "", "", sentence.number, sentence.line, ", ".join(sentence.kinds), plain(sentence.text), line.status, "; ".join(joined),
             "; ".join(line.cautions), " | ".join(offered))
        )  # fmt: skip
    return write_csv(path, (*FILLED, *_GIVEN), rows)


def take_work(drafts: Drafts, draft: Draft, path: Path, by: str, language: str = "") -> int:
    """How many judgements were taken from such a file; rows in which nothing is filled in are left out.

    Each is kept on its own, in order. Raises: UnreadableInput naming line and column; what stands before that line is kept.
    """
    now = {
        line.sentence.number: plain(line.sentence.text) for line in drafts.look(draft, language, suggest=False).lines
    }
    taken = 0
    for place, row in _rows(path):
        where = f"{path}, line {place}"
        filled = {name: (row[name] or "").strip() for name in FILLED}
        if not any(filled.values()):
            continue
        told = (row["number"] or "").strip()
        number = int(told) if told.isdecimal() and told.isascii() else 0
        if cell(now.get(number, "")) != (row["sentence"] or "").strip():
            raise UnreadableInput(
                f"{where}, column sentence: is not sentence {row['number']} of the draft as it stands. Write the file anew with --export."
            )
        if filled["status"] and filled["status"] not in STATUSES:
            raise UnreadableInput(
                f"{where}, column status: {filled['status'][:40]!r} is not known. Write one of: {', '.join(STATUSES)}."
            )
        targets = [part.strip() for part in filled["join"].replace(",", ";").split(";") if part.strip()]
        try:
            drafts.judge(draft, {number: targets}, filled["status"], why=filled["why"], by=by, language=language)
        except UndertowError as error:
            raise UnreadableInput(f"{where}: {error} {taken} rows before it were kept.") from None
        taken += 1
    return taken


def _rows(path: Path) -> list[tuple[int, dict[str, str | None]]]:
    """Every row and the line on which it ends."""
    try:
        reader = csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline=""), strict=True)
        missing = [name for name in (*FILLED, "number", "sentence") if name not in (reader.fieldnames or ())]
        if missing:
            raise UnreadableInput(
                f"{path}: the columns {', '.join(missing)} are missing. Write the file with --export and keep its columns."
            )
        return [(reader.line_num, row) for row in reader]
    except OSError as error:
        raise UnreadableInput(f"{path}: cannot be read ({error.strerror or error}). Check the name.") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableInput(f"{path}: {error}. Save it as CSV in UTF-8.") from None


def _mentioned(text: str) -> list[str]:
    from undertow.model import mentioned

    return mentioned(text)
