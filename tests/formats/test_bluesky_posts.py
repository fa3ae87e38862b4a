"""Bluesky posts, worked by hand."""

from datetime import datetime
from pathlib import Path

import pytest

from undertow.formats import Reading
from undertow.formats.bluesky_posts import BACKDATED, BlueskyPosts
from undertow.material import open_material

SAMPLE = Path(__file__).with_name("bluesky-posts.jsonl")


@pytest.fixture
def rows():
    material = open_material(SAMPLE)
    assert BlueskyPosts().recognises(material)
    return list(BlueskyPosts().read(material, Reading()))


def test_reads_a_view_by_the_clock_of_the_platform(rows):
    values = rows[0].values
    assert values["post"] == "bluesky:at://did:plc:mill/app.bsky.feed.post/3k1"
    assert values["account"] == "bluesky:did:plc:mill"
    assert (values["at"], values["at_precision"], values["at_origin"]) == (
        datetime(2023, 8, 1, 12, 0, 1, 500000),
        "ms",
        "platform",
    )
    assert values["url"] == "https://bsky.app/profile/did:plc:mill/post/3k1"
    assert (values["likes"], values["reposts"], values["replies"], values["quotes"]) == (3, 2, 1, 0)
    assert values["flags"] == []
    assert rows[0].also[0][1]["created_at"] == datetime(2023, 5, 1, 10)


def test_places_of_facets_count_bytes(rows):
    values = rows[0].values
    assert values["hashtags"] == ["Ostrel"]
    assert values["mentions"] == ["vale.example"]
    assert values["links"] == ["https://news.example/bridge"]


def test_reads_a_commit_and_flags_a_backdated_one(rows):
    values = rows[1].values
    assert (values["at"], values["at_precision"]) == (datetime(2023, 8, 1, 12, 0, 5, 123456), "us")
    assert (values["kind"], values["reply_to"], values["reply_account"]) == (
        "reply",
        "bluesky:at://did:plc:mill/app.bsky.feed.post/3k1",
        "bluesky:did:plc:mill",
    )
    assert values["links"] == ["https://news.example/map"]
    assert values["flags"] == [BACKDATED]


def test_reads_a_repost(rows):
    values = rows[2].values
    assert (values["kind"], values["repost_of"], values["repost_account"]) == (
        "repost",
        "bluesky:at://did:plc:mill/app.bsky.feed.post/3k1",
        "bluesky:did:plc:mill",
    )


def test_other_events_are_counted_as_rejected(rows):
    assert [row.reason for row in rows[3:5]] == [
        "an event of kind 'identity', not a post",
        "delete in app.bsky.feed.post, not a post",
    ]


def test_without_the_platform_s_clock_the_time_is_the_client_s(rows):
    values = rows[5].values
    assert (values["at"], values["at_origin"]) == (datetime(2023, 8, 2, 9), "client")
