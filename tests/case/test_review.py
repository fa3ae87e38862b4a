"""Findings, verdicts, names and what is published: the same case, run again and again."""

import json
import re
import shutil
from dataclasses import replace

import pytest

from tests.case.conftest import PLANTED, posts
from undertow.case import Case
from undertow.case.findings import Held, finding_id, with_stable_ids
from undertow.cli.printing import print_finding
from undertow.errors import BadSetting, TooLittleData, UnknownName
from undertow.language.normal import readable
from undertow.model import Estimate, Finding

OTHER_GROUP = ("dan", "eve", "fay")
SETTINGS = {"min_weight": 3}


def finding(subject, accounts=(), value=0.5):
    return Finding(
        id="",
        analysis="a",
        subject=subject,
        statement=subject,
        estimate=Estimate(value=value, low=0, high=1, unit="share", n=3),
        null_model="none",
        grade="limited",
        accounts=tuple(accounts),
    )


def test_a_finding_on_the_terminal_names_the_smallest_effect_that_would_have_been_seen(case, capsys):
    print_finding(case, Held(replace(finding("x"), detectable="A share of 0.2 would have been seen.")))
    lines = capsys.readouterr().out.splitlines()
    assert (
        lines[lines.index("Smallest effect that would have been seen") + 1]
        == "  - A share of 0.2 would have been seen."
    )


def test_two_findings_about_one_subject_are_both_kept_and_named_alike_in_every_run() -> None:
    first = with_stable_ids([finding("x", "ab"), finding("x", "ab")], [])
    assert first[0].id != first[1].id
    assert with_stable_ids([finding("x", "ab"), finding("x", "ab")], first) == first


def test_an_id_depends_on_the_subject_and_not_on_the_estimate():
    first, second = with_stable_ids([finding("x", value=0.1)], []), with_stable_ids([finding("x", value=0.9)], [])
    assert first[0].id == second[0].id == finding_id("a", "x")


def test_a_group_that_shares_half_its_members_keeps_its_id():
    old = with_stable_ids([finding("abcd", "abcd")], [])
    assert with_stable_ids([finding("abcde", "abcde")], old)[0].id == old[0].id
    assert with_stable_ids([finding("abxy", "abxy")], old)[0].id != old[0].id


def test_each_earlier_id_goes_to_the_group_that_overlaps_most():
    old = with_stable_ids([finding("abcd", "abcd")], [])
    new = with_stable_ids([finding("abc", "abc"), finding("abcd", "abcd")], old)
    assert [f.id == old[0].id for f in new] == [False, True]
    assert len({f.id for f in new}) == 2


def test_two_groups_never_end_with_one_id():
    old = with_stable_ids([finding("abcd", "abcd"), finding("efgh", "efgh")], [])
    new = with_stable_ids([finding("efgh", "abce"), finding("x", "efgh")], old)
    assert len({f.id for f in new}) == 2


@pytest.fixture
def case(tmp_path, worked_out, request):
    """A copy of the worked-out case where a test asks for a run; an empty one otherwise."""
    if "run" not in request.fixturenames:
        return Case.create(tmp_path / "case", title="A case")
    shutil.copytree(worked_out, tmp_path / "case")
    return Case.open(tmp_path / "case")


@pytest.fixture
def run(case):
    return case.runs()[0]


def test_a_planted_group_is_found_with_its_evidence(case, run):
    (held,) = case.findings()
    assert set(held.finding.accounts) == set(PLANTED)
    assert held.finding.evidence and held.finding.estimate.low <= held.finding.estimate.value
    assert case.verify() == ()


def test_a_verdict_survives_a_run_and_says_when_the_estimate_moved(case, run, write):
    (held,) = case.findings()
    case.review(held.finding.id, "confirmed", "read all rows", by="reader")
    case.run("coordination", **SETTINGS)
    (again,) = case.findings()
    assert again.verdict.verdict == "confirmed" and not again.changed_since_review
    more = posts(texts=12).splitlines()
    case.add(
        write(
            "more.csv",
            "\n".join([more[0], *(f"9{line}" for line in more[1:] if "number 8" in line or "number 9" in line)]) + "\n",
        )
    )
    case.run("coordination", **SETTINGS)
    (moved,) = case.findings()
    assert moved.finding.id == held.finding.id and moved.changed_since_review


def test_verdicts_are_only_ever_added(case, run):
    name = case.findings()[0].finding.id
    case.review(name, "confirmed", "first reading")
    case.review(name, "rejected", "second reading: one feed")
    lines = (case.folder / "reviews.jsonl").read_text().splitlines()
    assert [json.loads(line)["verdict"] for line in lines] == ["confirmed", "rejected"]
    assert case.findings()[0].verdict.verdict == "rejected"


def test_a_verdict_needs_a_reason_and_a_finding(case, run):
    with pytest.raises(BadSetting, match="--why"):
        case.review(case.findings()[0].finding.id, "confirmed", " ")
    with pytest.raises(UnknownName, match="undertow findings"):
        case.review("nothing", "confirmed", "x")


def test_a_judged_finding_that_is_not_found_again_stays_with_its_verdict(case, run):
    case.review(case.findings()[0].finding.id, "confirmed", "read")
    case.run("coordination", min_weight=50)
    (held,) = case.findings()
    assert not held.found_again and held.verdict.verdict == "confirmed"
    case.run("coordination", **SETTINGS)
    (back,) = case.findings()
    assert back.found_again and back.verdict.verdict == "confirmed"


def test_a_run_keeps_settings_seed_sql_inputs_and_results(case, run):
    folder = case.folder / "runs" / run.id
    stored = json.loads((folder / "settings.json").read_text())
    assert stored["settings"]["min_weight"] == 3 and stored["seed"] == case.settings.seed
    assert set(stored["inputs"]) == {s.sha256 for s in case.sources()}
    assert (folder / "edges.parquet").exists() and (folder / "pairs.parquet").exists()
    assert "SELECT" in (folder / "sql" / "edges.sql").read_text()


def test_the_same_seed_gives_the_same_findings(case, run):
    again = case.run("coordination", **SETTINGS)
    strip = lambda found: [(f.id, f.statement, f.estimate) for f in found]  # noqa: E731  # one line, used in this test only
    assert strip(again.findings) == strip(run.findings)


def test_a_removed_source_marks_the_run_and_breaks_the_evidence(case, run):
    case.remove("posts.csv")
    assert "since removed" in case.out_of_date(case.runs()[0])
    assert {p.kind for p in case.verify()} == {"evidence"}


def test_two_runs_can_be_compared(case, run):
    other = case.run("coordination", min_weight=50)
    changes = case.diff(run.id, other.id)
    assert "setting min_weight: 3 became 50" in changes
    assert any("is gone" in change for change in changes)


def test_an_unknown_setting_lists_the_known_ones(case, run):
    with pytest.raises(UnknownName, match="min_weight"):
        case.run("coordination", minimal_weight=3)


def test_an_empty_case_says_what_is_needed(case):
    with pytest.raises(TooLittleData, match="undertow add"):
        case.run("coordination")


def test_a_changed_plan_is_listed_as_a_deviation(case, run):
    path = case.folder / "case.toml"
    path.write_text(path.read_text() + "[plan.coordination]\nmin_weight = 4\n")
    case.run("coordination", min_weight=3)
    said = [e.data["what"] for e in case.journal.entries() if e.command == "deviation"]
    assert len(said) == 2 and "was changed after the first run" in said[0]
    assert said[1] == "coordination was run with min_weight 3 instead of the plan's min_weight 4"


def test_a_changed_quote_is_found(case, run):
    path = next((case.folder / "findings").glob("*.json"))
    path.write_text(path.read_text().replace("the words of group", "the lies of group"))
    assert {p.kind for p in case.verify()} == {"evidence", "finding"}


def test_a_changed_number_is_found(case, run):
    path = next((case.folder / "findings").glob("*.json"))
    text = json.loads(path.read_text())
    text["finding"]["statement"] += " That is 977 times."
    path.write_text(json.dumps(text))
    assert [p.what for p in case.verify() if p.kind == "number" and "977" in p.what]


def test_private_accounts_are_numbers_in_what_is_published(case, run):
    (path,) = case.publish()
    page = path.read_text(encoding="utf-8")
    assert not re.search(r"\b(ann|ben|cay)\b", page)
    assert "account 1" in page.casefold()
    (again,) = Case.open(case.folder).publish()
    assert re.findall(r"account \d+", again.read_text())[:20] == re.findall(r"account \d+", page)[:20]


def test_a_public_actor_is_named(case, run):
    with (case.folder / "ledger" / "actors.csv").open("a", encoding="utf-8") as file:
        file.write("ministry,Ministry of Weather,@ann,office,press office,,,\n")
    page = case.publish()[0].read_text(encoding="utf-8")
    assert "Ministry of Weather" in page and not re.search(r"\bben\b", page)


def test_a_rejected_finding_is_counted_and_not_shown(case, run):
    (held,) = case.findings()
    case.review(held.finding.id, "rejected", "one feed")
    page = case.publish()[0].read_text(encoding="utf-8")
    assert not re.search(r"\bid=f1\b", page) and "rejected" in page


def test_a_published_file_that_was_edited_is_found(case, run):
    (path,) = case.publish()
    path.write_text(path.read_text() + "<!-- more -->")
    assert [p.kind for p in case.verify()] == ["dossier"]


def test_a_working_edition_keeps_names_and_brings_its_tables(case, run):
    paths = case.publish(working=True)
    assert re.search(r"\bann\b", paths[0].read_text(encoding="utf-8"))
    assert {p.name for p in paths} >= {"findings.csv", "evidence.csv"}


@pytest.fixture
def named(case, run, write):
    """The worked-out case whose planted posts speak of private people, and are quoted by decision; returns it."""
    settings = case.folder / "case.toml"
    settings.write_text(settings.read_text().replace("[publishing]", '[publishing]\nquote_private = "a test"'))
    path = next((case.folder / "findings").glob("*.json"))
    held = json.loads(path.read_text())
    for row in held["finding"]["evidence"]:
        row["text"] = "dave_secret and Carol Privatename, 123456789012345678: " + row["text"]
        row["start"], row["end"] = 0, len(row["text"])
    path.write_text(json.dumps(held))
    with case._store() as store:
        store.query("UPDATE posts SET handle = 'dave_secret' WHERE account = (SELECT min(account) FROM posts)")
        store.query(
            "INSERT INTO accounts BY NAME SELECT source_sha256, row_ref, row_index, account, "
            "'Carol Privatename' AS name FROM posts LIMIT 1"
        )
    return case


def test_private_names_without_a_sign_leave_neither_dossier_nor_tables(named):
    (page,) = named.publish()
    tables = named.export("csv")
    for path in (page, *tables):
        text = path.read_text(encoding="utf-8-sig")
        assert not re.search(r"dave_secret|Privatename|123456789", text, re.IGNORECASE), path
    assert "Names of private accounts are masked." in page.read_text(encoding="utf-8")


def test_working_tables_keep_private_names(named):
    texts = [path.read_text(encoding="utf-8-sig") for path in named.publish(working=True)]
    assert sum("dave_secret" in text for text in texts) >= 2


def test_private_names_leave_the_title_and_the_events(named):
    path = named.folder / "case.toml"
    path.write_text(re.sub(r"(?m)^title = .*$", 'title = "What dave_secret wrote"', path.read_text()))
    with (named.folder / "ledger" / "events.csv").open("a", encoding="utf-8") as file:
        file.write("1,2022-05-01,day,Speech of Carol Privatename,,House of dave_secret,,,,\n")
    page = named.publish()[0].read_text(encoding="utf-8")
    assert "Speech of" in page and not re.search("dave_secret|privatename", page, re.IGNORECASE)


def test_an_actor_without_a_public_role_stays_a_private_account(case, run):
    with (case.folder / "ledger" / "actors.csv").open("a", encoding="utf-8") as file:
        file.write("ann,Ann Ordinary,@ann,person,,,,\n")
    page = case.publish()[0].read_text(encoding="utf-8")
    assert "Ann Ordinary" not in page and not re.search(r"\bann\b", page)


def test_private_findings_on_removed_sources_are_left_out_and_counted(case, run):
    case.remove("posts.csv")
    page = case.publish()[0].read_text(encoding="utf-8")
    assert not re.search(r"\bid=f1\b", page) and "1 finding rests on sources that were removed and is left out" in page


def test_private_findings_of_an_outdated_run_are_marked(case, run, write):
    case.add(write("more.csv", posts(texts=2)))
    page = case.publish()[0].read_text(encoding="utf-8")
    assert page.count("<span class=tag>Out of date</span>") == 2


@pytest.mark.parametrize(
    ("date", "kept"),
    [("2022", True), ("2022-05", True), ("2022-05-01", True), ("2022-05-01T10:00Z", True), ("May 2022", False),
     ("2022-13", False), ("01.05.2022", False), ("", False)],
)  # fmt: skip
def test_private_or_public_events_need_a_date_that_can_be_placed(case, date, kept):
    with (case.folder / "ledger" / "events.csv").open("a", encoding="utf-8") as file:
        file.write(f"1,{date},day,A congress,,Vell,,,,\n")
    page = case.publish()[0].read_text(encoding="utf-8")
    assert ("A congress" in page) == kept and ("1 event is left out" in page) != kept


@pytest.mark.parametrize("name", ["Carol Priv\u200batename", "Ca\u00adrol\u2060 Privatename"])
def test_a_private_name_split_by_an_invisible_character_is_masked(named, name):
    with named._store() as store:
        store.query("UPDATE accounts SET name = ?", [name])
    for path in (named.folder / "findings").glob("*.json"):
        held = json.loads(path.read_text())
        for row in held["finding"]["evidence"]:
            row["text"] = row["text"].replace("Carol Privatename", "Carol Private\u200dname")
            row["end"] = len(row["text"])
        path.write_text(json.dumps(held))
    for path in (named.publish()[0], *named.export("csv")):
        reads = readable(path.read_text(encoding="utf-8-sig"))
        assert not re.search(r"privatename|Carol", reads, re.IGNORECASE), path
