"""Published dossiers, read back: only what stands in the file that went out, and nothing of the case behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import msgspec

from undertow.dossier import numbers
from undertow.dossier.subjects import subjects
from undertow.errors import BadSetting, UnreadableInput
from undertow.language.display import visible
from undertow.model import Estimate, Grade

_LARGEST = 50_000_000
_SHA = re.compile(r"[0-9a-f]{64}")
#: A wording that names a narrative has more than one word, or is long.
_SHORT = 6


class _Estimate(msgspec.Struct):
    value: float
    low: float
    high: float
    level: float
    unit: str
    n: int


class _Finding(msgspec.Struct):
    number: int
    statement: str
    grade: Grade
    estimate: _Estimate
    analysis: str = ""


class _Data(msgspec.Struct):
    title: str
    published: str
    fictional: bool
    sources_sha256: list[str]
    findings: list[_Finding]


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding as a dossier prints it."""

    number: int
    statement: str
    grade: Grade
    effect: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One dossier that went out. names and wordings are what its statements are about; sources are hashes.

    checked: whether the log of the case beside it says that it was published with these bytes.
    """

    path: Path
    data: bytes
    title: str
    question: str
    day: str
    fictional: bool
    findings: tuple[Entry, ...]
    sources: frozenset[str]
    names: frozenset[str]
    wordings: frozenset[str]
    checked: bool = False

    @property
    def sha256(self) -> str:
        return sha256(self.data).hexdigest()


def found_in(folder: Path, leaving: Path) -> Iterator[Path]:
    """The published dossiers of a folder of cases, of one case, or of a folder of dossiers; none below `leaving`.

    Editions for a case's own use, which name private accounts, stand in folders called working and are never taken.
    """
    for pattern in ("*.html", "dossier/dossier.html", "*/dossier/dossier.html"):
        for path in sorted(folder.glob(pattern)):
            inside = {part.name for part in path.resolve().parents}
            if leaving.resolve() not in path.resolve().parents and "working" not in inside and path.is_file():
                yield path


def read(path: Path) -> Published:
    """The dossier in a file. Raises: UnreadableInput for a file that is none, is damaged, or is a working edition."""
    if path.stat().st_size > _LARGEST:
        raise UnreadableInput(f"{path}: larger than {_LARGEST // 1_000_000} MB, which no dossier is. Leave it out.")
    data = path.read_bytes()
    parts = _Parts(data.decode("utf-8", "replace"))
    if parts.working:
        raise UnreadableInput(
            f"{path}: a working edition, which names private persons. `undertow publish` makes one that may go out."
        )
    try:
        held = msgspec.json.decode(parts.data, type=_Data)
        entries = tuple(_entry(finding) for finding in held.findings)
    except (msgspec.DecodeError, msgspec.ValidationError, BadSetting, OverflowError) as error:
        raise UnreadableInput(f"{path}: not a dossier that undertow published ({error}). Publish it again.") from None
    about = subjects([entry.statement for entry in entries])
    return Published(
        path=path,
        data=data,
        title=visible(held.title),
        question=visible(" ".join(parts.question.split())),
        day=visible(held.published[:10]),
        fictional=held.fictional,
        findings=entries,
        sources=frozenset(sha for sha in held.sources_sha256 if _SHA.fullmatch(sha)),
        names=frozenset(name for its in about for name in its.names),
        wordings=frozenset(w for its in about for w in its.wordings if " " in w or len(w) > _SHORT),
    )


def _entry(finding: _Finding) -> Entry:
    given = finding.estimate
    estimate = Estimate(
        value=given.value, low=given.low, high=given.high, unit=given.unit, n=given.n, level=given.level
    )
    effect = f"{numbers.measured(estimate)} {numbers.interval(estimate)}".strip()
    return Entry(finding.number, visible(finding.statement), finding.grade, visible(effect))


class _Parts(HTMLParser):
    """The data and the question of a page, and whether it is a working edition."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.data = ""
        self.question = ""
        self.working = False
        self._into = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        # editions made before the flag say it in a notice on top
        self.working |= values.get("name") == "undertow-edition" and values.get("content") == "working"
        self.working |= tag == "p" and (values.get("class") or "").split() == ["notice", "working"]
        if tag == "script" and values.get("id") == "findings-data":
            self._into = "data"
        elif tag == "p" and values.get("class") == "question" and not self.question:
            self._into = "question"
        elif tag in ("p", "ul", "div", "nav", "script"):
            self._into = ""

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "p"):
            self._into = ""

    def handle_data(self, data: str) -> None:
        if self._into == "data":
            self.data += data
        elif self._into == "question":
            self.question += data
