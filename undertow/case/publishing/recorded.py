"""What was recorded about a case and is printed with it: reasons of verdicts, notices of correction, and why persons are named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from undertow.case.ledger import actors, read_ledger
from undertow.dossier import prose
from undertow.dossier.linting import Blocker
from undertow.dossier.linting.findings import named
from undertow.dossier.linting.graded import prose_words, wrong_words
from undertow.errors import BadSetting
from undertow.tables.ledger import is_person

if TYPE_CHECKING:
    from undertow.case import Case


class _Said(NamedTuple):
    """A text that is printed: where it stands, and what helps. kept: it stands in the log and cannot be changed any more."""

    where: str
    text: str
    mend: str
    kept: bool = False


def blockers(case: Case) -> Iterator[Blocker]:
    """Words in these texts that may not be published.

    A notice that was recorded, and that no other replaced, is held only to the words that no page may hold.
    """
    for said in (*_verdicts(case), *_notices(case), *_named(case), *_settings(case)):
        judged = wrong_words if said.kept else prose_words
        for sentence, what, todo in judged(prose.rounded(said.text)):
            if said.kept and "says what somebody is" not in what:
                continue
            yield Blocker(
                kind="words", where=said.where, what=what, todo=f"{todo} {said.mend}".strip(), sentence=named(sentence)
            )


def check_notice(notice: str) -> None:
    """Raises: BadSetting for words that would keep the dossier from being published."""
    for sentence, what, todo in prose_words(prose.rounded(notice)):
        raise BadSetting(f"--notice: {what}. In: “{named(sentence)}” {todo} Nothing was recorded.")


def _verdicts(case: Case) -> Iterator[_Said]:
    latest = {(verdict.finding, verdict.by): verdict for verdict in case.verdicts()}
    present = {held.finding.id for held in case.findings()}
    for verdict in latest.values():
        yield _Said(
            f"verdict on finding {verdict.finding} ({verdict.verdict}, {verdict.by}, {verdict.at[:10]})",
            verdict.why,
            f"Verdicts stay as they were given: judge again with `undertow review {verdict.finding}` and another reason, which is printed instead.",
            kept=verdict.finding not in present,
        )


def _notices(case: Case) -> Iterator[_Said]:
    entries = [(number, entry) for number, entry in enumerate(case.journal.entries(), 1) if entry.command == "correct"]
    gone = {int(entry.data.get("replaces", 0)) for _, entry in entries}
    for place, (number, entry) in enumerate(entries, 1):
        if place not in gone:  # one that was replaced is printed no more
            yield _Said(
                f"log, entry {number} (correction of {entry.at[:10]})",
                str(entry.data.get("notice", "")),
                f"A recorded notice stays in the log and is printed until another takes its place: `undertow correct --replaces {place} --notice ...`.",
                kept=True,
            )


def _named(case: Case) -> Iterator[_Said]:
    folder = case.folder / "ledger"
    lines = {row["id"]: row["line"] for row in read_ledger(folder / "actors.csv")}
    for actor in actors(folder):
        if actor.public_role and is_person(actor.kind):
            where = f"ledger/actors.csv, line {lines.get(actor.id, '?')}"
            yield _Said(f"{where}, column public_role", actor.public_role, "")
            yield _Said(f"{where}, column named_because", actor.named_because, "")


def _settings(case: Case) -> Iterator[_Said]:
    settings = case.settings
    yield _Said("case.toml, publishing.quote_private", settings.quote_private, "")
    for finding, why in settings.quote_private_in.items():
        yield _Said(f"case.toml, publishing.quote_private_in, {finding}", why, "")
