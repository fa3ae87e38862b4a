"""Every quote as a Web Annotation: which words of which source a finding rests on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from undertow.dossier.exports import Export, Outgoing, write_json
from undertow.model import Evidence

_AROUND = 32


class Annotations(Export):
    """W3C annotations with the quoted words and their place in the text of the row.

    Where a name had to be masked the words are not those of the source any more, and words of private accounts are withheld:
    then only the place is given.
    """

    name = "annotations"
    title = "W3C Web Annotations: every quote with its words, its place in the text and its source by SHA-256"

    def write(self, outgoing: Outgoing, folder: Path) -> Iterator[Path]:
        items = [
            {
                "id": f"urn:uuid:{outgoing.id('annotation', reviewed.finding.id, str(number))}",
                "type": "Annotation",
                "motivation": "identifying",
                "body": {
                    "type": "TextualBody",
                    "value": f"Finding {reviewed.number}: {outgoing.voice.plain(reviewed.finding.statement)}",
                    "format": "text/plain",
                },
                "target": _target(piece, outgoing),
            }
            for reviewed in outgoing.standing
            for number, piece in enumerate(reviewed.finding.evidence, 1)
            if piece.kind == "quote"
        ]
        page = {
            "@context": "http://www.w3.org/ns/anno.jsonld",
            "id": f"urn:uuid:{outgoing.id('annotations')}",
            "type": "AnnotationCollection",
            "label": outgoing.title,
            "total": len(items),
            "first": {"type": "AnnotationPage", "startIndex": 0, "items": items},
        }
        yield write_json(folder / "annotations.json", page)


def _target(piece: Evidence, outgoing: Outgoing) -> dict[str, Any]:
    """The row as a fragment of the source, and in its raw text the words; positions are code points."""
    place: dict[str, Any] = {"type": "FragmentSelector", "value": outgoing.voice.file(piece.row_ref)}
    words: list[dict[str, Any]] = [{"type": "TextPositionSelector", "start": piece.start, "end": piece.end}]
    before, after = piece.text[max(0, piece.start - _AROUND) : piece.start], piece.text[piece.end : piece.end + _AROUND]
    voice = outgoing.voice
    if piece.quote and not voice.withholds(piece) and voice.masked(piece.text) == piece.text:
        words.insert(0, {"type": "TextQuoteSelector", "exact": piece.quote, "prefix": before, "suffix": after})
    place["refinedBy"] = words[0] | ({"refinedBy": words[1]} if len(words) > 1 else {})
    target: dict[str, Any] = {"source": f"urn:sha256:{piece.source_sha256}", "selector": place}
    return target | ({"state": {"type": "TimeState", "sourceDate": voice.at(piece)}} if piece.at else {})
