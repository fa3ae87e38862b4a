"""The one way in for tables: CSV with comma, semicolon or tab, and Parquet; one file, a folder or an archive of them.

A format names the columns it requires and turns one record into rows; encodings, delimiters, broken rows, places in
the source and repeated profiles are dealt with here.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from undertow.errors import UnreadableInput
from undertow.formats import Format, Kept, Reading, Rejected, Rejection, Row
from undertow.formats._cells import NoZone
from undertow.formats._csv import RAW_CHARACTERS, Record, header_of, text_records
from undertow.formats._parquet import parquet_columns, parquet_records
from undertow.language.normal import folded, skeleton
from undertow.material import Material, Member
from undertow.tables import TABLES

SUFFIXES = (".csv", ".tsv", ".tab", ".parquet", ".pq")
Cells = Mapping[str, Any]
_NAIVE_ROWS = 50
_OTHER_SCHEME = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_FLAGGED = frozenset(name for name, table in TABLES.items() if "flags" in table.names)


class Tabular(Format):
    """A format whose records are rows under a header.

    required: columns it is known by; or_required: other sets that serve as well. foreign: columns that rule it out.
    """

    required: ClassVar[frozenset[str]]
    or_required: ClassVar[tuple[frozenset[str], ...]] = ()
    foreign: ClassVar[frozenset[str]] = frozenset()

    @abstractmethod
    def convert(self, cells: Cells, record: Record, reading: Reading) -> Kept:
        """The rows of one record. Raises: Rejection with the reason."""

    def recognises(self, material: Material) -> bool:
        names = set(columns_of(material) or ())
        return any(wanted <= names for wanted in (self.required, *self.or_required)) and not self.foreign & names

    def missing(self, material: Material) -> str:
        names = set(columns_of(material) or ())
        wanted = max((self.required, *self.or_required), key=lambda w: len(w & names) / len(w))
        lacking = sorted(wanted - names)
        if len(lacking) * 2 >= len(wanted) or not lacking:
            return ""
        return f"no column {', no column '.join(lacking)}"

    def read(self, material: Material, reading: Reading) -> Iterator[Row]:
        for member in material.members:
            if member_columns(member) is None and not member.head(1):
                reading.note(f"{member.name} is empty.")
                continue
            self.check(member, material)
            yield from self.rows(material, member, reading)

    def check(self, member: Member, material: Material) -> None:
        """Refuse a file that lacks what this format needs. Raises: UnreadableInput naming the columns."""
        names = member_columns(member) or ()
        if not any(wanted <= set(names) for wanted in (self.required, *self.or_required)):
            lacking = ", ".join(sorted(self.required - set(names)))
            raise UnreadableInput(
                f"{file_name(material, member)}: has no column {lacking}, which {self.name} needs. Its columns: "
                f"{', '.join(names[:40])}. Add the column, or leave the file out."
            )
        double = sorted({n for n in names if names.count(n) > 1} & self.required)
        if double:
            raise UnreadableInput(
                f"{file_name(material, member)}: has more than one column {', '.join(double)}. Rename one."
            )

    def rows(self, material: Material, member: Member, reading: Reading) -> Iterator[Row]:
        """The rows of one file."""
        names = member_columns(member) or ()
        yield from self.converted(records(material, member, reading), names, reading)

    def converted(self, found: Iterable[Record | Rejected], names: tuple[str, ...], reading: Reading) -> Iterator[Row]:
        """Rows of records one by one. Raises: UnreadableInput where it turns out that no time says a zone."""
        naive = kept = 0
        for record in found:
            if isinstance(record, Rejected):
                yield record
                continue
            try:
                row = self.convert(dict(zip(names, record.cells, strict=True)), record, reading)
            except Rejection as error:
                naive += isinstance(error, NoZone)
                if naive >= _NAIVE_ROWS and not kept:
                    raise no_zone(record.row_ref, str(error)) from None
                yield rejected(record, str(error))
                continue
            kept += 1
            _flag(row, record, reading)
            yield row


def columns_of(material: Material) -> tuple[str, ...] | None:
    """The header of the first table in the material; None where it is no table, or holds other files too."""
    if not material.members:
        return None
    if len(material.members) > 1 and any(member.suffix not in SUFFIXES for member in material.members):
        return None
    return next((names for m in material.members[:3] if (names := member_columns(m)) is not None), None)


def member_columns(member: Member) -> tuple[str, ...] | None:
    """Column names of one table; None where the bytes are none. Parquet is known by its first bytes, CSV by its header."""
    found = parquet_columns(member)
    if found is None and (header := header_of(member)) is not None:
        found = header.columns
    return found


def records(material: Material, member: Member, reading: Reading) -> Iterator[Record | Rejected]:
    """Records of one table, whatever it is stored as."""
    if parquet_columns(member) is not None:
        return parquet_records(material, member)
    header = header_of(member)
    return text_records(material, member, header, reading) if header else iter(())


def rejected(record: Record, reason: str) -> Rejected:
    """The rejection of a record, with its cells joined."""
    return Rejected(
        record.row_ref, reason, ",".join(str(cell)[:RAW_CHARACTERS] for cell in record.cells)[:RAW_CHARACTERS]
    )


def no_zone(row_ref: str, reason: str) -> UnreadableInput:
    """The error for a file whose times say no zone."""
    return UnreadableInput(
        f"{row_ref}: {reason}. None of its times says a zone, and a guess could shift every finding by hours. "
        "Nothing was added."
    )


def _flag(row: Kept, record: Record, reading: Reading) -> None:
    table, values, flags = row.table, row.values, list(record.flags)
    handle = values.get("handle")
    if handle and not handle.isascii() and table == "posts":
        flags += _deceptive(handle)
    if any(_OTHER_SCHEME.match(link) for link in values.get("links") or ()):
        flags.append("address that is no web page")
    if not flags:
        return
    if table in _FLAGGED:
        values["flags"] = [*values.get("flags", ()), *flags]
    else:
        reading.note(f"Some rows were kept with an oddity: {', '.join(flags)}.")


def _deceptive(handle: str) -> list[str]:
    """What could make a reader take one handle for another."""
    reads = folded(handle)
    found = ["handle with invisible characters"] if len(reads) < len(handle.strip()) else []
    mixed = any(c.isascii() and c.isalpha() for c in reads) and skeleton(handle) != reads
    return [*found, "handle with letters that look like others"] if mixed else found


def file_name(material: Material, member: Member) -> str:
    """How errors name one file of the material."""
    return material.name if material.only is not None else f"{material.name}: {member.name}"
