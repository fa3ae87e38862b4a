"""Pages of the X API v2 as twarc2 stores them, one response a line: `data`, `includes`, `meta`, `__twarc`.

Field names: DocNow/twarc (expansions.py, TWEET_FIELDS) and DocNow/twarc-csv (test-data/noflat.jsonl).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from undertow.formats import Format, Kept, Reading, Rejected, Rejection, Row
from undertow.formats._json import (
    LIMITS,
    ODD_CHARACTERS,
    Line,
    decoded,
    encoded,
    excerpt,
    json_members,
    lines,
    openings,
)
from undertow.formats._keys import Object, an_object, list_in, object_in, objects_in
from undertow.formats._x import (
    OBJECT_KINDS,
    Also,
    Collected,
    Includes,
    Item,
    Reference,
    XAccount,
    XPost,
    account_values,
    latest_post,
    object_values,
    post_values,
    time_or_none,
    typed,
)
from undertow.material import Material

#: Profiles, and originals, kept in memory to recognise a repetition.
REMEMBERED = 20_000
#: A key of each other object that has an id: topics (domain and entity), polls, places.
_WITH_ID = (b'"domain"', b'"entity"', b'"options"', b'"full_name"')


class _Page(msgspec.Struct, gc=False):
    data: list[XPost]
    includes: Includes = msgspec.field(default_factory=Includes)
    errors: list[msgspec.Raw] = []
    twarc: Collected = msgspec.field(default_factory=Collected, name="__twarc")


class _Suspect(Exception):
    """A page that the quick way cannot vouch for."""


_PAGE = msgspec.json.Decoder(_Page)


class XApiV2(Format):
    """Posts from pages of the X API v2; each member of `data` is one record."""

    name = "x-api-v2"
    title = "X API v2, one page of posts a line (twarc2)"
    fills = ("posts", "accounts", "objects")

    def recognises(self, material: Material) -> bool:
        return any(_holds_posts(record) for record in openings(material))

    def read(self, material: Material, reading: Reading) -> Iterator[Row]:
        latest, told, empty, gone = latest_post(), _Told(), 0, 0
        for member in json_members(material):
            for line in lines(member):
                row_ref = material.reference(member, f"line {line.number}")
                try:
                    page, rows = _page_rows(line, row_ref, latest, told)
                except Rejection as reason:
                    yield Rejected(row_ref, str(reason), excerpt(line.raw))
                    continue
                empty, gone = empty + (not page.items), gone + page.gone
                yield from rows
        if empty:
            reading.note(f"Pages without a post: {empty:,}.")
        if gone:
            reading.note(f"Posts or accounts that X did not show (deleted, suspended, protected): {gone:,}.")


class _Told:
    """The profiles and originals already told, so that one is told again only when it has changed; forgets when it grows large."""

    def __init__(self) -> None:
        self._seen: dict[str, XAccount] = {}
        self._originals: dict[tuple[str, str], XPost] = {}

    def news(self, user: XAccount | None, collected_at: datetime | None, also: Also) -> None:
        """Add the profile to `also`, unless it was told in these very words."""
        if user is None or self._seen.get(user.id) == user:
            return
        if len(self._seen) >= REMEMBERED:
            self._seen.clear()
        self._seen[user.id] = user
        also.append(("accounts", account_values(user, collected_at)))

    def original(self, reference: Reference, post: XPost | None, also: Also) -> None:
        """Add to `also` what is known of the post referred to, unless it was told in these very words."""
        key = (reference.type, reference.id)
        if post is None or self._originals.get(key) == post:
            return
        if len(self._originals) >= REMEMBERED:
            self._originals.clear()
        self._originals[key] = post
        also.append(("objects", object_values(post, OBJECT_KINDS.get(reference.type, "repost"))))


class _OpenPage:
    """A page with its items, and the accounts and originals it includes."""

    def __init__(self, items: list[Item], includes: Includes, twarc: Collected, gone: int) -> None:
        self.items, self.gone = items, gone
        self.accounts = {user.id: user for user in includes.users}
        self.originals = {post.id: post for post in includes.tweets}
        self.collected_at = time_or_none(twarc.retrieved_at)[0]

    def rows(self, row_ref: str, latest: datetime, told: _Told) -> list[Row]:
        """One row an item; accounts and originals go with the first post that has to do with them."""
        rows: list[Row] = []
        rest, first = dict(self.accounts), None
        for number, (post, raw, odd) in enumerate(self.items, 1):
            place = f"{row_ref}, item {number}"
            try:
                if not isinstance(post, XPost):
                    raise Rejection(str(post))
                user = self.accounts.get(post.author_id) if post.author_id else None
                values = post_values(post, user.username if user else None, self.originals, self.collected_at, latest)
            except Rejection as reason:
                rows.append(Rejected(place, str(reason), excerpt(encoded(raw))))
                continue
            if odd:
                values["flags"] = [*values.get("flags", ()), ODD_CHARACTERS]
            also: Also = []
            first = also if first is None else first
            if user and rest.pop(user.id, None):
                told.news(user, self.collected_at, also)
            for reference in post.referenced_tweets or ():
                told.original(reference, self.originals.get(reference.id), also)
            rows.append(Kept("posts", place, values, also))
        if first is not None:
            for user in rest.values():
                told.news(user, self.collected_at, first)
        return rows


def _holds_posts(record: Object) -> bool:
    data = record.get("data")
    items = data if isinstance(data, list) else [data]
    return any(isinstance(item, dict) and "id" in item and ("text" in item or "author_id" in item) for item in items)


def _page_rows(line: Line, row_ref: str, latest: datetime, told: _Told) -> tuple[_OpenPage, list[Row]]:
    """The page on a line and its rows. Raises: Rejection when the line as a whole is no page."""
    if not line.whole:
        raise Rejection(f"the line is longer than {LIMITS.line_bytes:,} bytes; a page of X is far shorter")
    try:
        page = _quick_page(line.raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, _Suspect):
        page = _careful_page(line.raw)
        return page, page.rows(row_ref, latest, told)
    rows = page.rows(row_ref, latest, told)
    if any(isinstance(row, Rejected) for row in rows):
        page = _careful_page(line.raw)  # for the words of what is rejected
        rows = page.rows(row_ref, latest, told)
    return page, rows


def _quick_page(raw: bytes) -> _OpenPage:
    page = _PAGE.decode(raw)
    if b"\\u0000" in raw:
        raise _Suspect
    posts, users = page.data + page.includes.tweets, page.includes.users
    # Two equal keys in one object would pass unseen; but there must be as many of each as objects that have it.
    without_author = [post.author_id for post in posts].count(None)
    without_time = [post.created_at for post in posts].count(None) + [user.created_at for user in users].count(None)
    if (
        raw.count(b'"author_id"') != len(posts) - without_author
        or raw.count(b'"created_at"') != len(posts) + len(users) - without_time
    ):
        raise _Suspect
    if raw.count(b'"text"') != _text_keys(posts) or not _ids_are_single(raw, posts, len(users)):
        raise _Suspect
    return _OpenPage([Item(post) for post in page.data], page.includes, page.twarc, len(page.errors))


def _text_keys(posts: list[XPost]) -> int:
    """How often the key "text" stands in posts none of which has it twice."""
    long = sum(post.note_tweet is not None and post.note_tweet.text is not None for post in posts)
    return len(posts) - [post.text for post in posts].count(None) + long


def _ids_are_single(raw: bytes, posts: list[XPost], users: int) -> bool:
    """Whether the key "id" stands as often as there are objects with one; what is not decoded is known by another key."""
    unexplained = raw.count(b'"id"') - len(posts) - users
    for post in posts:
        if post.referenced_tweets:
            unexplained -= len(post.referenced_tweets)
        if post.entities and post.entities.mentions:
            unexplained -= sum(mention.id is not None for mention in post.entities.mentions)
    for key in _WITH_ID:
        if unexplained <= 0:
            break
        unexplained -= raw.count(key)
    return unexplained == 0


def _careful_page(raw: bytes) -> _OpenPage:
    """The page item by item, so that a bad one costs only itself. Raises: Rejection."""
    value, suspect = decoded(raw)
    page = an_object(value)
    if not page.keys() & {"data", "includes", "meta", "errors"}:
        raise Rejection("no key `data`: not a page of the X API v2")
    data = page.get("data")
    items = [] if data is None else data if isinstance(data, list) else [data]
    included = object_in(page, "includes")
    includes = Includes(
        [
            user
            for item in list_in(included, "users")
            if isinstance(user := typed(item, XAccount, suspect).record, XAccount)
        ],
        [post for item in list_in(included, "tweets") if isinstance(post := typed(item, XPost, suspect).record, XPost)],
    )
    try:
        twarc = msgspec.convert(page.get("__twarc") or {}, Collected)
    except msgspec.ValidationError:
        twarc = Collected()
    return _OpenPage([typed(item, XPost, suspect) for item in items], includes, twarc, len(objects_in(page, "errors")))
