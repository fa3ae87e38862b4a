"""What the writer joined and decided about the sentences of a draft: appended, logged, never changed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from undertow.case.journal import Entry, Journal
from undertow.case.sources import write_whole
from undertow.errors import DamagedCase
from undertow.model import Evidence

if TYPE_CHECKING:
    from undertow.case import Case

FOLDER, CHECKS = "drafts", "checks.jsonl"
OPEN, SUPPORTED, CONTRADICTED, NOT_TESTABLE = STATUSES = "open", "supported", "contradicted", "not testable"
_COMMAND, _KEPT = "check", "draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """What a sentence was joined to: a finding, a row of a ledger, or words of a source.

    target: finding:ID, TABLE:ID of a ledger, or quote:CODE. seen: a hash of what it said when it was joined. The place is that of
    a quotation.
    """

    target: str
    seen: str
    source_sha256: str = ""
    table: str = ""
    row_ref: str = ""
    start: int = 0
    end: int = 0
    words: str = ""

    @property
    def kind(self) -> str:
        """finding, quote, or the name of a ledger."""
        return self.target.partition(":")[0]

    @property
    def id(self) -> str:
        """Its id among those of its kind."""
        return self.target.partition(":")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A sentence as it was judged. thread: the same for all judgements of one sentence, however it was edited since."""

    thread: str
    draft: str
    draft_sha256: str
    number: int
    sentence: str
    joined: tuple[Joined, ...]
    status: str
    why: str
    by: str
    at: str


class Checks:
    """drafts/checks.jsonl of a case, and beside it the text of every version of a draft that was judged."""

    def __init__(self, folder: Path) -> None:
        self._root = folder
        self._path = folder / FOLDER / CHECKS

    def all(self, journal: Journal) -> list[Check]:
        """Every judgement, oldest first; lines that a killed command left without an entry in the log do not count.

        Raises: DamagedCase.
        """
        lines = _lines(self._path)[: sum(_sizes(journal.entries()))]
        decode = msgspec.json.Decoder(Check).decode
        try:
            return [decode(line) for line in lines]
        except msgspec.DecodeError as error:
            raise DamagedCase(
                f"{self._path} holds a line that is no judgement of a sentence ({error}). Restore it from a backup."
            ) from None

    def threads(self, journal: Journal, draft: str) -> list[Check]:
        """The newest judgement of each sentence of a draft, in the order of the draft as it was then."""
        newest = {check.thread: check for check in self.all(journal) if check.draft == draft}
        return sorted(newest.values(), key=lambda check: check.number)

    def append(self, checks: Sequence[Check], journal: Journal) -> None:
        """Adds judgements and writes them into the log. Needs the lock of the case."""
        if not checks:
            return
        self._path.parent.mkdir(exist_ok=True)
        logged = sum(_sizes(journal.entries()))
        lines = _lines(self._path)
        if len(lines) > logged:
            write_whole(self._path, b"".join(lines[:logged]))
        added = [msgspec.json.encode(check) + b"\n" for check in checks]
        with self._path.open("ab") as file:
            file.writelines(added)
            file.flush()
            os.fsync(file.fileno())
        told = [{"sentence": c.sentence, "status": c.status, "joined": [j.target for j in c.joined]} for c in checks]
        journal.append(
            _COMMAND, draft=checks[0].draft, by=checks[0].by, checked=len(checks), sentences=told, sha256=_digest(added)
        )

    def keep(self, name: str, text: str, journal: Journal) -> str:
        """Keeps a version of a draft as text, and returns its SHA-256. Needs the lock of the case."""
        content = text.encode("utf-8", "replace")
        sha = sha256(content).hexdigest()
        path = self._root / FOLDER / f"{sha}.txt"
        newest = self.versions(journal).get(name)
        if newest != sha or not path.exists():
            path.parent.mkdir(exist_ok=True)
            write_whole(path, content)
            journal.append(_KEPT, name=name, sha256=sha)
        return sha

    def versions(self, journal: Journal) -> dict[str, str]:
        """The SHA-256 of the newest kept text of each draft, by name."""
        return {e.data["name"]: e.data["sha256"] for e in journal.entries() if e.command == _KEPT}

    def text(self, sha: str) -> bytes:
        """A kept text. Raises: DamagedCase where it is gone."""
        path = self._root / FOLDER / f"{sha}.txt"
        try:
            return path.read_bytes()
        except OSError:
            raise DamagedCase(f"{path} is missing: the text of a draft. Restore it from a backup.") from None


def quoted(case: Case) -> Iterator[tuple[str, Evidence]]:
    """The quotations that sentences are joined to, as they stand in the tables, each with where it was joined."""
    texts = "SELECT coalesce(nullif(text, ''), title) FROM documents WHERE source_sha256 = $1 AND row_ref = $2 UNION ALL SELECT text FROM posts WHERE source_sha256 = $1 AND row_ref = $2"
    newest = {check.thread: check for check in Checks(case.folder.absolute()).all(case.journal)}
    for check in newest.values():
        for one in (joined for joined in check.joined if joined.kind == "quote"):
            for (words,) in case.query(texts, [one.source_sha256, one.row_ref])[:1]:
                piece = Evidence(
                    source_sha256=one.source_sha256, row_ref=one.row_ref, table=one.table, who="", text=words or "",
                    start=one.start, end=one.end,
                )  # fmt: skip
                yield f"Draft {check.draft}, sentence {check.number}", piece


def altered(case: Case) -> Iterator[str]:
    """What is wrong with the kept drafts and judgements beside the log, in words."""
    entries = case.journal.entries()
    lines, place = _lines(case.folder / FOLDER / CHECKS), 0
    for entry in (e for e in entries if e.command == _COMMAND):
        batch = lines[place : place + entry.data["checked"]]
        if _digest(batch) != entry.data["sha256"]:
            yield (
                f"{FOLDER}/{CHECKS}, from line {place + 1} on: does not hold the judgements that the log records (entry {entry.n}). "
                "Restore it from a backup."
            )
            break
        place += entry.data["checked"]
    for entry in (e for e in entries if e.command == _KEPT):
        path = case.folder / FOLDER / f"{entry.data['sha256']}.txt"
        if not path.exists() or _digest([path.read_bytes()]) != entry.data["sha256"]:
            yield f"{FOLDER}/{path.name}: is not the text of the draft {entry.data['name']} that was kept. Restore it from a backup."


def _sizes(entries: Sequence[Entry]) -> Iterator[int]:
    return (entry.data["checked"] for entry in entries if entry.command == _COMMAND)


def _lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines(keepends=True) if path.exists() else []


def _digest(lines: Sequence[bytes]) -> str:
    return sha256(b"".join(lines)).hexdigest()
