"""Rows of ledgers entered by forms: the file keeps what it held, and what cannot stand in it is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.serve.placing import HOSTILE, copied, finding, place, row_of, table
from undertow.case import Case
from undertow.case.ledger import read_ledger
from undertow.errors import BadSetting
from undertow.serve.entering import enter, free_id


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case.create(tmp_path / "case", title="Entering")


def test_a_first_row_goes_below_the_words_that_explain_the_columns(case):
    path = case.folder / "ledger" / "keys.csv"
    before = path.read_text("utf-8")
    assert (
        enter(case, "keys", {"id": "q1", "series": "mine, and others", "why": "other people", "judged_by": "R"})
        == "Added"
    )
    assert path.read_text("utf-8") == before + 'q1,"mine, and others",other people,R\n'
    assert [row["series"] for row in read_ledger(path)] == ["mine, and others"]


def test_a_row_with_the_same_id_is_changed_where_it_stands_and_the_rest_stays_to_the_byte(case):
    path = case.folder / "ledger" / "keys.csv"
    path.write_text(
        '# mine\nid,why,series,judged_by\nq0,"two\nlines",a,R\n# between\nq1,old,b,R\n\nq2,x,c,S', encoding="utf-8"
    )
    assert enter(case, "keys", {"id": "q1", "series": "z", "why": "new", "judged_by": "T"}) == "Changed"
    assert (
        path.read_text("utf-8")
        == '# mine\nid,why,series,judged_by\nq0,"two\nlines",a,R\n# between\nq1,new,z,T\n\nq2,x,c,S'
    )
    assert enter(case, "keys", {"id": "q3", "series": "z", "why": "", "judged_by": "T"}) == "Added"
    assert path.read_text("utf-8").endswith("q2,x,c,S\nq3,,z,T\n")


def test_a_file_that_was_deleted_is_made_again(case):
    (case.folder / "ledger" / "comparisons.csv").unlink()
    enter(
        case,
        "comparisons",
        {"id": "comparison-1", "claim": "a", "record": "b", "status": "consistent", "why": "w", "judged_by": "R"},
    )
    assert copied(case.folder / "ledger" / "comparisons.csv").splitlines()[1] == "comparison-1,a,b,consistent,w,R"
    assert free_id(case.folder / "ledger", "comparisons", "comparison") == "comparison-2"


def test_a_column_that_the_file_does_not_have_is_told(case):
    (case.folder / "ledger" / "comparisons.csv").write_text("id,claim,record,status\n", encoding="utf-8")
    with pytest.raises(BadSetting, match="no column why"):
        enter(case, "comparisons", {"id": "x", "claim": "a", "record": "b", "status": "consistent", "why": "w"})


@pytest.mark.parametrize(
    "value",
    ["=1+1", "+1", "-1", "@SUM(A1)", "# gone", "two\nlines", "hid\u200bden", "\u202eback", "x" * 1001, "\ud800"],
)
def test_what_a_ledger_cannot_hold_is_refused_and_nothing_is_written(case, value):
    path = case.folder / "ledger" / "keys.csv"
    before = path.read_bytes()
    with pytest.raises(BadSetting):
        enter(case, "keys", {"id": "q1", "series": value, "why": "w", "judged_by": "T"})
    assert path.read_bytes() == before


# ------------------------------------------------------------------ through the page


def numbers(case: Case) -> None:
    sha, ref, _ = row_of(case, "words")
    row = {
        "said": "about 200,000", "day": "2005-01-01", "speaker": "A", "interval_low": 150000.0, "interval_high": 250000.0, "who": HOSTILE,
        "from_where": "", "by_whom": None, "status": "displaced", "period": "1990", "category": "displaced", "source_sha256": sha, "row_ref": ref,
    }  # fmt: skip
    found = [{**row, "id": f"q{n}", "series": "q0" if n < 3 else ""} for n in range(45)] + [
        {**row, "id": "k", "series": "", "category": "killed"}
    ]
    quiet = finding(
        "claims",
        "series a | q9",
        "For review.",
        facts=(("Status", "for review"), ("Pairs that exclude each other", "0")),
    )
    loud = finding("claims", "series a | q0", "3 pairs exclude each other.", facts=(("Status", "for a person's verdict"), ("Pairs that exclude each other", "3")),
                   tables=(table("The statements side by side", ("q0", 1)),))  # fmt: skip
    place(case, "claims", [quiet, loud], {"claims_found": found})


@pytest.fixture
def counted(made: Path, tmp_path: Path) -> Case:
    """A case with numbers that were read, and two claims entered by hand."""
    case = Case.open(shutil.copytree(made, tmp_path / "counted"))
    numbers(case)
    head = "id,actor,date,statement,value_low,value_high\n"
    (case.folder / "ledger" / "claims.csv").write_text(
        f"{head}c1,a,2005,Some,1,2\nc2,a,2006,Census,1,2\n", encoding="utf-8"
    )
    return case


def test_contradictions_stand_on_top_and_every_number_below_by_quantity(counted, let_in):
    client = let_in(counted.folder)
    found = client.get("/claims.json").json()
    assert [(one["name"], one["excluding"], one["picked"]) for one in found["series"]] == [
        ("q0", 3, True),
        ("q9", 0, False),
    ]
    assert found["summary"].startswith("In 1 of 2 series numbers of one voice exclude each other")
    assert [(q["text"], q["picked"]) for q in found["quantities"]] == [("displaced (45)", True), ("killed (1)", False)]
    ledger = found["numbers"]
    assert (ledger["count"], ledger["first"], len(ledger["rows"])) == (45, 1, 40)
    assert {row["series"] for row in ledger["rows"][:3]} == {"q0"} and ledger["rows"][0][
        "interval"
    ] == "[150,000, 250,000)"
    rest = client.get("/claims.json", params={"from": 41}).json()["numbers"]
    assert (rest["first"], len(rest["rows"])) == (41, 5)
    html = client.get("/claims").text
    assert (
        "<img" not in html
        and "posts.csv" in html
        and f'href="/inbox?finding={found["series"][0]["said"]["finding"]}"' in html
    )


def test_a_statement_is_moved_to_another_series_by_a_form_that_works_without_script(counted, let_in):
    client = let_in(counted.folder)
    told = {"id": "q2", "series": "my own", "why": "other people", "by": "Reader", "shown": ""}
    answer = client.post("/do/claims/move", data=told)
    assert answer.status_code == 303 and answer.headers["location"] == "/claims"
    assert copied(counted.folder / "ledger" / "keys.csv").splitlines()[1:] == ["q2,my own,other people,Reader"]
    page = client.get("/claims").text
    assert "q2 belongs to my own" in page and "1 moved so far" in page
    client.post("/do/claims/move", data=told | {"series": "q9"})
    assert copied(counted.folder / "ledger" / "keys.csv").splitlines()[1:] == ["q2,q9,other people,Reader"], (
        "changed, not doubled"
    )


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"id": "nobody"}, 404),
        ({"why": " "}, 400),
        ({"by": ""}, 400),
        ({"series": "=1"}, 400),
        ({"series": "a\nb"}, 400),
    ],
)
def test_a_move_that_cannot_be_kept_is_refused_in_words(counted, let_in, wrong, status):
    before = (counted.folder / "ledger" / "keys.csv").read_bytes()
    answer = let_in(counted.folder).post(
        "/do/claims/move", data={"id": "q1", "series": "s", "why": "w", "by": "R"} | wrong
    )
    assert answer.status_code == status
    assert (counted.folder / "ledger" / "keys.csv").read_bytes() == before


def test_a_person_judges_a_claim_against_a_record_and_may_judge_again(counted, let_in):
    client = let_in(counted.folder)
    told = {"claim": "c1", "record": "c2", "status": "contradicts", "why": "same people", "by": "Reader"}
    assert client.post("/do/claims/judge", data=told).status_code == 303
    path = counted.folder / "ledger" / "comparisons.csv"
    assert copied(path).splitlines()[1:] == ["comparison-1,c1,c2,contradicts,same people,Reader"]
    again = {"id": "comparison-1", "status": "cannot be compared", "why": "other years", "by": "Second"}
    client.post("/do/claims/judge", data=again)
    assert copied(path).splitlines()[1:] == ["comparison-1,c1,c2,cannot be compared,other years,Second"]
    shown = client.get("/claims.json").json()["compared"]
    assert [(row["status"], row["judged_by"]) for row in shown] == [("cannot be compared", "Second")]
    assert counted.ledger()["comparisons"][0]["problem"] == "", "undertow check has nothing against the row"


@pytest.mark.parametrize(
    "wrong", [{"status": "lies"}, {"claim": "c9"}, {"record": "c1"}, {"by": ""}, {"id": "comparison-9"}, {"status": ""}]
)
def test_a_judgement_that_cannot_be_kept_is_refused(counted, let_in, wrong):
    told = {"claim": "c1", "record": "c2", "status": "contradicts", "why": "same", "by": "Reader"} | wrong
    assert let_in(counted.folder).post("/do/claims/judge", data=told).status_code in (400, 404)
    assert copied(counted.folder / "ledger" / "comparisons.csv").splitlines()[1:] == []


def test_a_ledger_that_cannot_be_read_is_told_and_the_results_stay(counted, let_in):
    (counted.folder / "ledger" / "keys.csv").write_text("wrong\n", encoding="utf-8")
    page = let_in(counted.folder).get("/claims").text
    assert "A ledger cannot be read" in page and "3 pairs exclude each other" in page
