"""Passages drawn for judging: a fair sample, never asked twice, kept in the case and its log."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from undertow.case import Case
from undertow.case.checking import _to_mend
from undertow.case.codebooks import codebooks, narrative_questions, standings, to_mend
from undertow.case.given import Labels
from undertow.case.labelling import drawn, open_questions, record
from undertow.cli import main
from undertow.codebook import labelled_task
from undertow.errors import BadSetting, UnreadableInput

BOOK = """
[codebook]
id = "book"
languages = ["en", "ru"]
[[frame]]
id = "return"
name = "Return"
definition = "A return is spoken of."
[frame.patterns]
en = ["return*"]
[[frame]]
id = "home"
definition = "A home is spoken of."
[frame.patterns]
en = ["home"]
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case of posts and one codebook, made once and copied."""
    folder = tmp_path_factory.mktemp("judged")
    case = Case.create(folder / "case", title="A case")
    lines = [{"id": str(n), "author_id": f"a{n % 7}", "created_at": f"2024-01-01T00:{n % 60:02}:00Z", "text": f"Post {n}: they {'return' if n % 4 == 0 else 'stay'} {'home' if n % 3 == 0 else 'out'}."} for n in range(120)]  # fmt: skip
    table = "id,account,at,text\n" + "\n".join(
        f"{x['id']},{x['author_id']},{x['created_at']},{x['text']}" for x in lines
    )
    (folder / "posts.csv").write_text(table + "\n", encoding="utf-8")
    case.add(folder / "posts.csv", mapping={"id": "post"})
    (case.folder / "codebook" / "book.toml").write_text(BOOK, encoding="utf-8")
    return case.folder


@pytest.fixture
def judged_case(made: Path, tmp_path: Path) -> Case:
    return Case.open(shutil.copytree(made, tmp_path / "judged"))


def run(case: Case, *arguments: str, answers: str = "") -> str:
    done = CliRunner().invoke(main, ["-C", str(case.folder), *arguments], input=answers, standalone_mode=False)
    assert done.exception is None, done.exception
    return done.output


def fill(sheet: Path, rows: list[dict[str, str]]) -> None:
    with sheet.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def test_draws_hits_and_non_hits_with_the_sizes_of_their_strata(judged_case: Case) -> None:
    questions = narrative_questions(judged_case, ["return"], ["en"], hits=5, non_hits=7)
    assert [q.stratum for q in questions] == ["hit"] * 5 + ["no hit"] * 7
    assert {q.stratum_size for q in questions} == {30, 90}
    for q in questions:
        marked = [q.passage.text[start:end] for start, end in q.passage.marks]
        assert marked == (["return"] if q.stratum == "hit" else [])


def test_two_narratives_are_judged_on_the_same_passages_without_hits_where_both_may_be(judged_case: Case) -> None:
    questions = narrative_questions(judged_case, [], ["en"], hits=2, non_hits=30)
    places = [
        {q.passage.row_ref for q in questions if f"/{name} " in q.task and q.stratum == "no hit"}
        for name in ("return", "home")
    ]
    assert len(places[0] & places[1]) > 15


def test_a_larger_sample_begins_with_the_smaller_and_order_changes_nothing() -> None:
    places = [("s", f"row {n}", 0) for n in range(50)]
    few, many = drawn(places, 5, seed=3, key="k"), drawn(places, 20, seed=3, key="k")
    assert many[:5] == few
    again = drawn(places[::-1], 5, seed=3, key="k")
    assert [places[::-1][n] for n in again] == [places[n] for n in few]
    assert drawn(places, 5, seed=4, key="k") != few


def test_every_passage_is_drawn_as_often_as_any_other() -> None:
    places = [("s", f"row {n}", 0) for n in range(10)]
    counts = [0] * 10
    for seed in range(2_000):
        for number in drawn(places, 3, seed=seed, key="k"):
            counts[number] += 1
    assert all(500 < count < 700 for count in counts)  # 600 expected, standard deviation 20


def test_the_terminal_asks_stops_and_goes_on_where_it_stopped(judged_case: Case) -> None:
    asked = run(
        judged_case,
        "label",
        "return",
        "--language",
        "en",
        "--hits",
        "3",
        "--non-hits",
        "2",
        "--by",
        "ann",
        answers="y\nn\ns\nq\n",
    )
    assert "1 of 5. book/return, en." in asked and "[return]" in asked and "Asked: A return is spoken of." in asked
    assert "Judged 2. 3 wait." in asked
    assert [label.value for label in Labels(judged_case.folder).all()] == ["yes", "no"]
    later = run(
        judged_case,
        "label",
        "return",
        "--language",
        "en",
        "--hits",
        "3",
        "--non-hits",
        "2",
        "--by",
        "ann",
        answers="q\n",
    )
    assert "1 of 3." in later
    logged = [e for e in judged_case.journal.entries() if e.command == "label"]
    assert [e.data["judged"] for e in logged] == [1, 1] and logged[0].data["by"] == ["ann"]
    assert judged_case.verify() == ()


def test_a_judgement_that_was_corrected_is_the_youngest(judged_case: Case) -> None:
    """What is undone next is what was said last, however many judgements fall into one second."""
    one, two = narrative_questions(judged_case, ["return"], ["en"], 2, 0)
    for answer in (one.answered("yes", "ann"), two.answered("no", "ann"), one.answered("no", "ann")):
        record(judged_case, [answer])
    told = [(label.row_ref, label.value) for label in Labels(judged_case.folder).all()]
    assert told == [(two.passage.row_ref, "no"), (one.passage.row_ref, "no")]


def test_judgements_that_were_changed_are_told_and_those_of_a_killed_command_go(judged_case: Case) -> None:
    questions = narrative_questions(judged_case, ["return"], ["en"], 3, 0)
    record(judged_case, [questions[0].answered("yes", "ann")])
    path = judged_case.folder / "labels.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b'"yes"', b'"no"'))
    assert [p.kind for p in judged_case.verify()] == ["label"]
    path.write_bytes(whole + b'{"killed before it was logged": 1}\n')
    record(judged_case, [questions[1].answered("no", "ann")])
    assert [label.value for label in Labels(judged_case.folder).all()] == ["yes", "no"]
    assert judged_case.verify() == ()


def test_a_spreadsheet_goes_out_and_comes_back(judged_case: Case, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    run(
        judged_case,
        "label",
        "return",
        "--language",
        "en",
        "--hits",
        "4",
        "--non-hits",
        "4",
        "--by",
        "ann",
        "--export",
        str(sheet),
    )
    with sheet.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    fill(sheet, [row | {"value": "Yes" if row["stratum"] == "hit" else ""} for row in rows])
    assert "Kept 4 judgements of ann." in run(judged_case, "label", "--by", "ann", "--import", str(sheet))
    questions = narrative_questions(judged_case, ["return"], ["en"], 4, 4)
    assert len(open_questions(questions, Labels(judged_case.folder).all(), "ann")) == 4
    assert len(open_questions(questions, Labels(judged_case.folder).all(), "ben")) == 8
    fill(sheet, [rows[0] | {"value": "perhaps"}])
    done = CliRunner().invoke(
        main, ["-C", str(judged_case.folder), "label", "--import", str(sheet)], standalone_mode=False
    )
    assert (
        "line 2, column value: 'perhaps' is no answer. Write y or n, or nothing." in str(done.exception) + done.output
    )


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"start": "99999"}, "line 2, columns start and end: 99999 and "),
        (
            {"start": "abc"},
            "line 2, column start: 'abc' is no whole number from 0 on. Write the file anew with --export",
        ),
        ({"stratum_size": "-4"}, "line 2, column stratum_size: '-4' is no whole number"),
        ({"end": "9999"}, "line 2, columns source_sha256, row_ref, start and end: no passage here is "),
        ({"row_ref": "line 7000"}, "no passage here is 'line 7000'"),
        ({"task": "frame book/nosuch 0"}, "line 2, columns task and language: no narrative here is"),
        ({"stratum": "no hit"}, "line 2, column stratum: 'no hit', but the passage is 'hit'"),
    ],
)
def test_a_row_that_cannot_have_been_drawn_is_refused_with_line_and_column_and_nothing_is_kept(
    judged_case: Case, tmp_path: Path, changed: dict[str, str], told: str
) -> None:
    sheet = tmp_path / "sheet.csv"
    run(judged_case, "label", "return", "--hits", "2", "--non-hits", "0", "--export", str(sheet))
    with sheet.open(encoding="utf-8-sig") as file:
        first, second = csv.DictReader(file)
    fill(sheet, [first | {"value": "y"} | changed, second | {"value": "y"}])
    with pytest.raises(UnreadableInput, match=re.escape(told)):
        CliRunner().invoke(main.commands["label"], ["--import", str(sheet)], obj=str(judged_case.folder), standalone_mode=False, catch_exceptions=False)  # fmt: skip
    assert Labels(judged_case.folder).all() == []


@pytest.mark.parametrize(
    ("counts", "told"),
    [((-3, -1), "--hits is -3"), ((-3, 50), "--hits is -3"), ((20, -1), "--non-hits is -1")],
)
def test_fewer_than_no_passages_are_refused(judged_case: Case, counts: tuple[int, int], told: str) -> None:
    with pytest.raises(BadSetting, match=f"label: {told} but must be at least 0"):
        narrative_questions(judged_case, ["return"], ["en"], *counts)


def test_the_table_shows_how_well_a_narrative_holds(judged_case: Case) -> None:
    run(
        judged_case,
        "label",
        "return",
        "--language",
        "en",
        "--hits",
        "2",
        "--non-hits",
        "2",
        "--by",
        "ann",
        answers="y\ny\nn\nn\n",
    )
    shown = run(judged_case, "label", "--table")
    assert "book/return" in shown and "2 of 2" in shown and "0 of 2" in shown
    (standing,) = standings(codebooks(judged_case), Labels(judged_case.folder).all(), seed=1)
    assert (standing.hits, standing.passages) == (30, 120)
    assert standing.share is not None and standing.share.value == 0.25


def test_check_tells_what_to_mend_in_codebooks(judged_case: Case) -> None:
    (judged_case.folder / "codebook" / "bad.toml").write_text(BOOK.replace('["home"]', '["home, *"]'), encoding="utf-8")
    told = list(_to_mend(judged_case))
    assert any(words.startswith("codebook/bad.toml: frame 'home', en: pattern 'home, *'") for words in told)


@pytest.mark.parametrize(
    ("book", "told"),
    [
        ("[codebook", "codebook/other.toml"),
        (BOOK.replace('"book"', '"other"').replace('"home"', '"house"'), "codebook/book.toml and codebook/other.toml: each defines the frame 'return'"),
        (BOOK.replace('"book"', '"other"').replace('"return"', '"left"').replace('id = "home"', 'id = "house"\ncounter_examples = { en = ["at home"] }'), "a pattern hits the counter-example 'at home'"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("more", [[], ["--json"]])
def test_check_exits_1_when_a_codebook_is_to_be_mended(
    judged_case: Case, book: str, told: str, more: list[str]
) -> None:
    arguments = ["-C", str(judged_case.folder), "check", *more]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    (judged_case.folder / "codebook" / "other.toml").write_text(book, encoding="utf-8")
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 1 and told in done.output.replace("\n", " ")


def test_only_the_newest_run_of_an_analysis_is_told_to_be_out_of_date(judged_case: Case) -> None:
    first, second = judged_case.run("narratives"), judged_case.run("narratives")
    path = judged_case.folder / "codebook" / "book.toml"
    path.write_text(path.read_text("utf-8").replace('en = ["home"]', 'en = ["home", "house"]'), encoding="utf-8")
    late = [words.split(" ")[0] for words in _to_mend(judged_case) if "is out of date" in words]
    assert late == [second.id] and first.id != second.id


def test_check_tells_for_each_narrative_and_language_how_far_it_is_known_to_hold(judged_case: Case) -> None:
    path = judged_case.folder / "codebook" / "book.toml"
    stated = 'id = "home"\nstatus = { en = { hits = 20, of = 90, right = 18, others = 50, missed = 1 } }\n'
    path.write_text(path.read_text("utf-8").replace('id = "home"\n', stated), encoding="utf-8")
    questions = narrative_questions(judged_case, ["return"], ["en"], hits=20, non_hits=50)
    record(judged_case, [q.answered("yes" if q.stratum == "hit" else "no", "ann") for q in questions])
    shown = [(n.narrative, n.languages, n.status) for n in judged_case.check().narratives]
    assert shown == [
        ("book/return", ["en"], "judged: 20 of 20 hits right (0.84 to 1.00); 0 of 50 others missed"),
        (
            "book/home",
            ["en"],
            "unverified here; elsewhere judged: 18 of 20 hits right (0.70 to 0.97); 1 of 50 others missed",
        ),
    ]
    assert "book/return" in run(judged_case, "check") and "judged: 20 of 20" in run(judged_case, "check")


def test_the_codebooks_of_the_example_keep_what_they_promise(case: Case) -> None:
    folder = Path(__file__).parents[2] / "examples" / "south-caucasus"
    for path in (folder / "codebook").glob("*.toml"):
        (case.folder / "codebook" / path.name).write_bytes(path.read_bytes())
    assert list(to_mend(case)) == []
    tasks = {labelled_task(b, f, language) for b in codebooks(case) for f in b.frames for language in ("en", "ru")}
    kept = [json.loads(line) for line in (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines()]
    assert tasks <= {row["task"] for row in kept}
    assert not {"text", "passage", "quote"} & set(kept[0])
