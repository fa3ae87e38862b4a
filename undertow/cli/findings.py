"""Commands about what was found: findings, show, review, publish, export, diff, verify."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import click

from undertow.cli.group import EXIT_FAILED, current_case, main, with_json
from undertow.cli.printing import (
    estimate,
    named,
    print_finding,
    print_json,
    print_listed,
    print_rows,
    print_table,
    say,
    shown,
    verdict,
)
from undertow.errors import BadSetting, NotPublishable
from undertow.model import mentioned


@main.command(name="findings")
@with_json
def list_findings(as_json: bool) -> None:
    """List the findings with their verdicts."""
    case = current_case()
    held = case.findings()
    if as_json:
        print_json(held)
        return
    if not held:
        say("No findings yet. Run an analysis: undertow run. An empty result of a run is printed by the run itself.")
        return
    names = case.people([a for h in held for a in h.finding.accounts])
    print_table(
        ["id", "grade", "statement", "estimate", "verdict"],
        [
            (h.finding.id, h.finding.grade, named(h.finding.statement, names.private_name), estimate(h), verdict(h))
            for h in held
        ],
    )


@main.command()
@click.argument("finding")
@click.option("--rows", is_flag=True, help="Print the rows behind it.")
@click.option(
    "--as-listed",
    is_flag=True,
    help="Of a finding that counts accounts, print the rows counted as the lists give them; never published.",
)
@click.option("--limit", default=200, show_default=True, help="At most so many rows.")
@with_json
def show(finding: str, rows: bool, as_listed: bool, limit: int, as_json: bool) -> None:
    """Show one finding with its evidence."""
    case = current_case()
    held = case.finding(finding)
    if as_listed:
        print_listed(case.rows(held.finding.id, limit, listed=True), as_json)
    elif rows:
        print_rows(case.rows(held.finding.id, limit), held, as_json)
    elif as_json:
        print_json(held)
    else:
        print_finding(case, held)


@main.command()
@click.argument("finding")
@click.option("--confirm", is_flag=True, help="You checked it and it holds.")
@click.option("--reject", is_flag=True, help="You checked it and it does not hold.")
@click.option("--why", default="", help="What you checked.")
@click.option("--by", default="", help="Your name, if not your login.")
@with_json
def review(finding: str, confirm: bool, reject: bool, why: str, by: str, as_json: bool) -> None:
    """Record your verdict on a finding."""
    if confirm == reject:
        raise BadSetting("Say --confirm or --reject, and not both.")
    held = current_case().review(finding, "confirmed" if confirm else "rejected", why, by)
    if as_json:
        print_json(held)
    else:
        say(f"{held.finding.id}: {verdict(held)}.")


@main.command()
@click.option("--to", default="html", show_default=True, help="Forms, separated by commas: html, pdf.")
@click.option(
    "--working",
    is_flag=True,
    help="For the case's own use, into working/: names and words are kept, data files lie beside it.",
)
@click.option("--check", is_flag=True, help="List what would keep it from being published, and write nothing.")
@click.option(
    "--edit", is_flag=True, help="Write dossier.toml, where title, summary, order and prose are yours, and stop."
)
@with_json
def publish(to: str, working: bool, check: bool, edit: bool, as_json: bool) -> None:
    """Write the dossier: one file that needs no network. Exits 1 when something keeps it from being published."""
    from undertow.case.publishing.concerned import concerns
    from undertow.case.publishing.versions import Versions

    case = current_case()
    if edit:
        begun = str(case.edition.begin())
        print_json([begun]) if as_json else say(f"{begun}: edit it, then `undertow publish --check`.")
        return
    if check:
        _print_blockers(case.edition.blockers(), as_json)
        return
    for words in () if working else concerns(case):
        click.echo(shown(words), err=True)
    try:
        written = case.publish([form.strip() for form in to.split(",")], working=working)
    except NotPublishable as error:
        _print_blockers(error.blockers, as_json)
        return
    for words in case.damaged_runs().values():
        click.echo(shown(f"{words} Its findings are left out."), err=True)
    if as_json:
        print_json([str(path) for path in written])
        return
    last = Versions(case.folder).last()
    what = "Working edition, not for publication" if working or not last else f"Published, version {last.number}"
    for path in written:
        say(f"{what}: {path} ({path.stat().st_size / 1000:,.0f} kB)")


def _print_blockers(found: Sequence[Any], as_json: bool) -> None:
    """What keeps the dossier from being published; exits 1 when anything does."""
    if as_json:
        print_json(found)
    elif not found:
        say("Nothing keeps the dossier from being published.")
    for one in () if as_json else found:
        say(f"{one.kind}: {one}")
    if found:
        if not as_json:
            click.echo(f"{len(found):,} to mend before the dossier can be published; nothing was written.", err=True)
        sys.exit(EXIT_FAILED)


@main.command()
@click.argument("form", metavar="FORMAT")
@with_json
def export(form: str, as_json: bool) -> None:
    """Write the findings for other programs, masked like the dossier, into dossier/exports/FORMAT/.

    Formats: annotations, csv, ftm, gexf, graphml, parquet, ro-crate, sqlite, stix, timelinejs.
    """
    written = [str(path) for path in current_case().export(form)]
    if as_json:
        print_json(written)
        return
    for path in written:
        say(path)


@main.command()
@click.argument("one")
@click.argument("two")
@click.option("--published", is_flag=True, help="ONE and TWO are versions of the dossier: 1 and 2.")
@with_json
def diff(one: str, two: str, published: bool, as_json: bool) -> None:
    """Show what changed between two runs, or between two published versions."""
    from undertow.case.publishing.versions import Versions, differences

    case = current_case()
    if published:
        versions = Versions(case.folder)
        changes = list(differences(versions.get(one), versions.get(two)))
    else:
        changes = case.diff(one, two)
    if as_json:
        print_json(changes)
        return
    names = case.people(sorted({account for sentence in changes for account in mentioned(sentence)}))
    for sentence in changes or ["Nothing changed."]:
        say(named(sentence, names.private_name))


@main.command()
@with_json
def verify(as_json: bool) -> None:
    """Check hashes, log, quotes, numbers and published files. Exits 1 when something does not hold."""
    case = current_case()
    found = case.verify()
    if as_json:
        print_json(found)
    else:
        for problem in found:
            say(f"{problem.kind}: {problem.what}")
        if not found:
            quotes = sum(len(h.finding.evidence) for h in case.findings())
            say(
                f"All holds: {len(case.sources())} sources, {len(case.journal.entries())} log entries, {quotes} cited rows."
            )
    if found:
        sys.exit(EXIT_FAILED)
