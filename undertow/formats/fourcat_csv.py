"""Posts as 4CAT exports them to CSV, whatever the platform: twitterv2, twitter-import, telegram, tiktok, bsky, vk and others.

Columns as in `map_item` of each datasource of digitalmethodsinitiative/4cat (227bead1d); id, thread_id, timestamp, body and
author are common to all. `unix_timestamp` is preferred: `timestamp` says no zone, and is the clock of the server that ran
4CAT. The platform is told from columns that only one datasource has.
"""

from __future__ import annotations

from undertow.formats import Kept, Reading, Values
from undertow.formats._cells import (
    When,
    filled,
    identifier,
    links,
    listed,
    optional_identifier,
    profile_time,
    truth,
    when,
    whole,
    with_platform,
    words,
)  # fmt: skip
from undertow.formats._csv import Record
from undertow.formats._tabular import Cells, Tabular

#: Columns that tell the platform.
_MARKS = (
    ("x", ("is_retweet", "retweeted_user")),
    ("x", ("is_retweet", "is_quote_tweet")),
    ("telegram", ("author_forwarded_from_name", "author_username")),
    ("tiktok", ("tiktok_url",)),
    ("bluesky", ("replied_to_post", "replies_allowed")),
    ("vk", ("in_reply_to_user", "item_type")),
)
#: twitterv2 has this column and writes 0 for counts it does not know.
_ZERO_IS_UNKNOWN = "impression_count"
_COUNTS = {
    "likes": ("like_count", "likes"),
    "reposts": ("retweet_count", "repost_count", "reposts", "shares"),
    "replies": ("reply_count", "replies", "comments", "post_comments"),
    "quotes": ("quote_count",),
    "views": ("impression_count", "views", "plays"),
}


class FourcatCsv(Tabular):
    """Posts in the columns of 4CAT."""

    name = "fourcat-csv"
    title = "4CAT export (CSV)"
    fills = ("posts", "accounts")
    required = frozenset({"id", "thread_id", "timestamp", "body", "author"})

    def convert(self, cells: Cells, record: Record, reading: Reading) -> Kept:
        platform = next((p for p, marks in _MARKS if all(m in cells for m in marks)), reading.platform)
        handle = words(cells.get("author_username", cells["author"] if "author_id" in cells else None), "author")
        native = identifier(cells.get("author_id") or cells["author"], "account")
        values: Values = {
            "post": with_platform(platform, identifier(cells["id"], "post")),
            "platform": platform or None,
            "account": with_platform(platform, native),
            "handle": handle,
            "text": words(cells["body"], "body"),
            "language": words(cells.get("language_guess"), "language_guess"),
            "url": words(cells.get("tiktok_url", cells.get("link")), "link"),
            "links": _links(cells),
            "hashtags": _tags(cells),
            "mentions": listed(cells.get("mentions", cells.get("entities_mentioned")), "mentions"),
            "media": (listed(cells.get("images"), "images") or []) + (listed(cells.get("videos"), "videos") or []),
            **_counts(cells, reading),
            **_relations(cells, platform),
        }
        values["at"], values["at_precision"], values["at_origin"] = _posted(cells, reading)
        collected_at = profile_time(cells.get("collected_at"))[0]
        values["collected_at"] = collected_at
        return Kept("posts", record.row_ref, filled(values), _profile(cells, values, reading))


def _posted(cells: Cells, reading: Reading) -> When:
    seconds = cells.get("unix_timestamp")
    if not seconds and cells.get("created_at") and "replied_to_post" in cells:
        return when(cells["created_at"], reading)._replace(origin="client")
    return when(seconds or cells["timestamp"], reading)


def _counts(cells: Cells, reading: Reading) -> Values:
    unclear = _ZERO_IS_UNKNOWN in cells
    if unclear:
        reading.note("This export writes 0 for counts it does not know, so a count of 0 is taken as unknown.")
    values: Values = {}
    for field, columns in _COUNTS.items():
        column = next((c for c in columns if c in cells), None)
        found = whole(cells[column], column) if column else None
        values[field] = (found or None) if unclear else found
    return values


def _relations(cells: Cells, platform: str) -> Values:
    """What kind of post it is, and of which posts and accounts."""
    values: Values = {"kind": "original"}
    if _says(cells, "is_reply") or cells.get("replied_to_post") or cells.get("reply_to"):
        values["kind"] = "reply"
        values["reply_to"] = _other(cells, "replied_to_post", platform) or _within_chat(cells, platform)
    if _says(cells, "is_quote_tweet") or cells.get("quoted_post"):
        values["kind"] = "quote" if values["kind"] == "original" else values["kind"]
        values["quote_of"] = _other(cells, "quote_tweet_id", platform) or _other(cells, "quoted_post", platform)
    if cells.get("author_forwarded_from_id") or cells.get("author_forwarded_from_name"):
        values["kind"], values["repost_account"] = "forward", _other(cells, "author_forwarded_from_id", platform)
    if _says(cells, "is_retweet"):
        values["kind"] = "repost"
    return values


def _within_chat(cells: Cells, platform: str) -> str | None:
    """Telegram answers a message of the same chat, by its number there."""
    answered, chat = optional_identifier(cells.get("reply_to"), "reply_to"), str(cells["id"]).rpartition("-")[0]
    if answered is None:
        return None
    return with_platform(platform, f"{chat}-{answered}" if chat and answered.isdecimal() else answered)


def _other(cells: Cells, column: str, platform: str) -> str | None:
    native = optional_identifier(cells.get(column), column)
    return with_platform(platform, native) if native else None


def _says(cells: Cells, column: str) -> bool:
    return bool(truth(cells.get(column), column))


def _links(cells: Cells) -> list[str]:
    found: list[str] = []
    for column in ("urls", "links", "link_attached", "entities_linked"):
        found += links(cells.get(column), column) or []
    return list(dict.fromkeys(found))


def _tags(cells: Cells) -> list[str]:
    found = listed(cells.get("hashtags", cells.get("tags")), "hashtags") or []
    return [tag.removeprefix("#") for tag in found]


def _profile(cells: Cells, values: Values, reading: Reading) -> list[tuple[str, Values]]:
    """The author as far as the export describes it; nothing where it gives no more than a handle."""
    name = (
        cells.get("author_fullname")
        or cells.get("author_full")
        or cells.get("author_display_name")
        or cells.get("author_name")
    )
    created_at, precision = profile_time(cells.get("author_created_at"), reading.timezone)
    profile = filled(
        {
            "name": words(name, "author name"),
            "description": words(cells.get("author_profile"), "author_profile"),
            "followers": whole(cells.get("author_followers"), "author_followers"),
            "verified": truth(cells.get("verified"), "verified"),
            "created_at": created_at,
            "created_precision": precision,
        }
    )
    if not profile:
        return []
    return [("accounts", profile | filled({field: values[field] for field in ("account", "platform", "handle")}))]
