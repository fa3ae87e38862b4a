"""What the newest runs of a case left: findings in order, results by table, and the texts that a few rows stand for."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from undertow.case.findings import Held
from undertow.case.ledger import read_ledger
from undertow.case.runs import Run
from undertow.errors import UndertowError
from undertow.model import GRADES, Finding
from undertow.serve.standing import Standing
from undertow.serve.view import View

if TYPE_CHECKING:
    import duckdb

T = TypeVar("T")
Row = dict[str, Any]
#: A row of the canonical tables: posts or documents, SHA-256 of the source, number of the row in it.
Place = tuple[str, str, int]
#: A join, not a list: DuckDB then passes over stretches of rows in which none of these can be, and planning takes no time.
_TEXTS = "SELECT t.row_index, {} FROM (SELECT unnest(?) AS number) asked JOIN {} t ON t.row_index = asked.number WHERE t.source_sha256 = ?"
_WORDS = {"posts": "text", "documents": "coalesce(nullif(text, ''), title)"}
_databases: list[duckdb.DuckDBPyConnection] = []
_lock = Lock()


class Stored:
    """Findings, runs and results of a case, as pages of results need them. Nothing is measured and no table is scanned."""

    def __init__(self, view: View) -> None:
        self.view = view
        found = [h for h in view.as_read if h.found_again]  # a verdict of another would lead the reader
        self.held = sorted(
            found, key=lambda h: (GRADES.index(h.finding.grade), -h.finding.evidence_count, h.finding.id)
        )

    def newest(self, analysis: str) -> Run | None:
        """The newest run of an analysis that yields findings; a run with compat only writes what another tool returns."""
        return next(
            (r for r in reversed(self.view.runs) if r.analysis == analysis and not r.settings.get("compat")), None
        )

    def of(self, *analyses: str) -> list[Held]:
        """The findings of those analyses, strongest first."""
        return [h for h in self.held if h.finding.analysis in analyses]

    def finding(self, name: str) -> Finding | None:
        """The finding with this id, if the newest runs found it."""
        return next((h.finding for h in self.held if h.finding.id == name), None)

    @cached_property
    def _standing(self) -> Standing | None:
        """Asked once a page: each question may wait a moment for the answer."""
        try:
            return self.view.standing
        except UndertowError:
            return None

    def stale(self, run: Run) -> str | None:
        """What changed since a run, in words; empty where nothing did, None while that is not known."""
        return self._standing.out_of_date.get(run.id, "") if self._standing else None

    def lacks(self, analysis: str) -> str:
        """What the analysis needs and the case does not have, as far as that is known."""
        return self._standing.lacks.get(analysis, "") if self._standing else ""

    def source_name(self, sha256: str) -> str:
        """The name a source was added under."""
        return next((s.name for s in self.view.sources if s.sha256 == sha256), "a source no longer in the case")

    def kept(self, name: str, run: Run | None, make: Callable[[], T]) -> T:
        """What `make` returns, made once for each run and state of the tables."""
        return self.view.kept(name, (run.id if run else "", run.started if run else "", self.view.material_mark), make)

    def ledger(self, name: str) -> list[dict[str, str]]:
        """What stands in a ledger file, as entered. Raises: UnreadableInput naming file and line."""
        return read_ledger(self.view.folder / "ledger" / f"{name}.csv")

    # ------------------------------------------------------------------ results of runs

    def path(self, run: Run, table: str) -> Path | None:
        """The file of a result, where the run has it."""
        path = self.view.folder / "runs" / run.id / f"{table}.parquet"
        return path if table in run.results and path.exists() else None

    def rows(
        self, run: Run | None, table: str, select: str = "*", rest: str = "", parameters: Sequence[object] = ()
    ) -> list[Row]:
        """Rows of a result: `SELECT select FROM table rest`; none where the run has no such result."""
        path = self.path(run, table) if run else None
        if path is None:
            return []
        found = memory().execute(f"SELECT {select} FROM read_parquet(?) {rest}", [str(path), *parameters])
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    # ------------------------------------------------------------------ the tables of the case

    def texts(self, places: Collection[Place]) -> dict[Place, str]:
        """The texts of some rows. Rows are found by their numbers, in whose order a table lies, so that little is read.

        Raises: Busy while another command writes.
        """
        asked: dict[tuple[str, str], list[int]] = {}
        for table, sha256, number in sorted(places):
            asked.setdefault((table, sha256), []).append(number)
        found: dict[Place, str] = {}
        for (table, sha256), numbers in asked.items():
            for number, text in self.view.query(_TEXTS.format(_WORDS[table], table), [numbers, sha256]):
                found[table, sha256, number] = text or ""
        return found


def memory() -> duckdb.DuckDBPyConnection:
    """A cursor of a database without tables, by which stored results are read; one for each question."""
    import duckdb

    with _lock:
        if not _databases:
            settings = {"threads": 2, "memory_limit": "300MB", "autoinstall_known_extensions": False}
            _databases.append(duckdb.connect(config=settings))
            atexit.register(_databases.clear)  # or DuckDB complains, when Python ends, that it is still there
        return _databases[0].cursor()
