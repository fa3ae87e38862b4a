"""Rows entered by hand, ready for print: actors by name or number, dates in words, quotes with the text they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from undertow.analyses import Measured, Tables
from undertow.analyses import _texts as texts
from undertow.analyses._actors import Actors
from undertow.language.gazetteer import Gazetteer
from undertow.model import Evidence
from undertow.tables.ledger import ACTOR_COLUMNS, VERIFIED

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

Row = Mapping[str, Any]
_COLUMN = re.compile(r", line \d+, column (\w+):")
#: What may be wrong with a row that is used all the same, and said of it.
_BEARABLE = {"quote", "source_id", "mirror_of", "named_because", *ACTOR_COLUMNS}


class Names:
    """Actors by the name in print. A person without a public role has a number instead, also inside the analyst's own words."""

    def __init__(self, actors: Iterable[Row]) -> None:
        self._actors = Actors(sorted(actors, key=lambda row: row["id"]))
        public = {row["id"] for row in self._actors.public}
        private = [row for row in self._actors.rows if row["id"] not in public]
        self._numbers = {row["id"]: f"private person {number}" for number, row in enumerate(private, 1)}
        self._private = Gazetteer((row["id"], [row["name"], *row["aliases"]]) for row in private)
        self._known = public

    def of(self, actor: str) -> str:
        """The name of an actor by its id."""
        if actor in self._numbers:
            return self._numbers[actor]
        return self._actors.name(actor) if actor in self._known else "an actor that actors.csv does not have"

    def of_all(self, actors: Iterable[str]) -> str:
        """Their names, with commas between them."""
        return ", ".join(self.of(actor) for actor in actors)

    def within(self, text: str) -> str:
        """The analyst's words, with each private person of the ledger by number."""
        parts, place = [], 0
        for named in self._private.named(text):
            parts += [text[place : named.start], self._numbers[named.actor]]
            place = named.end
        return "".join([*parts, text[place:]])

    def of_voice(self, voice: str) -> str:
        """The name of the actor that has this speaker, or its code, as a name or alias; the speaker itself if none has."""
        actor = self._actors.of_speaker(voice)
        return self.of(actor) if actor else voice

    def is_organisation(self, actor: str) -> bool:
        """Whether the ledger has it as an organisation."""
        return any(row["id"] == actor and row["kind"].casefold() == "organisation" for row in self._actors.rows)


def names_of(measured: Measured) -> Names:
    """The names from the measured table `actors_known`."""
    return Names(filled(measured["actors_known"]))


def actors_known(tables: Tables) -> ir.Table:
    """The actors as `names_of` needs them."""
    return tables["actors"].select("id", "name", "aliases", "kind", "public_role")


def filled(table: pa.Table) -> list[dict[str, Any]]:
    """The rows in the order of the file; a cell of text that is not there is an empty one."""
    import pyarrow as pa

    empty: dict[str, Any] = {
        f.name: [] if pa.types.is_list(f.type) else "" for f in table.schema if not _number(f.type)
    }
    rows = [row | {name: value for name, value in empty.items() if row[name] is None} for row in table.to_pylist()]
    return sorted(rows, key=lambda row: (row.get("line") or 0, row["id"]))


def _number(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))


def sound(table: pa.Table) -> list[dict[str, Any]]:
    """The rows that can be used: nothing is wrong with them but, perhaps, what they rest on or whom they name."""
    return [row for row in filled(table) if not _unusable(row)]


def _unusable(row: Row) -> bool:
    to_itself = bool(row.get("addressee")) and row["addressee"] == row["actor"]
    return to_itself or bool(set(_COLUMN.findall(row["problem"] or "")) - _BEARABLE)


def left_out(measured: Measured, *tables: str) -> Iterator[str]:
    """A note on rows that cannot be used, of these measured tables."""
    count = sum(_unusable(row) for name in tables for row in measured[name].to_pylist())
    if count:
        yield f"{count:,} {'row of the ledger has' if count == 1 else 'rows of the ledger have'} cells that cannot be right and are left out: `undertow check` names them."


def grounds(rows: ir.Table) -> ir.Table:
    """What each row rests on, whichever ledger it is of."""
    return rows.select("id", "standing", "source_sha256", "row_ref", "table", "start", "end")


def quoted(tables: Tables, rows: ir.Table) -> ir.Table:
    """The verified among these rows, oldest first, each with the text it quotes, who speaks there and when."""
    import ibis

    posts, documents = tables["posts"], tables["documents"]
    spoken = [
        posts.select(
            "source_sha256", "row_ref", table=ibis.literal("posts"), text="text", who="account",
            said_at="at", said_precision="at_precision", protected=ibis.literal(False),
        ),
        documents.select(
            "source_sha256", "row_ref", table=ibis.literal("documents"),
            text=ibis.coalesce(documents.text.nullif(""), documents.title),
            who=ibis.coalesce(documents.speaker.nullif(""), documents.outlet, ibis.literal("")),
            said_at="date", said_precision="date_precision", protected=documents.protected.fill_null(False),
        ),
    ]  # fmt: skip
    words = ibis.union(*spoken, distinct=False)
    own = grounds(rows.filter(rows.standing == VERIFIED)).drop("standing")
    return own.inner_join(words, ["source_sha256", "row_ref", "table"]).order_by("said_at", "id")


def evidence(rows: pa.Table, note: str) -> Iterator[Evidence]:
    """Each of those quotes once; of a protected person nothing but the words quoted."""
    seen: set[tuple[Any, ...]] = set()
    for row in rows.to_pylist():
        key = tuple(row[name] for name in ("source_sha256", "row_ref", "start", "end"))
        if key in seen:
            continue
        seen.add(key)
        if row["protected"]:
            row |= {"text": row["text"][row["start"] : row["end"]], "start": 0, "end": row["end"] - row["start"]}
        yield texts.quoted_passage(row | {"at": texts.iso(row["said_at"], row["said_precision"] or "day")}, note)


def verified(rows: Sequence[Row]) -> int:
    """How many of the rows rest on a quote that was found."""
    return sum(row["standing"] == VERIFIED for row in rows)
