import csv
import io
from datetime import datetime
from pathlib import Path

import pytest

from tests.formats.reading import SAMPLES, kept, read, read_text, rejected
from undertow.errors import UnreadableInput
from undertow.formats import Reading
from undertow.formats.coordination_network_toolkit import CoordinationNetworkToolkit
from undertow.material import open_material

COLUMNS = ["message_id", "user_id", "username", "repost_id", "reply_id", "message", "timestamp", "urls"]
GOOD = ["9007199254740993", "101", "pier", "", "", "hello", "1660000000", ""]


def table(*rows: list[str], delimiter: str = ",") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([COLUMNS, *rows])
    return text.getvalue()


def good(number: int) -> list[str]:
    return [str(9007199254740993 + number), *GOOD[1:]]


def changed(**cells: str) -> list[str]:
    return [cells.get(name, cell) for name, cell in zip(COLUMNS, GOOD, strict=True)]


def test_reads_messages_reposts_and_replies_with_their_lines() -> None:
    rows = kept(read(CoordinationNetworkToolkit, SAMPLES / "coordination-network-toolkit.csv"))
    assert [row.row_ref for row in rows] == ["line 2", "line 4", "line 5"]
    assert rows[0].values == {
        "post": "9007199254740993",
        "account": "101",
        "handle": "harbour_fan",
        "at": datetime(2022, 8, 8, 23, 6, 40),
        "at_precision": "s",
        "at_origin": "platform",
        "kind": "original",
        "text": 'The harbour opens, "at last",\nsay the pilots',
        "links": ["https://news.example/a,b", "https://quay.example/1"],
    }
    assert (rows[1].values["kind"], rows[1].values["repost_of"]) == ("repost", "9007199254740993")
    assert (rows[2].values["kind"], rows[2].values["reply_to"]) == ("reply", "9007199254740993")


def test_a_given_platform_goes_before_every_id() -> None:
    rows = kept(read(CoordinationNetworkToolkit, SAMPLES / "coordination-network-toolkit.csv", Reading(platform="x")))
    assert rows[1].values["post"] == "x:9007199254740994"
    assert rows[1].values["account"] == "x:102"
    assert rows[1].values["repost_of"] == "x:9007199254740993"


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"message_id": ""}, "the post id is blank"),
        ({"user_id": " "}, "the account id is blank"),
        (
            {"message_id": "1.55600E+18"},
            "the post id was rounded by a spreadsheet (1.55600E+18): export again with ids as text",
        ),
        ({"message_id": "1556000000000000000.0"}, "the post id was rounded by a spreadsheet"),
        ({"timestamp": ""}, "time: the time is blank"),
        ({"timestamp": "-1000000000"}, "before any platform existed"),
        ({"timestamp": "5680281600"}, "in the future"),
        ({"timestamp": "1_660_000_500"}, "is not a time"),
        ({"timestamp": "03/04/2022 10:00"}, "could be day or month first"),
        ({"timestamp": "2022-08-08 23:06:40"}, "no time zone; say which with --timezone"),
    ],
)
def test_a_row_that_cannot_be_used_is_rejected_with_line_and_reason(
    cells: dict[str, str], reason: str, tmp_path: Path
) -> None:
    rows = read_text(CoordinationNetworkToolkit, tmp_path, table(good(1), changed(**cells), good(2)))
    assert len(kept(rows)) == 2
    [found] = rejected(rows)
    assert found.row_ref == "line 3"
    assert reason in found.reason


def test_numbers_of_fields_are_named(tmp_path: Path) -> None:
    rows = read_text(CoordinationNetworkToolkit, tmp_path, table(good(1), [*GOOD, "more", "more"], GOOD[:5], good(2)))
    assert [(r.row_ref, r.reason) for r in rejected(rows)] == [
        ("line 3", "10 fields where the header names 8"),
        ("line 4", "5 fields where the header names 8"),
    ]
    assert rejected(rows)[1].raw == "9007199254740993,101,pier,,"
    assert len(kept(rows)) == 2


def test_ids_beyond_the_precision_of_floats_stay_apart(tmp_path: Path) -> None:
    rows = read_text(
        CoordinationNetworkToolkit,
        tmp_path,
        table(changed(message_id="9007199254740993"), changed(message_id="9007199254740992")),
    )
    assert [row.values["post"] for row in kept(rows)] == ["9007199254740993", "9007199254740992"]


def test_an_unclosed_quote_is_an_error_that_names_its_line(tmp_path: Path) -> None:
    text = table(good(1)) + '5,101,pier,,,"never closed,1660000500,\r\n' + table(good(2), good(3)).partition("\r\n")[2]
    with pytest.raises(UnreadableInput, match=r"file\.csv, line 3: a quote opens here and is never closed"):
        read_text(CoordinationNetworkToolkit, tmp_path, text)


def test_a_stray_quote_costs_its_own_line_and_no_other(tmp_path: Path) -> None:
    stray = '5,101,pier,,,"never closed,1660000500,\r\n'
    later = table(good(2), changed(message_id="77", message="with, comma"), good(3)).partition("\r\n")[2]
    rows = read_text(CoordinationNetworkToolkit, tmp_path, table(good(1)) + stray + later)
    assert [row.row_ref for row in rejected(rows)] == ["line 3"]
    assert "a quote opens in this line" in rejected(rows)[0].reason
    assert [row.row_ref for row in kept(rows)] == ["line 2", "line 4", "line 5", "line 6"]
    assert kept(rows)[2].values["text"] == "with, comma"


def test_odd_line_ends_inside_quotes_stay_one_row(tmp_path: Path) -> None:
    odd = "a\u2028b\x85c\x0bd\x0ce\rf\ng"
    rows = read_text(CoordinationNetworkToolkit, tmp_path, table(changed(message=odd), good(2)))
    assert [row.row_ref for row in kept(rows)] == ["line 2", "line 5"]
    assert kept(rows)[0].values["text"] == odd


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_reads_usual_encodings_and_delimiters(encoding: str, delimiter: str, tmp_path: Path) -> None:
    text = table(changed(message="Příliš, žluťoučký; kůň"), delimiter=delimiter)
    [row] = kept(read_text(CoordinationNetworkToolkit, tmp_path, text.encode(encoding)))
    assert row.values["text"] == "Příliš, žluťoučký; kůň"
    assert "flags" not in row.values


def test_one_damaged_row_in_utf8_is_kept_and_flagged(tmp_path: Path) -> None:
    text = (
        table(*(good(i) for i in range(60)), changed(message="MARK"))
        .encode()
        .replace(b"MARK", "café".encode("latin-1"))
    )
    row = kept(read_text(CoordinationNetworkToolkit, tmp_path, text))[-1]
    assert row.values["text"] == "caf\ufffd"
    assert row.values["flags"] == ["bytes that are not in the encoding of the file"]


def test_a_whole_file_in_another_encoding_is_read_as_such_and_noted(tmp_path: Path) -> None:
    words = "žluťoučký kůň příliš úpěl ďábelské ódy a město mlčelo, řeka tekla dál"
    reading = Reading()
    text = table(*(changed(message_id=str(i), message=f"{words} {i}") for i in range(1, 60)))
    rows = kept(read_text(CoordinationNetworkToolkit, tmp_path, text.encode("cp1250"), reading))
    assert rows[0].values["text"] == f"{words} 1"
    assert "not UTF-8; read as cp1250" in reading.notes[0]


def test_a_nul_is_replaced_and_flagged(tmp_path: Path) -> None:
    [row] = kept(read_text(CoordinationNetworkToolkit, tmp_path, table(changed(message="be\0fore"))))
    assert row.values["text"] == "be\ufffdfore"
    assert row.values["flags"] == ["NUL character"]


def test_handles_that_deceive_are_flagged_and_kept(tmp_path: Path) -> None:
    handles = ["pier0", "PIER0", "pi\u0435r0", "pier\u200b0", "\u202e0reip", "пирс"]
    rows = kept(read_text(CoordinationNetworkToolkit, tmp_path, table(*(changed(username=h) for h in handles))))
    assert [row.values["handle"] for row in rows] == handles
    assert [row.values.get("flags", []) for row in rows] == [
        [],
        [],
        ["handle with letters that look like others"],
        ["handle with invisible characters"],
        ["handle with invisible characters"],
        [],
    ]


def test_hostile_addresses_stay_text_and_are_flagged(tmp_path: Path) -> None:
    urls = ["javascript:alert(1)", "file:///etc/passwd", "https://news.example/a"]
    rows = kept(read_text(CoordinationNetworkToolkit, tmp_path, table(*(changed(urls=u) for u in urls))))
    assert [row.values["links"] for row in rows] == [[u] for u in urls]
    assert [("flags" in row.values) for row in rows] == [True, True, False]


def test_a_text_of_five_megabytes_is_kept_and_one_beyond_sixteen_rejected(tmp_path: Path) -> None:
    rows = read_text(
        CoordinationNetworkToolkit,
        tmp_path,
        table(changed(message="x" * 5_000_000), changed(message="y" * 17_000_000), good(3)),
    )
    assert [len(row.values["text"]) for row in kept(rows)] == [5_000_000, 5]
    assert rejected(rows)[0].reason == "a field is longer than 16,000,000 characters"
    assert len(rejected(rows)[0].raw) == 2000


def test_a_lacking_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("message_id,user_id,username,repost_id,reply_id,message,urls\n")
    material = open_material(path)
    assert not CoordinationNetworkToolkit().recognises(material)
    assert CoordinationNetworkToolkit().missing(material) == "no column timestamp"


def test_times_without_zone_in_every_row_end_the_reading_early(tmp_path: Path) -> None:
    text = table(*(changed(message_id=str(i), timestamp="2022-08-08 23:06:40") for i in range(1, 80)))
    with pytest.raises(UnreadableInput, match="--timezone"):
        read_text(CoordinationNetworkToolkit, tmp_path, text)
    rows = kept(read_text(CoordinationNetworkToolkit, tmp_path, text, Reading(timezone="Europe/Kyiv")))
    assert rows[0].values["at"] == datetime(2022, 8, 8, 20, 6, 40)
    assert rows[0].values["at_origin"] == "export_local"
