"""`undertow label stance ACCOUNT TARGET`: posts to judge, in the terminal or in a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from undertow.cli.printing import say, shown
from undertow.errors import BadSetting

if TYPE_CHECKING:
    from undertow.case import Case
    from undertow.case.labelling import Question


def judge(
    case: Case, named: Sequence[str], who: str, *, count: int, export_to: Path | None, import_from: Path | None
) -> None:
    """Asks for or against whom posts speak. Raises: BadSetting unless an account and an actor are named."""
    from undertow.case.given import Labels
    from undertow.case.labelling import open_questions, read_sheet, record, write_sheet
    from undertow.case.stances import not_drawn, stance, stance_questions

    if import_from:
        labels = read_sheet(import_from, values=stance, misfits=partial(not_drawn, case), by=who)
        record(case, labels)
        say(f"Kept {len(labels)} judgements of {who}. Run profile again to have them counted.")
        return
    if len(named) != 2:
        raise BadSetting("undertow label stance needs an account and an actor: undertow label stance @handle actor.")
    questions = stance_questions(case, named[0], named[1], count)
    waiting = open_questions(questions, Labels(case.folder).all(), who)
    if export_to:
        write_sheet(export_to, waiting)
        say(
            f"Wrote {len(waiting)} posts to {export_to}. Answer f, a or n in the first column, then: undertow label stance --import {export_to}"
        )
        return
    _ask(case, waiting, who)


def _ask(case: Case, waiting: Sequence[Question], who: str) -> None:
    from undertow.case.labelling import record
    from undertow.case.stances import stance

    judged = 0
    for number, question in enumerate(waiting, 1):
        passage = question.passage
        start, end = passage.marks[0]
        name = click.style(f"[{shown(passage.text[start:end])}]", bold=True)
        click.echo(f"\n{number} of {len(waiting)}. {shown(passage.source)}, {passage.date}, {shown(passage.row_ref)}")
        click.echo("Does the post speak for or against whom is marked, or neither?")
        click.echo(f"{shown(passage.text[:start])}{name}{shown(passage.text[end:])}\n")
        answer = click.prompt(
            "f for, a against, n neither, s skip, q quit", type=click.Choice("fansq"), show_choices=False
        )
        if answer == "q":
            break
        if answer != "s":
            record(case, [question.answered(stance(answer), who)])
            judged += 1
    say(f"Judged {judged}. {len(waiting) - judged} wait. Run profile again to have them counted.")
