"""Tables for spreadsheets in which no cell can act: a text that a spreadsheet would compute is shown as text."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from undertow.language.display import visible

#: A sign that starts a formula, behind anything a spreadsheet skips: white space, quotes, invisible characters.
_FORMULA = re.compile(
    r"^[\s\"'`\ufeff\u200b-\u200f\u2060\u00ad\x00-\x20,;]*[=+\-−@|%]|^[\t\r\n]|[\"'][,;\t]\s*[\"']?[=+\-@]"
)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    """The file written: CSV in UTF-8, one record a line, in which no text can start a formula."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([cell(column) for column in columns])
        writer.writerows([cell(value) for value in row] for row in rows)
    return path


def cell(value: object) -> str:
    """One value as a spreadsheet should see it: numbers as numbers, a would-be formula behind an apostrophe.

    Control and direction-changing characters are written out, so that no program acts on them either.
    """
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    text = visible(str(value))
    reads = unicodedata.normalize("NFKC", text)
    if (_FORMULA.search(reads) or _FORMULA.search(unicodedata.normalize("NFKC", str(value)))) and not _NUMBER.fullmatch(
        text
    ):
        return "'" + text
    return text
