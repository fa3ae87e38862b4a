"""One command at a time: a lock on an open file, by what the system offers."""

from __future__ import annotations

import time

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]  # looked for before it is used
try:
    import msvcrt
except ImportError:  # everywhere else
    msvcrt = None  # type: ignore[assignment]  # looked for before it is used

_BETWEEN_SECONDS = 0.2


def take(handle: int, *, wait: bool) -> bool:
    """Locks the open file for this process until it is closed; False when another holds it and `wait` is False.

    On a system with neither kind of lock it is taken at once: two commands in one case are then not kept apart.
    """
    if fcntl is not None:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        return True
    while msvcrt is not None:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            if not wait:
                return False
            time.sleep(_BETWEEN_SECONDS)
        else:
            return True
    return True
