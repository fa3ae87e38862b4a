"""Findings, evidence and every printed table as CSV in which no cell can act."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from undertow.dossier.exports import Export, Outgoing
from undertow.dossier.exports._tables import sheets
from undertow.dossier.spreadsheet import write_csv


class Spreadsheets(Export):
    """One file per table: findings, evidence, sources, events, and the tables of each finding."""

    name = "csv"
    title = "CSV for spreadsheets: findings, evidence, sources, events and every printed table"

    def write(self, outgoing: Outgoing, folder: Path) -> Iterator[Path]:
        for sheet in sheets(outgoing):
            yield write_csv(folder / f"{sheet.name}.csv", [name for name, _ in sheet.columns], sheet.rows)
        plain = outgoing.voice.plain
        for finding in (reviewed.finding for reviewed in outgoing.judged):
            for number, table in enumerate(finding.tables, 1):
                rows = [tuple(plain(c) if isinstance(c, str) else c for c in row) for row in table.rows]
                yield write_csv(folder / f"{finding.id}-{number}.csv", [plain(c.title) for c in table.columns], rows)
