"""The findings inbox: one finding after the other, each with its numbers, its doubts and its sources, for a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, get_args
from urllib.parse import urlencode

from undertow.case.findings import Held
from undertow.case.reviewing import Act, Deed, Reading, agreement_in_words, agreements, same_reader, standing
from undertow.errors import BadSetting, UnknownName
from undertow.model import GRADES, Estimate
from undertow.serve.pages import Done, Page, Query
from undertow.serve.passage import CHECKS, Shown, shown_of, standings
from undertow.serve.view import View

#: Why a finding may be rejected; none is chosen beforehand.
REASONS = (
    "The material does not say this",
    "The quote is taken out of its context",
    "The program read a text wrongly",
    "An innocent explanation is enough",
    "It says the same as another finding",
)
OTHER = "Another reason"
SHOWS = {"all": "All", "open": "Not reviewed", "later": "Later", "yes": "Confirmed", "no": "Rejected", "apart": "Readers disagree"}  # fmt: skip
_SAID = {"confirmed": "Confirmed", "rejected": "Rejected", "later": "Put off", "noted": "Noted", "withdrawn": "Undone"}


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the list. state: a name of SHOWS, as the present reader may know it."""

    id: str
    analysis: str
    grade: str
    statement: str
    estimate: Estimate
    state: str
    found_again: bool
    moved: bool


class Inbox(Page):
    """What waits for a verdict, and what was decided."""

    name, title, path = "inbox", "Findings inbox", "/inbox"
    group, order = "Case", 40
    styles, scripts = ("inbox.css",), ("inbox.js",)
    actions = ("review", "undo", "reader")

    def __init__(self) -> None:
        #: Pieces of evidence that were shown, by reader and finding, since the start.
        self._opened: dict[tuple[str, str], set[int]] = {}

    def count(self, view: View) -> int | None:
        """How many findings wait for the present reader."""
        return sum(_state(held) in ("open", "later") for held in view.as_read if held.found_again)

    def load(self, view: View, query: Query) -> dict[str, Any]:
        """The list, the chosen finding as this reader may see it, the chosen piece of evidence in its source."""
        items = [_item(held) for held in sorted(view.as_read, key=_strength)]
        show = query.get("show", "all") if query.get("show") in SHOWS else "all"
        words = " ".join(query.get("q", "").split())
        listed = [i for i in items if show in ("all", i.state) and _has(i, words, view)]
        chosen = _chosen(query.get("finding", ""), items, listed)
        held = next((h for h in view.as_read if h.finding.id == chosen), None)
        place = min(max(query.whole("evidence", 1), 1), max(len(held.finding.evidence), 1)) if held else 1
        if held:
            self._opened.setdefault((view.reader, chosen), set()).add(place)
        return {
            "reader": view.reader,
            "show": show,
            "q": words,
            "shows": [(name, label, sum(name in ("all", i.state) for i in items)) for name, label in SHOWS.items()],
            "items": listed,
            "judged": sum(i.state not in ("open", "later") for i in items),
            "total": len(items),
            "held": held,
            "place": place,
            "piece": _piece(view, held, place, whole=query.get("whole") == "1"),
            "checks": standings(view, held.finding) if held else [],
            "whole": query.get("whole") == "1",
            "own": _own(held, view.reader),
            "others": _others(held, view.reader),
            "waiting": _waiting(view, chosen) - len(_others(held, view.reader)),
            "undo": _undo(view),
            "reasons": [*REASONS, OTHER],
            "agreement": _agreement(view),
            "keep": urlencode({k: v for k, v in (("show", show if show != "all" else ""), ("q", words)) if v}),
        }

    def do_review(self, view: View, form: Query) -> Done:
        """A verdict, "later" or a note of the present reader. Raises: BadSetting without a reason, UnknownName."""
        deed, finding = form.get("verdict", ""), form.get("finding", "")
        held = next((h for h in view.findings if h.finding.id == finding), None)
        if held is None or deed not in get_args(Deed) or deed == "withdrawn":
            raise UnknownName(
                f"There is no finding {finding[:40]!r}, or nothing called {deed[:40]!r} to be said of it."
            )
        if deed == "confirmed" and (missing := _missing(view, held)):
            raise BadSetting(f"This finding cannot be confirmed. {missing}")
        with view.changing(beside=True) as case:
            case.review(finding, deed, self._why(view, held, deed, form), view.reader)  # type: ignore[arg-type]
        return Done(f"{_SAID[deed]}.", self._next(view, finding, form, stays=deed == "noted"))

    def do_undo(self, view: View, form: Query) -> Done:
        """Takes back the newest thing the present reader did about a finding. Raises: BadSetting, UnknownName."""
        with view.changing(beside=True) as case:
            held = case.review(form.get("finding", ""), "withdrawn", by=view.reader)
        return Done("Undone.", _address(held.finding.id, form))

    def do_reader(self, view: View, form: Query) -> Done:
        """Says who reads from now on. Raises: BadSetting for a name that cannot be read."""
        name = " ".join(form.get("reader", "").split())
        if not 1 <= len(name) <= 80 or not name.isprintable():
            raise BadSetting("A reader's name has to be 1 to 80 characters that can be read.")
        view.reader = name
        return Done(f"{name} reads now.", "/inbox")

    def _why(self, view: View, held: Held, deed: str, form: Query) -> str:
        """The reason as it is kept; for a confirmation without words, what of the evidence was shown."""
        own = " ".join(form.get("why", "").split()) if deed != "noted" else form.get("note", "").strip()
        if deed == "rejected":
            reason = form.get("reason", "")
            if reason not in (*REASONS, OTHER) or (reason == OTHER and not own):
                raise BadSetting("Rejecting needs a reason. Choose one; with “Another reason”, say which.")
            return own if reason == OTHER else f"{reason}. {own}".strip()
        if deed == "confirmed" and not own:
            opened = len(self._opened.get((view.reader, held.finding.id), ()))
            return f"read in the browser; {opened} of {len(held.finding.evidence)} cited pieces of evidence shown"
        return own

    def _next(self, view: View, finding: str, form: Query, *, stays: bool) -> str:
        """Where to go on: the next finding of the list, from this one on, that waits for this reader."""
        items = [_item(held) for held in sorted(view.as_read, key=_strength)]
        at = next((n for n, i in enumerate(items) if i.id == finding), 0)
        rest = [*items[at + 1 :], *items[:at]]
        words = form.get("q", "")
        following = next((i.id for i in rest if i.state == "open" and _has(i, words, view)), "")
        return _address(finding if stays or not following else following, form)


def _item(held: Held) -> Item:
    f = held.finding
    return Item(f.id, f.analysis, f.grade, f.statement, f.estimate, _state(held), held.found_again, held.changed_since_review)  # fmt: skip


def _state(held: Held) -> str:
    if held.verdict:
        return {"confirmed": "yes", "rejected": "no", "disputed": "apart"}[held.verdict.verdict]
    return "later" if any(one.put_off for one in held.readings) else "open"


def _strength(held: Held) -> tuple[bool, int, int, str]:
    """The order of the list, which no verdict changes."""
    f = held.finding
    return not held.found_again, GRADES.index(f.grade), -f.evidence_count, f.id


def _has(item: Item, words: str, view: View) -> bool:
    text = f"{item.id} {item.analysis} {item.grade} {item.statement}".casefold()
    return all(word in text for word in words.casefold().split())


def _chosen(asked: str, items: Sequence[Item], listed: Sequence[Item]) -> str:
    """The finding asked for, or the first one of the list that was not reviewed yet. Raises: UnknownName."""
    if asked:
        if asked not in {i.id for i in items}:
            raise UnknownName(f"There is no finding {asked[:40]!r} in this case. Choose one of the inbox.")
        return asked
    waiting = [i.id for state in ("open", "later") for i in listed if i.state == state]
    return next(iter([*waiting, *(i.id for i in listed)]), "")


def _piece(view: View, held: Held | None, place: int, *, whole: bool) -> Shown | None:
    return shown_of(view, held.finding, place - 1, whole=whole) if held and held.finding.evidence else None


def _missing(view: View, held: Held) -> str:
    """Why the first piece of evidence that is not where it was keeps the finding from being confirmed; empty if all are."""
    for number, standing_of_it in enumerate(standings(view, held.finding, at_once=True), 1):
        if standing_of_it == "gone":
            return f"Evidence {number}: {CHECKS['gone']}"
    return ""


def _own(held: Held | None, reader: str) -> Reading | None:
    return next((one for one in (held.readings if held else ()) if same_reader(one.by, reader)), None)


def _others(held: Held | None, reader: str) -> list[Reading]:
    return [one for one in (held.readings if held else ()) if one.verdict and not same_reader(one.by, reader)]


def _waiting(view: View, finding: str) -> int:
    """How many other readers have given a verdict on the finding, shown or not."""
    held = next((h for h in view.findings if h.finding.id == finding), None)
    return len(_others(held, view.reader))


def _undo(view: View) -> dict[str, str] | None:
    """The newest thing the present reader did that stands, if any: what would be taken back."""
    mine = [act for act in view.acts if same_reader(act.by, view.reader)]
    last: list[tuple[int, Act]] = []
    for finding in {act.finding for act in mine}:
        numbered = [(n, act) for n, act in enumerate(mine) if act.finding == finding]
        stands = standing([act for _, act in numbered])
        if stands:
            last.append(max((n, act) for n, act in numbered if act is stands[-1]))
    if not last:
        return None
    newest = max(last, key=lambda pair: pair[0])[1]
    return {"finding": newest.finding, "said": _SAID[newest.verdict], "statement": newest.statement}


def _agreement(view: View) -> list[str]:
    found = view.kept("agreement", (len(view.acts), view.mark), lambda: agreements(view.acts, view.about.seed))
    mine = [one for one in found if any(same_reader(view.reader, name) for name in one.readers)]
    return [agreement_in_words(one, *one.readers) for one in mine]


def _address(finding: str, form: Query) -> str:
    kept = {name: form[name] for name in ("show", "q") if form.get(name)}
    return f"/inbox?{urlencode({'finding': finding, **kept})}"
