"""Pages of accounts of the X API v2, worked by hand."""

from datetime import datetime
from pathlib import Path

from undertow.formats import Kept, Reading, Rejected
from undertow.formats.x_api_v2_users import XApiV2Users
from undertow.material import open_material

SAMPLE = Path(__file__).with_name("x-api-v2-users.jsonl")


def rows_of(reading: Reading, path: Path = SAMPLE) -> list[Kept | Rejected]:
    return list(XApiV2Users().read(open_material(path), reading))


def test_fills_accounts_alone_when_no_one_said_whose_followers_they_are():
    assert XApiV2Users().recognises(open_material(SAMPLE))
    reading = Reading()
    rows = rows_of(reading)
    assert [(row.table, row.row_ref, row.values["account"]) for row in rows] == [
        ("accounts", "line 1, item 1", "x:701"),
        ("accounts", "line 1, item 2", "x:702"),
        ("accounts", "line 2, item 1", "x:703"),
    ]
    first = rows[0].values
    assert first["created_at"] == datetime(2019, 3, 4, 5, 6, 7) and first["created_precision"] == "s"
    assert (first["default_image"], first["followers"], first["location"]) == (False, 12, "Ostrel")
    assert "x:600" in reading.notes[0] and "--audience-of" in reading.notes[0]


def test_fills_follows_in_running_order_for_an_audience():
    reading = Reading(audience_of="600")
    rows = rows_of(reading)
    assert [row.table for row in rows] == ["follows"] * 3
    assert [(row.values["target"], row.values["follower"], row.values["position"]) for row in rows] == [
        ("x:600", "x:701", 1),
        ("x:600", "x:702", 2),
        ("x:600", "x:703", 3),
    ]
    assert {row.values["role"] for row in rows} == {"audience"}
    assert rows[0].values["observed_at"] == datetime(2022, 9, 1, 10)
    assert rows[0].also[0][1]["handle"] == "mill_lane"
    assert reading.notes == []


def test_a_comparison_list_has_its_role():
    assert {row.values["role"] for row in rows_of(Reading(reference=True))} == {"reference"}


def test_a_broken_profile_costs_only_itself(tmp_path):
    path = tmp_path / "users.jsonl"
    path.write_text('{"data":[{"id":"1","username":"a"},{"username":"b"},null,{"id":"","username":"c"}]}\n{"x":1}\n')
    rows = rows_of(Reading(), path)
    assert [getattr(row, "reason", "") for row in rows] == [
        "",
        "id is missing",
        "the record is null where an object is due",
        "id is missing or blank",
        "no key `data`: not a page of the X API v2",
    ]
