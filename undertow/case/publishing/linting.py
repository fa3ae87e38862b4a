"""What keeps a case from being published: every sentence of the dossier, set against the findings and the ledger it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from undertow.case.findings import Held
from undertow.case.ledger import Row
from undertow.case.publishing.editing import Edited, mistakes
from undertow.case.publishing.edition import FILE, SECTIONS
from undertow.case.publishing.recorded import blockers as of_records
from undertow.dossier import prose
from undertow.dossier.linting import Blocker
from undertow.dossier.linting.findings import blockers as of_finding
from undertow.dossier.linting.findings import named
from undertow.dossier.linting.graded import prose_words
from undertow.dossier.linting.measured import Number
from undertow.dossier.linting.prose import prose_numbers, token, tokens, value
from undertow.dossier.linting.spelled import bears, spelled_numbers
from undertow.dossier.linting.stated import printed
from undertow.tables.ledger import LEDGERS, REPORTED, VERIFIED

if TYPE_CHECKING:
    from undertow.case import Case

_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")


@dataclass(frozen=True, slots=True)
class _Text:
    """A text of the analyst: where it stands, its line in a file, the findings it is about, and whether a reference is needed."""

    where: str
    text: str
    line: int = 0
    about: tuple[str, ...] = ()
    anywhere: bool = False

    def at(self, offset: int) -> str:
        line = self.line + self.text.count("\n", 0, offset) if self.line else 0
        return f"{self.where}, line {line}" if line else self.where


def blockers(case: Case, held: Sequence[Held], edited: Edited) -> Iterator[Blocker]:
    """Everything that keeps the dossier from being published, in the order of the file and then of the findings."""
    rows = case.ledger()
    yield from mistakes(edited, held)
    known = _Known(edited, rows)
    for text in _texts(case, edited):
        yield from known.blockers(text)
    yield from _events(rows["events"])
    yield from of_records(case)
    runs = {run.id: run.words for run in case.runs()}
    sources = [source.sha256 for source in case.sources()]
    for h in edited.shown:
        yield from of_finding(h.finding, runs.get(h.finding.run_id, ()), sources)


def _texts(case: Case, edited: Edited) -> Iterator[_Text]:
    """Every text that the analyst wrote for the dossier."""
    edition, settings = edited.edition, case.settings
    lines = edition.lines
    if edition.title:
        yield _Text(FILE, edition.title, lines.get("title", 1), anywhere=True)
    else:
        yield _Text("case.toml, title", settings.title, anywhere=True)
    yield _Text("case.toml, question", settings.question, anywhere=True)
    yield _Text(FILE, edition.summary, lines.get("summary", 1))
    for passage in edition.prose:
        place = passage.before or passage.after
        about = () if place in SECTIONS else tuple(filter(None, [edited.id_of(place)]))
        yield _Text(FILE, passage.text, passage.line, about)
    for entry in edition.left_out:
        yield _Text(FILE, entry.why, entry.line, tuple(filter(None, [edited.id_of(entry.finding)])))


class _Known:
    """The numbers that findings and rows of the ledger state, by what refers to them."""

    def __init__(self, edited: Edited, ledger: Mapping[str, Sequence[Row]]) -> None:
        self._edited = edited
        self._shown = {h.finding.id: printed(h.finding) for h in edited.shown}
        self._hidden = {h.finding.id: printed(h.finding) for h, _ in edited.left_out}
        self._rows = {
            f"{name}/{row['id']}".casefold(): row for name, rows in ledger.items() for row in rows if row["id"]
        }

    def blockers(self, text: _Text) -> Iterator[Blocker]:
        for block in prose.blocks(text.text):
            line = prose.rounded("\n".join(block.lines))
            yield from self._references(text, block.at, line)
            if block.kind == "quotation":
                continue
            inherited = [*text.about, *(name for name, _ in prose.references(line))]
            bare = prose.unmarked(line)
            for number in [*prose_numbers(bare), *spelled_numbers(bare)]:
                yield from self._number(text, block.at, number, inherited)
            for sentence, what, todo in prose_words(bare):
                yield Blocker(kind="words", where=text.at(block.at), what=what, todo=todo, sentence=named(sentence))

    def _references(self, text: _Text, at: int, line: str) -> Iterator[Blocker]:
        for name, _ in prose.references(line):
            table, slash, _ = name.partition("/")
            found = self._edited.id_of(name) or self._edited.id_of(self._short(name))
            if slash and table.casefold() in LEDGERS:
                row = self._rows.get(name.casefold())
                what = f"[{name}] names no row of ledger/{table}.csv" if row is None else _ungrounded(name, row)
                todo = "Write the table and the id of the row, as in [claims/c1], and see that the row has a source."
            elif found and found not in (*self._shown, *text.about):
                what, todo = (
                    f"[{name}] refers to a finding that is not shown",
                    "Take the reference out, or show the finding.",
                )
            elif found:
                continue
            else:
                what = f"[{name}] refers to no finding and no row of the ledger"
                todo = (
                    "Write an id, a short name from [names], or the table and id of a row; for mere brackets use ( )."
                )
            if what:
                yield Blocker(kind="edition", where=text.at(at), what=what, todo=todo)

    def _short(self, name: str) -> str:
        return next((short for short in self._edited.edition.names if short.casefold() == name.casefold()), name)

    def _number(self, text: _Text, at: int, number: Number, inherited: Sequence[str]) -> Iterator[Blocker]:
        own = [name for name, _ in prose.references(number.sentence)]
        names = [*own, *text.about] if own else list(inherited)
        allowed = [self._of(name) for name in names]
        wanted = token(number.written)
        spelled = number.written not in number.sentence
        if any(_borne(wanted, numbers, spelled) for numbers in allowed) or (
            text.anywhere and any(_borne(wanted, numbers, spelled) for numbers in self._shown.values())
        ):
            return
        elsewhere = [name for name, numbers in self._shown.items() if _borne(wanted, numbers, spelled)]
        if names and not text.anywhere:
            near = _nearest(wanted, set().union(*allowed))
            what = f"{number.written} is not stated by {' or '.join(f'[{name}]' for name in dict.fromkeys(names))}"
            what += (
                f"; the nearest number there is {near}" if near else "" if any(allowed) else ", which states no number"
            )
        else:
            what = f"{number.written} rests on nothing: no reference stands in the sentence or its paragraph"
            if text.anywhere:
                what = f"{number.written} is stated by no finding of the dossier"
            near = _nearest(wanted, set().union(*self._shown.values())) if self._shown else ""
            what += f"; the nearest number of any finding is {near}" if near and not elsewhere else ""
        todo = "Write the number as the finding prints it, name the finding that states it, or take the number out."
        if value(wanted) == float("inf"):
            todo = "Say how many, as the finding prints it, or take the word out."
        if _YEAR.fullmatch(number.written):
            todo += " If it is a year, write a word such as in or since before it and a comma after it."
        if elsewhere:
            todo = f"The finding {elsewhere[0]} states it: refer to it with [{elsewhere[0]}], or take the number out."
        at = max(at, text.text.find(number.written, at))
        yield Blocker(kind="number", where=text.at(at), what=what, todo=todo, sentence=named(number.sentence))

    def _of(self, name: str) -> set[str]:
        found = self._edited.id_of(name) or self._edited.id_of(self._short(name))
        if found:
            return self._shown.get(found) or self._hidden.get(found) or set()
        row = self._rows.get(name.casefold())
        return _stated(row) if row is not None and not _ungrounded(name, row) else set()


def _stated(row: Row) -> set[str]:
    """The numbers that a row of the ledger bears out: its values, and those in its statement and its quote."""
    values = [cell for name in ("value_low", "value_high") if (cell := row.get(name)) is not None]
    cells = [f"{cell:.15g}" if isinstance(cell, float) else str(cell) for cell in values]
    return tokens(cells, bare=True) | tokens(str(row.get(name) or "") for name in ("statement", "quote"))


def _ungrounded(name: str, row: Row) -> str:
    """Why a row of the ledger bears nothing out; empty when it does."""
    if row.get("standing", VERIFIED) not in (VERIFIED, REPORTED):
        return f"[{name}] has no source that bears it out (it is {row['standing']!r})"
    return ""


def _events(rows: Sequence[Row]) -> Iterator[Blocker]:
    """Events whose own words hold a number that no source bears out."""
    for row in rows:
        where = f"ledger/events.csv, line {row['line']}"
        for text in (row["title"], row["place"]):
            for number in prose_numbers(prose.rounded(text)):
                if why := _ungrounded(f"events/{row['id']}", row):
                    yield Blocker(
                        kind="number",
                        where=where,
                        what=f"{number.written} rests on nothing: {why}",
                        todo="Give source_id and quote, or reported_by.",
                        sentence=named(number.sentence),
                    )
            for sentence, what, todo in prose_words(prose.rounded(text)):
                yield Blocker(kind="words", where=where, what=what, todo=todo, sentence=named(sentence))


def _borne(wanted: str, numbers: set[str], spelled: bool) -> bool:
    return wanted in numbers or (wanted.endswith("%") and spelled and any(bears(known, wanted) for known in numbers))


def _nearest(wanted: str, numbers: Iterable[str]) -> str:
    if value(wanted) == float("inf"):
        return ""
    return min(numbers, key=lambda known: (abs(value(known) - value(wanted)), known), default="")
