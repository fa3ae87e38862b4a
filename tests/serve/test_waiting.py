"""A page and a verdict wait for nothing that is at work in the background."""

import subprocess
import sys
from threading import Event, Thread
from time import monotonic

import pytest

from undertow.engines.store import Store
from undertow.errors import BadSetting, CaseBusy
from undertow.serve import view as views
from undertow.serve.apart import apart
from undertow.serve.keeping import Keeping, NotYet, patient
from undertow.serve.turns import Turns
from undertow.serve.view import View


@pytest.fixture
def written(folder):
    """A view of a case in which something in the background has the database until the test is over."""
    view, begun, go = View(folder), Event(), Event()

    def work():
        with view.changing():
            begun.set()
            go.wait(30)

    thread = Thread(target=work)
    thread.start()
    assert begun.wait(5)
    yield view
    go.set()
    thread.join(5)


def test_a_question_of_a_page_is_refused_within_moments(written):
    began = monotonic()
    with pytest.raises(CaseBusy, match="load the page again"):
        written.query("SELECT 1")
    assert monotonic() - began < 2


def test_a_verdict_is_kept_meanwhile(written):
    finding = written.findings[0].finding.id
    with written.changing(beside=True) as case:
        case.review(finding, "confirmed", "read", by="Ann")
    assert [act.verdict for act in written.acts] == ["confirmed"]


def test_what_is_made_in_the_background_waits_for_its_turn(written):
    keeping = written.keeping
    keeping.patience = 0.01
    with pytest.raises(CaseBusy):
        keeping.soon("one", "a", lambda: written.query("SELECT 1")[0][0], int)
    making = keeping._made["one"]
    assert not making.done.wait(0.5), "it neither failed nor was done while another had the database"


def test_a_reader_that_gives_up_leaves_the_turns_as_they_were():
    turns = Turns()
    with turns.writing(), turns.reading(0.01) as admitted:
        assert not admitted
    with turns.reading(0.01) as admitted:
        assert admitted
    with turns.writing():
        pass


def test_a_page_that_waits_for_several_things_waits_no_longer_than_for_one(tmp_path):
    keeping, go = Keeping(tmp_path, patience=0.2), Event()
    began = monotonic()
    with patient(keeping.patience):
        for name in "abcdefghij":
            with pytest.raises(NotYet):
                keeping.soon(name, "", lambda: (go.wait(30), 7)[1], int)
    assert monotonic() - began < 1
    go.set()


def test_a_page_looks_once_for_what_changed_and_the_next_page_again(folder, monkeypatch):
    view, looked = View(folder), []
    within = views._within
    monkeypatch.setattr(views, "_within", lambda path: looked.append(path) or within(path))
    for _ in range(2):
        with view.one_look():
            for _ in range(5):
                assert view.findings and view.as_read and view.whole
    assert len(looked) == 2


def test_what_is_worked_out_apart_comes_back_as_it_is_and_fails_as_it_would_here(folder):
    assert "<html" in apart(folder, str, "preview")
    with pytest.raises(BadSetting, match="no codebook"):
        apart(folder, list, "narrative", "return", "en", 1, 1)


def test_tables_are_read_beside_another_process_that_reads_them(folder):
    path = folder / "tables" / "case.duckdb"
    look = "import duckdb, sys; print(duckdb.connect(sys.argv[1], read_only=True).execute('SELECT count(*) FROM posts').fetchone()[0])"
    store = Store(path, reading=True)
    try:
        said = subprocess.run([sys.executable, "-c", look, str(path)], capture_output=True, text=True, check=True)
        assert int(said.stdout) == store.counts()["posts"] > 0
    finally:
        store.close()
