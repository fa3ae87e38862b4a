"""Commands about what was found: findings, show, review, publish, export, diff, verify."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
    readers_in_words,
    say,
    shown,
    verdict,
)
from undertow.errors import BadSetting, NotPublishable
from undertow.model import mentioned

if TYPE_CHECKING:
    from undertow.case.reviewing import Deed

_DEEDS: dict[str, Deed] = {"confirm": "confirmed", "reject": "rejected", "later": "later", "undo": "withdrawn"}

_as_reader = click.option(
    "--reader",
    default="",
    help="Show it as this reader may see it: the verdicts of others only where this reader has given one.",
)


@main.command(name="findings")
@_as_reader
@with_json
def list_findings(reader: str, as_json: bool) -> None:
    """List the findings with their verdicts, and how far the readers agree."""
    case = current_case()
    held = [h.as_read_by(reader) for h in case.findings()] if reader else case.findings()
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
    for line in readers_in_words(case, held, reader):
        say(line)


@main.command()
@click.argument("finding")
@click.option("--rows", is_flag=True, help="Print the rows behind it.")
@click.option(
    "--as-listed",
    is_flag=True,
    help="Of a finding that counts accounts, print the rows counted as the lists give them; never published.",
)
@click.option("--limit", default=200, show_default=True, help="At most so many rows.")
@_as_reader
@with_json
def show(finding: str, rows: bool, as_listed: bool, limit: int, reader: str, as_json: bool) -> None:
    """Show one finding with its evidence."""
    case = current_case()
    held = case.finding(finding).as_read_by(reader) if reader else case.finding(finding)
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
@click.option("--later", is_flag=True, help="You have seen it and will come back to it.")
@click.option("--undo", is_flag=True, help="Take back the newest thing you did about it; it stays on record.")
@click.option("--note", default="", help="Write something down about it; notes are in nothing that is published.")
@click.option("--why", default="", help="What you checked.")
@click.option("--reader", "--by", default="", help="Your name, if not your login.")
@with_json
def review(finding: str, reader: str, why: str, note: str, as_json: bool, **deeds: bool) -> None:
    """Record your verdict on a finding, beside those of other readers.

    Where readers disagree the finding is neither confirmed nor rejected, and says so wherever it is shown.
    """
    from undertow.case.reviewing import login

    asked = [_DEEDS[name] for name, wanted in deeds.items() if wanted] + ["noted"] * bool(note)
    if len(asked) != 1:
        raise BadSetting("Say one of --confirm, --reject, --later, --undo and --note.")
    held = current_case().review(finding, asked[0], note or why, reader)
    held = held.as_read_by(reader or login())
    if as_json:
        print_json(held)
    else:
        say(f"{held.finding.id}: {verdict(held)}.")


@main.command()
@click.option("--to", default="html", show_default=True, help="Forms, separated by commas: html, pdf, audio.")
@click.option("--voice-engine", default="", metavar="PROGRAM", help="What speaks the audio edition, if not espeak-ng.")
@click.option(
    "--site",
    metavar="DIR",
    default=None,
    help="Instead: an index, with search, of the dossiers published in a folder of cases; written to DIR/site/.",
)
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
def publish(to: str, working: bool, as_json: bool, **others: Any) -> None:
    """Write the dossier: one file that needs no network. Exits 1 when something keeps it from being published.

    The form audio reads the summary aloud: in the page, and as a file beside it. PROGRAM is called as PROGRAM LANGUAGE FILE, with the
    text on standard input in UTF-8, and leaves a WAV file of one channel and 16 bits at FILE.
    """
    from undertow.case.publishing.concerned import concerns
    from undertow.case.publishing.versions import Versions

    if others["site"] is not None:
        _publish_site(Path(others["site"]), as_json)
        return
    case = current_case()
    if others["edit"]:
        begun = str(case.edition.begin())
        print_json([begun]) if as_json else say(f"{begun}: edit it, then `undertow publish --check`.")
        return
    if others["check"]:
        _print_blockers(case.edition.blockers(), as_json)
        return
    for words in () if working else concerns(case):
        click.echo(shown(words), err=True)
    try:
        written = case.publish([form.strip() for form in to.split(",")], working=working, voice=others["voice_engine"])
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


def _publish_site(folder: Path, as_json: bool) -> None:
    from undertow.case.publishing.index import publish_site

    written = publish_site(folder)
    for words in written.left_out:
        click.echo(shown(f"Left out: {words}"), err=True)
    for words in written.unchecked:
        click.echo(shown(f"Not checked: {words}"), err=True)
    if as_json:
        print_json([str(written.path)])
        return
    say(
        f"Published: {written.path} ({written.dossiers:,} dossiers). Give away the folder {written.path.parent}, whole."
    )


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
@click.argument("forms", metavar="FORMAT...", nargs=-1, required=True)
@with_json
def export(forms: tuple[str, ...], as_json: bool) -> None:
    """Write the findings for other programs, masked like the dossier, into dossier/exports/FORMAT/. Say all for every format.

    Formats: annotations, claimreview, csv, ftm, gexf, graphml, parquet, ro-crate, sqlite, stix, timelinejs.
    """
    try:
        written = [str(path) for path in current_case().export(*forms)]
    except NotPublishable as error:
        _print_blockers(error.blockers, as_json)
        return
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
