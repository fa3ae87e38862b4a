"""The command line: one command per verb. Prints what the case knows; everything it prints from a source is made visible."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from undertow import __version__
from undertow.errors import BadSetting, UndertowError

if TYPE_CHECKING:
    from undertow.case import Case, ImportReport
    from undertow.case.findings import Held

EXIT_FAILED, EXIT_USAGE = 1, 2


class Commands(click.Group):
    """Commands whose errors are one message, and whose bugs leave a report instead of a traceback."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().main(*args, **{**kwargs, "standalone_mode": False})
        except click.exceptions.Exit as stop:
            sys.exit(stop.exit_code)
        except click.Abort:
            _fail("Stopped. What was finished is kept; run the command again to go on.", 130)
        except click.UsageError as error:
            where = f" See `{error.ctx.command_path} --help`." if error.ctx else ""
            _fail(error.format_message() + where)
        except click.ClickException as error:
            _fail(error.format_message())
        except UndertowError as error:
            _fail(str(error))
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
        except OSError as error:
            _fail(f"{error.filename or 'The system'}: {error.strerror or error}. Check the place, its permissions and the free space.")
        except Exception as error:  # noqa: BLE001  # the one place where a bug is turned into a report
            _fail(f"undertow met a bug of its own ({type(error).__name__}). A crash report is in {_crash_report()}; please send it. Your case is as it was.", EXIT_FAILED)


def _fail(message: str, status: int = EXIT_USAGE) -> None:
    click.echo(f"undertow: {_visible(message)}", err=True)
    sys.exit(status)


def _crash_report() -> str:
    with tempfile.NamedTemporaryFile("w", prefix="undertow-crash-", suffix=".txt", delete=False, encoding="utf-8") as file:
        file.write(f"undertow {__version__}, Python {sys.version}\nCommand: {sys.argv}\n\n{traceback.format_exc()}")
    return file.name


def _visible(text: str) -> str:
    from undertow.language.display import visible

    return "\n".join(visible(line) for line in text.split("\n"))


def _case() -> Case:
    from undertow.case import Case

    return Case.open(click.get_current_context().find_root().obj, say=lambda text: click.echo(_visible(text), err=True))


def _print(text: str = "") -> None:
    click.echo(_visible(text))


def _print_json(data: object) -> None:
    import msgspec

    click.echo(json.dumps(msgspec.to_builtins(data), ensure_ascii=True, indent=1, default=str))


def _table(head: Sequence[str], rows: Iterable[Sequence[object]], numeric: Sequence[int] = ()) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for i, title in enumerate(head):
        table.add_column(Text(title), justify="right" if i in numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(f"{c:,}" if isinstance(c, int) and not isinstance(c, bool) else _visible(str(c))) for c in row))
    width = None if sys.stdout.isatty() else 160
    Console(width=width, highlight=False, no_color=not sys.stdout.isatty()).print(table)


with_json = click.option("--json", "as_json", is_flag=True, help="Print data as JSON.")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="undertow")
@click.option("-C", "directory", default=".", metavar="DIR", help="The case folder, if not this one.")
@click.pass_context
def main(context: click.Context, directory: str) -> None:
    """From an investigator's files to a dossier of findings, each with its size, uncertainty, comparison and evidence.

    Start with `undertow demo`, or `undertow new DIR`, `undertow -C DIR add FILE`, `undertow -C DIR run`, `undertow -C DIR publish`.
    """
    context.obj = Path(directory)


@main.command()
@click.argument("directory", type=click.Path(path_type=Path), default=Path("demo-case"))
def demo(directory: Path) -> None:
    """Build a fictional case, run everything on it, publish its dossier and say where it is."""
    from undertow.demo import run

    run(directory, lambda text: click.echo(_visible(text)))


@main.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--title", default="", help="Title of the case; the folder's name otherwise.")
@click.option("--question", default="", help="The question the dossier answers.")
def new(directory: Path, title: str, question: str) -> None:
    """Make a case folder with a commented case.toml."""
    from undertow.case import Case

    Case.create(directory, title=title, question=question)
    _print(f"Made the case {directory}. Next: undertow -C {directory} add FILE")


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "format_name", default="", help="The format, where undertow cannot tell (see `undertow formats`).")
@click.option("--actor", default="", help="Speaker or outlet of documents that do not say.")
@click.option("--audience-of", default="", metavar="ACCOUNT", help="The list is the audience of this account.")
@click.option("--reference", is_flag=True, help="The list is a comparison.")
@click.option("--map", "maps", multiple=True, metavar="COLUMN=FIELD", help="A column of the file and the field it fills; repeat.")
@click.option("--timezone", default="", metavar="ZONE", help="Zone of times that state none, such as UTC or Europe/Kyiv.")
@click.option("--platform", default="", help="Platform of a plain table, put before its ids.")
@with_json
def add(files: tuple[Path, ...], format_name: str, maps: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Read files or folders into the case; rows that cannot be used go to quarantine with their line and reason."""
    case, mapping, reports = _case(), _mapping(maps), []
    for file in files:
        with _Progress(file.name) as progress:
            report = case.add(file, format=format_name, mapping=mapping, progress=progress, **options)
        reports.append(report.source)
        if not as_json:
            _print_import(report)
    if as_json:
        _print_json(reports)


def _mapping(maps: Sequence[str]) -> dict[str, str]:
    pairs = [text.rpartition("=") for text in maps]
    for (column, equals, field), text in zip(pairs, maps, strict=True):
        if not (column and equals and field):
            raise BadSetting(f"--map {text!r} is not COLUMN=FIELD. Write for example --map author_id=account.")
    return {column: field for column, _, field in pairs}


def _print_import(report: ImportReport) -> None:
    source, ledger = report.source, report.source.ledger
    if report.already:
        _print(f"{source.name}: these bytes are in the case already (as {source.name}, {source.sha256[:12]}). Nothing was added.")
        return
    _print(f"{source.name}: {source.format}, SHA-256 {source.sha256[:16]}…")
    if source.options.mapping:
        _print("  mapping: " + ", ".join(f"{k} is {v}" for k, v in source.options.mapping.items()))
    if source.options.timezone:
        _print(f"  times without zone were read as {source.options.timezone}")
    _print(f"  {ledger.rows_in:,} rows in = {ledger.kept:,} kept + {ledger.duplicates:,} exact duplicates + {ledger.quarantined:,} quarantined"
           + (f"; {ledger.flagged:,} of those kept are flagged" if ledger.flagged else ""))
    for reason, count in list(ledger.reasons.items())[:6]:
        _print(f"    {count:,} quarantined: {reason}")
    for note in source.notes:
        _print(f"  note: {note}")


@main.command()
@with_json
def check(as_json: bool) -> None:
    """Show what is in the case, which analyses can run, and what that would take."""
    view = _case().check()
    if as_json:
        _print_json(view)
        return
    _print(view.title)
    _table(["source", "format", "rows in", "kept", "duplicates", "quarantined", "SHA-256"],
           [(s.name, s.format, s.ledger.rows_in, s.ledger.kept, s.ledger.duplicates, s.ledger.quarantined, s.sha256[:12]) for s in view.sources], (2, 3, 4, 5))
    _table(["table", "rows"], [(k, v) for k, v in view.counts.items() if v], (1,))
    _table(["analysis", "can run", "rows", "about", "memory"],
           [(p.name, f"no: needs {p.lacks}" if p.lacks else "yes", p.rows, _seconds(p.seconds), f"{p.megabytes:,.0f} MB") for p in view.prospects], (2, 3, 4))
    for words in view.to_mend:
        _print(f"To mend: {words}")


@main.command(name="findings")
@with_json
def list_findings(as_json: bool) -> None:
    """List the findings with their verdicts."""
    case = _case()
    held = case.findings()
    if as_json:
        _print_json(held)
        return
    if not held:
        _print("No findings yet. Run an analysis: undertow run. An empty result of a run is printed by the run itself.")
        return
    names = case.people([a for h in held for a in h.finding.accounts])
    _table(["id", "grade", "statement", "estimate", "verdict"],
           [(h.finding.id, h.finding.grade, _named(h.finding.statement, names.private_name), _estimate(h), _verdict(h)) for h in held])


@main.command()
@click.argument("finding")
@click.option("--rows", is_flag=True, help="Print the rows behind it.")
@click.option("--limit", default=200, show_default=True, help="At most so many rows.")
@with_json
def show(finding: str, rows: bool, limit: int, as_json: bool) -> None:
    """Show one finding with its evidence."""
    case = _case()
    held = case.finding(finding)
    if rows:
        _print_rows(case.rows(held.finding.id, limit), held, as_json)
    elif as_json:
        _print_json(held)
    else:
        _print_finding(case, held)


@main.command()
@click.argument("finding")
@click.option("--confirm", "verdict", flag_value="confirmed", help="You checked it and it holds.")
@click.option("--reject", "verdict", flag_value="rejected", help="You checked it and it does not hold.")
@click.option("--why", default="", help="What you checked.")
@click.option("--by", default="", help="Your name, if not your login.")
def review(finding: str, verdict: str | None, why: str, by: str) -> None:
    """Record your verdict on a finding."""
    if verdict not in ("confirmed", "rejected"):
        raise BadSetting("Say --confirm or --reject.")
    held = _case().review(finding, verdict, why, by)  # type: ignore[arg-type]  # one of the two, checked above
    _print(f"{held.finding.id}: {verdict}.")


@main.command()
@click.option("--to", default="html", show_default=True, help="Forms, separated by commas: html.")
@click.option("--working", is_flag=True, help="For the case's own use: names are kept and data files are written beside it.")
def publish(to: str, working: bool) -> None:
    """Write the dossier: one file that needs no network."""
    for path in _case().publish([form.strip() for form in to.split(",")], working=working):
        _print(f"Published: {path} ({path.stat().st_size / 1000:,.0f} kB)")


@main.command()
@click.argument("form", metavar="FORMAT")
def export(form: str) -> None:
    """Write findings and their tables for other programs (csv)."""
    for path in _case().export(form):
        _print(str(path))


@main.command()
@click.argument("source")
@click.option("--why", default="", help="Why it goes; kept in the log.")
def remove(source: str, why: str) -> None:
    """Take a source out of the case, by name or SHA-256."""
    case = _case()
    gone = case.remove(source, why)
    _print(f"Removed {gone.name} ({gone.sha256[:12]}). The log keeps that it was there.")
    for run in case.runs():
        if gone.sha256 in run.inputs:
            _print(f"{run.id} used it and is out of date. Run {run.analysis} again.")


@main.command()
@click.argument("one")
@click.argument("two")
@with_json
def diff(one: str, two: str, as_json: bool) -> None:
    """Show what changed between two runs."""
    changes = _case().diff(one, two)
    if as_json:
        _print_json(changes)
        return
    names = _case().people()
    for sentence in changes or ["Nothing changed."]:
        _print(_named(sentence, names.private_name))


@main.command()
@with_json
def verify(as_json: bool) -> None:
    """Check hashes, log, quotes, numbers and published files. Exits 1 when something does not hold."""
    case = _case()
    found = case.verify()
    if as_json:
        _print_json(found)
    else:
        for problem in found:
            _print(f"{problem.kind}: {problem.what}")
        if not found:
            quotes = sum(len(h.finding.evidence) for h in case.findings())
            _print(f"All holds: {len(case.sources())} sources, {len(case.journal.entries())} log entries, {quotes} cited rows.")
    if found:
        sys.exit(EXIT_FAILED)


@main.command()
@with_json
def formats(as_json: bool) -> None:
    """List the formats this installation reads."""
    from undertow.formats import Format
    from undertow.registry import members

    known = members("undertow.formats", Format)  # type: ignore[type-abstract]
    if as_json:
        _print_json([{"name": k.name, "title": k.title, "fills": k.fills, "fallback": k.fallback} for k in known.values()])
        return
    _table(["format", "what it is", "fills"], [(k.name, k.title, ", ".join(k.fills)) for k in known.values()])


@main.command()
@with_json
def analyses(as_json: bool) -> None:
    """List the analyses this installation has, with their settings."""
    from undertow.analyses import Analysis
    from undertow.registry import members

    known = members("undertow.analyses", Analysis)  # type: ignore[type-abstract]
    if as_json:
        _print_json([{"name": k.name, "title": k.title, "needs": k.needs, "errors": k.error_statement, "settings": {n: [d, h] for n, _, d, h in _settings(k)}} for k in known.values()])
        return
    for kind in known.values():
        _print(f"{kind.name}: {kind.title}. Needs {', '.join(kind.needs)}.")
        _table(["setting", "default", "meaning"], [(f"--{n.replace('_', '-')}", d if d != "" else '""', h) for n, _, d, h in _settings(kind)])


class RunCommands(click.Group):
    """`undertow run ANALYSIS`: one sub-command per analysis, made from its settings; none runs all that can."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self._known())

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        kind = self._known().get(name)
        if kind is None:
            from undertow.errors import UnknownName

            raise UnknownName.among("analysis", name, self._known())
        return _run_command(kind)

    def _known(self) -> dict[str, Any]:
        from undertow.analyses import Analysis
        from undertow.registry import members

        return members("undertow.analyses", Analysis)  # type: ignore[type-abstract]


@main.group(cls=RunCommands, invoke_without_command=True)
@click.pass_context
def run(context: click.Context) -> None:
    """Run an analysis, or all that can run; store the run and its findings."""
    if context.invoked_subcommand is None:
        case = _case()
        able = [p for p in case.check().prospects if not p.lacks]
        if not able:
            raise BadSetting("No analysis can run on this case yet. `undertow check` says what each one needs.")
        for prospect in able:
            _run(case, prospect.name, "duckdb", {}, False)


def _run_command(kind: Any) -> click.Command:
    def callback(engine: str, as_json: bool, **settings: Any) -> None:
        source = click.get_current_context().get_parameter_source
        given = {k: v for k, v in settings.items() if source(k) is not click.core.ParameterSource.DEFAULT}
        _run(_case(), kind.name, engine, given, as_json)

    options = [click.Option([f"--{n.replace('_', '-')}"], type=t, default=d, show_default=True, help=h) for n, t, d, h in _settings(kind)]
    engine = click.Option(["--engine"], default="duckdb", show_default=True, help="duckdb, or spark for a corpus that outgrows this machine.")
    as_json = click.Option(["--json", "as_json"], is_flag=True, help="Print data as JSON.")
    return click.Command(kind.name, params=[*options, engine, as_json], callback=callback, help=kind.__doc__)


def _settings(kind: Any) -> list[tuple[str, Any, Any, str]]:
    from typing import get_type_hints

    hints, plain = get_type_hints(kind, include_extras=True), get_type_hints(kind)
    return [(f.name, plain[f.name], f.default, hints[f.name].__metadata__[0]) for f in dataclasses.fields(kind)]


def _run(case: Case, name: str, engine: str, settings: Mapping[str, Any], as_json: bool) -> None:
    forecast = next((p for p in case.check().prospects if p.name == name), None)
    if forecast and not as_json and forecast.seconds > 5:
        click.echo(f"{name}: {forecast.rows:,} rows, about {_seconds(forecast.seconds)} and {forecast.megabytes:,.0f} MB", err=True)
    done = case.run(name, engine=engine, **settings)
    if as_json:
        _print_json(done)
        return
    _print(f"{done.id}: {len(done.findings)} findings in {_seconds(done.seconds)} ({engine}, seed {done.seed})")
    _print("  stored: " + ", ".join(f"runs/{done.id}/{table}.parquet ({rows:,} rows)" for table, rows in done.results.items()))
    names = case.people([a for f in done.findings for a in f.accounts])
    for finding in done.findings[:10]:
        _print(f"  {finding.id}  {finding.grade}: {_named(finding.statement, names.private_name)}")
    if not done.findings:
        _print("  No finding is not the same as nothing there: `undertow show` has nothing to show, the tables above hold what was measured.")
    elif len(done.findings) > 10:
        _print(f"  … and {len(done.findings) - 10} more: undertow findings")


def _named(text: str, name: Callable[[str], str]) -> str:
    from undertow.model import with_names

    return with_names(text, name)


def _estimate(held: Held) -> str:
    e = held.finding.estimate
    return f"{e.value:.3g} [{e.low:.3g}, {e.high:.3g}] {e.unit}"


def _verdict(held: Held) -> str:
    if held.verdict is None:
        return "not reviewed"
    return held.verdict.verdict + (", changed since review" if held.changed_since_review else "") + ("" if held.found_again else ", not found again")


def _print_finding(case: Case, held: Held) -> None:
    finding = held.finding
    names = case.people([*finding.accounts, *(e.who for e in finding.evidence if e.account)])
    say = lambda text: _print(_named(text, names.private_name))  # noqa: E731  # a name for one line used twelve times
    say(f"{finding.id}  {finding.grade}  {finding.run_id}  ({_verdict(held)})")
    say(f"\n{finding.statement}\n")
    say(f"Estimate: {_estimate(held)}, {finding.estimate.level:.0%} interval, n = {finding.estimate.n:,}")
    say(f"Compared with: {finding.null_model}")
    for label, value in finding.facts:
        say(f"{label}: {value}")
    for text in finding.paragraphs:
        say(f"\n{text}")
    parts = {"Caveats": finding.caveats, "Evidence against": finding.counter_evidence, "Innocent explanations": finding.benign_explanations,
             "What would change this": finding.would_change}
    for title, sentences in parts.items():
        if sentences:
            say(f"\n{title}")
            for sentence in sentences:
                say(f"  - {sentence}")
    say(f"\nEvidence ({len(finding.evidence)} of {finding.evidence_count:,} rows; all with --rows)")
    for e in finding.evidence[:20]:
        who = names.private_name(e.who) if e.account else e.who
        say(f"  {e.at}  {who}  {e.source_sha256[:12]}, {e.row_ref}{'  ' + e.note if e.note else ''}")
        if e.quote:
            _print(f"      “{e.quote[:240]}”")


def _print_rows(rows: Any, held: Held, as_json: bool) -> None:
    records = rows.to_pylist()
    if as_json:
        _print_json(records)
        return
    if records:
        _table(list(records[0]), [[_cell(v) for v in r.values()] for r in records])
    _print(f"{len(records):,} of {held.finding.evidence_count:,} rows.")


def _cell(value: object) -> object:
    return "" if value is None else value if isinstance(value, int) else str(value)[:120]


def _seconds(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


class _Progress:
    """Rows read so far, on a terminal, once there is something to wait for."""

    def __init__(self, name: str) -> None:
        self._name, self._started, self._printed = name, time.monotonic(), False

    def __enter__(self) -> Callable[[int], None]:
        return self._show

    def __exit__(self, *_: object) -> None:
        if self._printed:
            click.echo("\r\x1b[K", nl=False, err=True)

    def _show(self, rows: int) -> None:
        elapsed = time.monotonic() - self._started
        if sys.stderr.isatty() and elapsed > 0.5:
            self._printed = True
            click.echo(f"\r\x1b[K{_visible(self._name)}: {rows:,} rows read, {rows / elapsed:,.0f} a second", nl=False, err=True)


__all__ = ["main"]

if __name__ == "__main__":
    main()
