"""Two statements of one actor on one question that exclude each other, in the order of their dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from undertow.analyses._ledger import words
from undertow.analyses._ledger.dates import told, when
from undertow.analyses._ledger.dates import words as dated
from undertow.analyses._ledger.rows import Names, Row
from undertow.model import Cell, Finding
from undertow.tables.ledger import OPPOSITE, rests_on

_SUBJECT = "position of "
_COLUMNS = ("Date", "Stance", "The row rests on")


def reversals(positions: Sequence[Row], demands: Sequence[Row], names: Names) -> Iterator[Finding]:
    """One finding for each actor and question with a reversal; answers to demands stand in the table of demands."""
    answered = {row["id"] for row in demands}
    series: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in positions:
        if row["position"].removeprefix("mirror of ") not in answered and when(row["date"]):
            series[row["actor"], row["position"]].append(row)
    for (actor, position), rows in sorted(series.items()):
        rows.sort(key=lambda row: (row["date"], row["line"]))
        turns = list(_turns(rows))
        if turns:
            yield _finding(subject(actor, position), rows, turns, names)


def subject(actor: str, position: str) -> str:
    """What the finding is about."""
    return f"{_SUBJECT}{actor}: {position}"


def of_subject(text: str) -> tuple[str, str] | None:
    """Actor and question from the subject of a finding; None if it is about something else."""
    if not text.startswith(_SUBJECT):
        return None
    actor, _, position = text.removeprefix(_SUBJECT).partition(": ")
    return actor, position


def _turns(rows: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    """Each statement that excludes the last one that was certainly made before it, with that one."""
    dated = [(row, at) for row in rows if row["stance"] in OPPOSITE and (at := when(row["date"]))]
    for row, at in dated:
        before = [(other.last, place, one) for place, (one, other) in enumerate(dated) if other.last < at.first]
        if before and OPPOSITE[(last := max(before)[2])["stance"]] == row["stance"]:
            yield last, row


def _finding(about: str, rows: Sequence[Row], turns: Sequence[tuple[Row, Row]], names: Names) -> Finding:
    later = [f"“{two['stance']}” {told(two['date'])} ({rests_on(two)})" for _, two in turns]
    first, who = turns[0][0], names.of(rows[0]["actor"])
    statement = (
        f"On “{names.within(rows[0]['position'])}”, {who} is on record “{first['stance']}” {told(first['date'])} ({rests_on(first)}), then "
        f"{', then '.join(later)}."
    )
    found = words.described(
        "positions",
        about,
        statement,
        rows=rows,
        unit="change of stance" if len(turns) == 1 else "changes of stance",
        count=len(turns),
    )
    cells = [(dated(row["date"]), row["stance"], rests_on(row)) for row in rows]
    return replace(
        found,
        facts=(*found.facts, ("Who", who)),
        caveats=(*found.caveats, "Whether the two statements are about the same thing is for a person to judge: read both quotes, then `undertow review`."),
        benign_explanations=("Circumstances, or those who govern, changed between the two.", "The two statements are about different cases of the same question.", "A translation."),
        would_change=("A statement in between that explains the change.", "A reading by which both can be held together."),
        tables=(words.table("Statements on this question, in order", _COLUMNS, cells),),
        figures=(words.chronology("Statements on this question", f"{len(rows)} dated statements of {who}, by stance.", _marks(rows)),),
    )  # fmt: skip


def _marks(rows: Sequence[Row]) -> list[dict[str, Cell]]:
    spans = [(row, when(row["date"])) for row in rows]
    return [
        {"start": str(span.first), "end": str(span.last), "label": row["stance"], "lane": row["stance"]}
        for row, span in spans
        if span
    ]
