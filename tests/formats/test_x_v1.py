"""Posts of the X API v1.1, worked by hand."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from undertow.formats import Kept, Reading
from undertow.formats.x_v1 import XV1
from undertow.material import open_material

SAMPLE = Path(__file__).with_name("x-v1.jsonl")


@pytest.fixture
def rows() -> list[Kept]:
    material = open_material(SAMPLE)
    assert XV1().recognises(material)
    return list(XV1().read(material, Reading()))


def test_takes_the_words_and_tags_of_a_repost_from_the_original(rows):
    values = rows[0].values
    assert (values["post"], values["account"], values["kind"]) == ("x:1550000000000000002", "x:500", "repost")
    assert (values["repost_of"], values["repost_account"]) == ("x:1550000000000000001", "x:600")
    assert values["text"].startswith("The bridge at Ostrel")
    assert (values["hashtags"], values["links"]) == (["Ostrel"], ["https://news.example/bridge"])
    assert (values["at"], values["at_precision"]) == (datetime(2022, 8, 1, 12), "s")


def test_tells_profiles_and_the_original(rows):
    also = rows[0].also
    assert [table for table, _ in also] == ["accounts", "objects", "accounts"]
    assert also[0][1]["default_image"] is True and also[0][1]["following"] == 30
    assert also[0][1]["created_at"] == datetime(2019, 3, 4, 5, 6, 7)
    assert also[1][1]["published_at"] == datetime(2022, 7, 31, 8) and also[1][1]["author"] == "x:600"


def test_takes_the_long_form_of_a_cut_post(rows):
    values = rows[1].values
    assert values["text"].endswith("characters https://t.co/b")
    assert (values["kind"], values["reply_to"], values["reply_account"]) == ("reply", "x:1550000000000000001", "x:600")
    assert (values["links"], values["media"]) == (["https://news.example/answer"], ["155"])
    assert "flags" not in values


def test_a_quote_keeps_the_id_of_what_it_quotes(rows):
    assert (rows[2].values["kind"], rows[2].values["quote_of"]) == ("quote", "x:1550000000000000001")


def test_rejects_a_post_without_account_and_flags_a_cut_text(tmp_path):
    path = tmp_path / "posts.jsonl"
    good = json.loads(SAMPLE.read_text().splitlines()[1])
    cut = {key: value for key, value in good.items() if key != "extended_tweet"}
    path.write_text("\n".join(map(json.dumps, ({**good, "user": {}}, cut, {**good, "user": 7}))))
    rows = list(XV1().read(open_material(path), Reading()))
    assert rows[0].reason == "the author cannot be told: user, or the id in it, is missing or blank"
    assert rows[1].values["flags"] == ["text may be cut off"]
    assert rows[2].reason == "user is a number where an object is due"
