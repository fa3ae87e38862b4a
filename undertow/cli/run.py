"""`undertow run` and `undertow analyses`: commands made from the settings of the analyses."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from undertow.cli.group import current_case, main, with_json
from undertow.cli.printing import named, print_json, print_table, say, seconds
from undertow.errors import BadSetting

if TYPE_CHECKING:
    from undertow.case import Case


@main.command()
@with_json
def analyses(as_json: bool) -> None:
    """List the analyses this installation has, with their settings."""
    from undertow.analyses import Analysis
    from undertow.registry import members

    known = members("undertow.analyses", Analysis)  # type: ignore[type-abstract]  # members are concrete
    if as_json:
        print_json(
            [
                {
                    "name": k.name,
                    "title": k.title,
                    "needs": k.lacks(lambda _: False),
                    "errors": k.error_statement,
                    "settings": {n: [d, h] for n, _, d, h in _settings(k)},
                }
                for k in known.values()
            ]
        )
        return
    for kind in known.values():
        say(f"{kind.name}: {kind.title}. Needs {', '.join(kind.lacks(lambda _: False))}.")
        print_table(
            ["setting", "default", "meaning"],
            [(f"--{n.replace('_', '-')}", d if d != "" else '""', h) for n, _, d, h in _settings(kind)],
        )


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

        return dict(members("undertow.analyses", Analysis))  # type: ignore[type-abstract]  # members are concrete


@main.group(cls=RunCommands, invoke_without_command=True)
@with_json
@click.pass_context
def run(context: click.Context, as_json: bool) -> None:
    """Run an analysis, or all that can run; store the run and its findings."""
    if context.invoked_subcommand is None:
        case = current_case()
        from undertow.case.needs import able

        names = able(case)
        if not names:
            raise BadSetting("No analysis can run on this case yet. `undertow check` says what each one needs.")
        for name in names:
            _run(case, name, "duckdb", {}, as_json)


def _run_command(kind: Any) -> click.Command:
    def callback(engine: str, as_json: bool, **settings: Any) -> None:
        source = click.get_current_context().get_parameter_source
        given = {k: v for k, v in settings.items() if source(k) is not click.core.ParameterSource.DEFAULT}
        _run(current_case(), kind.name, engine, given, as_json)

    options = [
        click.Option([f"--{n.replace('_', '-')}/--no-{n.replace('_', '-')}"], default=d, show_default=True, help=h)
        if t is bool
        else click.Option([f"--{n.replace('_', '-')}"], type=t, default=d, show_default=True, help=h)
        for n, t, d, h in _settings(kind)
    ]
    engine = click.Option(
        ["--engine"],
        default="duckdb",
        show_default=True,
        help="duckdb, or spark for a corpus that outgrows this machine.",
    )
    as_json = click.Option(["--json", "as_json"], is_flag=True, help="Print data as JSON.")
    return click.Command(kind.name, params=[*options, engine, as_json], callback=callback, help=kind.__doc__)


def _settings(kind: Any) -> list[tuple[str, Any, Any, str]]:
    from typing import get_type_hints

    hints, plain = get_type_hints(kind, include_extras=True), get_type_hints(kind)
    return [(f.name, plain[f.name], f.default, hints[f.name].__metadata__[0]) for f in dataclasses.fields(kind)]


def _run(case: Case, name: str, engine: str, settings: Mapping[str, Any], as_json: bool) -> None:
    if not as_json:
        expected = case.forecast(name, **settings)
        work = f": {expected.work}" if expected.work else ""
        click.echo(
            f"{name}: {expected.rows:,} rows{work}; about {seconds(expected.seconds)} and {expected.megabytes:,.0f} MB",
            err=True,
        )
    done = case.run(name, engine=engine, **settings)
    if as_json:
        print_json(done)
        return
    say(f"{done.id}: {len(done.findings)} findings in {seconds(done.seconds)} ({engine}, seed {done.seed})")
    say(
        "  stored: "
        + ", ".join(f"runs/{done.id}/{table}.parquet ({rows:,} rows)" for table, rows in done.results.items())
    )
    names = case.people([a for f in done.findings for a in f.accounts])
    for note in done.notes:
        say(f"  {named(note, names.private_name)}")
    for finding in done.findings[:10]:
        say(f"  {finding.id}  {finding.grade}: {named(finding.statement, names.private_name)}")
    if not done.findings:
        say(
            "  No finding is not the same as nothing there: `undertow show` has nothing to show, the tables above hold what was measured."
        )
    elif len(done.findings) > 10:
        say(f"  … and {len(done.findings) - 10} more: undertow findings")
