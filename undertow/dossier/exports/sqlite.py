"""The findings as one SQLite file, for Datasette and whatever reads SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from undertow.dossier.exports import Export, Outgoing
from undertow.dossier.exports._tables import sheets

_TYPES = {"text": "TEXT", "integer": "INTEGER", "number": "REAL"}
_KEYS = {
    "findings": "PRIMARY KEY (id)",
    "evidence": "PRIMARY KEY (finding, number), FOREIGN KEY (finding) REFERENCES findings (id)",
    "sources": "PRIMARY KEY (sha256)",
}


class SQLite(Export):
    """One database: findings, evidence of each, sources, events."""

    name = "sqlite"
    title = "SQLite for Datasette and SQL: findings, evidence, sources, events in one file"

    def write(self, outgoing: Outgoing, folder: Path) -> Iterator[Path]:
        path = folder / "dossier.sqlite"
        path.unlink(missing_ok=True)
        with closing(sqlite3.connect(path)) as database, database:
            for sheet in sheets(outgoing):
                columns = [f'"{name}" {_TYPES[kind]}' for name, kind in sheet.columns]
                keys = [_KEYS[sheet.name]] if sheet.name in _KEYS else []
                database.execute(f'CREATE TABLE "{sheet.name}" ({", ".join(columns + keys)})')
                places = ", ".join("?" * len(sheet.columns))
                database.executemany(f'INSERT INTO "{sheet.name}" VALUES ({places})', sheet.rows)
        yield path
