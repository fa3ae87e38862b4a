"""Commands about what is in a case: demo, new, add, remove, check, formats."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from undertow.cli.group import EXIT_FAILED, current_case, main, with_json
from undertow.cli.printing import Progress, print_import, print_json, print_table, say, seconds, shown
from undertow.errors import BadSetting

if TYPE_CHECKING:
    from undertow.case.checking import Overview


@main.command()
@click.argument("directory", type=click.Path(path_type=Path), default=Path("demo-case"))
def demo(directory: Path) -> None:
    """Build a fictional case, run everything on it, publish its dossier and say where it is."""
    from undertow.demo import run

    run(directory, lambda text: click.echo(shown(text)))


@main.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--title", default="", help="Title of the case; the folder's name otherwise.")
@click.option("--question", default="", help="The question the dossier answers.")
def new(directory: Path, title: str, question: str) -> None:
    """Make a case folder with a commented case.toml."""
    from undertow.case import Case

    Case.create(directory, title=title, question=question)
    say(f"Made the case {directory}. Next: undertow -C {directory} add FILE")


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format", "format_name", default="", help="The format, where undertow cannot tell (see `undertow formats`)."
)
@click.option("--actor", default="", help="Speaker or outlet of documents that do not say.")
@click.option("--audience-of", default="", metavar="ACCOUNT", help="The list is the audience of this account.")
@click.option(
    "--reference", is_flag=True, help="A comparison; of a folder of follower lists, each file is one compared audience."
)
@click.option(
    "--collected",
    default="",
    metavar="WORDS",
    help="How a list was read: most recent first, oldest first or random order; complete or partial; of followers, subscribers, likers or reposters; the day (2024-03-05). With commas.",
)
@click.option(
    "--map", "maps", multiple=True, metavar="COLUMN=FIELD", help="A column of the file and the field it fills; repeat."
)
@click.option(
    "--timezone", default="", metavar="ZONE", help="Zone of times that state none, such as UTC or Europe/Kyiv."
)
@click.option("--platform", default="", help="Platform of a plain table, put before its ids.")
@with_json
def add(files: tuple[Path, ...], format_name: str, maps: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Read files or folders into the case; rows that cannot be used go to quarantine with their line and reason."""
    from undertow.ingest.isolation import unguarded

    case, mapping, reports = current_case(), _mapping(maps), []
    if words := unguarded():
        click.echo(words, err=True)
    for file in files:
        with Progress(file.name) as progress:
            report = case.add(file, format=format_name, mapping=mapping, progress=progress, **options)
        reports.append(report.source)
        if not as_json:
            print_import(report)
    if as_json:
        print_json(reports)


def _mapping(maps: Sequence[str]) -> dict[str, str]:
    pairs = [text.rpartition("=") for text in maps]
    for (column, equals, field), text in zip(pairs, maps, strict=True):
        if not (column and equals and field):
            raise BadSetting(f"--map {text!r} is not COLUMN=FIELD. Write for example --map author_id=account.")
    fields = [field for _, _, field in pairs]
    if twice := {field for field in fields if fields.count(field) > 1}:
        raise BadSetting(f"--map gives {', '.join(sorted(twice))} two columns. Choose one of them.")
    return {column: field for column, _, field in pairs}


@main.command()
@click.argument("source")
@click.option("--why", default="", help="Why it goes; kept in the log.")
@with_json
def remove(source: str, why: str, as_json: bool) -> None:
    """Take a source out of the case, by name or SHA-256."""
    case = current_case()
    gone = case.remove(source, why)
    late = [run for run in case.runs() if gone.sha256 in run.inputs]
    if as_json:
        print_json({"removed": gone, "out_of_date": [run.id for run in late]})
        return
    say(f"Removed {gone.name} ({gone.sha256[:12]}). The log keeps that it was there.")
    for run in late:
        say(f"{run.id} used it and is out of date. Run {run.analysis} again.")


@main.command()
@with_json
def check(as_json: bool) -> None:
    """Show what is in the case, which analyses can run, and what that would take. Exits 1 when a codebook is to be mended."""
    view = current_case().check()
    if as_json:
        print_json(view)
    else:
        _print_overview(view)
    if any(words.startswith("codebook/") for words in view.to_mend):
        sys.exit(EXIT_FAILED)


def _print_overview(view: Overview) -> None:
    say(view.title)
    print_table(
        ["source", "format", "rows in", "kept", "duplicates", "quarantined", "SHA-256"],
        [
            (
                s.name,
                s.format,
                s.ledger.rows_in,
                s.ledger.kept,
                s.ledger.duplicates,
                s.ledger.quarantined,
                s.sha256[:12],
            )
            for s in view.sources
        ],
        (2, 3, 4, 5),
    )
    print_table(["table", "rows"], [(k, v) for k, v in view.counts.items() if v], (1,))
    if view.ledgers:
        columns = list(next(iter(view.ledgers.values())))
        lines = [(name, *(counts[column] for column in columns)) for name, counts in view.ledgers.items()]
        print_table(["ledger", *columns], lines, tuple(range(1, len(columns) + 1)))
    print_table(
        ["analysis", "can run", "rows", "about", "memory"],
        [
            (p.name, f"no: needs {p.lacks}" if p.lacks else "yes", p.rows, seconds(p.seconds), f"{p.megabytes:,.0f} MB")
            for p in view.prospects
        ],
        (2, 3, 4),
    )
    for prospect in view.prospects:
        if prospect.work:
            say(f"{prospect.name}: {prospect.work}.")
    if view.narratives:
        rows = [(n.narrative, ", ".join(n.languages), n.status) for n in view.narratives]
        print_table(["narrative", "language", "how far it is known to hold"], rows)
    for words in view.to_mend:
        say(f"To mend: {words}")


@main.command()
@with_json
def formats(as_json: bool) -> None:
    """List the formats this installation reads."""
    from undertow.formats import Format
    from undertow.registry import members

    known = members("undertow.formats", Format)  # type: ignore[type-abstract]  # members are concrete
    if as_json:
        print_json(
            [{"name": k.name, "title": k.title, "fills": k.fills, "fallback": k.fallback} for k in known.values()]
        )
        return
    print_table(["format", "what it is", "fills"], [(k.name, k.title, ", ".join(k.fills)) for k in known.values()])
