"""Findings on disk, the verdicts about them, and how both survive a new run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import msgspec

from undertow.case.reviewing import Act, Reading, Reviews, joint, readings, same_reader
from undertow.case.sources import write_whole
from undertow.errors import DamagedCase, UnknownName
from undertow.model import Finding, Verdict

#: A group is the same group when it shares at least this part of its members with an earlier one.
SAME_GROUP_JACCARD = 0.5


@dataclass(frozen=True, slots=True)
class Held:
    """A finding as the case holds it: with what its readers decided, and whether the newest run found it again.

    verdict: what follows from the verdicts of all readers. readings: what each of them did about it.
    """

    finding: Finding
    verdict: Verdict | None = None
    found_again: bool = True
    readings: tuple[Reading, ...] = ()

    @property
    def disputed(self) -> bool:
        """Whether some readers confirmed it and some rejected it."""
        return self.verdict is not None and self.verdict.verdict == "disputed"

    def as_read_by(self, reader: str) -> Held:
        """The finding as this reader may see it: until a verdict of theirs stands, with what they did alone."""
        own = tuple(one for one in self.readings if same_reader(one.by, reader))
        return self if any(one.verdict for one in own) else replace(self, verdict=None, readings=own)

    @property
    def changed_since_review(self) -> bool:
        """Whether the estimate or the statement moved after the verdict."""
        seen = self.verdict
        return seen is not None and (seen.estimate, seen.statement) != (self.finding.estimate, self.finding.statement)


def finding_id(analysis: str, subject: str) -> str:
    """The stable id of a finding: of what it is about, never of what was measured."""
    return sha256(f"{analysis}\n{subject}".encode("utf-8", "surrogatepass")).hexdigest()[:12]


def with_stable_ids(new: Sequence[Finding], earlier: Iterable[Finding]) -> list[Finding]:
    """New findings, carrying the id of the earlier finding about the same subject or largely the same group.

    A group takes the id of the earlier group it overlaps most, by Jaccard, if at least half; each id is taken once.
    """
    named = with_own_ids(new)
    old = {f.id: frozenset(f.accounts) for f in earlier if f.accounts}
    pairs = sorted(
        (
            (_jaccard(frozenset(f.accounts), members), f.id, old_id)
            for f in named
            if f.accounts
            for old_id, members in old.items()
        ),
        key=lambda pair: (-pair[0], pair[1] != pair[2], pair[1], pair[2]),
    )
    taken: dict[str, str] = {}
    for overlap, new_id, old_id in pairs:
        if overlap >= SAME_GROUP_JACCARD and new_id not in taken and old_id not in taken.values():
            taken[new_id] = old_id
    fresh = {f.id for f in named} - set(taken)
    return [
        replace(
            f, id=taken.get(f.id) or (f.id if f.id in fresh and f.id not in taken.values() else finding_id(f.id, "new"))
        )
        for f in named
    ]


def with_own_ids(new: Sequence[Finding]) -> list[Finding]:
    """Findings with ids of their own; a second one about the same subject is told apart by its number."""
    seen: dict[str, int] = {}
    named = []
    for finding in new:
        number = seen[finding.subject] = seen.get(finding.subject, 0) + 1
        subject = finding.subject if number == 1 else f"{finding.subject}\n{number}"
        named.append(replace(finding, id=finding_id(finding.analysis, subject)))
    return named


def _jaccard(left: frozenset[str], right: frozenset[str]) -> float:
    return len(left & right) / len(left | right) if left | right else 0.0


#: Findings as they were decoded last, by file: a page or an export asks for all of them a hundred times.
_DECODED: dict[Path, tuple[tuple[int, ...], Held]] = {}


class Findings:
    """findings/ and reviews.jsonl of a case."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "findings"
        self.reviews = Reviews(folder)

    def all(self) -> list[Held]:
        """Every finding with what its readers decided, by id."""
        read = readings(self.reviews.all())
        return [_judged(self._read(path), read.get(path.stem, ())) for path in sorted(self.folder.glob("*.json"))]

    def get(self, name: str) -> Held:
        """The finding whose id begins with `name`. Raises: UnknownName."""
        held = self.all()
        found = [h for h in held if h.finding.id.startswith(name)] if name else []
        if len(found) != 1:
            raise UnknownName.among("finding", name, [h.finding.id for h in held], "`undertow findings` lists them.")
        return found[0]

    def replace(self, analysis: str, new: Sequence[Finding]) -> None:
        """Makes `new` the findings of an analysis. Earlier ones stay only if a person did something about them, marked as not found again."""
        read = {one.finding for one in self.reviews.all()}
        kept = {f.id for f in new}
        for held in self.all():
            if held.finding.analysis != analysis or held.finding.id in kept:
                continue
            if held.finding.id in read:
                self._write(Held(held.finding, found_again=False))
            else:
                (self.folder / f"{held.finding.id}.json").unlink()
        for finding in new:
            self._write(Held(finding))

    def verdicts(self) -> list[Verdict]:
        """Every verdict ever given, oldest first; those taken back, too."""
        return [one.as_verdict for one in self.reviews.all() if one.is_verdict]

    def judge(self, done: Act, logged: int) -> None:
        """Adds what a reader did; everything earlier stays on record. logged: how many acts the log knows."""
        self.reviews.append(done, logged)

    def _read(self, path: Path) -> Held:
        """The finding in a file; the same as before where the file is, by time, size and place on the disk."""
        state = path.stat()
        mark = (state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino)
        kept = _DECODED.get(path)
        if kept is None or kept[0] != mark:
            kept = _DECODED[path] = (mark, self._decoded(path))
        return kept[1]

    @staticmethod
    def _decoded(path: Path) -> Held:
        try:
            return msgspec.json.decode(path.read_bytes(), type=Held)
        except msgspec.DecodeError as error:
            raise DamagedCase(f"{path} is not a finding ({error}). Delete it and run the analysis again.") from None

    def _write(self, held: Held) -> None:
        write_whole(self.folder / f"{held.finding.id}.json", msgspec.json.format(msgspec.json.encode(held), indent=1))


def _judged(held: Held, read: tuple[Reading, ...]) -> Held:
    verdicts = [one.verdict for one in read if one.verdict]
    return replace(held, verdict=joint(held.finding, verdicts), readings=read)
