"""The parts of a case folder, and the lock that lets one command at a time change it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from undertow.case.ledger import blank
from undertow.case.locking import take
from undertow.errors import DamagedCase
from undertow.tables.ledger import LEDGERS

FOLDERS = ("sources", "codebook", "ledger", "tables", "runs", "findings", "dossier")
#: Beside the database: what analyses derived from it, each the newest.
DERIVED = "derived"


class Folder:
    """Where the parts of a case lie."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.settings = root / "case.toml"
        self.sources = root / "sources"
        self.ledger = root / "ledger"
        self.runs = root / "runs"
        self.dossier = root / "dossier"
        self.log = root / "log.jsonl"
        self.database = root / "tables" / "case.duckdb"
        self.workshop = root / "tables" / "work"
        self.derived = root / "tables" / DERIVED

    @property
    def writable(self) -> bool:
        """Whether the case can be changed, and not only looked at."""
        return os.access(self.root, os.W_OK) and os.access(self.root / "tables", os.W_OK)

    def lay_out(self) -> None:
        """Makes the folders, and ledgers that hold nothing but what their columns mean."""
        for name in FOLDERS:
            (self.root / name).mkdir(parents=True, exist_ok=True)
        for name, table in LEDGERS.items():
            path = self.ledger / f"{name}.csv"
            if not path.exists():
                path.write_text(blank(table), encoding="utf-8")

    @contextmanager
    def lock(self, *, wait: bool = True) -> Iterator[bool]:
        """Holds the case for one command. Yields False when another command holds it and `wait` is False.

        Raises: DamagedCase if the folder cannot be written.
        """
        try:
            handle = os.open(self.root / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            if not wait:
                yield False
                return
            raise DamagedCase(
                f"{self.root} cannot be written ({error.strerror}). Copy the case to where you may write."
            ) from None
        try:
            yield take(handle, wait=wait)
        finally:
            os.close(handle)
