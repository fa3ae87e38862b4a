"""A page and a verdict wait for nothing that is at work in the background."""

from threading import Event, Thread
from time import monotonic

import pytest

from undertow.errors import CaseBusy
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
