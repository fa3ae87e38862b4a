"""Pages of accounts of the X API v2 (twarc2 users, followers, following): a list of profiles, or a follower list.

Field names: DocNow/twarc-csv (test-data/users.jsonl). A page does not say whose followers it lists: the analyst must.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from undertow.formats import Format, Kept, Reading, Rejected, Rejection, Row, Values
from undertow.formats._fields import audience
from undertow.formats._json import ODD_CHARACTERS, encoded, excerpt, json_members, lines, one_object, openings
from undertow.formats._keys import Object, object_in
from undertow.formats._x import XAccount, account_values, time_or_none, typed
from undertow.material import Material

_FOLLOWERS = re.compile(r"/users/(\d{1,20})/followers", re.ASCII)


class XApiV2Users(Format):
    """Profiles; with --audience-of or --reference, follows in the order of the pages, newest first as X gives them."""

    name = "x-api-v2-users"
    title = "X API v2, pages of accounts (twarc2 users or followers)"
    fills = ("accounts", "follows")

    def recognises(self, material: Material) -> bool:
        return any(_holds_accounts(record) for record in openings(material))

    def read(self, material: Material, reading: Reading) -> Iterator[Row]:
        position, whose = 0, set[str]()
        for member in json_members(material):
            file = material.name
            if reading.reference and len(material.members) > 1:  # each file of a folder of comparisons is a list
                position, file = 0, member.name
            for line in lines(member):
                row_ref = material.reference(member, f"line {line.number}")
                try:
                    page, odd = one_object(line)
                    items = _items(page)
                    twarc = object_in(page, "__twarc")
                except Rejection as reason:
                    yield Rejected(row_ref, str(reason), excerpt(line.raw))
                    continue
                whose.update(_FOLLOWERS.findall(str(twarc.get("url"))))
                for number, item in enumerate(items, 1):
                    position += 1
                    place = f"{row_ref}, item {number}"
                    yield _row(item, twarc, place, Place(position, file, reading))
                if odd:
                    reading.note(f"{row_ref}: {ODD_CHARACTERS}.")
        if whose and not (reading.audience_of or reading.reference):
            reading.note(
                f"The pages are follower lists, of {', '.join('x:' + account for account in sorted(whose))}. Only the "
                "profiles were read. To read who follows whom, add the file with --audience-of or --reference."
            )


class Place(msgspec.Struct, frozen=True):
    """Where a profile stands in a follower list, and what the analyst said about the list."""

    position: int
    file: str
    reading: Reading


def _holds_accounts(record: Object) -> bool:
    data = record.get("data")
    items = data if isinstance(data, list) else [data]
    return any(isinstance(item, dict) and "username" in item and "text" not in item for item in items)


def _items(page: Object) -> list[object]:
    if not page.keys() & {"data", "includes", "meta", "errors"}:
        raise Rejection("no key `data`: not a page of the X API v2")
    data = page.get("data")
    return [] if data is None else data if isinstance(data, list) else [data]


def _row(value: object, twarc: Object, row_ref: str, place: Place) -> Row:
    user, raw, _ = typed(value, XAccount, suspect=False)
    if not isinstance(user, XAccount) or not user.id:
        reason = "id is missing or blank" if isinstance(user, XAccount) else str(user)
        return Rejected(row_ref, reason, excerpt(encoded(raw)))
    retrieved_at = twarc.get("retrieved_at")
    observed_at = time_or_none(retrieved_at)[0] if isinstance(retrieved_at, str) else None
    account = account_values(user, observed_at)
    if not (place.reading.audience_of or place.reading.reference):
        return Kept("accounts", row_ref, account)
    target, role = audience(place.reading, place.file, "x", whose=str(twarc.get("url")))
    follow: Values = {
        "target": target,
        "follower": account["account"],
        "position": place.position,
        "observed_at": observed_at,
        "role": role,
    }
    return Kept("follows", row_ref, follow, [("accounts", account)])
