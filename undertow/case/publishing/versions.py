"""What was published, version by version: kept in published/ of the case, so that what changed can be told.

A version is raised when the page differs; publishing the same again gives the same bytes under the same version.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from undertow.case.sources import write_whole
from undertow.dossier import Correction, Dossier, Reply, Withdrawn
from undertow.errors import DamagedCase, UnknownName
from undertow.model import Estimate

#: Parts of a dossier that are told apart by themselves, or that are no words of the authors.
_NOT_PROSE = frozenset(
    [
        "findings",
        "sources",
        "events",
        "methods",
        "software",
        "seed",
        "log_head",
        "published",
        "version",
        "corrections",
        "withdrawn",
        "replies",
        "decisions",
        "rejected",
        "unreviewed",
        "deviations",
        "fictional",
        "working",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A finding as a version told it; accounts and words of posts in the statement as `model.mention` and `model.said` write them."""

    id: str
    number: int
    statement: str
    grade: str
    estimate: Estimate
    verdict: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version: its number from 1, its day, the SHA-256 of its page, the head of the log then, and what it said.

    prose: the words of the authors. record: corrections, replies, methods and the like; None in versions of before they were kept.
    """

    number: int
    day: str
    sha256: str
    log_head: str
    findings: tuple[Told, ...] = ()
    prose: dict[str, Any] = field(default_factory=dict)
    record: dict[str, Any] | None = None

    @property
    def published(self) -> date:
        return date.fromisoformat(self.day)


class Versions:
    """published/ of a case: N.json and the page N.html of every version."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "published"

    def all(self) -> list[Version]:
        """Every version, oldest first. Raises: DamagedCase."""
        numbers = sorted(int(path.stem) for path in self.folder.glob("*.json") if path.stem.isdecimal())
        return [self._read(self.folder / f"{number}.json") for number in numbers]

    def last(self) -> Version | None:
        """The newest version."""
        versions = self.all()
        return versions[-1] if versions else None

    def get(self, name: str) -> Version:
        """A version by its number, with or without a v before it. Raises: UnknownName."""
        known = {str(version.number): version for version in self.all()}
        if (number := name.strip().lower().removeprefix("v")) not in known:
            raise UnknownName.among("published version", name, known, "`undertow publish` makes one.")
        return known[number]

    def keep(self, dossier: Dossier, page: bytes) -> Version:
        """The dossier, with its page, as a new version under the number it bears."""
        version = Version(
            number=dossier.version,
            day=dossier.published.isoformat(),
            sha256=sha256(page).hexdigest(),
            log_head=dossier.log_head,
            findings=told(dossier),
            prose={
                one.name: msgspec.to_builtins(value)
                for one in fields(dossier)
                if one.name not in _NOT_PROSE and (value := getattr(dossier, one.name))
            },
            record=recorded(dossier),
        )
        self.folder.mkdir(exist_ok=True)
        for kind, data in (("html", page), ("json", _record(version))):
            write_whole(self.folder / f"{version.number}.{kind}", data)
        return version

    def _read(self, path: Path) -> Version:
        try:
            return msgspec.json.decode(path.read_bytes(), type=Version)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise DamagedCase(
                f"{path} is no record of a published version ({error}). Restore it from a backup."
            ) from None


def hashes(version: Version) -> dict[str, str]:
    """What the log keeps of a version: the SHA-256 of its page and of its record, by name of the file."""
    return {
        f"published/{version.number}.html": version.sha256,
        f"published/{version.number}.json": sha256(_record(version)).hexdigest(),
    }


def _record(version: Version) -> bytes:
    return msgspec.json.format(msgspec.json.encode(version), indent=1)


def told(dossier: Dossier) -> tuple[Told, ...]:
    """The findings that a dossier shows, as they are kept."""
    return tuple(
        Told(
            id=r.finding.id,
            number=r.number,
            statement=r.finding.statement,
            grade=r.finding.grade,
            estimate=r.finding.estimate,
            verdict=r.verdict.verdict if r.verdict else "",
        )
        for r in dossier.findings
    )


def recorded(dossier: Dossier) -> dict[str, Any]:
    """What a dossier tells besides findings and prose, in lines by heading: what was corrected, asked, decided, and how it was measured."""
    decided = dossier.decisions
    lines: dict[str, list[str]] = {
        "corrections": [_correction(one) for one in reversed(dossier.corrections)],
        "replies": [_reply(one) for one in dossier.replies],
        "persons named": [f"{one.name}, {one.role}: {one.why}" for one in decided.named],
        "quoting private accounts": [why for why in (decided.quoting, *(why for _, why in decided.quoting_in)) if why],
        "sources": [
            f"{one.name}, {one.format}, {one.ledger.kept:,} rows, SHA-256 {one.sha256[:12]}" for one in dossier.sources
        ],
        "events": [", ".join(part for part in (one.date, one.title, one.place) if part) for one in dossier.events],
        "deviations from the plan": list(dossier.deviations),
        "counts": [f"{getattr(dossier, name):,} {name}" for name in ("rejected", "unreviewed", "disputed")],
        "software": [f"{name} {number}" for name, number in dossier.software.items()] + [f"seed {dossier.seed}"],
    }
    return {"lines": lines, "methods": _methods(dossier)}


def _correction(one: Correction) -> str:
    gone = f" ({'taken back' if one.taken_back else 'replaced'} on {one.superseded[:10]})" if one.superseded else ""
    return f"{one.at[:10]}, of version {one.version}{gone}: {one.notice}"


def _reply(one: Reply) -> str:
    answer = f"answered {one.answered_at}: {one.answer or 'declined'}" if one.answered_at else "no answer"
    about = f", about {', '.join(f'finding {n}' for n in one.findings)}" if one.findings else ""
    return f"{one.who}, asked {one.asked_at}{about}: {one.question or 'question not entered'}; {answer}"


def _methods(dossier: Dossier) -> dict[str, dict[str, str]]:
    """How each analysis was run, by its name, in words; of several runs of one by its name and a number."""
    found: dict[str, dict[str, str]] = {}
    for one in dossier.methods:
        same = sum(name.split(" ")[0] == one.analysis for name in found)
        found[f"{one.analysis} {same + 1}" if same else one.analysis] = {
            **{f"setting {name}": value for name, value in one.settings.items()},
            "material": ", ".join(sorted(sha[:12] for sha in one.inputs)),
            "chance model": one.null_model,
            "known errors": one.error_statement,
            "notes": " ".join(one.notes),
            "engine": one.engine,
            "versions": ", ".join(f"{name} {number}" for name, number in sorted(one.versions.items())),
            "out of date": one.out_of_date,
            "query": f"SHA-256 {sha256(one.sql.encode('utf-8', 'replace')).hexdigest()[:12]}" if one.sql else "",
        }
    return found


def withdrawn(
    earlier: Sequence[Version], current: Dossier, why: Mapping[str, str], topics: Mapping[str, str]
) -> tuple[Withdrawn, ...]:
    """Findings of earlier versions that the dossier has no more, the newest last; what they said is not said again.

    why: by id of a finding, where it is known. topics: by id, the question it was an answer to.
    """
    have = {reviewed.finding.id for reviewed in current.findings}
    last = {finding.id: version.number for version in earlier for finding in version.findings}
    return tuple(
        Withdrawn(finding=name, topic=topics.get(name, ""), version=number, why=why.get(name, "it was not found again"))
        for name, number in last.items()
        if name not in have
    )


def differences(one: Version, two: Version) -> Iterator[str]:
    """What the second version says that the first did not, and the reverse, in sentences; mentions stay mentions."""
    before, now = ({finding.id: finding for finding in version.findings} for version in (one, two))
    for name in now.keys() - before.keys():
        yield f"Added: finding {name}: {now[name].statement}"
    for name in before.keys() - now.keys():
        yield f"Withdrawn: finding {name}: {before[name].statement}"
    for name in [name for name in before if name in now]:
        yield from _changed(before[name], now[name])
    for part in sorted(one.prose.keys() | two.prose.keys()):
        yield from _reworded(part, one.prose.get(part), two.prose.get(part))
    yield from _of_record(one, two)


def _of_record(one: Version, two: Version) -> Iterator[str]:
    if one.record is None or two.record is None:
        names = " and ".join(str(version.number) for version in (one, two) if version.record is None)
        yield f"Corrections, replies and methods are not compared: they were not kept with version {names}."
        return
    before, now = one.record["lines"], two.record["lines"]
    for part in (*now, *(part for part in before if part not in now)):
        yield from _reworded(part, before.get(part, []), now.get(part, []))
    before, now = one.record["methods"], two.record["methods"]
    yield from (f"methods: {name} is new" for name in now if name not in before)
    yield from (f"methods: {name} is there no more" for name in before if name not in now)
    for name in [name for name in now if name in before]:
        for key in dict.fromkeys((*before[name], *now[name])):
            yield from _reworded(f"methods, {name}, {key}", before[name].get(key), now[name].get(key))


def _changed(before: Told, now: Told) -> Iterator[str]:
    of = f"Finding {now.id}"
    if before.number != now.number:
        yield f"{of}: now number {now.number}, before {before.number}"
    if before.grade != now.grade:
        yield f"{of}: strength of evidence now {now.grade}, before {before.grade}"
    if before.estimate != now.estimate:
        yield f"{of}: estimate now {_estimate(now.estimate)}, before {_estimate(before.estimate)}"
    if before.verdict != now.verdict:
        yield f"{of}: now {now.verdict or 'not reviewed'}, before {before.verdict or 'not reviewed'}"
    if before.statement != now.statement:
        yield f"{of}: says now: {now.statement} Before: {before.statement}"


def _estimate(estimate: Estimate) -> str:
    return f"{estimate.value:.4g} [{estimate.low:.4g}, {estimate.high:.4g}] {estimate.unit}"


def _reworded(part: str, before: Any, now: Any) -> Iterator[str]:
    if before == now:
        return
    name = part.replace("_", " ")
    if isinstance(before or now, list):
        old, new = ([_words(item) for item in value or ()] for value in (before, now))
        yield from (f"{name}: added: {text}" for text in new if text not in old)
        yield from (f"{name}: taken out: {text}" for text in old if text not in new)
        if sorted(old) == sorted(new):
            yield f"{name}: in another order"
    else:
        yield f"{name}: now: {_words(now) or 'nothing'} Before: {_words(before) or 'nothing'}"


def _words(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else msgspec.json.encode(value).decode()
