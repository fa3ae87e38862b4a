"""What a page of results is made of: sentences that lead to their finding, figures, tables, and the state of an analysis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from undertow.case.findings import Held
from undertow.case.runs import Run
from undertow.model import Cell, Figure, Finding, Table
from undertow.serve.results.stored import Stored

State = Literal["empty", "nothing found", "shown"]
_WEAK = ("insufficient", "not supported")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How an analysis stands in the case: whether it ran, on what, and whether that still holds.

    stale: what changed since the run; None while that is being worked out. lacks: what the case does not have yet. command: what to type to run it, or to run it again.
    """

    analysis: str
    title: str
    state: State
    command: str
    why: str = ""
    run: str = ""
    at: str = ""
    stale: str | None = ""
    lacks: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A sentence of a finding, and where its number leads: the id of the finding, its strength, its verdict if it has one.

    here: where on this page more of it is shown; picked: whether it is what is shown now.
    """

    finding: str
    text: str
    grade: str
    verdict: str = ""
    changed: bool = False
    detectable: str = ""
    here: str = ""
    picked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch of a page: its heading, why it is here, sentences, figures and tables, each with the finding it belongs to."""

    name: str
    title: str
    lead: str = ""
    said: tuple[Said, ...] = ()
    figures: tuple[Drawn, ...] = ()
    tables: tuple[Shown, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A figure of a finding; place is its number among the finding's figures. window: the number of the step that a window
    was moved to (results/window.py). only: the one view of several that is shown."""

    finding: str
    place: int
    figure: Figure
    window: int | None = None
    only: str = ""

    @property
    def name(self) -> str:
        """A name for the figure that no other has."""
        return f"f-{self.finding}-{self.place}" + ("" if self.window is None else f"-{self.window}")

    @property
    def address(self) -> str:
        """Where the figure stands alone."""
        asked = ({} if self.window is None else {"window": self.window}) | ({"only": self.only} if self.only else {})
        return f"/drawing/{self.finding}/{self.place}" + (f"?{urlencode(asked)}" if asked else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A table of a finding, or rows of a result put into one."""

    finding: str
    table: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something to pick on a page: its value in the address, the words, and whether it is picked."""

    value: str
    text: str
    picked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page of results.

    summary: what the result is, in one sentence or two. name: the part of the address by which one of `choices` is picked.
    """

    title: str
    summary: str
    standings: tuple[Standing, ...]
    parts: tuple[Part, ...] = ()
    name: str = ""
    choices: tuple[Choice, ...] = ()
    private: bool = True


def standing(stored: Stored, analysis: str, title: str, needs: str) -> Standing:
    """How an analysis stands. needs: what belongs here and why, for a case in which it has not run."""
    run = stored.newest(analysis)
    if run is None:
        return Standing(
            analysis=analysis,
            title=title,
            state="empty",
            command=f"undertow run {analysis}",
            why=needs,
            lacks=stored.lacks(analysis),
        )
    return Standing(
        analysis=analysis,
        title=title,
        state="shown" if stored.of(analysis) else "nothing found",
        command=again(run),
        run=run.id,
        at=run.started,
        stale=stored.stale(run),
        notes=run.notes,
    )


def again(run: Run) -> str:
    """The command that runs an analysis again; settings come from case.toml and the defaults."""
    return f"undertow run {run.analysis}"


def said(held: Held, here: str = "", *, picked: bool = False) -> Said:
    """The statement of a finding."""
    verdict = held.verdict.verdict if held.verdict else ""
    finding = held.finding
    return Said(
        finding=finding.id,
        text=finding.statement,
        grade=finding.grade,
        verdict=verdict,
        changed=held.changed_since_review,
        detectable=finding.detectable if finding.grade in _WEAK else "",
        here=here,
        picked=picked,
    )


def drawn(finding: Finding, *kinds: str, title: str = "") -> tuple[Drawn, ...]:
    """The figures of a finding of these kinds (all without any), whose title begins with `title`."""
    return tuple(
        Drawn(finding=finding.id, place=place, figure=figure)
        for place, figure in enumerate(finding.figures)
        if (not kinds or figure.kind in kinds) and figure.title.startswith(title)
    )


def tables(finding: Finding, *titles: str) -> tuple[Shown, ...]:
    """The tables of a finding whose title begins with one of these; all without any."""
    return tuple(
        Shown(finding=finding.id, table=table)
        for table in finding.tables
        if not titles or table.title.startswith(titles)
    )


def table(title: str, columns: Sequence[tuple[str, bool]], rows: Iterable[Sequence[Cell]], note: str = "") -> Table:
    """A table; columns: title, and whether it holds numbers."""
    from undertow.model import Column

    return Table(
        title=title,
        columns=tuple(Column(title=name, numeric=numeric) for name, numeric in columns),
        rows=tuple(tuple(row) for row in rows),
        note=note,
    )


def counted(number: int, one: str, many: str = "") -> str:
    """A count with its noun: '1 group', '1,024 groups'."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
