"""Posts drawn for judging a stance, from the draw to the finding."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from undertow.case import Case
from undertow.case.stances import shares, stance, stance_questions
from undertow.cli import main
from undertow.errors import BadSetting, UnknownName


@pytest.fixture
def case(tmp_path: Path) -> Case:
    case = Case.create(tmp_path / "case")
    posts = [
        {"id": f"p{n}", "author": "reeds", "created_at": f"2024-01-{1 + n % 28:02}T10:00:00Z", "text": text}
        for n, text in enumerate(["Averra broke its word."] * 30 + ["Thank you, Averra."] * 10 + ["Fog today."] * 20)
    ]
    file = tmp_path / "posts.jsonl"
    file.write_text("\n".join(json.dumps(post) for post in posts))
    case.add(file)
    ledger = case.folder / "ledger" / "actors.csv"
    ledger.parent.mkdir(exist_ok=True)
    ledger.write_text(
        "id,name,aliases,kind,public_role,from,to\nreed,Reed,@reeds;reeds,organisation,association,,\naverra,Averra,,state,government,,\n"
    )
    return case


def test_strata_are_drawn_from_in_part_and_small_ones_whole() -> None:
    sizes = {(True, "praise"): 10, (True, "both"): 100, (True, "no such words"): 300}
    assert shares(sizes, 200) == {(True, "both"): 53, (True, "no such words"): 137, (True, "praise"): 10}
    assert shares({(True, "praise"): 3}, 200) == {(True, "praise"): 3}


def test_judgements_reach_the_finding(case: Case, tmp_path: Path) -> None:
    case.run("profile")
    sheet = tmp_path / "sheet.csv"
    asked = CliRunner().invoke(
        main, ["-C", str(case.folder), "label", "stance", "@reeds", "Averra", "--by", "ana", "--export", str(sheet)]
    )
    assert asked.exit_code == 0, asked.output
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["value"] = "f" if row["passage"].startswith("Thank") else "a"
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    kept = CliRunner().invoke(main, ["-C", str(case.folder), "label", "stance", "--by", "ana", "--import", str(sheet)])
    assert kept.exit_code == 0, kept.output
    (finding,) = case.run("profile").findings
    shares_said = {row[2]: row[3] for row in finding.tables[1].rows}
    assert shares_said == {"for": 0.25, "against": 0.75}
    assert not [problem for problem in case.verify() if problem.kind == "number"]


def test_without_a_profile_and_for_unknown_names_it_says_what_to_do(case: Case) -> None:
    with pytest.raises(BadSetting, match="Run `undertow run profile` first"):
        stance_questions(case, "reeds", "averra", 10)
    case.run("profile")
    with pytest.raises(UnknownName, match="no profiled account called 'nobody'"):
        stance_questions(case, "nobody", "averra", 10)
    with pytest.raises(UnknownName, match="Known: averra"):
        stance_questions(case, "reeds", "norvania", 10)
    with pytest.raises(BadSetting, match="'x' is no answer"):
        stance("x")
