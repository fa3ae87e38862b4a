"""Events of the ledger beside the dated changes that other analyses found, within some days of each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from undertow.analyses._ledger import words
from undertow.analyses._ledger.dates import When, gap, when
from undertow.analyses._ledger.rows import Names, Row
from undertow.model import Cell, Finding
from undertow.tables.ledger import rests_on

SUBJECT = "timeline of events"
_COLUMNS = ("Event", "Date", "The event rests on", "Change found", "Dated to", "Its interval", "When")
_KINDS = {
    "break": "step in a narrative",
    "gradual": "gradual change in a narrative",
    "burst": "burst of a narrative",
    "batch": "batch of sign-ups",
}


def timeline(events: Sequence[Row], changes: Sequence[Mapping[str, Any]], names: Names, days: int) -> Iterator[Finding]:
    """One finding on all events, if there are at least two with a date."""
    dated = sorted(
        ((at, row) for row in events if (at := when(row["date"], row["precision"]))),
        key=lambda pair: (pair[0], pair[1]["id"]),
    )
    found = [(at, change) for change in changes if (at := when(change["date"]))]
    if len(dated) < 2:
        return
    near = [
        (at, row, then, change)
        for at, row in dated
        for then, change in found
        if at.precision == "day" and abs((then.first - at.first).days) <= days
    ]
    beside = {_key(change) for _, _, _, change in near}
    chance = _by_chance(dated, found, days)
    made = words.described(
        "events",
        SUBJECT,
        f"{len(dated):,} dated events are entered, from {dated[0][0].words} to {max(at for at, _ in dated).words}; {_told(len(beside), len(found), days)}",
        rows=[row for _, row in dated],
        unit="events, at least",
        count=len(dated),
    )
    yield replace(
        made,
        facts=(*made.facts, ("Changes found by other analyses", f"{len(found):,}"), ("Near an event, within days", f"{len(beside):,} within {days:,}"), *([("Days so near an event", f"{_percent(*chance)} %, {chance[0]:,} of {chance[1]:,}")] if chance else [])),
        counter_evidence=(_against(chance),),
        caveats=(*made.caveats, "Nearness in time, before or after. It never says that one thing was the reason for another."),
        benign_explanations=("With many events and long windows, some changes lie near one by chance.",),
        figures=(words.chronology("Events and dated changes", f"{len(dated)} events and {len(found)} dated changes, in order of time.", list(_marks(dated, found, names))),),
        tables=(
            words.table("Events", ("Date", "Event", "Who", "Place", "It rests on"), [(at.words, names.within(row["title"]), names.of_all(row["actors"]), names.within(row["place"]), rests_on(row)) for at, row in dated]),
            *([words.table("Dated changes", _COLUMNS, [*(_line(*pair, names) for pair in near), *(_alone(*one, days, names) for one in found if _key(one[1]) not in beside)])] if found else []),
        ),
    )  # fmt: skip


def _told(beside: int, found: int, days: int) -> str:
    if not found:
        return "no dated change was found by another analysis to set beside them."
    return (
        f"{beside:,} of {found:,} dated changes that other analyses found lie at most {days:,} days from one of them."
    )


def _by_chance(
    dated: Sequence[tuple[When, Row]], found: Sequence[tuple[When, Mapping[str, Any]]], days: int
) -> tuple[int, int] | None:
    """How many days from the first change to the last lie near an event anyhow, and of how many; None without a change."""
    if not found:
        return None
    first, last = min(at.first for at, _ in found), max(at.first for at, _ in found)
    span = [first + timedelta(n) for n in range((last - first).days + 1)]
    exact = [at.first for at, _ in dated if at.precision == "day"]
    return sum(any(abs((day - one).days) <= days for one in exact) for day in span), len(span)


def _percent(near: int, of: int) -> str:
    return f"{100 * near / of:.0f}"


def _against(chance: tuple[int, int] | None) -> str:
    if chance is None:
        return "No change was there to be compared."
    return f"Of all days from the first to the last of these changes, {_percent(*chance)} % lie so near an event; that much would be expected by chance."


def _line(at: When, row: Row, then: When, change: Mapping[str, Any], names: Names) -> tuple[str, ...]:
    return (names.within(row["title"]), at.words, rests_on(row), *_found(then, change, names), gap(at, then))


def _alone(then: When, change: Mapping[str, Any], days: int, names: Names) -> tuple[str, ...]:
    return ("", "", "", *_found(then, change, names), f"more than {days:,} days from every event known to the day")


def _found(then: When, change: Mapping[str, Any], names: Names) -> tuple[str, str, str]:
    between = [found.words if (found := when(change[side])) else "" for side in ("first", "last")]
    return _what(change, names), then.words, " to ".join(between)


def _what(change: Mapping[str, Any], names: Names) -> str:
    """The kind of change and what it is of; the voice behind the comma by its name in the ledger."""
    about, comma, voice = change["about"].rpartition(", ")
    return f"{_KINDS.get(change['kind'], change['kind'])}: {about}{comma}{names.of_voice(voice) if comma else voice}"


def _key(change: Mapping[str, Any]) -> str:
    return str(change["finding"] + change["kind"] + change["date"])


def _marks(
    dated: Sequence[tuple[When, Row]], found: Sequence[tuple[When, Mapping[str, Any]]], names: Names
) -> Iterator[dict[str, Cell]]:
    for at, row in dated:
        yield {"start": str(at.first), "end": str(at.last), "label": names.within(row["title"]), "lane": "Event"}
    drawn: set[tuple[str, str]] = set()
    for then, change in found:
        if (key := (change["about"], change["date"])) not in drawn:
            drawn.add(key)
            lane = "Sign-ups" if change["kind"] == "batch" else "Narrative"
            yield {"start": str(then.first), "end": str(then.last), "label": _what(change, names), "lane": lane}
