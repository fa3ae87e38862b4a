"""The passages behind a finding, and the words in them that hit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from undertow.analyses import Tables
from undertow.analyses._narratives.series import EVERYONE, Key
from undertow.model import Evidence, Finding

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

_EPOCH = date(1970, 1, 1)
#: The fact that holds the first day of the new level, by which rows are put in order.
SINCE = "New level since"
#: Passages quoted; `show --rows` has all.
QUOTED = 20
_WHERE = ("source_sha256", "row_ref", "row_index")


def subject(key: Key | str) -> str:
    """What a finding is about: a series, or a narrative as a whole."""
    return json.dumps(["narrative", key] if isinstance(key, str) else ["series", *key], ensure_ascii=False)


def rows(tables: Tables, finding: Finding) -> ir.Table:
    """The passages, with the text they stand in; from the new level on first, else in order of time."""
    import ibis

    kind, *about = json.loads(finding.subject.partition("\n")[0])
    hits = tables["hits"]
    if kind == "narrative":
        found = hits.filter(hits.frame == about[0], ~hits.repeated)
    else:
        found = _of_series(tables, Key(*about))
    since = dict(finding.facts).get(SINCE, "")
    begin = (date.fromisoformat(since) - _EPOCH).days if since else None
    before = ibis.literal(0) if begin is None else (found.day < begin).ifelse(1, 0)
    placed = found.mutate(before=before).join(_texts(tables), [*_WHERE, "table"])
    columns = ("day", "precision", "carrier", "frame", "quote", "start", "end", "table", *_WHERE, "text", "before")
    return placed.select(*columns).order_by("before", "day", "source_sha256", "row_index", "start")


def evidence(found: pa.Table) -> Iterator[Evidence]:
    """The first rows as words that can be looked up in their source."""
    for row in found.slice(0, QUOTED).to_pylist():
        yield Evidence(
            source_sha256=row["source_sha256"],
            row_ref=row["row_ref"],
            table=row["table"],
            who=row["carrier"],
            account=row["table"] == "posts",
            at=dated(row["day"], row["precision"]),
            text=row["text"],
            start=row["start"],
            end=row["end"],
        )


def dated(day: int, precision: str) -> str:
    """A day in ISO 8601, as finely as it is known."""
    written = (_EPOCH + timedelta(day)).isoformat()
    return written[: {"year": 4, "month": 7}.get(precision, 10)]


def _of_series(tables: Tables, key: Key) -> ir.Table:
    hits = tables["hits"]
    found = hits.filter(hits.frame == key.frame, hits.language == key.language)
    if key.panel == "group":
        members = tables["members"].filter(lambda t: t.finding == key.voice).select("account").distinct()
        return found.semi_join(members, found.carrier == members.account)
    found = found.filter(found.panel == key.panel, ~found.repeated)
    return found if key.voice == EVERYONE else found.filter(found.voice == key.voice)


def _texts(tables: Tables) -> ir.Table:
    """Every row with words, as posts and documents have them; of an article without words, its title."""
    import ibis

    posts, documents = tables["posts"], tables["documents"]
    words = documents.text.nullif("").coalesce(documents.title)
    own = posts.select(*_WHERE, table=ibis.literal("posts"), text=posts.text)
    return own.union(documents.select(*_WHERE, table=ibis.literal("documents"), text=words))
