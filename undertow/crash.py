"""What is left when the program meets a bug of its own: a file with the traceback, which nobody is shown."""

from __future__ import annotations

import sys
import tempfile
import traceback

from undertow.version import __version__


def crash_report() -> str:
    """Writes the traceback of the exception that is being handled to a file; returns its path."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="undertow-crash-", suffix=".txt", delete=False, encoding="utf-8"
    ) as file:
        file.write(f"undertow {__version__}, Python {sys.version}\nCommand: {sys.argv}\n\n{traceback.format_exc()}")
    return file.name
