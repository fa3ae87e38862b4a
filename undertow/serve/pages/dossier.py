"""The dossier before it goes out: the page itself, what to look at first, and publishing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from undertow.errors import BadSetting, CaseBusy, UndertowError
from undertow.serve.apart import apart
from undertow.serve.pages import Done, Page, Query, Sheet
from undertow.serve.pages.editor import blockers
from undertow.serve.view import View

FORMS = ("html", "pdf")


class Dossier(Page):
    """What would be published now, and what was."""

    name, title, path = "dossier", "Dossier preview", "/dossier"
    group, order = "Publish", 10
    styles = ("dossier-page.css",)
    actions = ("publish",)

    def load(self, view: View, query: Query) -> dict[str, Any] | Sheet:
        """What keeps it from being published, what a careful editor looks at first, and the files that were published.

        With sheet=1 the page of the dossier itself. Raises, then: NotYet while it is drawn, BadSetting for what blocks it.
        """
        if query.get("sheet") == "1":
            return Sheet(drawn(view))
        waits, blocks, stops = "", "", []
        try:
            stops = blockers(view)
            drawn(view)
        except CaseBusy as error:
            waits = str(error)
        except UndertowError as error:
            blocks = str(error)
        return {
            "waits": waits,
            "blocks": blocks,
            "stops": stops,
            "warnings": list(_warnings(view)),
            "published": _published(view),
            "findings": sum(h.found_again for h in view.findings),
            "unseen": 0 if query.get("all") == "1" else _unseen(view),
        }

    def do_publish(self, view: View, form: Query) -> Done:
        """Writes the dossier. Raises: BadSetting for what may not be published, MissingExtra, CaseBusy."""
        forms = [name for name in FORMS if name == "html" or form.get(name)]
        with view.changing() as case:
            written = case.publish(forms, working=bool(form.get("working")))
        if not written:
            raise BadSetting("Nothing was written. Load the page again.")
        names = ", ".join(path.name for path in written[:3])
        return Done(f"Published: {names}.", "/dossier")


def drawn(view: View) -> str:
    """The dossier as it would be published, drawn in the background whenever the case has changed. Raises: NotYet, BadSetting."""

    changed = [e.hash for e in view.log if e.command != "publish"][-1:]
    written = [(p.name, p.stat().st_mtime_ns) for p in [view.at.settings, *sorted(view.at.ledger.glob("*.csv"))]]
    return view.keeping.soon("dossier-preview", (changed, written), lambda: apart(view.folder, str, "preview"), str)


def _unseen(view: View) -> int:
    """How many findings others have judged and the present reader has not: the dossier would tell their verdicts."""
    pairs = zip(view.findings, view.as_read, strict=True)
    return sum(h.found_again and h.verdict is not None and mine.verdict is None for h, mine in pairs)


def _warnings(view: View) -> Iterator[dict[str, str]]:
    """What does not block publishing and should be looked at first."""
    held = [h for h in view.findings if h.found_again]
    unread = sum(h.verdict is None for h in held)
    states = Counter("apart" if h.disputed else "moved" if h.changed_since_review else "" for h in held)
    for number, words, where in (
        (unread, "not reviewed by anybody; they are printed as “Not yet reviewed”", "/inbox?show=open"),
        (states["apart"], "readers disagree about; they are printed as such", "/inbox?show=apart"),
        (states["moved"], "reviewed at an earlier estimate; they are printed as “Changed since review”", "/inbox"),
    ):
        if number:
            yield {"what": f"{number:,} {'finding' if number == 1 else 'findings'} {words}", "where": where}
    try:
        for run, why in view.standing.out_of_date.items():
            yield {"what": f"{run} is out of date: {why}", "where": "/"}
    except CaseBusy as error:
        yield {"what": f"Whether runs are out of date is not known yet. {error}", "where": "/"}


def _published(view: View) -> list[dict[str, Any]]:
    """The newest publication of each file, newest first."""
    newest = {e.data["file"]: e for e in view.log if e.command == "publish"}
    found = []
    for name, entry in newest.items():
        path = view.at.root / name
        size = path.stat().st_size if path.exists() else 0
        found.append({"file": name, "at": entry.at, "sha256": entry.data["sha256"], "bytes": size, "working": bool(entry.data.get("working"))})  # fmt: skip
    return sorted(found, key=lambda one: str(one["at"]), reverse=True)[:8]
