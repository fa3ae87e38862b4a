"""The dossier as FollowTheMoney entities, for Aleph and other tools of investigators."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from undertow.dossier.exports import Export, Outgoing


class FollowTheMoney(Export):
    """Accounts, sources, events, and each standing finding as a note on the accounts and sources it rests on.

    Written without the library, which is hard to install (it builds ICU); where it is there, tests read every entity with it.
    """

    name = "ftm"
    title = "FollowTheMoney for Aleph: accounts, sources, events, findings as notes, one entity a line"

    def write(self, outgoing: Outgoing, folder: Path) -> Iterator[Path]:
        path = folder / "entities.ftm.json"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(entity, ensure_ascii=False) + "\n" for entity in _entities(outgoing))
        yield path


def _entities(outgoing: Outgoing) -> Iterator[dict[str, Any]]:
    dossier, voice = outgoing.dossier, outgoing.voice
    for source in dossier.sources:
        told = {"fileName": voice.file(source.name), "summary": f"SHA-256 {source.sha256}; {source.format}"}
        yield _entity(outgoing, "Document", source.sha256, **told)
    for number, event in enumerate(dossier.events, 1):
        told = {
            "name": voice.given_plain(event.title),
            "date": event.date[:10],
            "location": voice.given_plain(event.place),
        }
        yield _entity(outgoing, "Event", f"event {number}", **told)
    known: set[str] = set()
    for reviewed in outgoing.standing:
        finding = reviewed.finding
        names = [voice.account(account) for account in finding.accounts]
        for name in dict.fromkeys(names):
            if name not in known:
                known.add(name)
                yield _entity(outgoing, "UserAccount", f"account {name}", username=name, name=name)
        about = [str(outgoing.id("UserAccount", f"account {name}")) for name in names]
        about += sorted({str(outgoing.id("Document", piece.source_sha256)) for piece in finding.evidence})
        words = f"{voice.plain(finding.statement)} Strength of evidence: {finding.grade}."
        yield _entity(outgoing, "Note", finding.id, name=f"Finding {reviewed.number}", description=words, entity=about)


def _entity(outgoing: Outgoing, schema: str, key: str, **properties: str | Sequence[str]) -> dict[str, Any]:
    """One entity: every property is a list of texts, and absent where it is empty."""
    stated = {name: [value] if isinstance(value, str) else list(value) for name, value in properties.items() if value}
    return {"id": str(outgoing.id(schema, key)), "schema": schema, "properties": stated}
