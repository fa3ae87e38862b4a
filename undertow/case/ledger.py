"""What the analyst entered by hand in ledger/*.csv: read, checked, and each quote looked for in its source."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, fields
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from undertow.case.sources import Source, write_whole
from undertow.errors import UnreadableInput
from undertow.tables import Table
from undertow.tables.ledger import (
    ACTOR_COLUMNS,
    DATES,
    LEDGERS,
    NOT_FOUND,
    REPORTED,
    UNSOURCED,
    VERIFIED,
    WORDS,
    entered,
    without_reason,
)
from undertow.times import is_date

Query = Callable[[str, Sequence[object]], list[tuple[Any, ...]]]
Row = dict[str, Any]

_NEEDED = 4
_SEPARATOR = re.compile(r"[;|]")
#: Each text as quotes are taken from it, with its place; `kind` is documents or posts.
_TEXTS = """
SELECT source_sha256, 'documents' AS kind, row_ref, row_index, document AS id, coalesce(nullif(text, ''), title) AS words FROM documents
UNION ALL SELECT source_sha256, 'posts', row_ref, row_index, post, text FROM posts
"""
_SELECT = f"SELECT source_sha256, kind, row_ref, words, id FROM ({_TEXTS})"


@dataclass(frozen=True, slots=True)
class Actor:
    """A row of ledger/actors.csv."""

    id: str
    name: str
    aliases: tuple[str, ...]
    kind: str
    public_role: str
    named_because: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a row rests on: the columns that undertow adds to it, and in words what is wrong."""

    standing: str
    source_sha256: str = ""
    table: str = ""
    row_ref: str = ""
    start: int | None = None
    end: int | None = None
    problem: str = ""


class Grounds:
    """Looks quotes up in the sources of a case; remembers what it found while the sources stay the same."""

    def __init__(self, reading: Callable[[], AbstractContextManager[Query]]) -> None:
        self._reading = reading
        self._sources: tuple[str, ...] = ()
        self._known: dict[tuple[str, str], Ground] = {}
        #: What `entries` made last, and of what: `check` asks for it once an analysis.
        self.made: tuple[object, dict[str, list[Row]]] | None = None

    def of(self, rows: Sequence[Mapping[str, str]], sources: Sequence[Source]) -> list[Ground]:
        """What each of the rows rests on in these sources."""
        if (now := tuple(source.sha256 for source in sources)) != self._sources:
            self._sources, self._known = now, {}
        wanted = {(row.get("source_id", ""), row.get("quote", "")) for row in rows}
        self._look_up(sorted(pair for pair in wanted - self._known.keys() if pair[0]), sources)
        return [self._of_row(row) for row in rows]

    def _of_row(self, row: Mapping[str, str]) -> Ground:
        without = Ground(REPORTED if row.get("reported_by") else UNSOURCED)
        found = self._known.get((row.get("source_id", ""), row.get("quote", "")), without)
        return without if found.standing == UNSOURCED else found

    def _look_up(self, wanted: Sequence[tuple[str, str]], sources: Sequence[Source]) -> None:
        """Finds these pairs of source and quote. Documents and posts named by their ids are read once for all."""
        if not wanted:
            return
        with self._reading() if sources else nullcontext(_no_rows) as query:
            self._find(query, wanted, sources)

    def _find(self, query: Query, wanted: Sequence[tuple[str, str]], sources: Sequence[Source]) -> None:
        files = {
            name: own
            for name, _ in wanted
            if (own := [s.sha256 for s in sources if s.sha256.startswith(name) or s.name == name])
        }
        named: dict[str, list[tuple[Any, ...]]] = {}
        if ids := sorted({name for name, _ in wanted} - files.keys()):
            for row in query(f"{_SELECT} WHERE id IN (SELECT unnest(?)) ORDER BY ALL", [ids]):
                named.setdefault(row[4], []).append(row)
        for name, quote in wanted:
            rows = _in_files(query, files[name], quote) if name in files else named.get(name, [])
            label = next((s.name for s in sources if s.sha256 in files.get(name, ())), name)
            known = name in files or name in named
            self._known[name, quote] = (
                _ground(rows, quote, label) if known else Ground(NOT_FOUND, problem=_no_source(name))
            )


def _in_files(query: Query, files: Sequence[str], quote: str) -> list[tuple[Any, ...]]:
    """The first row of these sources that holds the quote, to the letter or with other white space."""
    spaced = r"[\s\p{Z}]+".join(re.escape(word) for word in quote.split())
    for test, words in (("contains(words, ?)", quote), ("regexp_matches(words, ?)", spaced)) if quote else ():
        where = f"WHERE source_sha256 IN (SELECT unnest(?)) AND {test} ORDER BY source_sha256, row_index LIMIT 1"
        if found := query(f"{_SELECT} {where}", [list(files), words]):
            return found
    return []


def _no_rows(_sql: str, _parameters: Sequence[object]) -> list[tuple[Any, ...]]:
    return []


def _ground(rows: Sequence[tuple[Any, ...]], quote: str, label: str) -> Ground:
    if not quote:
        return Ground(UNSOURCED)
    for sha, kind, row_ref, words, _ in rows:
        if words and (place := _place(words, quote)):
            return Ground(VERIFIED, sha, kind, row_ref, *place)
    return Ground(
        NOT_FOUND, problem=f"column quote: {quote[:60]!r} is not in {label}. Copy the words as they stand there."
    )


def read_ledger(path: Path) -> list[dict[str, str]]:
    """The rows of a ledger file, each with its `line`; none if it does not exist.

    Lines whose first cell begins with # explain and are left out, as are blank ones.
    Raises: UnreadableInput naming file, line and column.
    """
    if not path.exists():
        return []
    rows, columns, line = [], None, 1
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        for cells in reader:
            begun, line = line, reader.line_num + 1
            cells = [cell.strip() for cell in cells]
            if not any(cells) or cells[0].startswith("#"):
                continue
            if columns is None:
                _check_columns(path, cells)
                columns = cells
            elif len(cells) != len(columns):
                raise UnreadableInput(
                    f"{path}, line {begun}: has {len(cells)} fields, but does not have as many fields as the first line, "
                    f"which has {len(columns)}. Correct it; a text with a comma in it stands between quotation marks."
                )
            else:
                rows.append({**dict(zip(columns, cells, strict=True)), "line": str(begun)})
    except csv.Error as error:
        raise UnreadableInput(f"{path}, line {line}: {error}. Save it as CSV in UTF-8.") from None
    return rows


def write_ledger(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    """The ledger with these rows; its lines that explain stay, in front."""
    kept, line, lines = [], 1, _text(path).splitlines(keepends=True) if path.exists() else []
    reader = csv.reader(io.StringIO("".join(lines), newline=""), strict=True)
    for cells in reader:
        begun, line = line, reader.line_num + 1
        if cells and cells[0].strip().startswith("#"):
            kept += lines[begun - 1 : line - 1]
    columns = [column.name for column in entered(LEDGERS[path.stem])]
    made = io.StringIO(newline="")
    writer = csv.DictWriter(made, columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_whole(path, ("".join(kept) + made.getvalue()).encode())


def _text(path: Path) -> str:
    """The file as text. Raises: UnreadableInput where it is something else, as a workbook or UTF-16 is."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
        wrong = text.find("\0")
    except UnicodeDecodeError as error:
        text, wrong = "", error.start
    if wrong < 0:
        return text
    line = content[:wrong].count(b"\n") + 1
    raise UnreadableInput(f"{path}, line {line}: is not text in UTF-8. Save it as CSV in UTF-8.")


def _check_columns(path: Path, found: Sequence[str]) -> None:
    wanted = [column.name for column in entered(LEDGERS[path.stem])]
    first = f"Its first line must be: {','.join(wanted)}"
    if missing := [column for column in wanted[:_NEEDED] if column not in found]:
        semicolons = len(found) == 1 and ";" in found[0]
        how = "Its columns are separated by semicolons; save it with commas." if semicolons else first
        raise UnreadableInput(f"{path}: has no column {missing[0]}. {how}")
    if unknown := [column for column in found if column and column not in wanted]:
        raise UnreadableInput(f"{path}: column {unknown[0]!r} is not known. {first}, or some of these.")


def actors(ledger: Path) -> list[Actor]:
    """The actors an analyst entered; a person whom nobody gave a reason to name has no public role."""
    return [
        Actor(
            r.get("id", ""), r.get("name", ""), tuple(_parts(r.get("aliases", ""))), r.get("kind", ""),
            "" if without_reason(r) else r.get("public_role", ""), r.get("named_because", ""),
        )
        for r in read_ledger(ledger / "actors.csv")
    ]  # fmt: skip


def entries(ledger: Path, sources: Sequence[Source], grounds: Grounds) -> dict[str, list[Row]]:
    """Every row of every ledger, by table, with what it rests on and what is wrong with it; none is left out.

    Raises: UnreadableInput where a file is not read at all.
    """
    contents = [file.read_bytes() if (file := ledger / f"{name}.csv").exists() else b"" for name in LEDGERS]
    made_of = (
        ledger,
        _today(),
        [source.sha256 for source in sources],
        [sha256(content).digest() for content in contents],
    )
    if grounds.made is None or grounds.made[0] != made_of:
        grounds.made = made_of, _entries(ledger, sources, grounds)
    return dict(grounds.made[1])


def _entries(ledger: Path, sources: Sequence[Source], grounds: Grounds) -> dict[str, list[Row]]:
    read = {name: read_ledger(ledger / f"{name}.csv") for name in LEDGERS}
    known = {name: {row["id"] for row in rows} for name, rows in read.items()}
    every = [row for name, rows in read.items() if "source_id" in LEDGERS[name].names for row in rows]
    held = {id(row): ground for row, ground in zip(every, grounds.of(every, sources), strict=True)}
    found: dict[str, list[Row]] = {}
    parts = [field.name for field in fields(Ground)]  # asdict copies, and takes half the time of a long ledger
    for name, table in LEDGERS.items():
        seen: set[str] = set()
        found[name] = []
        for row in read[name]:
            place = f"ledger/{name}.csv, line {row['line']}"
            ground = held.get(id(row), Ground(""))
            wrong = [*_wrong(row, table, known, seen), *([ground.problem] if ground.problem else [])]
            seen.add(row["id"])
            rest = {part: getattr(ground, part) for part in parts} | {
                "problem": " ".join(f"{place}, {words}" for words in wrong),
                "line": int(row["line"]),
            }
            made = {c.name: _value(row, c.name, c.type) for c in entered(table)}
            found[name].append(made | rest | ({"public_role": ""} if without_reason(row) else {}))
    return found


def _wrong(row: Mapping[str, str], table: Table, known: Mapping[str, set[str]], seen: set[str]) -> Iterator[str]:
    """What is wrong with the cells of a row, each with its column, its value and what to do."""
    yield from _wrong_id(row["id"], seen)
    for name in (column.name for column in entered(table)):
        value = row.get(name, "")
        if value and name in DATES and not is_date(value):
            yield f"column {name}: {value[:40]!r} is no date. Write it as 2022, 2022-08 or 2022-08-01."
        elif value and name == "date" and value[:10] > _today():
            yield f"column date: {value[:40]!r} is after today, and a row tells what has happened. Correct it."
        if value and name in WORDS and value not in WORDS[name]:
            yield f"column {name}: {value[:40]!r} is not known. Write one of: {', '.join(WORDS[name])}."
        if value and name.startswith("value_") and _number(value) is None:
            yield f"column {name}: {value[:40]!r} is no number. Write it in digits alone: 230000."
        if name in ACTOR_COLUMNS:
            for actor in _parts(value):
                if actor not in known["actors"]:
                    yield f"column {name}: {actor[:40]!r} is no id of actors.csv. Add the actor there, or correct it."
    yield from _does_not_fit(row, known)


def _today() -> str:
    return datetime.now().astimezone().date().isoformat()


def _wrong_id(value: str, seen: set[str]) -> Iterator[str]:
    if not value:
        yield "column id: is empty. Give the row a short name."
    if value.startswith(("=", "+", "-", "@")):
        yield f"column id: {value[:40]!r} begins with a sign by which a spreadsheet knows a formula. Begin it with a letter."
    if value in seen:
        yield f"column id: {value!r} stands in an earlier row too. Give each row a name of its own."


def _does_not_fit(row: Mapping[str, str], known: Mapping[str, set[str]]) -> Iterator[str]:
    """What does not go together with other cells or other rows."""
    for name, other in (("mirror_of", "demands"), ("claim", "claims"), ("record", "claims")):
        if (value := row.get(name, "")) and value not in known[other]:
            yield f"column {name}: {value[:40]!r} is no id of {other}.csv. Add the row there, or correct it."
    if row.get("mirror_of") and row["mirror_of"] == row["id"]:
        yield f"column mirror_of: {row['id'][:40]!r} is the row itself. Name the demand that asks the same of the other side."
    if row.get("addressee") and row["addressee"] == row["actor"]:
        yield f"column addressee: {row['actor'][:40]!r} is the actor itself. Name the one of whom it is asked."
    low, high = (_number(row.get(name, "")) for name in ("value_low", "value_high"))
    if low is not None and high is not None and low > high:
        yield f"column value_high: {row['value_high']} is less than value_low, {row['value_low']}. Correct one of them."
    fine, date = row.get("precision", ""), row.get("date", "")
    if fine in WORDS["precision"] and is_date(date) and len(date) < {"day": 10, "month": 7, "year": 4}[fine]:
        yield f"column precision: {fine!r} is finer than the date {date!r}. Write the date in full, or a coarser precision."
    if row.get("status") and not row.get("judged_by"):
        yield "column judged_by: is empty. A status is what a person judged: say who."
    if without_reason(row):
        yield (
            f"column named_because: is empty. {row['id'][:40]!r} has a public role and is not named until a reason is given: write it there, "
            f'or undertow name {row["id"][:40]} --role "..." --reason "..."; of no person, write what it is as kind: organisation, state, place.'
        )
    yield from _wrong_reply(row)


def _wrong_reply(row: Mapping[str, str]) -> Iterator[str]:
    """What does not go together in a row of replies.csv."""
    if "asked_at" not in row:
        return
    if not row.get("actor") and not row.get("account"):
        yield "column actor: is empty, and so is account. Say who was asked."
    asked, answered = row["asked_at"], row.get("answered_at", "")
    if not asked:
        yield "column asked_at: is empty. Say when the question was put."
    for name, value in (("asked_at", asked), ("answered_at", answered)):
        if value[:10] > _today():
            yield f"column {name}: {value[:40]!r} is after today. Correct it."
    if asked and answered and answered < asked[: len(answered)]:
        yield f"column answered_at: {answered[:40]!r} is before the question, {asked[:40]!r}. Correct one of them."
    if row.get("answer") and not answered:
        yield "column answered_at: is empty. Say when the answer came."


def _value(row: Mapping[str, str], name: str, kind: str) -> Any:
    value = row.get(name, "")
    return list(_parts(value)) if kind == "texts" else _number(value) if kind == "number" else value


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text, re.ASCII) else None


def _parts(text: str) -> Iterator[str]:
    return (part.strip() for part in _SEPARATOR.split(text) if part.strip())


def _place(text: str, quote: str) -> tuple[int, int] | None:
    """Where the quote stands, to the letter; white space alone may differ, as lines are broken differently."""
    pattern = r"\s+".join(re.escape(word) for word in quote.split())
    found = re.search(re.escape(quote), text) or re.search(pattern, text)
    return found.span() if found else None


def _no_source(source: str) -> str:
    return (
        f"column source_id: {source[:40]!r} is no source of this case. Give a SHA-256, a file name, or the id of a document "
        "or post; where you do not have the source, leave it empty and say in reported_by who reports it."
    )


def blank(table: Table) -> str:
    """A new ledger file: what its columns mean, as lines that begin with #, and the line of its columns."""
    about = [f"# One row: {table.row}. Lines that begin with # explain and are not read. Empty cells are allowed."]
    about += [f"# {column.name}: {column.meaning}" for column in entered(table)]
    return "\n".join([*about, ",".join(column.name for column in entered(table))]) + "\n"
