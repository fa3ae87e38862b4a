"""Posts of the X API v2 after `twarc2 flatten`: one a line, with the author and the posts it refers to inside.

Field names: DocNow/twarc-csv (test-data/flat.jsonl).
"""

from __future__ import annotations

from typing import Any

from undertow.formats import Reading, Rejection, Values
from undertow.formats._json import JsonLines
from undertow.formats._keys import Object, object_in, objects_in
from undertow.formats._x import (
    OBJECT_KINDS,
    Also,
    XAccount,
    XPost,
    account_values,
    latest_post,
    object_values,
    post_values,
    time_or_none,
    typed,
)


class XApiV2Flat(JsonLines):
    """Posts of the X API v2, flattened; the author's profile and the originals come with each."""

    name = "x-api-v2-flat"
    title = "X API v2, one flattened post a line (twarc2 flatten)"
    fills = ("posts", "accounts", "objects")

    def owns(self, record: Object) -> bool:
        return "author_id" in record and "id" in record and bool(record.keys() & {"text", "author", "conversation_id"})

    def row(self, record: Object, reading: Reading) -> tuple[str, Values, Also]:
        post = typed(_without_media_objects(record), XPost, suspect=False).record
        if not isinstance(post, XPost):
            raise Rejection(str(post))
        collected_at = time_or_none(_text(object_in(record, "__twarc").get("retrieved_at")))[0]
        author = _account(record.get("author"))
        inlined = {
            str(reference.get("type")): (original, _account(reference.get("author")))
            for reference in objects_in(record, "referenced_tweets")
            if "text" in reference and isinstance(original := _original(reference), XPost)
        }
        originals = {original.id: original for original, _ in inlined.values()}
        values = post_values(post, author.username if author else None, originals, collected_at, latest_post())
        also: Also = [("accounts", account_values(author, collected_at))] if author else []
        for kind, (original, account) in inlined.items():
            also.append(("objects", object_values(original, OBJECT_KINDS.get(kind, "repost"))))
            if account:
                also.append(("accounts", account_values(account, collected_at)))
        return "posts", values, also


def _without_media_objects(record: Object) -> Object:
    """The record with `attachments.media`, whole objects after flattening, as the keys they had before."""
    attachments = object_in(record, "attachments")
    media = [m["media_key"] for m in objects_in(attachments, "media") if isinstance(m.get("media_key"), str)]
    return {**record, "attachments": {"media_keys": media}} if media else record


def _original(reference: Object) -> XPost | XAccount | str:
    return typed({k: v for k, v in reference.items() if k not in ("referenced_tweets", "attachments")}, XPost).record


def _account(value: Any) -> XAccount | None:
    found = typed(value, XAccount, suspect=False).record
    return found if isinstance(found, XAccount) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
