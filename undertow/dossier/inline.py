"""A finding, a table or a figure as a piece of HTML, for notebooks: no stylesheet, no script, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from undertow.dossier import numbers
from undertow.dossier.pictures import picture
from undertow.dossier.voice import Voice
from undertow.model import Cell, Column, Figure, Finding, Table

_ROWS = 20
_PAGE = Markup('<div style="max-width:46rem;line-height:1.5;background:#fff;color:#14212b;padding:.5rem 1rem">{}</div>')


def finding(found: Finding, voice: Voice) -> str:
    """Strength, statement, estimate, figures, tables, and what speaks against it."""
    estimate = found.estimate
    parts = [
        Markup("<p><b>{}</b> · {} · {}</p>").format(found.grade.capitalize(), found.analysis, found.id),
        Markup("<h3>{}</h3>").format(voice.words(found.statement)),
        Markup("<p>{} {}, n = {}</p>").format(
            numbers.measured(estimate), numbers.interval(estimate), numbers.number(estimate.n)
        ),
        *(Markup("<p>{}</p>").format(voice.words(paragraph)) for paragraph in found.paragraphs),
        *(_figure(drawn, voice) for drawn in found.figures),
        *(_table(printed, voice) for printed in found.tables),
        _list("Compared with", [found.null_model], voice),
        _list("Caveats", found.caveats, voice),
        _list("Evidence against", found.counter_evidence, voice),
        _list("Ordinary explanations", found.benign_explanations, voice),
        Markup("<p>{} rows of evidence.</p>").format(numbers.number(found.evidence_count)),
    ]
    return str(_PAGE.format(Markup("").join(parts)))


def findings(found: Iterable[Finding], voice: Voice, heading: str = "") -> str:
    """A list of findings, one line each."""
    rows = tuple((f.id, f.grade, f.statement) for f in found)
    columns = tuple(Column(title=title) for title in ("Finding", "Strength", "Statement"))
    return table(
        Table(
            title=heading or f"{len(rows)} {'finding' if len(rows) == 1 else 'findings'}", columns=columns, rows=rows
        ),
        voice,
        most=len(rows),
    )


def table(printed: Table, voice: Voice, most: int = _ROWS) -> str:
    """The first rows of a table, and how many there are."""
    return str(_PAGE.format(_table(printed, voice, most)))


def figure(drawn: Figure, voice: Voice) -> str:
    """The figure with its title, key and note."""
    return str(_PAGE.format(_figure(drawn, voice)))


def _figure(drawn: Figure, voice: Voice) -> Markup:
    shown = picture(drawn, voice).views
    views = (
        Markup("{}<p><small>{} {}</small></p>").format(v.wide, "; ".join(k.text for k in v.key), v.note)
        for v in shown[:1]
    )
    return Markup("<p><b>{}</b><br><small>{}</small></p>{}<p><small>{}</small></p>").format(
        voice.words(drawn.title), voice.words(drawn.unit), Markup("").join(views), voice.words(drawn.note)
    )


def _table(printed: Table, voice: Voice, most: int = _ROWS) -> Markup:
    head = Markup("").join(Markup("<th>{}</th>").format(voice.words(column.title)) for column in printed.columns)
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(Markup("").join(_cell(cell, voice, printed.title) for cell in row))
        for row in printed.rows[:most]
    )
    more = f"{numbers.number(len(printed.rows) - most)} more rows. " if len(printed.rows) > most else ""
    return Markup("<table><caption>{}</caption><tr>{}</tr>{}</table><p><small>{}{}</small></p>").format(
        voice.words(printed.title), head, body, more, voice.words(printed.note)
    )


def _cell(cell: Cell | tuple[object, ...], voice: Voice, place: str) -> Markup:
    if isinstance(cell, tuple):
        return Markup('<td style="text-align:right">{}</td>').format(numbers.triple(cell, place))
    if cell is None or isinstance(cell, str):
        return Markup('<td style="text-align:left">{}</td>').format(voice.words(cell or ""))
    return Markup('<td style="text-align:right">{}</td>').format(numbers.number(cell))


def _list(title: str, sentences: Iterable[str], voice: Voice) -> Markup:
    items = [Markup("<li>{}</li>").format(voice.words(sentence)) for sentence in sentences if sentence]
    return Markup("<p><b>{}</b></p><ul>{}</ul>").format(title, Markup("").join(items)) if items else Markup("")
