"""Where the system gives less protection, the reading process still starts, and the person is told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from undertow.ingest import isolation

WITHOUT = """
import sys
sys.modules["resource"] = None
from pathlib import Path
from undertow.ingest.isolation import isolate
from undertow.material import Limits
isolate(Path(sys.argv[1]), Limits())
import socket
try:
    socket.socket()
except PermissionError as error:
    print(error)
"""


def test_without_limits_of_the_system_the_network_is_still_refused(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT, str(tmp_path)], capture_output=True, text=True)
    assert "not allowed while a file is read" in done.stdout, done.stderr


@pytest.mark.parametrize(
    ("platform", "limits", "words"),
    [
        ("linux", True, ()),
        ("darwin", True, ("refused by Python alone", "Add files you do not trust on Linux")),
        ("win32", False, ("refused by Python alone", "memory has no limit")),
    ],
)
def test_less_protection_is_said(monkeypatch, platform: str, limits: bool, words: tuple[str, ...]) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    if not limits:
        monkeypatch.setattr(isolation, "resource", None)
    told = isolation.unguarded()
    assert all(word in told for word in words) and bool(told) == bool(words)
