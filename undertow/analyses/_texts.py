"""The public words of a case, one text at a time: posts, and documents that somebody said or printed in public."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from undertow.analyses import Collect, Tables
from undertow.model import Evidence

if TYPE_CHECKING:
    import ibis.expr.types as ir

#: Rows taken from the engine at a time.
_BATCH = {"documents": 2_000, "posts": 50_000}
#: Documents in which somebody speaks to the analyst and not to the public.
PRIVATE_KINDS = ("testimony", "note", "photograph", "recording")
REPEATED = ("repost", "forward")
_POSTS = ("post", "account", "handle", "at", "at_precision", "kind", "text", "text_key", "language", "source_sha256", "row_ref", "row_index")  # fmt: skip
_DOCUMENTS = ("document", "kind", "speaker", "outlet", "title", "date", "date_precision", "language", "text", "protected", "source_sha256", "row_ref", "row_index")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Text:
    """One text. who: an account, or the name of a speaker or outlet. kind: of a post or a document. spoken: a document whose speaker is
    known. key: equal for
    texts that read the same; empty for documents. The origin says where it came from."""

    table: str
    id: str
    who: str
    handle: str
    at: datetime | None
    precision: str
    kind: str
    spoken: bool
    language: str
    text: str
    key: str
    source_sha256: str
    row_ref: str

    @property
    def is_account(self) -> bool:
        return self.table == "posts"

    @property
    def repeated(self) -> bool:
        """Whether these are the words of another, passed on."""
        return self.table == "posts" and self.kind in REPEATED


def posts(tables: Tables, accounts: list[str] | None = None) -> Iterator[Text]:
    """Posts with words, of these accounts or of all, in the order of their sources."""
    rows = tables["posts"].select(*_POSTS)
    if accounts is not None:
        rows = rows.filter(rows.account.isin(accounts or [""]))
    for row in _streamed(rows, _BATCH["posts"]):
        if row["text"] and row["text"].strip():
            yield _post(row)


def documents(tables: Tables) -> Iterator[Text]:
    """Documents with words and somebody who stands for them in public: who speaks, else the outlet; of a headline alone, its words."""
    for row in _streamed(tables["documents"].select(*_DOCUMENTS), _BATCH["documents"]):
        text = row["text"] or row["title"]
        who = row["speaker"] or row["outlet"]
        if text and text.strip() and who and not row["protected"] and row["kind"] not in PRIVATE_KINDS:
            yield _document(row, who, text)


def amount(tables: Tables, collect: Collect) -> tuple[int, int]:
    """How many posts and documents there are, and how many characters."""
    rows = characters = 0
    for name in ("posts", "documents"):
        sizes = tables[name].agg(rows=lambda t: t.count(), characters=lambda t: t.text.length().sum().cast("float64"))
        (found,) = collect(sizes).to_pylist()
        rows, characters = rows + found["rows"], characters + int(found["characters"] or 0)
    return rows, characters


def said(tables: Tables) -> ir.Table:
    """The words of every post and document, lazily, by table, source and place: what quotes are taken from."""
    import ibis

    rows = tables["posts"], tables["documents"]
    words = rows[0].text, ibis.coalesce(rows[1].text.nullif(""), rows[1].title)
    parts = [
        row.select("source_sha256", "row_ref", table=ibis.literal(name), text=text)
        for name, row, text in zip(("posts", "documents"), rows, words, strict=True)
    ]
    return ibis.union(*parts, distinct=False)


def iso(at: datetime | None, precision: str) -> str:
    """A time as finely as it is known, ISO 8601."""
    if at is None:
        return ""
    length = {"min": 16, "day": 10, "month": 7, "year": 4}.get(precision, 19)
    return at.isoformat()[:length] + ("Z" if length > 10 else "")


def _streamed(rows: ir.Table, size: int) -> Iterator[dict[str, Any]]:
    """The rows of each source by their places in it: what every engine can give without holding all of them."""
    sources = rows.group_by("source_sha256").agg(first=lambda t: t.row_index.min(), last=lambda t: t.row_index.max())
    for source in sources.order_by("source_sha256").to_pyarrow().to_pylist():
        own = rows.filter(rows.source_sha256 == source["source_sha256"])
        for start in range(source["first"], source["last"] + 1, size):
            batch = own.filter(own.row_index.between(start, start + size - 1))
            yield from sorted(batch.to_pyarrow().to_pylist(), key=lambda row: row["row_index"])


def _post(row: dict[str, Any]) -> Text:
    return Text(
        table="posts",
        id=row["post"],
        who=row["account"],
        handle=row["handle"] or "",
        at=row["at"],
        precision=row["at_precision"] or "s",
        kind=row["kind"] or "",
        spoken=False,
        language=row["language"] or "",
        text=row["text"],
        key=row["text_key"] or "",
        source_sha256=row["source_sha256"],
        row_ref=row["row_ref"],
    )


def _document(row: dict[str, Any], who: str, text: str) -> Text:
    return Text(
        table="documents",
        id=row["document"],
        who=who,
        handle="",
        at=row["date"],
        precision=row["date_precision"] or "day",
        kind=row["kind"],
        spoken=bool(row["speaker"]),
        language=row["language"] or "",
        text=text,
        key="",
        source_sha256=row["source_sha256"],
        row_ref=row["row_ref"],
    )


def quoted_passage(row: Mapping[str, Any], note: str) -> Evidence:
    """A passage of a post or document, given with its text and place, as evidence."""
    return Evidence(
        source_sha256=row["source_sha256"],
        row_ref=row["row_ref"],
        table=row["table"],
        who=row["who"],
        account=row["table"] == "posts",
        at=row["at"],
        text=row["text"],
        start=row["start"],
        end=row["end"],
        note=note,
    )
