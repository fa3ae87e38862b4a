"""Takes away from this process what a parser of hostile files must not have: network, memory without end, other files.

What the system enforces (limits, an empty network namespace where the kernel grants one) is set first; the audit hook
then refuses, inside Python, sockets, new processes and any writing outside the staging folder. It guards against a
fooled parser, not against native code that is already running an attacker's instructions.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]  # looked for before it is used

from undertow.material import Limits

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_REFUSED = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "os.fork",
    "ftplib.",
    "urllib.",
    "http.client.",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.mkdir",
    "os.link",
    "os.symlink",
    "os.truncate",
    "shutil.",
)
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Refused(PermissionError):
    """The reading process tried something that reading a file does not need."""


def isolate(staging: Path, limits: Limits) -> None:
    """From here on: no network, no other programs, no writing outside `staging`, memory within `limits`."""
    _without_network()
    if resource is not None:
        _bound(resource.RLIMIT_DATA, limits.memory_bytes)
        _bound(resource.RLIMIT_CORE, 0)
    allowed = str(staging.resolve()) + os.sep

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            _check_open(arguments, allowed)
        elif event.startswith(_REFUSED):
            raise Refused(f"{event} is not allowed while a file is read")

    sys.addaudithook(watch)


def unguarded() -> str:
    """What of this guard the system at hand does not give, in words for the person who adds a file; empty on Linux."""
    if sys.platform.startswith("linux"):
        return ""
    lacking = "the network is refused by Python alone, not by the system"
    if resource is None:
        lacking += ", and memory has no limit"
    return f"On this system files are read with less protection: {lacking}. Add files you do not trust on Linux."


def _check_open(arguments: tuple[object, ...], allowed: str) -> None:
    path, mode, flags = arguments
    writes = (isinstance(mode, str) and any(c in mode for c in "wax+")) or (isinstance(flags, int) and flags & _WRITES)
    if writes and isinstance(path, (str, bytes, os.PathLike)):
        target = os.path.realpath(os.fsdecode(path))
        if not target.startswith(allowed) and target != os.devnull:
            raise Refused(f"writing {target} is not allowed while a file is read")


def _without_network() -> None:
    """An empty network namespace, where the kernel lets us have one; the audit hook holds where it does not."""
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET) != 0:
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _bound(kind: int, limit: int) -> None:
    _, hard = resource.getrlimit(kind)
    ceiling = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(kind, (ceiling, ceiling))
