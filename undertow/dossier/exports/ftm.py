"""The dossier as FollowTheMoney entities, for Aleph and other tools of investigators."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from undertow.dossier.exports import Export, Outgoing, extra


class FollowTheMoney(Export):
    """Accounts, sources, events, and each standing finding as a note on the accounts and sources it rests on."""

    name = "ftm"
    title = "FollowTheMoney for Aleph: accounts, sources, events, findings as notes, one entity a line"

    def write(self, outgoing: Outgoing, folder: Path) -> Iterator[Path]:
        model = extra("followthemoney", self.name).model
        path = folder / "entities.ftm.json"
        with path.open("w", encoding="utf-8") as file:
            for entity in _entities(model, outgoing):
                file.write(_line(entity))
        yield path


def _line(entity: Any) -> str:
    import json

    return json.dumps(entity.to_dict(), ensure_ascii=False) + "\n"


def _entities(model: Any, outgoing: Outgoing) -> Iterator[Any]:
    dossier, voice = outgoing.dossier, outgoing.voice
    for source in dossier.sources:
        told = {"fileName": voice.given_plain(source.name), "summary": f"SHA-256 {source.sha256}; {source.format}"}
        yield _entity(model, outgoing, "Document", source.sha256, **told)
    for number, event in enumerate(dossier.events, 1):
        told = {
            "name": voice.given_plain(event.title),
            "date": event.date[:10],
            "location": voice.given_plain(event.place),
        }
        yield _entity(model, outgoing, "Event", f"event {number}", **told)
    known: set[str] = set()
    for reviewed in outgoing.standing:
        finding = reviewed.finding
        names = [voice.account(account) for account in finding.accounts]
        for name in names:
            if name not in known:
                known.add(name)
                yield _entity(model, outgoing, "UserAccount", f"account {name}", username=name, name=name)
        about = [str(outgoing.id("UserAccount", f"account {name}")) for name in names]
        about += sorted({str(outgoing.id("Document", piece.source_sha256)) for piece in finding.evidence})
        note = _entity(
            model, outgoing, "Note", finding.id, name=f"Finding {reviewed.number}",
            description=f"{voice.plain(finding.statement)} Strength of evidence: {finding.grade}.",
        )  # fmt: skip
        note.add("entity", about)
        yield note


def _entity(model: Any, outgoing: Outgoing, schema: str, key: str, **properties: str) -> Any:
    entity = model.make_entity(schema)
    entity.id = str(outgoing.id(schema, key))
    for name, value in properties.items():
        entity.add(name, value or None)
    return entity
