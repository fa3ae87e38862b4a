"""Several readers of one case: who may see what, what follows where they disagree, and how far they agree."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from undertow.case import Case
from undertow.case.reviewing import Act, agreement_in_words, agreements, joint, readings, same_reader
from undertow.cli import main
from undertow.errors import BadSetting
from undertow.model import Estimate, Finding


@pytest.fixture
def case(tmp_path, worked_out):
    shutil.copytree(worked_out, tmp_path / "case")
    return Case.open(tmp_path / "case")


@pytest.fixture
def name(case):
    return case.findings()[0].finding.id


def said(case: Case, *arguments: str) -> str:
    done = CliRunner().invoke(main, ["-C", str(case.folder), *arguments], standalone_mode=False)
    assert done.exception is None, done.exception
    return done.output


def estimate(value: float = 0.5) -> Estimate:
    return Estimate(value=value, low=0, high=1, unit="share", n=3)


def acted(finding: str, verdict: str, by: str, value: float = 0.5) -> Act:
    return Act(
        finding=finding, verdict=verdict, why="read", by=by, at="2024-01-01T00:00:00Z",
        estimate=estimate(value), statement="s",
    )  # fmt: skip


def finding(value: float = 0.5) -> Finding:
    return Finding(
        id="f", analysis="a", subject="s", statement="s", estimate=estimate(value), null_model="n", grade="limited"
    )


def test_readers_who_disagree_neither_confirm_nor_reject(case, name):
    case.review(name, "confirmed", "read the rows", by="Ann")
    held = case.review(name, "rejected", "one feed", by="Ben")
    assert held.disputed and held.verdict.verdict == "disputed"
    assert [(r.by, r.verdict.verdict) for r in held.readings] == [("Ann", "confirmed"), ("Ben", "rejected")]
    listed = said(case, "findings")
    assert "readers disagree (1 confirmed, 1 rejected)" in listed and "Ben rejected: one feed" in listed


def test_the_dossier_says_that_readers_disagree_and_counts_it_apart(case, name):
    case.review(name, "confirmed", "read the rows", by="Ann")
    case.review(name, "rejected", "one feed", by="Ben")
    page = case.publish()[0].read_text(encoding="utf-8")
    assert "Readers disagree: 1 confirmed, 1 rejected" in page and "counts neither as confirmed nor as rejected" in page
    assert "Ann" not in page and "Ben" not in page and "0 rejected by a reader" in page


def test_a_finding_readers_disagree_about_goes_into_no_other_analysis(case, name):
    path = case.folder / "findings" / f"{name}.json"
    path.write_text(path.read_text().replace('"insufficient"', '"strong"'))
    assert case.stated()["groups"] > 0
    case.review(name, "confirmed", "read", by="Ann")
    assert case.stated()["groups"] > 0
    case.review(name, "rejected", "one feed", by="Ben")
    assert case.stated()["groups"] == 0


def test_a_reader_who_comes_round_ends_the_disagreement(case, name):
    case.review(name, "rejected", "one feed", by="Ben")
    case.review(name, "confirmed", "read the rows", by="Ann")
    held = case.review(name, "confirmed", "two feeds after all", by="ben ")
    assert held.verdict.verdict == "confirmed" and "confirmed by 2 readers" in said(case, "findings")
    assert "Confirmed by 2 readers" in case.publish()[0].read_text(encoding="utf-8")


def test_a_second_reader_is_shown_no_verdict_before_giving_one(case, name):
    case.review(name, "confirmed", "the secret reason", by="Ann")
    for command in (("show", name), ("findings",), ("show", name, "--json"), ("findings", "--json")):
        told = said(case, *command, "--reader", "Ben")
        assert "Ann" not in told and "secret" not in told and '"confirmed"' not in told
    assert "Ann" not in said(case, "review", name, "--later", "--reader", "Ben")
    told = said(case, "review", name, "--reject", "--why", "one feed", "--reader", "Ben")
    assert "readers disagree" in told and "secret reason" in said(case, "show", name, "--reader", "Ben")


def test_undo_takes_back_the_newest_act_and_all_stay_on_record(case, name):
    case.review(name, "confirmed", "first", by="Ann")
    case.review(name, "rejected", "slip of the key", by="Ann")
    assert case.review(name, "withdrawn", by="Ann").verdict.why == "first"
    assert case.review(name, "withdrawn", by="Ann").verdict is None
    with pytest.raises(BadSetting, match="nothing about finding"):
        case.review(name, "withdrawn", by="Ann")
    lines = [json.loads(line)["verdict"] for line in (case.folder / "reviews.jsonl").read_text().splitlines()]
    assert lines == ["confirmed", "rejected", "withdrawn", "withdrawn"]
    assert case.verify() == ()


def test_nobody_takes_back_what_another_did(case, name):
    case.review(name, "confirmed", "read", by="Ann")
    with pytest.raises(BadSetting, match="Ben has done nothing"):
        case.review(name, "withdrawn", by="Ben")


def test_putting_off_is_no_verdict_and_a_note_is_not_published(case, name):
    case.review(name, "later", by="Ann")
    held = case.review(name, "noted", "ask the archivist of Vell", by="Ann")
    assert held.verdict is None and held.readings[0].put_off
    assert [note.text for note in held.readings[0].notes] == ["ask the archivist of Vell"]
    assert "Ann notes: ask the archivist" in said(case, "show", name)
    pages = [path.read_text(encoding="utf-8") for path in (*case.publish(), *case.publish(working=True))]
    assert not any("archivist" in page for page in pages)
    with pytest.raises(BadSetting, match="--note"):
        case.review(name, "noted", " ", by="Ann")


def test_a_file_of_verdicts_from_before_there_were_readers_is_read(case, name):
    case.review(name, "confirmed", "read", by="ann")
    (line,) = (case.folder / "reviews.jsonl").read_text().splitlines()
    assert set(json.loads(line)) == {"finding", "verdict", "why", "by", "at", "estimate", "statement"}


def test_what_a_killed_command_left_without_an_entry_goes(case, name):
    path = case.folder / "reviews.jsonl"
    case.review(name, "confirmed", "read", by="Ann")
    line = path.read_bytes()
    path.write_bytes(line + line.replace(b"confirmed", b"rejected") + b'{"finding": "torn')
    assert case.review(name, "later", by="Ann").verdict.verdict == "confirmed"
    assert case.verify() == () and len(path.read_bytes().splitlines()) == 2


@pytest.mark.parametrize("by", ["x" * 81, "\u200b\u200b"])
def test_a_name_that_cannot_be_read_is_refused(case, name, by):
    with pytest.raises(BadSetting, match="1 to 80 characters"):
        case.review(name, "confirmed", "read", by=by)


def test_one_of_the_deeds_has_to_be_asked_for(case, name):
    for options in ((), ("--confirm", "--undo"), ("--later", "--note", "x")):
        done = CliRunner().invoke(main, ["-C", str(case.folder), "review", name, *options])
        assert done.exit_code == 2 and "Say one of" in done.output


def test_names_that_read_the_same_are_one_reader():
    assert same_reader("Ann  Bell", "ann bell") and same_reader("ＡＮＮ", "ann") and not same_reader("ann", "anna")


def test_a_verdict_on_an_earlier_estimate_counts_until_its_reader_gives_another():
    old, new = acted("f", "rejected", "Ann", 0.1).as_verdict, acted("f", "confirmed", "Ben", 0.5).as_verdict
    both = joint(finding(0.5), [old, new])
    assert both.verdict == "disputed" and both.estimate == estimate(0.5)
    assert joint(finding(0.5), [old]).estimate == estimate(0.1)


def test_agreement_counts_what_was_said_blind_and_not_what_followed():
    acts = [
        acted("f", "confirmed", "Ann"), acted("f", "rejected", "Ben"), acted("f", "confirmed", "Ben"),
        acted("g", "rejected", "Ann"), acted("g", "rejected", "Ben"), acted("g", "withdrawn", "Ben"),
        acted("h", "rejected", "Ann"), acted("h", "withdrawn", "Ann"), acted("h", "confirmed", "Ann"), acted("h", "confirmed", "Ben"),
        acted("i", "confirmed", "Ann"),
    ]  # fmt: skip
    (found,) = agreements(acts, seed=1)
    assert found.table == ((1, 1), (0, 1)) and found.same == 2 and found.share.n == 3
    assert found.kappa.value == pytest.approx(0.4)


def test_two_versions_of_a_finding_are_not_compared():
    assert agreements([acted("f", "confirmed", "Ann", 0.1), acted("f", "confirmed", "Ben", 0.5)], seed=1) == []


def test_each_two_of_three_readers_are_compared():
    acts = [acted(f, v, by) for by in ("Ann", "Ben", "Cay") for f, v in (("f", "confirmed"), ("g", "rejected"))]
    assert [one.readers for one in agreements(acts, seed=1)] == [("Ann", "Ben"), ("Ann", "Cay"), ("Ben", "Cay")]


def test_agreement_in_words_says_when_kappa_cannot_be_told():
    (one,) = agreements([acted("f", "confirmed", "Ann"), acted("f", "confirmed", "Ben")], seed=1)
    told = agreement_in_words(one, "Ann", "Ben")
    assert "judged 1 finding without" in told and "on 1 (100% [21%, 100%])" in told and "cannot be told" in told


def test_agreement_is_printed_with_interval_and_n(case):
    acts = [acted(str(n), "confirmed" if n % 3 else "rejected", by) for by in ("Ann", "Ben") for n in range(9)]
    (one,) = agreements(acts, seed=1)
    assert agreement_in_words(one, "Ann", "Ben").endswith("1.00], n = 9.") and one.kappa.low < 0.8


def test_reading_keeps_each_reader_apart():
    found = readings([acted("f", "later", "Ann"), acted("f", "confirmed", "Ben"), acted("f", "noted", "Ann")])["f"]
    assert [(r.by, r.put_off, r.verdict is not None, len(r.notes)) for r in found] == [
        ("Ann", True, False, 1), ("Ben", False, True, 0)
    ]  # fmt: skip
    assert replace(found[0], by="x").notes == found[0].notes


def test_the_example_of_the_guide_is_what_is_printed():
    both = [("confirmed", "confirmed")] * 7 + [("rejected", "rejected")] * 3
    pairs = [*both, ("confirmed", "rejected"), ("rejected", "confirmed")]
    acts = [acted(str(n), verdict, by) for n, said in enumerate(pairs) for verdict, by in zip(said, ("Ann", "Ben"), strict=True)]  # fmt: skip
    (one,) = agreements(acts, seed=1)
    guide = Path("docs/guides/review-findings.md").read_text(encoding="utf-8").replace("\n> ", " ")
    assert agreement_in_words(one, "Ann", "Ben") in guide
