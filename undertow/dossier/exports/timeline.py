"""The events of the case and the dated findings as a file for TimelineJS."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from undertow.dossier.exports import Export, Outgoing, write_json

_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(?:[T ](\d{2}):(\d{2}))?")


class TimelineJS(Export):
    """Events as entered, and each standing finding over the days of its cited rows."""

    name = "timelinejs"
    title = "JSON for TimelineJS: the events of the case and the findings over the days of their cited rows"

    def write(self, outgoing: Outgoing, folder: Path) -> Iterator[Path]:
        title = {
            "text": {
                "headline": escape(outgoing.title),
                "text": escape(outgoing.voice.given_plain(outgoing.dossier.question)),
            }
        }
        entries = [*_events(outgoing), *_findings(outgoing)]
        yield write_json(folder / "timeline.json", {"title": title, "events": entries, "scale": "human"})


def _events(outgoing: Outgoing) -> Iterator[dict[str, Any]]:
    given = outgoing.voice.given_plain
    for number, event in enumerate(outgoing.dossier.events, 1):
        told = [given(event.place), *(f"Source: {given(source)}" for source in event.sources)]
        yield {
            "start_date": _date(event.date),
            "text": {
                "headline": escape(given(event.title)),
                "text": "<br>".join(escape(part) for part in told if part),
            },
            "group": "Events",
            "unique_id": f"event-{number}",
        }


def _findings(outgoing: Outgoing) -> Iterator[dict[str, Any]]:
    for reviewed in outgoing.standing:
        days = sorted(day for piece in reviewed.finding.evidence if _DATE.match(day := outgoing.voice.at(piece)))
        if days:
            yield {
                "start_date": _date(days[0]),
                "end_date": _date(days[-1]),
                "text": {
                    "headline": f"Finding {reviewed.number}",
                    "text": f"<p>{escape(outgoing.voice.plain(reviewed.finding.statement))}</p><p>{reviewed.finding.grade}; "
                    "the days are those of the cited rows</p>",
                },
                "group": "Findings",
                "unique_id": f"finding-{reviewed.finding.id}",
            }


def _date(text: str) -> dict[str, int]:
    """A date as finely as it is known."""
    found = _DATE.match(text)
    parts = found.groups() if found else ()
    return {
        name: int(part) for name, part in zip(("year", "month", "day", "hour", "minute"), parts, strict=False) if part
    }
