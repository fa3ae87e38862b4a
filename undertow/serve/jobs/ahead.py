"""Draws the figures of a case that were not drawn yet, beside the server: `python -m undertow.serve.jobs.ahead FOLDER`.

Runs on the command line store findings and draw nothing; without this the first reader of each would wait for it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from undertow.errors import UndertowError
from undertow.serve.lifeline import hold_on, lifeline


@contextmanager
def drawing_ahead(folder: Path) -> Iterator[None]:
    """Draws in a process of its own, as long as the server lives."""
    nowhere = subprocess.DEVNULL
    command = [sys.executable, "-m", "undertow.serve.jobs.ahead", str(folder.absolute())]
    with lifeline() as held:
        process = subprocess.Popen(command, stdin=held, stdout=nowhere, stderr=nowhere, start_new_session=True)
        try:
            yield
        finally:
            process.terminate()
            process.wait()


def draw(folder: Path) -> None:
    """Draws the figures of every finding; those that were drawn before are left as they are."""
    from undertow.serve.drawing import draw_ahead
    from undertow.serve.view import View

    try:
        draw_ahead(folder, [held.finding for held in View(folder).findings])
    except UndertowError:
        return  # the page that shows the finding says what is wrong with it


if __name__ == "__main__":
    hold_on()
    if hasattr(os, "nice"):
        os.nice(10)
    draw(Path(sys.argv[1]))
