"""Exports of Telegram Desktop, worked by hand."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from undertow.errors import UnreadableInput
from undertow.formats import Kept, Reading, Rejected, _stream
from undertow.formats.telegram_desktop import TelegramDesktop, chat_id
from undertow.material import open_material

SAMPLE = Path(__file__).with_name("telegram-desktop.json")
MESSAGE = {
    "id": 1,
    "type": "message",
    "date": "2022-08-01T15:00:00",
    "date_unixtime": "1659355200",
    "from": "Mill Lane",
    "from_id": "user77",
    "text": "words",
}


@pytest.fixture
def rows_of(tmp_path):
    def read(content: object, reading: Reading | None = None) -> list[Kept | Rejected]:
        path = tmp_path / "result.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        material = open_material(path)
        assert TelegramDesktop().recognises(material)
        return list(TelegramDesktop().read(material, reading or Reading()))

    return read


def chat(*messages: object, **more: object) -> dict[str, object]:
    return {"name": "Vale Talk", "type": "private_supergroup", "id": 99, "messages": list(messages), **more}


def test_reads_the_sample(rows_of):
    service, post, forward = rows_of(SAMPLE.read_text())
    assert service.reason == "service message (create_channel), not a post"
    assert service.row_ref == "line 6, item 1"
    values = post.values
    assert (values["post"], values["account"]) == ("telegram:channel1234567/2", "telegram:channel1234567")
    assert (values["at"], values["at_precision"], values["at_origin"]) == (datetime(2022, 8, 1, 12), "s", "platform")
    assert values["text"] == "The bridge opens on Monday, see news.example/bridge #Ostrel"
    assert (values["links"], values["hashtags"]) == (["news.example/bridge"], ["Ostrel"])
    assert post.also == [
        ("accounts", {"account": "telegram:channel1234567", "platform": "telegram", "name": "Vale News"})
    ]
    assert forward.also == []
    assert forward.values["kind"] == "forward" and "repost_of" not in forward.values
    assert forward.values["flags"] == ["forwarded from a name only: Old Ferry Letters"]
    assert forward.values["reply_to"] == "telegram:channel1234567/2"
    assert forward.values["text"] == 'Brackets ] } and "quotes" stay text'


def test_reads_every_chat_of_a_full_export(rows_of):
    whole = {
        "about": "Here is the data you requested.",
        "personal_information": {"user_id": 5, "first_name": "Mill"},
        "contacts": {"list": [{"first_name": "North"}]},
        "chats": {"about": "", "list": [chat(MESSAGE), chat({**MESSAGE, "id": 2}, id=100, type="private_group")]},
        "left_chats": {"list": [chat({**MESSAGE, "id": 3}, id=-1001234, type="public_channel")]},
    }
    assert [row.values["post"] for row in rows_of(whole)] == [
        "telegram:channel99/1",
        "telegram:chat100/2",
        "telegram:channel1234/3",
    ]


def test_says_which_chats_of_a_full_export_were_taken_and_which_not(rows_of):
    joined = {"id": 9, "type": "service", "action": "join_group_by_link"}
    chats = [chat(MESSAGE, {**MESSAGE, "id": 2}), chat(joined, name="Mill Club", id=100, type="private_group")]
    reading = Reading()
    rows_of({"about": "Here is the data you requested.", "chats": {"list": chats}}, reading)
    asked, taken, left, _ = reading.notes
    assert asked.startswith("This export holds 2 chats with messages, and all were read. If you need only some")
    assert taken == "Chats taken: “Vale Talk” (private supergroup): 2 messages."
    assert left == (
        "Chats of which no message was taken: “Mill Club” (private group): service message (join_group_by_link), not a post."
    )


def test_one_chat_needs_no_list_of_chats(rows_of):
    reading = Reading()
    rows_of(chat(MESSAGE, type="public_channel"), reading)
    assert reading.notes == []


@pytest.mark.parametrize("step", [1, 2, 3, 7, 64])
def test_gives_the_same_rows_however_the_file_is_cut_into_chunks(rows_of, monkeypatch, step):
    whole = rows_of(SAMPLE.read_text())
    monkeypatch.setattr(_stream, "CHUNK", step)
    assert rows_of(SAMPLE.read_text()) == whole


def test_a_time_without_zone_needs_one(rows_of):
    old = {key: value for key, value in MESSAGE.items() if key != "date_unixtime"}
    [row] = rows_of(chat(old))
    assert "--timezone" in row.reason
    [row] = rows_of(chat(old), Reading(timezone="Europe/Berlin"))
    assert (row.values["at"], row.values["at_origin"]) == (datetime(2022, 8, 1, 13), "export_local")
    with pytest.raises(UnreadableInput, match="--timezone"):
        rows_of(chat(*[old] * 60))


def test_older_exports_give_text_as_a_list(rows_of):
    [row] = rows_of(
        chat({**MESSAGE, "text": ["see ", {"type": "text_link", "text": "this", "href": "https://news.example/a"}]})
    )
    assert (row.values["text"], row.values["links"]) == ("see this", ["https://news.example/a"])


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (None, "the record is null where an object is due"),
        ([1, [2, {"a": "]"}]], "the record is a list where an object is due"),
        ({**MESSAGE, "from_id": {"a": 1}}, "from_id is an object where a text is due"),
        ({**MESSAGE, "from_id": None}, "from_id is missing"),
        ({**MESSAGE, "type": "unsupported"}, "unsupported message, not a post"),
        ({**MESSAGE, "text": 7}, "text is a number where a text is due"),
    ],
)
def test_a_bad_message_costs_only_itself(rows_of, message, reason):
    rows = rows_of(chat(MESSAGE, message, {**MESSAGE, "id": 3}))
    assert [type(row).__name__ for row in rows] == ["Kept", "Rejected", "Kept"]
    assert rows[1].reason.startswith(reason)


def test_a_file_that_ends_early_keeps_what_was_whole_and_says_so(rows_of):
    whole = json.dumps(chat(MESSAGE, {**MESSAGE, "id": 2}))
    for cut in (whole[:-30], whole[: whole.rindex("{")], whole[:-2], whole[:-1]):
        rows = rows_of(cut)
        assert rows[0].values["post"] == "telegram:channel99/1"
        assert isinstance(rows[-1], Rejected) and rows[-1].reason.startswith("cut off")


def test_brackets_that_do_not_match_are_an_error(rows_of):
    with pytest.raises(UnreadableInput, match="brackets do not match"):
        rows_of(json.dumps(chat(MESSAGE))[:-1] + "]")


def test_deep_nesting_in_a_message_costs_only_that_message(rows_of):
    whole = json.dumps(chat(MESSAGE, "DEEP", MESSAGE)).replace('"DEEP"', "[" * 200_000 + "]" * 200_000)
    assert [type(row).__name__ for row in rows_of(whole)] == ["Kept", "Rejected", "Kept"]


def test_chat_ids_lose_the_prefix_of_other_programs():
    assert chat_id({"type": "public_channel", "id": -1001234567}) == "channel1234567"
    assert chat_id({"type": "personal_chat", "id": 7}) == "user7"


def test_messages_of_private_chats_are_counted_and_named_as_private(rows_of):
    kinds = ("public_channel", "personal_chat", "bot_chat", "saved_messages", "private_group", "private_channel")
    chats = [chat(MESSAGE, type=kind, id=number) for number, kind in enumerate(kinds, 1)]
    reading = Reading()
    assert len(rows_of({"about": "all", "chats": {"list": chats}}, reading)) == 6
    *_, note = reading.notes
    assert note.startswith("Messages from private chats and groups: 4.") and "unless you need them" in note
    public = Reading()
    rows_of(chat(MESSAGE, type="public_channel"), public)
    assert public.notes == []
