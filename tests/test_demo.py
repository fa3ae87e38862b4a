"""The demo end to end, small: from files to a dossier, and planted against found."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest
from numpy.random import default_rng

from undertow.case import Case
from undertow.demo import SEED, run
from undertow.errors import BadSetting
from undertow.synthetic.case import ADDITIONS, truth_path, write

SIZE = 0.2


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, list[str]]:
    """The case folder, the dossier and what was said."""
    folder = tmp_path_factory.mktemp("demo") / "case"
    said: list[str] = []
    return folder, run(folder, said.append, size=SIZE), said


def row(said: list[str], effect: str) -> list[int]:
    line = next(line for line in said if line.startswith(effect))
    return [int(cell.replace(",", "")) for cell in line[len(effect) :].split()[:4]]


def test_the_dossier_is_one_small_file_that_says_it_is_invented(told: tuple[Path, Path, list[str]]) -> None:
    _, dossier, _ = told
    page = dossier.read_text("utf-8")
    assert "invented" in page
    assert "The return that counts itself" in page
    assert dossier.stat().st_size < 2_000_000


def test_the_protected_person_is_named_nowhere_in_what_is_published(told: tuple[Path, Path, list[str]]) -> None:
    folder, _, _ = told
    for path in (folder / "dossier").rglob("*"):
        if path.is_file():
            assert b"Aldermoor" not in path.read_bytes()


def test_every_material_was_added_and_bad_rows_were_put_aside(told: tuple[Path, Path, list[str]]) -> None:
    folder, _, said = told
    assert len(Case.open(folder).sources()) == len(ADDITIONS)
    assert row(said, "rows that cannot be used") == [6, 6, 0, 0]
    assert row(said, "rows that come twice") == [100, 100, 0, 0]


def test_the_planted_groups_are_found(told: tuple[Path, Path, list[str]]) -> None:
    _, _, said = told
    for effect in ("group that reposts", "group that links", "group that copies", "newswire"):
        planted, found, missed, _ = row(said, effect)
        assert planted == found + missed
        assert found >= 0.9 * planted


def test_what_the_ledger_was_given_to_tell_is_told(told: tuple[Path, Path, list[str]]) -> None:
    _, _, said = told
    assert [row(said, f"{effect:<28}") for effect in ("reversals", "obligation", "events")] == [
        [3, 3, 0, 0],
        [1, 1, 0, 0],
        [2, 2, 0, 0],
    ]


def test_the_case_holds_after_it_was_published(told: tuple[Path, Path, list[str]]) -> None:
    folder, _, said = told
    assert Case.open(folder).verify() == ()
    assert not [line for line in said if line.startswith("verify")]


def test_the_ledger_names_sources_of_the_case(told: tuple[Path, Path, list[str]]) -> None:
    folder, _, _ = told
    claims = (folder / "ledger" / "claims.csv").read_text("utf-8")
    known = [source.sha256 for source in Case.open(folder).sources()]
    assert all(any(sha in line for sha in known) for line in claims.splitlines()[1:])


def test_the_truth_is_beside_the_case(told: tuple[Path, Path, list[str]]) -> None:
    folder, _, _ = told
    assert json.loads(truth_path(folder).read_text("utf-8"))["fictional"] is True
    assert not list(folder.rglob("*truth*"))


def test_the_same_seed_gives_the_same_sources_and_findings(told: tuple[Path, Path, list[str]], tmp_path: Path) -> None:
    folder, _, _ = told
    case = Case.open(folder)
    write(tmp_path / "material", default_rng(SEED), SIZE)
    digest = sha256((tmp_path / "material" / ADDITIONS[0].path).read_bytes()).hexdigest()
    assert digest == case.sources()[0].sha256
    before = sorted(held.finding.id for held in case.findings() if held.finding.analysis == "coordination")
    assert sorted(finding.id for finding in case.run("coordination").findings) == before


def test_a_second_demo_in_the_same_place_is_refused(told: tuple[Path, Path, list[str]]) -> None:
    folder, _, said = told
    with pytest.raises(BadSetting, match="something there already"):
        run(folder, said.append, size=SIZE)


def test_planted_changes_of_narratives_are_dated_and_no_other_is_claimed(told: tuple[Path, Path, list[str]]) -> None:
    _, _, said = told
    assert row(said, "frame shift")[:2] == [2, 2]
    assert row(said, "argument in papers")[1] >= 1
    assert row(said, "dated change not planted") == [0, 0, 0, 0]
