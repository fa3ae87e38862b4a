"""One file per way material arrives. A format turns material into rows of the canonical tables.

A format never writes, never opens anything but the material, and never decides what to do with a bad row: it yields
`Rejected` with the reason, and the import goes on. It runs in a child process without network (see docs/decisions).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple

from undertow.material import Material

Values = dict[str, Any]


class Rejection(Exception):
    """Raised while a row is read: the reason it cannot be used. Becomes a `Rejected`, never reaches the user as an error."""


class Kept(NamedTuple):
    """One record of the source that could be read: its main row, and rows of other tables that came with it.

    values hold the columns of `table` without the three origin columns; absent columns are NULL.
    `also` are (table, values) pairs: profiles inside a post, objects, the shares of a record that is no post.
    A record counts once in the import ledger, by its main row.
    """

    table: str
    row_ref: str
    values: Values
    also: Sequence[tuple[str, Values]] = ()


class Rejected(NamedTuple):
    """One record of the source that cannot be used, and why."""

    row_ref: str
    reason: str
    raw: str


class Block(NamedTuple):
    """Many records at once, for formats of fixed columns: `columns` are Arrow arrays or lists of one length.

    first is the line number of the first record; row i stands on line `first + i`, unless `lines` says otherwise. A
    "row_ref" column among `columns` overrides both (needed for Parquet rows and for members of an archive).
    """

    table: str
    columns: Mapping[str, Any]
    first: int
    lines: Sequence[int] | None = None


Row = Kept | Rejected | Block


@dataclass(frozen=True, slots=True)
class Reading:
    """What the analyst said when adding, and what reading has learnt so far.

    mapping: column of the file -> field of a canonical table. timezone: IANA name for times without zone.
    notes: sentences for the import report (encoding guessed, columns not used, ...); formats append.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    timezone: str = ""
    actor: str = ""
    audience_of: str = ""
    reference: bool = False
    platform: str = ""
    notes: list[str] = field(default_factory=list)

    def note(self, sentence: str) -> None:
        """Add a sentence to the import report, once."""
        if sentence not in self.notes:
            self.notes.append(sentence)


class Format(ABC):
    """A way material arrives. `fallback` formats are asked only when no other recognises the material."""

    name: ClassVar[str]
    title: ClassVar[str]
    fills: ClassVar[tuple[str, ...]]  # canonical tables, the main one first
    fallback: ClassVar[bool] = False

    @abstractmethod
    def recognises(self, material: Material) -> bool:
        """Whether the material is of this format, judged by its name and its first bytes. Never raises on odd bytes."""

    @abstractmethod
    def read(self, material: Material, reading: Reading) -> Iterator[Row]:
        """The records of the material, in order. Raises: UnreadableInput when the file as a whole cannot be used."""

    def missing(self, material: Material) -> str:
        """What the material lacks to be of this format, as a clause; empty when it is nothing like it."""
        return ""
