"""The findings as plain tables, for forms that hold rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from undertow.dossier.exports import Outgoing
from undertow.model import Cell


class Sheet(NamedTuple):
    """A table: columns with their type (text, integer, number), and rows."""

    name: str
    columns: tuple[tuple[str, str], ...]
    rows: list[tuple[Cell, ...]]


def sheets(outgoing: Outgoing) -> Iterator[Sheet]:
    """Findings, evidence, sources and events. Ids are text; what is not known is NULL, never 0."""
    yield Sheet("findings", _FINDINGS, list(_findings(outgoing)))
    yield Sheet("evidence", _EVIDENCE, list(_evidence(outgoing)))
    sources = [
        (s.sha256, outgoing.voice.file(s.name), s.format, s.added_at, s.ledger.rows_in, s.ledger.kept, s.ledger.duplicates,
         s.ledger.quarantined)
        for s in outgoing.dossier.sources
    ]  # fmt: skip
    yield Sheet("sources", _SOURCES, list(sources))
    events = [
        (event.date, outgoing.voice.given_plain(event.title), outgoing.voice.given_plain(event.place) or None,
         outgoing.voice.given_plain("; ".join(event.sources)) or None)
        for event in outgoing.dossier.events
    ]  # fmt: skip
    yield Sheet("events", _EVENTS, list(events))


def _findings(outgoing: Outgoing) -> Iterator[tuple[Cell, ...]]:
    for reviewed in outgoing.judged:
        finding, verdict = reviewed.finding, reviewed.verdict
        estimate = finding.estimate
        yield (
            finding.id, finding.analysis, finding.grade, outgoing.voice.plain(finding.statement), estimate.value, estimate.low,
            estimate.high, estimate.level, outgoing.voice.plain(estimate.unit), estimate.n, finding.p_value, finding.q_value,
            verdict.verdict if verdict else None, finding.evidence_count, finding.run_id,
        )  # fmt: skip


def _evidence(outgoing: Outgoing) -> Iterator[tuple[Cell, ...]]:
    for reviewed in outgoing.judged:
        for number, piece in enumerate(reviewed.finding.evidence, 1):
            yield (
                reviewed.finding.id, number, piece.kind, outgoing.voice.at(piece) or None, outgoing.voice.who(piece),
                outgoing.voice.quoted(piece), piece.source_sha256, outgoing.voice.file(piece.row_ref),
            )  # fmt: skip


_FINDINGS = (
    ("id", "text"), ("analysis", "text"), ("grade", "text"), ("statement", "text"), ("estimate", "number"), ("low", "number"),
    ("high", "number"), ("level", "number"), ("unit", "text"), ("n", "integer"), ("p_value", "number"), ("q_value", "number"),
    ("verdict", "text"), ("evidence_count", "integer"), ("run", "text"),
)  # fmt: skip
_EVIDENCE = (
    ("finding", "text"), ("number", "integer"), ("kind", "text"), ("at", "text"), ("who", "text"), ("quote", "text"),
    ("source_sha256", "text"), ("row", "text"),
)  # fmt: skip
_SOURCES = (
    ("sha256", "text"), ("name", "text"), ("format", "text"), ("added_at", "text"), ("rows_in", "integer"), ("kept", "integer"),
    ("duplicates", "integer"), ("quarantined", "integer"),
)  # fmt: skip
_EVENTS = (("date", "text"), ("title", "text"), ("place", "text"), ("sources", "text"))
