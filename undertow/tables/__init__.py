"""The canonical tables: the one contract between formats, engines and analyses.

Ids are text, always. NULL is never 0. Times are UTC with a stated precision and origin. Every row carries where it came
from: `source_sha256` (of the file or folder listing added to the case), `row_ref` (its place in there) and `row_index`
(its place in reading order, from 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from undertow.tables._records import Column as Column
from undertow.tables._records import Table as Table
from undertow.tables.ledger import LEDGERS

if TYPE_CHECKING:
    import pyarrow as pa

#: How finely a time is known, finest first, and the seconds that span.
PRECISION_SECONDS = {
    "us": 1e-6,
    "ms": 1e-3,
    "s": 1.0,
    "min": 60.0,
    "day": 86400.0,
    "month": 2678400.0,
    "year": 31622400.0,
}
#: Who said the time: the platform, the person's own program, or the clock of the machine that exported the file.
TIME_ORIGINS = ("platform", "client", "export_local")
POST_KINDS = ("original", "repost", "quote", "reply", "forward")
SHARE_KINDS = ("repost", "link", "hashtag", "reply", "mention", "text", "media", "object")


_ORIGIN = (
    Column("source_sha256", "text", "SHA-256 of the file or folder listing the row came from", True),
    Column("row_ref", "text", "place in the source, for example 'line 12'", True),
    Column("row_index", "integer", "place in reading order, from 1", True),
)

ACCOUNTS = Table(
    "accounts",
    "an account as a source saw it",
    ("account",),
    (
        Column("account", "text", "id of the account, with its platform where known: 'x:123'", True),
        Column("platform", "text", "platform, or empty where the source does not say"),
        Column("handle", "text", "name in addresses, without @"),
        Column("name", "text", "display name"),
        Column("description", "text", "profile text"),
        Column("created_at", "time", "when the account was opened"),
        Column("created_precision", "text", "how finely created_at is known"),
        Column("followers", "integer", "accounts that follow it"),
        Column("following", "integer", "accounts it follows"),
        Column("posts", "integer", "posts it has written"),
        Column("listed", "integer", "lists it is on"),
        Column("verified", "truth", "carries the platform's mark"),
        Column("protected", "truth", "posts are for followers only"),
        Column("default_image", "truth", "has no profile picture of its own"),
        Column("location", "text", "place as the profile states it"),
        Column("language", "text", "language of the account as the platform states it"),
        Column("collected_at", "time", "when the profile was read"),
        *_ORIGIN,
    ),
)

FOLLOWS = Table(
    "follows",
    "one account in the follower list of another",
    ("target", "follower"),
    (
        Column("target", "text", "the account that is followed", True),
        Column("follower", "text", "the account that follows", True),
        Column("position", "integer", "place in the list as the source gave it, from 1"),
        Column("observed_at", "time", "when the list was read"),
        Column("followed_at", "time", "when the account followed; NULL where the source does not say, as most do not"),
        Column("role", "text", "'audience' (the one asked about) or 'reference' (a comparison)", True),
        *_ORIGIN,
    ),
)

POSTS = Table(
    "posts",
    "a post as a source saw it",
    ("post",),
    (
        Column("post", "text", "id of the post, with its platform where known", True),
        Column("platform", "text", "platform, or empty where the source does not say"),
        Column("account", "text", "id of the account that posted", True),
        Column("handle", "text", "its handle at the time"),
        Column("at", "time", "when it was posted", True),
        Column("at_precision", "text", "how finely `at` is known: us, s, min, day, year", True),
        Column("at_origin", "text", "whose clock: platform, client, export_local", True),
        Column("collected_at", "time", "when the row was collected"),
        Column("kind", "text", "original, repost, quote, reply or forward"),
        Column("text", "text", "the words, as the source has them; of a repost, the words of the original"),
        Column("text_key", "text", "equal for texts that read the same (see language.text_key); empty without text"),
        Column("language", "text", "language as the platform states it"),
        Column("url", "text", "address of the post"),
        Column("repost_of", "text", "id of the post it repeats or forwards"),
        Column("repost_account", "text", "account of that post"),
        Column("quote_of", "text", "id of the post it quotes"),
        Column("reply_to", "text", "id of the post it answers"),
        Column("reply_account", "text", "account it answers"),
        Column("links", "texts", "addresses in it, expanded where the source has that"),
        Column("hashtags", "texts", "hashtags, without #"),
        Column("mentions", "texts", "handles or ids it names"),
        Column("media", "texts", "ids or hashes of pictures and recordings"),
        Column("likes", "integer", "likes when collected"),
        Column("reposts", "integer", "reposts when collected"),
        Column("replies", "integer", "replies when collected"),
        Column("quotes", "integer", "quotes when collected"),
        Column("views", "integer", "views when collected"),
        Column("flags", "texts", "what was odd about the row and kept nevertheless"),
        *_ORIGIN,
    ),
)

SHARES = Table(
    "shares",
    "one account shared one object once",
    ("account", "kind", "object", "at", "post"),
    (
        Column("account", "text", "the account that shared", True),
        Column("kind", "text", "what was shared: repost, link, hashtag, reply, mention, text, media, object", True),
        Column("object", "text", "id of what was shared", True),
        Column("at", "time", "when", True),
        Column("at_precision", "text", "how finely `at` is known", True),
        Column("post", "text", "the post that did it"),
        *_ORIGIN,
    ),
)

OBJECTS = Table(
    "objects",
    "what is known about a shared object beyond its shares",
    ("kind", "object"),
    (
        Column("object", "text", "id as in shares", True),
        Column("kind", "text", "kind as in shares", True),
        Column("author", "text", "account that published it"),
        Column("source", "text", "site, channel or outlet it came from"),
        Column("published_at", "time", "when it was published"),
        Column("text", "text", "its words, where the source includes them"),
        *_ORIGIN,
    ),
)

DOCUMENTS = Table(
    "documents",
    "a speech, article, page, testimony or note",
    ("document",),
    (
        Column("document", "text", "id of the document", True),
        Column("kind", "text", "speech, article, page, testimony, note, photograph or recording", True),
        Column("speaker", "text", "who speaks or writes; of a protected person, a label"),
        Column("outlet", "text", "where it appeared"),
        Column("title", "text", "title"),
        Column("date", "time", "date of the document"),
        Column("date_precision", "text", "how finely the date is known"),
        Column("language", "text", "language as stated or detected"),
        Column("text", "text", "the words a reader saw"),
        Column("url", "text", "address"),
        Column("place", "text", "where it was said or seen"),
        Column("consent", "text", "what the person agreed to"),
        Column("protected", "truth", "the person must not be identifiable in anything published"),
        Column("reliability", "text", "the analyst's judgement of the source"),
        Column("flags", "texts", "what was odd about the document and kept nevertheless"),
        *_ORIGIN,
    ),
)

QUARANTINE = Table(
    "quarantine",
    "a row that could not be used, kept with the reason",
    (),
    (
        Column("reason", "text", "why it was not used", True),
        Column("raw", "text", "the row as it stands in the source, at most 2,000 characters"),
        *_ORIGIN,
    ),
)

REFERENCE_SOURCES = Table(
    "reference_sources",
    "a source that was added as a comparison",
    ("source_sha256",),
    (Column("source_sha256", "text", "SHA-256 of the source", True),),
)

COLLECTED = Table(
    "collected",
    "how the analyst says a source was collected (add --collected)",
    ("source_sha256",),
    (
        Column("source_sha256", "text", "SHA-256 of the source", True),
        Column("order", "text", "'most recent first', 'oldest first' or 'random order'; empty where not stated"),
        Column("complete", "truth", "whether nothing was left out; NULL where not stated"),
        Column("kind", "text", "'followers', 'subscribers', 'likers' or 'reposters'; empty where not stated"),
        Column("read_at", "time", "day on which the list was read; NULL where not stated"),
    ),
)

CODEBOOKS = Table(
    "codebooks",
    "a codebook of the case, as the analyst wrote it",
    ("name",),
    (
        Column("name", "text", "file name in codebook/, without .toml", True),
        Column("toml", "text", "the file", True),
    ),
)

LABELS = Table(
    "labels",
    "what a person judged about one passage that was drawn for judging",
    ("task", "source_sha256", "row_ref", "start", "by"),
    (
        Column("task", "text", "what was asked, for example 'narrative liberation'", True),
        Column("language", "text", "language of the passage; empty where it does not matter", True),
        Column("stratum", "text", "the part of the material it was drawn from, for example 'hit' or 'no hit'", True),
        Column("stratum_size", "integer", "how many passages that part held when it was drawn", True),
        Column("source_sha256", "text", "SHA-256 of the source of the passage", True),
        Column("row_ref", "text", "place in the source", True),
        Column("start", "integer", "where the passage begins in the text of that row, in code points", True),
        Column("end", "integer", "where it ends", True),
        Column("value", "text", "the judgement", True),
        Column("by", "text", "who judged", True),
        Column("at", "text", "when, ISO 8601 in UTC", True),
    ),
)

GROUPS = Table(
    "groups",
    "an account in a group that another analysis found in this case, in a finding that holds and that no reader rejected",
    ("finding", "account"),
    (
        Column("finding", "text", "id of the finding", True),
        Column("analysis", "text", "the analysis that found the group", True),
        Column("grade", "text", "strength of evidence of the finding", True),
        Column("account", "text", "id of the account", True),
    ),
)

CHANGES = Table(
    "changes",
    "a dated change that another analysis found in this case, in a finding that holds and that no reader rejected",
    ("finding", "kind", "date"),
    (
        Column("finding", "text", "id of the finding", True),
        Column("analysis", "text", "the analysis that found it", True),
        Column("kind", "text", "break, gradual or burst of a narrative; batch of an audience", True),
        Column("about", "text", "the narrative and the voice, or the audience", True),
        Column("date", "text", "the day it is dated to, ISO 8601", True),
        Column("first", "text", "first day of its interval", True),
        Column("last", "text", "last day of its interval", True),
    ),
)

LANGUAGES = Table(
    "languages",
    "a language of the material, as case.toml names it",
    ("language",),
    (Column("language", "text", "code of the language, for example 'en'", True),),
)

#: Every table that formats fill, by name.
TABLES = {table.name: table for table in (ACCOUNTS, FOLLOWS, POSTS, SHARES, OBJECTS, DOCUMENTS, QUARANTINE)}
#: Every table that a case adds to those: what the analyst stated, wrote and judged, and what was found before. Analyses find them empty where there is nothing.
GIVEN = {
    table.name: table
    for table in (REFERENCE_SOURCES, COLLECTED, CODEBOOKS, LABELS, *LEDGERS.values(), GROUPS, CHANGES, LANGUAGES)
}


def arrow_schema(table: Table) -> pa.Schema:
    """The table as an Arrow schema; times are microseconds, UTC, without a zone attached."""
    import pyarrow as pa

    types = {
        "text": pa.string(),
        "texts": pa.list_(pa.string()),
        "integer": pa.int64(),
        "number": pa.float64(),
        "truth": pa.bool_(),
        "time": pa.timestamp("us"),
    }
    return pa.schema([pa.field(c.name, types[c.type], nullable=not c.required) for c in table.columns])
