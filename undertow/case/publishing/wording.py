"""Whose words may be read in what is published: those of public accounts and documents, and those that lead to nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from undertow.case.findings import Held
from undertow.errors import BadSetting
from undertow.model import SMALL_CELL, Evidence

if TYPE_CHECKING:
    from undertow.case import Case

_REPEATED = ("repost", "forward")
#: Of cited posts: whose words a repost passes on, and how many accounts posted exactly these words as their own.
_POSTED = f"""
WITH cited AS (SELECT unnest(?) AS source_sha256, unnest(?) AS row_ref),
own AS (SELECT source_sha256, row_ref, text, coalesce(kind, '') AS kind, repost_account FROM posts SEMI JOIN cited USING (source_sha256, row_ref)),
posted AS (SELECT text, count(DISTINCT account) AS accounts FROM posts
  WHERE coalesce(kind, '') NOT IN {_REPEATED} AND text IN (SELECT text FROM own) GROUP BY text)
SELECT source_sha256, row_ref, CASE WHEN kind IN {_REPEATED} THEN repost_account END, coalesce(accounts, 0)
FROM own LEFT JOIN posted USING (text)
"""
#: A link or hashtag is what the finding is about, and many may share it.
_OBJECTS = ("shared: link", "shared: hashtag")


def quotable(case: Case, held: Sequence[Held]) -> Callable[[Evidence], bool]:
    """Which rows may be quoted although their account is private: documents; reposts of public accounts; words that at least
    SMALL_CELL accounts posted alike, so that a search for them finds all of these; and rows of findings that the analyst decided to quote.
    """
    reasons = quoted_findings(case)
    decided = [h for h in held if h.finding.id in reasons]
    free = {_place(e) for h in decided for e in h.finding.evidence}
    cited = {_place(e) for h in held for e in h.finding.evidence if e.kind == "quote" and e.table == "posts"} - free
    posted = _posted(case, cited)
    people = case.people(sorted({reposted for _, _, reposted, _ in posted if reposted}))
    for sha, row, reposted, accounts in posted:
        if accounts >= SMALL_CELL or (reposted and people.is_public(reposted)):
            free.add((sha, row))

    def may_be_read(evidence: Evidence) -> bool:
        is_object = evidence.table == "shares" and evidence.note in _OBJECTS
        return evidence.table == "documents" or is_object or _place(evidence) in free

    return may_be_read


def quoted_findings(case: Case) -> dict[str, str]:
    """By id of a finding, why private accounts are quoted in it. Raises: BadSetting where a name fits none, or several."""
    ids, found = {h.finding.id for h in case.findings()}, {}
    for name, reason in case.settings.quote_private_in.items():
        fits = [full for full in ids if full.startswith(name)]
        if len(fits) != 1:
            what = f"{len(fits)} findings begin so" if fits else "no finding of the case begins so"
            raise BadSetting(
                f"case.toml: publishing.quote_private_in.{name}: {what}. Write the id of one; `undertow findings` lists them."
            )
        found[fits[0]] = reason
    return found


def _posted(case: Case, cited: Iterable[tuple[str, str]]) -> list[tuple[str, str, str | None, int]]:
    places = sorted(cited)
    if not places:
        return []
    rows = case.query(_POSTED, [[sha for sha, _ in places], [row for _, row in places]])
    return [(str(sha), str(row), reposted, int(accounts)) for sha, row, reposted, accounts in rows]


def _place(evidence: Evidence) -> tuple[str, str]:
    return evidence.source_sha256, evidence.row_ref
