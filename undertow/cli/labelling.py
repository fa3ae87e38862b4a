"""The command label: passages to judge, in the terminal or in a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from undertow.cli.group import current_case, main
from undertow.cli.printing import print_table, say, shown
from undertow.errors import BadSetting

if TYPE_CHECKING:
    from undertow.case import Case
    from undertow.case.labelling import Question

_ANSWERS = {"y": "yes", "yes": "yes", "1": "yes", "n": "no", "no": "no", "0": "no"}


@main.command()
@click.argument("narratives", nargs=-1)
@click.option(
    "--language", "languages", multiple=True, help="Only this language; repeat. All of the codebook otherwise."
)
@click.option("--hits", default=20, show_default=True, help="Passages with a hit to judge, per narrative and language.")
@click.option("--non-hits", default=50, show_default=True, help="Passages without a hit to judge.")
@click.option("--count", default=200, show_default=True, help="Posts to judge with `stance`.")
@click.option("--by", default="", help="Your name, if not your login.")
@click.option("--export", "export_to", type=click.Path(path_type=Path), help="Write them to a CSV file to judge there.")
@click.option("--table", is_flag=True, help="Show how well each narrative holds by the judgements so far, and stop.")
@click.option("--import", "import_from", type=click.Path(path_type=Path), help="Take the judgements from such a file.")
def label(
    narratives: Sequence[str], languages: Sequence[str], by: str, export_to: Path | None, import_from: Path | None, **more: int
) -> None:  # fmt: skip
    """Judge random passages with and without hits of NARRATIVES, all where none is named: does the passage say it?

    With `stance ACCOUNT ACTOR` instead: posts of a profiled account that name an actor. Do they speak for or against it?

    Stop whenever you like; the next time goes on where you stopped.
    """
    from undertow.case.codebooks import narrative_questions, not_drawn
    from undertow.case.given import Labels
    from undertow.case.labelling import open_questions, read_sheet, record, write_sheet
    from undertow.case.reviewing import login

    case, who = current_case(), by or login()
    if narratives[:1] == ("stance",):
        from undertow.cli.stance import judge

        judge(case, narratives[1:], who, count=more["count"], export_to=export_to, import_from=import_from)
        return
    if more["table"]:
        _table(case)
        return
    if import_from:
        labels = read_sheet(import_from, values=_answer, misfits=partial(not_drawn, case), by=who)
        record(case, labels)
        say(f"Kept {len(labels)} judgements of {who}.")
        return
    questions = narrative_questions(case, narratives, languages, more["hits"], more["non_hits"])
    waiting = open_questions(questions, Labels(case.folder).all(), who)
    if export_to:
        write_sheet(export_to, waiting)
        say(
            f"Wrote {len(waiting)} passages to {export_to}. Answer y or n in the first column, then: undertow label --import {export_to}"
        )
        return
    _ask(case, waiting, who)


def _answer(text: str) -> str:
    value = _ANSWERS.get(text.strip().lower())
    if value is None:
        raise BadSetting(f"{text!r} is no answer. Write y or n, or nothing.")
    return value


def _table(case: Case) -> None:
    from undertow.case.codebooks import codebooks, standings
    from undertow.case.given import Labels

    rows = [
        (f"{s.codebook}/{s.frame}", s.language, s.status.stage, s.hits, _share(s.judged.right, s.judged.hits), _share(s.judged.missed, s.judged.non_hits))
        for s in standings(codebooks(case), Labels(case.folder).all(), case.settings.seed)
    ]  # fmt: skip
    if not rows:
        say("Nothing has been judged under the present patterns. Begin: undertow label")
        return
    print_table(
        ["narrative", "language", "status", "passages with a hit", "hits that are right", "others that were missed"],
        rows,
        (3,),
    )


def _share(part: int, whole: int) -> str:
    from undertow.statistics.proportions import wilson

    if not whole:
        return "not judged"
    share = wilson(part, whole, unit="")
    return f"{part} of {whole} ({share.low:.2f} to {share.high:.2f})"


def _ask(case: Case, waiting: Sequence[Question], who: str) -> None:
    from undertow.case.labelling import record

    definitions = _definitions(case)
    judged = 0
    for number, question in enumerate(waiting, 1):
        _show(question, definitions, f"{number} of {len(waiting)}")
        answer = click.prompt("y yes, n no, s skip, q quit", type=click.Choice("ynsq"), show_choices=False)
        if answer == "q":
            break
        if answer != "s":
            record(case, [question.answered(_answer(answer), who)])
            judged += 1
    say(f"Judged {judged}. {len(waiting) - judged} wait.")


def _show(question: Question, definitions: dict[str, str], place: str) -> None:
    passage, since, parts = question.passage, 0, []
    for start, end in passage.marks:
        parts += [shown(passage.text[since:start]), click.style(f"[{shown(passage.text[start:end])}]", bold=True)]
        since = end
    name = question.task.split(" ")[1]
    click.echo(
        f"\n{place}. {name}, {question.language}. {shown(passage.source)}, {passage.date}, {shown(passage.row_ref)}"
    )
    click.echo(shown(definitions.get(name, "")))
    click.echo("".join([*parts, shown(passage.text[since:])]) + "\n")


def _definitions(case: Case) -> dict[str, str]:
    from undertow.case.codebooks import codebooks

    return {f"{book.id}/{frame.id}": f"Asked: {frame.definition}" for book in codebooks(case) for frame in book.frames}
