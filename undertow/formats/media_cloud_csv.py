"""Articles found by Media Cloud ("download all URLs"): titles, outlets, dates and addresses, mostly without their words.

Columns as written by mediacloud/web-search (mcweb/backend/search/utils.py) from `_ES_FIELDS` of mc-providers
(onlinenews.py, 9a30def): id, indexed_date, language, media_name, media_url, publish_date, title, url, and `text` for those
who are licensed; or the older stories_id, media_id, media_name, publish_date, title, url. publish_date is a day.
"""

from __future__ import annotations

from undertow.formats import Kept, Reading, Rejection, Values
from undertow.formats._cells import day_or_time, filled, identifier, words
from undertow.formats._csv import Record
from undertow.formats._tabular import Cells, Tabular

_NO_TEXT = "The export holds titles and addresses, not the words of the articles; add the pages themselves for those."


class MediaCloudCsv(Tabular):
    """Articles with outlet, day and address."""

    name = "media-cloud-csv"
    title = "Media Cloud list of articles"
    fills = ("documents",)
    required = frozenset({"id", "language", "media_name", "media_url", "publish_date", "title", "url"})
    or_required = (frozenset({"stories_id", "language", "media_id", "media_name", "publish_date", "title", "url"}),)

    def convert(self, cells: Cells, record: Record, reading: Reading) -> Kept:
        found = day_or_time(cells["publish_date"], "publish_date", "UTC")
        if found is None:
            raise Rejection("publish_date is blank")
        if not cells.get("text"):
            reading.note(_NO_TEXT)
        values: Values = {
            "document": f"mediacloud:{identifier(cells.get('id', cells.get('stories_id')), 'document')}",
            "kind": "article",
            "outlet": words(cells["media_name"], "media_name"),
            "title": words(cells["title"], "title"),
            "date": found[0].replace(hour=0, minute=0, second=0, microsecond=0),
            "date_precision": "day",
            "language": words(cells["language"], "language"),
            "text": words(cells.get("text"), "text"),
            "url": words(cells["url"], "url"),
        }
        return Kept("documents", record.row_ref, filled(values))
