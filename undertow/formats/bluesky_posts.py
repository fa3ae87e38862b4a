"""Bluesky posts, one a line: views as the API returns them, or commits of Jetstream.

Field names: atproto lexicons (app/bsky/feed/post.json, defs.json) and bluesky-social/jetstream.
`createdAt` is what the author's program says; `indexedAt` and `time_us` are the platform's clock.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

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
)

BACKDATED = "the author's program states another time than the platform, by more than an hour"
_APART_SECONDS = 3600
_POST, _REPOST = "app.bsky.feed.post", "app.bsky.feed.repost"
Also = list[tuple[str, Values]]


class BlueskyPosts(JsonLines):
    """Bluesky posts and reposts; the platform's clock is used where it is there, the author's program's otherwise."""

    name = "bluesky-posts"
    title = "Bluesky posts (API views or Jetstream)"
    fills = ("posts", "accounts", "objects")

    def owns(self, record: Object) -> bool:
        if {"did", "time_us", "kind"} <= record.keys():
            return True
        view = record.get("post", record)
        return isinstance(view, dict) and {"uri", "author", "record"} <= view.keys()

    def row(self, record: Object, reading: Reading) -> tuple[str, Values, Also]:
        if "time_us" in record:
            return "posts", _commit(record), []
        view = object_in(record, "post") if "post" in record else record
        author = object_in(view, "author")
        account = required_id(author, "did")
        values = _post(object_in(view, "record"), required_id(view, "uri"), account, view.get("indexedAt"))
        values["handle"] = text_in(author, "handle")
        counts = {"likes": "likeCount", "reposts": "repostCount", "replies": "replyCount", "quotes": "quoteCount"}
        values |= {field: count_in(view, key) for field, key in counts.items()}
        also: Also = [("accounts", _account(author))]
        if (reason := record.get("reason")) and isinstance(reason, dict) and "by" in reason:
            return "posts", _view_of_repost(reason, values), [*also, ("accounts", _account(object_in(reason, "by")))]
        return "posts", values, also


def _commit(event: Object) -> Values:
    """The post or repost that a Jetstream event creates. Raises: Rejection for any other event."""
    kind = event.get("kind")
    if kind != "commit":
        raise Rejection(f"an event of kind {str(kind)[:40]!r}, not a post")
    commit = object_in(event, "commit")
    operation, collection = text_in(commit, "operation"), text_in(commit, "collection")
    if operation != "create" or collection not in (_POST, _REPOST):
        raise Rejection(f"{str(operation)[:40]} in {str(collection)[:60]}, not a post")
    account = required_id(event, "did")
    uri = f"at://{account}/{collection}/{required_id(commit, 'rkey')}"
    time_us = event.get("time_us")
    if not isinstance(time_us, int) or isinstance(time_us, bool):
        raise Rejection("time_us is no whole number of microseconds")
    indexed_at = f"{time_us // 1_000_000}.{time_us % 1_000_000:06}"
    record = object_in(commit, "record")
    if collection == _POST:
        return _post(record, uri, account, indexed_at)
    original = required_id(object_in(record, "subject"), "uri")
    return {**_basis(uri, account, record, indexed_at), **_repeats(original)}


def _view_of_repost(reason: Object, original: Values) -> Values:
    """A feed view whose `reason` says who repeated the post: the words of the original, the time of the repeating."""
    account = required_id(object_in(reason, "by"), "did")
    uri = id_in(reason, "uri") or f"{original['post']}, repeated by {account}"
    basis = _basis(uri.removeprefix("bluesky:"), account, {}, reason.get("indexedAt"))
    words = {key: original.get(key) for key in ("text", "links", "hashtags", "mentions", "language")}
    return {**basis, **words, **_repeats(original["post"].removeprefix("bluesky:"))}


def _basis(uri: str, account: str, record: Object, indexed_at: Any) -> Values:
    """Id, account and time: the platform's clock if it is known, else what the author's program declared."""
    declared, _ = known_moment(record.get("createdAt"))
    origin = {"indexedAt": indexed_at} if indexed_at is not None else {"createdAt": record.get("createdAt")}
    [key] = origin
    at, precision = posted(origin, key)
    return {
        "post": f"bluesky:{uri}",
        "platform": "bluesky",
        "account": f"bluesky:{account}",
        "at": at,
        "at_precision": precision,
        "at_origin": "platform" if key == "indexedAt" else "client",
        "url": _address(uri),
        "flags": [BACKDATED] if _apart(declared, at) else [],
    }


def _apart(declared: datetime | None, at: datetime) -> bool:
    return declared is not None and abs((at - declared).total_seconds()) > _APART_SECONDS


def _address(uri: str) -> str | None:
    parts = uri.removeprefix("at://").split("/")
    return f"https://bsky.app/profile/{parts[0]}/post/{parts[2]}" if len(parts) == 3 and parts[1] == _POST else None


def _repeats(original: str) -> Values:
    return {
        "kind": "repost",
        "repost_of": f"bluesky:{original}",
        "repost_account": f"bluesky:{original.removeprefix('at://').partition('/')[0]}",
    }


def _post(record: Object, uri: str, account: str, indexed_at: Any) -> Values:
    values = {**_basis(uri, account, record, indexed_at), "kind": "original", "text": text_in(record, "text")}
    languages = record.get("langs")
    if isinstance(languages, list) and languages and isinstance(languages[0], str):
        values["language"] = languages[0]
    _embedded(values, object_in(record, "embed"))
    if parent := id_in(object_in(object_in(record, "reply"), "parent"), "uri"):
        values["kind"], values["reply_to"] = "reply", f"bluesky:{parent}"
        values["reply_account"] = f"bluesky:{parent.removeprefix('at://').partition('/')[0]}"
    _marked(values, record)
    return values


def _embedded(values: Values, embed: Object) -> None:
    """Fill in what a post carries: a quoted post, a link card, pictures."""
    quoted = object_in(embed, "record")
    if uri := id_in(quoted, "uri") or id_in(object_in(quoted, "record"), "uri"):
        values["kind"], values["quote_of"] = "quote", f"bluesky:{uri}"
    media = object_in(embed, "media") or embed
    if card := text_in(object_in(media, "external"), "uri"):
        values["links"] = [card]
    pictures = [object_in(object_in(part, "image"), "ref") for part in objects_in(media, "images")]
    pictures.append(object_in(object_in(media, "video"), "ref"))
    values["media"] = [link for ref in pictures if (link := id_in(ref, "$link"))]


def _marked(values: Values, record: Object) -> None:
    """Fill in links, hashtags and mentions from the marked stretches of the text; their places count UTF-8 bytes."""
    written = (values["text"] or "").encode("utf-8", "replace")
    links, tags, mentions = list(values.get("links", ())), [], []
    for facet in objects_in(record, "facets"):
        place = object_in(facet, "index")
        start, end = count_in(place, "byteStart") or 0, count_in(place, "byteEnd") or 0
        for feature in objects_in(facet, "features"):
            kind = str(feature.get("$type")).rpartition("#")[2]
            if kind == "link" and (uri := text_in(feature, "uri")):
                links.append(uri)
            elif kind == "tag" and (tag := text_in(feature, "tag") or written[start:end].decode("utf-8", "replace")):
                tags.append(tag.lstrip("#＃"))
            elif kind == "mention":
                handle = written[start:end].decode("utf-8", "replace").lstrip("@")
                mentions.append(handle or f"bluesky:{id_in(feature, 'did')}")
    outside = record.get("tags")
    tags += [tag for tag in outside if isinstance(tag, str)] if isinstance(outside, list) else []
    values["links"], values["hashtags"], values["mentions"] = list(dict.fromkeys(links)), tags, mentions


def _account(author: Object) -> Values:
    created_at, precision = known_moment(author.get("createdAt"))
    return {
        "account": f"bluesky:{required_id(author, 'did')}",
        "platform": "bluesky",
        "handle": text_in(author, "handle"),
        "name": text_in(author, "displayName"),
        "description": text_in(author, "description"),
        "created_at": created_at,
        "created_precision": precision,
        "followers": count_in(author, "followersCount"),
        "following": count_in(author, "followsCount"),
        "posts": count_in(author, "postsCount"),
    }
