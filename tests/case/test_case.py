"""What a case promises about sources, tables, the log and interrupted commands."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest

from tests.case.conftest import posts
from undertow.case import Case
from undertow.case.sources import SCHEMA
from undertow.errors import BadSetting, DamagedCase, UnknownName, UnreadableInput


def state(folder: Path) -> dict[str, str]:
    """Every file of a case that is not scratch, with its hash; the database by what is in it. Opening clears up first."""
    counts = Case.open(folder).counts()
    files = {
        str(p.relative_to(folder)): sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and "tables" not in p.relative_to(folder).parts and p.name != ".lock"
    }
    return files | {"counts": json.dumps(counts)}


def test_a_new_case_refuses_a_folder_that_holds_something(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(BadSetting, match="something there already"):
        Case.create(tmp_path)


def test_opening_a_folder_that_is_no_case_says_how_to_make_one(tmp_path):
    with pytest.raises(UnknownName, match="undertow new"):
        Case.open(tmp_path)


def test_a_source_is_kept_read_only_under_its_hash(case, write):
    path = write("posts.csv", posts())
    source = case.add(path).source
    kept = case.folder / "sources" / source.sha256
    assert sha256(path.read_bytes()).hexdigest() == source.sha256
    assert kept.read_bytes() == path.read_bytes()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o444


def test_rows_in_are_kept_duplicates_or_quarantined(case, write):
    text = posts()
    lines = text.splitlines()
    broken = [lines[1], lines[2].replace("the words", "other words"), "77,x", "88,,,,,no author,1660000000,"]
    ledger = case.add(write("posts.csv", text + "\n".join(broken) + "\n")).ledger
    assert (ledger.duplicates, ledger.quarantined) == (1, 3)
    assert ledger.rows_in == len(lines) - 1 + 4 == ledger.kept + 4


def test_the_same_bytes_are_added_once(case, write):
    path = write("posts.csv", posts())
    first = case.add(path)
    again = case.add(path)
    assert again.already and again.source.sha256 == first.source.sha256
    assert len(case.sources()) == 1


def test_a_post_seen_in_two_exports_is_counted_once(case, write):
    lines = posts().splitlines()
    case.add(write("one.csv", "\n".join(lines[:20]) + "\n"))
    ledger = case.add(write("two.csv", "\n".join([lines[0], *lines[10:]]) + "\n")).ledger
    assert ledger.duplicates == 10
    assert case.counts()["posts"] == len(lines) - 1


def test_another_text_under_a_known_id_goes_to_quarantine_with_its_line(case, write):
    lines = posts().splitlines()
    case.add(write("one.csv", "\n".join(lines) + "\n"))
    case.add(
        write("two.csv", f"{lines[0]}\n1,zed,zed,,,something else,1660000000,\n901,zed,zed,,,a new one,1660000000,\n")
    )
    assert case.query("SELECT row_ref, reason FROM quarantine") == [
        ("line 2", "the id '1' is already taken by a post with other content")
    ]


def test_a_file_without_a_usable_row_is_refused_and_nothing_is_added(case, write):
    before = state(case.folder)
    with pytest.raises(UnreadableInput, match=r"none of its 1 rows can be used.*line 2"):
        case.add(write("bad.csv", posts().splitlines()[0] + "\n1,,,,,no author,1660000000,\n"))
    assert state(case.folder) == before


def test_removing_a_source_takes_its_rows_and_bytes_and_stays_in_the_log(case, write):
    source = case.add(write("posts.csv", posts())).source
    case.run("coordination")
    assert list((case.folder / "tables" / "derived" / "coordination").iterdir())
    case.remove("posts.csv", "collected by mistake")
    assert not (case.folder / "tables" / "derived").exists()
    assert case.counts() == dict.fromkeys(case.counts(), 0)
    assert not (case.folder / "sources" / source.sha256).exists()
    assert [e.command for e in case.journal.entries()] == ["new", "add", "plan", "run", "remove"]


def test_tables_can_be_deleted_and_are_made_again(case, write):
    case.add(write("posts.csv", posts()))
    counts = case.counts()
    rows = case.query("SELECT * FROM posts ORDER BY ALL")
    for file in (case.folder / "tables").glob("case.duckdb*"):
        file.unlink()
    again = Case.open(case.folder)
    assert again.counts() == counts
    assert again.query("SELECT * FROM posts ORDER BY ALL") == rows


def test_a_folder_is_one_source_with_each_file_under_its_own_hash(case, tmp_path):
    folder = tmp_path / "exports"
    folder.mkdir()
    lines = posts().splitlines()
    (folder / "a.csv").write_text("\n".join(lines[:10]) + "\n")
    (folder / "b.csv").write_text("\n".join([lines[0], *lines[10:]]) + "\n")
    source = case.add(folder).source
    assert source.ledger.kept == len(lines) - 1
    assert {p.name for p in (case.folder / "sources").glob("?" * 64)} == {f.sha256 for f in source.files}
    assert case.query("SELECT row_ref FROM posts WHERE post = '1'") == [("a.csv, line 2",)]
    (case.folder / "tables" / "case.duckdb").unlink()
    assert Case.open(case.folder).counts()["posts"] == len(lines) - 1


def test_a_changed_original_is_found(case, write):
    source = case.add(write("posts.csv", posts())).source
    path = case.folder / "sources" / source.sha256
    path.chmod(0o644)
    path.write_text("something else")
    assert any(p.kind == "source" and "was changed" in p.what for p in case.verify())


@pytest.mark.parametrize("damage", ["change", "remove", "insert"])
def test_a_changed_log_is_found(case, write, damage):
    case.add(write("posts.csv", posts()))
    lines = (case.folder / "log.jsonl").read_text().splitlines()
    changed = {
        "change": [lines[0].replace("A case", "B case"), *lines[1:]],
        "remove": lines[1:],
        "insert": [lines[0], *lines],
    }[damage]
    (case.folder / "log.jsonl").write_text("\n".join(changed) + "\n")
    assert [p.kind for p in Case(case.folder).verify() if p.kind == "log"] == ["log"]


def test_a_case_of_a_newer_version_says_to_update(case):
    manifest = case.folder / "sources" / "manifest.json"
    manifest.write_text(manifest.read_text().replace(f'"schema": {SCHEMA}', f'"schema": {SCHEMA + 1}'))
    with pytest.raises(DamagedCase, match=r"newer undertow.*Update"):
        Case.open(case.folder)


def test_a_case_of_an_older_version_is_brought_up_to_date(case, write):
    import duckdb

    case.add(write("posts.csv", posts()))
    counts = case.counts()
    manifest = case.folder / "sources" / "manifest.json"
    manifest.write_text(manifest.read_text().replace(f'"schema": {SCHEMA}', f'"schema": {SCHEMA - 1}'))
    with duckdb.connect(str(case.folder / "tables" / "case.duckdb")) as database:
        database.execute("ALTER TABLE posts DROP COLUMN views")
    said: list[str] = []
    again = Case.open(case.folder, say=said.append)
    assert [str(problem.what) for problem in again.verify()] == [
        "They were made by an older undertow. Run `undertow check`, which makes them again from sources/."
    ]
    assert again.counts() == counts
    assert "older undertow" in said[0]
    assert again.journal.entries()[-1].command == "migrate"
    assert again.verify() == ()


def test_an_add_killed_at_any_moment_leaves_the_case_as_it_was(case, write):
    case.add(write("first.csv", posts(others=5)))
    before = state(case.folder)
    path = write("second.csv", posts(groups=(("dan", "eve", "fay"),), others=20_000))
    command = [sys.executable, "-m", "undertow", "-C", str(case.folder), "add", str(path)]
    finished = killed = 0
    for delay in (0.05, 0.3, 0.5, 0.7, 0.9, 1.1, 1.3, 1.6):
        with subprocess.Popen(
            command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            time.sleep(delay)
            if process.poll() is not None:
                finished += 1
                Case.open(case.folder).remove("second.csv")
                break
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if "second.csv" in [source.name for source in Case.open(case.folder).sources()]:  # killed when it was done
            assert not Case.open(case.folder).verify()
            Case.open(case.folder).remove("second.csv")
            break
        killed += 1
        assert state(case.folder) == before
        assert not [p for p in Case.open(case.folder).verify()]
    assert killed


def test_what_a_crash_leaves_between_storing_and_logging_is_cleared_away(case, write, monkeypatch):
    case.add(write("first.csv", posts(others=5)))
    before = state(case.folder)

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    other = write("second.csv", posts(groups=(("dan", "eve", "fay"),)))
    monkeypatch.setattr(case.journal, "append", die)
    with pytest.raises(KeyboardInterrupt):
        case.add(other)
    assert len(list((case.folder / "sources").glob("?" * 64))) == 2
    assert state(case.folder) == before


def test_a_line_the_log_could_not_finish_never_happened(case, write):
    case.add(write("first.csv", posts(others=5)))
    log = case.folder / "log.jsonl"
    whole = log.read_bytes()
    log.write_bytes(whole + b'{"n":3,"at":"2026-')
    assert len(Case.open(case.folder).sources()) == 1
    assert log.read_bytes() == whole
