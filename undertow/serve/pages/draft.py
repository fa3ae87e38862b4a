"""The draft of an article beside the case: its sentences with what makes them checkable, what could bear on each, the writer's status."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from time import sleep
from typing import Any

from undertow.case.drafts import (
    STATUSES,
    Check,
    Checks,
    Draft,
    Drafts,
    Line,
    Look,
    Material,
    Suggestion,
    offers,
    seen,
    stored,
    warned,
)
from undertow.case.drafts.sheet import FORMS, sheet_bytes
from undertow.case.journal import Journal
from undertow.errors import BadSetting, CaseBusy, UnknownName
from undertow.serve.pages import Done, Download, Page, Query
from undertow.serve.view import View

#: Entries of the log that change nothing a sentence could be joined to.
_OURS = ("draft", "check", "publish", "export", "label")
_EMPHASIS = dict.fromkeys(map(ord, "*#`"))
_MEDIA = {".html": "text/html", ".md": "text/markdown", ".csv": "text/csv"}
#: Seconds that an action waits for its cautions, so that they stand on the page it leads to.
_WAIT = 20
Offered = dict[int, tuple[list[Suggestion], list[str]]]
Told = dict[int, list[str]]


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a sentence as it stands in the draft. kinds: what makes it checkable, with commas; empty for the rest."""

    text: str
    kinds: str = ""


class DraftPage(Page):
    """Paste an article or come back to one; join its sentences and set their status; take the sheet away."""

    name, title, path = "draft", "Draft check", "/draft"
    group, order = "Publish", 60
    styles = ("draft.css",)
    actions = ("keep", "judge")

    def load(self, view: View, query: Query) -> Any:
        """The drafts, and of the chosen one its sentences; of the chosen sentence what could bear on it."""
        checks = Checks(view.folder.absolute())
        versions = checks.versions(Journal(view.at.log))
        name = query.get("draft", "") or (next(iter(sorted(versions))) if len(versions) == 1 else "")
        shown: dict[str, Any] = {
            "names": sorted(versions),
            "draft": "",
            "waits": "",
            "statuses": STATUSES,
            "chosen": None,
        }
        if not name:
            return shown
        if name not in versions:
            raise UnknownName.among("draft", name, versions, "Paste it on the page of the draft check.")
        draft = stored(name, checks.text(versions[name]))
        look, waits = self._look(view, draft, checks)
        if form := query.get("sheet", ""):
            return _sheet(view, look, f".{form}", waits)
        number = query.whole("sentence")
        lines = {line.sentence.number: line for line in look.lines}
        if number and number not in lines:
            raise UnknownName(f"{name} has no sentence {number}: it has {len(lines)} that can be checked.")
        return shown | {
            "draft": name,
            "waits": waits,
            "counts": look.counts(),
            "lines": [_listed(line, draft) for line in look.lines],
            "gone": look.gone,
            "chosen": lines.get(number),
            "pieces": _pieces(lines[number], draft) if number else [],
            "offered": _not_joined(lines[number]) if number else [],
            "following": next((n for n, line in lines.items() if n > number and not line.settled), 0),
        }

    def do_keep(self, view: View, form: Query) -> Done:
        """Keeps a pasted text as the newest version of a draft."""
        name, text = form.get("name", "").strip() or "draft", form.get("text", "")
        if not text.strip():
            raise BadSetting("The text is empty. Paste the words of the article.")
        with view.changing() as case:
            draft = Drafts(case).keep(name, text.replace("\r\n", "\n"))
        return Done(f"Kept {draft.name}", to=_address(draft.name))

    def do_judge(self, view: View, form: Query) -> Done:
        """Joins a sentence and sets its status."""
        name, number = form.get("draft", ""), form.whole("sentence")
        other = [part.strip() for part in form.get("other", "").replace(",", ";").split(";") if part.strip()]
        with view.changing() as case:
            drafts = Drafts(case)
            draft = drafts.kept(name)
            [check] = drafts.judge(
                draft,
                {number: [*form.all("join"), *other]},
                form.get("status", ""),
                why=form.get("why", ""),
                by=form.get("by", "").strip(),
                drop={number: form.all("drop")},
            )
        self._settle(view, drafts.kept(name))
        return Done(f"Sentence {check.number}: {check.status}", to=f"{_address(name)}&sentence={number}")

    def _look(self, view: View, draft: Draft, checks: Checks) -> tuple[Look, str]:
        """The draft with what is known by now, and what it waits for."""
        journal, waits = Journal(view.at.log), ""
        judged = checks.threads(journal, draft.name)
        offered: Offered = {}
        told: Told = {}
        try:
            offered = self._offers(view, draft)
            told = self._cautions(view, draft, judged) if judged else {}
        except CaseBusy as busy:
            waits = str(busy)
        return seen(draft, judged, offered, told), waits

    def _offers(self, view: View, draft: Draft) -> Offered:
        def make() -> Offered:
            found = offers(draft, self._material(view), view.query)
            return {number: ([*one], [*lost]) for number, (one, lost) in found.items()}

        return view.keeping.soon(f"draft-offers-{draft.sha256[:16]}", (_stamp(view), draft.sha256), make, Offered)

    def _cautions(self, view: View, draft: Draft, judged: Sequence[Check]) -> Told:
        def make() -> Told:
            found = warned(draft, judged, self._material(view), view.query)
            return {number: [*words] for number, words in found.items()}

        stamp = (_stamp(view), draft.sha256, [(check.thread, check.at, check.status, check.joined) for check in judged])
        return view.keeping.soon(f"draft-cautions-{draft.sha256[:16]}", stamp, make, Told)

    def _settle(self, view: View, draft: Draft) -> None:
        """Waits until the cautions of a judgement are there."""
        judged = Checks(view.folder.absolute()).threads(Journal(view.at.log), draft.name)
        for _ in range(int(_WAIT / 0.2)):
            try:
                self._cautions(view, draft, judged)
                return
            except CaseBusy:
                sleep(0.2)

    def _material(self, view: View) -> Material:
        def make() -> Material:
            with view.changing() as case:
                return Material(case)

        return view.kept("draft material", _stamp(view), make)


def _stamp(view: View) -> object:
    """Changes with everything that a sentence could be joined to."""
    entry = next((e.hash for e in reversed(view.log) if e.command not in _OURS), "")
    written = [
        *sorted(view.at.ledger.glob("*.csv")),
        *sorted((view.folder / "codebook").glob("*.toml")),
        view.at.settings,
    ]
    return entry, tuple((path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in written if path.exists())


def _sheet(view: View, look: Look, form: str, waits: str) -> Download:
    if form not in FORMS:
        raise UnknownName.among("form of the sheet", form[1:], [one[1:] for one in FORMS])
    if waits:
        raise CaseBusy(f"{waits} The sheet is made when it is there: try again.")
    with view.changing() as case:
        return Download(f"fact-check-{look.draft.name}{form}", sheet_bytes(case, look, form), _MEDIA[form])


def _listed(line: Line, draft: Draft) -> dict[str, Any]:
    sentence = line.sentence
    return {
        "number": sentence.number,
        "line": sentence.line,
        "pieces": _pieces(line, draft),
        "kinds": sentence.kinds,
        "testable": sentence.testable,
        "status": line.status,
        "changed": line.changed,
        "cautions": len(line.cautions),
        "suggestions": len(line.suggestions),
        "nowhere": len(line.nowhere),
    }


def _not_joined(line: Line) -> list[Suggestion]:
    """What could bear on a sentence and was not joined to it yet."""
    joined = {one.target for one in line.check.joined} if line.check else set()
    return [one for one in line.suggestions if not joined.issuperset(one.targets)]


def _pieces(line: Line, draft: Draft) -> list[Piece]:
    """The sentence cut where its marks begin and end."""
    sentence = line.sentence
    return [
        *_cut(
            draft.text,
            sentence.span.start,
            sentence.span.end,
            {(m.span.start, m.span.end): m.kind for m in sentence.marks},
        )
    ]


def _cut(text: str, start: int, end: int, marks: Mapping[tuple[int, int], str]) -> Iterator[Piece]:
    edges = sorted({start, end, *(place for span in marks for place in span if start < place < end)})
    for first, last in pairwise(edges):
        kinds = dict.fromkeys(kind for (a, b), kind in marks.items() if a < last and first < b)
        yield Piece(text[first:last].translate(_EMPHASIS), ", ".join(kinds))


def _address(name: str) -> str:
    from urllib.parse import quote

    return f"/draft?draft={quote(name, safe='')}"
