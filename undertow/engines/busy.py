"""Database files that cannot be opened because another process has them: told as such, or waited for."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from time import monotonic, sleep
from typing import TypeVar

from undertow.errors import CaseBusy

_HELD = re.compile(
    r"could not set lock|conflicting lock|being used by another process|already open in|different configuration",
    re.IGNORECASE,
)
#: Another thread of this process reads while one wants to write, or the other way round: over in a moment.
_BESIDE = "different configuration"
_BESIDE_SECONDS = 5.0
#: Seconds to wait for a database that another process has; a process that works in the background can be patient.
PATIENCE = "UNDERTOW_PATIENCE"
T = TypeVar("T")
_PROCESS = re.compile(r"PID (\d+)")


def busy(error: Exception) -> CaseBusy | None:
    """The error to raise instead, or None where it is about something else than a lock."""
    if not _HELD.search(str(error)):
        return None
    process = _PROCESS.search(str(error))
    which = f" (process {process[1]})" if process else ""
    return CaseBusy(
        f"Another undertow is at work in this case{which}. Wait until it is done, then give the command again."
    )


def opened(attempt: Callable[[], T], patience: float | None = None) -> T:
    """What `attempt` opens, tried again while another has the file, for so many seconds (or those of UNDERTOW_PATIENCE)."""
    import duckdb

    begun, seconds = monotonic(), _seconds() if patience is None else patience
    while True:
        try:
            return attempt()
        except (duckdb.IOException, duckdb.ConnectionException) as error:
            wait = max(seconds, _BESIDE_SECONDS) if patience is None and _BESIDE in str(error) else seconds
            if busy(error) is None or monotonic() >= begun + wait:
                raise
        sleep(0.05)


def _seconds() -> float:
    text = os.environ.get(PATIENCE, "")
    return float(text) if text.isdigit() else 0.0
