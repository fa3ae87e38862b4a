"""Pages of the X API v2, worked by hand."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from undertow.formats import Kept, Reading, Rejected, x_api_v2
from undertow.formats._json import ODD_CHARACTERS
from undertow.formats.x_api_v2 import XApiV2
from undertow.material import open_material

SAMPLE = Path(__file__).with_name("x-api-v2.jsonl")


def rows_of(path: Path, reading: Reading | None = None) -> list[Kept | Rejected]:
    return list(XApiV2().read(open_material(path), reading or Reading()))


def page(*posts: object, **more: object) -> str:
    return json.dumps({"data": list(posts), **more}) + "\n"


def post(**fields: object) -> dict[str, object]:
    return {"id": "1", "author_id": "2", "created_at": "2022-08-01T12:00:00.000Z", "text": "words", **fields}


@pytest.fixture
def written(tmp_path):
    def write(content: str | bytes) -> Path:
        path = tmp_path / "pages.jsonl"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def test_recognises_its_sample():
    assert XApiV2().recognises(open_material(SAMPLE))


def test_recognises_a_page_longer_than_the_head(written):
    path = written(page(*(post(id=str(n), text="long " * 300) for n in range(400))))
    assert XApiV2().recognises(open_material(path))


def test_reads_every_item_of_every_page():
    rows = rows_of(SAMPLE)
    assert [(row.table, row.row_ref, row.values["post"]) for row in rows] == [
        ("posts", "line 1, item 1", "x:1550000000000000002"),
        ("posts", "line 1, item 2", "x:1550000000000000003"),
        ("posts", "line 2, item 1", "x:1550000000000000004"),
    ]


def test_takes_the_words_of_a_repost_from_the_included_original():
    values = rows_of(SAMPLE)[0].values
    assert values["kind"] == "repost"
    assert (values["repost_of"], values["repost_account"]) == ("x:1550000000000000001", "x:9007199254740993")
    assert values["text"].startswith("The bridge at Ostrel") and values["text"].endswith("https://t.co/a")
    assert values["links"] == ["https://news.example/bridge?full=1"]
    assert values["hashtags"] == ["Ostrel"]
    assert values["views"] is None
    assert "flags" not in values


def test_tells_what_it_knows_of_accounts_and_originals():
    also = rows_of(SAMPLE)[0].also
    assert [table for table, _ in also] == ["accounts", "objects", "accounts"]
    first, original, author = (values for _, values in also)
    assert first["account"] == "x:9007199254740992" and first["default_image"] is True and first["followers"] == 12
    assert author["account"] == "x:9007199254740993" and author["verified"] is True
    assert author["collected_at"] == datetime(2022, 9, 1, 10)
    assert original["kind"] == "repost" and original["object"] == "x:1550000000000000001"
    assert original["published_at"] == datetime(2022, 7, 31, 8, 0, 0, 250000)


def test_reads_a_reply_with_its_picture():
    values = rows_of(SAMPLE)[1].values
    assert values["kind"] == "reply"
    assert (values["reply_to"], values["reply_account"]) == ("x:1550000000000000001", "x:9007199254740993")
    assert values["text"] == "@vale_herald see you there \U0001f600"
    assert (values["media"], values["links"], values["mentions"]) == (["3_155"], [], ["vale_herald"])
    assert (values["at"], values["at_precision"], values["at_origin"]) == (
        datetime(2022, 8, 1, 12, 0, 30),
        "s",
        "platform",
    )
    assert values["views"] == 17


def test_keeps_a_cut_repost_and_says_so():
    assert rows_of(SAMPLE)[2].values["flags"] == ["text may be cut off"]


def test_notes_what_x_did_not_show():
    reading = Reading()
    rows_of(SAMPLE, reading)
    assert reading.notes == ["Posts or accounts that X did not show (deleted, suspended, protected): 1."]


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (post(author_id={"a": 1}), "author_id is an object where a text is due"),
        (post(author_id=None), "author_id is missing or blank"),
        (post(id=1.5e18), "id is a number where a text is due"),
        (post(created_at=None), "created_at is missing: a post without a time cannot be used"),
        (
            post(created_at="2150-01-01T00:00:00.000Z"),
            "created_at: '2150-01-01T00:00:00.000Z' is 2150-01-01, in the future",
        ),
        (post(created_at="2022-08-01T12:00:00"), "created_at: '2022-08-01T12:00:00' has no time zone"),
        (None, "the record is null where an object is due"),
    ],
)
def test_rejects_only_the_bad_item_of_a_page(written, item, reason):
    rows = rows_of(written(page(post(id="10"), item, post(id="12"))))
    assert [type(row).__name__ for row in rows] == ["Kept", "Rejected", "Kept"]
    assert rows[1].row_ref == "line 1, item 2"
    assert rows[1].reason.startswith(reason)


def test_keeps_ids_written_as_numbers_exactly(written):
    [row] = rows_of(written(page(post(id=9007199254740993, author_id=123456789012345678901234567890))))
    assert (row.values["post"], row.values["account"]) == ("x:9007199254740993", "x:123456789012345678901234567890")


def test_rejects_a_page_with_a_key_given_twice(written):
    twice = page(post()).replace('"author_id": "2"', '"author_id": "2", "author_id": "3"')
    [row] = rows_of(written(twice + page(post(id="5")).strip()))[:1]
    assert row.reason == "the key 'author_id' is given twice: which value is meant?"


@pytest.mark.parametrize(("key", "first"), [("id", '"id": "1"'), ("text", '"text": "words"')])
def test_rejects_an_id_or_text_given_twice(written, key, first):
    twice = page(post()).replace(first, f'{first}, "{key}": "9"')
    [row] = rows_of(written(twice))
    assert row.reason == f"the key '{key}' is given twice: which value is meant?"


def test_ids_and_texts_of_other_objects_do_not_slow_a_page_down(written, monkeypatch):
    full = post(
        context_annotations=[{"domain": {"id": "3", "name": "a"}, "entity": {"id": "4", "name": "b"}}],
        entities={"mentions": [{"username": "a", "id": "5"}, {"username": "b"}]},
        note_tweet={"text": "long words"},
        referenced_tweets=[{"type": "quoted", "id": "6"}],
    )
    includes = {
        "users": [{"id": "2", "username": "c"}],
        "polls": [{"id": "7", "options": []}],
        "places": [{"id": "8", "full_name": "Ostrel"}],
        "tweets": [post(id="6")],
    }
    monkeypatch.setattr(x_api_v2, "_careful_page", None)
    assert len(rows_of(written(page(full, includes=includes)))) == 1


def test_rejects_a_cut_last_line_and_keeps_the_rest(written):
    rows = rows_of(written(page(post()) + page(post(id="5"))[:-40]))
    assert [type(row).__name__ for row in rows] == ["Kept", "Rejected"]
    assert rows[1].reason.startswith("cut off")


def test_replaces_characters_that_are_no_text(written):
    rows = rows_of(written(page(post(text="a\ud800b\x00c"), post(id="7"))))
    assert rows[0].values["text"] == "a\ufffdb\ufffdc"
    assert rows[0].values["flags"] == [ODD_CHARACTERS]
    assert "flags" not in rows[1].values


def test_tells_a_profile_again_only_when_it_has_changed(written):
    user = {"id": "2", "username": "mill_lane"}
    pages = [page(post(), includes={"users": [user]}), page(post(id="3"), includes={"users": [user]})]
    pages.append(page(post(id="4"), includes={"users": [{**user, "username": "mill_street"}]}))
    assert [len(row.also) for row in rows_of(written("".join(pages)))] == [1, 0, 1]


def test_a_page_without_posts_is_no_row(written):
    reading = Reading()
    rows = rows_of(written(json.dumps({"meta": {"result_count": 0}}) + "\n" + page(post())), reading)
    assert len(rows) == 1
    assert reading.notes == ["Pages without a post: 1."]
