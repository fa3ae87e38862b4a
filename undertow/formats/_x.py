"""Posts and accounts of the X API v2 as typed records, and what they become; shared by the formats that carry them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import msgspec

from undertow.formats import Rejection, Values
from undertow.formats._json import mended, reworded
from undertow.formats._keys import kind_of
from undertow.times import EARLIEST_POST, UnclearTime, moment, post_moment

CUT_OFF = "text may be cut off"
#: As what an original is shared, by how a post refers to it.
OBJECT_KINDS = {"retweeted": "repost", "quoted": "repost", "replied_to": "reply"}

_ID_KEYS = ("id", "author_id", "in_reply_to_user_id")

Also = list[tuple[str, Values]]


class Reference(msgspec.Struct, gc=False):
    """A post that another one repeats, quotes or answers."""

    type: str
    id: str


class Address(msgspec.Struct, gc=False):
    """A link in a post, as written and as it was resolved."""

    url: str | None = None
    expanded_url: str | None = None
    unwound_url: str | None = None
    media_key: str | None = None


class Tag(msgspec.Struct, gc=False):
    """A hashtag."""

    tag: str | None = None


class Mention(msgspec.Struct, gc=False):
    """A handle named in a post."""

    username: str | None = None
    id: Any = None  # counted only, see x_api_v2


class Entities(msgspec.Struct, gc=False):
    """What X found in the words of a post."""

    urls: list[Address] | None = None
    hashtags: list[Tag] | None = None
    mentions: list[Mention] | None = None


class PostMetrics(msgspec.Struct, gc=False):
    """Counts of a post when it was collected."""

    like_count: int | None = None
    retweet_count: int | None = None
    reply_count: int | None = None
    quote_count: int | None = None
    impression_count: int | None = None


class AccountMetrics(msgspec.Struct, gc=False):
    """Counts of an account when it was collected."""

    followers_count: int | None = None
    following_count: int | None = None
    tweet_count: int | None = None
    listed_count: int | None = None


class Attachments(msgspec.Struct, gc=False):
    """Pictures and recordings of a post."""

    media_keys: list[str] | None = None


class LongText(msgspec.Struct, gc=False):
    """The whole words of a post beyond 280 characters."""

    text: str | None = None
    entities: Entities | None = None


class XAccount(msgspec.Struct, gc=False):
    """A user object."""

    id: str
    username: str | None = None
    name: str | None = None
    created_at: str | None = None
    description: str | None = None
    location: str | None = None
    profile_image_url: str | None = None
    protected: bool | None = None
    verified: bool | None = None
    public_metrics: AccountMetrics | None = None


class XPost(msgspec.Struct, gc=False):
    """A tweet object."""

    id: str
    text: str | None = None
    author_id: str | None = None
    created_at: str | None = None
    lang: str | None = None
    in_reply_to_user_id: str | None = None
    referenced_tweets: list[Reference] | None = None
    entities: Entities | None = None
    attachments: Attachments | None = None
    public_metrics: PostMetrics | None = None
    note_tweet: LongText | None = None


class Includes(msgspec.Struct, gc=False):
    """What a page carries beside its own posts."""

    users: list[XAccount] = []
    tweets: list[XPost] = []


class Collected(msgspec.Struct, gc=False):
    """When and by which request a page was collected, as twarc2 notes it."""

    retrieved_at: str | None = None
    url: str | None = None


class Item(NamedTuple):
    """A record, or why it is none. raw is there where it was read with care."""

    record: XPost | XAccount | str
    raw: object = None
    odd: bool = False


def typed(value: Any, kind: type[XPost] | type[XAccount], suspect: bool = True) -> Item:
    """An untyped object as a record of `kind`; a suspect one is mended first."""
    value, odd = mended(value) if suspect else (value, False)
    if not isinstance(value, dict):
        return Item(f"the record is {kind_of(value)} where an object is due", value)
    ids = {key: str(value[key]) for key in _ID_KEYS if type(value.get(key)) is int}
    try:
        return Item(msgspec.convert({**value, **ids}, kind), value, odd)
    except msgspec.ValidationError as error:
        return Item(reworded(error), value, odd)


def moment_of(text: str) -> tuple[datetime, str]:
    """A time of the X API and its precision. Raises: UnclearTime."""
    # The one form that X writes, '2022-08-01T12:00:00.000Z', is read without the general parser: every post has two.
    if len(text) == 24 and text[23] == "Z" and text[19] == "." and text[10] == "T" and text[5] != "W":
        try:
            at = datetime.fromisoformat(text[:23])
        except ValueError as error:
            raise UnclearTime(f"{text!r} is not a date and time ({error})") from None
        return at, "ms" if at.microsecond else "s"
    return moment(text)


def latest_post() -> datetime:
    """The latest time a post may bear, allowing a day of clock error."""
    return datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1)


def post_time(text: str | None, latest: datetime) -> tuple[datetime, str]:
    """When a post was made. Raises: Rejection for none, one before any platform or after `latest`."""
    if text is None:
        raise Rejection("created_at is missing: a post without a time cannot be used")
    try:
        found = moment_of(text)
        if EARLIEST_POST <= found[0] <= latest:
            return found
        return post_moment(text)
    except UnclearTime as error:
        raise Rejection(f"created_at: {error}") from None


def time_or_none(text: str | None) -> tuple[datetime, str] | tuple[None, None]:
    """A time that a row can do without."""
    try:
        return moment_of(text) if text else (None, None)
    except UnclearTime:
        return None, None


def account_values(user: XAccount, collected_at: datetime | None) -> Values:
    """A user object as a row of `accounts`."""
    counts = user.public_metrics or AccountMetrics()
    created_at, precision = time_or_none(user.created_at)
    picture = user.profile_image_url
    return {
        "account": "x:" + user.id,
        "platform": "x",
        "handle": user.username,
        "name": user.name,
        "description": user.description,
        "created_at": created_at,
        "created_precision": precision,
        "followers": counts.followers_count,
        "following": counts.following_count,
        "posts": counts.tweet_count,
        "listed": counts.listed_count,
        "verified": user.verified,
        "protected": user.protected,
        "default_image": "default_profile_images" in picture if picture else None,
        "location": user.location,
        "collected_at": collected_at,
    }


def post_values(
    post: XPost, handle: str | None, originals: Mapping[str, XPost], collected_at: datetime | None, latest: datetime
) -> Values:
    """A tweet object as a row of `posts`; of a repost, with the words of the original where it is among `originals`.

    Raises: Rejection.
    """
    if not post.author_id or not post.id:
        raise Rejection(f"{'author_id' if post.id else 'id'} is missing or blank")
    at, precision = post_time(post.created_at, latest)
    counts = post.public_metrics
    values: Values = {
        "post": "x:" + post.id,
        "platform": "x",
        "account": "x:" + post.author_id,
        "handle": handle,
        "at": at,
        "at_precision": precision,
        "at_origin": "platform",
        "collected_at": collected_at,
        "kind": "original",
        "language": post.lang,
        "url": f"https://x.com/{handle or 'i/web'}/status/{post.id}",
    }
    if post.referenced_tweets:
        _refer(values, post.referenced_tweets, originals, post.in_reply_to_user_id)
    _words(values, post, originals)
    if post.attachments and post.attachments.media_keys:
        values["media"] = post.attachments.media_keys
    if counts:
        values["likes"] = counts.like_count
        values["reposts"] = counts.retweet_count
        values["replies"] = counts.reply_count
        values["quotes"] = counts.quote_count
        # X writes 0 for posts from before it counted impressions; a post that was collected has been seen.
        values["views"] = counts.impression_count or None
    return values


def _refer(values: Values, references: list[Reference], originals: Mapping[str, XPost], answered: str | None) -> None:
    for reference in references:
        other = "x:" + reference.id
        if reference.type == "retweeted":
            original = originals.get(reference.id)
            values["kind"], values["repost_of"] = "repost", other
            if original and original.author_id:
                values["repost_account"] = "x:" + original.author_id
        elif reference.type == "quoted":
            values["quote_of"] = other
            if values["kind"] == "original":
                values["kind"] = "quote"
        elif reference.type == "replied_to":
            values["reply_to"] = other
            if answered:
                values["reply_account"] = "x:" + answered
            if values["kind"] != "repost":
                values["kind"] = "reply"


def _words(values: Values, post: XPost, originals: Mapping[str, XPost]) -> None:
    """Fill in text, links, hashtags and mentions; X cuts the text of a repost, so the original's are taken."""
    source = originals.get(values["repost_of"][2:], post) if "repost_of" in values else post
    text, entities = source.text, source.entities
    if (whole := source.note_tweet) and whole.text:
        text, entities = whole.text, whole.entities or entities
    values["text"] = text
    if text and source is post and text.startswith("RT @") and text.endswith("…"):
        values["flags"] = [CUT_OFF]
    if entities is None:
        return
    if entities.urls:
        links = [u.unwound_url or u.expanded_url or u.url for u in entities.urls if u.media_key is None]
        values["links"] = links if len(links) == 1 and links[0] else list(dict.fromkeys(link for link in links if link))
    if entities.hashtags:
        values["hashtags"] = [h.tag for h in entities.hashtags if h.tag]
    if entities.mentions:
        values["mentions"] = [m.username for m in entities.mentions if m.username]


def object_values(original: XPost, kind: str) -> Values:
    """What is known about an original that others repeat or answer, as a row of `objects`."""
    text = original.note_tweet.text if original.note_tweet and original.note_tweet.text else original.text
    return {
        "object": "x:" + original.id,
        "kind": kind,
        "author": f"x:{original.author_id}" if original.author_id else None,
        "published_at": time_or_none(original.created_at)[0],
        "text": text,
    }
