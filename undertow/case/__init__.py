"""A case: a folder you add sources to, run analyses on and publish from.

The log is the authority. An entry is written last, after everything it speaks of is on disk; what has no entry is
removed when the case is opened next. So a command that was killed at any moment leaves the case as it was.
What checks and what publishes is loaded when it is asked for: it knows every language, and every command would wait.
"""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import msgspec

from undertow import ingest
from undertow.case import runs
from undertow.case.deviations import note_deviations
from undertow.case.findings import Findings, Held, with_stable_ids
from undertow.case.folder import Folder
from undertow.case.given import fingerprints, given
from undertow.case.importing import Asked, ImportReport, already, staged_from, usable
from undertow.case.journal import Journal
from undertow.case.ledger import Grounds, Query, Row, entries
from undertow.case.needs import require_material
from undertow.case.people import People, handles_of, people_of
from undertow.case.recovery import INTENT, Parts, Said, announce, log_problems, recover, reload
from undertow.case.reviewing import Agreement, Deed, act, agreements
from undertow.case.runs import Run, Runs
from undertow.case.settings import CaseSettings, Stated, check_stated, read, write_template
from undertow.case.sources import SCHEMA, Adding, Manifest, Options, Source, Sources, with_sources
from undertow.engines.store import Store
from undertow.errors import BadSetting, UnknownName
from undertow.material import label
from undertow.model import Verdict
from undertow.version import __version__

if TYPE_CHECKING:
    import pyarrow as pa

    from undertow.analyses import Forecast
    from undertow.case.checking import Overview
    from undertow.case.integrity import Problem
    from undertow.case.publishing.editor import Editor

__all__ = ["Case", "ImportReport"]


class Case:
    """A case folder. Make one with `create`, come back to it with `open`."""

    def __init__(self, root: Path, say: Said = lambda _: None) -> None:
        self.folder = root
        self._at = Folder(root.absolute())
        self._journal = Journal(self._at.log)
        self._sources = Sources(self._at.sources)
        self._runs = Runs(self._at.runs)
        self._findings = Findings(self._at.root)
        self._grounds = Grounds(self._reading)
        self._parts = Parts(self._at, self._journal, self._sources, self._runs, self._findings, say)

    @classmethod
    def create(cls, folder: str | Path, *, say: Said = lambda _: None, **stated: Unpack[Stated]) -> Case:
        """A new case in `folder`. Raises: BadSetting if there is something in it already, or for a title that cannot be printed."""
        check_stated(stated)
        root = Path(folder)
        if root.exists() and (not root.is_dir() or any(root.iterdir())):
            raise BadSetting(f"{root}: there is something there already. Choose a folder that does not exist yet.")
        try:
            root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadSetting(f"{root} cannot be made ({error.strerror}). Choose a place where you may write.") from None
        case = cls(root, say)
        case._at.lay_out()
        case._sources.save(Manifest(made_by=__version__))
        named: Stated = {"title": stated.get("title") or root.resolve().name}
        write_template(case._at.settings, {**stated, **named})
        case._journal.append("new", title=named["title"], version=__version__, schema=SCHEMA)
        Store(case._at.database).close()
        return case

    @classmethod
    def open(cls, folder: str | Path = ".", say: Said = lambda _: None) -> Case:
        """The case in `folder`, with what an interrupted command left cleared away.

        Raises: UnknownName if there is no case, DamagedCase if it is not whole or newer than this version.
        """
        root = Path(folder)
        if not (root / "case.toml").exists():
            raise UnknownName(
                f"{root.resolve()} is not a case (it has no case.toml). Go into one, name one with -C DIR, or make one: undertow new DIR."
            )
        case = cls(root, say)
        with case._at.lock(wait=False) as free:
            if free and not (problems := log_problems(case._parts)):
                recover(case._parts, tables=False)
            elif free:
                say(f"{problems[0]} Nothing is changed in this case until its log is restored from a backup.")
        return case

    # ------------------------------------------------------------------ what is in it

    @property
    def settings(self) -> CaseSettings:
        """case.toml as it stands now."""
        return read(self._at.settings)

    def sources(self) -> list[Source]:
        """Everything that was added and not removed, in order."""
        return self._sources.manifest().sources

    def counts(self) -> dict[str, int]:
        """Rows by canonical table."""
        self._tables_ready()
        with self._store(reading=True) as store:
            return store.counts()

    def stated(self) -> dict[str, int]:
        """Rows by table of what the analyst stated, wrote and judged."""
        return {name: table.num_rows for name, table in self._given().items()}

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Rows of a DuckDB statement over the canonical tables."""
        with self._reading() as query:
            return query(sql, parameters)

    def runs(self) -> list[Run]:
        """Every finished run, oldest first."""
        return self._runs.all()

    def damaged_runs(self) -> dict[str, str]:
        """What is wrong with each run whose record cannot be read, by its id."""
        return self._runs.damaged()

    def findings(self) -> tuple[Held, ...]:
        """Every finding with its verdict."""
        return tuple(self._findings.all())

    def finding(self, name: str) -> Held:
        """The finding whose id begins with `name`. Raises: UnknownName."""
        return self._findings.get(name)

    def verdicts(self) -> list[Verdict]:
        """Every verdict ever given, oldest first."""
        return self._findings.verdicts()

    def ledger(self) -> dict[str, list[Row]]:
        """What was entered by hand, by table: each row with what it rests on and what is wrong with it. Raises: UnreadableInput."""
        return entries(self._at.ledger, self.sources(), self._grounds)

    def rows(self, name: str, limit: int = 1000, *, listed: bool = False) -> pa.Table:
        """The rows behind a finding, strongest first, at most `limit`; listed: of counts, the rows counted, in file order."""
        finding = self._findings.get(name).finding
        with self._runs.rows(finding, self._at.database, listed=listed) as (engine, rows):
            return engine.collect(rows.limit(limit))

    def people(self, accounts: Sequence[str] = (), handles: Sequence[str] = ()) -> People:
        """Names for accounts: public ones by name, private ones by number.

        Handles are looked up for `accounts`, and accounts for `handles` (folded, without @).
        """
        return people_of(self.folder, self._handles, accounts, handles)

    def out_of_date(self, run: Run) -> str:
        """Why a run no longer speaks for the case, or an empty text."""
        have = {source.sha256: source.name for source in self.sources()}
        return runs.out_of_date(run, have, fingerprints(self._given(), run.given))

    # ------------------------------------------------------------------ changing it

    def add(
        self, path: str | Path, *, format: str = "", progress: ingest.Progress | None = None, **said: Unpack[Adding]
    ) -> ImportReport:
        """Takes a file or folder into the case, whole or not at all.

        Raises: UnreadableInput if no format knows it or nothing in it can be used, BadSetting for an option.
        """
        options = usable(Options(**said))
        with self._at.lock(), self._work() as work:
            manifest = self._sources.manifest()
            incoming = self._sources.take(Path(path), work / "incoming")
            for known in manifest.sources:
                if known.sha256 == incoming.sha256:
                    return already(known, options, format)
            asked = Asked(label(Path(path).name), format, options, progress)
            source, staged = staged_from(asked, incoming, work / "staging")
            announce(work, sources=[stored.sha256 for stored, _ in incoming.files])
            self._sources.keep(incoming)
            with self._store() as store:
                ledger = store.load(source.sha256, work / "staging", staged.tables, staged.records)
                marks = store.fingerprint(source.sha256)
            source = replace(source, ledger=ledger)
            self._journal.append("add", source=msgspec.to_builtins(source), tables=marks)
            self._sources.save(with_sources(manifest, [*manifest.sources, source]))
        return ImportReport(source)

    def remove(self, name: str, why: str = "") -> Source:
        """Takes a source out of the case: its rows and its bytes. The log keeps that it was there.

        Raises: UnknownName.
        """
        with self._at.lock(), self._work(tables=False) as work:
            manifest = self._sources.manifest()
            source = manifest.find(name)
            rest = [s for s in manifest.sources if s.sha256 != source.sha256]
            announce(work, sources=[stored.sha256 for stored in source.files])
            self._journal.append("remove", sha256=source.sha256, name=source.name, why=why)
            self._sources.save(with_sources(manifest, rest))
            self._sources.drop(source, rest)
            shutil.rmtree(self._at.derived, ignore_errors=True)
            with self._store() as store:
                store.forget(source.sha256)
            # Rows that a later source held too were counted as its duplicates; now they are its own.
            place = manifest.sources.index(source)
            reload(
                self._parts, [s for s in manifest.sources[place + 1 :] if s.ledger.duplicates or s.ledger.quarantined]
            )
        return source

    def forecast(self, name: str, **settings: Any) -> Forecast:
        """What a run with those settings would take, before anything is computed.

        Raises: UnknownName, BadSetting, TooLittleData when there is nothing to run on.
        """
        return self.forecasts([name], **settings)[name]

    def forecasts(self, names: Iterable[str], **settings: Any) -> dict[str, Forecast]:
        """The same for several analyses, by name: the tables are opened once for all."""
        plan, stated = self.settings.plan, self._given()
        analyses = [runs.build(name, {**plan.get(name, {}), **settings}) for name in names]
        counts = self.counts() | {name: table.num_rows for name, table in stated.items()}
        for analysis in analyses:
            require_material(analysis, counts, self.sources())
        return self._runs.forecasts(analyses, self._at.database, stated)

    def run(self, name: str, *, engine: str = "duckdb", **settings: Any) -> Run:
        """Runs an analysis on everything in the case and replaces its findings; verdicts stay attached.

        Raises: UnknownName, BadSetting, TooLittleData when there is nothing to run on.
        """
        with self._at.lock(), self._work() as work:
            case, sources = self.settings, self.sources()
            planned = case.plan.get(name, {})
            analysis = runs.build(name, {**planned, **settings})
            note_deviations(self._journal, case, name, planned, settings)
            require_material(analysis, self.counts() | self.stated(), sources)
            number = sum(e.command == "run" and e.data.get("analysis") == name for e in self._journal.entries()) + 1
            run = runs.begin(number, analysis, engine, {s.sha256: s.name for s in sources}, settings=case)
            run = self._runs.carry_out(run, analysis, self._at.database, self._given(), self._journal.entries())
            if analysis.concludes:
                run = replace(run, findings=tuple(with_stable_ids(run.findings, self._known(name))))
            with self._journal.alone():  # no verdict falls between the findings that were and those that are
                announce(work, runs=[run.id])
                files = self._runs.keep(run)
                self._journal.append("run", **runs.entry(run, files, concludes=analysis.concludes))
                if analysis.concludes:
                    self._findings.replace(name, run.findings)
        return run

    def review(self, name: str, verdict: Deed, why: str = "", by: str = "") -> Held:
        """Records a reader's verdict on a finding, "later", a note ("noted"), or "withdrawn" for the newest of these.

        Raises: UnknownName, BadSetting without a reason.
        """
        with self.changing(beside=True) as journal:
            done = act(self._findings.get(name).finding, verdict, why, by, self._findings.reviews.all())
            self._findings.judge(done, sum(e.command == "review" for e in journal.entries()))
            journal.append("review", **{key: getattr(done, key) for key in ("finding", "verdict", "why", "by")})
        return self._findings.get(done.finding)

    def agreements(self) -> list[Agreement]:
        """How far each two readers agree who judged the same findings without seeing each other's verdict."""
        return agreements(self._findings.reviews.all(), self.settings.seed)

    def publish(self, to: Sequence[str] = ("html",), *, working: bool = False, voice: str = "") -> tuple[Path, ...]:
        """Writes the dossier. `working` keeps names and adds data files, for the case's own use; `voice` speaks the audio.

        Raises: BadSetting for an unknown form; NotPublishable for what may not be published, and nothing is written (what
        there is of it: `edition.blockers()`); MissingExtra once the page is written.
        """
        from undertow.case.publishing import publish

        written = []
        with self.changing() as journal:
            self.edition.note(journal)
            for path, digest in publish(self, self._at.root, to, working=working, program=voice):
                written.append(path.relative_to(self._at.root))
                journal.append("publish", file=written[-1].as_posix(), sha256=digest, working=working)
        return tuple(self.folder / path for path in written)

    def export(self, *forms: str) -> tuple[Path, ...]:
        """Writes the findings for other programs; forms: undertow/dossier/exports/, or all. Raises: UnknownName, MissingExtra."""
        from undertow.case.publishing import export

        return export(self, self.folder / "dossier" / "exports", forms)

    # ------------------------------------------------------------------ looking after it

    def check(self) -> Overview:
        """What is in the case, what can be run and at what cost, and what an analyst should mend."""
        with self._at.lock(wait=self._at.writable):
            if self._at.writable:
                recover(self._parts)
        from undertow.case.checking import overview

        return overview(self)

    def verify(self) -> tuple[Problem, ...]:
        """Everything that does not hold: bytes, log, quotes, numbers, published files. Empty when all is well."""
        from undertow.case.checking import problems

        with self._at.lock(wait=self._at.writable), tempfile.TemporaryDirectory(prefix="undertow-verify-") as work:
            log = log_problems(self._parts)
            if self._at.writable and not log:
                recover(self._parts, tables=False)
            return tuple(problems(self, self._sources, log, Path(work)))

    def diff(self, one: str, two: str) -> list[str]:
        """What changed between two runs. Raises: UnknownName."""
        return list(runs.differences(self._runs.get(one), self._runs.get(two)))

    @property
    def edition(self) -> Editor:
        """What the analyst writes around the findings: title, summary, order, prose."""
        from undertow.case.publishing.editor import Editor

        return Editor(self)

    @property
    def journal(self) -> Journal:
        """The log."""
        return self._journal

    @contextmanager
    def changing(self, *, beside: bool = False) -> Iterator[Journal]:
        """Holds the case for one change, brought in order first. What was done is appended to the log this yields.

        beside: do not wait for a command that has the case, for a change that touches nothing commands work on: a verdict, a label.
        """
        with self._at.lock(wait=not beside or not self._at.writable) as free:
            if free:
                recover(self._parts, tables=not beside)
            if not beside:
                yield self._journal
                return
            with self._journal.alone():
                yield self._journal

    def _given(self) -> dict[str, pa.Table]:
        sources = self.sources()
        said = {s.sha256: s.options.collected for s in sources if s.options.collected}
        return given(self.folder, self.ledger(), [s.sha256 for s in sources if s.options.reference], said)

    def _known(self, analysis: str) -> list[Any]:
        return [h.finding for h in self._findings.all() if h.finding.analysis == analysis]

    def _handles(self, accounts: Sequence[str], handles: Sequence[str]) -> dict[str, str]:
        with self._store(reading=True) as store:
            return handles_of(store.query, accounts, handles)

    @contextmanager
    def _store(self, *, reading: bool = False) -> Iterator[Store]:
        store = Store(self._at.database, reading=reading)
        try:
            yield store
        finally:
            store.close()

    @contextmanager
    def _reading(self) -> Iterator[Query]:
        """Queries over the tables, which are made again first where they have to be."""
        self._tables_ready()
        with self._store(reading=True) as store:
            yield store.query

    @contextmanager
    def _work(self, *, tables: bool = True) -> Iterator[Path]:
        """A scratch folder for one command, in a case that was brought in order first."""
        recover(self._parts, tables=tables)
        work = self._at.workshop / uuid.uuid4().hex[:12]
        work.mkdir(parents=True)
        try:
            yield work
        except BaseException:
            if not (work / INTENT).exists():
                shutil.rmtree(work, ignore_errors=True)
            raise  # what was announced is undone when the case is opened next, as after a crash
        shutil.rmtree(work, ignore_errors=True)

    def _tables_ready(self) -> None:
        """Makes the tables again where they are not those of the sources, unless another command is at work."""
        with self._at.lock(wait=False) as free:
            if free and self._at.writable and not log_problems(self._parts):
                recover(self._parts)
