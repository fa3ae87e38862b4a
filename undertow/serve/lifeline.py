"""Helpers of the server end when it does, in whatever way it ends.

A helper is given one end of a pipe as its standard input. The other end closes with the process that holds it, also when that
was killed; the helper reads the end of its input then and leaves.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

#: What a helper ends with when its server is gone.
_LEFT_ALONE = 3


@contextmanager
def lifeline() -> Iterator[int]:
    """What to give to a helper as its standard input. It ends with the process or with this block, whichever is first."""
    read, write = os.pipe()
    try:
        yield read
    finally:
        os.close(read)
        os.close(write)


def hold_on() -> None:
    """In a helper: ends this process, at once, when its standard input ends. Nothing is lost: files are written whole or not."""
    Thread(target=_wait, name="undertow-lifeline", daemon=True).start()


def _wait() -> None:
    try:
        while os.read(0, 1):
            continue
    except OSError:
        pass
    os._exit(_LEFT_ALONE)
