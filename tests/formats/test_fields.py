from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undertow.errors import UnknownName, UnreadableInput
from undertow.formats import Reading, Rejection
from undertow.formats._cells import identifier, links, listed, number, truth, when, whole, words
from undertow.formats._fields import FIELDS, plan, values_from
from undertow.tables import TABLES


def values(record: dict[str, Any], reading: Reading | None = None) -> dict[str, Any]:
    found = plan(record, (reading or Reading()).mapping, where="file.jsonl")
    return values_from(record, found, reading or Reading(), "line 1")[1]


def test_every_field_is_a_column_of_its_table() -> None:
    for table, fields in FIELDS.items():
        assert set(fields) <= set(TABLES[table].names)


def test_an_earlier_name_wins_over_a_later_one() -> None:
    found = plan(["id", "post_id", "author", "author_id", "date", "created_at"], {}, where="f")
    assert [(column, field) for column, field, _ in found.columns] == [
        ("post_id", "post"),
        ("author_id", "account"),
        ("created_at", "at"),
    ]
    assert found.unused == ("id", "author", "date")


def test_a_mapping_wins_over_names() -> None:
    found = plan(["account", "real_account", "time"], {"real_account": "account"}, where="f")
    assert found.column_of("account") == "real_account"
    assert found.unused == ("account",)


def test_the_table_follows_from_what_is_there() -> None:
    assert plan(["account", "time", "text"], {}, where="f").table == "posts"
    assert plan(["object", "account", "time"], {}, where="f").table == "shares"
    assert plan(["speaker", "text"], {}, where="f").table == "documents"
    assert plan(["a", "b"], {"a": "account", "b": "followers"}, where="f").table == "accounts"
    assert plan(["id"], {}, where="f", audience=True).table == "follows"
    assert plan(["text", "title", "date"], {}, "documents", where="f").table == "documents"


def test_errors_name_the_file_and_what_to_write() -> None:
    with pytest.raises(
        UnreadableInput, match=r"^f: cannot tell which column is the account\. Its columns: time, x\..*--map"
    ):
        plan(["time", "x"], {}, where="f")
    with pytest.raises(UnknownName, match="Known: "):
        plan(["time", "x"], {"x": "person"}, where="f")


def test_typed_values_are_taken_and_wrong_types_refused() -> None:
    good = {
        "message_id": 9007199254740993,
        "user_id": "7",
        "time": 1660000000,
        "text": None,
        "hashtags": ["a"],
        "likes": 3,
    }
    assert values(good) == {
        "post": "9007199254740993",
        "account": "7",
        "at": datetime(2022, 8, 8, 23, 6, 40),
        "at_precision": "s",
        "at_origin": "platform",
        "kind": "original",
        "hashtags": ["a"],
        "likes": 3,
    }
    for key, wrong, reason in [
        ("user_id", ["7"], "account is a list where text is due"),
        ("user_id", True, "account is true or false where text is due"),
        ("user_id", None, "the account id is blank"),
        ("message_id", 1.556e18, "rounded by a spreadsheet"),
        ("text", {"a": 1}, "text is an object where text is due"),
        ("time", [1], "the time is a list"),
        ("time", float("nan"), "not a time in seconds"),
        ("time", 10**5000, "not a time in seconds"),
        ("time", "0001-01-01T00:00:00+23:59", "lies outside the calendar"),
        ("likes", "many", "likes: 'many' is not a whole number"),
    ]:
        with pytest.raises(Rejection, match=reason):
            values({**good, key: wrong})


def test_ids_of_posts_and_accounts_carry_the_platform_given() -> None:
    found = values({"id": "1", "user_id": "x:2", "time": 1660000000, "repost_id": "3"}, Reading(platform="x"))
    assert (found["post"], found["account"], found["repost_of"], found["platform"]) == ("x:1", "x:2", "x:3", "x")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("", None),
        ("[]", None),
        ('["a, b", "c"]', ["a, b", "c"]),
        ("[a, b]", ["a", "b"]),
        ("['a', 'b']", ["a", "b"]),
        ("a|b,c", ["a", "b,c"]),
        ("a, b", ["a", "b"]),
    ],
)
def test_lists_in_cells(cell: str, expected: list[str] | None) -> None:
    assert listed(cell, "tags") == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("https://a.example/1,2", ["https://a.example/1,2"]),
        ("https://a.example/1 https://b.example", ["https://a.example/1", "https://b.example"]),
        (
            "https://a.example/1,https://b.example|HTTP://c.example",
            ["https://a.example/1", "https://b.example", "HTTP://c.example"],
        ),
        ('["https://a.example"]', ["https://a.example"]),
        ("javascript:alert(1)", ["javascript:alert(1)"]),
    ],
)
def test_addresses_may_hold_commas(cell: str, expected: list[str]) -> None:
    assert links(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("", None), ("n/a", None), ("1,234", 1234), ("12.0", 12), ("-3", -3), (7, 7), (7.0, 7), (float("nan"), None)],
)
def test_counts(cell: object, expected: int | None) -> None:
    assert whole(cell, "likes") == expected


@pytest.mark.parametrize("cell", ["1.5", "1,23", "1_000", "1e5", "many", "\u0661", True, 2**70])
def test_counts_that_are_none(cell: object) -> None:
    with pytest.raises(Rejection, match="likes"):
        whole(cell, "likes")


def test_truth_and_numbers() -> None:
    assert [truth(v, "v") for v in ("yes", "False", "1.0", "", None, True)] == [True, False, True, None, None, True]
    assert [number(v, "v") for v in ("1.5", "", 2)] == [1.5, None, 2.0]
    with pytest.raises(Rejection):
        truth("perhaps", "v")
    with pytest.raises(Rejection):
        number("1e400", "v")


def test_ids_that_look_like_numbers_but_are_not_rounded_stay() -> None:
    for native in ("007", "12e5", "1.5", "acc.1", "-1001234567890", "9007199254740993"):
        assert identifier(native, "account") == native
    for native in ("1.556E+18", "1e+20", "1.5560000e18", "1556000000000000000.0"):
        with pytest.raises(Rejection, match="rounded"):
            identifier(native, "account")


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    for parse in (
        lambda: whole(text, "x"),
        lambda: truth(text, "x"),
        lambda: number(text, "x"),
        lambda: when(text, Reading()),
        lambda: identifier(text, "x"),
    ):
        try:
            parse()
        except Rejection as error:
            assert str(error)
    assert words(text, "x") == (text or None)
    listed(text, "x")
    links(text)
