"""What each of two actors demands of the other, and what it answers when the same is demanded of itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from undertow.analyses._ledger import words
from undertow.analyses._ledger.dates import words as dated
from undertow.analyses._ledger.rows import Names, Row
from undertow.model import Finding, Table
from undertow.tables.ledger import rests_on

_SUBJECT = "demands between "
_COLUMNS = (
    "Who asks",
    "Since",
    "Demand",
    "Answer of the other",
    "Asked back by the other",
    "Own answer to the same",
    "The demand rests on",
    "Its id",
)
_SILENT = "nothing entered"
_NOTE = (
    "Filled in by hand. “Nothing entered” means that the ledger has no statement on it; it says neither that there was none nor "
    "that the answer is no. An answer stands here once positions.csv has it with the id of the demand as `position` and grants or refuses as "
    "`stance`; a position under other words is not set beside a demand. All numbers are “at least”."
)  # fmt: skip


@dataclass(frozen=True)
class Record:
    """All demands and positions of a ledger. mirrors: the demands that ask the same of the other side, by id."""

    demands: Mapping[str, Row]
    positions: Sequence[Row]
    mirrors: Mapping[str, list[str]]

    def answers(self, actor: str, asked: Sequence[str]) -> list[Row]:
        """What the actor said to these demands, oldest first; an id may stand for its mirror: 'mirror of ID'."""
        own = [row for row in self.positions if row["actor"] == actor and row["position"] in asked]
        return sorted(own, key=lambda row: (row["date"], row["line"]))

    def answer(self, demand: Row) -> list[Row]:
        """What the addressee said to the demand."""
        return self.answers(demand["addressee"], [demand["id"]])

    def own_answer(self, demand: Row) -> list[Row]:
        """What the one who demands said to the same demand on itself."""
        return self.answers(demand["actor"], [f"mirror of {demand['id']}", *self.mirrors.get(demand["id"], ())])


def record_of(demands: Sequence[Row], positions: Sequence[Row]) -> Record:
    """The demands and positions of a ledger, with each demand's mirrors."""
    mirrors: dict[str, list[str]] = defaultdict(list)
    for row in demands:
        if row["mirror_of"] and row["mirror_of"] != row["id"]:
            for one, other in ((row["id"], row["mirror_of"]), (row["mirror_of"], row["id"])):
                mirrors[one] += [] if other in mirrors[one] else [other]
    return Record({row["id"]: row for row in demands}, positions, mirrors)


def reciprocity(demands: Sequence[Row], positions: Sequence[Row], names: Names) -> Iterator[Finding]:
    """One finding for each two actors of whom one demands something of the other."""
    record = record_of(demands, positions)
    between: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in sorted(demands, key=lambda row: (row["date"], row["line"])):
        if row["addressee"] and row["addressee"] != row["actor"]:
            one, other = sorted((row["actor"], row["addressee"]))
            between[one, other].append(row)
    for pair, own in sorted(between.items()):
        yield _finding(pair, own, record, names)


def of_subject(text: str) -> tuple[str, str] | None:
    """The two actors from the subject of a finding; None if it is about something else."""
    one, bar, other = text.removeprefix(_SUBJECT).partition(" | ")
    return (one, other) if text.startswith(_SUBJECT) and bar else None


def _finding(pair: tuple[str, str], own: Sequence[Row], record: Record, names: Names) -> Finding:
    answers = [answer for row in own for answer in (*record.answer(row), *record.own_answer(row))]
    rows = [*own, *{row["id"]: row for row in answers}.values()]
    sides = [_side(one, other, own, record, names) for one, other in (pair, pair[::-1])]
    found = words.described(
        "positions",
        f"{_SUBJECT}{pair[0]} | {pair[1]}",
        f"{'. '.join(sides)}.",
        rows=rows,
        unit="demands, at least",
        count=len(own),
    )
    return replace(
        found,
        estimate=replace(found.estimate, n=len(own)),
        facts=(*found.facts, *(_fact(one, other, own, names) for one, other in (pair, pair[::-1]))),
        paragraphs=tuple(_open(own, record, names)),
        caveats=(*found.caveats, "Two sides' counts cannot be compared where one side's statements were read more than the other's."),
        benign_explanations=("Two demands that look alike are not about the same thing, people or law.", "An answer was given where nobody looked."),
        would_change=("A statement that grants or refuses what is shown as “nothing entered”.",),
        tables=(_table(own, record, names),),
    )  # fmt: skip


def _side(one: str, other: str, own: Sequence[Row], record: Record, names: Names) -> str:
    """How much one side demands, and what it says when the same is asked of it."""
    asked = [row for row in own if row["actor"] == one]
    if not asked:
        return f"no demand of {names.of(one)} on {names.of(other)} is in the ledger"
    stances = [answers[-1]["stance"] if (answers := record.own_answer(row)) else "" for row in asked]
    counts = {stance: stances.count(stance) for stance in ("grants", "refuses") if stance in stances}
    said = " and ".join(f"{stance} {count:,}" for stance, count in counts.items())
    things = f"{len(asked):,} {'thing' if len(asked) == 1 else 'things'}"
    reply = f"it {said} of them" if said else "its own answer is not entered"
    return f"{names.of(one)} asks at least {things} of {names.of(other)}; where the same is asked of itself, {reply}"


def _fact(one: str, other: str, own: Sequence[Row], names: Names) -> tuple[str, str]:
    count = sum(row["actor"] == one for row in own)
    return f"Demands of {names.of(one)} on {names.of(other)}, at least", f"{count:,}"


def _open(own: Sequence[Row], record: Record, names: Names) -> Iterator[str]:
    """What is left for the analyst to fill in."""
    lacking = [names.within(row["demand"]) for row in own if not record.mirrors.get(row["id"])]
    if lacking:
        yield f"No demand that asks the same of the other side is entered for: {'; '.join(lacking)}."


def _table(own: Sequence[Row], record: Record, names: Names) -> Table:
    cells = [
        (
            names.of(row["actor"]),
            dated(row["date"]),
            ("not to: " if row["polarity"] == "stop" else "") + names.within(row["demand"]),
            _said(record.answer(row)),
            ", ".join(
                dated(record.demands[m]["date"]) for m in record.mirrors.get(row["id"], ()) if m in record.demands
            )
            or _SILENT,
            _said(record.own_answer(row)),
            rests_on(row),
            row["id"],
        )
        for row in own
    ]
    return words.table("Demands and answers", _COLUMNS, cells, _NOTE)


def _said(answers: Sequence[Row]) -> str:
    return "; ".join(f"{row['stance']} ({dated(row['date'])}; {rests_on(row)})" for row in answers) or _SILENT
