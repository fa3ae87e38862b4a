"""What a table is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from undertow.errors import UnknownName

Type = Literal["text", "texts", "integer", "number", "truth", "time"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a canonical table."""

    name: str
    type: Type
    meaning: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A canonical table: what one row is, and its columns. `key` identifies a row within a source."""

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise UnknownName.among(f"column of {self.name}", name, self.names)
