import random
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.formats.reading import SAMPLES, read, read_text, rejected, unfolded, zipped
from undertow.formats import Block, Reading
from undertow.formats.four_column_shares import FourColumnShares

HEADER = "object_id,account_id,content_id,timestamp_share\n"


def lines(count: int) -> list[str]:
    return [f"https://news.example/{i % 7},acc_{i % 5},90071992547{i:08d},{1660000000 + i}" for i in range(count)]


def test_reads_shares_as_a_block() -> None:
    [block] = read(FourColumnShares, SAMPLES / "four-column-shares.csv")
    assert isinstance(block, Block)
    assert unfolded([block])[1] == {
        "account": "acc_2",
        "kind": "object",
        "object": "https://news.example/a",
        "at": datetime(2022, 8, 8, 23, 6, 49),
        "at_precision": "s",
        "post": "9007199254740994",
        "row_ref": "line 3",
    }


def test_odd_rows_are_rejected_with_their_line_and_the_others_kept(tmp_path: Path) -> None:
    text = lines(20)
    text[3] = ",acc_1,1,1660000000"
    text[5] = "https://news.example/a,acc_1,1.5E+18,1660000000"
    text[7] = "https://news.example/a,acc_1,8,1660000000000"
    text[9] = "https://news.example/a,acc_1,9,2022-08-08T23:06:40Z"
    rows = read_text(FourColumnShares, tmp_path, HEADER + "\n".join(text) + "\n")
    assert [row.row_ref for row in rejected(rows)] == ["line 5", "line 7", "line 9"]
    assert [row.reason.partition(" (")[0] for row in rejected(rows)][:2] == [
        "the object id is blank",
        "the post id was rounded by a spreadsheet",
    ]
    found = {row["row_ref"]: row for row in unfolded(rows)}
    assert len(found) == 17
    assert found["line 11"]["at"] == datetime(2022, 8, 8, 23, 6, 40)
    assert found["line 21"]["post"] == "9007199254700000019"


def test_lines_stay_true_after_records_of_several_lines(tmp_path: Path) -> None:
    text = lines(10)
    text[2] = '"two\nlines",acc_1,3,1660000000'
    text[4] = "too,few,fields"
    rows = read_text(FourColumnShares, tmp_path, HEADER + "\n".join(text))
    assert [(row.row_ref, row.reason) for row in rejected(rows)] == [("line 7", "3 fields where the header names 4")]
    assert [row["row_ref"] for row in unfolded(rows)][1:4] == ["line 3", "line 4", "line 6"]


def test_blocks_and_single_rows_say_the_same(tmp_path: Path) -> None:
    text = lines(200)
    quick = unfolded(read_text(FourColumnShares, tmp_path, HEADER + "\n".join(text)))
    slow = unfolded(read_text(FourColumnShares, tmp_path, HEADER + "\n".join(text) + "\n\n"))
    assert sorted(quick, key=lambda r: r["row_ref"]) == sorted(slow, key=lambda r: r["row_ref"])
    assert len(quick) == 200


def test_columns_may_stand_in_another_order_and_others_are_ignored(tmp_path: Path) -> None:
    [row] = unfolded(
        read_text(
            FourColumnShares,
            tmp_path,
            'timestamp_share;note;content_id;object_id;account_id\n1660000000;x;7;"a;b";acc\n',
        )
    )
    assert (row["post"], row["object"], row["account"]) == ("7", "a;b", "acc")


def test_parquet_integers_become_text_exactly(tmp_path: Path) -> None:
    table = pa.table(
        {
            "object_id": ["a", "b", None],
            "account_id": [9007199254740993, 9007199254740992, 5],
            "content_id": [1, 2, 3],
            "timestamp_share": [1660000000, 1660000001, 1660000002],
        }
    )
    pq.write_table(table, tmp_path / "shares.parquet")
    rows = read(FourColumnShares, tmp_path / "shares.parquet", Reading(platform="x"))
    assert [(r["account"], r["object"], r["row_ref"]) for r in unfolded(rows)] == [
        ("x:9007199254740993", "a", "row 1"),
        ("x:9007199254740992", "b", "row 2"),
    ]
    assert [(r.row_ref, r.reason) for r in rejected(rows)] == [("row 3", "the object id is blank")]


def test_members_of_an_archive_are_read_in_order_of_their_names(tmp_path: Path) -> None:
    path = zipped(tmp_path / "shares.zip", {"b.csv": HEADER + lines(2)[1], "a.csv": HEADER + lines(1)[0]})
    assert [r["row_ref"] for r in unfolded(read(FourColumnShares, path))] == ["a.csv, line 2", "b.csv, line 2"]


@pytest.mark.parametrize("seed", range(5))
def test_no_row_is_lost_or_counted_twice_whatever_is_odd(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    text = lines(300)
    for place in chance.sample(range(300), 12):
        text[place] = chance.choice(
            [
                "a,b",
                "a,b,c,d,e",
                "a,b,c,notime",
                '"a"x,b,c,1660000000',
                ",,,",
                "caf\u00e9,b,c,1660000000",
                "a\0,b,c,1660000000",
            ]
        )
    rows = read_text(FourColumnShares, tmp_path, HEADER + "\n".join(text))
    places = [r["row_ref"] for r in unfolded(rows)] + [r.row_ref for r in rejected(rows)]
    assert sorted(places) == sorted(f"line {i + 2}" for i in range(300))
