"""What readers did about findings, one line each in reviews.jsonl: nothing is changed there, everything is added."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

import msgspec

from undertow.case.journal import now
from undertow.errors import BadSetting, DamagedCase
from undertow.language.normal import folded
from undertow.model import Estimate, Finding, Verdict

#: A verdict, put off, taken back (the newest thing this reader did about the finding), or a note of one's own.
Deed = Literal["confirmed", "rejected", "later", "withdrawn", "noted"]
VERDICTS = ("confirmed", "rejected")
REVIEWS = "reviews.jsonl"
_LONGEST_NAME = 80
_NEEDS_WORDS = {
    "confirmed": 'A verdict needs a reason: --why "what you checked".',
    "rejected": 'A verdict needs a reason: --why "what you checked".',
    "noted": 'A note needs words: --note "what you want to remember".',
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What one reader did about one finding, and the estimate and statement they had before them. why: in their words."""

    finding: str
    verdict: Deed
    why: str
    by: str
    at: str
    estimate: Estimate
    statement: str

    @property
    def is_verdict(self) -> bool:
        """Whether it says that the finding holds, or that it does not."""
        return self.verdict in VERDICTS

    @property
    def as_verdict(self) -> Verdict:
        """The verdict it is. Raises: BadSetting where it is none."""
        if self.verdict not in ("confirmed", "rejected"):
            raise BadSetting(f"{self.verdict!r} is no verdict; a verdict is {' or '.join(VERDICTS)}.")
        return Verdict(
            finding=self.finding, verdict=self.verdict, why=self.why, by=self.by, at=self.at,
            estimate=self.estimate, statement=self.statement,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Note:
    """What a reader wrote down about a finding, for the case's own use: notes are in nothing that is published."""

    text: str
    by: str
    at: str


def act(finding: Finding, deed: str, why: str, by: str, before: Iterable[Act]) -> Act:
    """What that reader does now about the finding. before: everything on record.

    Raises: BadSetting for a deed there is not, a missing reason, a name too long, or nothing to take back.
    """
    if deed not in get_args(Deed):
        raise BadSetting(f"A reader cannot have {deed!r} a finding. Known: {', '.join(get_args(Deed))}.")
    why, who = why.strip(), " ".join((by or login()).split())
    if deed in _NEEDS_WORDS and not why:
        raise BadSetting(_NEEDS_WORDS[deed])
    if len(who) > _LONGEST_NAME or not folded(who):
        raise BadSetting(f"The reader's name {who[:40]!r} has to be 1 to {_LONGEST_NAME} characters that can be read.")
    if deed == "withdrawn" and not standing([a for a in before if a.finding == finding.id and same_reader(a.by, who)]):
        raise BadSetting(f"{who} has done nothing about finding {finding.id} that could be taken back.")
    return Act(
        finding=finding.id, verdict=cast("Deed", deed), why=why, by=who, at=now(),
        estimate=finding.estimate, statement=finding.statement,
    )  # fmt: skip


def login() -> str:
    """The name of a reader who gives none."""
    return os.environ.get("USER", "") or "unnamed"


def same_reader(one: str, other: str) -> bool:
    """Whether two names are of one reader: they read the same but for capitals, spaces and what cannot be seen."""
    return folded(one) == folded(other)


def standing(acts: Iterable[Act]) -> list[Act]:
    """What stands of one reader's acts about one finding, oldest first: each "withdrawn" takes back the newest that stood."""
    left: list[Act] = []
    for one in acts:
        if one.verdict != "withdrawn":
            left.append(one)
        elif left:
            left.pop()
    return left


class Reviews:
    """reviews.jsonl of a case."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / REVIEWS

    def all(self) -> list[Act]:
        """Everything readers did, oldest first. Raises: DamagedCase."""
        if not self._path.exists():
            return []
        decode = msgspec.json.Decoder(Act).decode
        try:
            return [decode(line) for line in self._lines()]
        except msgspec.DecodeError as error:
            raise DamagedCase(
                f"{self._path} holds a line that is not a verdict ({error}). Restore it from a backup."
            ) from None

    def append(self, done: Act, logged: int) -> None:
        """Adds what was done. logged: how many acts the log knows; what a killed command left beyond them goes first."""
        lines = self._lines() if self._path.exists() else []
        torn = self._path.exists() and not self._path.read_bytes().endswith(b"\n")
        with self._path.open("r+b" if self._path.exists() else "ab") as file:
            if torn or len(lines) > logged:
                file.truncate(sum(len(line) + 1 for line in lines[:logged]))
            file.seek(0, os.SEEK_END)
            file.write(msgspec.json.encode(done) + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def _lines(self) -> list[bytes]:
        return self._path.read_bytes().split(b"\n")[:-1]
