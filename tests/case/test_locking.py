"""A case is held by one command at a time, with whatever lock the system has."""

from __future__ import annotations

import os
import types
from pathlib import Path

import pytest

from undertow.case import locking


def opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT)


def test_a_second_command_is_told_and_the_lock_ends_with_the_file(tmp_path: Path) -> None:
    first, second = opened(tmp_path / "lock"), opened(tmp_path / "lock")
    assert locking.take(first, wait=True) and not locking.take(second, wait=False)
    os.close(first)
    assert locking.take(second, wait=True)
    os.close(second)


def test_without_flock_the_lock_of_windows_is_asked_until_it_is_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    asked: list[tuple[int, int]] = []

    def locking_of_windows(_: int, mode: int, size: int) -> None:
        asked.append((mode, size))
        if len(asked) < 3:
            raise OSError("held")

    monkeypatch.setattr(locking, "fcntl", None)
    monkeypatch.setattr(locking, "msvcrt", types.SimpleNamespace(locking=locking_of_windows, LK_NBLCK=2))
    monkeypatch.setattr(locking, "_BETWEEN_SECONDS", 0)
    assert not locking.take(1, wait=False)
    assert locking.take(1, wait=True) and asked == [(2, 1)] * 3


def test_a_system_without_locks_works_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locking, "fcntl", None)
    monkeypatch.setattr(locking, "msvcrt", None)
    assert locking.take(1, wait=False)
