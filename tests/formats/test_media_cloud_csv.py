from datetime import datetime
from pathlib import Path

from tests.formats.reading import SAMPLES, kept, read, read_text, rejected
from undertow.formats import Reading
from undertow.formats.media_cloud_csv import MediaCloudCsv


def test_reads_articles_to_the_day_and_says_that_the_words_are_lacking() -> None:
    reading = Reading(timezone="Asia/Tokyo")
    first, _ = kept(read(MediaCloudCsv, SAMPLES / "media-cloud-csv.csv", reading))
    assert first.values == {
        "document": "mediacloud:" + "f00d" * 16,
        "kind": "article",
        "outlet": "lanternherald.example",
        "title": "Harbour opens, pilots say",
        "date": datetime(2022, 8, 9),
        "date_precision": "day",
        "language": "en",
        "url": "https://lanternherald.example/harbour",
    }
    assert "not the words of the articles" in reading.notes[0]


def test_an_article_without_date_is_rejected(tmp_path: Path) -> None:
    text = (SAMPLES / "media-cloud-csv.csv").read_text().replace("2022-08-09,", ",")
    rows = read_text(MediaCloudCsv, tmp_path, text)
    assert [(row.row_ref, row.reason) for row in rejected(rows)] == [("line 2", "publish_date is blank")]
    assert len(kept(rows)) == 1
