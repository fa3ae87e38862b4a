"""The assembly of a campaign: its founding, offices, accounts, speeches and conferences as dated steps, with the time between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, NamedTuple

from undertow.analyses._ledger import words
from undertow.analyses._ledger.dates import When, gap, when
from undertow.analyses._ledger.rows import Names, Row
from undertow.model import Cell, Finding
from undertow.tables.ledger import VERIFIED, rests_on

_SUBJECT = "assembly of "
_COLUMNS = ("Date", "Step", "What", "After the step before", "Last other event shortly before", "It rests on")
_NOTE = "In the order of the earliest possible day. Days are counted only between dates that are known to the day. Nearness in time says nothing about reasons, or about who is behind it."
_ROLES = {"founded": "founding", "chairs": "chair", "funds": "funding"}
#: What is read from the material instead of the ledger, and how it is said.
MATERIAL = {"account": "read from a profile in the material", "first post": "the earliest in the material; earlier ones may be missing"}  # fmt: skip


class Step(NamedTuple):
    """A dated step. row: of a ledger, or made from the material and then without an id."""

    at: When
    kind: str
    what: str
    row: Row


def subject(actor: str) -> str:
    """What the finding is about."""
    return f"{_SUBJECT}{actor}"


def of_subject(text: str) -> str:
    """The actor from the subject of a finding; empty if it is about something else."""
    return text.removeprefix(_SUBJECT) if text.startswith(_SUBJECT) else ""


def assemblies(
    events: Sequence[Row], relations: Sequence[Row], material: Sequence[Mapping[str, Any]], names: Names, days: int
) -> Iterator[Finding]:
    """One finding for each organisation with at least two steps, of which at least one is an event of the ledger."""
    others = [
        (at, row)
        for row in events
        if not row["step"] and (at := when(row["date"], row["precision"])) and at.precision == "day"
    ]
    stepped = [row for row in events if row["step"]]
    for actor in sorted({actor for row in stepped for actor in row["actors"] if names.is_organisation(actor)}):
        steps = [
            *(Step(at, row["step"], names.within(row["title"]), row) for row in stepped if actor in row["actors"] and (at := when(row["date"], row["precision"]))),
            *(_of_relation(row, at, names) for row in relations if row["other"] == actor and (at := when(row["from"]))),
            *(Step(at, row["kind"], row["what"], {"id": "", **row}) for row in material if row["actor"] == actor and (at := when(row["date"], row["precision"]))),
        ]  # fmt: skip
        told = {(step.kind, step.at) for step in steps if step.row.get("title")}
        steps = [step for step in steps if not step.row.get("role") or (step.kind, step.at) not in told]
        # the opening of an account and its first post alone tell of no campaign, and no row vouches for them
        if len(steps) > 1 and any(step.row["id"] for step in steps):
            steps.sort(key=lambda step: (step.at.first, step.at.last, step.kind))
            beside = [_last_other(step, others, names, days) for step in steps]
            yield _finding(actor, steps, beside, names)


def _of_relation(row: Row, at: When, names: Names) -> Step:
    return Step(at, _ROLES.get(row["role"], "office"), f"{names.of(row['actor'])} {row['role']} {names.of(row['other'])}", row)  # fmt: skip


def _finding(actor: str, steps: Sequence[Step], beside: Sequence[str], names: Names) -> Finding:
    rows = [step.row for step in steps if step.row["id"]]
    quoted = sum(row["standing"] == VERIFIED for row in rows)
    gaps = ["", *(gap(one.at, two.at) for one, two in pairwise(steps))]
    cells = [
        (_dated(step, steps), step.kind, step.what, after, other, _basis(step))
        for step, after, other in zip(steps, gaps, beside, strict=True)
    ]
    statement = (
        f"{len(steps):,} dated steps in which {names.of(actor)} took shape are on record, from {steps[0].at.words} to "
        f"{steps[-1].at.words}; {quoted:,} of {len(rows):,} entered by hand are quoted from sources of the case."
    )
    found = words.described(
        "events", subject(actor), statement, rows=rows, unit="dated steps, at least", count=len(steps)
    )
    return replace(
        found,
        facts=(*found.facts, ("What took shape", names.of(actor))),
        caveats=(*found.caveats, "A description in order of time. That one step came soon after another does not say that it was planned, or by whom."),
        benign_explanations=("Every association is founded, chaired, and heard of; most such sequences have nothing to hide.", "Dates cluster around public occasions."),
        would_change=("Steps that nobody has entered.", "A better source for a date that is known to the month or year only."),
        tables=(words.table("Steps, in order", _COLUMNS, cells, _NOTE),),
        figures=(words.chronology("Steps, in order", f"{len(steps)} dated steps, from {steps[0].at.words} to {steps[-1].at.words}.", _marks(steps)),),
    )  # fmt: skip


def _dated(step: Step, steps: Sequence[Step]) -> str:
    """Its date; where that is a month or a year in which another step lies, that it may belong before or after it."""
    open_ = step.at.precision != "day" and any(
        other is not step and step.at.first <= other.at.first and other.at.last <= step.at.last for other in steps
    )
    return f"{step.at.words} (order not known)" if open_ else step.at.words


def _basis(step: Step) -> str:
    return rests_on(step.row) if step.row["id"] else MATERIAL[step.kind]


def _marks(steps: Sequence[Step]) -> list[dict[str, Cell]]:
    def lane(step: Step) -> str:
        if not step.row["id"]:
            return "Read from the material"
        return "Quoted from a source" if step.row["standing"] == VERIFIED else "Not verified"

    return [
        {"start": str(s.at.first), "end": str(s.at.last), "label": f"{s.kind}: {s.what}", "lane": lane(s)}
        for s in steps
    ]


def _last_other(step: Step, others: Sequence[tuple[When, Row]], names: Names, days: int) -> str:
    """The last event beside the campaign at most so many days before the step, where both are known to the day."""
    before = [(at, row) for at, row in others if 0 <= (step.at.first - at.first).days <= days]
    if not before or step.at.precision != "day":
        return ""
    at, row = max(before, key=lambda pair: pair[0].first)
    return f"{gap(at, step.at)}: {names.within(row['title'])} ({at.words}; {rests_on(row)})"
