"""One file per page. To add one, add `pages/my_page.py` and `templates/my-page.html`; nothing else changes.

    class Threats(Page):
        name, title, path = "threats", "Threats", "/threats"
        group, order = "Analyses", 60                      # where it stands in the navigation; group "" leaves it out

        def load(self, view: View, query: Query) -> dict[str, Any]:
            return {"run": view.newest.get("threats"), "chosen": query.get("finding", "")}

The page answers at `path` and, as JSON, at `path` + `.json` (`/` at `/NAME.json`) and wherever `Accept: application/json`
is asked for. What `load` returns feeds both: plain data and frozen records that msgspec can write (no Markup, no generators).
`path` may hold parameters (`/findings/{id}`); they arrive in `query` with those of the address.

**Reading.** `View` is cheap: `settings sources log runs newest findings verdicts counts standing`, `result(run, "table")` for
the Parquet a run stored, `query(sql, parameters)` for the tables. A page has 300 ms (p95) on five million posts: no scan of
a table per request; what needs one is kept with `view.kept(name, view.material_mark, make)`. What takes seconds is begun in the
background by `view.keeping.soon(name, mark, make, kind)`; where it is Python that works and not the database, `make` asks
`apart(...)` for it, for a thread would hold up every page. Within one `load`, findings and runs are those of one moment. While a command writes to the
database, `query`, `standing` and `changing` raise `CaseBusy`: catch it where only a part of the page needs them, and give the
template the words (`str(error)`) for `app.waits(words)`; uncaught, the whole page says what it waits for.
Every UndertowError that `load` raises stands where the page would stand: what, where, what to do. Raise UnknownName for what
is not there. A file to save is returned as `Download`, a page that is not the app's (the dossier) as `Sheet`.

**Changing.** `actions = ("confirm",)` and a method `do_confirm(self, view, form) -> Done`. The form posts to `{{ action("confirm") }}`,
that is `/do/PAGE/ACTION`; the guard has checked Host, Origin and cookie by then. `with view.changing(beside=True) as case: case.review(...)`;
`beside` for verdicts and labels, which can be given while a run has the case; other changes raise CaseBusy then.
`Done("Confirmed", to="/inbox?finding=ab12")` answers with a redirect to a page of this server, so that a form works without
script and a reload sends nothing twice; the words appear there in `#said`, which is `role=status`.

**Templates** extend `layout.html` and fill `{% block page %}`; `{% import "app.html" as app %}` has the states
(`app.empty`, `app.error`, `app.waits`, `app.old`, `app.state`), `{% import "parts.html" as parts %}` the grade, table, figure and evidence of
the dossier, and all filters of the dossier are there (`words`, `given`, `shown`, `measured`, `interval`, `number`, `day`, `picture`).
Text from sources is hostile: autoescape is on, write `| shown` for names and places, `| words` for what undertow wrote (it names
accounts), `| quote` for evidence; set names apart with <bdi>, quotes with `dir="auto"`. No `style=""`, no `onclick=""`, no inline <script>: the
policy forbids them. Lengths that depend on data go into `<progress>`, `<meter>` or attributes of an <svg>. Classes: assets/app.css.
Own styles and scripts: put `my-page.css`, `my-page.js` into assets/ and name them in `styles` and `scripts`.
The names parts.html, finding.html, page.html, sections.html belong to the dossier.

**htmx.** The server always answers with the whole page; the browser takes from it what it asked for. One link or form:

    <a href="/inbox?finding=x" hx-get="/inbox?finding=x" hx-target="#detail" hx-select="#detail" hx-swap="outerHTML"
       hx-select-oob="#evidence,#said:innerHTML" hx-push-url="true">

and it works without script as well. `#detail` is what was chosen, `#evidence` what it rests on, `#said` the message, `#job` the
running job. When something fails, the error replaces `#page`. A part that is polled gets a page of its own with group "" and a
template that does not extend the layout (as `/job`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from undertow.serve.view import View

GROUPS = ("Case", "Analyses", "Publish")


class Query(dict[str, str]):
    """What stands in an address or a form, by name: the last value of each; `all` gives every one."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self._pairs = tuple(pairs)
        super().__init__(self._pairs)

    def all(self, name: str) -> list[str]:
        """Every value of that name, in order."""
        return [value for key, value in self._pairs if key == name]

    def whole(self, name: str, otherwise: int = 0) -> int:
        """The value as a whole number from 0 on; `otherwise` where it is none."""
        text = self.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


@dataclass(frozen=True, slots=True)
class Done:
    """What an action did, in a few words ("Confirmed"), and the page of this server to show next (its own if empty)."""

    said: str
    to: str = ""


@dataclass(frozen=True, slots=True)
class Download:
    """A file to save. It is never shown in the browser, whatever is in it."""

    name: str
    data: bytes
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole HTML page with a policy of its own in its head, as a dossier has: shown apart from the app, which it cannot reach."""

    html: str


class Page(ABC):
    """A page of the case; what its parts mean stands at the top of this module."""

    name: ClassVar[str]
    title: ClassVar[str]
    path: ClassVar[str]
    group: ClassVar[str] = ""
    order: ClassVar[int] = 100
    template: ClassVar[str] = ""  # NAME.html where it is empty
    styles: ClassVar[tuple[str, ...]] = ()
    scripts: ClassVar[tuple[str, ...]] = ()
    actions: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def load(self, view: View, query: Query) -> Any:
        """What the page shows: a mapping or frozen record of plain data, or a Download. Raises: UndertowError."""

    def count(self, view: View) -> int | None:
        """The number beside the page's name in the navigation, from files alone; None for none."""
        return None

    @classmethod
    def json_path(cls) -> str:
        """Where the same is told as JSON."""
        return f"/{cls.name}.json" if cls.path == "/" else f"{cls.path}.json"
