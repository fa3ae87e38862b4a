"""Versions, corrections, replies, and who is named: what a published dossier says of itself."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from undertow.case import Case
from undertow.case.publishing.concerned import concerns, name
from undertow.case.publishing.corrections import correct
from undertow.case.publishing.versions import Versions, differences
from undertow.cli import main
from undertow.errors import BadSetting, NotPublishable, UnknownName
from undertow.model import FEW, mention, said


@pytest.fixture
def ready(worked_out: Path, tmp_path: Path) -> Case:
    """The worked-out case, of its own."""
    shutil.copytree(worked_out, tmp_path / "ready")
    return Case.open(tmp_path / "ready")


def told(case: Case) -> str:
    """The page as it reads: its words, without tags, on one line."""
    page = case.publish()[0].read_text("utf-8")
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def enter(case: Case, ledger: str, *lines: str) -> None:
    with (case.folder / "ledger" / f"{ledger}.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


def restate(case: Case, *pairs: tuple[str, str]) -> None:
    path = case.folder / "case.toml"
    text = path.read_text()
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after)
    path.write_text(text)


def test_the_same_again_keeps_version_and_bytes_and_a_change_raises_it(ready: Case) -> None:
    (path,) = ready.publish()
    first = path.read_bytes()
    ready.publish()
    assert path.read_bytes() == first and [v.number for v in Versions(ready.folder).all()] == [1]
    restate(ready, ('question = "What happened?"', 'question = "What happened in Vell?"'))
    assert "Version 2" in told(ready)
    assert [v.number for v in Versions(ready.folder).all()] == [1, 2]
    assert (ready.folder / "published" / "1.html").read_bytes() == first
    assert ready.verify() == ()
    found = list(differences(*Versions(ready.folder).all()))
    assert found == ["question: now: What happened in Vell? Before: What happened?"]


def test_a_finding_that_was_rejected_stays_listed_as_withdrawn(ready: Case) -> None:
    told(ready)
    (held,) = ready.findings()
    ready.review(held.finding.id, "rejected", "the posts are quotations")
    text = told(ready)
    assert "1 finding of earlier versions is withdrawn" in text
    assert f"Finding {held.finding.id} , " in text and "Last in version 1: a reader rejected it." in text
    assert "the posts are quotations" not in text and "seconds of each other" not in text.partition("Withdrawn")[2]
    correct(ready, "The posts are one quotation.", held.finding.id)
    text = told(ready)
    assert "Last in version 1: The posts are one quotation. " in text and "quotation.." not in text
    assert "It was about" not in text
    asked = CliRunner().invoke(main, ["-C", str(ready.folder), "diff", "--published", "1", "2"])
    assert asked.exit_code == 0 and asked.output.startswith(f"Withdrawn: finding {held.finding.id}: @ann (ann)")


def test_a_correction_stands_on_top_of_the_next_version_and_names_no_private_account(ready: Case) -> None:
    with pytest.raises(BadSetting, match="Nothing was published yet"):
        correct(ready, "A number was wrong.")
    told(ready)
    (held,) = ready.findings()
    with pytest.raises(UnknownName, match="published finding"):
        correct(ready, "A number was wrong.", "none")
    asked = CliRunner().invoke(
        main,
        ["-C", str(ready.folder), "correct", "--notice", "It was not @ann first.", "--finding", held.finding.id[:6]],
    )
    assert asked.exit_code == 0 and "a correction of version 1" in asked.output
    text = told(ready)
    assert text.index("Correction") < text.index("Key findings")
    assert "of version 1 : It was not @[account 1] first. It was about:" in text or "It was not @[account" in text
    assert not re.search(r"\bann\b", text) and "Version 2" in text


def test_who_was_asked_is_printed_with_the_answer_or_with_none(ready: Case) -> None:
    (held,) = ready.findings()
    enter(ready, "actors", "office,Harbour Office,,organisation,authority,,,")
    enter(
        ready,
        "replies",
        f"r1,office,,2024-02-01,e-mail,Why?,{held.finding.id},2024-02-03,We do not know.,letter of 3 February 2024",
        f"r2,,ann,2024-02-02,message,Do you know @ben?,{held.finding.id},,,",
        "r3,office,,2024-02-04,telephone,Again?,,2024-02-05,,",
    )
    text = told(ready)
    assert "Harbour Office, asked 1 February 2024 (e-mail) about finding 1" in text
    assert "Answer, 3 February 2024: We do not know. letter of 3 February 2024" in text
    assert re.search(
        r"Account \d , asked 2 February 2024 \(message\) about finding 1 \. Question: Do you know @\[account \d\]\? No answer by",
        text,
    )
    assert "Declined to answer, 5 February 2024." in text


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("r,,,2024-02-01,,,,,,", "column actor: is empty, and so is account. Say who was asked."),
        ("r,,ann,,,,,,,", "column asked_at: is empty. Say when the question was put."),
        ("r,,ann,2024-02-03,,,,2024-02-01,No.,", "column answered_at: '2024-02-01' is before the question"),
        ("r,,ann,2024-02-03,,,,,No.,", "column answered_at: is empty. Say when the answer came."),
        ("r,nobody,,2024-02-03,,,,,,", "column actor: 'nobody' is no id of actors.csv"),
        ("r,,ann,2999-02-03,,,,,,", "column asked_at: '2999-02-03' is after today"),
        ("r,,ann,last week,,,,,,", "column asked_at: 'last week' is no date"),
    ],
)
def test_a_row_of_replies_that_cannot_be_right_is_told(ready: Case, row: str, wrong: str) -> None:
    enter(ready, "replies", row)
    (entered,) = ready.ledger()["replies"]
    assert wrong in entered["problem"] and entered["problem"].startswith("ledger/replies.csv, line ")


@pytest.mark.parametrize(
    ("finding", "wrong"),
    [
        ("ffff00000000", "column findings: no finding is called 'ffff00000000'"),
        ("{id:.3}", "is too short to name a finding; write at least 4 characters"),
    ],
)
def test_a_reply_about_no_single_finding_and_one_with_a_wrong_day_keep_it_from_being_published(
    ready: Case, finding: str, wrong: str
) -> None:
    (held,) = ready.findings()
    enter(ready, "replies", f"r,,ann,2024-02-01,,,{finding.format(id=held.finding.id)},,,")
    (found,) = ready.edition.blockers()
    assert wrong in found.what and re.fullmatch(r"ledger/replies\.csv, line \d+", found.where)
    enter(ready, "replies", "s,,ann,yesterday,,,,,,", f"t,,ann,2024-02-03,,,{held.finding.id[:4]},2024-02-01,No.,")
    said = [b.what for b in ready.edition.blockers()[1:]]
    assert len(said) == 2 and "'yesterday' is no date" in said[0] and "is before the question" in said[1]
    with pytest.raises(NotPublishable):
        ready.publish()


@pytest.mark.parametrize(
    ("named", "wrong"), [("0", "at least 8 characters"), ("ffff0000", "no finding of the case begins so")]
)
def test_words_are_quoted_for_no_name_that_is_not_one_finding(ready: Case, named: str, wrong: str) -> None:
    restate(ready, ("[publishing]", f'[publishing]\nquote_private_in = {{ {named} = "a court asked" }}'))
    with pytest.raises(BadSetting, match=wrong):
        ready.publish()


def test_a_person_is_named_only_with_role_and_reason_and_the_log_and_the_page_say_why(ready: Case) -> None:
    enter(ready, "actors", "ann,Ann Ordinary,@ann,person,mayor of Vell,,,")
    assert "Ann Ordinary" not in told(ready)
    assert any("column named_because: is empty" in note for note in concerns(ready))
    with pytest.raises(BadSetting, match=r"--role .* and --reason"):
        name(ready, "ann", "mayor of Vell", " ")
    asked = CliRunner().invoke(
        main, ["-C", str(ready.folder), "name", "@ann", "--role", "mayor of Vell", "--reason", "speaks for the town"]
    )
    assert asked.exit_code == 0, asked.output
    text = told(ready)
    assert "Ann Ordinary, mayor of Vell: speaks for the town" in text
    assert [e.data for e in ready.journal.entries() if e.command == "name"] == [
        {"actor": "ann", "role": "mayor of Vell", "reason": "speaks for the town"}
    ]
    assert "the words of group 0 number 1 are these" in text  # a public account is quoted
    with pytest.raises(BadSetting, match="is named already"):
        name(ready, "ann", "mayor of Vell", "again")


def test_an_account_that_the_ledger_does_not_know_is_entered_and_its_explanations_stay(ready: Case) -> None:
    before = (ready.folder / "ledger" / "actors.csv").read_text()
    name(ready, "ben", "editor", "answers for what the paper prints", "Ben Editor")
    after = (ready.folder / "ledger" / "actors.csv").read_text()
    assert [line for line in before.splitlines() if line.startswith("#")] == [
        line for line in after.splitlines() if line.startswith("#")
    ]
    assert "Ben Editor" in told(ready)
    with pytest.raises(UnknownName, match="no account of this case"):
        name(ready, "nobody", "editor", "none")


def test_what_was_entered_by_hand_reaches_the_log_when_it_is_published(ready: Case) -> None:
    enter(ready, "actors", "ann,Ann Ordinary,@ann,person,mayor,,,speaks for the town")
    restate(ready, ("[publishing]", '[publishing]\nquote_private = "the words are the matter"'))
    text = told(ready)
    told(ready)
    logged = [(e.command, e.data) for e in ready.journal.entries() if e.command in ("name", "quote")]
    assert logged == [
        ("name", {"actor": "ann", "role": "mayor", "reason": "speaks for the town"}),
        ("quote", {"finding": "", "reason": "the words are the matter"}),
    ]
    assert "by decision of the authors: the words are the matter." in text and "Words withheld" not in text


def test_words_are_quoted_in_the_one_finding_for_which_it_was_decided(ready: Case) -> None:
    (held,) = ready.findings()
    assert "the words of group 0" not in told(ready)
    with pytest.raises(BadSetting, match="quote_private is '' but must say in words why"):
        restate(ready, ("[publishing]", '[publishing]\nquote_private = ""'))
        told(ready)
    restate(ready, ('quote_private = ""', f'quote_private_in = {{ {held.finding.id[:8]} = "a court asked" }}'))
    text = told(ready)
    assert "In finding 1 their words are quoted, by decision of the authors: a court asked." in text
    assert "the words of group 0 number 1 are these" in text


def test_a_named_actor_whom_nobody_asked_is_noted_and_stops_nothing(ready: Case) -> None:
    enter(ready, "actors", "office,Harbour Office,ann,organisation,authority,,,")
    (note,) = concerns(ready)
    assert "ledger/replies.csv says: Harbour Office (finding " in note
    asked = CliRunner().invoke(main, ["-C", str(ready.folder), "publish"])
    assert asked.exit_code == 0 and "Named and not asked" in asked.output
    enter(ready, "replies", "r1,office,,2024-02-01,e-mail,Why?,,,,")
    assert [*concerns(ready)] == []


def test_words_of_posts_in_a_text_of_ours_need_a_public_account_or_ten(ready: Case) -> None:
    from undertow.dossier import masking

    voice = masking(lambda account: account, lambda account: account == "office")
    assert voice.plain(said("[[account:x]] 100% here", ["office", "ann"])) == "[[account:x]] 100% here"
    assert voice.plain(said("here we go", [f"a{n}" for n in range(10)])) == "here we go"
    assert voice.plain(f"{mention('office')}: {said('here we go', ['ann', 'ben'])}") == "office: [words withheld]"


def test_a_phrase_of_a_few_accounts_is_told_without_their_number(tmp_path: Path) -> None:
    case = Case.create(tmp_path / "case")
    rows: list[dict[str, str]] = [
        {
            "id": f"p{n}-{m}",
            "author": f"w{m}",
            "created_at": f"2024-0{1 + 2 * (n >= 30)}-{1 + n % 28:02}T1{m % 4}:00:00Z",
            "text": f"Number {m} saw {n} {'boats and the lighthouse keeper waved' if n >= 30 else 'carts and nothing'} on day {n * 7 + m}",
        }
        for n in range(60)
        for m in range(8)
    ]
    (tmp_path / "posts.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    case.add(tmp_path / "posts.jsonl")
    found = [f for f in case.run("discovery").findings if f.tables]
    assert found, "the phrase rises in the second half"
    column = [c.title for c in found[0].tables[0].columns].index("Voices since")
    assert {row[column] for row in found[0].tables[0].rows} == {FEW}
    page = case.publish()[0].read_text("utf-8")
    assert "lighthouse" not in page and "[words withheld]" in page


def test_a_notice_is_replaced_and_another_taken_back_and_both_stay_in_the_log(ready: Case) -> None:
    told(ready)
    (held,) = ready.findings()
    correct(ready, "The count was of posts.", held.finding.id)
    correct(ready, "The day was wrong.")
    assert "The count was of posts." in told(ready)
    correct(ready, "The count was of accounts.", replaces=1)
    correct(ready, "The day was right after all.", replaces=2, takes_back=True)
    text = told(ready)
    assert "The count was of accounts. It was about:" in text, "the finding is that of the notice replaced"
    assert "The count was of posts." not in text and "The day was wrong." not in text
    assert text.count("A notice of ") == 2 and "taken back on" in text and "The day was right after all." in text
    logged = [e.data["notice"] for e in ready.journal.entries() if e.command == "correct"]
    assert logged[:2] == ["The count was of posts.", "The day was wrong."], "nothing is struck from the log"
    with pytest.raises(BadSetting, match="superseded on"):
        correct(ready, "Again.", replaces=1)
    with pytest.raises(BadSetting, match="takes another back"):
        correct(ready, "Again.", replaces=4, takes_back=True)
    with pytest.raises(UnknownName, match="correction"):
        correct(ready, "Again.", replaces=9)
    listed = CliRunner().invoke(main, ["-C", str(ready.folder), "correct", "--list"])
    assert "1  " in listed.output and "[replaced on" in listed.output and "[takes back 2]" in listed.output
    both = ["correct", "--notice", "x", "--replaces", "3", "--take-back", "3"]
    assert CliRunner().invoke(main, ["-C", str(ready.folder), *both]).exit_code == 2
    assert not ready.verify()


def test_the_difference_of_versions_tells_of_corrections_replies_and_methods(ready: Case) -> None:
    told(ready)
    enter(ready, "actors", "office,Harbour Office,,organisation,authority,,,")
    enter(ready, "replies", "r1,office,,2024-02-01,e-mail,Why?,,2024-02-03,We do not know.,")
    correct(ready, "The count was of posts.")
    ready.run("coordination", min_weight=3, window_seconds=90)
    told(ready)
    one, two = Versions(ready.folder).all()
    found = "\n".join(differences(one, two))
    assert "corrections: added: " in found and "The count was of posts." in found
    assert "replies: added: Harbour Office, asked 2024-02-01: Why?; answered 2024-02-03: We do not know." in found
    assert "methods, coordination, setting window seconds: now: 90 Before: 60" in found
    correct(ready, "It was right.", replaces=1, takes_back=True)
    told(ready)
    last = Versions(ready.folder).last()
    assert last is not None and "(taken back on" in "\n".join(differences(two, last))
    old = replace(one, record=None)
    assert "were not kept with version 1" in "\n".join(differences(old, two))
