"""Who threatens whom, on what condition, and how often; counted alike for all sides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from numpy.random import Generator

from undertow.analyses import Analysis, Collect, Forecast, Measured, Tables
from undertow.analyses import _texts as texts
from undertow.analyses._actors import actors_of
from undertow.analyses._threats import reading, words
from undertow.analyses._threats.measured import Sides, beside, pairs
from undertow.analyses._threats.together import counted, pairs_wanted
from undertow.errors import BadSetting
from undertow.model import Evidence, Finding

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

_COST = texts.Cost(seconds=(2.2, 12.0, 0.8), megabytes=(300.0, 260.0, 18.0))


@dataclass(frozen=True)
class Threats(Analysis):
    """Sentences that voice a threat, by who speaks and who is meant, for each two actors of the ledger side by side."""

    name = "threats"
    title = "Who threatens whom, and on what condition?"
    needs = (("documents", "posts"),)
    reads = ("actors", "events", "codebooks")
    error_statement = words.ERRORS

    near_days: Annotated[int, "events at most so many days from a threat are listed beside it"] = 30
    together: Annotated[
        str,
        "pairs of frames of the codebooks looked for in one passage, such as return+threat,label+call; empty means every frame with threats",
    ] = ""
    max_findings: Annotated[int, "pairs of actors reported, those with most threats first; the others are counted"] = 20

    def __post_init__(self) -> None:
        for name, low, high in (("near_days", 0, 3_650), ("max_findings", 1, None)):
            value = getattr(self, name)
            if value < low or (high is not None and value > high):
                limit = f"at least {low}" if high is None else f"from {low} to {high}"
                raise BadSetting(f"threats: {name} is {value} but must be {limit}.")
        pairs_wanted(self.together)

    def forecast(self, tables: Tables, collect: Collect) -> Forecast:
        """From the texts to be read."""
        return texts.forecast(tables, collect, _COST)

    def derive(self, tables: Tables, rng: Generator) -> Mapping[str, pa.Table]:
        """`threat_sentences`: one row per threat and target. `threat_volume`: sentences read by voice and day.
        `threat_unread`: texts in languages without rules. `threat_together`: frames in one passage, by document."""
        found = reading.to_tables(reading.read(tables, actors_of(tables["actors"])))
        return {**found, "threat_together": counted(tables, pairs_wanted(self.together))}

    def measure(self, tables: Tables) -> Mapping[str, ir.Table]:
        """Threats by voice, actor, target, day and kind; sentences read by voice and day; the ledger's names and events."""
        sentences, together = tables["threat_sentences"], tables["threat_together"]
        keys = ("voice", "actor", "target", "told", "conditional", "day", "rule", "language")
        events, actors = tables["events"], tables["actors"]
        return {
            "threat_counts": sentences.group_by(*keys).agg(threats=sentences.count()),
            "threat_amounts": tables["threat_volume"],
            "threat_unread_languages": tables["threat_unread"],
            "frames_together": together.select(
                "first", "second", "year", "passages", "with_first", "with_second", "with_both"
            ),
            "events_stated": events.select("id", "date", "precision", "title"),
            "actors_known": actors.select("id", "name"),
        }

    def detail(self, tables: Tables) -> Mapping[str, ir.Table]:
        """`threats_found`: one row per threat and target, with its place in the source."""
        return {"threats_found": tables["threat_sentences"]}

    def conclude(self, measured: Measured, rng: Generator) -> Iterator[Finding]:
        """One finding for each two actors of whom one threatens the other, then those on frames in one passage."""
        found = pairs(measured)
        for sides in found[: self.max_findings]:
            yield words.finding(sides, self.near_days)
        for pair in beside(measured, rng):
            yield words.together(pair)

    def notes(self, measured: Measured) -> Iterator[str]:
        """What could not be read, what has no target in the ledger, and what is left out."""
        yield from words.notes(measured, len(pairs(measured)), self.max_findings)

    def rows(self, tables: Tables, finding: Finding) -> ir.Table:
        """The threats between the two, or in passages with the frame, oldest first, with the text each stands in."""
        threats = tables["threats_found"]
        sides = Sides.of_subject(finding.subject)
        if sides is not None:
            one, other = sides
            between = ((threats.voice == one) | (threats.actor == one)) & (threats.target == other)
            back = ((threats.voice == other) | (threats.actor == other)) & (threats.target == one)
            threats = threats.filter(between | back)
        joined = threats.inner_join(texts.said(tables), ["table", "source_sha256", "row_ref"])
        return joined.order_by("day", "source_sha256", "row_ref", "start", "target")

    def cite(self, rows: pa.Table) -> Iterator[Evidence]:
        """Each of those sentences once, word for word."""
        yield from texts.each_once(rows, words.evidence)
