"""dossier.toml: what the analyst writes around the findings, and what keeps a dossier from being published."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from undertow.case import Case
from undertow.case.publishing.concerned import name as name_actor
from undertow.case.publishing.corrections import correct
from undertow.case.publishing.edition import Against, Edition, LeftOut, Passage, own_comments, parsed
from undertow.case.publishing.writing import GENERATED, written
from undertow.cli import main
from undertow.errors import BadSetting, ChangedMeanwhile, NotPublishable


@pytest.fixture
def ready(worked_out: Path, tmp_path: Path) -> Case:
    """A case with one finding, free to be changed."""
    return Case.open(shutil.copytree(worked_out, tmp_path / "case"))


def only(case: Case) -> str:
    (held,) = case.findings()
    return held.finding.id


def wrote(case: Case, text: str) -> None:
    (case.folder / "dossier.toml").write_text(text, encoding="utf-8")


def told(case: Case) -> str:
    return "\n".join(map(str, case.edition.blockers()))


FULL = Edition(
    title='A "title" \\ with all',
    language="ka",
    summary='First "line" \\ of it.\n\nSecond, with """ and ""',
    order=("0776ad1ce891", "border"),
    names={"border": "ab12", "граница": "cd34"},
    left_out=(LeftOut(finding="ef56", why="Twice."),),
    against=(Against(finding="ab12", text="Looked for\nin vain."),),
    prose=(Passage(before="findings", text="One.\n\nTwo."), Passage(after="border", text="Three " * 40)),
)


def test_an_edition_reads_back_as_it_was_written() -> None:
    read = parsed(written(FULL, ()))
    for part in ("title", "language", "summary", "order", "names"):
        assert getattr(read, part) == getattr(FULL, part)
    for part in ("left_out", "against", "prose"):
        assert [replace(entry, line=0) for entry in getattr(read, part)] == list(getattr(FULL, part))


def test_each_text_knows_its_line() -> None:
    text = written(FULL, ())
    lines, read = text.splitlines(), parsed(text)
    assert lines[read.lines["summary"] - 1].startswith('First "line"')
    assert lines[read.lines["order border"] - 1].strip() == '"border",'
    assert [lines[passage.line - 1][:4] for passage in read.prose] == ["One.", "Thre"]


def test_comments_of_the_analyst_are_kept_and_those_of_the_template_are_not_doubled() -> None:
    text = "# mine\n" + written(Edition(), ())
    again = written(parsed(text), (), own_comments(text, GENERATED))
    assert own_comments(again, GENERATED) == ["# mine"]
    assert again.count("Empty: the title of case.toml") == 1
    assert written(parsed(again), (), own_comments(again, GENERATED)) == again


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("language = 'x y'", "line 1: language is 'x y' but must be a code such as en"),
        ("title = 3", "line 1: title is 3 but must be a text"),
        ("\nheading = 'x'", "line 2: 'heading' is no part of an edition. Known: title"),
        ("order = 'x'", "line 1: order is 'x' but must be a list"),
        ("order = [\n 'a',\n 5]", "order holds 5"),
        ("[[prose]]\ntext = 'x'", "line 1: this [[prose]] needs before or after"),
        ("[[prose]]\ntext = 'x'\nbefore='events'\nafter='events'", "and not both"),
        ("[[prose]]\nbefore = 'events'\ntext = ' '", "line 3: text is ' ' but must be a text"),
        ("[[left_out]]\nfinding = 'ab12'", "line 1: this [[left_out]] lacks why"),
        ("[[left_out]]\nfinding = 'ab12'\nwhy = 'x'\nreason = 'x'", "line 4: 'reason' is not known"),
        ("[left_out]\nfinding = 'ab12'", "under a line of its own, [[left_out]]"),
        ("[names]\nx = 5", "line 2: 'x' = 5 is no short name"),
        ("title = ", "line 1"),
    ],
)
def test_what_is_no_edition_is_told_with_its_line(text: str, words: str) -> None:
    with pytest.raises(BadSetting) as error:
        parsed(text)
    assert words in str(error.value)


def test_without_a_file_the_dossier_is_as_it_was_and_the_template_changes_nothing(ready: Case) -> None:
    assert told(ready) == ""
    before = ready.publish()[0].read_bytes()
    path = ready.edition.begin()
    assert only(ready) in path.read_text("utf-8")
    assert ready.edition.begin() == path and ready.edition.read() == replace(
        Edition(), lines=ready.edition.read().lines
    )
    after = ready.publish()[0].read_bytes()
    assert len(after) == len(before)
    assert not ready.verify()


def test_title_summary_prose_and_added_evidence_against_stand_in_the_page(ready: Case) -> None:
    name = only(ready)
    count = ready.findings()[0].finding.estimate.n
    wrote(
        ready,
        f"""
title = "Words of <b>three</b> accounts"
language = "en"
summary = \"\"\"
They shared the same texts; the *measured* cases are {count:,} [texts].

- One **point**
- Another, from [a page](https://example.org/x)
\"\"\"
[names]
texts = "{name[:6]}"
[[prose]]
before = "texts"
text = "> He said 99."
[[prose]]
after = "methods"
text = "## Thanks\\n\\nTo the archive."
[[against]]
finding = "texts"
text = "The press of the week was read for a common source."
""",
    )
    assert told(ready) == ""
    html = ready.publish()[0].read_text("utf-8")
    assert "Words of &lt;b>three&lt;/b> accounts" in html or "Words of &lt;b&gt;three&lt;/b&gt; accounts" in html
    assert "<em>measured</em>" in html and "<strong>point</strong>" in html and "a page (https://example.org/x)" in html
    assert "finding 1</a>" in html and "href=#f1" in html
    assert "He said 99." in html and "The press of the week was read" in html
    assert html.index("He said 99.") < html.index("id=f1") < html.index(">Thanks<")
    assert 'href="https' not in html and "href=https" not in html


def test_a_finding_left_out_is_counted_with_its_reason_and_goes_into_no_export(ready: Case) -> None:
    name = only(ready)
    statement = ready.findings()[0].finding.statement
    wrote(ready, f'[[left_out]]\nfinding = "{name}"\nwhy = "It repeats what others found."')
    html = ready.publish()[0].read_text("utf-8")
    assert "1 left out by the authors" in html and "It repeats what others found." in html and name in html
    assert "id=f1" not in html and statement.partition(" shared ")[2][:40] not in html
    (table, *_) = (path for path in ready.export("csv") if "findings" in path.name)
    assert name not in table.read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("summary = 'It was 77.'", "dossier.toml, line 1", "77 rests on nothing"),
        ("summary = '''\n\nIt was.\nAnd 77 [ID].'''", "dossier.toml, line 4", "77 is not stated by [ID]; the nearest number there is"),
        ("summary = 'Seventy-seven accounts did [ID].'", "dossier.toml, line 1", "77 is not stated by [ID]"),
        ("summary = 'Dozens of houses did [ID].'", "dossier.toml, line 1", "dozens is not stated by [ID]"),
        ("summary = 'One in seven did [ID].'", "dossier.toml, line 1", "14.3% is not stated by [ID]"),
        ("[[prose]]\nafter = 'ID'\ntext = 'It was 77%.'", "dossier.toml, line 3", "77% is not stated by [ID]"),
        ("title = 'All 77 of them'", "dossier.toml, line 1", "77 is stated by no finding"),
        ("summary = 'This proves it.'", "dossier.toml, line 1", "'proves' claims more than a measure can"),
        ("summary = 'The bots did it.'", "dossier.toml, line 1", "the word 'bots' says what somebody is"),
        ("summary = 'Perhaps so.'", "dossier.toml, line 1", "not one of the seven words of likelihood"),
        ("summary = 'It is likely, with high confidence.'", "dossier.toml, line 1", "stand in one sentence"),
        ("summary = 'See [nothing].'", "dossier.toml, line 1", "[nothing] refers to no finding"),
        ("summary = 'See [claims/x].'", "dossier.toml, line 1", "[claims/x] names no row"),
        ("order = [\n'ID',\n'beefbeef']", "dossier.toml, line 3", "no finding is called 'beefbeef'"),
        ("order = ['ID', 'x']\n[names]\nx = 'ID'", "dossier.toml, line 1", "twice, as 'ID' and 'x'"),
        ("order = ['I']\n[names]\nI = 'IDS'", "dossier.toml, line 3", "too short to name a finding"),
        ("[[left_out]]\nfinding='ID'\nwhy='a'\n[[left_out]]\nfinding='ID'\nwhy='b'", "dossier.toml, line 4", "left out twice (see line 1)"),
        ("[[left_out]]\nfinding='ID'\nwhy='a'\n[[prose]]\nafter='ID'\ntext='b'", "dossier.toml, line 6", "is left out"),
        ("[names]\nevents = 'ID'", "dossier.toml, line 2", "already a section"),
    ],
)  # fmt: skip
def test_what_must_be_mended_is_told_with_line_and_nothing_is_published(
    ready: Case, text: str, where: str, words: str
) -> None:
    name = only(ready)
    wrote(ready, text.replace("IDS", name[:3]).replace("ID", name))
    found = told(ready)
    assert where in found and words.replace("ID", name) in found
    with pytest.raises(NotPublishable, match="nothing was written"):
        ready.publish()
    assert not (ready.folder / "dossier" / "dossier.html").exists()
    if "bots" not in text:
        assert ready.publish(working=True)[0].exists(), "the working edition is for the case's own use"


def test_a_number_of_a_row_of_the_ledger_needs_the_row_and_the_row_a_source(ready: Case) -> None:
    claims = ready.folder / "ledger" / "claims.csv"
    header = claims.read_text("utf-8").splitlines()[-1].split(",")
    row = dict.fromkeys(header, "") | {
        "id": "c1",
        "actor": "a",
        "date": "2022",
        "statement": "said",
        "value_low": "77000",
    }

    def enter(**changes: str) -> None:
        cells = {**row, **changes}
        claims.write_text(",".join(header) + "\n" + ",".join(cells[name] for name in header) + "\n", encoding="utf-8")

    wrote(ready, "summary = 'They spoke of 77,000 people [claims/c1].'")
    enter()
    assert "has no source that bears it out" in told(ready) and "77,000 is not stated by [claims/c1]" in told(ready)
    enter(reported_by="The Courier of 3 May 2022")
    assert told(ready) == ""
    wrote(ready, "summary = 'They spoke of 2 people, of 2022 people [claims/c1].'")
    assert "2 is not stated by [claims/c1]" in told(ready) and "2022 is not stated by" in told(ready), (
        "line and date bear out nothing"
    )
    wrote(ready, "summary = 'They spoke of 77,000 people [claims/c1].'")
    assert "The Courier of 3 May 2022" in ready.publish()[0].read_text("utf-8")


def test_the_names_of_private_accounts_are_masked_in_prose(ready: Case) -> None:
    wrote(
        ready,
        "summary = 'It began with @ann, and with *@ben*.'\n[[left_out]]\nfinding = 'ID'\nwhy = 'x'".replace(
            "ID", only(ready)
        ),
    )
    html = ready.publish()[0].read_text("utf-8")
    body = html[html.index("<body") : html.index("application/json")]
    assert "@ann" not in body and "@ben" not in body


def test_a_change_is_saved_only_onto_the_file_that_was_read_and_each_is_logged(ready: Case) -> None:
    editor = ready.edition
    first = editor.save(Edition(title="One"), seen=editor.sha256, by="reader")
    wrote(ready, "title = 'By hand'")
    with pytest.raises(ChangedMeanwhile, match="Nothing was overwritten"):
        editor.save(Edition(title="Two"), seen=first)
    assert editor.read().title == "By hand"
    editor.save(replace(editor.read(), summary="More."), seen=editor.sha256, by="reader")
    entries = [e.data for e in ready.journal.entries() if e.command == "edition"]
    assert [(e["changed"], e["by"]) for e in entries] == [
        (["title"], "reader"), (["title"], "in the file"), (["summary"], "reader"),
    ]  # fmt: skip
    assert entries[1]["before"] == first and entries[-1]["sha256"] == editor.sha256
    assert not ready.verify()


def test_a_text_that_cannot_be_read_is_not_saved(ready: Case) -> None:
    for text in ("title = ", "title = '\ud800'", "nothing = 1"):
        with pytest.raises(BadSetting):
            ready.edition.save_text(text, seen="")
    assert not ready.edition.path.exists()


def test_check_lists_everything_and_exits_1(ready: Case) -> None:
    runner = CliRunner()
    good = runner.invoke(main, ["-C", str(ready.folder), "publish", "--check"])
    assert good.exit_code == 0 and "Nothing keeps" in good.output
    edit = runner.invoke(main, ["-C", str(ready.folder), "publish", "--edit"])
    assert edit.exit_code == 0 and "dossier.toml" in edit.output
    wrote(ready, "summary = 'It was 77. This proves it.'")
    bad = runner.invoke(main, ["-C", str(ready.folder), "publish", "--check", "--json"])
    assert bad.exit_code == 1
    assert [one["kind"] for one in json.loads(bad.stdout)] == ["number", "words"]
    assert runner.invoke(main, ["-C", str(ready.folder), "publish"]).exit_code == 1
    assert not (ready.folder / "dossier" / "dossier.html").exists()


def test_no_text_is_lost_where_its_section_is_empty(tmp_path: Path) -> None:
    case = Case.create(tmp_path / "empty", title="Empty")
    places = ("findings", "events", "methods", "provenance")
    wrote(
        case,
        "".join(
            f"[[prose]]\n{side} = '{at}'\ntext = 'Said {side} {at}.'\n" for at in places for side in ("before", "after")
        ),
    )
    html = case.publish()[0].read_text("utf-8")
    assert all(f"Said {side} {at}." in html for at in places for side in ("before", "after"))


def test_check_reads_reasons_of_verdicts_roles_and_notices_too_and_says_what_helps(ready: Case) -> None:
    name = only(ready)
    ready.review(name, "confirmed", why="The ministry is clearly behind it.", by="reader")
    name_actor(ready, "ann", "propagandist", "She runs the puppets.", "Ann")
    found = [(one.where, one.what, one.todo) for one in ready.edition.blockers()]
    wheres = [where for where, _, _ in found]
    assert (
        wheres[0].startswith(f"verdict on finding {name} (confirmed, reader, ")
        and f"`undertow review {name}`" in found[0][2]
    )
    assert any("column public_role" in where and "line " in where for where in wheres)
    assert any("column named_because" in where for where in wheres)
    ready.review(name, "confirmed", why="Read in full.", by="reader")
    assert "verdict on finding" not in told(ready)


def test_a_notice_that_may_not_be_published_is_refused_and_not_stored(ready: Case) -> None:
    ready.publish()
    with pytest.raises(BadSetting, match=r"'bots' says what somebody is.*Nothing was recorded"):
        correct(ready, "We called them bots.")
    assert not [entry for entry in ready.journal.entries() if entry.command == "correct"]
    correct(ready, "We called them “bots”.")
    with ready.changing() as journal:
        journal.append("correct", notice="These trolls were not theirs.", finding="", statement="", version=1)
    assert (
        "log, entry " in told(ready)
        and "'trolls' says what somebody is" in told(ready)
        and told(ready).count("log, entry") == 1
    )


def test_a_character_that_cannot_be_printed_is_refused_where_it_stands(ready: Case, tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=r"The title holds the control character U\+0000"):
        Case.create(tmp_path / "new", title="The river\0")
    assert not (tmp_path / "new").exists(), "nothing is begun"
    path = ready.folder / "case.toml"
    before = path.read_text("utf-8")
    path.write_text(re.sub("title = .*", r'title = "The river\\u0000"', before, count=1), encoding="utf-8")
    with pytest.raises(BadSetting, match=r"title holds the control character U\+0000"):
        _ = ready.settings
    path.write_text(before, encoding="utf-8")
    (ready.folder / "dossier.toml").write_text('language = "en"\ntitle = "A\\u0007"\n', encoding="utf-8")
    with pytest.raises(BadSetting, match=r"dossier.toml, line 2: title holds the control character U\+0007"):
        ready.edition.blockers()
