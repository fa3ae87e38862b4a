from threading import Event, Thread

import pytest

from undertow.serve.keeping import Keeping, NotYet
from undertow.serve.turns import Turns


def test_readers_read_together_and_a_writer_is_alone():
    turns, wrote = Turns(), Event()

    def write():
        with turns.writing():
            wrote.set()

    with turns.reading(), turns.reading():
        writer = Thread(target=write)
        writer.start()
        assert not wrote.wait(0.05)
    assert wrote.wait(5)
    writer.join()


def test_what_takes_long_is_not_waited_for_and_is_there_next_time(tmp_path):
    keeping, go = Keeping(tmp_path, patience=0.01), Event()

    def ask(stamp):
        return keeping.soon("sum", stamp, lambda: (go.wait(5), 7)[1], int, "The sum")

    try:
        ask("a")
        raise AssertionError("it waited")
    except NotYet as error:
        assert str(error) == "The sum is being worked out and appears in a moment."
    go.set()
    keeping.patience = 5
    assert ask("a") == 7
    made = Keeping(tmp_path, patience=5)
    assert made.soon("sum", "a", lambda: 8, int) == 7, "kept on disk for that stamp"
    assert made.soon("sum", "b", lambda: 8, int) == 8


def test_what_is_kept_on_disk_and_damaged_is_made_again(tmp_path):
    keeping = Keeping(tmp_path, patience=5)
    (tmp_path / "sum.json").write_bytes(b"\xff{")
    assert keeping.stored("sum", "a", lambda: 3, int) == 3
    assert keeping.stored("sum", "a", lambda: 4, int) == 3


def test_memory_is_bounded(tmp_path):
    from undertow.serve.keeping import MOST

    keeping = Keeping(tmp_path, patience=5)
    for n in range(MOST + 50):
        keeping.now(f"n{n}", "", lambda n=n: n)
    assert len(keeping._held) == MOST


def test_what_is_only_begun_is_not_waited_for(tmp_path):
    keeping, go = Keeping(tmp_path, patience=60), Event()
    with keeping.unasked(), pytest.raises(NotYet):
        keeping.soon("sum", "a", lambda: (go.wait(5), 7)[1], int)
    go.set()
    assert keeping.soon("sum", "a", lambda: 8, int) == 7
