"""Commands about what goes out and what went out: name, correct."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from undertow.cli.group import current_case, main, with_json
from undertow.cli.printing import print_json, say
from undertow.errors import BadSetting

if TYPE_CHECKING:
    from undertow.dossier import Correction


@main.command(name="name")
@click.argument("account")
@click.option("--role", default="", help="What they are in public, for example “mayor”.")
@click.option("--reason", default="", help="Why it is in the public interest to name them. It is printed.")
@click.option("--called", default="", metavar="NAME", help="The name in print, if not the handle.")
@with_json
def name_actor(account: str, role: str, reason: str, called: str, as_json: bool) -> None:
    """Name a person in what is published, for a recorded reason.

    ACCOUNT is a handle or an id of an account of the case, or an id or alias of ledger/actors.csv.
    """
    from undertow.case.publishing.concerned import name

    entered = name(current_case(), account, role, reason, called)
    if as_json:
        print_json({"actor": entered, "role": role, "reason": reason})
    else:
        say(f"{entered} is named from now on, as {role}: ledger/actors.csv and the log say why.")


@main.command()
@click.option("--notice", default="", help="What was wrong, and what is right. It is printed.")
@click.option("--finding", default="", help="The finding it was about, if one.")
@click.option("--replaces", type=int, default=0, metavar="N", help="The notice stands in place of notice N.")
@click.option("--take-back", type=int, default=0, metavar="N", help="Take notice N back; --notice says why.")
@click.option("--list", "listed", is_flag=True, help="List the notices with their numbers.")
@with_json
def correct(notice: str, finding: str, replaces: int, take_back: int, listed: bool, as_json: bool) -> None:
    """Record a correction of what was published; it stands on top of the next version.

    A notice stays in the log. Another can stand in its place, or take it back: the page then says so, and no more what it said.
    """
    from undertow.case.publishing.corrections import correct as record
    from undertow.case.publishing.corrections import corrections

    case = current_case()
    if listed:
        _list_notices(corrections(case), as_json)
        return
    if replaces and take_back:
        raise BadSetting("--replaces and --take-back cannot be said together: a notice is replaced or taken back.")
    made = record(case, notice, finding, replaces=replaces or take_back, takes_back=bool(take_back))
    if as_json:
        print_json(made)
    elif take_back:
        say(f"Recorded: correction {take_back} is taken back. `undertow publish` says so on top of the next version.")
    else:
        instead = f", in place of correction {replaces}" if replaces else ""
        say(
            f"Recorded: a correction of version {made.version}{instead}, number {made.number}. `undertow publish` prints it on top of the next version."
        )


def _list_notices(found: Sequence[Correction], as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    for one in reversed(found):
        gone = f" [{'taken back' if one.taken_back else 'replaced'} on {one.superseded[:10]}]" if one.superseded else ""
        gone += f" [takes back {one.replaces}]" if one.takes_back else ""
        say(f"{one.number}  {one.at[:10]}, of version {one.version}{gone}: {one.notice}")
    if not found:
        say("No correction was recorded.")
