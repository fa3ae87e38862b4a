"""The page of actors and events: the timeline first, then steps, relations with the source of each, and who is named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from undertow.case.findings import Held
from undertow.model import Cell
from undertow.serve.results import parts
from undertow.serve.results.parts import Part, Sheet, Shown
from undertow.serve.results.stored import Row, Stored
from undertow.tables.ledger import rests_on

EVENTS = (
    "Dated events belong here, each with what it rests on, beside the changes that analyses date by themselves. "
    "Enter them in ledger/events.csv."
)
RELATIONS = "Who founded, chairs, funds or represents whom belongs here, each with its source. Enter it in ledger/relations.csv."
PROFILE = "Whom a public account names, and when it posts, belongs here."
NONE = "No analysis of events and actors has been run yet."


def load(stored: Stored, query: Mapping[str, str]) -> Sheet:
    """The timeline, relations and actors; `account` picks the profiled account whose curves are drawn, by finding."""
    standings = (
        parts.standing(stored, "events", "What happened, and what changed near it?", EVENTS),
        parts.standing(stored, "actors", "Who is named, and who is tied to whom?", RELATIONS),
        parts.standing(stored, "profile", "Whom does an account name?", PROFILE),
    )
    events, actors, profiles = stored.of("events"), stored.of("actors"), stored.of("profile")
    timeline = [h for h in events if h.finding.subject.startswith("timeline")]
    relations = [h for h in actors if "relations" in h.finding.subject]
    told = [h.finding.statement for h in (*timeline[:1], *relations[:1])]
    found = [*_timeline(timeline), *_steps([h for h in events if h not in timeline]), *_relations(stored, relations)]
    found += [*_named([h for h in actors if h not in relations]), *_profiles(profiles, query.get("account", ""))]
    return Sheet(
        title="Actors and events",
        summary=" ".join(told) or NONE,
        standings=standings,
        parts=tuple(found),
    )


def _timeline(held: list[Held]) -> Iterable[Part]:
    if held:
        yield Part(
            name="timeline",
            title="Timeline",
            lead="Nearness in time says nothing about reasons.",
            said=tuple(map(parts.said, held)),
            figures=tuple(f for h in held for f in parts.drawn(h.finding)),
            tables=tuple(t for h in held for t in parts.tables(h.finding)),
        )


def _steps(held: list[Held]) -> Iterable[Part]:
    if held:
        yield Part(
            name="steps",
            title="Steps in which a campaign took shape",
            said=tuple(map(parts.said, held)),
            figures=tuple(f for h in held[:2] for f in parts.drawn(h.finding)),
            tables=tuple(t for h in held for t in parts.tables(h.finding)),
        )


def _relations(stored: Stored, held: list[Held]) -> Iterable[Part]:
    if not held:
        return
    names = {r["id"]: r["name"] or r["id"] for r in stored.rows(stored.newest("actors"), "actors_known", "id, name")}
    rows = stored.rows(stored.newest("actors"), "relations_entered", "*", "ORDER BY line LIMIT 200")
    columns = ("Who", "Role", "To whom", "Since", "Until", "Words of the source", "It rests on", "Source", "Row")
    table = parts.table(
        "Each relation with its source", [(c, False) for c in columns], [_relation(stored, r, names) for r in rows]
    )
    yield Part(
        name="relations",
        title="Who is tied to whom",
        said=tuple(map(parts.said, held)),
        figures=tuple(f for h in held for f in parts.drawn(h.finding)),
        tables=(Shown(finding=held[0].finding.id, table=table),),
    )


def _relation(stored: Stored, row: Row, names: Mapping[str, str]) -> list[Cell]:
    source = stored.source_name(row["source_sha256"]) if row["source_sha256"] else row["reported_by"]
    return [
        names.get(row["actor"], row["actor"]),
        row["role"],
        names.get(row["other"], row["other"]),
        row["from"],
        row["to"],
        row["quote"],
        rests_on(row),
        source,
        row["row_ref"],
    ]


def _named(held: list[Held]) -> Iterable[Part]:
    if held:
        yield Part(
            name="named",
            title="Who is named in texts",
            said=tuple(map(parts.said, held)),
            figures=parts.drawn(held[0].finding),
            tables=parts.tables(held[0].finding),
        )


def _profiles(held: list[Held], picked: str) -> Iterable[Part]:
    if not held:
        return
    shown = next((h for h in held if h.finding.id == picked), held[0])
    yield Part(
        name="profiles",
        title="What accounts name",
        lead="The curves below are of the account that is marked.",
        said=tuple(parts.said(h, f"/actors?account={h.finding.id}#profiles", picked=h is shown) for h in held),
        figures=parts.drawn(shown.finding),
        tables=parts.tables(shown.finding),
    )
