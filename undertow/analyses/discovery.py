"""Which phrases and wordings rose that nobody has on a list? For reading, not for counting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

from numpy.random import Generator

from undertow.analyses import Analysis, Collect, Forecast, Measured, Tables
from undertow.analyses import _texts as texts
from undertow.analyses._discovery import reading, words
from undertow.errors import BadSetting
from undertow.model import Evidence, Finding

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

_COST = texts.Cost(seconds=(2.5, 0.0, 0.7), megabytes=(330.0, 0.0, 30.0))


@dataclass(frozen=True)
class Discovery(Analysis):
    """Phrases of one to four words, and nearly equal wordings, that rose most from the earlier to the later part of the material."""

    name = "discovery"
    title = "Which phrases rose that nobody has on a list?"
    needs = (("documents", "posts"),)
    reads = ("languages", "codebooks")
    error_statement = (
        "For reading, not for counting: what is listed was chosen because it rose most, so its size is too high. Where texts were "
        f"dealt to the two parts at random, {words.FALSE_ALARMS}. See docs/methods/discovery.md."
    )

    since: Annotated[
        str, "day from which the later part begins, such as 2022-08-01; empty means half of the texts of each kind"
    ] = ""
    who: Annotated[str, "only the texts of this speaker, outlet or account; empty means all"] = ""
    paraphrases: Annotated[
        str,
        "embedding puts sentences around what rose together that say nearly the same, across languages (needs the extra embedding); empty means none",
    ] = ""
    max_phrases: Annotated[int, "phrases listed for each kind of text, those that rose most first"] = 25

    def __post_init__(self) -> None:
        if self.since:
            try:
                date.fromisoformat(self.since)
            except ValueError:
                raise BadSetting(f"discovery: since is {self.since!r} but must be a day such as 2022-08-01.") from None
        if self.paraphrases not in ("", "embedding"):
            raise BadSetting(f"discovery: paraphrases is {self.paraphrases!r} but must be 'embedding' or empty.")
        if not 1 <= self.max_phrases <= 500:
            raise BadSetting(f"discovery: max_phrases is {self.max_phrases} but must be from 1 to 500.")

    def forecast(self, tables: Tables, collect: Collect) -> Forecast:
        """From the texts to be read."""
        return texts.forecast(tables, collect, _COST)

    def derive(self, tables: Tables, rng: Generator) -> Mapping[str, pa.Table]:
        """`risen`: what rose, by kind of text. `risen_places`: where it stands. `discovery_parts`: texts and passages of each part.
        `alike`: groups of sentences that say nearly the same, with `alike_read`: how many were read."""
        codes = sorted(tables["languages"].to_pyarrow()["language"].to_pylist()) or ["en"]
        since = date.fromisoformat(self.since) if self.since else None
        asked = reading.Asked(codes, since, self.who, self.max_phrases, bool(self.paraphrases))
        return reading.found(tables, rng, asked)

    def measure(self, tables: Tables) -> Mapping[str, ir.Table]:
        """What rose, with its counts; and how much there was to read in each part."""
        names = {
            "phrases_risen": "risen",
            "parts": "discovery_parts",
            "sentences_alike": "alike",
            "sentences_read": "alike_read",
        }
        return {stored: tables[name] for stored, name in names.items()}

    def detail(self, tables: Tables) -> Mapping[str, ir.Table]:
        """`places`: every passage that holds something that rose."""
        return {"places": tables["risen_places"]}

    def conclude(self, measured: Measured, rng: Generator) -> Iterator[Finding]:
        """One finding for each kind of text in which something rose, and one of sentences that say nearly the same."""
        parts = {row["kind"]: row for row in measured["parts"].to_pylist()}
        rows = measured["phrases_risen"].to_pylist()
        for kind in sorted({row["kind"] for row in rows}):
            own = sorted((row for row in rows if row["kind"] == kind), key=lambda row: row["rank"])
            yield words.finding(kind, own, parts[kind], self.who)
        if alike := sorted(measured["sentences_alike"].to_pylist(), key=lambda row: row["rank"]):
            yield words.alike(alike, measured["sentences_read"].to_pylist()[0], self.who)

    def notes(self, measured: Measured) -> Iterator[str]:
        """How much was read of each kind, and where there was too little."""
        yield from words.notes(measured["parts"].to_pylist())
        yield from words.read(measured["sentences_read"].to_pylist())

    def rows(self, tables: Tables, finding: Finding) -> ir.Table:
        """Later passages with what rose, the first of each phrase first, so that every phrase has texts to read."""
        places = tables["places"]
        own = places.filter(places.kind == words.kind_of(finding.subject), places.later)
        joined = own.inner_join(texts.said(tables), ["table", "source_sha256", "row_ref"])
        return joined.order_by("turn", "rank", "at", "source_sha256", "row_ref", "start")

    def cite(self, rows: pa.Table) -> Iterator[Evidence]:
        """Those passages, with the phrase marked."""
        seen: set[tuple[str, str, int]] = set()
        for row in rows.to_pylist():
            if (key := (row["source_sha256"], row["row_ref"], row["start"])) not in seen:
                seen.add(key)
                yield words.evidence(row)
