"""A row of a ledger file, entered by a form: the file keeps its other rows, its comments and its order, to the byte."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from undertow.case import Case
from undertow.case.folder import Folder
from undertow.case.ledger import blank, read_ledger
from undertow.case.sources import write_whole
from undertow.errors import BadSetting
from undertow.tables.ledger import LEDGERS, entered

_LONGEST = 1000
_FORMULA = ("=", "+", "-", "@", "#")


def enter(case: Case, ledger: str, row: Mapping[str, str]) -> str:
    """Puts a row into ledger/<ledger>.csv: in place of the one with its id, or after the last. Returns 'Changed' or 'Added'.

    Raises: BadSetting for words that a ledger cannot hold, UnreadableInput where the file cannot be read.
    """
    for name, value in row.items():
        _check(name, value)
    with Folder(case.folder.absolute()).lock():
        path = case.folder / "ledger" / f"{ledger}.csv"
        known = {old["id"] for old in read_ledger(path)}
        text = path.read_text("utf-8-sig") if path.exists() else blank(LEDGERS[ledger])
        write_whole(path, _with(text, ledger, row).encode())
    return "Changed" if row["id"] in known else "Added"


def free_id(ledger: Path, name: str, beginning: str) -> str:
    """An id that no row of the ledger has: 'comparison-4'."""
    taken = {row["id"] for row in read_ledger(ledger / f"{name}.csv")}
    return next(made for n in range(1, len(taken) + 2) if (made := f"{beginning}-{n}") not in taken)


def _check(name: str, value: str) -> None:
    if len(value) > _LONGEST:
        raise BadSetting(f"{name}: {len(value):,} characters are too many. Write at most {_LONGEST:,}.")
    if value.startswith(_FORMULA):
        raise BadSetting(
            f"{name}: {value[:40]!r} begins with a sign by which a spreadsheet knows a formula, or a ledger a comment. Begin it with a letter."
        )
    if any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co") for c in value):
        raise BadSetting(f"{name}: {value[:40]!r} holds a line break or a character that cannot be seen. Leave it out.")


def _with(text: str, ledger: str, row: Mapping[str, str]) -> str:
    """The text of the file with the row in it; columns the file does not have are added at the end of each row's columns."""
    lines = text.splitlines(keepends=True)
    rows = list(_rows(text))
    if not rows:  # comments alone, or nothing
        columns = [column.name for column in entered(LEDGERS[ledger])]
        return "".join([*_ended(lines), _line(columns), _line([row.get(c, "") for c in columns])])
    columns = rows[0][2]
    lacking = [name for name, value in row.items() if value and name not in columns]
    if lacking:
        raise BadSetting(
            f"ledger/{ledger}.csv has no column {lacking[0]}. Add it to the first line of the file, and a comma to every row."
        )
    place = columns.index("id")
    new = {name: value for name, value in row.items() if name in columns}
    for begin, until, cells in rows[1:]:
        if len(cells) == len(columns) and cells[place].strip() == row["id"]:
            whole = dict(zip(columns, cells, strict=True)) | new
            return "".join([*lines[:begin], _line([whole[c] for c in columns]), *lines[until:]])
    return "".join([*_ended(lines), _line([new.get(c, "") for c in columns])])


def _rows(text: str) -> Iterator[tuple[int, int, list[str]]]:
    """The line of the columns and each row: lines before it, lines up to its end, cells."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    end = 0
    for cells in reader:
        begin, end = end, reader.line_num
        if any(cell.strip() for cell in cells) and not cells[0].strip().startswith("#"):
            yield begin, end, [cell.strip() for cell in cells]


def _ended(lines: list[str]) -> list[str]:
    """The lines, the last of them ended."""
    return [*lines[:-1], lines[-1].rstrip("\r\n") + "\n"] if lines else []


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()
