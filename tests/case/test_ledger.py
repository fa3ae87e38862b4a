"""What is entered by hand is read whole or refused in words, and counts as verified only where its quote stands in a source."""

import json
import shutil

import pytest

from undertow.case import Case
from undertow.errors import UnreadableInput
from undertow.model import Estimate, Figure, Finding, mention
from undertow.tables.ledger import LEDGERS, entered, rests_on

WORDS = "We call on Averra to open the bridge.\nIt was closed in\n1988, and 230,000 people left."


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    place = tmp_path_factory.mktemp("ledger")
    case = Case.create(place / "case")
    folder = place / "speeches"
    folder.mkdir()
    (folder / "NOR_47_1992.txt").write_text(WORDS, encoding="utf-8")
    (folder / "AVE_47_1992.txt").write_text("Rain fell on the bridge.", encoding="utf-8")
    case.add(folder)
    states = "nor,Norvania,,state,government\nave,Averra,,state,government\n"
    enter(case, "actors", f"id,name,aliases,kind,public_role\n{states}")
    return case.folder


@pytest.fixture
def case(tmp_path, made):
    shutil.copytree(made, tmp_path / "case")
    return Case.open(tmp_path / "case")


def enter(case, name, text):
    (case.folder / "ledger" / f"{name}.csv").write_text(text, encoding="utf-8")


def only(case, name):
    (row,) = case.ledger()[name]
    return row


def test_a_new_case_has_ledgers_that_say_what_their_columns_mean(tmp_path):
    case = Case.create(tmp_path / "case")
    for name, table in LEDGERS.items():
        text = (case.folder / "ledger" / f"{name}.csv").read_text(encoding="utf-8")
        assert text.splitlines()[-1] == ",".join(column.name for column in entered(table))
        assert all(f"# {column.name}: " in text for column in entered(table))
    assert all(rows == [] for rows in case.ledger().values())


@pytest.mark.parametrize(
    ("source", "quote", "standing"),
    [
        ("NOR_47_1992", "open the bridge", "verified"),
        ("speeches", "closed in 1988, and 230,000 people", "verified"),
        ("speeches", "open the bridges", "not found"),
        ("AVE_47_1992", "open the bridge", "not found"),
        ("NOR_99_2044", "open the bridge", "not found"),
        ("", "open the bridge", "reported"),
        ("NOR_47_1992", "", "reported"),
    ],
)
def test_a_row_is_verified_only_where_its_quote_stands_in_the_source_it_names(case, source, quote, standing):
    head = "id,actor,date,statement,source_id,quote,reported_by\n"
    enter(case, "claims", f'{head}c1,nor,1992,230000 left,{source},"{quote}",The Paper of 3 May 2020\n')
    row = only(case, "claims")
    assert row["standing"] == standing
    assert rests_on(row).startswith("verified") == (standing == "verified")
    if standing == "verified":
        text = case.query("SELECT text FROM documents WHERE row_ref = ?", [row["row_ref"]])[0][0]
        assert " ".join(text[row["start"] : row["end"]].split()) == quote
    assert bool(row["problem"]) == (standing == "not found") == bool(case.verify())


def test_a_row_without_source_and_publication_says_so(case):
    enter(case, "claims", "id,actor,date,statement\nc1,nor,1992,230000 left\n")
    assert only(case, "claims")["standing"] == "unsourced" and "no source given" in rests_on(only(case, "claims"))


@pytest.mark.parametrize(
    ("name", "row", "words"),
    [
        ("events", "e,May 2022,month,A congress", "line 2, column date: 'May 2022' is no date. Write it as 2022"),
        ("events", "e,2022-02-30,day,A congress", "column date: '2022-02-30' is no date"),
        ("events", "e,2022-05,day,A congress", "column precision: 'day' is finer than the date '2022-05'"),
        (
            "events",
            "e,2022-05,week,A congress",
            "column precision: 'week' is not known. Write one of: day, month, year",
        ),
        ("claims", "c,nor,1992,Many,some,300000", "column value_low: 'some' is no number. Write it in digits"),
        ("claims", "c,nor,1992,Many,300000,200000", "column value_high: 200000 is less than value_low, 300000"),
        ("claims", "c,nobody,1992,Many,1,2", "column actor: 'nobody' is no id of actors.csv. Add the actor"),
        ("claims", ",nor,1992,Many,1,2", "column id: is empty"),
        ("claims", "=c,nor,1992,Many,1,2", "column id: '=c' begins with a sign by which a spreadsheet knows a formula"),
        ("events", "e,2999,year,A congress", "column date: '2999' is after today"),
        ("demands", "d,nor,nor,1992,Open it", "column addressee: 'nor' is the actor itself. Name the one of whom"),
        (
            "demands",
            "d,nor,ave,1992,Open it,do,d",
            "column mirror_of: 'd' is the row itself. Name the demand that asks",
        ),
        ("claims", "c,nor,1992,Many,1,2\nc,nor,1993,More,1,2", "line 3, column id: 'c' stands in an earlier row"),
    ],
)
def test_a_cell_that_cannot_be_right_is_named_with_file_line_column_and_remedy_and_kept(case, name, row, words):
    columns = [column.name for column in entered(LEDGERS[name])][: row.split("\n")[0].count(",") + 1]
    enter(case, name, ",".join(columns) + f"\n{row}\n")
    (problem,) = [row["problem"] for row in case.ledger()[name] if row["problem"]]
    assert problem.startswith(f"ledger/{name}.csv, line ") and words in problem
    assert len(case.ledger()[name]) == row.count("\n") + 1


def test_what_is_wrong_is_told_by_check_and_by_verify(case):
    enter(case, "events", "id,date,precision,title,reported_by\ne,May 2022,month,A congress,The Paper\n")
    view = case.check()
    (problem,) = view.to_mend
    assert [p.what for p in case.verify()] == [problem] and "'May 2022' is no date" in problem
    assert case.stated()["events"] == 1
    counted = {"rows": 1, "verified": 0, "reported": 1, "not found": 0, "unsourced": 0, "to mend": 1}
    assert view.ledgers["events"] == counted


@pytest.mark.parametrize(("columns", "cells", "column"), [("", "", "source_id"), (",source_id", ",speeches", "quote")])
def test_a_row_without_source_is_told_by_check_with_file_and_line_and_stays_usable(case, columns, cells, column):
    enter(case, "claims", f"# why\nid,actor,date,statement{columns}\nc1,nor,1992,Many{cells}\n")
    view = case.check()
    (told,) = view.to_mend
    assert told.startswith(f"ledger/claims.csv, line 3, column {column}: is empty. Name a source and quote it")
    assert view.ledgers["claims"]["to mend"] == 1
    assert only(case, "claims")["problem"] == "" and case.verify() == ()


def test_a_file_that_is_not_text_in_utf8_is_refused_in_words(case):
    path = case.folder / "ledger" / "claims.csv"
    rows = "id,actor,date,statement\nc1,nor,1992,Many\n"
    for content in (
        rows.encode("utf-16"),
        rows.encode("utf-16-le"),
        b"PK\x03\x04\x14\x00",
        rows.encode() + "é".encode("latin-1"),
    ):
        path.write_bytes(content)
        with pytest.raises(
            UnreadableInput, match=r"claims.csv, line [13]: is not text in UTF-8. Save it as CSV in UTF-8.$"
        ):
            case.ledger()


def test_a_judgement_needs_somebody_who_made_it(case):
    enter(case, "claims", "id,actor,date,statement\nc1,nor,1992,Many\nc2,ave,1992,Few\n")
    enter(case, "comparisons", "id,claim,record,status\nx,c1,c2,contradicts\ny,c1,c3,\n")
    first, second = (row["problem"] for row in case.ledger()["comparisons"])
    assert "column judged_by: is empty" in first and "column record: 'c3' is no id of claims.csv" in second


def test_a_file_with_an_unknown_column_or_a_short_line_is_refused_in_words(case):
    enter(case, "positions", "id,actor,date,position,stanze\n")
    with pytest.raises(
        UnreadableInput, match=r"positions.csv: column 'stanze' is not known. Its first line must be: id,actor"
    ):
        case.ledger()
    enter(case, "positions", "# why\nid,actor,date,position,stance\np1,nor,1992\n")
    with pytest.raises(UnreadableInput, match=r"positions.csv, line 3: has 3 fields.*5\. Correct it"):
        case.ledger()


def test_a_run_is_out_of_date_and_a_row_unverified_once_its_source_is_gone(case):
    head = "id,actor,date,statement,source_id,quote\n"
    enter(case, "claims", f"{head}c1,nor,1992,230000 left,speeches,open the bridge\n")
    assert only(case, "claims")["standing"] == "verified"
    case.remove("speeches")
    assert only(case, "claims")["standing"] == "not found"


def test_a_key_that_names_no_statement_is_told_by_check_once_claims_has_run(case):
    enter(case, "keys", "id,series,why,judged_by\nq00000000,x,read,MK\n")
    case.run("claims")
    (told,) = case.check().to_mend
    assert told.startswith("ledger/keys.csv names q00000000")


def test_verify_reads_the_quotes_of_the_ledger_from_the_bytes_again(case):
    enter(case, "claims", "id,actor,date,statement,source_id,quote\nc1,nor,1992,230000 left,speeches,open the bridge\n")
    assert case.verify() == ()
    with case._store() as store:
        store.query("UPDATE documents SET text = replace(text, 'Averra', 'Norvania') WHERE text LIKE 'We call%'")
    assert [p.kind for p in case.verify()] == ["tables"]
    enter(case, "claims", "id,actor,date,statement,source_id,quote\nc1,nor,1992,x,speeches,call on Norvania to open\n")
    problems = case.verify()
    assert {p.kind for p in problems} == {"tables", "evidence"}
    assert any(p.what.startswith("ledger/claims.csv, line 2: the quote 'call on Norvania") for p in problems)


def test_dated_changes_of_findings_that_hold_are_given_and_rejected_ones_are_not(case):
    rows = ({"kind": "point", "label": "2020-01-01", "start": "2020-01-01", "end": "2020-02-01"},
            {"kind": "break", "label": "2020-03-01", "start": "2020-02-01", "end": "2020-04-30"})  # fmt: skip
    estimate = Estimate(value=1, low=1, high=1, unit="share", n=1)
    common = {
        "statement": "It rose.",
        "estimate": estimate,
        "null_model": "none",
        "grade": "moderate",
        "run_id": "r-01",
    }
    figure = Figure(kind="prevalence", title="", unit="", alt="", rows=rows)
    series = [
        Finding(id=name, analysis="narratives", subject=json.dumps(["series", panel, voice, "bridge", ""]), figures=(figure,), **common)
        for name, panel, voice in (("a1", "speaker", "*"), ("a2", "speaker", "Norvania"), ("a3", "x account", "x:7"), ("a4", "outlet", "The Paper"))
    ]  # fmt: skip
    batch = Finding(id="b1", analysis="audience", subject="batch", facts=(("Created, ISO 8601", "2021-01-02 to 2021-01-05"),), **common)  # fmt: skip
    case._findings.replace("narratives", series)
    case._findings.replace("audience", [batch])
    case.review("a2", "rejected", "other words")
    found = [tuple(row.values())[2:] for row in case._given()["changes"].to_pylist()]
    assert sorted(found) == [
        ("batch", "accounts created in a batch", "2021-01-02", "2021-01-02", "2021-01-05"),
        ("break", "bridge", "2020-03-01", "2020-02-01", "2020-04-30"),
        ("break", "bridge, The Paper", "2020-03-01", "2020-02-01", "2020-04-30"),
        ("break", f"bridge, {mention('x:7')}", "2020-03-01", "2020-02-01", "2020-04-30"),
    ]
