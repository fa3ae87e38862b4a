"""What does each side ask of the other, what does it answer when asked the same, and who has changed position?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from numpy.random import Generator

from undertow.analyses import Analysis, Measured, Tables
from undertow.analyses._ledger import reciprocity, reversals
from undertow.analyses._ledger import rows as entered
from undertow.analyses._ledger.words import ERRORS
from undertow.model import Evidence, Finding

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa


@dataclass(frozen=True)
class Positions(Analysis):
    """Reversals of position, and a table of demands and answers for each two actors, from the ledger; both sides alike."""

    name = "positions"
    title = "What does each side ask, answer and take back?"
    needs = (("documents", "posts"), ("positions", "demands"))
    reads = ("actors", "demands", "positions")
    error_statement = ERRORS

    def measure(self, tables: Tables) -> Mapping[str, ir.Table]:
        """Demands and positions as entered, and the names of actors."""
        return {
            "demands_entered": tables["demands"],
            "positions_entered": tables["positions"],
            "actors_known": entered.actors_known(tables),
        }

    def conclude(self, measured: Measured, rng: Generator) -> Iterator[Finding]:
        """One finding for each reversal, then one for each two actors with demands between them."""
        names = entered.names_of(measured)
        demands, positions = (entered.sound(measured[name]) for name in ("demands_entered", "positions_entered"))
        yield from reversals.reversals(positions, demands, names)
        yield from reciprocity.reciprocity(demands, positions, names)

    def notes(self, measured: Measured) -> Iterator[str]:
        """What is left out."""
        yield from entered.left_out(measured, "demands_entered", "positions_entered")

    def rows(self, tables: Tables, finding: Finding) -> ir.Table:
        """The statements on the question; or the demands between the two, and the answers to them."""
        demands, positions = tables["demands_entered"], tables["positions_entered"]
        if about := reversals.of_subject(finding.subject):
            return entered.quoted(
                tables, positions.filter((positions.actor == about[0]) & (positions.position == about[1]))
            )
        pair = reciprocity.of_subject(finding.subject) or ("", "")
        own = demands.filter(demands.actor.isin(pair) & demands.addressee.isin(pair))
        asked = own.select(position=own.id).union(own.select(position="mirror of " + own.id))
        answers = positions.filter(positions.actor.isin(pair)).semi_join(asked, "position")
        return entered.quoted(tables, entered.grounds(own).union(entered.grounds(answers)))

    def cite(self, rows: pa.Table) -> Iterator[Evidence]:
        """The words of each statement."""
        yield from entered.evidence(rows, "statement")
