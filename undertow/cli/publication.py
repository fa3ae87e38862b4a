"""Commands about what goes out and what went out: name, correct."""

from __future__ import annotations

import click

from undertow.cli.group import current_case, main, with_json
from undertow.cli.printing import print_json, say


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
@with_json
def correct(notice: str, finding: str, as_json: bool) -> None:
    """Record a correction of what was published; it stands on top of the next version."""
    from undertow.case.publishing.concerned import correct as record

    made = record(current_case(), notice, finding)
    if as_json:
        print_json(made)
    else:
        say(
            f"Recorded: a correction of version {made.version}. `undertow publish` prints it on top of the next version."
        )
