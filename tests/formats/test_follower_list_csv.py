from datetime import datetime
from pathlib import Path

import pytest

from tests.formats.reading import SAMPLES, kept, read, read_text, rejected
from undertow.errors import UnreadableInput
from undertow.formats import Reading
from undertow.formats.follower_list_csv import FollowerListCsv

OF_PIER = Reading(audience_of="@northpier")


def test_a_list_that_does_not_say_whose_it_is_is_refused_with_advice() -> None:
    with pytest.raises(UnreadableInput, match=r"does not say whose.*--audience-of ACCOUNT.*--reference"):
        read(FollowerListCsv, SAMPLES / "follower-list-csv.csv")


def test_reads_followers_in_order_with_profiles() -> None:
    first, second = kept(read(FollowerListCsv, SAMPLES / "follower-list-csv.csv", OF_PIER))
    assert first.values == {
        "target": "x:northpier",
        "follower": "x:3001",
        "position": 1,
        "observed_at": datetime(2022, 9, 1, 10),
        "role": "audience",
    }
    assert second.values["position"] == 2
    [(_, profile)] = first.also
    assert (profile["account"], profile["handle"], profile["default_image"], profile["posts"]) == (
        "x:3001",
        "mira48213077",
        True,
        0,
    )
    assert profile["created_at"] == datetime(2022, 8, 1, 10)


def test_a_reference_population_is_known_by_its_file() -> None:
    row = kept(read(FollowerListCsv, SAMPLES / "follower-list-csv.csv", Reading(reference=True)))[0]
    assert (row.values["target"], row.values["role"]) == ("reference:follower-list-csv.csv", "reference")


def test_reads_ids_of_minet_and_old_times_of_x() -> None:
    rows = kept(read(FollowerListCsv, SAMPLES / "follower-list-csv.minet.csv", OF_PIER))
    assert [(row.values["follower"], row.also) for row in rows] == [("x:3001", []), ("x:3002", [])]
    [row] = kept(read(FollowerListCsv, SAMPLES / "follower-list-csv.v1.csv", OF_PIER))
    profile = row.also[0][1]
    assert (profile["created_at"], profile["default_image"], profile["following"]) == (
        datetime(2011, 9, 8, 13, 20, 35),
        True,
        900,
    )
    assert "verified" not in profile


def test_reads_bare_ids_one_a_line(tmp_path: Path) -> None:
    rows = kept(read_text(FollowerListCsv, tmp_path, "9007199254740993\n9007199254740992\n", OF_PIER, name="ids.txt"))
    assert [(r.row_ref, r.values["follower"], r.values["position"]) for r in rows] == [
        ("line 1", "9007199254740993", 1),
        ("line 2", "9007199254740992", 2),
    ]


def test_handles_serve_where_there_are_no_ids_and_that_is_said(tmp_path: Path) -> None:
    reading = Reading(audience_of="northpier", platform="x")
    [row] = kept(read_text(FollowerListCsv, tmp_path, "username\nold_pilot\n", reading))
    assert row.values["follower"] == "x:old_pilot"
    assert "handles are used instead" in reading.notes[0]


def test_an_id_that_became_a_fraction_is_rejected_as_rounded(tmp_path: Path) -> None:
    rows = read_text(FollowerListCsv, tmp_path, "9007199254740993\n3.0\n5\n", OF_PIER, name="ids.txt")
    assert [row.values["follower"] for row in kept(rows)] == ["9007199254740993", "5"]
    assert [(row.row_ref, row.reason) for row in rejected(rows)] == [
        ("line 2", "the follower id was rounded by a spreadsheet (3.0): export again with ids as text")
    ]
