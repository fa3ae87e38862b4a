"""The public words of a case, one text at a time: posts, and documents that somebody said or printed in public."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from undertow.analyses import Collect, Forecast, Tables
from undertow.model import Evidence

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

#: Rows taken from the engine at a time.
_BATCH = {"documents": 2_000, "posts": 50_000}
#: Documents in which somebody speaks to the analyst and not to the public.
PRIVATE_KINDS = ("testimony", "note", "photograph", "recording")
PUBLISHED = ("article", "page")
REPEATED = ("repost", "forward")
_POSTS = ("post", "account", "handle", "at", "at_precision", "kind", "text", "text_key", "language", "source_sha256", "row_ref", "row_index")  # fmt: skip
_DOCUMENTS = ("document", "kind", "speaker", "outlet", "title", "date", "date_precision", "language", "text", "protected", "source_sha256", "row_ref", "row_index")  # fmt: skip


class Cost(NamedTuple):
    """What reading takes, as measured by `make bench`: to begin, and for every million of texts and of characters."""

    seconds: tuple[float, float, float]
    megabytes: tuple[float, float, float]


def forecast(tables: Tables, collect: Collect, cost: Cost, names: tuple[str, ...] = ("posts", "documents")) -> Forecast:
    """What reading every text takes."""
    rows, characters = amount(tables, collect, names)
    amounts = 1.0, rows / 1e6, characters / 1e6
    seconds, megabytes = (sum(a * b for a, b in zip(each, amounts, strict=True)) for each in cost)
    return Forecast(rows, round(seconds, 1), round(megabytes), f"{characters:,} characters of text")


@dataclass(frozen=True, slots=True)
class Text:
    """One text. who: an account, or the name of a speaker or outlet. kind: of a post or a document. spoken: a document that is its
    speaker's (`voice_of`). key: equal for texts that read the same; empty for documents. The origin says where it came from."""

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
    """Documents with words and a voice in public; of a headline alone, its words."""
    for row in _streamed(tables["documents"].select(*_DOCUMENTS), _BATCH["documents"]):
        text = row["text"] or row["title"]
        voice = voice_of(row)
        if text and text.strip() and voice[0] and not row["protected"] and row["kind"] not in PRIVATE_KINDS:
            yield _document(row, voice, text)


def voice_of(row: Mapping[str, Any]) -> tuple[str, bool]:
    """Who stands for a document, and whether that is who speaks: of an article or page the outlet that published it, not its
    author; of all else, and of what has no outlet, the speaker. Empty where nobody is named.
    """
    speaker, outlet = row["speaker"] or "", row["outlet"] or ""
    spoken = bool(speaker) and not (outlet and row["kind"] in PUBLISHED)
    return (speaker if spoken else outlet), spoken


def public(tables: Tables) -> Iterator[Text]:
    """Documents, then posts; reposts are left out, for they are the words of others once more."""
    yield from documents(tables)
    yield from (text for text in posts(tables) if not text.repeated)


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


def amount(tables: Tables, collect: Collect, names: tuple[str, ...] = ("posts", "documents")) -> tuple[int, int]:
    """Rows and characters of texts, for a forecast."""
    rows = characters = 0
    for name in names:
        sizes = tables[name].agg(rows=lambda t: t.count(), characters=lambda t: t.text.length().sum().cast("float64"))
        (found,) = collect(sizes).to_pylist()
        rows, characters = rows + found["rows"], characters + int(found["characters"] or 0)
    return rows, characters


def iso(at: datetime | None, precision: str) -> str:
    """A time as finely as it is known, ISO 8601."""
    if at is None:
        return ""
    length = {"min": 16, "day": 10, "month": 7, "year": 4}.get(precision, 19)
    return at.isoformat()[:length] + ("Z" if length > 10 else "")


def _streamed(rows: ir.Table, size: int) -> Iterator[dict[str, Any]]:
    for batch in batches(rows, size):
        yield from sorted(batch.to_pylist(), key=lambda row: row["row_index"])


def batches(rows: ir.Table, size: int) -> Iterator[pa.Table]:
    """The rows of each source by their places in it: what every engine can give without holding all of them."""
    sources = rows.group_by("source_sha256").agg(first=lambda t: t.row_index.min(), last=lambda t: t.row_index.max())
    for source in sources.order_by("source_sha256").to_pyarrow().to_pylist():
        own = rows.filter(rows.source_sha256 == source["source_sha256"])
        for start in range(source["first"], source["last"] + 1, size):
            yield own.filter(own.row_index.between(start, start + size - 1)).to_pyarrow()


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


def _document(row: dict[str, Any], voice: tuple[str, bool], text: str) -> Text:
    return Text(
        table="documents",
        id=row["document"],
        who=voice[0],
        handle="",
        at=row["date"],
        precision=row["date_precision"] or "day",
        kind=row["kind"],
        spoken=voice[1],
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


def each_once(rows: pa.Table, evidence: Callable[[Mapping[str, Any]], Evidence]) -> Iterator[Evidence]:
    """Each passage of the rows as evidence, once, in their order."""
    seen: set[tuple[str, str, int]] = set()
    for row in rows.to_pylist():
        if (key := (row["source_sha256"], row["row_ref"], row["start"])) not in seen:
            seen.add(key)
            yield evidence(row)
