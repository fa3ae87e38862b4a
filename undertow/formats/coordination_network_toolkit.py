"""Input of the coordination-network-toolkit: one row per message, CSV or Parquet.

Columns as that tool's README asks for them: message_id, user_id, username, repost_id, reply_id, message, timestamp
(seconds since 1970, or ISO 8601) and urls (divided by spaces). Ids stay as they are, unless the platform is given.
"""

from __future__ import annotations

from undertow.formats import Kept, Reading, Values
from undertow.formats._cells import identifier, links, optional_identifier, when, with_platform, words
from undertow.formats._csv import Record
from undertow.formats._tabular import Cells, Tabular


class CoordinationNetworkToolkit(Tabular):
    """Messages with reposts, replies and addresses, as prepared for the coordination-network-toolkit."""

    name = "coordination-network-toolkit"
    title = "coordination-network-toolkit table"
    fills = ("posts",)
    required = frozenset({"message_id", "user_id", "repost_id", "reply_id", "message", "timestamp"})

    def convert(self, cells: Cells, record: Record, reading: Reading) -> Kept:
        platform = reading.platform
        values: Values = {
            "post": with_platform(platform, identifier(cells["message_id"], "post")),
            "account": with_platform(platform, identifier(cells["user_id"], "account")),
            "kind": "original",
        }
        values["at"], values["at_precision"], values["at_origin"] = when(cells["timestamp"], reading)
        if repost := optional_identifier(cells["repost_id"], "repost"):
            values["repost_of"], values["kind"] = with_platform(platform, repost), "repost"
        if reply := optional_identifier(cells["reply_id"], "reply"):
            values["reply_to"] = with_platform(platform, reply)
            values["kind"] = "repost" if repost else "reply"
        optional = {
            "platform": platform,
            "handle": words(cells.get("username"), "username"),
            "text": words(cells["message"], "message"),
            "links": links(cells.get("urls"), "urls"),
        }
        return Kept("posts", record.row_ref, values | {field: value for field, value in optional.items() if value})
