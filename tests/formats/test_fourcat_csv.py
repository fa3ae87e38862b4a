from datetime import datetime
from pathlib import Path

import pytest

from tests.formats.reading import SAMPLES, kept, read, read_text, rejected
from undertow.formats import Reading
from undertow.formats.fourcat_csv import FourcatCsv

BARE = "id,thread_id,timestamp,body,author\n7,7,2022-08-09 01:06:40,hello,pier\n"


def test_prefers_the_time_that_needs_no_zone() -> None:
    post = kept(read(FourcatCsv, SAMPLES / "fourcat-csv.csv"))[0]
    assert (post.values["at"], post.values["at_origin"]) == (datetime(2022, 8, 8, 23, 6, 40), "platform")


def test_a_count_of_zero_of_twitterv2_is_unknown_and_that_is_said() -> None:
    reading = Reading()
    post, repost = kept(read(FourcatCsv, SAMPLES / "fourcat-csv.csv", reading))
    assert post.values["reposts"] == 4
    assert not {"likes", "quotes", "replies", "views"} & set(post.values)
    assert "0 for counts it does not know" in reading.notes[0]
    assert repost.values["kind"] == "repost"


def test_reads_posts_of_x_with_lists_and_profile() -> None:
    post = kept(read(FourcatCsv, SAMPLES / "fourcat-csv.csv"))[0]
    assert (post.values["post"], post.values["account"], post.values["handle"]) == (
        "x:1556000000000000001",
        "x:2001",
        "northpier",
    )
    assert post.values["links"] == ["https://news.example/a", "https://quay.example/1"]
    assert post.values["hashtags"] == ["harbour", "boats"]
    assert post.values["media"] == ["https://pics.example/1.jpg"]
    assert post.also == [
        (
            "accounts",
            {"account": "x:2001", "platform": "x", "handle": "northpier", "name": "North Pier", "followers": 120},
        )
    ]


def test_reads_messages_of_telegram_with_answers_and_forwards() -> None:
    post, reply, forward = kept(read(FourcatCsv, SAMPLES / "fourcat-csv.telegram.csv"))
    assert (post.values["post"], post.values["account"], post.values["views"]) == (
        "telegram:lanternnews-17",
        "telegram:1100200300",
        900,
    )
    assert post.values["links"] == ["https://news.example/ferry", "https://quay.example/1"]
    assert (reply.values["kind"], reply.values["reply_to"]) == ("reply", "telegram:lanternnews-17")
    assert (forward.values["kind"], forward.values["repost_account"]) == ("forward", "telegram:1100200999")


def test_a_time_without_zone_needs_one(tmp_path: Path) -> None:
    [refused] = rejected(read_text(FourcatCsv, tmp_path, BARE))
    assert "--timezone" in refused.reason
    [row] = kept(read_text(FourcatCsv, tmp_path, BARE, Reading(timezone="Europe/Amsterdam")))
    assert (row.values["at"], row.values["at_origin"]) == (datetime(2022, 8, 8, 23, 6, 40), "export_local")


@pytest.mark.parametrize(("platform", "account"), [("", "pier"), ("gab", "gab:pier")])
def test_an_unknown_datasource_has_the_platform_it_is_given(platform: str, account: str, tmp_path: Path) -> None:
    [row] = kept(read_text(FourcatCsv, tmp_path, BARE, Reading(timezone="UTC", platform=platform)))
    assert row.values["account"] == account


def test_the_time_that_a_client_declared_is_marked(tmp_path: Path) -> None:
    columns = "id,thread_id,created_at,body,author,author_id,replied_to_post,replies_allowed,timestamp"
    text = f"{columns}\nat://d/p/1,t,2022-08-08T23:06:40.123Z,hello,pier.example,did:plc:a,at://d/p/0,everybody,2022-08-09 01:06:40\n"
    [row] = kept(read_text(FourcatCsv, tmp_path, text))
    assert (row.values["at"], row.values["at_origin"]) == (datetime(2022, 8, 8, 23, 6, 40, 123000), "client")
    assert (row.values["account"], row.values["reply_to"]) == ("bluesky:did:plc:a", "bluesky:at://d/p/0")
