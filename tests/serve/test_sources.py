import pytest

from undertow.case import Case
from undertow.case.sources import Options, Source
from undertow.model import Ledger
from undertow.serve.coverage import MOST_COLUMNS, arranged, drawn

HEAD = "message_id,user_id,username,repost_id,reply_id,message,timestamp,urls\n"


def source(sha, name):
    return Source(sha, name, "plain", 1, "2026-01-01T00:00:00Z", Options(), Ledger())


@pytest.fixture
def hostile(folder, tmp_path):
    """A case with rows that cannot be read, among them one that would be a script, in a file whose name would be one."""
    path = tmp_path / "<img src=x onerror=1>.csv"
    path.write_text(
        HEAD
        + "9001,zoe,zoe,,,fine,1660000000,\n"
        + "9002,zoe,zoe,,,<script>alert(1)</script>,yesterday,\n"
        + "9003,zoe,zoe,,,other,tomorrow,\n",
        encoding="utf-8",
    )
    Case.open(folder).add(path)
    return folder


def test_the_first_row_of_each_kind_that_was_left_out_is_shown_and_cannot_act(hostile, let_in):
    client = let_in(hostile)
    told = client.get("/sources.json").json()
    (bad,) = told["imported"][1]["bad"]
    assert bad["count"] == 2 and "yesterday" in bad["first"] and "…" in bad["kind"]
    assert bad["place"] and "<script>alert(1)</script>" in bad["raw"]
    html = client.get("/sources").text
    assert "<script>alert" not in html and "&lt;script&gt;alert(1)" in html
    assert "<img src=x" not in html and "&lt;img src=x" in html
    assert told["totals"] == {"rows_in": 57, "kept": 55, "duplicates": 0, "quarantined": 2, "flagged": 0}


def test_hashes_and_pages_of_sources(client):
    told = client.get("/sources.json").json()
    assert client.get("/sources").text.count(told["imported"][0]["source"]["sha256"]) == 1
    assert client.get("/sources?page=2").status_code == 404 and "the last is 1" in client.get("/sources?page=2").text
    assert client.get("/sources?page=x").status_code == 200


def test_a_case_without_sources_says_what_belongs_there(tmp_path, let_in):
    Case.create(tmp_path / "empty", title="Empty")
    client = let_in(tmp_path / "empty")
    assert "No source yet" in client.get("/sources").text and "undertow add FILE" in client.get("/sources").text
    assert "Nothing was run yet" in client.get("/provenance").text
    assert "No source yet" in client.get("/").text


def test_coverage_is_a_grid_without_holes_and_gaps_are_told():
    counted = [("a", "2022-11", 3), ("a", "2023-02", 9), ("b", "2022-12", 1)]
    found = arranged(counted, [source("a", "first"), source("b", "second")])
    assert found.columns == ["2022-11", "2022-12", "2023-01", "2023-02"]
    assert [(row.name, row.counts, row.gaps) for row in found.rows] == [
        ("first", [3, 0, 0, 9], [(1, 2)]),
        ("second", [0, 1, 0, 0], []),
    ]
    wide = drawn(found, "wide")
    assert [level for *_, level in wide.cells] == [1, 3, 3] and len(wide.gaps) == 1
    assert all(x >= 0 and x + width <= 640.01 for x, _, width, _ in wide.cells)


@pytest.mark.parametrize("last", ["2033-01", "9999-12"])
def test_dates_far_apart_are_told_by_year_and_never_in_endless_columns(last):
    found = arranged([("a", "1970-01", 1), ("a", last, 1)], [source("a", "first")])
    assert 2 <= len(found.columns) <= MOST_COLUMNS and found.columns[0] == "1970"
    assert sum(found.rows[0].counts) == 2


def test_nothing_dated_is_nothing_drawn():
    assert arranged([], []).rows == []


def test_the_overview_and_the_sources_draw_the_same_coverage(client):
    assert client.get("/overview.json").json()["covered"] == client.get("/sources.json").json()["covered"]
    assert 'role="img"' in client.get("/sources").text
