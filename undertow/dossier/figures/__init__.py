"""One file per kind of figure. A drawing turns rows into Vega-Lite, for a wide place and for a narrow one.

A kind is found by its `name`, the `kind` of `model.Figure`. Titles, units and keys are text on the page, not in the
drawing; a drawing uses the theme's ten colours and no other.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from undertow.model import Cell

Row = Mapping[str, Cell]
Spec = dict[str, Any]

WIDE, NARROW = 640, 290


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of the key above a drawing: a shape of the theme ('measured', 'second', 'third', 'reference') and words."""

    look: str
    text: str


@dataclass(frozen=True, slots=True)
class View:
    """One way to see a figure. `wide` and `narrow` are Vega-Lite without data from elsewhere; `note` is what was left out."""

    name: str
    wide: Spec
    narrow: Spec
    key: tuple[Key, ...] = ()
    note: str = ""


class Drawing(ABC):
    """A kind of figure. `columns` are the columns its rows must have; `accounts` those that hold account ids or mentions."""

    name: ClassVar[str]
    columns: ClassVar[tuple[str, ...]]
    accounts: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def views(self, rows: Sequence[Row]) -> Sequence[View]:
        """The ways to see these rows, the first one shown first. Names in rows are already those to print."""
