"""Whom do the texts name, and who stands in which documented relation to whom?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from numpy.random import Generator

from undertow.analyses import Analysis, Measured, Tables
from undertow.analyses import _texts as texts
from undertow.analyses._actors import actors_of
from undertow.analyses._ledger import mentions, relations
from undertow.analyses._ledger import rows as entered
from undertow.errors import BadSetting
from undertow.model import Evidence, Finding

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa


@dataclass(frozen=True)
class WhoIsWho(Analysis):
    """Texts that name each actor of the ledger, by year, in all scripts and under all aliases; and the network of relations
    that the ledger documents, each with its source."""

    name = "actors"
    title = "Whom do the texts name, and who stands in which relation to whom?"
    needs = (("documents", "posts"), "actors")
    reads = ("actors", "relations")
    error_statement = mentions.ERRORS
    seconds_per_million_rows = 300.0

    least_texts: Annotated[int, "actors named in fewer texts are left out of the table"] = 1

    def __post_init__(self) -> None:
        if self.least_texts < 1:
            raise BadSetting(f"actors: least_texts is {self.least_texts} but must be at least 1.")

    def derive(self, tables: Tables, rng: Generator) -> Mapping[str, pa.Table]:
        """`namings`: one row per text and actor it names, at its first place. `texts_read`: texts by year."""
        return mentions.to_tables(tables, actors_of(tables["actors"]))

    def measure(self, tables: Tables) -> Mapping[str, ir.Table]:
        """Texts that name an actor by actor, year and whether the date fits; texts by year; relations and names."""
        namings = tables["namings"]
        return {
            "texts_naming": namings.group_by("actor", "year", "fits").agg(texts=namings.count()),
            "texts_by_year": tables["texts_read"],
            "relations_entered": tables["relations"],
            "actors_known": entered.actors_known(tables),
        }

    def detail(self, tables: Tables) -> Mapping[str, ir.Table]:
        """`named_places`: one row per text and actor it names, at its first place."""
        return {"named_places": tables["namings"]}

    def conclude(self, measured: Measured, rng: Generator) -> Iterator[Finding]:
        """One finding on who is named, one on the relations."""
        names = entered.names_of(measured)
        yield from relations.network(entered.sound(measured["relations_entered"]), names)
        yield from mentions.named(measured, names, self.least_texts)

    def notes(self, measured: Measured) -> Iterator[str]:
        """What is left out."""
        yield from entered.left_out(measured, "relations_entered")

    def rows(self, tables: Tables, finding: Finding) -> ir.Table:
        """The source of each relation; or the first texts that name each actor, with the text."""
        if finding.subject == relations.SUBJECT:
            return entered.quoted(tables, tables["relations_entered"])
        places = tables["named_places"].filter(tables["named_places"].fits)
        joined = places.inner_join(texts.said(tables), ["table", "source_sha256", "row_ref"])
        return joined.order_by("rank", "actor", "source_sha256", "row_ref")

    def cite(self, rows: pa.Table) -> Iterator[Evidence]:
        """The words of each relation, or the name as it stands in the text."""
        if "rank" not in rows.column_names:
            yield from entered.evidence(rows, "relation")
            return
        yield from (texts.quoted_passage(row, "names an actor") for row in rows.to_pylist())
