"""Where a long computation says how far it is. Nobody has to listen; who does, listens around the call, at any depth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sized
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Step:
    """What is being done, as the n-th of so many steps, and how much of it is done; `whole` is 0 where that is not known."""

    what: str
    number: int
    of: int
    done: int = 0
    whole: int = 0


Listener = Callable[[Step], None]
_LISTENER: ContextVar[Listener | None] = ContextVar("listener", default=None)
_NOW: ContextVar[Step | None] = ContextVar("now", default=None)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Tells the listener of every step begun or counted inside."""
    before = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(before)


def begin(what: str, number: int, of: int, whole: int = 0) -> None:
    """A step begins."""
    _tell(Step(what, number, of, 0, whole))


def counted(items: Iterable[T], whole: int | None = None) -> Iterator[T]:
    """The items, each told as done when the next is asked for. whole: how many there are, where the items do not know."""
    total = whole if whole is not None else len(items) if isinstance(items, Sized) else 0
    for done, item in enumerate(items, 1):
        yield item
        now = _NOW.get()
        if now is not None:
            _tell(Step(now.what, now.number, now.of, done, total))


def _tell(step: Step) -> None:
    _NOW.set(step)
    listener = _LISTENER.get()
    if listener is not None:
        listener(step)
