"""Posts of the archives that Twitter published of accounts it had removed ("information operations"), as CSV.

Columns as in the archive's files named <...>_tweets_csv_hashed.csv: tweetid, userid, tweet_time ("YYYY-MM-DD HH:MM", UTC,
minutes only), is_retweet, retweet_tweetid and so on. Ids and names of small accounts are hashes. Times stay minutes, even
where the id of a post would tell the millisecond: the archive states minutes, and a hashed id tells nothing.
"""

from __future__ import annotations

from typing import Any

from undertow.formats import Kept, Reading, Values
from undertow.formats._cells import (
    filled,
    identifier,
    listed,
    optional_identifier,
    profile_time,
    truth,
    when,
    whole,
    words,
)
from undertow.formats._csv import Record
from undertow.formats._tabular import Cells, Tabular

_ABSENT = frozenset({"absent", "[]"})
_UTC = Reading(timezone="UTC")


class XInformationOperations(Tabular):
    """Posts of removed accounts from Twitter's public archive, with their profiles."""

    name = "x-information-operations"
    title = "X information-operations archive"
    fills = ("posts", "accounts")
    required = frozenset({"tweetid", "userid", "tweet_time", "tweet_text", "is_retweet", "retweet_tweetid"})

    def convert(self, cells: Cells, record: Record, reading: Reading) -> Kept:
        account = f"x:{identifier(cells['userid'], 'account')}"
        native = identifier(cells["tweetid"], "post")
        at, precision, _ = when(cells["tweet_time"], _UTC)
        handle = words(cells.get("user_screen_name"), "user_screen_name")
        values: Values = {
            "post": f"x:{native}",
            "platform": "x",
            "account": account,
            "handle": handle,
            "at": at,
            "at_precision": "min" if precision == "s" and at.second == 0 else precision,
            "at_origin": "platform",
            "text": words(cells["tweet_text"], "tweet_text"),
            "language": words(cells.get("tweet_language"), "tweet_language"),
            "links": _list(cells, "urls"),
            "hashtags": _list(cells, "hashtags"),
            "mentions": _list(cells, "user_mentions"),
            "likes": whole(cells.get("like_count"), "like_count"),
            "reposts": whole(cells.get("retweet_count"), "retweet_count"),
            "replies": whole(cells.get("reply_count"), "reply_count"),
            "quotes": whole(cells.get("quote_count"), "quote_count"),
            "repost_of": _other(cells, "retweet_tweetid"),
            "repost_account": _other(cells, "retweet_userid"),
            "quote_of": _other(cells, "quoted_tweet_tweetid"),
            "reply_to": _other(cells, "in_reply_to_tweetid"),
            "reply_account": _other(cells, "in_reply_to_userid"),
        }
        values["kind"] = _kind(values, cells)
        return Kept("posts", record.row_ref, filled(values), [("accounts", _profile(cells, account, handle))])


def _kind(values: Values, cells: Cells) -> str:
    if truth(cells["is_retweet"], "is_retweet") or values["repost_of"]:
        return "repost"
    if values["reply_to"]:
        return "reply"
    return "quote" if values["quote_of"] else "original"


def _other(cells: Cells, column: str) -> str | None:
    native = optional_identifier(cells.get(column), column)
    return f"x:{native}" if native and native not in _ABSENT else None


def _list(cells: Cells, column: str) -> list[str] | None:
    cell: Any = cells.get(column)
    return None if not cell or cell in _ABSENT else listed(cell, column)


def _profile(cells: Cells, account: str, handle: str | None) -> Values:
    created_at, precision = profile_time(cells.get("account_creation_date"))
    return filled(
        {
            "account": account,
            "platform": "x",
            "handle": handle,
            "name": words(cells.get("user_display_name"), "user_display_name"),
            "description": words(cells.get("user_profile_description"), "user_profile_description"),
            "created_at": created_at,
            "created_precision": precision,
            "followers": whole(cells.get("follower_count"), "follower_count"),
            "following": whole(cells.get("following_count"), "following_count"),
            "location": words(cells.get("user_reported_location"), "user_reported_location"),
            "language": words(cells.get("account_language"), "account_language"),
        }
    )
