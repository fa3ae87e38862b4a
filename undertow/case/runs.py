"""Runs of analyses: what was asked, with which settings and seed, on which sources; results, SQL and findings."""

from __future__ import annotations

import dataclasses
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, get_type_hints

import msgspec

from undertow.analyses import Analysis, Forecast
from undertow.carrying import Kept, carry_out, cited
from undertow.case.folder import DERIVED
from undertow.case.given import fingerprints, made_of
from undertow.case.journal import Entry, now
from undertow.case.settings import CaseSettings
from undertow.engines import Engine, connect
from undertow.errors import BadSetting, DamagedCase, UndertowError, UnknownName
from undertow.model import Evidence, Finding
from undertow.registry import member
from undertow.version import __version__

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Run:
    """One run as stored in runs/<id>/settings.json."""

    id: str
    analysis: str
    title: str
    settings: dict[str, Any]
    seed: int
    engine: str
    version: str
    inputs: dict[str, str]  # SHA-256 -> name
    plan_sha256: str
    started: str
    seconds: float = 0.0
    results: dict[str, int] = field(default_factory=dict)  # table -> rows
    error_statement: str = ""
    null_model: str = ""
    notes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    given: dict[str, str] = field(default_factory=dict)  # table of what the analyst stated -> SHA-256 of its rows

    @property
    def words(self) -> tuple[str, ...]:
        """What the run states besides its findings: settings, notes and the error rates measured for the analysis."""
        return (self.error_statement, *self.notes, *map(str, self.settings.values()))


def build(name: str, settings: Mapping[str, Any]) -> Analysis:
    """The analysis with those settings. Raises: UnknownName, BadSetting naming the setting and its type."""
    kind = member("undertow.analyses", Analysis, name)  # type: ignore[type-abstract]  # members are concrete
    hints = get_type_hints(kind)
    known = {f.name for f in dataclasses.fields(kind)}  # type: ignore[arg-type]  # analyses are dataclasses
    values: dict[str, Any] = {}
    for key, value in settings.items():
        if key not in known:
            raise UnknownName.among(f"setting of {name}", key, known)
        wanted = hints[key]
        if wanted is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if isinstance(wanted, type) and (
            not isinstance(value, wanted) or (wanted is not bool and isinstance(value, bool))
        ):
            raise BadSetting(f"{name}: {key} is {value!r} but must be {wanted.__name__}.")
        values[key] = value
    return kind(**values)


def begin(number: int, analysis: Analysis, engine: str, inputs: Mapping[str, str], *, settings: CaseSettings) -> Run:
    """The record of a run that is about to be carried out."""
    return Run(
        id=f"{analysis.name}-{number:02}",
        analysis=analysis.name,
        title=analysis.title,
        settings=dataclasses.asdict(analysis),  # type: ignore[call-overload]  # analyses are dataclasses
        seed=settings.seed,
        engine=engine,
        version=__version__,
        inputs=dict(inputs),
        plan_sha256=settings.plan_sha256,
        started=now(),
        error_statement=analysis.error_statement,
    )


def entry(run: Run, files: Mapping[str, str], *, concludes: bool) -> dict[str, Any]:
    """What the log keeps of a run; files: SHA-256 of what it wrote, by path."""
    return {
        "id": run.id,
        "files": files,
        "analysis": run.analysis,
        "settings": run.settings,
        "seed": run.seed,
        "engine": run.engine,
        "inputs": sorted(run.inputs),
        "findings": [finding.id for finding in run.findings],
        "concludes": concludes,
    }


class Runs:
    """The folder runs/ of a case."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def all(self) -> list[Run]:
        """Every finished run whose record can be read, oldest first."""
        return sorted(self._read()[0], key=lambda r: (r.started, r.id))

    def damaged(self) -> dict[str, str]:
        """What is wrong with each run whose record cannot be read, by its id."""
        return self._read()[1]

    def _read(self) -> tuple[list[Run], dict[str, str]]:
        sound, damaged = [], {}
        for name in sorted(p.parent.name for p in self.folder.glob("[!.]*/settings.json")):
            try:
                sound.append(self.get(name))
            except DamagedCase as error:
                damaged[name] = str(error)
        return sound, damaged

    def get(self, name: str) -> Run:
        """The run called `name`. Raises: UnknownName, DamagedCase."""
        path = self.folder / name / "settings.json"
        if "/" in name or not path.exists():
            raise UnknownName.among("run", name, [p.parent.name for p in self.folder.glob("[!.]*/settings.json")])
        try:
            return msgspec.json.decode(path.read_bytes(), type=Run)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise DamagedCase(
                f"{path} is not readable ({error}). Delete runs/{name} and run the analysis again."
            ) from None

    def drop(self, names: Iterable[str]) -> None:
        """Deletes the results of runs that were never logged."""
        for name in names:
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def drop_scratch(self) -> None:
        """Deletes what runs that did not end were writing."""
        for folder in self.folder.glob(".*"):
            shutil.rmtree(folder, ignore_errors=True)

    def hashes(self, name: str) -> dict[str, str]:
        """SHA-256 of each file of a run, by its path in the run's folder; empty when the folder is gone."""
        folder = self.folder / name
        return {p.relative_to(folder).as_posix(): _digest(p) for p in sorted(folder.rglob("*")) if p.is_file()}

    def carry_out(
        self, run: Run, analysis: Analysis, database: Path, given: Mapping[str, pa.Table], log: Sequence[Entry]
    ) -> Run:
        """Runs the analysis and stores everything about it, in one step at the end. Findings have no stable ids yet.

        given: what the analyst stated, wrote and judged, as tables by name (case/given.py). log: by which derived tables of
        earlier runs are known to be of the same rows.
        """
        from numpy.random import default_rng

        started = monotonic()
        scratch = self.folder / f".{run.id}"
        shutil.rmtree(scratch, ignore_errors=True)
        (scratch / "sql").mkdir(parents=True)
        engine = connect(run.engine, database)
        try:
            rng = default_rng([run.seed, int(sha256(run.analysis.encode()).hexdigest()[:8], 16)])
            for name, table in given.items():
                engine.hold(name, table)
            outcome = carry_out(engine, analysis, rng, scratch, Kept(database.with_name(DERIVED), made_of(log, given)))
        finally:
            engine.close()
        for name, statement in outcome.statements.items():
            (scratch / "sql" / f"{name}.sql").write_text(statement, encoding="utf-8")
        return dataclasses.replace(
            run,
            seconds=round(monotonic() - started, 2),
            given=fingerprints(given, analysis.reads),
            results={name: _row_count(path) for name, path in outcome.stored.items()},
            notes=outcome.notes,
            error_statement=outcome.errors,
            findings=tuple(dataclasses.replace(finding, run_id=run.id) for finding in outcome.findings),
        )

    def forecasts(
        self, analyses: Sequence[Analysis], database: Path, given: Mapping[str, pa.Table]
    ) -> dict[str, Forecast]:
        """What each analysis says a run on the case would take, by its name."""
        if not analyses:
            return {}
        engine = connect("duckdb", database)
        try:
            for name, table in given.items():
                engine.hold(name, table)
            return {analysis.name: analysis.forecast(engine.tables(), engine.collect) for analysis in analyses}
        finally:
            engine.close()

    def keep(self, run: Run) -> dict[str, str]:
        """Makes a carried-out run part of the case; returns the hashes of its files."""
        scratch = self.folder / f".{run.id}"
        (scratch / "settings.json").write_bytes(msgspec.json.format(msgspec.json.encode(run), indent=1))
        os.replace(scratch, self.folder / run.id)
        return self.hashes(run.id)

    @contextmanager
    def rows(self, finding: Finding, database: Path, *, listed: bool = False) -> Iterator[tuple[Engine, ir.Table]]:
        """The rows behind a finding, lazily, and the engine they can be collected on; listed: those of its sources."""
        with self._opened(finding, database) as (engine, analysis, tables):
            yield engine, (analysis.listed if listed else analysis.rows)(tables, finding)

    def each(self, findings: Iterable[Finding], database: Path) -> Iterator[tuple[Finding, Engine, ir.Table]]:
        """Findings of one run, each with the rows behind it, lazily, and the engine they can be collected on, opened once for all."""
        findings = list(findings)
        for first in findings[:1]:
            with self._opened(first, database) as (engine, analysis, tables):
                yield from ((finding, engine, analysis.rows(tables, finding)) for finding in findings)

    def evidence(
        self, findings: Iterable[Finding], database: Path
    ) -> Iterator[tuple[Finding, tuple[Evidence, ...] | UndertowError]]:
        """The evidence of findings of one run, asked for again; or why it cannot be."""
        findings = list(findings)
        try:
            for first in findings[:1]:
                with self._opened(first, database) as (engine, analysis, tables):
                    while findings:
                        yield findings[0], cited(engine, analysis, tables, findings[0]).evidence
                        del findings[0]
        except UndertowError as error:
            if not findings:
                raise
            yield findings.pop(0), error
            yield from self.evidence(findings, database)

    @contextmanager
    def _opened(self, finding: Finding, database: Path) -> Iterator[tuple[Engine, Analysis, dict[str, ir.Table]]]:
        run = self.get(finding.run_id)
        analysis = build(run.analysis, run.settings)
        engine = connect("duckdb", database)
        try:
            tables = dict(engine.tables())
            for name in run.results:
                tables[name] = engine.load(name, self.folder / run.id / f"{name}.parquet")
            yield engine, analysis, tables
        finally:
            engine.close()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _row_count(path: Path) -> int:
    import pyarrow.parquet as pq

    return int(pq.read_metadata(path).num_rows)


def out_of_date(run: Run, sources: Mapping[str, str], given: Mapping[str, str]) -> str:
    """Why a run no longer speaks for a case with these sources (SHA-256 -> name) and fingerprints of what was given."""
    gone = [name for sha, name in run.inputs.items() if sha not in sources]
    new = [name for sha, name in sources.items() if sha not in run.inputs]
    moved = [name for name, mark in given.items() if mark != run.given[name]]
    if gone:
        return f"it used {', '.join(gone)}, since removed"
    if new:
        return f"{', '.join(new)} {'was' if len(new) == 1 else 'were'} added since"
    return f"{' and '.join(moved)} changed since" if moved else ""


def differences(one: Run, two: Run) -> Iterator[str]:
    """What changed between two runs, one sentence each."""
    for key in sorted({*one.settings, *two.settings}):
        a, b = one.settings.get(key), two.settings.get(key)
        if a != b:
            yield f"setting {key}: {a!r} became {b!r}"
    for key, label in (("engine", "engine"), ("version", "version of undertow"), ("seed", "seed")):
        a, b = getattr(one, key), getattr(two, key)
        if a != b:
            yield f"{label}: {a} became {b}"
    yield from (
        f"source added: {two.inputs[sha]} ({sha[:12]})" for sha in sorted(two.inputs.keys() - one.inputs.keys())
    )
    yield from (f"source gone: {one.inputs[sha]} ({sha[:12]})" for sha in sorted(one.inputs.keys() - two.inputs.keys()))
    yield from _moved({f.id: f for f in one.findings}, {f.id: f for f in two.findings})


def _moved(old: Mapping[str, Finding], new: Mapping[str, Finding]) -> Iterator[str]:
    yield from (f"finding {key} is new: {new[key].statement}" for key in sorted(new.keys() - old.keys()))
    yield from (f"finding {key} is gone: {old[key].statement}" for key in sorted(old.keys() - new.keys()))
    for key in sorted(old.keys() & new.keys()):
        if old[key].estimate != new[key].estimate:
            yield f"finding {key} moved: {_interval(old[key])} became {_interval(new[key])}"


def _interval(finding: Finding) -> str:
    e = finding.estimate
    return f"{e.value:.4g} [{e.low:.4g}, {e.high:.4g}] {e.unit}"
