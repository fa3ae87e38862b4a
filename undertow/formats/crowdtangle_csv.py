"""Posts of public pages and groups on Facebook, or of accounts on Instagram, as CrowdTangle exported them.

Columns as 4CAT reads them (datasources/upload/import_formats.py, 227bead1d). "Post Created" ends in a zone (EST, EDT, UTC),
which is read. The export has no id of a post: the one in its address is used, or the address itself.
"""

from __future__ import annotations

import re

from undertow.formats import Kept, Reading, Rejection, Values
from undertow.formats._cells import When, filled, identifier, profile_time, when, whole, words
from undertow.formats._csv import Record
from undertow.formats._tabular import Cells, Tabular

#: The zones of the United States that CrowdTangle's dashboard offers, and UTC.
_ZONES = {
    "UTC": "Z", "GMT": "Z", "EST": "-05:00", "EDT": "-04:00", "CST": "-06:00", "CDT": "-05:00", "MST": "-07:00",
    "MDT": "-06:00", "PST": "-08:00", "PDT": "-07:00",
}  # fmt: skip
_ENDS_IN_ZONE = re.compile(r"(.*\d) ([A-Z]{2,5})")
_POST_ID = re.compile(
    r"(?:/posts/|/videos/|/permalink/|[?&]fbid=|[?&]story_fbid=|instagram\.com/(?:p|reel|tv)/)([\w-]+)"
)


class CrowdTangleCsv(Tabular):
    """Posts on Facebook or Instagram with the counts of when they were exported."""

    name = "crowdtangle-csv"
    title = "CrowdTangle (Facebook, Instagram)"
    fills = ("posts", "accounts")
    required = frozenset({"Facebook Id", "Post Created", "URL", "Message"})
    or_required = (frozenset({"Account", "User Name", "Post Created", "URL", "Description", "Followers at Posting"}),)

    def convert(self, cells: Cells, record: Record, reading: Reading) -> Kept:
        platform = "facebook" if "Facebook Id" in cells else "instagram"
        native = identifier(cells["Facebook Id" if platform == "facebook" else "User Name"], "account")
        at, precision, origin = _created(cells["Post Created"], reading)
        url = identifier(cells["URL"], "post")
        handle = words(cells.get("User Name"), "User Name")
        link = words(cells.get("Final Link") or cells.get("Link"), "Link")
        values: Values = {
            "post": f"{platform}:{found[1] if (found := _POST_ID.search(url)) else url}",
            "platform": platform,
            "account": f"{platform}:{native}",
            "handle": handle,
            "at": at,
            "at_precision": precision,
            "at_origin": origin,
            "kind": "original",
            "text": words(cells.get("Message", cells.get("Description")), "text"),
            "url": url,
            "links": [link] if link and link != url else None,
            "likes": whole(cells.get("Likes"), "Likes"),
            "reposts": whole(cells.get("Shares"), "Shares"),
            "replies": whole(cells.get("Comments"), "Comments"),
            "views": whole(cells.get("Total Views", cells.get("Views")), "Views"),
        }
        return Kept("posts", record.row_ref, filled(values), [("accounts", _profile(cells, values, reading))])


def _created(cell: object, reading: Reading) -> When:
    text = (words(cell, "Post Created") or "").strip()
    if found := _ENDS_IN_ZONE.fullmatch(text):
        if found[2] not in _ZONES:
            raise Rejection(f"time: {text!r} ends in a zone that CrowdTangle is not known to write")
        text = found[1] + _ZONES[found[2]]
    return when(text, reading)


def _profile(cells: Cells, values: Values, reading: Reading) -> Values:
    name = cells.get("Page Name") or cells.get("Group Name") or cells.get("Account")
    created_at, precision = profile_time(_zoned(cells.get("Page Created")), reading.timezone)
    return filled(
        {
            "account": values["account"],
            "platform": values["platform"],
            "handle": values["handle"],
            "name": words(name, "name"),
            "description": words(cells.get("Page Description"), "Page Description"),
            "created_at": created_at,
            "created_precision": precision,
            "followers": whole(cells.get("Followers at Posting"), "Followers at Posting"),
        }
    )


def _zoned(cell: object) -> str:
    text = str(cell or "").strip()
    found = _ENDS_IN_ZONE.fullmatch(text)
    return found[1] + _ZONES.get(found[2], "") if found else text
