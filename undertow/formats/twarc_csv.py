"""Posts of X as twarc-csv flattens them, one row per post with its author.

Columns as in `DEFAULT_TWEET_COLUMNS` of DocNow/twarc-csv (dataframe_converter.py, d77da93); entities and attachments are
JSON inside a cell. The words of a repost are those that X cut off after 140 characters: this export carries no original.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec

from undertow.formats import Kept, Reading, Rejection, Values
from undertow.formats._cells import filled, identifier, optional_identifier, profile_time, truth, when, whole, words
from undertow.formats._csv import Record
from undertow.formats._tabular import Cells, Tabular
from undertow.formats._x import CUT_OFF, Address, Mention, Tag

T = TypeVar("T")
_REFERENCES = (
    ("retweeted", "repost", "repost_of", "retweeted_user_id", "repost_account"),
    ("replied_to", "reply", "reply_to", "in_reply_to_user_id", "reply_account"),
    ("quoted", "quote", "quote_of", "", ""),
)
_COUNTS = {
    "likes": "public_metrics.like_count",
    "reposts": "public_metrics.retweet_count",
    "replies": "public_metrics.reply_count",
    "quotes": "public_metrics.quote_count",
}


class Media(msgspec.Struct):
    """A picture or recording of a post."""

    media_key: str | None = None


class TwarcCsv(Tabular):
    """Posts of X in the columns of twarc-csv, with the profiles of their authors."""

    name = "twarc-csv"
    title = "twarc-csv (X API v2 as CSV)"
    fills = ("posts", "accounts")
    required = frozenset({"id", "conversation_id", "author_id", "created_at", "text", "referenced_tweets.retweeted.id"})

    def convert(self, cells: Cells, record: Record, reading: Reading) -> Kept:
        native, account = identifier(cells["id"], "post"), f"x:{identifier(cells['author_id'], 'account')}"
        at, precision, origin = when(cells["created_at"], reading)
        handle = words(cells.get("author.username"), "author.username")
        collected_at = profile_time(cells.get("__twarc.retrieved_at"))[0]
        values: Values = {
            "post": f"x:{native}",
            "platform": "x",
            "account": account,
            "handle": handle,
            "at": at,
            "at_precision": precision,
            "at_origin": origin,
            "collected_at": collected_at,
            "text": words(cells["text"], "text"),
            "language": words(cells.get("lang"), "lang"),
            "url": f"https://x.com/{handle or 'i/web'}/status/{native}",
            "views": whole(cells.get("public_metrics.impression_count"), "views") or None,
            "media": [m.media_key for m in _items(cells, "attachments.media", list[Media]) if m.media_key],
            **{field: whole(cells.get(column), column) for field, column in _COUNTS.items()},
            **_references(cells),
            **_entities(cells),
        }
        if values["text"] and values["text"].startswith("RT @") and values["text"].endswith("…"):
            values["flags"] = [CUT_OFF]
        profile = _profile(cells, account, collected_at)
        return Kept("posts", record.row_ref, filled(values), [("accounts", profile)] if len(profile) > 3 else [])


def _references(cells: Cells) -> Values:
    values: Values = {"kind": "original"}
    for name, kind, field, account_column, account_field in _REFERENCES:
        other = optional_identifier(cells.get(f"referenced_tweets.{name}.id"), name)
        if other is None:
            continue
        values[field] = f"x:{other}"
        if values["kind"] == "original":
            values["kind"] = kind
        if account := optional_identifier(cells.get(account_column), account_column):
            values[account_field] = f"x:{account}"
    return values


def _entities(cells: Cells) -> Values:
    addresses = _items(cells, "entities.urls", list[Address])
    links = [a.unwound_url or a.expanded_url or a.url for a in addresses if a.media_key is None]
    return {
        "links": list(dict.fromkeys(link for link in links if link)),
        "hashtags": [t.tag for t in _items(cells, "entities.hashtags", list[Tag]) if t.tag],
        "mentions": [m.username for m in _items(cells, "entities.mentions", list[Mention]) if m.username],
    }


def _items(cells: Cells, column: str, kind: type[list[T]]) -> list[T]:
    cell = cells.get(column)
    if not cell:
        return []
    try:
        return msgspec.json.decode(cell, type=kind)
    except (msgspec.DecodeError, TypeError):
        raise Rejection(f"{column}: {str(cell)[:60]!r} is not the list in JSON that twarc-csv writes") from None


def _profile(cells: Cells, account: str, collected_at: object) -> Values:
    created_at, precision = profile_time(cells.get("author.created_at"))
    picture = words(cells.get("author.profile_image_url"), "author.profile_image_url")
    return filled(
        {
            "account": account,
            "platform": "x",
            "collected_at": collected_at,
            "handle": words(cells.get("author.username"), "author.username"),
            "name": words(cells.get("author.name"), "author.name"),
            "description": words(cells.get("author.description"), "author.description"),
            "created_at": created_at,
            "created_precision": precision,
            "followers": whole(cells.get("author.public_metrics.followers_count"), "followers"),
            "following": whole(cells.get("author.public_metrics.following_count"), "following"),
            "posts": whole(cells.get("author.public_metrics.tweet_count"), "posts"),
            "listed": whole(cells.get("author.public_metrics.listed_count"), "listed"),
            "verified": truth(cells.get("author.verified"), "verified"),
            "protected": truth(cells.get("author.protected"), "protected"),
            "default_image": "default_profile_images" in picture if picture else None,
            "location": words(cells.get("author.location"), "author.location"),
        }
    )
