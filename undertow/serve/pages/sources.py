"""What was added to the case, and what became of every row of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from undertow.carrying import program
from undertow.case.sources import Source
from undertow.engines.store import VALUES
from undertow.errors import CaseBusy, UnknownName
from undertow.formats import Format
from undertow.registry import members
from undertow.serve.adding import asked, titles
from undertow.serve.coverage import coverage, drawn
from undertow.serve.pages import Done, Page, Query
from undertow.serve.view import View

PER_PAGE = 50
_KINDS = 20
_RAW = 300
#: The first row of each kind of reason. `VALUES` are the values inside a reason, so that like reasons are one kind.
_BAD = """
WITH kinds AS (
  SELECT source_sha256, regexp_replace(reason, $1, '…', 'g') AS kind, arg_min(reason, row_index) AS first,
    arg_min(row_ref, row_index) AS place, left(arg_min(raw, row_index), $2) AS raw, count(*) AS rows
  FROM quarantine GROUP BY 1, 2)
FROM kinds QUALIFY row_number() OVER (PARTITION BY source_sha256 ORDER BY rows DESC, kind) <= $3
ORDER BY source_sha256, rows DESC, kind
"""


@dataclass(frozen=True, slots=True)
class Bad:
    """A kind of reason for which rows of a source were left out: how many, and the first of them."""

    source_sha256: str
    kind: str
    first: str
    place: str
    raw: str
    count: int


@dataclass(frozen=True, slots=True)
class Imported:
    """A source with the title of its format and the kinds of rows that were left out."""

    source: Source
    format: str
    bad: list[Bad]


class SourcesPage(Page):
    """The import report of every source."""

    name, title, path = "sources", "Sources", "/sources"
    group, order = "Case", 20
    styles = ("results.css",)
    actions = ("add",)

    def load(self, view: View, query: Query) -> dict[str, Any]:
        """The sources of one page, with what was left out and why; coverage; the totals. Raises: UnknownName past the end."""
        sources, page = view.sources, max(query.whole("page", 1), 1)
        pages = max(-(-len(sources) // PER_PAGE), 1)
        if page > pages:
            raise UnknownName(f"There is no page {page} of sources; the last is {pages}.")
        waits = ""
        try:
            bad = bad_rows(view)
            covered = coverage(view)
        except CaseBusy as error:
            bad, covered, waits = [], None, str(error)
        kinds = members("undertow.formats", Format)  # type: ignore[type-abstract]
        shown = sources[(page - 1) * PER_PAGE : page * PER_PAGE]
        ledgers = [source.ledger for source in sources]
        return {
            "imported": [
                Imported(
                    source,
                    kinds[source.format].title if source.format in kinds else source.format,
                    [row for row in bad if row.source_sha256 == source.sha256],
                )
                for source in shown
            ],
            "totals": {
                key: sum(getattr(ledger, key) for ledger in ledgers)
                for key in ("rows_in", "kept", "duplicates", "quarantined", "flagged")
            },
            "covered": covered,
            "drawings": [drawn(covered, shape) for shape in ("wide", "narrow")] if covered and covered.rows else [],
            "waits": waits,
            "page_number": page,
            "pages": pages,
            "many": len(sources),
            "formats": titles(),
        }

    def do_add(self, view: View, form: Query) -> Done:
        """Queues the reading of a file or folder of this machine. Raises: BadSetting, UnreadableInput, UnknownName."""
        name, settings = asked(form, view.folder)
        view.jobs.queue("add", name, settings)
        return Done(f"Add {name}: queued", "/#job")

    def count(self, view: View) -> int | None:
        """How many sources there are."""
        return len(view.sources)


def bad_rows(view: View) -> list[Bad]:
    """Kinds of rows that were left out, by source. Raises: CaseBusy, also while they are being counted."""

    def ask() -> list[Bad]:
        return [Bad(*row) for row in view.query(_BAD, [VALUES, _RAW, _KINDS])]

    return view.keeping.soon("bad-rows", (program(), view.material_mark), ask, list[Bad], "Which rows were left out")
