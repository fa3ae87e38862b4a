"""Whether a finding may be published: each number is its own, its words are measured, it rests on evidence, and says what is against it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from undertow.dossier.linting import Blocker
from undertow.dossier.linting.graded import wrong_words
from undertow.dossier.linting.measured import measured_numbers, plain
from undertow.dossier.linting.stated import Own
from undertow.model import Finding, with_names

#: How a finding says that what it tells stands in the ledger without a source in the case: it rests on that label.
_BY_HAND = re.compile(r"\b(?:reported by|entered by hand)\b")


def blockers(finding: Finding, told: Iterable[str] = (), sources: Iterable[str] | None = None) -> Iterator[Blocker]:
    """Everything in a finding that keeps it from being published.

    told: what its run states besides, in words: settings and error rates, which caveats and captions may repeat. sources: SHA-256 of the sources of the case.
    """
    mend = f"Run {finding.analysis} again; if that does not help, leave the finding out under [[left_out]] in dossier.toml."
    measured, wide = Own(finding), Own(finding, told)
    for part, text in sentences_of(finding):
        own = measured if part in ("statement", "text") else wide
        where = f"finding {finding.id} ({part})"
        for number in measured_numbers(text):
            if not own.holds(plain(number.written)):
                yield Blocker(
                    kind="number",
                    where=where,
                    what=f"{number.written} is not a number of this finding; the nearest is {own.nearest(plain(number.written))}",
                    todo=mend,
                    sentence=named(number.sentence),
                )
        for sentence, what, todo in wrong_words(text):
            own_words = f"Where the words are those of a name or row you entered, change them there. {mend}"
            yield Blocker(kind="words", where=where, what=what, todo=f"{todo} {own_words}", sentence=named(sentence))
    yield from _grounds(finding, set(sources) if sources is not None else None, mend)


def sentences_of(finding: Finding) -> Iterator[tuple[str, str]]:
    """Every text of a finding that undertow wrote in sentences, with the part it stands in."""
    yield "statement", finding.statement
    yield from (("text", text) for text in finding.paragraphs)
    for figure in finding.figures:
        yield from (("caption", text) for text in (figure.title, figure.unit, figure.note, figure.alt))
    for table in finding.tables:
        yield from (("table caption", text) for text in (table.title, table.note))
    yield from (("caveat", text) for text in finding.caveats)
    yield from (("evidence against", text) for text in finding.counter_evidence)
    yield from (("ordinary explanation", text) for text in finding.benign_explanations)
    yield from (("what would change it", text) for text in finding.would_change)


def _grounds(finding: Finding, sources: set[str] | None, mend: str) -> Iterator[Blocker]:
    where = f"finding {finding.id}"
    if not any(text.strip() for text in finding.counter_evidence):
        yield Blocker(
            kind="counter-evidence",
            where=where,
            what="says nothing of evidence against it",
            todo="Look for some, and write under [[against]] in dossier.toml what you found, or where you looked in vain.",
            sentence=named(finding.statement),
        )
    if not finding.evidence and not _BY_HAND.search(finding.statement):
        yield Blocker(
            kind="evidence", where=where, what="rests on no evidence", todo=mend, sentence=named(finding.statement)
        )
    for evidence in finding.evidence:
        if sources is not None and evidence.source_sha256 not in sources:
            what = f"rests on {evidence.row_ref} of the source {evidence.source_sha256[:12]}, which is not in the case"
        elif evidence.kind == "quote" and not 0 <= evidence.start <= evidence.end <= len(evidence.text):
            what = f"quotes characters {evidence.start} to {evidence.end} of {evidence.row_ref}, which has {len(evidence.text)}"
        else:
            continue
        yield Blocker(kind="evidence", where=where, what=what, todo=mend)


def named(text: str) -> str:
    """A sentence for the analyst's own eyes, in short, without ids of accounts."""
    words = " ".join(with_names(text, lambda _: "an account").split())
    return words if len(words) <= 240 else words[:239] + "…"
