"""What a dossier holds: plain frozen records, filled by the case and drawn by `render`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from undertow.dossier.prose import Reference
from undertow.model import Finding, Ledger, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """A finding under the number it has in this dossier, and what its readers decided about it.

    confirmed, rejected: how many readers said so. out_of_date says what changed in the case since the run that found it, empty when nothing did.
    """

    finding: Finding
    number: int
    verdict: Verdict | None = None
    confirmed: int = 0
    rejected: int = 0
    changed_since_review: bool = False
    out_of_date: str = ""

    @property
    def holds(self) -> bool:
        """Whether every reader who judged it confirmed it, and one did."""
        return self.verdict is not None and self.verdict.verdict == "confirmed"

    @property
    def disputed(self) -> bool:
        """Whether some readers confirmed it and some rejected it."""
        return self.verdict is not None and self.verdict.verdict == "disputed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """One source of the case: its name as the analyst gave it, what it is, and what became of its rows."""

    name: str
    format: str
    ledger: Ledger
    added_at: str
    sha256: str
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened outside the material; `date` is ISO 8601 as finely as it is known. sources: what it rests on, in words."""

    date: str
    title: str
    place: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One run of an analysis: how it was set, what it was compared with and how often it errs.

    inputs are SHA-256 of sources. out_of_date says what changed since the run, empty when nothing did.
    left_out names what the analysis could have used and did not. notes say what could be tested, found or not.
    """

    analysis: str
    title: str
    null_model: str
    error_statement: str
    run_id: str
    settings: Mapping[str, str] = field(default_factory=dict)
    sql: str = ""
    engine: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    seconds: float | None = None
    inputs: tuple[str, ...] = ()
    out_of_date: str = ""
    left_out: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One to whom questions were put. who may be a mention; dates are ISO 8601. findings: numbers in this dossier.

    answered_at is empty while nothing came; an answer without words is a refusal to answer.
    """

    who: str
    asked_at: str
    way: str = ""
    question: str = ""
    findings: tuple[int, ...] = ()
    answered_at: str = ""
    answer: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What was wrong in a published version, in the words of the analyst, when that was said, and of which finding.

    number: from 1 in the order of time. replaces: the number of a notice that this one stands for; takes_back: it takes that one back and
    says why. superseded: when another took its place, ISO 8601, or, with taken_back, took it back; empty while it stands.
    """

    notice: str
    at: str
    version: int
    statement: str = ""
    finding: str = ""
    number: int = 0
    replaces: int = 0
    takes_back: bool = False
    superseded: str = ""
    taken_back: bool = False

    @property
    def stands(self) -> bool:
        """Whether it is what the authors say now."""
        return not self.superseded and not self.takes_back


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """A finding that an earlier version held and this one does not, without what it said.

    topic: the question it was an answer to. version: the last that held it. why: in words that may be printed.
    """

    finding: str
    version: int
    topic: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A person who is named, in which role, and why."""

    name: str
    role: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A finding that the authors do not show: which, by what analysis, how strong, and why they left it out."""

    finding: str
    analysis: str
    grade: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """What was decided about private persons. quoting: why their words are quoted, for all findings or, by number, for some."""

    named: tuple[Named, ...] = ()
    quoting: str = ""
    quoting_in: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Everything one dossier says. `findings` may hold rejected ones: they are counted, never shown.

    lead is the summary, in the marks of `prose`; language that of title, summary and passages. passages: by where they stand,
    'before findings' or 'after' and an id. references: what each name in brackets stands for. ordered: by the analyst.
    limits are sentences for "What this dossier does not show". replies: what was asked of those concerned, and answered.
    version is 0 where it was never published; working marks what is for the case's own use.
    agreement: sentences on how far readers agree who judged the same findings.
    """

    title: str
    question: str
    byline: str
    published: date
    lead: str = ""
    language: str = ""
    ordered: bool = False
    passages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    references: Mapping[str, Reference] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    findings: tuple[Reviewed, ...] = ()
    sources: tuple[SourceLine, ...] = ()
    events: tuple[Event, ...] = ()
    methods: tuple[Method, ...] = ()
    rejected: int = 0
    unreviewed: int = 0
    disputed: int = 0
    agreement: tuple[str, ...] = ()
    deviations: tuple[str, ...] = ()
    software: Mapping[str, str] = field(default_factory=dict)
    seed: int | None = None
    log_head: str = ""
    limits: tuple[str, ...] = ()
    replies: tuple[Reply, ...] = ()
    see_also: tuple[str, ...] = ()
    fictional: bool = False
    version: int = 0
    corrections: tuple[Correction, ...] = ()
    withdrawn: tuple[Withdrawn, ...] = ()
    decisions: Decisions = field(default_factory=Decisions)
    working: bool = False
