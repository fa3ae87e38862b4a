"""The record of every command in a case: one JSON line each, chained by hash, so that a change to the past shows.

A line is complete when it ends in a line break. What a crash left without one never happened and is cut off.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One command: its number from 1, when, what, its particulars, the hash before and its own."""

    n: int
    at: str
    command: str
    data: dict[str, Any]
    previous: str
    hash: str


class Journal:
    """The log file of a case."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._depth = 0
        self._handle = -1

    def append(self, command: str, **data: Any) -> Entry:
        """Writes one entry so that it survives a power cut; the entry counts from then on."""
        with self.alone():
            last = self.last()
            number, previous = (last.n + 1, last.hash) if last else (1, GENESIS)
            at = now()
            entry = Entry(number, at, command, data, previous, _hash(number, at, command, data, previous))
            with self.path.open("ab") as file:
                file.write(msgspec.json.encode(entry) + b"\n")
                file.flush()
                os.fsync(file.fileno())
        return entry

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keeps other processes from writing to the log meanwhile: a verdict is given while a run holds the case."""
        if self._depth == 0:
            self._handle = os.open(self.path.with_name(".log.lock"), os.O_RDWR | os.O_CREAT, 0o644)
            fcntl.flock(self._handle, fcntl.LOCK_EX)
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            if self._depth == 0:
                os.close(self._handle)

    def entries(self) -> list[Entry]:
        """Every complete entry, in order."""
        if not self.path.exists():
            return []
        lines = self.path.read_bytes().split(b"\n")[:-1]
        decode = msgspec.json.Decoder(Entry).decode
        found = []
        for line in lines:
            try:
                found.append(decode(line))
            except msgspec.DecodeError:
                break  # `problems` reports it
        return found

    def last(self) -> Entry | None:
        """The newest entry, or None in a new case."""
        entries = self.entries()
        return entries[-1] if entries else None

    def cut_torn_tail(self) -> None:
        """Removes what a crash left of an unfinished line."""
        if not self.path.exists() or self.path.read_bytes()[-1:] in (b"", b"\n"):
            return
        with self.alone():  # it may be a line that another process is just writing
            data = self.path.read_bytes()
            if data and not data.endswith(b"\n"):
                with self.path.open("r+b") as file:
                    file.truncate(data.rfind(b"\n") + 1)

    def problems(self) -> list[str]:
        """What is wrong with the chain, in words; empty when it holds."""
        if not self.path.exists():
            return ["log.jsonl is missing: the history of the case cannot be checked."]
        raw = self.path.read_bytes().split(b"\n")
        previous, number, entries = GENESIS, 0, self.entries()
        for entry in entries:
            number += 1
            if entry.n != number or entry.previous != previous:
                return [
                    f"log.jsonl, line {number}: does not follow from the line before. A line was removed, added or moved."
                ]
            if entry.hash != _hash(entry.n, entry.at, entry.command, entry.data, entry.previous):
                return [f"log.jsonl, line {number}: was changed after it was written (its hash does not fit)."]
            previous = entry.hash
        if len(entries) < len(raw) - 1:
            return [f"log.jsonl, line {number + 1}: is not a log entry."]
        return []


def now() -> str:
    """The time in UTC, to the second, in ISO 8601."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _hash(number: int, at: str, command: str, data: dict[str, Any], previous: str) -> str:
    return sha256(msgspec.json.encode([number, at, command, data, previous], order="sorted")).hexdigest()
