"""Followers of one account: profiles from twarc's or minet's user CSV, or a bare list of ids or handles.

Columns as in twarc-csv's user columns (dataframe_converter.py, d77da93), minet's `twitter followers` (only follower_id) and
`twitter users` (twitwi 0.25.1, USER_FIELDS), and the X API v1.1 user object. No such file says whose followers they are:
--audience-of does, or --reference for a population to compare with. The order of rows is kept as the position.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from undertow.errors import UnreadableInput
from undertow.formats import Kept, Reading, Rejection, Row, Values
from undertow.formats._cells import filled, identifier, profile_time, truth, whole, with_platform, words
from undertow.formats._csv import Record
from undertow.formats._fields import audience
from undertow.formats._tabular import Cells, Tabular, columns_of, file_name
from undertow.material import Material, Member

_BARE = frozenset({"id", "user_id", "screen_name", "username", "handle", "name", "followed_at"})
_IDS = ("follower_id", "id", "user_id", "screen_name", "username", "handle")
_FRACTION = re.compile(r"\s*\d+\.\d*\s*", re.ASCII)
_OF_X = frozenset({"follower_id", "screen_name", "public_metrics.followers_count"})
_WORDS = {
    "handle": ("screen_name", "username", "handle"),
    "name": ("name",),
    "description": ("description",),
    "location": ("location",),
    "language": ("lang",),
}
_COUNTS = {
    "followers": ("public_metrics.followers_count", "followers_count", "followers"),
    "following": ("public_metrics.following_count", "friends_count", "friends"),
    "posts": ("public_metrics.tweet_count", "statuses_count", "tweets"),
    "listed": ("public_metrics.listed_count", "listed_count", "lists"),
}


class FollowerListCsv(Tabular):
    """Which accounts follow an account, in the order of the list, with their profiles where it has them."""

    name = "follower-list-csv"
    title = "follower list (twarc, minet or ids)"
    fills = ("follows", "accounts")
    required = frozenset({"follower_id"})
    or_required = (
        frozenset({"username", "public_metrics.followers_count"}),
        frozenset({"screen_name", "followers_count", "friends_count"}),
        frozenset({"screen_name", "followers", "friends"}),
        *(frozenset({name}) for name in ("id", "user_id", "screen_name", "username", "handle")),
    )
    foreign = frozenset(
        {"text", "body", "message", "content", "full_text", "tweet_text", "conversation_id", "created_utc"}
    )

    _file = ""

    def recognises(self, material: Material) -> bool:
        names = set(columns_of(material) or ())
        particular = any(wanted <= names for wanted in (self.required, *self.or_required[:3]))
        return (particular or bool(names & set(_IDS) and names <= _BARE)) and not self.foreign & names

    def missing(self, material: Material) -> str:
        return ""

    def rows(self, material: Material, member: Member, reading: Reading) -> Iterator[Row]:
        if not reading.audience_of and not reading.reference:
            raise UnreadableInput(
                f"{material.name}: is a list of followers but does not say whose. Add it with --audience-of ACCOUNT, or with "
                "--reference if it is the population to compare with."
            )
        self._file = file_name(material, member)
        yield from super().rows(material, member, reading)

    def convert(self, cells: Cells, record: Record, reading: Reading) -> Kept:
        platform = reading.platform or ("x" if _OF_X & cells.keys() else "")
        column = next(name for name in _IDS if name in cells)
        if column in _IDS[:3] and isinstance(cells[column], str) and _FRACTION.fullmatch(cells[column]):
            raise Rejection(
                f"the follower id was rounded by a spreadsheet ({cells[column][:60]}): export again with ids as text"
            )
        follower = with_platform(platform, identifier(cells[column], "follower"))
        if column in _IDS[3:]:
            reading.note("The list has no ids; handles are used instead, which the holder of an account can change.")
        target, role = audience(reading, self._file, platform, whose=str(cells.get("__twarc.url") or ""))
        collected_at = profile_time(cells.get("__twarc.retrieved_at"))[0]
        follow = {
            "target": target,
            "follower": follower,
            "position": record.number,
            "observed_at": collected_at,
            "followed_at": profile_time(cells.get("followed_at"), reading.timezone)[0],
            "role": role,
        }
        profile = {} if column == "follower_id" else _profile(cells, reading)
        if profile:
            profile |= {"account": follower, "platform": platform, "collected_at": collected_at}
        return Kept("follows", record.row_ref, filled(follow), [("accounts", filled(profile))] if profile else [])


def _profile(cells: Cells, reading: Reading) -> Values:
    values: Values = {field: words(_first(cells, columns), field) for field, columns in _WORDS.items()}
    # an empty cell of a column that is there says that the profile text or place is empty, not that it is unknown
    values |= {f: "" for f in ("description", "location") if values[f] is None and _first(cells, _WORDS[f]) == ""}
    values |= {field: whole(_first(cells, columns), field) for field, columns in _COUNTS.items()}
    values |= {field: truth(cells.get(field), field) for field in ("verified", "protected")}
    picture = words(cells.get("profile_image_url"), "profile_image_url")
    values["default_image"] = "default_profile_images" in picture if picture else None
    if "default_profile_image" in cells:
        values["default_image"] = truth(cells["default_profile_image"], "default_profile_image")
    opened = _first(cells, ("timestamp_utc", "created_at", "created"))
    values["created_at"], values["created_precision"] = profile_time(opened, reading.timezone)
    if opened and values["created_at"] is None:
        reading.note(
            f"Some sign-up times could not be used, such as {str(opened)[:40]!r}; if they lack a zone, give --timezone."
        )
    return filled(values)


def _first(cells: Cells, columns: tuple[str, ...]) -> object:
    return next((cells[column] for column in columns if column in cells), None)
