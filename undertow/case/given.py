"""What the analyst stated, wrote and judged, as the tables that analyses read beside the canonical ones."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from undertow.case.findings import Findings
from undertow.case.journal import Entry
from undertow.case.settings import read
from undertow.errors import BadSetting, DamagedCase, UnreadableInput
from undertow.model import Finding, mention
from undertow.tables import GIVEN, TABLES, arrow_schema

if TYPE_CHECKING:
    import pyarrow as pa

LABELS = "labels.jsonl"
_UNSUPPORTED = ("insufficient", "not supported")


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One judgement of a person about one passage: a row of the table `labels`."""

    task: str
    language: str
    stratum: str
    stratum_size: int
    source_sha256: str
    row_ref: str
    start: int
    end: int
    value: str
    by: str
    at: str


class Labels:
    """labels.jsonl of a case: judgements, appended and never changed; of two by one person on one passage the later counts."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LABELS

    def all(self) -> list[Label]:
        """Every judgement that counts, oldest first. Raises: DamagedCase."""
        if not self._path.exists():
            return []
        decode = msgspec.json.Decoder(Label).decode
        try:
            read = [decode(line) for line in self._path.read_bytes().splitlines() if line]
        except msgspec.DecodeError as error:
            raise DamagedCase(
                f"{self._path} holds a line that is no judgement ({error}). Restore it from a backup."
            ) from None
        newest: dict[tuple[str, str, str, int, str], Label] = {}
        for x in read:
            key = (x.task, x.source_sha256, x.row_ref, x.start, x.by)
            newest.pop(key, None)  # a corrected judgement is as young as its correction
            newest[key] = x
        return list(newest.values())

    def append(self, labels: Iterable[Label]) -> None:
        """Adds judgements; earlier ones stay on record."""
        with self._path.open("ab") as file:
            file.writelines(msgspec.json.encode(label) + b"\n" for label in labels)
            file.flush()
            os.fsync(file.fileno())


ORDERS = ("most recent first", "oldest first", "random order")
EXTENTS = {"complete": True, "partial": False}
KINDS = ("followers", "subscribers", "likers", "reposters")


def collected(said: str) -> dict[str, Any]:
    """What `add --collected` says, as columns of the table `collected`; empty or None where it does not say.

    Raises: BadSetting for other words, or two that exclude each other.
    """
    words = [word.strip().lower() for word in said.split(",") if word.strip()]
    days = [day for word in words if (day := _day(word))]
    groups = [[word for word in words if word in known] for known in (ORDERS, EXTENTS, KINDS)]
    known = (*ORDERS, *EXTENTS, *KINDS)
    if unknown := [word for word in words if word not in known and not _day(word)]:
        raise BadSetting(
            f"--collected {unknown[0]!r} is not known. Say, separated by commas, what holds of: {', '.join(known)}, and the day on "
            "which the list was read (2024-03-05)."
        )
    if len(days) > 1 or any(len(group) > 1 for group in groups):
        raise BadSetting(f"--collected {said!r} says two things that exclude each other. Keep one of them.")
    order, extent, kind = (group[0] if group else "" for group in groups)
    return {"order": order, "complete": EXTENTS.get(extent), "kind": kind, "read_at": days[0] if days else None}


def _day(word: str) -> datetime | None:
    try:
        return datetime.fromisoformat(word) if len(word) == len("2024-03-05") else None
    except ValueError:
        return None


#: The last table made of each ledger, with the very rows it was made of: `check` asks once an analysis.
_LAST: dict[str, tuple[list[dict[str, Any]], pa.Table]] = {}


def given(
    folder: Path,
    ledger: Mapping[str, list[dict[str, Any]]],
    reference: Sequence[str] = (),
    said: Mapping[str, str] | None = None,
) -> dict[str, pa.Table]:
    """Every given table of the case in `folder`. reference: SHA-256 of the sources that were added as comparisons.

    ledger: rows of what was entered by hand, by table. said: by SHA-256 of a source, what the analyst said of how it was
    collected.

    Raises: UnreadableInput naming file and line, DamagedCase.
    """
    import pyarrow as pa

    rows: dict[str, list[dict[str, Any]]] = {
        "reference_sources": [{"source_sha256": sha} for sha in reference],
        "collected": [{"source_sha256": sha, **collected(words)} for sha, words in (said or {}).items()],
        "codebooks": [
            {"name": path.stem, "toml": _text(path)} for path in sorted((folder / "codebook").glob("*.toml"))
        ],
        "labels": [asdict(label) for label in Labels(folder).all()],
        **ledger,
        "groups": list(_groups(folder)),
        "changes": list(_changes(folder)),
        "languages": [{"language": code} for code in read(folder / "case.toml").languages],
    }
    made: dict[str, pa.Table] = {}
    for name, table in GIVEN.items():
        before, arrow = _LAST.get(name, (None, None))
        if before is not rows[name] or name not in ledger:
            arrow = pa.Table.from_pylist([{c: row[c] for c in table.names} for row in rows[name]], arrow_schema(table))
        made[name] = arrow
        if name in ledger:
            _LAST[name] = rows[name], arrow
    return made


def fingerprints(tables: Mapping[str, pa.Table], read: Iterable[str]) -> dict[str, str]:
    """SHA-256 of each given table that an analysis reads, so that a run can be told to be out of date.

    Why a person is named is read by no analysis.
    """
    found = {}
    for name in read:
        rows = [{k: v for k, v in row.items() if k != "named_because"} for row in tables[name].to_pylist()]
        found[name] = sha256(json.dumps(rows, sort_keys=True, default=str).encode("utf-8", "surrogatepass")).hexdigest()
    return found


def made_of(entries: Iterable[Entry], stated: Mapping[str, pa.Table]) -> dict[str, str]:
    """A hash by table of a case: of the canonical ones that of the newest entry by which a source came or went."""
    changed = [entry.hash for entry in entries if entry.command in ("add", "reload", "remove")]
    return dict.fromkeys(TABLES, "".join(changed[-1:])) | fingerprints(stated, stated)


def _held(folder: Path) -> Iterator[Finding]:
    """Findings that hold: found by the newest run of their analysis, supported, and rejected by nobody."""
    for held in Findings(folder).all():
        rejected = held.verdict is not None and held.verdict.verdict != "confirmed"
        if held.found_again and held.finding.grade not in _UNSUPPORTED and not rejected:
            yield held.finding


def _groups(folder: Path) -> Iterator[dict[str, Any]]:
    """Members of groups that hold."""
    for finding in _held(folder):
        for account in sorted(finding.accounts) if len(finding.accounts) > 1 else ():
            yield {"finding": finding.id, "analysis": finding.analysis, "grade": finding.grade, "account": account}


def _changes(folder: Path) -> Iterator[dict[str, Any]]:
    """Dated changes that hold: of narratives, from their figure; of audiences, from their days of sign-up."""
    for finding in _held(folder):
        for kind, about, days in (*_changes_of_series(finding), *_batches(finding)):
            yield {"finding": finding.id, "analysis": finding.analysis, "kind": kind, "about": about} | days


def _changes_of_series(finding: Finding) -> Iterator[tuple[str, str, dict[str, str]]]:
    what = finding.subject.partition("\n")[0]
    if finding.analysis == "narratives" and what.startswith('["series"') and finding.figures:
        _, panel, voice, narrative, *_ = json.loads(what)
        about = narrative + _whose(panel, voice)
        for row in finding.figures[0].rows:
            if row["kind"] in ("break", "gradual", "burst"):
                days = {"date": str(row["label"]), "first": str(row["start"]), "last": str(row["end"])}
                yield str(row["kind"]), about, days


def _whose(panel: str, voice: str) -> str:
    """Whose narrative; an account by mention alone, so that whoever prints decides between name and pseudonym."""
    if voice == "*":
        return ""
    if panel == "group":
        return f", the accounts of finding {voice}"
    return f", {voice if panel in ('speaker', 'outlet') else mention(voice)}"


def _batches(finding: Finding) -> Iterator[tuple[str, str, dict[str, str]]]:
    first, to, last = dict(finding.facts).get("Created, ISO 8601", "").partition(" to ")
    if finding.analysis == "audience" and to:
        yield "batch", "accounts created in a batch", {"date": first, "first": first, "last": last}


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableInput(f"{path}: {error}. Save it in UTF-8.") from None
