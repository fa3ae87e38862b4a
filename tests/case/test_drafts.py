"""A draft beside a case: what is suggested, what the writer decides, what is warned of, what goes out."""

import csv
import json
import re
import shutil
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from tests.case.conftest import posts
from undertow.case import Case
from undertow.case.drafts import Draft, Drafts, read_draft
from undertow.case.drafts.by_hand import take_work, write_work
from undertow.case.drafts.quoting import passages
from undertow.case.drafts.sheet import sheet_bytes, write_sheet
from undertow.dossier.words import forbidden_words
from undertow.errors import BadSetting, DamagedCase, UnknownName, UnreadableInput

SPEECH = "Dear friends. The river belongs to all of us, and no wall will change that. On 21 August 2022 our congress met in Vastrin. Some 12,140 people came."
ARTICLE = """
“The river belongs to all of us, and no wall will change this,” the chair said.
The congress met on 21 August 2022, 619 days after the ceasefire of Sennet.
Some 12,140 people came to Vastrin.
“The mountain speaks to nobody at night,” another said.
The rally was orchestrated by the palace.
The weather was fine.
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("drafts")
    (folder / "speech.txt").write_text(SPEECH, encoding="utf-8")
    (folder / "posts.csv").write_text(posts(), encoding="utf-8")
    case = Case.create(folder / "case", title="The river", question="Whose is it?")
    case.add(folder / "speech.txt")
    case.add(folder / "posts.csv")
    ledger = case.folder / "ledger"
    (ledger / "actors.csv").write_text("id,name,aliases,kind,public_role\nchair,The Chair of Vastrin,chair,organisation,office\nanna,Anna Vell,,person,\n", encoding="utf-8")  # fmt: skip
    (ledger / "events.csv").write_text(
        "id,date,precision,title,actors,place,source_id,quote,reported_by,step\n"
        'e1,2020-12-10,day,Ceasefire of Sennet,chair,Sennet,,,"a paper, 2020",\n'
        "e2,2022-08-21,day,The congress meets,chair,Vastrin,speech.txt,On 21 August 2022 our congress met in Vastrin.,,\n",
        encoding="utf-8",
    )
    (ledger / "claims.csv").write_text(
        "id,actor,date,statement,value_low,value_high,unit,who,from_where,by_whom,status_of_people,period,source_id,quote,reported_by\n"
        'c1,chair,2022-08-21,Some 12 140 people came to the congress,12140,12140,people,,,,,,speech.txt,"Some 12,140 people came.",\n',
        encoding="utf-8",
    )
    case.run("coordination", min_weight=3)
    return case.folder


@pytest.fixture
def case(made, tmp_path):
    shutil.copytree(made, tmp_path / "case")
    return Case.open(tmp_path / "case")


@pytest.fixture
def article(tmp_path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


@pytest.fixture
def drafts(case):
    return Drafts(case)


def read(path):
    """The article as `read_draft` reads it, without the child process that a test of its own starts."""
    text = path.read_text("utf-8")
    lines = len(text) - len(text.lstrip("\n"))
    return Draft(path.name, sha256(path.read_bytes()).hexdigest(), text.strip(), lines + 1)


def code(look, number, begins):
    return next(one.code for one in look.lines[number - 1].suggestions if one.targets[0].startswith(begins))


def test_a_misquote_is_shown_with_what_differs_and_a_quotation_found_nowhere_is_said(drafts, article):
    look = drafts.look(read(article))
    best = look.lines[0].suggestions[0]
    assert best.passage and best.passage.quote == "The river belongs to all of us, and no wall will change that"
    assert best.reason == "not verbatim: “this” is “that” in the source"
    [lost] = [line for line in look.lines if line.nowhere]
    assert lost.nowhere == ("The mountain speaks to nobody at night,",)
    assert [line.sentence.line for line in look.lines] == [2, 3, 4, 5, 6]


def test_events_as_far_apart_as_the_sentence_says_and_rows_with_its_number_are_suggested_and_nothing_for_attribution(
    drafts, article
):
    look = drafts.look(read(article))
    assert look.lines[1].suggestions[0].targets == ("events:e1", "events:e2")
    assert "619 days apart" in look.lines[1].suggestions[0].reason
    assert look.lines[2].suggestions[0].targets == ("claims:c1",)
    assert not look.lines[4].suggestions and not look.lines[4].sentence.testable
    assert all(line.status == "open" for line in look.lines)


def test_a_finding_is_suggested_by_a_number_and_words_in_common(drafts, case, tmp_path):
    finding = next(held.finding for held in case.findings())
    number = re.search(r"\d+ of (?:the )?\d+", finding.statement)
    assert number, finding.statement
    text = f"The three accounts shared the same texts within seconds in {number[0]} cases."
    path = tmp_path / "a.md"
    path.write_text(text, encoding="utf-8")
    [line] = drafts.look(read(path)).lines
    assert f"finding:{finding.id}" in {target for one in line.suggestions for target in one.targets}


def test_the_writer_joins_and_sets_the_status_and_the_log_says_so(drafts, case, article):
    draft = read(article)
    look = drafts.look(draft)
    [check] = drafts.judge(draft, {3: ["claims:c1"]}, "supported", why="the same number", by="ada")
    assert (check.status, [one.target for one in check.joined]) == ("supported", ["claims:c1"])
    [quote] = drafts.judge(draft, {1: [code(look, 1, "quote:")]}, "contradicted", why="another word", by="ada")
    assert quote.joined[0].words.endswith("change that")
    entries = [(e.command, e.data) for e in case.journal.entries() if e.command in ("draft", "check")]
    assert [command for command, _ in entries] == ["draft", "check", "check"]
    assert entries[1][1]["sentences"][0]["status"] == "supported"
    again = Drafts(Case.open(case.folder)).look(read(article))
    assert [line.status for line in again.lines] == ["contradicted", "open", "supported", "open", "open"]
    assert again.counts()["open"] == 3
    assert not Case.open(case.folder).verify()


def test_a_status_needs_a_reason_and_a_sentence_that_is_judged_something_it_rests_on(drafts, article):
    draft = read(article)
    with pytest.raises(BadSetting, match="needs a reason"):
        drafts.judge(draft, {3: ["claims:c1"]}, "supported")
    with pytest.raises(BadSetting, match="joined to nothing"):
        drafts.judge(draft, {3: []}, "supported", why="I know it")
    with pytest.raises(UnknownName, match=r"no sentence 9: it has 5"):
        drafts.judge(draft, {9: ["claims:c1"]}, "supported", why="x")
    with pytest.raises(UnknownName, match="claims:c1"):
        drafts.judge(draft, {3: ["claims:c9"]}, "supported", why="x")
    with pytest.raises(BadSetting, match="is not known"):
        drafts.judge(draft, {3: ["claims:c1"]}, "true", why="x")
    assert drafts.judge(draft, {5: []}, "not testable", why="who is behind it", by="ada")[0].joined == ()
    assert not [e for e in drafts.look(draft).gone]


def test_an_edited_article_keeps_its_judgements_and_marks_what_changed(drafts, article):
    draft = read(article)
    drafts.judge(draft, {3: ["claims:c1"], 2: ["events:e1+events:e2"]}, "supported", why="read", by="ada")
    text = ARTICLE.replace("Some 12,140 people came to Vastrin", "Some 13,140 people came to Vastrin")
    article.write_text(
        "A new first sentence with 5 lorries.\n" + text.replace("The weather was fine.\n", ""), encoding="utf-8"
    )
    look = drafts.look(read(article))
    by_words = {line.sentence.text[:9]: line for line in look.lines}
    assert by_words["The congr"].status == "supported" and not by_words["The congr"].changed
    changed = by_words["Some 13,1"]
    assert changed.changed and changed.status == "supported" and not changed.settled
    assert changed.cautions == (
        "the sentence says “Some 13,140”; what it was joined to says 12,140, Some 12 140, Some 12,140",
    )
    article.write_text("Nothing is left of it but 7 words.", encoding="utf-8")
    assert len(drafts.look(read(article)).gone) == 2


def test_judging_a_changed_sentence_again_settles_it_and_keeps_one_thread(drafts, article):
    first = drafts.judge(read(article), {3: ["claims:c1"]}, "supported", why="read", by="ada")[0]
    article.write_text(ARTICLE.replace("Some 12,140 people", "About 12,100 people"), encoding="utf-8")
    again = drafts.judge(read(article), {3: []}, "supported", why="read again", by="ada")[0]
    assert again.thread == first.thread and again.joined == first.joined
    line = drafts.look(read(article)).lines[2]
    assert line.settled and not line.cautions


def test_cautions_tell_of_numbers_dates_and_distances_that_differ(drafts, article):
    article.write_text(
        "Some 15,000 people came.\nThe congress met in March 2021.\nThe congress met 610 days after the ceasefire.\n",
        encoding="utf-8",
    )
    draft = read(article)
    drafts.judge(
        draft, {1: ["claims:c1"], 2: ["events:e2"], 3: ["events:e1+events:e2"]}, "supported", why="read", by="ada"
    )
    one, two, three = (line.cautions for line in drafts.look(draft).lines)
    assert "“Some 15,000”; what it was joined to says 12,140" in one[0]
    assert two == ("the sentence says “March 2021”; what it was joined to is dated 2022-08-21",)
    assert "the events it was joined to lie 619 days apart" in " ".join(three)
    assert any("reported by a paper, 2020" in words for words in three)


def test_a_rejected_or_outdated_finding_is_told_of(drafts, case, article, tmp_path):
    finding = case.findings()[0].finding
    article.write_text("They shared 8 of 8 texts.", encoding="utf-8")
    draft = read(article)
    drafts.judge(draft, {1: [finding.id[:6]]}, "supported", why="read", by="ada")
    case.review(finding.id, "rejected", "one person", by="bo")
    assert "rejected by a reader" in " ".join(drafts.look(draft).lines[0].cautions)
    (tmp_path / "more.csv").write_text(posts(others=3).replace("other", "new"), encoding="utf-8")
    case.add(tmp_path / "more.csv")
    assert "out of date" in " ".join(drafts.look(draft).lines[0].cautions)


def test_a_quotation_joined_to_words_that_differ_and_words_whose_source_is_gone_are_told_of(drafts, case, article):
    draft = read(article)
    look = drafts.look(draft)
    drafts.judge(draft, {1: [code(look, 1, "quote:")], 4: ["claims:c1"]}, "supported", why="read", by="ada")
    lines = drafts.look(draft).lines
    assert any("is not verbatim: “this” is “that” in the source" in words for words in lines[0].cautions)
    assert any("was joined to no words of a source" in words for words in lines[3].cautions)
    case.remove("speech.txt")
    assert any("not in the source any more" in words for words in drafts.look(draft).lines[0].cautions)


def test_what_was_joined_can_be_taken_away(drafts, article):
    draft = read(article)
    drafts.judge(draft, {3: ["claims:c1", "events:e2"]}, "supported", why="read", by="ada")
    [check] = drafts.judge(draft, {}, drop={3: ["events:e2"]})
    assert [one.target for one in check.joined] == ["claims:c1"] and check.status == "supported"
    with pytest.raises(BadSetting, match="joined to nothing"):
        drafts.judge(draft, {}, drop={3: ["claims:c1"]})
    with pytest.raises(UnknownName, match="claims:c1"):
        drafts.judge(draft, {}, drop={3: ["events:e1"]})


def test_a_file_filled_in_by_hand_is_taken_and_says_what_is_wrong_in_it(drafts, case, article, tmp_path):
    draft = read(article)
    path = write_work(case, drafts.look(draft), tmp_path / "work.csv")
    rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    assert "claims:c1" in rows[2]["suggestions"]
    rows[2] |= {"join": "claims:c1; events:e2", "status": "supported", "why": "read"}
    with (tmp_path / "back.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    assert take_work(drafts, draft, tmp_path / "back.csv", "ada") == 1
    assert drafts.look(draft).lines[2].status == "supported"
    text = (tmp_path / "back.csv").read_text("utf-8")
    (tmp_path / "bad.csv").write_text(text.replace(",supported,", ",true,", 1), encoding="utf-8")
    with pytest.raises(UnreadableInput, match=r"line \d+, column status: 'true' is not known"):
        take_work(drafts, draft, tmp_path / "bad.csv", "ada")
    article.write_text("Another article with 3 words.", encoding="utf-8")
    with pytest.raises(UnreadableInput, match="column sentence"):
        take_work(drafts, read(article), tmp_path / "back.csv", "ada")


@pytest.mark.parametrize("form", [".html", ".md", ".csv"])
def test_the_sheet_puts_open_sentences_first_and_holds_quote_and_hash(drafts, case, article, form):
    draft = read(article)
    drafts.judge(draft, {3: ["claims:c1"]}, "supported", why="the row says so", by="ada")
    sheet = sheet_bytes(case, drafts.look(draft), form).decode()
    source = next(s for s in case.sources() if s.name == "speech.txt")
    assert source.sha256 in sheet and "Some 12,140 people came." in sheet and "the row says so" in sheet
    assert sheet.index("The congress met") < sheet.index("Some 12,140 people came to Vastrin")
    if form == ".html":
        assert "<script" not in sheet and "http" not in sheet.replace("http-equiv", "") and not forbidden_words(sheet)


HOSTILE = "=1+1 <script>alert(1)</script> 412 ships \u202eevil\u202c came to see @priv4te_handle and Anna Vell."


def test_hostile_words_and_private_names_do_not_act_or_leave(drafts, case, article, tmp_path):
    article.write_text(HOSTILE + "\n", encoding="utf-8")
    draft = replace(read(article), name="<b>=cmd|x\u202e")
    drafts.judge(draft, {1: []}, "not testable", why="<img src=x onerror=alert(1)>", by="=ada")
    look = drafts.look(draft)
    html, text, table = (sheet_bytes(case, look, form).decode("utf-8-sig") for form in (".html", ".md", ".csv"))
    for written in (html, text, table):
        assert "priv4te_handle" not in written and "Anna Vell" not in written and "\u202e" not in written
    assert "<script" not in html and "<img" not in html and "<script" not in re.sub(r"\\.", "", text)
    assert all(not cell.lstrip().startswith("=") for row in csv.reader(table.splitlines()) for cell in row)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0", "ends in .doc;"),
        ("a.docx", b"PK\x03\x04", "no Word document that can be read"),
        ("a.txt", b"", "empty"),
        ("a.txt", b"\x00\x01\x02" * 200, "Nothing was added|text"),
        ("a.html", b"<div>" * 5_000 + b"12 ships", "nested deeper"),
    ],
)
def test_what_is_no_article_is_refused_in_words(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableInput, match=words):
        read_draft(tmp_path / name)
    with pytest.raises(UnreadableInput, match="is not a file"):
        read_draft(tmp_path)


def test_a_page_is_read_as_a_reader_saw_it(tmp_path):
    (tmp_path / "a.html").write_text(
        "<html><body><p>The port counted 412 ships.</p><p hidden>999 lies</p></body></html>", encoding="utf-8"
    )
    assert "412" in read_draft(tmp_path / "a.html").text and "999" not in read_draft(tmp_path / "a.html").text


def test_judgements_that_were_changed_by_hand_are_found_out_and_those_without_an_entry_do_not_count(
    drafts, case, article
):
    draft = read(article)
    drafts.judge(draft, {3: ["claims:c1"]}, "supported", why="read", by="ada")
    path = case.folder / "drafts" / "checks.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole + whole.replace(b'"supported"', b'"contradicted"'))
    assert drafts.look(draft).lines[2].status == "supported"
    path.write_bytes(whole.replace(b'"supported"', b'"contradicted"'))
    assert any(problem.kind == "draft" for problem in case.verify())
    path.write_bytes(b"{}\n")
    with pytest.raises(DamagedCase, match="no judgement of a sentence"):
        drafts.look(draft)


def test_a_kept_text_comes_back_with_its_lines_and_the_newest_version_counts(drafts, article):
    drafts.judge(read(article), {3: ["claims:c1"]}, "supported", why="read", by="ada")
    kept = drafts.kept("article.txt")
    assert [line.sentence.line for line in drafts.look(kept).lines] == [2, 3, 4, 5, 6]
    drafts.keep("article.txt", "Only 3 words.")
    assert drafts.kept("article.txt").text == "Only 3 words." and drafts.names() == ("article.txt",)
    with pytest.raises(UnknownName, match=r"article\.txt"):
        drafts.kept("other")


def rows_of(*texts):
    return lambda *_: [("a" * 64, "documents", "1", "", False, "", text) for text in texts]


@pytest.mark.parametrize(
    ("quote", "text", "differences"),
    [
        ("we will never leave this shore", "They said we will  never\nleave this shore again.", ()),
        ("we will never leave this shore", "they said we will never leave that shore", ("“this” is “that” in the source",)),
        ("we will leave this shore today", "We will not leave this shore today.", ("the source has “not” more",)),
        ("we will never leave this shore", "We will leave this shore", ("“never” is not in the source",)),
        ("we will never leave this shore", "We Will Never leave this shore", ("the words are the same; signs, capitals or spelling of an apostrophe differ",)),
        ("первый раз в жизни, сказал он", "это первый раз в жизни сказал он", ("the words are the same; signs, capitals or spelling of an apostrophe differ",)),
    ],
)  # fmt: skip
def test_what_differs_between_a_quotation_and_its_source_is_told_word_by_word(quote, text, differences):
    [found] = passages(quote, rows_of(text))
    assert found.differences == differences and found.verbatim is not bool(differences)


def test_words_that_are_not_alike_are_no_passage_and_signs_of_a_pattern_do_no_harm():
    assert not passages(
        "we will never leave this shore", rows_of("we will never say a word of what you heard today at all")
    )
    assert not passages("(a+)+$ [x", rows_of("(b+)+$ [y")) and not passages("…", rows_of("x"))


def test_the_command_lists_joins_writes_and_says_by_its_status_what_is_open(case, article, tmp_path):
    from click.testing import CliRunner

    from undertow.cli import main

    def run(*words):
        return CliRunner().invoke(main, ["-C", str(case.folder), "draft", str(article), *words], standalone_mode=True)

    listed = run()
    assert listed.exit_code == 0 and "619 days apart" in listed.output and "found in no source" in listed.output
    assert run("--strict").exit_code == 1
    told = json.loads(run("--json").output)
    assert told["counts"]["open"] == 5 and told["lines"][2]["sentence"]["marks"][0]["low"] == 12140
    joined = run("--join", "3=claims:c1", "--status", "supported", "--why", "read", "--sheet", str(tmp_path / "s.html"))
    assert "Sentence 3: supported, joined to claims:c1." in joined.output and (tmp_path / "s.html").exists()
    for wrong, words in (
        (("--join", "claims:c1"), "is not N=TARGET"),
        (("--status", "supported"), "say which"),
        (("--sheet", str(tmp_path / "s.pdf")), "ends in .pdf"),
        (("--join", "3=claims:c9"), "no thing to join"),
    ):
        failed = run(*wrong)
        assert failed.exit_code != 0 and words in failed.output + str(failed.exception or ""), wrong


def test_a_judged_sentence_is_exported_as_a_review_until_the_article_changes(drafts, case, article):
    drafts.judge(read(article), {3: ["claims:c1"]}, "supported", why="read by @priv4te_handle", by="ada")

    def exported():
        [path] = case.export("claimreview")
        text = path.read_text("utf-8")
        assert "priv4te" not in text
        return {one["claimReviewed"]: one for one in json.loads(text)["@graph"] if one["@type"] == "ClaimReview"}

    [review] = exported().values()
    assert (
        review["claimReviewed"] == "Some 12,140 people came to Vastrin." and review["reviewRating"]["ratingValue"] == 2
    )
    drafts.keep("article.txt", ARTICLE.replace("12,140", "13,140"))
    assert exported() == {}


def test_the_sheet_is_not_written_where_it_cannot_be(drafts, case, article, tmp_path):
    with pytest.raises(BadSetting, match="cannot be written"):
        write_sheet(case, drafts.look(read(article)), tmp_path / "none" / "s.md")
