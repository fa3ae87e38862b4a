"""The dossier editor: title, summary, order of the findings, what is left out and why, and prose between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from undertow.case import Case
from undertow.case.findings import Held
from undertow.case.publishing.editing import Edited, edited
from undertow.case.publishing.edition import FILE, SECTIONS, Against, Edition, LeftOut, Passage, read
from undertow.dossier.linting import Blocker
from undertow.errors import BadSetting, CaseBusy
from undertow.serve.pages import Done, Page, Query
from undertow.serve.view import View

_SIDES = ("before", "after")
_LINE = re.compile(re.escape(FILE) + r", line (\d+)")
_FINDING = re.compile(r"finding (\w+)")


@dataclass(frozen=True, slots=True)
class Line:
    """A finding in the order of the dossier; why: the reason why it is left out, empty where it is shown. against: what the
    analyst adds to the evidence against it, one paragraph each. lacks: whether nothing is said against it."""

    id: str
    grade: str
    statement: str
    confirmed: bool
    why: str
    against: str
    lacks: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """What keeps the dossier from being published. field: the id of the field to mend it in, its name beside it; empty where
    it is not mended here."""

    where: str
    what: str
    todo: str
    field: str = ""
    name: str = ""


class DossierEditor(Page):
    """What the analyst writes around the findings."""

    name, title, path = "editor", "Dossier editor", "/editor"
    group, order = "Publish", 5
    styles = ("dossier-page.css",)
    actions = ("save",)

    def load(self, view: View, query: Query) -> dict[str, Any]:
        """The edition as it stands in dossier.toml, the findings in its order, and what keeps it from being published."""
        edition, found = read(view.folder / FILE), _edited(view)
        waits, stops = "", []
        try:
            stops = blockers(view)
        except CaseBusy as error:
            waits = str(error)
        return {
            "edition": edition,
            "seen": Case(view.folder).edition.sha256,
            "lines": [_line(h, "", found) for h in found.shown] + [_line(h, why, found) for h, why in found.left_out],
            "passages": [*edition.prose, Passage(text="", before="findings")],
            "places": [(name, f"the section {name}") for name in SECTIONS]
            + [(h.finding.id, f"{h.finding.id}: {h.finding.statement}") for h in found.shown],
            "ids": {
                p.before or p.after: found.id_of(p.before or p.after) or p.before or p.after for p in edition.prose
            },
            "stops": [_stop(one, edition) for one in stops],
            "waits": waits,
        }

    def do_save(self, view: View, form: Query) -> Done:
        """Saves the edition; what the form does not show (short names, entries on findings there are not) stays as it is.

        Raises: ChangedMeanwhile when the file was changed since the page was loaded, BadSetting, CaseBusy.
        """
        edition = read(view.folder / FILE)
        changed = replace(
            edition,
            title=_line_of(form, "title"),
            language=_line_of(form, "language"),
            summary=_text(form, "summary"),
            order=_order(form, edition),
            left_out=tuple(
                LeftOut(finding=name, why=why)
                for name in form.get("findings", "").split()
                if (why := _line_of(form, f"why-{name}"))
            ),
            against=tuple(_against(form, _edited(view))),
            prose=tuple(_passages(form)),
        )
        with view.changing() as case:
            case.edition.save(changed, seen=form.get("seen", ""), by=view.reader)
        return Done("Saved.", f"/editor#line-{form['move'].split()[0]}" if form.get("move") else "/editor")


def blockers(view: View) -> list[Blocker]:
    """What keeps the dossier from being published, worked out in the background when the case or the edition changed.

    Raises: NotYet, BadSetting for a file that cannot be read.
    """

    def make() -> list[Blocker]:
        with view.changing() as case:
            return case.edition.blockers()

    files = [view.folder / FILE, view.at.settings, *sorted(view.at.ledger.glob("*.csv"))]
    stamp = (view.mark, [(p.name, p.stat().st_mtime_ns) for p in files if p.exists()])
    return view.keeping.soon("dossier-blockers", stamp, make, list[Blocker])


def _stop(blocker: Blocker, edition: Edition) -> Stop:
    """The same, with the field in which the line of the file stands: the last one that begins at or before it."""
    fields = [(edition.lines[name], name, name.capitalize()) for name in ("title", "summary") if name in edition.lines]
    fields += [(e.line, f"why-{e.finding}", f"Why {e.finding} is left out") for e in edition.left_out]
    fields += [(a.line, f"against-{a.finding}", f"Evidence against {a.finding}") for a in edition.against]
    fields += [(p.line, f"prose-{n}", f"Passage {n}") for n, p in enumerate(edition.prose, 1)]
    found = _LINE.fullmatch(blocker.where)
    _, field, name = max((f for f in fields if found and f[0] <= int(found[1])), default=(0, "", ""))
    if (finding := _FINDING.fullmatch(blocker.where)) and "evidence against" in blocker.what:
        field, name = f"against-{finding[1]}", "Evidence against"
    return Stop(blocker.where, blocker.what, blocker.todo, field, name)


def _edited(view: View) -> Edited:
    """The findings under the edition, as the present reader may see them: what another rejected unseen still stands there."""
    whole = view.whole
    held = [h for h in view.as_read if h.found_again and h.finding.id in whole]
    return edited(read(view.folder / FILE), held)


def _line(held: Held, why: str, found: Edited) -> Line:
    f = held.finding
    confirmed = held.verdict is not None and held.verdict.verdict == "confirmed"
    added = [entry.text for entry in found.edition.against if found.id_of(entry.finding) == f.id]
    return Line(f.id, f.grade, f.statement, confirmed, why, "\n\n".join(added), not f.counter_evidence)


def _against(form: Query, found: Edited) -> Iterator[Against]:
    """What is said against findings: as the form has it where it has a field for it, and otherwise as it was."""
    names = form.get("findings", "").split()
    for entry in found.edition.against:
        if f"against-{found.id_of(entry.finding) or entry.finding}" not in form:
            yield entry
    for name in names:
        for text in re.split(r"\n\s*\n", _text(form, f"against-{name}")):
            if text.strip():
                yield Against(finding=name, text=text.strip())


def _order(form: Query, edition: Edition) -> tuple[str, ...]:
    """The order after a finding was moved, as it was where none was, none where the usual one is asked for."""
    if form.get("usual"):
        return ()
    name, _, way = form.get("move", "").partition(" ")
    if not name:
        return edition.order
    order = form.get("findings", "").split()
    if name not in order or way not in ("up", "down"):
        raise BadSetting(f"{name[:40]!r} cannot be moved. Load the page again.")
    at = order.index(name)
    to = max(0, at - 1) if way == "up" else min(len(order) - 1, at + 1)
    order.insert(to, order.pop(at))
    return tuple(order)


def _passages(form: Query) -> Sequence[Passage]:
    """The passages with words in them, in order; one that was emptied is gone."""
    found = []
    for text, side, place in zip(form.all("prose"), form.all("side"), form.all("place"), strict=True):
        words = text.replace("\r\n", "\n").strip()
        if side not in _SIDES:
            raise BadSetting(f"{side[:40]!r} is no place for a passage; it stands before or after something.")
        if words:
            before, after = (place, "") if side == "before" else ("", place)
            found.append(Passage(text=words, before=before, after=after))
    return found


def _line_of(form: Query, name: str) -> str:
    return " ".join(form.get(name, "").split())


def _text(form: Query, name: str) -> str:
    return form.get(name, "").replace("\r\n", "\n").strip()
