"""Whether a database file could not be opened because another process has it."""

from __future__ import annotations

import re

from undertow.errors import CaseBusy

_HELD = re.compile(r"could not set lock|conflicting lock|being used by another process|already open in", re.IGNORECASE)
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
