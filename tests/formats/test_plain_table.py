import os
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.formats.reading import SAMPLES, kept, read, read_text, rejected, unfolded
from undertow.errors import BadSetting, UnknownName, UnreadableInput
from undertow.formats import Block, Reading
from undertow.formats.plain_table import PlainTable

DATA = Path(os.environ.get("UNDERTOW_DATA", Path(__file__).parents[3] / "shared" / "data"))
RETWEETS = DATA / "posts" / "ira_english_retweets_2015.parquet"


def parquet(path: Path, **columns: object) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


def test_usual_names_map_themselves_and_the_rest_is_said() -> None:
    reading = Reading(mapping={"shared_link": "links"})
    first, second = kept(read(PlainTable, SAMPLES / "plain-table.csv", reading))
    assert first.values == {
        "post": "p1",
        "account": "acc_1",
        "at": datetime(2022, 8, 8, 23, 6, 40),
        "at_precision": "s",
        "at_origin": "platform",
        "kind": "original",
        "text": "Pilots meet",
        "links": ["https://news.example/a"],
    }
    assert "links" not in second.values
    assert "Columns not used: mood." in reading.notes


def test_a_column_that_cannot_be_told_is_named_with_the_option_to_write(tmp_path: Path) -> None:
    with pytest.raises(
        UnreadableInput,
        match=r"which column is the account and which column is the time.*--map COLUMN=account --map COLUMN=at",
    ):
        read_text(PlainTable, tmp_path, "who,whenever,body\na,1660000000,b\n")
    with pytest.raises(UnreadableInput, match=r"which column is the account \(author_id or user_id\?\)"):
        read_text(PlainTable, tmp_path, "author_id,user_id,time\na,b,1660000000\n")


def test_unknown_fields_and_columns_list_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match=r"field to map a column to called 'author'.*account.*at"):
        read_text(PlainTable, tmp_path, "who,time\na,1660000000\n", Reading(mapping={"who": "author"}))
    with pytest.raises(UnknownName, match=r"column of file.csv called 'whom'. Known: time, who"):
        read_text(PlainTable, tmp_path, "who,time\na,1660000000\n", Reading(mapping={"whom": "account"}))


def test_two_columns_for_one_field_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=r"file\.csv: the columns who and whom are both mapped to account"):
        reading = Reading(mapping={"who": "account", "whom": "account"})
        read_text(PlainTable, tmp_path, "who,whom,time\na,b,1660000000\n", reading)


def test_ids_are_made_from_file_and_row_where_there_are_none(tmp_path: Path) -> None:
    reading = Reading()
    [row] = kept(read_text(PlainTable, tmp_path, "user_id,time\na,1660000000\n", reading))
    assert row.values["post"] == "file.csv, line 2"
    assert "ids are made" in reading.notes[-1]


def test_reads_documents_and_shares_and_followers(tmp_path: Path) -> None:
    [speech] = kept(read_text(PlainTable, tmp_path, "speaker,year,text\nNorthland,1991,We meet.\n"))
    assert (speech.table, speech.values["date"], speech.values["date_precision"]) == (
        "documents",
        datetime(1991, 1, 1),
        "year",
    )
    [share] = kept(read_text(PlainTable, tmp_path, "object,account,time\nlink1,a,1660000000\n"))
    assert (share.table, share.values["kind"], share.values["object"]) == ("shares", "object", "link1")
    reading = Reading(mapping={"login": "follower"}, audience_of="pier")
    [follow] = kept(read_text(PlainTable, tmp_path, "login,stars\nann,3\n", reading))
    assert (follow.table, follow.values) == (
        "follows",
        {"follower": "ann", "target": "pier", "role": "audience", "position": 1},
    )


def test_fifty_times_without_seconds_are_minutes(tmp_path: Path) -> None:
    text = "user_id,time\n" + "".join(f"a,2022-08-08 23:{i:02}:00\n" for i in range(60))
    rows = kept(read_text(PlainTable, tmp_path, text, Reading(timezone="UTC")))
    assert {row.values["at_precision"] for row in rows} == {"min"}
    few = kept(read_text(PlainTable, tmp_path, "".join(text.splitlines(keepends=True)[:20]), Reading(timezone="UTC")))
    assert {row.values["at_precision"] for row in few} == {"s"}


def test_parquet_is_read_in_blocks_with_the_odd_rows_apart(tmp_path: Path) -> None:
    times = [datetime(2022, 8, 8, 23, i, tzinfo=UTC) for i in range(60)]
    accounts = [f"acc_{i}" for i in range(60)]
    accounts[3], times[5] = "", datetime(1970, 1, 1, tzinfo=UTC)
    path = parquet(
        tmp_path / "t.parquet",
        id=range(60),
        user_id=accounts,
        created_at=times,
        text=["hello", *[None] * 59],
        like_count=range(60),
    )
    rows = read(PlainTable, path, Reading(platform="x"))
    assert isinstance(rows[0], Block)
    found = unfolded(rows)
    assert found[0] == {
        "row_ref": "row 1", "post": "x:0", "account": "x:acc_0", "at": datetime(2022, 8, 8, 23), "at_precision": "min",
        "at_origin": "platform", "text": "hello", "likes": 0, "kind": "original", "platform": "x",
    }  # fmt: skip
    assert [(r.row_ref, r.reason) for r in rejected(rows)] == [
        ("row 4", "the account id is blank"),
        ("row 6", "time: '1970-01-01 00:00:00.000000Z' is 1970-01-01, before any platform existed"),
    ]
    assert len(found) == 58


def test_parquet_times_without_zone_are_refused_once_and_read_with_one(tmp_path: Path) -> None:
    path = parquet(
        tmp_path / "t.parquet",
        user_id=["a", "b"],
        created_at=[datetime(2022, 8, 8, 12, 0, 1), datetime(2022, 3, 13, 2, 30)],
    )
    with pytest.raises(UnreadableInput, match=r"t\.parquet: its times \(created_at\) say no zone.*--timezone UTC"):
        read(PlainTable, path)
    rows = read(PlainTable, path, Reading(timezone="America/New_York"))
    assert [(row["at"], row["at_origin"]) for row in unfolded(rows)] == [
        (datetime(2022, 8, 8, 16, 0, 1), "export_local")
    ]
    assert "does not exist in America/New_York" in rejected(rows)[0].reason


def test_parquet_of_other_types_is_read_row_by_row(tmp_path: Path) -> None:
    path = parquet(
        tmp_path / "t.parquet", user_id=[1.0, 1.556e18], time=["2022-08-08T23:06:40Z"] * 2, hashtags=[["a", "b"], None]
    )
    rows = read(PlainTable, path)
    assert [(row["account"], row["hashtags"]) for row in unfolded(rows)] == [("1", ["a", "b"])]
    assert "rounded by a spreadsheet" in rejected(rows)[0].reason


def test_a_damaged_parquet_file_is_an_error_in_words(tmp_path: Path) -> None:
    path = parquet(tmp_path / "t.parquet", user_id=["a"])
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(UnreadableInput, match=r"t\.parquet: is not a whole Parquet file"):
        read(PlainTable, path)


@pytest.mark.skipif(not RETWEETS.exists(), reason=f"needs the shared data at {DATA}")
def test_the_retweets_of_the_tutorial_are_all_read_to_the_minute() -> None:
    reading = Reading(mapping={"author_id": "account", "posted_at": "at", "text": "text"}, timezone="UTC")
    blocks = read(PlainTable, RETWEETS, reading)
    assert all(isinstance(block, Block) for block in blocks)
    assert sum(len(block.columns["at"]) for block in blocks if isinstance(block, Block)) == 719_927
    assert set(blocks[0].columns["at_precision"].unique().to_pylist()) == {"min"}


def test_a_follower_list_of_any_platform_brings_its_profiles_and_when_they_followed(tmp_path: Path) -> None:
    text = (
        "id,acct,created_at,followers_count,statuses_count,note,followed_at\n"
        "7,ann@norv.example,2021-03-04T10:00:00Z,12,30,,2023-05-06T07:08:09Z\n"
        "8,bo@norv.example,once,,5,Hello,\n"
    )
    reading = Reading(audience_of="pier", platform="mastodon")
    rows = kept(read_text(PlainTable, tmp_path, text, reading))
    profiles = [values for row in rows for table, values in row.also if table == "accounts"]
    assert [(row.values["follower"], row.values.get("followed_at")) for row in rows] == [
        ("mastodon:7", datetime(2023, 5, 6, 7, 8, 9)), ("mastodon:8", None),
    ]  # fmt: skip
    assert profiles[0] == {
        "account": "mastodon:7", "platform": "mastodon", "handle": "ann@norv.example", "followers": 12, "posts": 30,
        "description": "", "created_at": datetime(2021, 3, 4, 10), "created_precision": "s",
    }  # fmt: skip
    assert profiles[1].keys() == {"account", "platform", "handle", "posts", "description"}
    assert any("column created_at could not be used" in note for note in reading.notes)
