"""The draft of an article beside a case: its checkable sentences, what could bear on each, and what the writer decided.

The program suggests and warns; that a sentence is supported, contradicted or not testable is set by a person alone.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, TypedDict, Unpack

from undertow.case.drafts.attaching import attached, plain
from undertow.case.drafts.cautions import cautions
from undertow.case.drafts.kept import CONTRADICTED, NOT_TESTABLE, OPEN, STATUSES, SUPPORTED, Check, Checks, Joined
from undertow.case.drafts.material import Material
from undertow.case.drafts.quoting import Query
from undertow.case.drafts.reading import Draft, draft_of, read_draft, stored
from undertow.case.drafts.suggesting import Suggestion, code_of, quoted, suggestions
from undertow.case.journal import now
from undertow.engines.store import Store
from undertow.errors import BadSetting, UnknownName
from undertow.language.checkable import Checkable, checkable

if TYPE_CHECKING:
    from undertow.case import Case

__all__ = [
    "CONTRADICTED",
    "NOT_TESTABLE",
    "OPEN",
    "STATUSES",
    "SUPPORTED",
    "Check",
    "Checks",
    "Draft",
    "Drafts",
    "Line",
    "Look",
    "Material",
    "Offers",
    "Suggestion",
    "Warned",
    "offers",
    "read_draft",
    "seen",
    "sentences_of",
    "stored",
    "warned",
]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a draft, the judgement that belongs to it, and what the program has to say about both.

    changed: the sentence was edited since it was judged. cautions: what should be looked at again. nowhere: its quotations that no
    source of the case holds, nor nearly.
    """

    sentence: Checkable
    check: Check | None = None
    changed: bool = False
    cautions: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    nowhere: tuple[str, ...] = ()

    @property
    def status(self) -> str:
        """The status a person set; open where nobody has."""
        return self.check.status if self.check else OPEN

    @property
    def settled(self) -> bool:
        """Whether a person judged the sentence as it stands, and did not contradict it."""
        return self.status in (SUPPORTED, NOT_TESTABLE) and not self.changed


@dataclass(frozen=True, slots=True)
class Look:
    """A draft with its checkable sentences in order, and the judgements whose sentence is not in it any more."""

    draft: Draft
    lines: tuple[Line, ...]
    gone: tuple[Check, ...] = ()

    def counts(self) -> dict[str, int]:
        """How many sentences have each status; those changed since they were checked besides."""
        found = {status: sum(line.status == status for line in self.lines) for status in STATUSES}
        return found | {"changed since checked": sum(line.changed for line in self.lines)}


class Saying(TypedDict, total=False):
    """What a writer says with a judgement: what was checked, who (the login if empty), and the language of the draft."""

    why: str
    by: str
    language: str


class Drafts:
    """The drafts that were checked against a case."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._checks = Checks(case.folder.absolute())

    def names(self) -> tuple[str, ...]:
        """The drafts of which something was kept, in the order of their names."""
        return tuple(sorted(self._checks.versions(self._case.journal)))

    def kept(self, name: str) -> Draft:
        """The newest kept text of a draft. Raises: UnknownName, DamagedCase."""
        versions = self._checks.versions(self._case.journal)
        if name not in versions:
            raise UnknownName.among("draft", name, versions, "Check a file with `undertow draft FILE`.")
        return stored(name, self._checks.text(versions[name]))

    def keep(self, name: str, text: str) -> Draft:
        """Keeps a text as the newest version of a draft. Raises: UnreadableInput where it holds no words."""
        draft = draft_of(text.encode("utf-8", "replace"), "draft.txt", name)
        with self._case.changing() as journal:
            self._checks.keep(draft.name, _as_lines(draft), journal)
        return draft

    def look(self, draft: Draft, language: str = "", *, suggest: bool = True) -> Look:
        """The checkable sentences of a draft with what was decided about them. suggest: also what could bear on each."""
        checks = self._checks.threads(self._case.journal, draft.name)
        if not suggest and not checks:
            return Look(draft, tuple(map(Line, sentences_of(draft, language))))
        material = Material(self._case)
        with self._texts() as query:
            offered = offers(draft, material, query, language) if suggest else {}
            return seen(draft, checks, offered, warned(draft, checks, material, query, language), language)

    def judge(
        self,
        draft: Draft,
        join: Mapping[int, Sequence[str]],
        status: str = "",
        *,
        drop: Mapping[int, Sequence[str]] | None = None,
        **said: Unpack[Saying],
    ) -> list[Check]:
        """Joins sentences, by number, to findings, rows and quotations, and sets their status; earlier judgements stay on record.

        join: what to join each sentence to, by the code a suggestion has, the id of a finding, or TABLE:ID; empty to set the status
        alone. drop: what to take away. status: empty keeps the earlier one. Raises: UnknownName, BadSetting.
        """
        why, language = said.get("why", "").strip(), said.get("language", "")
        by = said.get("by", "") or os.environ.get("USER", "") or "unnamed"
        _sound(status, why)
        material, made, drop = Material(self._case), [], drop or {}
        with self._texts() as query:
            look = seen(draft, self._checks.threads(self._case.journal, draft.name), {}, {}, language)
            lines = {line.sentence.number: line for line in look.lines}
            for number in sorted({*join, *drop}):
                if number not in lines:
                    raise UnknownName(
                        f"{draft.name} has no sentence {number}: it has {len(lines)} that can be checked. `undertow draft FILE` numbers them."
                    )
                line = lines[number]
                new = [
                    one for words in join.get(number, ()) for one in _resolved(words, line.sentence, material, query)
                ]
                made.append(_judged(line, new, drop.get(number, ()), status, (why, by)))
        with self._case.changing() as journal:
            sha = self._checks.keep(draft.name, _as_lines(draft), journal)
            whole = [replace(check, draft=draft.name, draft_sha256=sha) for check in made]
            self._checks.append(whole, journal)
        return whole

    @contextmanager
    def _texts(self) -> Iterator[Query]:
        """The texts of the case, opened once for many questions."""
        self._case.counts()  # makes the tables again where they are not those of the sources
        store = Store(self._case.folder / "tables" / "case.duckdb")
        try:
            yield store.query
        finally:
            store.close()


#: What could bear on each sentence, by its number, and its quotations that stand nowhere.
Offers = Mapping[int, tuple[Sequence[Suggestion], Sequence[str]]]


#: What should be looked at again in each judged sentence, by its number.
Warned = Mapping[int, Sequence[str]]


def offers(draft: Draft, material: Material, query: Query, language: str = "") -> Offers:
    """What could bear on each sentence of a draft: the slow part, which stays the same while the case and the draft do."""
    return {one.number: suggestions(one, material, query) for one in sentences_of(draft, language)}


def warned(draft: Draft, checks: Sequence[Check], material: Material, query: Query, language: str = "") -> Warned:
    """What should be looked at again in the sentences that were judged."""
    sentences = sentences_of(draft, language)
    found, _ = attached(sentences, checks)
    return {one.number: cautions(one, found[one.number], material, query) for one in sentences if one.number in found}


def seen(draft: Draft, checks: Sequence[Check], offered: Offers, told: Warned, language: str = "") -> Look:
    """The sentences of a draft with the judgements that belong to them. checks: the newest of each sentence of this draft."""
    sentences, lines = sentences_of(draft, language), []
    found, gone = attached(sentences, checks)
    for sentence in sentences:
        check = found.get(sentence.number)
        changed = check is not None and plain(check.sentence) != plain(sentence.text)
        bearing, nowhere = offered.get(sentence.number, ((), ()))
        cautious = tuple(told.get(sentence.number, ()))
        lines.append(Line(sentence, check, changed, cautious, tuple(bearing), tuple(nowhere)))
    return Look(draft, tuple(lines), tuple(gone))


@lru_cache(maxsize=16)
def sentences_of(draft: Draft, language: str = "") -> tuple[Checkable, ...]:
    """The checkable sentences of a draft, with the lines of its file."""
    found = checkable(draft.text, language)
    return tuple(replace(one, line=one.line + draft.first_line - 1) for one in found)


def _sound(status: str, why: str) -> None:
    """Raises: BadSetting for a status there is not, or one without a reason."""
    if status and status not in STATUSES:
        raise BadSetting(f"--status {status!r} is not known. Say one of: {', '.join(STATUSES)}.")
    if status and status != OPEN and not why.strip():
        raise BadSetting(f'--status {status!r} needs a reason: --why "what you checked".')


def _resolved(words: str, sentence: Checkable, material: Material, query: Query) -> list[Joined]:
    """What the writer named. Raises: UnknownName listing what is suggested for the sentence."""
    if all((part if ":" in part else f"finding:{part}") in material.items for part in words.split("+")):
        targets = [part if ":" in part else f"finding:{part}" for part in words.split("+")]
    else:
        begun = words.removeprefix("finding:")
        targets = [t for t in material.items if len(begun) >= 4 and t.startswith(f"finding:{begun}")]
    if len(targets) == 1 or (targets and "+" in words):
        return [Joined(target=target, seen=material.items[target].seen) for target in targets]
    offered, _ = suggestions(sentence, material, query)
    for one in offered:
        if words in (one.code, one.targets[0]) and one.passage is not None:
            return [quoted(one.passage)]
    raise UnknownName.among(f"thing to join sentence {sentence.number} to", words, [one.code for one in offered],
                            "Any finding can be named by its id, any row of a ledger as claims:ID.")  # fmt: skip


def _judged(line: Line, new: Sequence[Joined], drop: Sequence[str], status: str, said: tuple[str, str]) -> Check:
    """The next judgement of a sentence. Raises: BadSetting for one that rests on nothing."""
    before = line.check
    joined = {one.target: one for one in (before.joined if before else ())}
    gone = {target for target in joined if target in drop or code_of(target) in drop}
    if len(gone) < len(drop):
        raise UnknownName.among(
            f"thing sentence {line.sentence.number} is joined to", ", ".join(drop), [code_of(t) for t in joined]
        )
    joined = {target: one for target, one in joined.items() if target not in gone} | {one.target: one for one in new}
    now_is = status or (before.status if before else OPEN)
    if now_is in (SUPPORTED, CONTRADICTED) and not joined:
        raise BadSetting(
            f"Sentence {line.sentence.number} is joined to nothing, so nothing says that it is {now_is}. Join it with --join {line.sentence.number}=TARGET; "
            "what was checked outside the case can be entered in a ledger, with who reports it."
        )
    why, by = said
    return Check(
        thread=before.thread if before else uuid.uuid4().hex[:12],
        draft="",
        draft_sha256="",
        number=line.sentence.number,
        sentence=line.sentence.text,
        joined=tuple(joined.values()),
        status=now_is,
        why=why or (before.why if before and not status else ""),
        by=by,
        at=now(),
    )


def _as_lines(draft: Draft) -> str:
    """The text with as many blank lines before it as in the file, so that its lines keep their numbers."""
    return "\n" * (draft.first_line - 1) + draft.text
