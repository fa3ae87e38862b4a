"""Who is named: an alias written as an account names it, the id of a row of the ledger never does."""

from __future__ import annotations

from pathlib import Path

import pytest

from undertow.case.people import People, people_of

HEADER = "id,name,aliases,kind,public_role,from,to,named_because\n"


def people(folder: Path, rows: str, handles: dict[str, str]) -> People:
    (folder / "ledger").mkdir(exist_ok=True)
    (folder / "ledger" / "actors.csv").write_text(HEADER + rows)
    wanted: list[str] = []

    def lookup(accounts, asked):
        wanted.extend(asked)
        return {a: h for a, h in handles.items() if a in accounts or h.casefold() in asked}

    return people_of(folder, lookup, list(handles)[:1], [])


@pytest.mark.parametrize("handle", ["office", "norvania", "Norvania", "ARM"])
def test_a_private_person_whose_handle_is_an_id_or_a_word_of_the_ledger_stays_a_number(tmp_path, handle) -> None:
    rows = "office,Harbour Office,the office; ARM,organisation,authority,,,\nnorvania,Norvania,government of Norvania,state,government,,,\n"
    who = people(tmp_path, rows, {"x:77": handle})
    assert not who.is_public("x:77") and who.name("x:77") == "account 1"
    assert who.masks([f"as @{handle} said"])[handle.casefold()] == "@[account 1]"
    assert not people(tmp_path, rows, {f"x:{handle}": ""}).is_public(f"x:{handle}")


@pytest.mark.parametrize(
    ("alias", "account", "named"),
    [
        ("@Reeds", "x:77", True),
        ("x:77", "x:77", True),
        ("x:@reeds", "x:77", True),
        ("x:reeds", "x:77", True),
        ("telegram:@reeds", "x:77", False),
        ("telegram:77", "x:77", False),
        ("ann", "ann", True),
        ("@reeds", "x:reeds", True),
        ("reeds", "x:77", False),
    ],
)
def test_an_alias_names_the_account_it_is_written_as(tmp_path, alias, account, named) -> None:
    handle = "" if account == "x:reeds" else "reeds"
    who = people(tmp_path, f"r,Reed Bank,{alias},organisation,association,,,\n", {account: handle})
    assert who.is_public(account) is named
    assert who.name(account).startswith("Reed Bank" if named else "account 1")


def test_a_handle_on_two_platforms_names_neither_until_the_platform_is_given(tmp_path) -> None:
    two = {"x:77": "reeds", "telegram:5": "reeds"}
    who = people(tmp_path, "r,Reed Bank,@reeds,organisation,association,,,\n", two)
    assert who.unclear == ("@reeds",)
    assert not who.is_public("x:77") and not who.is_public("telegram:5")
    assert who.masks(["@reeds"])["reeds"] == "@[one of several accounts]"
    who = people(tmp_path, "r,Reed Bank,@reeds; x:@reeds,organisation,association,,,\n", two)
    assert who.is_public("x:77") and not who.is_public("telegram:5")
    who = people(tmp_path, "r,Reed Bank,@reeds; x:77; telegram:5,organisation,association,,,\n", two)
    assert who.unclear == () and who.is_public("telegram:5")
