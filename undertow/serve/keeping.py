"""What pages keep: made once for one state of the case, in memory, and where it took a scan, on disk beside other derived tables.

Nothing here is part of the case. It can be deleted at any time and is made again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from hashlib import sha256
from math import inf
from pathlib import Path
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any, TypeVar

import msgspec

from undertow.case.sources import write_whole
from undertow.crash import crash_report
from undertow.errors import CaseBusy, EngineFailed, UndertowError

T = TypeVar("T")
#: What is kept in memory at most; the least recently asked for goes first.
MOST = 300
#: After another program was in the way, this long passes before it is tried again.
RETRY_SECONDS = 1.0
_UNTIL: ContextVar[float] = ContextVar("until", default=inf)
_UNASKED: ContextVar[bool] = ContextVar("unasked", default=False)
#: Whether what is at work here is made in the background, where nobody waits for it.
IN_BACKGROUND: ContextVar[bool] = ContextVar("in_background", default=False)


@contextmanager
def patient(seconds: float) -> Iterator[None]:
    """Inside, nothing is waited for when so many seconds are over, however many things there are to wait for."""
    before = _UNTIL.set(monotonic() + seconds)
    try:
        yield
    finally:
        _UNTIL.reset(before)


def left(seconds: float) -> float:
    """Of so many seconds of waiting, those that are left inside `patient`."""
    return max(0.0, min(seconds, _UNTIL.get() - monotonic()))


class NotYet(CaseBusy):
    """It is being prepared in the background; the page shows the rest."""


@dataclass(slots=True)
class _Making:
    stamp: object
    done: Event = field(default_factory=Event)
    value: Any = None
    error: UndertowError | None = None
    ended: float = 0.0


class Keeping:
    """Keeps by name and stamp. What `soon` is asked for is made in the background."""

    def __init__(self, folder: Path, patience: float) -> None:
        self.folder = folder
        #: Seconds a request waits for what is being made before it goes on without.
        self.patience = patience
        self._held: OrderedDict[str, tuple[object, Any]] = OrderedDict()
        self._made: dict[str, _Making] = {}
        self._lock = Lock()

    @staticmethod
    @contextmanager
    def unasked() -> Iterator[None]:
        """Inside, nothing is waited for: what is asked for is only begun."""
        before = _UNASKED.set(True)
        try:
            yield
        finally:
            _UNASKED.reset(before)

    def now(self, name: str, stamp: object, make: Callable[[], T]) -> T:
        """What `make` returns, made again only when the stamp differs from last time."""
        with self._lock:
            before = self._held.get(name)
            if before is not None and before[0] == stamp:
                self._held.move_to_end(name)
                found: T = before[1]
                return found
        made = make()
        with self._lock:
            self._held[name] = (stamp, made)
            self._held.move_to_end(name)
            if len(self._held) > MOST:
                self._held.popitem(last=False)
        return made

    def soon(self, name: str, stamp: object, make: Callable[[], T], kind: type[T], what: str = "This") -> T:
        """The same for what takes long: from memory, from disk, or NotYet while it is being made. kind: for reading it back.
        what: what it is, at the beginning of a sentence.

        Raises: NotYet, and what `make` raised.
        """
        with self._lock:
            making = self._made.get(name)
            if making is None or making.stamp != stamp or self._failed_long_ago(making):
                making = self._made[name] = _Making(stamp)
                Thread(
                    target=self._carry_out, args=(name, making, make, kind), name=f"undertow-{name}", daemon=True
                ).start()
        if not making.done.wait(0 if _UNASKED.get() else left(self.patience)):
            raise NotYet(f"{what} is being worked out and appears in a moment.")
        if making.error is not None:
            raise making.error
        found: T = making.value
        return found

    def stored(self, name: str, mark: str, make: Callable[[], T], kind: type[T]) -> T:
        """What `make` returns, kept on disk under `name` for one mark."""
        path = self.folder / f"{name}.json"
        try:
            before = msgspec.json.decode(path.read_bytes(), type=tuple[str, kind])  # type: ignore[valid-type]
            if before[0] == mark:
                return before[1]
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            pass
        made = make()
        self._write(path, msgspec.json.encode((mark, made)))
        return made

    def has(self, name: str, file: str) -> bool:
        """Whether `now` has it in memory under `name`, or `stored` on disk as `file`, of whatever stamp."""
        with self._lock:
            held = name in self._held
        return held or (self.folder / f"{file}.json").exists()

    def _write(self, path: Path, data: bytes) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, data)
        except OSError:
            return  # a case that can only be read, or a full disk: it is made again next time

    def _failed_long_ago(self, making: _Making) -> bool:
        return isinstance(making.error, CaseBusy) and monotonic() - making.ended > RETRY_SECONDS

    def _carry_out(self, name: str, making: _Making, make: Callable[[], T], kind: type[T]) -> None:
        IN_BACKGROUND.set(True)  # of this thread alone
        try:
            making.value = self.stored(name, mark_of(making.stamp), make, kind)
        except UndertowError as error:
            making.error = error
        except Exception as error:  # noqa: BLE001  # a thread has nobody who would catch it
            making.error = EngineFailed(
                f"undertow met a bug of its own ({type(error).__name__}). A crash report is in {crash_report()}; please send it."
            )
        making.ended = monotonic()
        making.done.set()


def mark_of(stamp: object) -> str:
    """A stamp as a short text, the same in every process."""
    return sha256(repr(stamp).encode("utf-8", "surrogatepass")).hexdigest()
