"""A quote in its source: the words marked in what stands around them, and whether they still stand there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from undertow.carrying import program
from undertow.errors import CaseBusy
from undertow.language.display import visible
from undertow.model import Evidence, Finding
from undertow.serve.view import View

#: Characters shown on each side of the quoted words before the whole text is asked for.
AROUND = 1_200
_TEXTS = {
    "posts": "SELECT source_sha256, row_ref, text, '' FROM posts",
    "documents": "SELECT source_sha256, row_ref, text, title FROM documents",
}
_THOSE = " WHERE source_sha256 IN (SELECT unnest(?)) AND row_ref IN (SELECT unnest(?))"
Texts = Mapping[tuple[str, str], Sequence[str]]
Standing = Literal["found", "gone", "unknown", "counted"]
CHECKS: Mapping[Standing, str] = {
    "found": "Quote found in the source, as the case holds it; “undertow verify” reads the original file again.",
    "gone": "The source no longer holds these words at this place. Run the analysis again before you judge it.",
    "counted": "No quote to look for; “undertow verify” counts again.",
    "unknown": "The quote is still being looked for, or another command is writing to the tables of this case; load the page again in a moment.",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of evidence as the pane shows it, with invisible characters written out.

    cut: whether the source holds more around it. standing: found (the case holds the words at that place), gone, unknown
    (another command is at work), or counted (no quote). check says it in words.
    """

    evidence: Evidence
    before: str
    words: str
    after: str
    cut: bool
    source: str
    added_at: str
    standing: Standing
    check: str


def shown_of(view: View, finding: Finding, place: int, *, whole: bool) -> Shown:
    """That piece of the finding's evidence, counted from 0: `whole` in all its text, otherwise in what stands around it."""
    evidence = finding.evidence[place]
    source = next((s for s in view.sources if s.sha256 == evidence.source_sha256), None)
    text, start, end = evidence.text, evidence.start, evidence.end
    first, last = (0, len(text)) if whole else (max(0, start - AROUND), end + AROUND)
    standing = standings(view, finding)[place]
    return Shown(
        evidence=evidence,
        before=visible(text[first:start]),
        words=visible(text[start:end]),
        after=visible(text[end:last]),
        cut=first > 0 or last < len(text),
        source=source.name if source else "",
        added_at=source.added_at if source else "",
        standing=standing,
        check=CHECKS[standing],
    )


def standings(view: View, finding: Finding, *, at_once: bool = False) -> Sequence[Standing]:
    """Whether each piece of evidence stands where it was. at_once: for a verdict: looked up now where it is not known yet."""
    found: Sequence[Standing] | None = None
    try:
        found = looked_up(view).get(finding.id)
    except CaseBusy:
        if at_once:
            found = _at_once(view, finding)
    if found is None or len(found) != len(finding.evidence):
        return ["unknown"] * len(finding.evidence)
    have = {source.sha256 for source in view.sources}
    pairs = zip(finding.evidence, found, strict=True)
    return [known if e.source_sha256 in have else "gone" for e, known in pairs]


def looked_up(view: View) -> dict[str, list[Standing]]:
    """The same for every finding, by id, looked up anew whenever a source or a finding came or went.

    Raises: CaseBusy, also while it is being looked up: each table is read through once for all of them.
    """
    stamp = (program(), view.material_mark, view.findings_mark)
    return view.keeping.soon("quotes", stamp, lambda: _every(view), dict[str, list[Standing]])


def _every(view: View) -> dict[str, list[Standing]]:
    findings = [held.finding for held in view.findings]
    posts = _texts(view, "posts", [e for finding in findings for e in finding.evidence])
    return {f.id: _standings(f, posts, _texts(view, "documents", f.evidence)) for f in findings}


def _at_once(view: View, finding: Finding) -> list[Standing] | None:
    try:
        return _standings(finding, *(_texts(view, table, finding.evidence) for table in _TEXTS))
    except CaseBusy:
        return None


def _standings(finding: Finding, *tables: Texts) -> list[Standing]:
    return [
        _standing(e, [text for texts in tables for text in texts.get((e.source_sha256, e.row_ref), ())])
        for e in finding.evidence
    ]


def _standing(evidence: Evidence, texts: Sequence[str]) -> Standing:
    if evidence.kind == "count" or evidence.table not in _TEXTS or not evidence.text:
        return "counted"
    same = any(evidence.text == text or (evidence.quote and evidence.quote in text) for text in texts)
    return "found" if same else "gone"


def _texts(view: View, table: str, evidence: Iterable[Evidence]) -> Texts:
    """The texts that a table of the case holds at the places of the evidence: one look at it, not one for each piece."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    cited = [e for e in evidence if e.table == table and e.kind == "quote"]
    if cited:
        places = [sorted({e.source_sha256 for e in cited}), sorted({e.row_ref for e in cited})]
        for sha, row, *texts in view.query(_TEXTS[table] + _THOSE, places):
            found[sha, row] += [text for text in texts if text]
    return found
