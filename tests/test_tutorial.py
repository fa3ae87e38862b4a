"""docs/tutorial.md, run line by line on the real data it speaks of; and on invented tables of the same columns."""

import os
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.commands_shown import tables_of_the_tutorial
from undertow.cli import main

ROOT = Path(__file__).parent.parent
DATA = Path(os.environ.get("UNDERTOW_DATA", ROOT.parent / "shared" / "data"))


def steps(chapter: int) -> list[tuple[str, bool, list[str]]]:
    """(command, must succeed, words that must be printed) of one chapter."""
    text = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8").split("\n## ")[chapter]
    found: list[tuple[str, bool, list[str]]] = []
    for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$"):
                found.append((line.lstrip("$! "), not line.startswith("$!"), []))
            else:
                found[-1][2].append(line)
    return found


@pytest.mark.skipif(not DATA.exists(), reason="the real data (../shared/data or $UNDERTOW_DATA) are not here")
@pytest.mark.parametrize("chapter", [1, 2])
def test_the_tutorial_does_what_it_says(chapter, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for command, succeeds, expected in steps(chapter):
        arguments = shlex.split(command.replace("$DATA", str(DATA)))[1:]
        done = CliRunner().invoke(main, arguments, standalone_mode=False)
        printed = " ".join(done.output.split())
        assert (done.exit_code == 0) == succeeds, f"{command}\n{done.output}"
        for words in expected:
            assert " ".join(words.split()) in printed, f"{command}\n{done.output}"


@pytest.mark.slow  # make test-shown
@pytest.mark.parametrize("chapter", [1, 2])
def test_the_tutorial_can_be_typed_where_the_real_data_are_not(chapter, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    data = tables_of_the_tutorial(tmp_path / "data")
    for command, succeeds, _ in steps(chapter):
        done = CliRunner().invoke(main, shlex.split(command.replace("$DATA", str(data)))[1:], standalone_mode=False)
        assert (done.exit_code == 0) == succeeds, f"{command}\n{done.output}"


def test_the_tutorial_has_steps_to_run():
    assert len(steps(1)) >= 9 and len(steps(2)) >= 6
