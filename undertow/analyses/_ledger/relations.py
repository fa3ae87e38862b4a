"""The network of relations that the ledger documents: who founded, chairs, represents or funds what, each with its source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from undertow.analyses._ledger import words
from undertow.analyses._ledger.dates import words as dated
from undertow.analyses._ledger.rows import Names, Row
from undertow.model import Cell, Figure, Finding
from undertow.tables.ledger import VERIFIED, rests_on

SUBJECT = "documented relations"
_COLUMNS = ("Who", "Role", "To whom", "Since", "Until", "It rests on")


def network(rows: Sequence[Row], names: Names) -> Iterator[Finding]:
    """One finding on all relations, if there are any."""
    if not rows:
        return
    quoted = sum(row["standing"] == VERIFIED for row in rows)
    actors = {actor for row in rows for actor in (row["actor"], row["other"])}
    cells = [
        (
            names.of(row["actor"]),
            row["role"],
            names.of(row["other"]),
            dated(row["from"]),
            dated(row["to"]),
            rests_on(row),
        )
        for row in rows
    ]
    found = words.described(
        "actors",
        SUBJECT,
        f"{len(rows):,} relations between {len(actors):,} actors are documented; {quoted:,} of them are quoted from sources of the case.",
        rows=rows,
        unit="relations, at least",
        count=len(rows),
    )
    roles = Counter(row["role"] for row in rows)
    yield replace(
        found,
        facts=(*found.facts, ("Actors", f"{len(actors):,}"), ("Roles", ", ".join(f"{role} ({n:,})" for role, n in sorted(roles.items())))),
        caveats=(*found.caveats, "A relation is what its source says it is. No relation follows from two others, and none is inferred."),
        benign_explanations=("Offices, memberships and grants are ordinary, and mostly public.",),
        figures=(Figure(
            kind="relations", title="Documented relations", unit="", alt=f"A network of {len(actors)} actors joined by {len(rows)} relations.",
            rows=tuple(_lines(rows, names)),
            note="An arrow points from who to whom. A full line is quoted from a source of the case; a dashed one is reported, or not verified. Each is in the table, with its source.",
        ),),
        tables=(words.table("Relations", _COLUMNS, cells),),
    )  # fmt: skip


def _lines(rows: Sequence[Row], names: Names) -> Iterator[dict[str, Cell]]:
    """Each relation once, however many rows tell of it; verified where one of them is."""
    standings: dict[tuple[str, str, str], str] = {}
    for row in rows:
        key = (names.of(row["actor"]), names.of(row["other"]), row["role"])
        if standings.get(key) != VERIFIED:
            standings[key] = row["standing"]
    for (left, right, role), standing in standings.items():
        yield {"left": left, "right": right, "role": role, "standing": standing}
