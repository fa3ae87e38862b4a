"""Flattened posts of the X API v2, worked by hand."""

import json
from datetime import datetime
from pathlib import Path

from undertow.formats import Reading
from undertow.formats.x_api_v2_flat import XApiV2Flat
from undertow.material import open_material

SAMPLE = Path(__file__).with_name("x-api-v2-flat.jsonl")


def test_reads_posts_with_the_words_of_the_inlined_original():
    material = open_material(SAMPLE)
    assert XApiV2Flat().recognises(material)
    repost, original = XApiV2Flat().read(material, Reading())
    assert repost.row_ref == "line 1"
    values = repost.values
    assert (values["post"], values["account"], values["handle"]) == ("x:1550000000000000002", "x:500", "mill_lane")
    assert (values["kind"], values["repost_of"], values["repost_account"]) == (
        "repost",
        "x:1550000000000000001",
        "x:600",
    )
    assert values["text"] == "The bridge at Ostrel opens on Monday and the lower town is invited"
    assert values["hashtags"] == ["Ostrel"]
    assert values["collected_at"] == datetime(2022, 9, 1, 10)
    assert [table for table, _ in repost.also] == ["accounts", "objects", "accounts"]
    assert repost.also[1][1]["published_at"] == datetime(2022, 7, 31, 8)
    assert original.values["media"] == ["3_155"]
    assert original.values["links"] == ["https://news.example/a"]
    assert original.values["url"] == "https://x.com/mill_lane/status/1550000000000000003"


def test_rejects_a_post_whose_author_is_no_text(tmp_path):
    path = tmp_path / "flat.jsonl"
    path.write_text(
        json.dumps({"id": "1", "author_id": ["2"], "text": "x", "created_at": "2022-08-01T12:00:00Z"}) + "\n"
    )
    [row] = XApiV2Flat().read(open_material(path), Reading())
    assert row.reason == "author_id is a list where a text is due"
