"""Passages drawn for a person to judge, and what the person said: for any task, in any strata."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b, sha256
from heapq import nsmallest
from pathlib import Path
from typing import TYPE_CHECKING

from undertow.case.given import LABELS, Label, Labels
from undertow.case.journal import Entry, Journal, now
from undertow.case.sources import write_whole
from undertow.errors import BadSetting, UnreadableInput

if TYPE_CHECKING:
    from undertow.case import Case

COLUMNS = ("value", "passage", "marked", "task", "language", "stratum", "stratum_size", "source_sha256", "row_ref", "start", "end", "source", "date")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Passage:
    """Part of a text of the case. marks: what is to be shown marked, from the start of the passage."""

    source_sha256: str
    row_ref: str
    start: int
    end: int
    text: str
    source: str
    date: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A passage that was drawn to be judged for a task, from a stratum of that many passages."""

    task: str
    language: str
    stratum: str
    stratum_size: int
    passage: Passage

    def answered(self, value: str, by: str) -> Label:
        """The judgement, as it is kept."""
        p = self.passage
        return Label(
            task=self.task, language=self.language, stratum=self.stratum, stratum_size=self.stratum_size,
            source_sha256=p.source_sha256, row_ref=p.row_ref, start=p.start, end=p.end, value=value, by=by, at=now(),
        )  # fmt: skip


def drawn(places: Iterable[tuple[str, str, int]], count: int, *, seed: int, key: str) -> list[int]:
    """Which `count` of the passages (SHA-256, row, start) are drawn: a simple random sample, in random order.

    It depends on the case's seed and `key` alone, whatever the order of the passages: a larger sample begins with the
    smaller one, and two tasks with one key are judged on the same passages where both may take them.
    """

    def chance(place: tuple[str, str, int]) -> bytes:
        return blake2b(repr((seed, key, *place)).encode("utf-8", "surrogatepass"), digest_size=8).digest()

    ranked = ((chance(place), place, number) for number, place in enumerate(places))
    return [number for _, _, number in nsmallest(count, ranked)]


def at_least_none(name: str, count: int) -> None:
    """Raises BadSetting for fewer than none."""
    if count < 0:
        raise BadSetting(f"label: --{name} is {count} but must be at least 0.")


def open_questions(questions: Sequence[Question], labels: Iterable[Label], by: str) -> list[Question]:
    """The questions that this person has not answered yet."""
    said = {(x.task, x.source_sha256, x.row_ref, x.start) for x in labels if x.by == by}
    return [q for q in questions if (q.task, q.passage.source_sha256, q.passage.row_ref, q.passage.start) not in said]


def record(case: Case, labels: Sequence[Label]) -> None:
    """Keeps judgements and writes them into the log; what a killed command left in the file without an entry goes."""
    if not labels:
        return
    with case.journal.alone():
        path = case.folder / LABELS
        logged = sum(entry.data["judged"] for entry in _batches(case.journal))
        lines = _lines(path)
        if len(lines) > logged:
            write_whole(path, b"".join(lines[:logged]))
        Labels(case.folder).append(labels)
        added = _lines(path)[logged:]
        tasks = dict(sorted(Counter(label.task for label in labels).items()))
        people = sorted({label.by for label in labels})
        case.journal.append("label", judged=len(labels), by=people, tasks=tasks, sha256=_digest(added))


def altered(folder: Path, journal: Journal) -> str:
    """What is wrong with labels.jsonl beside the log, in words; empty when it holds the judgements that were logged."""
    lines, place = _lines(folder / LABELS), 0
    for entry in _batches(journal):
        batch = lines[place : place + entry.data["judged"]]
        if _digest(batch) != entry.data["sha256"]:
            return (
                f"{LABELS}, from line {place + 1} on: does not hold the judgements that the log records (entry {entry.n}). "
                "Restore it from a backup."
            )
        place += entry.data["judged"]
    return ""


def _batches(journal: Journal) -> list[Entry]:
    return [entry for entry in journal.entries() if entry.command == "label"]


def _lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines(keepends=True) if path.exists() else []


def _digest(lines: Sequence[bytes]) -> str:
    return sha256(b"".join(lines)).hexdigest()


def write_sheet(path: Path, questions: Sequence[Question]) -> None:
    """A CSV file to be judged in a spreadsheet: the first column is for the answer. Passages asked twice stand together."""
    where = sorted(
        questions, key=lambda q: (q.language, q.passage.source_sha256, q.passage.row_ref, q.passage.start, q.task)
    )
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for q in where:
            p = q.passage
            marked = " | ".join(p.text[start:end] for start, end in p.marks)
            row = ("", p.text, marked, q.task, q.language, q.stratum, q.stratum_size, p.source_sha256, p.row_ref, p.start, p.end, p.source, p.date)  # fmt: skip
            writer.writerow([_harmless(cell) for cell in row])


def read_sheet(
    path: Path, *, values: Callable[[str], str], misfits: Callable[[Sequence[Label]], Sequence[str]], by: str
) -> list[Label]:
    """The judgements in such a file; rows without an answer are left out.

    misfits: for each, the column that fits nothing which can be drawn here and why; empty where all fit.
    Raises: UnreadableInput naming line and column.
    """
    rows = list(_rows(path, values, by))
    labels = [label for _, label in rows]
    for (line, _), misfit in zip(rows, misfits(labels), strict=True):
        if misfit:
            raise UnreadableInput(
                f"{path}, line {line}, {misfit}. Nothing was kept. Write the file anew with --export and change the first column only."
            )
    return labels


def _rows(path: Path, values: Callable[[str], str], by: str) -> Iterator[tuple[int, Label]]:
    """Every row with an answer, and the line where it ends."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [column for column in COLUMNS[3:11] if column not in (reader.fieldnames or ())]
            if "value" not in (reader.fieldnames or ()) or missing:
                raise UnreadableInput(
                    f"{path}: the columns {', '.join(missing or ['value'])} are missing. Write the file with --export and keep its columns."
                )
            for row in reader:
                if (row["value"] or "").strip():
                    yield reader.line_num, _label(row, f"{path}, line {reader.line_num}", values, by)
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableInput(f"{path}: {error}. Save it as CSV in UTF-8.") from None


def _label(row: dict[str, str], where: str, values: Callable[[str], str], by: str) -> Label:
    try:
        value = values(row["value"])
    except BadSetting as error:
        raise UnreadableInput(f"{where}, column value: {error}") from None
    task, language, stratum, source, place = (
        _as_written(row[name] or "") for name in ("task", "language", "stratum", "source_sha256", "row_ref")
    )
    numbers = {name: _count(row[name], f"{where}, column {name}") for name in ("stratum_size", "start", "end")}
    if numbers["end"] <= numbers["start"]:
        raise UnreadableInput(
            f"{where}, columns start and end: {numbers['start']} and {numbers['end']}, but a passage ends after it starts. "
            "Write the file anew with --export and change the first column only."
        )
    return Label(
        value=value, by=by, at=now(), task=task, language=language, stratum=stratum, source_sha256=source, row_ref=place, **numbers
    )  # fmt: skip


def _count(text: str | None, where: str) -> int:
    if text and text.isascii() and text.isdigit() and len(text) < 19:
        return int(text)
    raise UnreadableInput(
        f"{where}: {text or ''!r} is no whole number from 0 on. Write the file anew with --export and change the first column only."
    )


def _as_written(cell: str) -> str:
    """A text as it was before it was made harmless."""
    return cell[1:] if cell[:1] == "'" and _harmless(cell[1:]) == cell else cell


def _harmless(cell: object) -> object:
    """A text that a spreadsheet would take for a formula, made plain."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
