"""Posts of the X API v1.1, one a line: `full_text` or `text` with `extended_tweet`, and the `user` inside.

Field names: the v1.1 objects as collected by twarc 1 and the streaming API.
"""

from __future__ import annotations

from undertow.formats import Reading, Rejection, Values
from undertow.formats._json import JsonLines
from undertow.formats._keys import (
    Object,
    count_in,
    id_in,
    known_moment,
    object_in,
    objects_in,
    posted,
    required_id,
    text_in,
    truth_in,
)
from undertow.formats._x import CUT_OFF, Also


class XV1(JsonLines):
    """Posts of the X API v1.1; the author's profile and the original of a repost come with each."""

    name = "x-v1"
    title = "X API v1.1, one post a line"
    fills = ("posts", "accounts", "objects")

    def owns(self, record: Object) -> bool:
        return isinstance(record.get("user"), dict) and bool(record.keys() & {"full_text", "text"}) and "id" in record

    def row(self, record: Object, reading: Reading) -> tuple[str, Values, Also]:
        user = object_in(record, "user")
        at, precision = posted(record, "created_at")
        values: Values = {
            "post": f"x:{_id(record)}",
            "platform": "x",
            "account": f"x:{_author(user)}",
            "handle": text_in(user, "screen_name"),
            "at": at,
            "at_precision": precision,
            "at_origin": "platform",
            "kind": "original",
            "language": text_in(record, "lang"),
            "url": f"https://x.com/{text_in(user, 'screen_name') or 'i/web'}/status/{_id(record)}",
            "likes": count_in(record, "favorite_count"),
            "reposts": count_in(record, "retweet_count"),
            "replies": count_in(record, "reply_count"),
            "quotes": count_in(record, "quote_count"),
        }
        also: Also = [("accounts", _account(user))]
        original = object_in(record, "retweeted_status")
        _answer_and_quote(values, record)
        if original:
            values["kind"], values["repost_of"] = "repost", f"x:{_id(original)}"
            also += _known(original, "repost")
            if author := id_in(object_in(original, "user"), "id_str") or id_in(object_in(original, "user"), "id"):
                values["repost_account"] = f"x:{author}"
        _words(values, original or record)
        if quoted := object_in(record, "quoted_status"):
            also += _known(quoted, "repost")
        return "posts", values, also


def _id(record: Object) -> str:
    return id_in(record, "id_str") or required_id(record, "id")


def _author(user: Object) -> str:
    """The id of the author. Raises: Rejection, told apart from a post without an id of its own."""
    found = id_in(user, "id_str") or id_in(user, "id")
    if found is None:
        raise Rejection("the author cannot be told: user, or the id in it, is missing or blank")
    return found


def _answer_and_quote(values: Values, record: Object) -> None:
    if quoted := id_in(record, "quoted_status_id_str") or id_in(record, "quoted_status_id"):
        values["quote_of"], values["kind"] = f"x:{quoted}", "quote"
    if answered := id_in(record, "in_reply_to_status_id_str") or id_in(record, "in_reply_to_status_id"):
        values["reply_to"], values["kind"] = f"x:{answered}", "reply"
    if account := id_in(record, "in_reply_to_user_id_str") or id_in(record, "in_reply_to_user_id"):
        values["reply_account"] = f"x:{account}"


def _words(values: Values, source: Object) -> None:
    """Fill in text, links, hashtags, mentions and media from a post, in its long form where it has one."""
    extended = object_in(source, "extended_tweet")
    values["text"] = _text(source)
    if source.get("truncated") is True and not extended and "full_text" not in source:
        values["flags"] = [CUT_OFF]
    entities = object_in(extended, "entities") or object_in(source, "entities")
    media = objects_in(object_in(extended, "extended_entities") or object_in(source, "extended_entities"), "media")
    urls = (text_in(u, "expanded_url") or text_in(u, "url") for u in objects_in(entities, "urls"))
    values["links"] = list(dict.fromkeys(url for url in urls if url))
    values["hashtags"] = [tag for h in objects_in(entities, "hashtags") if (tag := text_in(h, "text"))]
    values["mentions"] = [name for m in objects_in(entities, "user_mentions") if (name := text_in(m, "screen_name"))]
    values["media"] = [_id(m) for m in media or objects_in(entities, "media")]


def _text(record: Object) -> str | None:
    return (
        text_in(record, "full_text")
        or text_in(object_in(record, "extended_tweet"), "full_text")
        or text_in(record, "text")
    )


def _account(user: Object) -> Values:
    created_at, precision = known_moment(user.get("created_at"))
    return {
        "account": f"x:{_id(user)}",
        "platform": "x",
        "handle": text_in(user, "screen_name"),
        "name": text_in(user, "name"),
        "description": text_in(user, "description"),
        "created_at": created_at,
        "created_precision": precision,
        "followers": count_in(user, "followers_count"),
        "following": count_in(user, "friends_count"),
        "posts": count_in(user, "statuses_count"),
        "listed": count_in(user, "listed_count"),
        "verified": truth_in(user, "verified"),
        "protected": truth_in(user, "protected"),
        "default_image": truth_in(user, "default_profile_image"),
        "location": text_in(user, "location"),
        "language": text_in(user, "lang"),
    }


def _known(original: Object, kind: str) -> Also:
    """What a post carries of another one and its author; nothing where that part is broken."""
    try:
        author = object_in(original, "user")
        published_at, _ = known_moment(original.get("created_at"))
        known: Values = {
            "object": f"x:{_id(original)}",
            "kind": kind,
            "published_at": published_at,
            "text": _text(original),
        }
        if not author:
            return [("objects", known)]
        account = _account(author)
        known["author"] = f"x:{_id(author)}"
        return [("objects", known), ("accounts", account)]
    except Rejection:
        return []
