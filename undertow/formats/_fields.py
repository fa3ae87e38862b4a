"""The fields that columns of a plain table, or keys of a JSON object, can be mapped to.

A column maps itself when its name is the field's or one of its usual names. Usual names come in tiers: a later tier
counts only when no earlier one is there, and two columns of one tier are ambiguous and left to the analyst.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from undertow.errors import BadSetting, UnknownName, UnreadableInput
from undertow.formats import Reading, Rejection, Values
from undertow.formats._cells import (
    day_or_time,
    identifier,
    links,
    listed,
    number,
    optional_identifier,
    truth,
    when,
    whole,
    with_platform,
    words,
)
from undertow.tables import TABLES

_FOLLOWERS = re.compile(r"/users/(\d{1,20})/followers", re.ASCII)
_MADE_HERE = {
    "source_sha256", "row_ref", "row_index", "text_key", "flags", "at_precision", "at_origin", "created_precision",
    "date_precision", "role", "target",
}  # fmt: skip
#: Fields of each table that a column may be mapped to.
FIELDS: dict[str, tuple[str, ...]] = {
    name: tuple(c for c in TABLES[name].names if c not in _MADE_HERE)
    for name in ("posts", "shares", "documents", "follows", "accounts")
}
#: Fields that hold ids of posts, accounts or objects.
IDS = {"post", "account", "repost_of", "repost_account", "quote_of", "reply_to", "reply_account", "follower", "object"}
_ACCOUNT_TIERS = (
    ("account", "account_id", "user_id", "userid", "author_id"),
    ("author", "user"),
    ("username", "screen_name", "handle"),
)
_AT_TIERS = (
    (
        "at",
        "posted_at",
        "created_at",
        "timestamp",
        "timestamp_share",
        "published_at",
        "publish_date",
        "created_utc",
        "tweet_time",
    ),
    ("time", "datetime", "date"),
)
_TEXT_TIERS = (("text", "full_text", "message", "body", "content", "tweet", "tweet_text"),)
_LANGUAGE_TIERS = (("language", "lang"),)
#: Usual column names, in lower case, of the fields that have any; every field also has its own name.
ALIASES: dict[str, dict[str, tuple[tuple[str, ...], ...]]] = {
    "posts": {
        "post": (("post", "post_id", "message_id", "tweet_id", "tweetid", "status_id"), ("id", "id_str")),
        "account": _ACCOUNT_TIERS,
        "handle": (("handle", "username", "screen_name", "user_screen_name", "user_name"),),
        "at": _AT_TIERS,
        "text": _TEXT_TIERS,
        "language": _LANGUAGE_TIERS,
        "url": (("permalink", "post_url"),),
        "links": (("links", "urls"), ("url", "link")),
        "hashtags": (("hashtags", "tags"),),
        "mentions": (("mentions", "user_mentions"),),
        "repost_of": (("repost_of", "repost_id", "retweet_id", "retweeted_id"),),
        "reply_to": (("reply_to", "reply_id", "in_reply_to", "in_reply_to_status_id"),),
        "likes": (("likes", "like_count", "favorite_count"),),
        "reposts": (("reposts", "repost_count", "retweet_count"),),
        "replies": (("replies", "reply_count"),),
        "quotes": (("quotes", "quote_count"),),
        "views": (("views", "view_count", "impression_count"),),
    },
    "shares": {
        "object": (("object", "object_id"),),
        "account": _ACCOUNT_TIERS,
        "at": _AT_TIERS,
        "post": (("post", "post_id", "content_id", "message_id"),),
    },
    "documents": {
        "document": (("document", "document_id", "doc_id"), ("id",)),
        "speaker": (("speaker",), ("author",)),
        "outlet": (("outlet", "media_name", "publisher"), ("source",)),
        "title": (("title", "headline"),),
        "date": (("date", "publish_date", "published_at", "pub_date"), ("timestamp", "created_at"), ("year",)),
        "text": (("text", "full_text", "body", "content"),),
        "language": _LANGUAGE_TIERS,
        "url": (("url", "link"),),
    },
    "follows": {
        "follower": (
            ("follower", "follower_id"),
            ("id", "user_id", "account_id", "account"),
            ("username", "screen_name", "handle"),
        ),
        "followed_at": (("followed_at", "followed", "starred_at", "liked_at", "joined_at"),),
    },
    "accounts": {
        "account": (("account", "account_id", "user_id", "author_id"), ("id",), ("username", "screen_name", "handle")),
        "handle": (("handle", "username", "screen_name", "acct", "login"),),
        "name": (("name", "display_name"),),
        "description": (("description", "bio", "note"),),
        "created_at": (("created_at", "created"),),
        "followers": (("followers", "followers_count", "follower_count"),),
        "following": (("following", "friends_count", "following_count"),),
        "posts": (("posts", "statuses_count", "tweet_count"),),
        "listed": (("listed", "listed_count"),),
        "language": _LANGUAGE_TIERS,
    },
}
_NEEDED = {
    "posts": ("account", "at"),
    "shares": ("object", "account", "at"),
    "documents": ("text",),
    "follows": ("follower",),
    "accounts": ("account",),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """Which column fills which field of which table. `where` names the file, in errors and in ids made from rows.

    profile: of a follower list, the columns that say something of the followers: fields of `accounts`.
    """

    table: str
    columns: tuple[tuple[str, str, str], ...]  # column of the file, field, type of the field
    unused: tuple[str, ...]
    where: str
    profile: tuple[tuple[str, str, str], ...] = ()

    def column_of(self, field: str) -> str | None:
        """The column that fills a field, if one does."""
        return next((column for column, name, _ in self.columns if name == field), None)


def plan(
    columns: Iterable[str], mapping: Mapping[str, str], wanted: str = "", *, where: str, audience: bool = False
) -> Plan:
    """Which canonical table the columns fill, and how.

    wanted: name of a table, or empty to decide by the columns. audience: the analyst said whose followers these are.
    Raises: UnknownName for a mapped column or field that does not exist; BadSetting for two columns mapped to one field;
    UnreadableInput naming what cannot be told.
    """
    names = tuple(columns)
    _check_mapping(names, mapping, where)
    tables = [wanted] if wanted else _candidates(names, mapping, audience)
    fault, needed = "", list[str]()
    for table in tables:
        chosen, doubtful = _chosen(names, mapping, table)
        lacking = [field for field in _NEEDED[table] if field not in chosen.values()]
        if not lacking:
            profile = _profile(names, mapping, chosen) if table == "follows" else {}
            unused = tuple(n for n in names if n not in chosen and n not in profile)
            return Plan(table, _typed(table, chosen), unused, where, _typed("accounts", profile))
        fault, needed = _fault(lacking, doubtful), lacking
    advice = " ".join(f"--map COLUMN={field}" for field in needed)
    raise UnreadableInput(
        f"{where}: cannot tell {fault}. Its columns: {', '.join(names[:40])}. Say so with {advice}, or export it again if it "
        "lacks that column."
    )


def _typed(table: str, chosen: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    return tuple((column, field, TABLES[table].column(field).type) for column, field in chosen.items())


def _profile(names: tuple[str, ...], mapping: Mapping[str, str], follows: Mapping[str, str]) -> dict[str, str]:
    """Columns of a follower list that fill fields of `accounts`, beside those that fill the list itself."""
    left = tuple(name for name in names if follows.get(name) != "followed_at")
    chosen, _ = _chosen(left, mapping, "accounts")
    kept = {column: field for column, field in chosen.items() if field not in ("account", "platform", "collected_at")}
    return {} if set(kept) <= set(follows) else kept


def note_plan(found: Plan, reading: Reading) -> None:
    """Add to the import report how columns were understood, which were not used, and whether ids are made."""
    for table, columns in ((found.table, found.columns), ("accounts", found.profile)):
        if columns:
            reading.note(f"Read into {table}: {', '.join(f'{column} as {field}' for column, field, _ in columns)}.")
    if found.unused:
        reading.note(
            f"Columns not used: {', '.join(found.unused[:40])}{' and more' if len(found.unused) > 40 else ''}."
        )
    key = {"posts": "post", "documents": "document"}.get(found.table)
    if key and found.column_of(key) is None:
        reading.note(f"No column holds the id of a {key}; ids are made from the file name and the row.")


def values_from(
    record: Mapping[str, object], found: Plan, reading: Reading, place: str, position: int = 0
) -> tuple[str, Values]:
    """The canonical table and its values for one record.

    place: where the record stands ('row 12'), for ids that have to be made; position: its number, for follower lists.
    Raises: Rejection with the reason.
    """
    values: Values = {}
    for column, field, kind in found.columns:
        value = _value(record.get(column), field, kind, column, reading, values)
        if value is not None:
            values[field] = value
    return found.table, _completed(values, found, reading, place, position)


def profile_from(
    record: Mapping[str, object], found: Plan, reading: Reading, follow: Values
) -> list[tuple[str, Values]]:
    """The profile of a follower that its row holds, as a row of `accounts`; a value that cannot be read is left out."""
    values: Values = {}
    for column, field, kind in found.profile:
        try:
            value = _value(record.get(column), field, kind, column, reading, values)
        except Rejection:
            reading.note(
                f"Some values of the column {column} could not be used; if times lack a zone, give --timezone."
            )
            continue
        if field in ("description", "location") and record.get(column) == "":
            value = ""  # an empty cell says that the profile text is empty, not that it is unknown
        if value is not None:
            values[field] = value
    if not values:
        return []
    values |= {"account": follow["follower"], "platform": reading.platform, "collected_at": follow.get("observed_at")}
    return [("accounts", {name: value for name, value in values.items() if value is not None})]


def _value(raw: object, field: str, kind: str, column: str, reading: Reading, values: Values) -> Any:
    if field in IDS:
        native = (identifier if field in ("account", "object", "follower") else optional_identifier)(raw, field)
        return native if native is None or field == "object" else with_platform(reading.platform, native)
    if kind == "time":
        return _time(raw, field, reading, values)
    if kind == "texts":
        return links(raw, column) if field == "links" else listed(raw, column)
    parse = {"integer": whole, "number": number, "truth": truth}.get(kind, words)
    return parse(raw, column)


def _time(raw: object, field: str, reading: Reading, values: Values) -> Any:
    if field == "at":
        found = when(raw, reading)
        values["at_precision"], values["at_origin"] = found.precision, found.origin
        return found.at
    if field == "date" and (year := (words(raw, field) or "").strip()).isdecimal() and len(year) == 4:
        day = day_or_time(f"{year}-01-01", field)
        values["date_precision"] = "year"
        return day[0] if day else None
    day = day_or_time(raw, field, reading.timezone)
    if day and field in ("created_at", "date"):
        values[f"{field.removesuffix('_at')}_precision"] = day[1]
    return day[0] if day else None


def _completed(values: Values, found: Plan, reading: Reading, place: str, position: int) -> Values:
    made = f"{found.where}, {place}"
    if found.table == "posts":
        if found.column_of("post") is None:
            values["post"] = with_platform(reading.platform, made)
        else:
            identifier(values.get("post"), "post")
        values.setdefault("kind", _post_kind(values))
        if reading.platform:
            values.setdefault("platform", reading.platform)
    elif found.table == "documents":
        if found.column_of("document") is None:
            values["document"] = made
        else:
            values["document"] = identifier(values.get("document"), "document")
        # A column called author names who wrote for an outlet; one called speaker, whose words they are.
        written = "outlet" in values and (found.column_of("speaker") or "author").lower() == "author"
        values.setdefault("kind", "speech" if "speaker" in values and not written else "article")
        if reading.actor:
            values.setdefault("speaker", reading.actor)
    elif found.table == "shares":
        values.setdefault("kind", "object")
        del values["at_origin"]
    elif found.table == "follows":
        values["target"], values["role"] = audience(reading, found.where)
        values.setdefault("position", position)
    return values


def audience(reading: Reading, where: str, platform: str = "", *, whose: str = "") -> tuple[str, str]:
    """The followed account and the role of a follower list. A comparison list is known by the account in `whose`, the
    address it was read from, or by its file."""
    role = "reference" if reading.reference else "audience"
    native = reading.audience_of.removeprefix("@")
    if not native and (named := _FOLLOWERS.search(whose)):
        platform, native = "x", named[1]
    return (with_platform(platform or reading.platform, native) if native else f"reference:{where}"), role


def _post_kind(values: Values) -> str:
    if values.get("repost_of"):
        return "repost"
    return "reply" if values.get("reply_to") else "quote" if values.get("quote_of") else "original"


def _check_mapping(names: tuple[str, ...], mapping: Mapping[str, str], where: str) -> None:
    every = {field for fields in FIELDS.values() for field in fields}
    for column, field in mapping.items():
        if column not in names:
            raise UnknownName.among(f"column of {where}", column, names)
        if field not in every:
            raise UnknownName.among("field to map a column to", field, every)
        if len(both := [other for other, same in mapping.items() if same == field]) > 1:
            raise BadSetting(
                f"{where}: the columns {' and '.join(both)} are both mapped to {field}, which holds one value. Keep one --map."
            )


def _candidates(names: tuple[str, ...], mapping: Mapping[str, str], audience: bool) -> list[str]:
    """Tables to try, the most particular first; posts last, so that its words are the error."""
    lower, mapped = {n.lower() for n in names if n not in mapping}, set(mapping.values())
    if audience:
        return ["follows"]
    order = []
    if "object" in mapped or lower & {"object", "object_id"}:
        order.append("shares")
    if mapped & {"document", "speaker", "outlet", "title", "date"} or lower & {
        "document",
        "doc_id",
        "speaker",
        "title",
        "headline",
    }:
        order.append("documents")
    fitting = [t for t in [*order, "posts"] if mapped <= set(FIELDS[t])]
    return fitting or next(([t] for t in FIELDS if mapped <= set(FIELDS[t])), ["posts"])


def _chosen(
    names: tuple[str, ...], mapping: Mapping[str, str], table: str
) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Column to field, and fields for which several columns would do."""
    chosen = {column: field for column, field in mapping.items() if field in FIELDS[table]}
    doubtful: dict[str, list[str]] = {}
    for field in FIELDS[table]:
        if field in chosen.values():
            continue
        exact = [n for n in names if n.lower() == field and n not in chosen]
        for tier in ((field,), *ALIASES[table].get(field, ())):
            fits = exact if tier == (field,) else [n for n in names if n.lower() in tier and n not in chosen]
            if len(fits) == 1:
                chosen[fits[0]] = field
            elif fits:
                doubtful[field] = fits
            if fits:
                break
    return chosen, doubtful


def _fault(lacking: list[str], doubtful: Mapping[str, list[str]]) -> str:
    meaning = {
        "account": "the account",
        "at": "the time",
        "object": "the shared object",
        "follower": "the follower",
        "text": "the text",
    }
    return " and ".join(
        f"which column is {meaning[f]}" + (f" ({' or '.join(doubtful[f])}?)" if f in doubtful else "") for f in lacking
    )
