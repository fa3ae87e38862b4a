"""JSON lines of any origin, worked by hand, and the broken ones."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from undertow.errors import UnknownName, UnreadableInput
from undertow.formats import Kept, Reading, Rejected
from undertow.formats._json import LIMITS, ODD_CHARACTERS, completed, lines, too_deep
from undertow.formats.json_lines import JsonLines
from undertow.material import Limits, open_material

SAMPLE = Path(__file__).with_name("json-lines.jsonl")
GOOD = {"message_id": "1", "user_id": "2", "message": "words", "timestamp": "1660000000"}


@pytest.fixture
def rows_of(tmp_path):
    def read(content: str | bytes, reading: Reading | None = None) -> list[Kept | Rejected]:
        path = tmp_path / "posts.jsonl"
        path.write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
        return list(JsonLines().read(open_material(path), reading or Reading()))

    return read


def test_maps_usual_keys_by_themselves():
    material = open_material(SAMPLE)
    assert JsonLines().recognises(material)
    reading = Reading()
    first, second = JsonLines().read(material, reading)
    assert (first.row_ref, first.table) == ("line 1", "posts")
    assert first.values["post"] == "1" and first.values["account"] == "500"
    assert first.values["at"] == datetime(2022, 8, 8, 23, 6, 40) and first.values["at_precision"] == "s"
    assert second.values["post"] == "9007199254740993" and second.values["account"] == "501"
    assert second.values["links"] == ["https://news.example/bridge", "https://news.example/map"]
    assert reading.notes[0].startswith("Read into posts:")


def test_takes_the_mapping_of_the_analyst(rows_of):
    reading = Reading(mapping={"who": "account", "when": "at", "words": "text"}, timezone="UTC")
    [row] = rows_of('{"who": "a", "when": "2022-08-01 10:00:00", "words": "x"}\n', reading)
    assert row.values["account"] == "a"
    assert row.values["at"] == datetime(2022, 8, 1, 10) and row.values["at_origin"] == "export_local"


def test_refuses_a_file_of_times_without_zone(rows_of):
    line = json.dumps({**GOOD, "timestamp": "2022-08-01 10:00:00"}) + "\n"
    with pytest.raises(UnreadableInput, match="--timezone"):
        rows_of(line * 60)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{oops", "broken JSON"),
        ('{"message_id": "1", "user_id": ', "cut off"),
        ("[" * 200_000 + "]" * 200_000, "brackets nested deeper than 64"),
        ('{"a":' * 65 + "1" + "}" * 65, "brackets nested deeper than 64"),
        ('{"message_id": ' + "9" * 10_000 + "}", "a number of 10,000 digits"),
        ('{"message_id": "1", "user_id": "2", "timestamp": NaN}', "NaN is no number"),
        ('{"message_id":"1","user_id":"2","user_id":"3","timestamp":"1660000500"}', "the key 'user_id' is given twice"),
        ('{"message_id":"1","user_id" :"2","user_id" :"3","timestamp":":"}', "the key 'user_id' is given twice"),
        ("null", "the record is null where an object is due"),
        ("[]", "the record is a list where an object is due"),
        ('"str"', "the record is a text where an object is due"),
        ("true", "the record is true or false where an object is due"),
        ("17", "the record is a number where an object is due"),
    ],
)
def test_a_broken_line_costs_only_itself(rows_of, line, reason):
    good = json.dumps(GOOD)
    rows = rows_of(f"{good}\n{line}\n\n{good}\n")
    assert [row.row_ref for row in rows] == ["line 1", "line 2", "line 4"]
    assert [type(row).__name__ for row in rows] == ["Kept", "Rejected", "Kept"]
    assert rows[1].reason.startswith(reason)
    assert len(rows[1].raw) <= 2000 and rows[1].raw == line[:2000]


def test_wrong_types_are_named(rows_of):
    odd = {"message_id": 1, "user_id": {"a": 1}, "message": None, "timestamp": True}
    rows = rows_of(json.dumps(GOOD) + "\n" + json.dumps(odd) + "\n")
    assert "an object" in rows[1].reason


def test_lone_surrogates_and_nul_are_replaced_and_flagged(rows_of):
    rows = rows_of(
        json.dumps(GOOD) + '\n{"message_id":"3","user_id":"2","message":"\\udfff \\u0000 x","timestamp":1660000500}\n'
    )
    assert rows[1].values["text"] == "\ufffd \ufffd x"
    assert rows[1].values["flags"] == [ODD_CHARACTERS]


def test_bytes_that_are_not_utf8_are_replaced_and_flagged(rows_of):
    rows = rows_of(json.dumps({**GOOD, "message": "MARK"}).encode().replace(b"MARK", b"caf\xe9"))
    assert rows[0].values["text"] == "caf\ufffd"
    assert rows[0].values["flags"] == [ODD_CHARACTERS]


def test_a_text_that_begins_with_a_colon_is_no_repeated_key(rows_of):
    [row] = rows_of(json.dumps({**GOOD, "message": ': "x": y'}, separators=(",", ":")))
    assert row.values["text"] == ': "x": y'


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-8"])
def test_byte_order_marks_are_understood(rows_of, encoding):
    rows = rows_of((json.dumps({**GOOD, "message": "čaj"}, ensure_ascii=False) + "\r\n").encode(encoding))
    assert rows[0].values["text"] == "čaj"


def test_large_whole_numbers_stay_exact(rows_of):
    [row] = rows_of('{"message_id": 123456789012345678901234567890, "user_id": 2, "timestamp": 1660000000}')
    assert row.values["post"] == "123456789012345678901234567890"


def test_an_overlong_line_is_rejected_and_the_next_is_read(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_text('{"a": 1}\n{"b": "' + "x" * 5000 + '"}\n{"c": 3}\n')
    member = open_material(path).members[0]
    found = list(lines(member, Limits(line_bytes=1000)))
    assert [(line.number, line.whole) for line in found] == [(1, True), (2, False), (3, True)]


def test_depth_counts_brackets_outside_texts():
    assert not too_deep(b'{"a": "' + b"[" * 500 + b'"}')
    assert not too_deep(b'{"a": "\\"' + b"[" * 500 + b'"}')
    assert too_deep(b"[" * (LIMITS.json_depth + 1))
    assert not too_deep(b"[[]," * 0 + b"[" + b"[]," * 500 + b"[]]")


def test_a_cut_beginning_is_closed():
    assert completed(b'{"data":[{"id":"1","text":"a","autho') == b'{"data":[{"id":"1","text":"a"}]}'
    assert completed(b'{"a":[1,2],"b":{"c":"unfini') == b'{"a":[1,2],"b":{}}'


def test_depth_hidden_by_brackets_in_texts_costs_only_its_own_line(rows_of):
    hidden = '["]",' * 900 + "1" + ',"["]' * 900
    rows = rows_of("\n".join([json.dumps(GOOD), hidden, f'{{"message": {hidden}, "x": "\\u0000"}}', json.dumps(GOOD)]))
    assert [type(row).__name__ for row in rows] == ["Kept", "Rejected", "Rejected", "Kept"]


def test_the_mapping_reaches_nested_keys_by_dots(rows_of):
    reading = Reading(mapping={"m.deep": "text", "m.by.id": "account"})
    record = {"timestamp": "1660000000", "m": {"deep": "words", "by": {"id": "7"}}}
    rows = rows_of("\n".join(map(json.dumps, (record, {**record, "m": 3}))), reading)
    assert (rows[0].values["text"], rows[0].values["account"]) == ("words", "7")
    assert rows[1].reason == "the account id is blank"
    assert "m.deep as text" in reading.notes[0] and not any("not used" in note for note in reading.notes)
    with pytest.raises(UnknownName, match=r"'m\.other'"):
        rows_of(json.dumps(record), Reading(mapping={"m.other": "text"}))
