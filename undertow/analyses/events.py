"""What happened when, what changed near it, and in which steps did a campaign take shape?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from numpy.random import Generator

from undertow.analyses import Analysis, Measured, Tables
from undertow.analyses import _texts as texts
from undertow.analyses._actors import Actors, actors_of, plain
from undertow.analyses._ledger import assembly, nearness
from undertow.analyses._ledger import rows as entered
from undertow.analyses._ledger.words import ERRORS
from undertow.errors import BadSetting
from undertow.model import Evidence, Finding, mention

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa


@dataclass(frozen=True)
class Events(Analysis):
    """The events of the ledger in order, beside the changes that other analyses dated, and the steps in which each
    organisation took shape. Run it after those analyses."""

    name = "events"
    title = "What happened when, and in which steps did a campaign take shape?"
    needs = (("documents", "posts"), "events")
    reads = ("actors", "events", "relations", "changes")
    error_statement = ERRORS

    near_days: Annotated[int, "changes at most so many days from an event are listed beside it"] = 30

    def __post_init__(self) -> None:
        if not 0 <= self.near_days <= 3_650:
            raise BadSetting(f"events: near_days is {self.near_days} but must be from 0 to 3650.")

    def derive(self, tables: Tables, rng: Generator) -> Mapping[str, pa.Table]:
        """`steps_in_material`: when the accounts of public actors were opened, and their first post."""
        import pyarrow as pa

        columns = ("actor", "kind", "what", "date", "precision")
        rows = list(_in_material(tables, actors_of(tables["actors"])))
        return {"steps_in_material": pa.Table.from_pylist(rows, pa.schema([(name, pa.string()) for name in columns]))}

    def measure(self, tables: Tables) -> Mapping[str, ir.Table]:
        """Events and relations as entered, names of actors, changes that other analyses found, steps in the material."""
        return {
            "events_entered": tables["events"],
            "relations_entered": tables["relations"],
            "actors_known": entered.actors_known(tables),
            "changes_found": tables["changes"],
            "material_steps": tables["steps_in_material"],
        }

    def conclude(self, measured: Measured, rng: Generator) -> Iterator[Finding]:
        """One finding for each organisation with steps, then one on all events."""
        names = entered.names_of(measured)
        events, relations = (entered.sound(measured[name]) for name in ("events_entered", "relations_entered"))
        changes = sorted(measured["changes_found"].to_pylist(), key=lambda row: (row["date"], row["finding"]))
        yield from assembly.assemblies(events, relations, measured["material_steps"].to_pylist(), names, self.near_days)
        yield from nearness.timeline(events, changes, names, self.near_days)

    def notes(self, measured: Measured) -> Iterator[str]:
        """What is left out."""
        yield from entered.left_out(measured, "events_entered", "relations_entered")

    def rows(self, tables: Tables, finding: Finding) -> ir.Table:
        """The sources of the steps, or of all events."""
        events, relations = tables["events_entered"], tables["relations_entered"]
        if actor := assembly.of_subject(finding.subject):
            steps = events.filter((events.step != "") & events.actors.contains(actor))
            held = relations.filter((relations.other == actor) & (relations["from"] != ""))
            return entered.quoted(tables, entered.grounds(steps).union(entered.grounds(held)))
        return entered.quoted(tables, events)

    def cite(self, rows: pa.Table) -> Iterator[Evidence]:
        """The words that vouch for each."""
        yield from entered.evidence(rows, "event")


def _in_material(tables: Tables, actors: Actors) -> Iterator[dict[str, Any]]:
    """Steps that the material itself dates: the opening of each account of a public actor, and its first post."""
    aliases = [alias for row in actors.rows if row["public_role"] for alias in row["aliases"] or ()]
    owned = sorted({plain(part) for alias in aliases for part in (alias, alias.rpartition(":")[2])})
    accounts, posts = tables["accounts"], tables["posts"]
    known = accounts.account.lower().isin([*owned, ""]) | accounts.handle.lower().isin([*owned, ""])
    opened = accounts.filter(known & accounts.created_at.notnull()).group_by("account").agg(
        at=accounts.created_at.min(), precision=accounts.created_precision.min(), handle=accounts.handle.min()
    )  # fmt: skip
    posted = posts.filter(posts.account.lower().isin([*owned, ""]) | posts.handle.lower().isin([*owned, ""]))
    first = posted.group_by("account").agg(at=posted["at"].min(), precision=posted.at_precision.min(), handle=posted.handle.min())  # fmt: skip
    for kind, found in (("account", opened), ("first post", first)):
        for row in sorted(found.to_pyarrow().to_pylist(), key=lambda row: row["account"]):
            actor = actors.of_account(row["account"], row["handle"] or "")
            if not actor:  # its handle is a word that stands for an actor in texts only
                continue
            date = texts.iso(row["at"], "day" if row["precision"] not in ("month", "year") else row["precision"])
            what = {"account": "opens", "first post": "posts for the first time"}[kind]
            yield {"actor": actor, "kind": kind, "what": f"{mention(row['account'])} {what}", "date": date, "precision": ""}  # fmt: skip
