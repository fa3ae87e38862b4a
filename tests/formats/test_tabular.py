"""What all tables have in common, on files as people really have them."""

import gzip
from pathlib import Path

import pytest

from tests.formats.reading import SAMPLES, kept, read, read_text, rejected, unfolded, zipped
from undertow.errors import UnreadableInput
from undertow.formats import Reading
from undertow.formats._tabular import columns_of
from undertow.formats.follower_list_csv import FollowerListCsv
from undertow.formats.four_column_shares import FourColumnShares
from undertow.formats.plain_table import PlainTable
from undertow.material import open_material

SHARES = "object_id,account_id,content_id,timestamp_share\na,b,c,1660000000\n"


def columns(folder: Path, content: bytes | str, name: str = "file.csv") -> tuple[str, ...] | None:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return columns_of(open_material(path))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b'{"id": 1, "text": "a"}\n',
        b'[{"id": 1}]',
        b"<html><body>a,b</body></html>",
        b"<?xml version='1.0'?>",
        b"\x00\x01\x02,\x03",
        b'"never closed',
    ],
)
def test_what_is_no_table_has_no_columns(content: bytes, tmp_path: Path) -> None:
    assert columns(tmp_path, content) is None


def test_the_header_is_found_whatever_divides_it(tmp_path: Path) -> None:
    assert columns(tmp_path, "id;text, or what\n1;2\n") == ("id", "text, or what")
    assert columns(tmp_path, '"id","two\nlines"\n') is None
    assert columns(tmp_path, "\n id , text \n") == ("id", "text")


def test_a_folder_is_read_file_by_file_and_an_empty_file_is_noted(tmp_path: Path) -> None:
    folder = tmp_path / "shares"
    folder.mkdir()
    (folder / "1.csv").write_text(SHARES)
    (folder / "2.csv").write_text("")
    (folder / "3.tsv").write_text(SHARES.replace(",", "\t"))
    reading = Reading()
    rows = read(FourColumnShares, folder, reading)
    assert [row["row_ref"] for row in unfolded(rows)] == ["1.csv, line 2", "3.tsv, line 2"]
    assert reading.notes == ["2.csv is empty."]


def test_a_file_of_another_kind_among_them_is_named(tmp_path: Path) -> None:
    path = zipped(tmp_path / "mixed.zip", {"a.csv": SHARES, "b.csv": "x,y\n1,2\n"})
    with pytest.raises(UnreadableInput, match=r"mixed\.zip: b\.csv: has no column account_id, content_id"):
        read(FourColumnShares, path)


def test_an_archive_that_holds_other_things_too_is_not_taken_for_a_table(tmp_path: Path) -> None:
    path = zipped(tmp_path / "mixed.zip", {"a.csv": SHARES, "photo.jpg": "x"})
    assert columns_of(open_material(path)) is None


def test_a_column_given_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="more than one column account_id"):
        read_text(FourColumnShares, tmp_path, "object_id,account_id,content_id,timestamp_share,account_id\n")


def test_a_header_without_rows_yields_nothing(tmp_path: Path) -> None:
    assert read_text(FourColumnShares, tmp_path, SHARES.partition("\n")[0] + "\n") == []


def test_a_cut_off_archive_is_an_error_and_not_half_a_table(tmp_path: Path) -> None:
    path = tmp_path / "file.csv.gz"
    path.write_bytes(gzip.compress((SHARES * 5000).encode())[:-40])
    with pytest.raises(UnreadableInput, match="damaged or cut off"):
        read(FourColumnShares, path)


def test_a_line_without_end_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    with path.open("wb") as file:
        file.write(b"user_id,time\n")
        for _ in range(70):
            file.write(b"x" * 1_000_000)
    with pytest.raises(UnreadableInput, match=r"file\.csv, line 2: is longer than 64,000,000 characters"):
        read(PlainTable, path)


def test_the_row_is_kept_as_it_stands_for_the_quarantine(tmp_path: Path) -> None:
    rows = read_text(PlainTable, tmp_path, 'user_id,time,text\n"",1660000000,"a ""b"""\nx,1\n')
    assert [row.raw for row in rejected(rows)] == [',1660000000,a "b"', "x,1"]


def test_positions_follow_the_list_even_where_a_row_is_unusable(tmp_path: Path) -> None:
    rows = read_text(FollowerListCsv, tmp_path, "follower_id\n1001\n \n1003\n", Reading(audience_of="pier"))
    assert [(row.values["follower"], row.values["position"]) for row in kept(rows)] == [("x:1001", 1), ("x:1003", 3)]
    assert rejected(rows)[0].reason == "the follower id is blank"


def test_samples_hold_no_row_that_is_refused() -> None:
    for path in sorted(SAMPLES.glob("four-column-shares.*")):
        assert rejected(read(FourColumnShares, path)) == []
