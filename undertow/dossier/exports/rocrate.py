"""What is published of a case as an RO-Crate: the dossier, the exports, and how each finding came about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from undertow.dossier.exports import Export, Outgoing, extra
from undertow.dossier.exports.spreadsheets import Spreadsheets


class ROCrate(Export):
    """A folder with ro-crate-metadata.json: the tables, the dossier where it was published, the runs as actions on sources.

    Sources are named by SHA-256 and are not in it: what was collected about people is not the publisher's to hand on.
    """

    name = "ro-crate"
    title = "RO-Crate: tables, dossier, and each run as an action on sources named by SHA-256"

    def write(self, outgoing: Outgoing, folder: Path) -> Iterator[Path]:
        dossier, given = outgoing.dossier, outgoing.voice.given_plain
        crate = extra("rocrate.rocrate", self.name).ROCrate()
        crate.name, crate.description, crate.datePublished = outgoing.title, given(dossier.question), dossier.published
        if dossier.byline:
            crate.root_dataset["author"] = given(dossier.byline)
        written = _files(crate, outgoing, folder)
        sources = {}
        for source in dossier.sources:
            told = {"@type": "CreativeWork", "name": outgoing.voice.file(source.name), "encodingFormat": source.format}
            sources[source.sha256] = self._entity(crate, f"urn:sha256:{source.sha256}", told)
        for method in dossier.methods:
            version = method.versions.get("undertow", "")
            told = {"@type": "SoftwareApplication", "name": f"undertow {method.analysis}", "softwareVersion": version}
            crate.add_action(
                self._entity(crate, f"#{method.analysis}", told),
                f"#{method.run_id}",
                object=[sources[sha] for sha in method.inputs if sha in sources],
                result=written,
                properties={
                    "name": outgoing.voice.plain(method.title),
                    "description": outgoing.voice.plain(method.error_statement),
                },
            )
        crate.write(folder / "crate")
        yield folder / "crate" / "ro-crate-metadata.json"

    def _entity(self, crate: Any, identifier: str, properties: dict[str, str]) -> Any:
        entity = extra("rocrate.model.contextentity", self.name).ContextEntity
        return crate.add(entity(crate, identifier, properties=properties))


def _files(crate: Any, outgoing: Outgoing, folder: Path) -> list[Any]:
    """The tables, written beside the crate first, and the dossier where it was published."""
    tables = folder / "tables"
    tables.mkdir(exist_ok=True)
    written = [crate.add_file(path, dest_path=f"tables/{path.name}") for path in Spreadsheets().write(outgoing, tables)]
    page = folder.parent.parent / "dossier.html"
    if page.exists():
        written.append(crate.add_file(page, dest_path="dossier.html", properties={"name": "The dossier"}))
    return written
