"""Delimited text as material holds it: encoding, delimiter, header, and its records with the line each begins on.

Nothing is read whole. A record that cannot be read is one rejection, and reading goes on with the next line; only a
quote that is never closed ends it, because what follows cannot be told apart from the quoted text.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import NamedTuple, TextIO

from undertow.errors import UnreadableInput
from undertow.formats import Reading, Rejected
from undertow.material import MB, Material, Member

FIELD_CHARACTERS = 16 * MB
LINE_CHARACTERS = 64 * MB
RAW_CHARACTERS = 2000
NOT_UTF8 = "bytes that are not in the encoding of the file"
NUL = "NUL character"
_DELIMITERS = (",", ";", "\t")
_BARE_ID = re.compile(r"\d{4,25}", re.ASCII)
_ESCAPED = re.compile("[\udc80-\udcff]")
_SAMPLE_LINES = 400


class Header(NamedTuple):
    """How a delimited text is to be read. `guessed` marks an encoding that the file does not state.

    bare: one id a line and no header; the column is then called "id".
    """

    columns: tuple[str, ...]
    delimiter: str
    encoding: str
    guessed: bool
    bare: bool = False


class Record(NamedTuple):
    """One row: its place, the line it begins on (a row number in Parquet), its number, its cells and what was odd."""

    row_ref: str
    line: int
    number: int
    cells: list[str]
    flags: tuple[str, ...]


@lru_cache(maxsize=16)
def header_of(member: Member) -> Header | None:
    """The header of a delimited text, or None where the first bytes are none: binary, JSON, markup, nothing."""
    head = member.head()
    found = _encoding(head)
    if found is None or not head:
        return None
    encoding, guessed = found
    text = codecs.getincrementaldecoder(encoding)("replace").decode(head)
    if text.lstrip()[:1] in ("{", "[", "<", ""):
        return None
    delimiter, rows = max(((d, _first_rows(text, d)) for d in _DELIMITERS), key=lambda found: _fit(found[1]))
    names = tuple(name.strip() for name in rows[0])
    if not any(names) or not all(name.isprintable() and len(name) < 200 for name in names):
        return None
    if len(names) == 1 and _BARE_ID.fullmatch(names[0]):
        return Header(("id",), delimiter, encoding, guessed, bare=True)
    return Header(names, delimiter, encoding, guessed)


def text_records(material: Material, member: Member, header: Header, reading: Reading) -> Iterator[Record | Rejected]:
    """The records of one file, in order. Raises: UnreadableInput for a quote never closed or a line without end."""
    place, number = material.reference(member, "line "), 0
    with opened(member, header, reading) as lines:
        for record in records_of(lines, header, place):
            number += 1
            yield record if isinstance(record, Rejected) else record._replace(number=number)


@contextmanager
def opened(member: Member, header: Header, reading: Reading) -> Iterator[Lines]:
    """The lines of one file below its header, with the encoding told to the analyst where it is a guess."""
    if header.guessed:
        reading.note(
            f"{member.name}: not UTF-8; read as {header.encoding}, judged by its bytes. Check names and accents."
        )
    csv.field_size_limit(FIELD_CHARACTERS)
    with member.open() as file:
        lines = Lines(io.TextIOWrapper(file, header.encoding, _errors(header.encoding), newline=""), member.name)
        lines.begin()
        if not header.bare:
            next((row for row in csv.reader(lines, delimiter=header.delimiter) if row), None)
        yield lines


def records_of(lines: Lines, header: Header, place: str, until: int | None = None) -> Iterator[Record | Rejected]:
    """Records from where the lines stand, to the end or until `until` lines are read. Their number is left 0."""
    width = len(header.columns)
    rows = csv.reader(lines, delimiter=header.delimiter, strict=True)
    while until is None or lines.count < until:
        line = lines.begin()
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Rejected(f"{place}{line}", lines.after(error, line), lines.raw())
            continue
        if not row:
            continue
        if len(row) != width:
            yield Rejected(f"{place}{line}", f"{len(row)} fields where the header names {width}", lines.raw())
        else:
            yield Record(f"{place}{line}", line, 0, row, lines.odd)


class Lines:
    """Lines of a text one by one, counted; those of the record being read are kept, and can be given back."""

    def __init__(self, file: TextIO, name: str) -> None:
        self.odd: tuple[str, ...] = ()
        self.count = 0
        self._file, self._name = file, name
        self._taken = ""
        self._record: list[str] = []
        self._again: deque[str] = deque()

    def begin(self) -> int:
        """Start a record; the number of the line it begins on."""
        if self.odd:
            self.odd = ()
        self._record = []
        return self.count + 1

    def take(self, characters: int) -> list[str] | None:
        """About so many characters of whole lines, none at the end; None where they are to be read one by one."""
        if self._again:
            return None
        self._taken = text = self._file.read(characters) + self._file.readline(LINE_CHARACTERS)
        odd_ends = text.count("\r") != text.count("\r\n")
        if odd_ends or "\0" in text or len(text) >= LINE_CHARACTERS or not _encodes(text):
            self._again.extend(io.StringIO(text, newline=""))
            return None
        lines = text.split("\n")
        if not lines[-1]:
            lines.pop()
        self.count += len(lines)
        return lines

    def give_back(self, taken: list[str]) -> None:
        """Undo the last `take`, so that its lines are read one by one."""
        self._again.extend(io.StringIO(self._taken, newline=""))
        self.count -= len(taken)

    @property
    def held(self) -> int:
        """Number of the last line that is in memory."""
        return self.count + len(self._again)

    def raw(self) -> str:
        """The record as it stands in the file, as far as quarantine keeps it."""
        return "".join(self._record)[: RAW_CHARACTERS + 2].rstrip("\r\n")[:RAW_CHARACTERS]

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._file.readline(LINE_CHARACTERS)
        if not line:
            raise StopIteration
        self.count += 1
        if not line.isascii() or "\0" in line:
            line = self._clean(line)
        if len(line) >= LINE_CHARACTERS and line[-1] not in "\r\n":
            raise UnreadableInput(
                f"{self._name}, line {self.count}: is longer than {LINE_CHARACTERS:,} characters, which no table has. "
                "Look at what the file really is, or export it again."
            )
        self._record.append(line)
        return line

    def after(self, error: csv.Error, begin: int) -> str:
        """Why the record cannot be read. Lines that a stray quote swallowed are given back to be read on their own."""
        several = len(self._record) > 1
        if "unexpected end" in str(error) or ("field larger" in str(error) and several):
            raise UnreadableInput(
                f"{self._name}, line {self._opened(begin)}: a quote opens here and is never closed, so the rows after it "
                'cannot be told from its text. Close it, or double it ("") if it belongs to the text, and add the file again.'
            )
        if "field larger" in str(error):
            return f"a field is longer than {FIELD_CHARACTERS:,} characters"
        if several:
            self._again.extendleft(reversed(self._record[1:]))
            self.count -= len(self._record) - 1
            del self._record[1:]
            return "a quote opens in this line and does not close before other text follows it"
        return "text follows a closing quote: a quote inside quoted text is written twice"

    def _opened(self, begin: int) -> int:
        opened, inside = begin, False
        for offset, line in enumerate(self._record):
            if line.count('"') % 2:
                inside = not inside
                opened = begin + offset if inside else opened
        return opened

    def _clean(self, line: str) -> str:
        if "\0" in line:
            line, self.odd = line.replace("\0", "\ufffd"), (*self.odd, NUL)
        if not _encodes(line):
            line, self.odd = _ESCAPED.sub("\ufffd", line), (*self.odd, NOT_UTF8)
        return line


def _encodes(text: str) -> bool:
    """Whether no byte of it had to be escaped."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _errors(encoding: str) -> str:
    return "surrogateescape" if encoding.startswith("utf-8") else "replace"


def _first_rows(text: str, delimiter: str) -> list[list[str]]:
    """The first two rows; fewer where the text ends or a quote is out of place."""
    found: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            found += [row] if row else []
            if len(found) == 2:
                break
    except csv.Error:
        pass
    return found or [[]]


def _fit(rows: list[list[str]]) -> tuple[bool, int]:
    """How well a delimiter divides a table: rows of one width before all, then many columns."""
    width = len(rows[0])
    return width > 1 and len(rows[-1]) == width, width


def _encoding(head: bytes) -> tuple[str, bool] | None:
    """Encoding of a text and whether it is a guess; None for bytes that are no text."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig", False
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", False
    if any(byte < 32 and byte not in (9, 10, 12, 13) for byte in head.split(b"\n", 1)[0][:4096]):
        return None
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return _other_encoding(head.split(b"\n")[:_SAMPLE_LINES])
    return "utf-8", False


def _other_encoding(lines: list[bytes]) -> tuple[str, bool] | None:
    """UTF-8 where only single rows are damaged, otherwise the likeliest encoding of the lines that are not UTF-8."""
    foreign = [line for line in lines[:-1] or lines if not line.isascii()]
    damaged = [line for line in foreign if not _is_utf8(line)]
    if len(damaged) * 20 < len(lines) or len(damaged) * 2 <= len(foreign):
        return "utf-8", False
    from charset_normalizer import from_bytes

    best = from_bytes(b"\n".join(damaged)[:32_768]).best()
    return (best.encoding, True) if best else None


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
