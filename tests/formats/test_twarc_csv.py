from datetime import datetime

from tests.formats.reading import SAMPLES, kept, read
from undertow.formats.twarc_csv import TwarcCsv


def test_reads_posts_with_entities_and_profiles() -> None:
    post, repost, reply = kept(read(TwarcCsv, SAMPLES / "twarc-csv.csv"))
    assert post.values == {
        "post": "x:1556000000000000001",
        "platform": "x",
        "account": "x:2001",
        "handle": "northpier",
        "at": datetime(2022, 8, 8, 23, 6, 40),
        "at_precision": "s",
        "at_origin": "platform",
        "collected_at": datetime(2022, 9, 1, 10),
        "kind": "original",
        "text": "Pilots meet #harbour @tide_table https://t.example/x",
        "language": "en",
        "url": "https://x.com/northpier/status/1556000000000000001",
        "links": ["https://news.example/a?b=1,2"],
        "hashtags": ["harbour"],
        "mentions": ["tide_table"],
        "media": ["3_77"],
        "likes": 5,
        "reposts": 1,
        "replies": 0,
        "quotes": 0,
    }
    [(table, profile)] = post.also
    assert table == "accounts"
    assert profile["created_at"] == datetime(2021, 3, 4, 5, 6, 7)
    assert (profile["followers"], profile["following"], profile["posts"], profile["listed"]) == (120, 80, 3456, 2)
    assert (profile["default_image"], profile["protected"], profile["verified"]) == (True, False, False)
    assert (reply.values["kind"], reply.values["reply_to"], reply.values["reply_account"]) == (
        "reply",
        "x:1556000000000000001",
        "x:2001",
    )
    assert (repost.values["kind"], repost.values["repost_of"], repost.values["repost_account"]) == (
        "repost",
        "x:1556000000000000001",
        "x:2001",
    )


def test_the_words_of_a_repost_are_kept_as_they_are_and_flagged_when_cut_off() -> None:
    repost = kept(read(TwarcCsv, SAMPLES / "twarc-csv.csv"))[1]
    assert repost.values["text"] == "RT @northpier: Pilots meet #harbour @tide_table and the talk goes on and…"
    assert repost.values["flags"] == ["text may be cut off"]


def test_counts_that_the_export_leaves_blank_stay_unknown() -> None:
    repost = kept(read(TwarcCsv, SAMPLES / "twarc-csv.csv"))[1]
    assert "likes" not in repost.values and "views" not in repost.values
