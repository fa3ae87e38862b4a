"""The command draft: the checkable sentences of an article, joined by the writer to what the case holds."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from undertow.cli.group import EXIT_FAILED, current_case, main, with_json
from undertow.cli.printing import named, print_json, say
from undertow.errors import BadSetting

if TYPE_CHECKING:
    from undertow.case import Case
    from undertow.case.drafts import Draft, Drafts, Line, Look

_STATUSES = ("supported", "contradicted", "not testable", "open")


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", default="", help="The draft this is a version of, if not one of the file's own name.")
@click.option(
    "--language", type=click.Choice(["en", "ru", "az", "hy"]), help="Its language, if not to be told by its letters."
)
@click.option(
    "--join",
    multiple=True,
    metavar="N=TARGET",
    help="Join sentence N to a suggestion by its code, a finding by its id, or a row as claims:ID. Repeat.",
)
@click.option("--drop", multiple=True, metavar="N=TARGET", help="Take away what sentence N was joined to.")
@click.option(
    "--mark",
    multiple=True,
    type=int,
    metavar="N",
    help="Set the status of sentence N without joining it to anything more.",
)
@click.option("--status", type=click.Choice(_STATUSES), help="What you found, for the sentences of --join and --mark.")
@click.option("--why", default="", help="What you checked.")
@click.option("--by", default="", help="Your name, if not your login.")
@click.option(
    "--sheet",
    type=click.Path(path_type=Path),
    help="Write the fact-check sheet: a file that ends in .html, .md or .csv.",
)
@click.option(
    "--export", "export_to", type=click.Path(path_type=Path), help="Write the sentences to a CSV file to judge there."
)
@click.option("--import", "import_from", type=click.Path(path_type=Path), help="Take the judgements from such a file.")
@click.option(
    "--strict", is_flag=True, help="Exit with 1 when a sentence is open, contradicted, or changed since it was checked."
)
@with_json
def draft(
    file: Path, name: str, language: str | None, *, sheet: Path | None, strict: bool, as_json: bool, **more: Any
) -> None:
    """List the sentences of an article that can be checked, and what in the case could bear on each.

    You join them and set the status; the program never does. It warns when numbers differ, a finding was rejected or is out of date,
    or a quotation is not verbatim. FILE is .txt, .md, .html or .docx.
    """
    from undertow.case.drafts import Drafts, read_draft

    case = current_case()
    drafts, article, tongue = Drafts(case), read_draft(file, name), language or ""
    _change(drafts, article, tongue, more)
    look = drafts.look(article, tongue)
    if sheet is not None:
        from undertow.case.drafts.sheet import write_sheet

        say(f"Wrote {write_sheet(case, look, sheet)}.")
    elif (export_to := more["export_to"]) is not None:
        from undertow.case.drafts.by_hand import write_work

        say(
            f"Wrote {len(look.lines)} sentences to {write_work(case, look, export_to)}. Fill in the first three columns, then: undertow draft {file} --import {export_to}"
        )
    elif as_json:
        print_json(_data(look))
    else:
        _print(case, look)
    if strict and not all(line.settled for line in look.lines):
        sys.exit(EXIT_FAILED)


def _change(drafts: Drafts, article: Draft, language: str, more: dict[str, Any]) -> None:
    """Carries out what --join, --drop, --mark and --import ask for."""
    join, drop = _pairs("join", more["join"]), _pairs("drop", more["drop"])
    for number in more["mark"]:
        join.setdefault(number, [])
    status, why, by = more["status"] or "", more["why"], more["by"]
    if more["mark"] and not status:
        raise BadSetting("--mark sets a status: say which with --status.")
    if status and not join:
        raise BadSetting("--status is for sentences: say which with --join N=TARGET or --mark N.")
    if join or drop:
        for check in drafts.judge(article, join, status, why=why, by=by, language=language, drop=drop):
            rests = ", ".join(one.target for one in check.joined) or "nothing"
            say(f"Sentence {check.number}: {check.status}, joined to {rests}.")
    if more["import_from"] is not None:
        from undertow.case.drafts.by_hand import take_work

        say(f"Kept {take_work(drafts, article, more['import_from'], by, language)} judgements.")


def _pairs(option: str, given: Sequence[str]) -> dict[int, list[str]]:
    """The targets by number of a sentence. Raises: BadSetting."""
    found: dict[int, list[str]] = {}
    for pair in given:
        number, sign, target = pair.partition("=")
        if not sign or not number.strip().isdecimal() or not target.strip():
            raise BadSetting(
                f"--{option} {pair!r} is not N=TARGET. Write the number of a sentence, =, and what it is joined to: 7=claims:c3."
            )
        found.setdefault(int(number), []).append(target.strip())
    return found


def _print(case: Case, look: Look) -> None:
    people = case.people(sorted(_accounts(look)))
    if not look.lines:
        say(
            "No sentence that can be checked: no number, date, quotation, comparison or the like. Nothing is wrong with that."
        )
    for line in look.lines:
        for text in _told(line):
            say(named(text, people.private_name))
    for check in look.gone:
        say(f"\nNot in the draft any more ({check.status}): {check.sentence}")
    counts = ", ".join(f"{count} {status}" for status, count in look.counts().items())
    say(f"\n{len(look.lines)} sentences to check in {look.draft.name}: {counts}.")
    say('Join one: undertow draft FILE --join N=CODE --status supported --why "what you checked"')


def _accounts(look: Look) -> Iterable[str]:
    from undertow.model import mentioned

    for line in look.lines:
        for one in line.suggestions:
            yield from mentioned(one.text)


def _told(line: Line) -> Sequence[str]:
    sentence = line.sentence
    note = ", CHANGED SINCE CHECKED" if line.changed else ""
    testable = "" if sentence.testable else "; not testable here"
    told = [
        f"\n{sentence.number}  line {sentence.line}  {line.status}{note}  ({', '.join(sentence.kinds)}{testable})",
        f"   {' '.join(sentence.text.split())}",
    ]
    if line.check is not None:
        joined = ", ".join(one.target for one in line.check.joined) or "nothing"
        told.append(
            f"   joined to {joined} by {line.check.by}, {line.check.at[:10]}: {line.check.why or 'no reason given'}"
        )
        if line.changed:
            told.append(f"   it read: {' '.join(line.check.sentence.split())}")
    told += [f"   CAUTION: {words}" for words in line.cautions]
    told += [
        f"   the quotation “{words}” was found in no source of the case, nor one like it" for words in line.nowhere
    ]
    for one in line.suggestions:
        doubt = f"  [{one.doubt}]" if one.doubt else ""
        told.append(
            f"   {one.code}  {one.label}: {' '.join(one.text.split())[:300]}{doubt}\n      because {one.reason}"
        )
    return told


def _data(look: Look) -> dict[str, object]:
    return {
        "draft": look.draft.name,
        "sha256": look.draft.sha256,
        "counts": look.counts(),
        "lines": look.lines,
        "gone": look.gone,
    }
