"""Within one program DuckDB opens a file either to read or to write: many readers at once, or one writer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition


class Turns:
    """Lets readers in together and a writer alone. A writer that waits goes before readers that come later."""

    def __init__(self) -> None:
        self._free = Condition()
        self._readers = 0
        self._writers_waiting = 0
        self._writing = False

    @contextmanager
    def reading(self, seconds: float | None = None) -> Iterator[bool]:
        """Waits until nobody writes, at most so many seconds (for ever without); whether it is this reader's turn."""
        with self._free:
            admitted = self._free.wait_for(lambda: not self._writing and not self._writers_waiting, seconds)
            self._readers += admitted
        if not admitted:
            yield False
            return
        try:
            yield True
        finally:
            with self._free:
                self._readers -= 1
                self._free.notify_all()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Waits until nobody reads or writes."""
        with self._free:
            self._writers_waiting += 1
            self._free.wait_for(lambda: not self._writing and not self._readers)
            self._writers_waiting -= 1
            self._writing = True
        try:
            yield
        finally:
            with self._free:
                self._writing = False
                self._free.notify_all()
