"""The fact-check sheet of an article: each sentence, what a person found, and what that rests on; the open ones on top."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from undertow.dossier.page import environment, style
from undertow.dossier.spreadsheet import write_csv
from undertow.dossier.voice import Voice
from undertow.dossier.words import forbidden_words
from undertow.errors import BadSetting
from undertow.model import Evidence, Grade

_HERE = Path(__file__).parent
OPEN, CONTRADICTED, SUPPORTED, NOT_TESTABLE = ORDER = ("open", "contradicted", "supported", "not testable")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~])")
_COLUMNS = ("number", "line", "status", "changed", "kinds", "sentence", "why", "by", "at", "rests_on", "quotes", "sources_sha256", "cautions")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a sentence rests on. label: what it is. says: a finding's statement, with mentions, or a row in words. note: how it stands.

    written: whether undertow wrote `says`, and not the analyst. evidence: the quotes, of a finding the first few.
    """

    label: str
    says: str
    written: bool
    note: str = ""
    grade: Grade | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A sentence of the article. before: how it read when it was checked, empty where it was not changed since. at: ISO 8601."""

    number: int
    line: int
    sentence: str
    kinds: tuple[str, ...]
    testable: bool
    status: str
    before: str = ""
    why: str = ""
    by: str = ""
    at: str = ""
    cautions: tuple[str, ...] = ()
    grounds: tuple[Ground, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FactSheet:
    """A whole sheet. sha256: of the article's bytes. gone: sentences that were checked and are not in the article any more."""

    draft: str
    sha256: str
    case: str
    byline: str
    made: date
    lines: tuple[Checked, ...]
    gone: tuple[Checked, ...] = ()
    log_head: str = ""
    fictional: bool = False

    @property
    def ordered(self) -> tuple[Checked, ...]:
        """The open ones first, then those changed since they were checked, contradicted, supported, not testable."""
        return tuple(sorted(self.lines, key=lambda one: (_place(one), one.number)))

    def count(self, status: str) -> int:
        """How many sentences have a status."""
        return sum(one.status == status for one in self.lines)

    @property
    def changed(self) -> int:
        """How many sentences were edited since they were checked."""
        return sum(bool(one.before) for one in self.lines)


def _place(one: Checked) -> int:
    return 1 if one.before and one.status != OPEN else 2 * ORDER.index(one.status)


def page(sheet: FactSheet, voice: Voice) -> str:
    """The sheet as one HTML file that needs no network and no script. Raises: BadSetting for a word a dossier does not use."""
    html = environment(voice).get_template("factsheet.html").render(
        sheet=sheet, voice=voice, style=style("factsheet.css"), policy=_POLICY, order=ORDER
    )  # fmt: skip
    if found := forbidden_words(html):
        raise BadSetting(
            f"The sheet says {'; '.join(found[:5])}. It says what was checked, not what somebody is: reword the reason, or put words of "
            "others in quotation marks."
        )
    return html


def markdown(sheet: FactSheet, voice: Voice) -> str:
    """The sheet as Markdown; nothing in it can become markup."""
    given = voice.given_plain
    counted = ", ".join(f"{sheet.count(status)} {status}" for status in ORDER)
    told = [
        f"# Fact-check of {_plain(given(sheet.draft))}",
        f"{_plain(given(sheet.case))}. {sheet.made.isoformat()}. {len(sheet.lines)} sentences: {counted}; {sheet.changed} changed since checked.",
        f"SHA-256 of the article: `{sheet.sha256}`",
    ]
    for one in sheet.ordered:
        told += ["\n".join(_paragraph(one, voice))]
    if sheet.gone:
        told.append("## Not in the article any more")
        told += [f"- {one.status}: {_plain(given(one.sentence))}" for one in sheet.gone]
    return "\n\n".join(told) + "\n"


def _paragraph(one: Checked, voice: Voice) -> Iterator[str]:
    given = voice.given_plain
    note = ", changed since checked" if one.before else ""
    yield f"## {one.number}. {one.status}{note} (line {one.line}; {', '.join(one.kinds)})\n"
    yield f"> {_plain(given(one.sentence))}\n"
    if one.before:
        yield f"It read: {_plain(given(one.before))}\n"
    if one.why:
        yield f"{_plain(given(one.why))} ({_plain(given(one.by))}, {one.at[:10]})\n"
    for words in one.cautions:
        yield f"- Caution: {_plain(given(words))}"
    for ground in one.grounds:
        says = voice.plain(ground.says) if ground.written else given(ground.says)
        yield f"- {_plain(ground.label)}: {_plain(says)}{f' ({_plain(given(ground.note))})' if ground.note else ''}"
        for piece in ground.evidence:
            yield f"  - “{_plain(voice.quoted(piece))}”, {_plain(piece.row_ref)}, SHA-256 `{piece.source_sha256}`"


def _plain(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def spreadsheet(sheet: FactSheet, voice: Voice, path: Path) -> Path:
    """The sheet as a CSV file in which no cell can act."""
    given = voice.given_plain
    rows = [
        (
            one.number, one.line, one.status, "yes" if one.before else "no", ", ".join(one.kinds), given(one.sentence), given(one.why),
            given(one.by), one.at, "; ".join(f"{g.label}: {voice.plain(g.says) if g.written else given(g.says)}" for g in one.grounds),
            " | ".join(voice.quoted(piece) for g in one.grounds for piece in g.evidence),
            " ".join(dict.fromkeys(piece.source_sha256 for g in one.grounds for piece in g.evidence)), given("; ".join(one.cautions)),
        )
        for one in sheet.ordered
    ]  # fmt: skip
    return write_csv(path, _COLUMNS, rows)
