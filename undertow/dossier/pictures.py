"""A figure of a finding as the page shows it: drawn views, key, note and the rows as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from undertow.dossier import numbers
from undertow.dossier.drawing import svg
from undertow.dossier.figures import Drawing, Key, Row
from undertow.dossier.voice import Voice
from undertow.errors import BadSetting
from undertow.model import Cell, Column, Figure, Table
from undertow.registry import member

_ROWS = 15


@dataclass(frozen=True, slots=True)
class Shown:
    """One view of a figure, drawn for wide and for narrow places."""

    name: str
    wide: Markup
    narrow: Markup
    key: tuple[Key, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure with its drawings and the table behind it."""

    figure: Figure
    views: tuple[Shown, ...]
    table: Table


def picture(figure: Figure, voice: Voice) -> Picture:
    """The drawn figure. Raises: UnknownName for an unknown kind, BadSetting for rows it cannot draw."""
    drawing = member("undertow.dossier.figures", Drawing, figure.kind)()  # type: ignore[type-abstract]  # members are concrete
    rows = [_named(row, drawing.accounts, voice) for row in figure.rows]
    lacking = [column for column in drawing.columns if any(column not in row for row in rows)]
    if lacking:
        raise BadSetting(
            f"The figure “{figure.title}” of kind {figure.kind!r} lacks the column {', '.join(lacking)} in its rows. "
            f"Give every row the columns {', '.join(drawing.columns)}."
        )
    alt = voice.plain(figure.alt)
    views = tuple(
        Shown(
            view.name,
            Markup(svg(view.wide, alt, "wide")),
            Markup(svg(view.narrow, alt, "narrow")),
            view.key,
            view.note,
        )
        for view in (drawing.views(rows) if rows else ())
    )
    return Picture(figure, views, figure.table or _table(rows))


def _named(row: Row, accounts: Sequence[str], voice: Voice) -> dict[str, Cell]:
    return {
        column: voice.account(str(value))
        if column in accounts and value is not None
        else voice.plain(value)
        if isinstance(value, str)
        else value
        for column, value in row.items()
    }


def _table(rows: Sequence[Row]) -> Table:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    numeric = {c: all(not isinstance(row.get(c), str) for row in rows) for c in columns}
    shown = tuple(tuple(row.get(column) for column in columns) for row in rows[:_ROWS])
    note = f"The first {_ROWS} of {numbers.number(len(rows))} rows." if len(rows) > _ROWS else ""
    titles = tuple(Column(title=column.replace("_", " ").capitalize(), numeric=numeric[column]) for column in columns)
    return Table(title="The rows behind the figure", columns=titles, rows=shown, note=note)
