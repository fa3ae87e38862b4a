"""A case whose tables another process holds."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import duckdb
import pytest
from click.testing import CliRunner

from undertow.case import Case
from undertow.cli import main

HOLD = "import duckdb, sys; db = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Path]:
    Case.create(tmp_path / "case")
    database = tmp_path / "case" / "tables" / "case.duckdb"
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout and other.stdout.readline() == "held\n"
    yield tmp_path / "case"
    other.communicate("")


@pytest.mark.parametrize("command", [["check"], ["run", "coordination"], ["publish"], ["verify"]])
def test_a_command_says_that_another_is_at_work_and_to_wait(held: Path, command: list[str]) -> None:
    done = CliRunner().invoke(main, ["-C", str(held), *command])
    assert done.exit_code == 2, done.output
    assert "Another undertow is at work in this case (process " in done.output
    assert "Wait until it is done" in done.output
    assert "Lock" not in done.output and "http" not in done.output and "rebuild" not in done.output


def test_what_a_thread_beside_reads_is_waited_for_and_a_verdict_does_not_wait(tmp_path: Path) -> None:
    """DuckDB opens a file once a process, to read or to write; a page reads while a form is answered."""
    case = Case.create(tmp_path / "case")
    reader = duckdb.connect(str(tmp_path / "case" / "tables" / "case.duckdb"), read_only=True)
    with case.changing(beside=True) as journal:
        journal.append("label", judged=0)
    Timer(0.3, reader.close).start()
    assert case.counts()["posts"] == 0
    with case.changing() as journal:
        assert [e.command for e in journal.entries()] == ["new", "label"]
