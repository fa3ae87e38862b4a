"""What pages read of a case, cheaply: files are read again only when they changed, and the database is opened for one question.

A page must answer while an analysis is at work. So whatever can be read from files is read from files (log, manifest,
findings, runs); what needs the database raises CaseBusy while another program writes to it, and the page says so.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from undertow.analyses import Analysis
from undertow.carrying import program
from undertow.case import Case
from undertow.case.findings import Findings, Held
from undertow.case.folder import Folder
from undertow.case.journal import Entry, Journal
from undertow.case.people import handles_of
from undertow.case.publishing.selection import on_what_is_left
from undertow.case.reviewing import Act, Reviews, login
from undertow.case.runs import Run, Runs
from undertow.case.settings import CaseSettings, read
from undertow.case.sources import Source, Sources
from undertow.engines.busy import opened
from undertow.errors import CaseBusy, EngineFailed, UndertowError, UnknownName
from undertow.language.display import visible
from undertow.model import Verdict, mentioned
from undertow.registry import members
from undertow.serve.apart import apart
from undertow.serve.jobs import Jobs
from undertow.serve.keeping import IN_BACKGROUND, Keeping, left, patient
from undertow.serve.standing import Standing
from undertow.serve.turns import Turns
from undertow.tables import TABLES

if TYPE_CHECKING:
    import pyarrow as pa

T = TypeVar("T")
_NAMES: ContextVar[Mapping[str, str]] = ContextVar("names", default=MappingProxyType({}))
_LOOK: ContextVar[dict[str, Any] | None] = ContextVar("look", default=None)
#: Seconds a page waits for what is worked out in the background before it shows the rest.
PATIENCE = 0.1
#: Seconds a question to the database waits for another program that has it for a moment.
_SHORT = 0.15
BUSY = "Another command is writing to the tables of this case. This part waits for it; load the page again in a moment."


class View:
    """One case, seen by pages. Everything here may be asked by several requests at once."""

    def __init__(self, folder: Path, patience: float = PATIENCE) -> None:
        self.folder = folder
        self.at = Folder(folder.absolute())
        self.jobs = Jobs(folder)
        self.keeping = Keeping(self.at.derived / "pages", patience)
        #: Whose verdicts and judgements are given here, and whose eyes see those of others only after their own.
        self.reader = login()
        self._turns = Turns()
        self._beside = Lock()

    # ------------------------------------------------------------------ from files: always there

    @property
    def settings(self) -> CaseSettings:
        """case.toml. Raises: BadSetting."""
        return self.kept("settings", _stamp(self.at.settings), lambda: read(self.at.settings))

    @property
    def sources(self) -> list[Source]:
        """Everything that was added and not removed, in order."""
        return self.kept("sources", _stamp(self.at.sources / "manifest.json"), lambda: _sources(self.at))

    @property
    def log(self) -> list[Entry]:
        """Every entry of the log, in order."""
        return self.kept("log", _stamp(self.at.log), Journal(self.at.log).entries)

    @property
    def runs(self) -> list[Run]:
        """Every finished run, oldest first."""
        return self.kept("runs", self._finished, Runs(self.at.runs).all)

    @cached_property
    def analyses(self) -> dict[str, type[Analysis]]:
        """The analyses of this installation, by name."""
        return members("undertow.analyses", Analysis)  # type: ignore[type-abstract]

    @property
    def newest(self) -> dict[str, Run]:
        """The newest run of each analysis that was run."""
        return {run.analysis: run for run in self.runs}

    @property
    def findings(self) -> list[Held]:
        """Every finding with its newest verdict, by id; those the newest run did not find again are among them."""
        return self.kept("findings", self._findings, Findings(self.at.root).all)

    @property
    def whole(self) -> frozenset[str]:
        """The ids of findings whose sources are in the case and whose run is not damaged: what a dossier can hold."""
        stamps = (self._findings, self._finished, _stamp(self.at.sources / "manifest.json"))

        def left() -> frozenset[str]:
            return frozenset(h.finding.id for h in on_what_is_left(Case(self.folder), self.findings)[0])

        return self.kept("whole", stamps, left)

    @property
    def acts(self) -> list[Act]:
        """Everything readers did about findings, oldest first."""
        return self.kept("acts", self._reviewed, Reviews(self.at.root).all)

    @property
    def as_read(self) -> list[Held]:
        """Every finding as the present reader may see it: verdicts of others only where a verdict of this reader stands."""
        reader = self.reader
        seen = (self._findings, reader)
        return self.kept("as read", seen, lambda: [held.as_read_by(reader) for held in self.findings])

    @property
    def verdicts(self) -> list[Verdict]:
        """Every verdict ever given, oldest first."""
        return self.kept("verdicts", self._reviewed, Findings(self.at.root).verdicts)

    @property
    def mark(self) -> str:
        """Changes with every command that is finished: the hash of the last entry of the log."""
        return self.log[-1].hash if self.log else ""

    @property
    def material_mark(self) -> str:
        """Changes with the rows of the tables: the hash of the last entry by which a source came or went."""
        return next((e.hash for e in reversed(self.log) if e.command in ("add", "reload", "remove")), "")

    @property
    def findings_mark(self) -> tuple[tuple[str, int, int], ...]:
        """Changes with the findings, and not with what readers say of them."""
        return self._findings[:-1]

    @property
    def counts(self) -> dict[str, int]:
        """Rows by canonical table, as the log counted them when each source was read; nothing is scanned."""
        return self.kept("counts", (self.mark, _stamp(self.at.sources / "manifest.json")), self._counts)

    @property
    def standing(self) -> Standing:
        """Which analyses can run and which runs are out of date. Raises: CaseBusy, also while it is being worked out."""
        ran = next((e.hash for e in reversed(self.log) if e.command == "run"), "")
        rejected = sorted(h.finding.id for h in self.findings if h.verdict and h.verdict.verdict == "rejected")
        stamps = (program(), self.material_mark, ran, rejected, *_stamps(self._written()))
        return self.keeping.soon(
            "standing", stamps, lambda: apart(self.folder, Standing, "standing"), Standing, "The state of the analyses"
        )

    def result(self, run: Run, table: str, columns: Sequence[str] | None = None) -> pa.Table:
        """A table that a run stored, from its file. Raises: UnknownName."""
        import pyarrow.parquet as pq

        path = self.at.runs / run.id / f"{table}.parquet"
        if table not in run.results or not path.exists():
            raise UnknownName.among(f"table of {run.id}", table, run.results)
        names = list(columns) if columns else None
        return self.kept(f"result {run.id} {table} {names}", _stamp(path), lambda: pq.read_table(path, columns=names))

    def kept(self, name: str, stamp: object, make: Callable[[], T]) -> T:
        """What `make` returns, made again only when `stamp` differs from last time. Do not change what you get."""
        return self.keeping.now(name, stamp, make)

    @contextmanager
    def one_look(self) -> Iterator[None]:
        """For a page that only shows. Inside, findings and runs are those of one moment, and whether they changed is looked up
        once; and all that is waited for together is waited for no longer than one thing."""
        before = _LOOK.set({})
        try:
            with patient(self.keeping.patience):
                yield
        finally:
            _LOOK.reset(before)

    # ------------------------------------------------------------------ in words

    @property
    def about(self) -> CaseSettings:
        """The settings, or what can be said of a case whose case.toml cannot be read: for the head of every page."""
        try:
            return self.settings
        except UndertowError:
            return CaseSettings(title=self.folder.resolve().name)

    @property
    def names(self) -> Mapping[str, str]:
        """Handles of the accounts that findings speak of, by account; none while they are being looked up."""
        stamps = (self.material_mark, *self.findings_mark)
        try:
            return self.keeping.soon("handles", stamps, self._handles, dict[str, str], "Who is who")
        except UndertowError:
            return {}

    @contextmanager
    def naming(self) -> Iterator[None]:
        """Looks names up once for all that is written inside."""
        before = _NAMES.set(self.names)
        try:
            yield
        finally:
            _NAMES.reset(before)

    def name(self, account: str) -> str:
        """An account as the analyst sees it: handle and id, with what is invisible made visible. Inside `naming`."""
        handle = _NAMES.get().get(account)
        return f"@{visible(handle)} ({visible(account)})" if handle else visible(account)

    def handle(self, account: str) -> str:
        """The handle alone, where it is known: for lists in which the id stands beside it or leaves no room. Inside `naming`."""
        handle = _NAMES.get().get(account)
        return f"@{visible(handle)}" if handle else visible(account)

    # ------------------------------------------------------------------ from the database: may have to wait

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Rows of a DuckDB statement over the canonical tables, which it can only read.

        Keep what is asked small, or keep it with `kept` under `material_mark`: a page has 300 ms on five million posts.
        Raises: CaseBusy while another program writes.
        """
        import duckdb

        path = str(self.at.database)
        with self._turns.reading(None if IN_BACKGROUND.get() else left(_SHORT)) as admitted:
            if not admitted:
                raise CaseBusy(BUSY)
            try:
                database = opened(lambda: duckdb.connect(path, read_only=True), left(_SHORT))
            except duckdb.Error as error:
                raise CaseBusy(BUSY) from error
            try:
                rows: list[tuple[Any, ...]] = database.execute(sql, list(parameters)).fetchall()
                return rows
            except duckdb.Error as error:
                raise EngineFailed(f"DuckDB could not answer ({str(error).splitlines()[0][:200]}).") from error
            finally:
                database.close()

    @contextmanager
    def changing(self, *, beside: bool = False) -> Iterator[Case]:
        """The case, to change it or to ask what only Case answers.

        beside: for what can be done while a run has the case (`review`, `labelling.record`): it does not touch the database,
        and waits for nothing that does. Raises: CaseBusy while another command has it.
        """
        if beside:
            with self._beside:
                yield Case.open(self.folder)
            return
        with self._turns.writing():
            with self.at.lock(wait=False) as free:
                pass
            if not free:
                raise CaseBusy("An analysis or another command is at work in this case. Try again when it is done.")
            yield Case.open(self.folder)

    # ------------------------------------------------------------------

    @property
    def _reviewed(self) -> tuple[str, int, int]:
        return _stamp(self.at.root / "reviews.jsonl")

    @property
    def _findings(self) -> tuple[tuple[str, int, int], ...]:
        """Changes with the findings and with what was said of them, which comes last."""
        return _looked("findings", lambda: (*_within(self.at.root / "findings"), self._reviewed))

    @property
    def _finished(self) -> tuple[tuple[str, str, int, int], ...]:
        """Changes with the runs."""
        return _looked("runs", lambda: _stamps(self.at.runs.glob("[!.]*/settings.json")))

    def _written(self) -> Iterator[Path]:
        """Files the analyst writes, on which it depends what can run and what is out of date."""
        yield self.at.settings
        yield self.at.root / "labels.jsonl"
        yield from sorted(self.at.ledger.glob("*.csv"))
        yield from sorted((self.at.root / "codebook").glob("*.toml"))

    def _handles(self) -> dict[str, str]:
        findings = [held.finding for held in self.findings]
        named = {account for finding in findings for account in finding.accounts}
        named |= {e.who for finding in findings for e in finding.evidence if e.account}
        named |= set(mentioned(msgspec.json.encode(findings).decode("utf-8", "replace")))
        return handles_of(self.query, sorted(named), []) if named else {}

    def _counts(self) -> dict[str, int]:
        loaded: dict[str, Mapping[str, list[str]]] = {
            e.data["source"]["sha256"]: e.data.get("tables") or {} for e in self.log if e.command in ("add", "reload")
        }
        present = [loaded.get(source.sha256, {}) for source in self.sources]
        return {name: sum(int(rows[name][0]) for rows in present if name in rows) for name in TABLES}


def _looked(what: str, look: Callable[[], T]) -> T:
    """What `look` returns; inside `View.one_look` what it returned there the first time."""
    seen = _LOOK.get()
    if seen is None:
        return look()
    if what not in seen:
        seen[what] = look()
    found: T = seen[what]
    return found


def _within(folder: Path) -> list[tuple[str, int, int]]:
    """The stamps of the findings that lie in a folder."""
    try:
        with os.scandir(folder) as entries:
            found = [(e.name, e.stat()) for e in entries if e.name.endswith(".json")]
    except OSError:
        return []
    return sorted((name, s.st_mtime_ns, s.st_size) for name, s in found)


def _sources(at: Folder) -> list[Source]:
    return Sources(at.sources).manifest().sources


def _stamp(path: Path) -> tuple[str, int, int]:
    try:
        found = path.stat()
    except OSError:
        return path.name, 0, 0
    return path.name, found.st_mtime_ns, found.st_size


def _stamps(paths: Iterable[Path]) -> tuple[tuple[str, str, int, int], ...]:
    return tuple((path.parent.name, *_stamp(path)) for path in sorted(paths))
