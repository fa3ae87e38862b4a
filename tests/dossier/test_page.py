"""The dossier as a reader gets it: complete, offline, in order, and deaf to what hostile sources say."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from tests.dossier import sample
from undertow.dossier import Dossier, Event, Reviewed, render
from undertow.errors import BadSetting
from undertow.model import Column, Estimate, Evidence, Figure, Table, mention

SECTIONS = ["summary", "reading", "findings", "events", "methods", "provenance", "glossary", "use", "also"]


class Elements(HTMLParser):
    """All start tags of a page with their attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def page(dossier: Dossier) -> str:
    return render(dossier, sample.pseudonym, sample.is_public, sample.MASKS, quoting=True)


def one(**changes: object) -> str:
    """A page of one plain finding with changes."""
    found = Reviewed(finding=sample.finding(1, **changes), number=1)
    return page(replace(sample.dossier(0), findings=(found,)))


@pytest.fixture(scope="module")
def rich() -> str:
    return page(sample.dossier())


def test_sections_stand_in_the_order_of_the_design(rich: str) -> None:
    assert [a["id"] for tag, a in Elements(rich).found if tag == "section"] == SECTIONS


def test_sections_without_content_are_left_out() -> None:
    empty = replace(sample.dossier(0), events=(), methods=(), sources=(), see_also=(), rejected=0)
    html = page(empty)
    assert [a["id"] for tag, a in Elements(html).found if tag == "section"] == [
        "summary",
        "reading",
        "provenance",
        "glossary",
        "use",
    ]
    assert "holds no findings" in html


def test_parts_of_a_finding_stand_in_fixed_order(rich: str) -> None:
    article = rich[rich.index('<article class="finding" id="f1"') :]
    parts = [
        'class="grade"',
        "<h3",
        'class="facts"',
        "We compared 311",
        "<figure>",
        "<caption>Groups",
        ">Evidence<",
        ">Caveats<",
    ]
    parts += [">Evidence against<", ">What would change this conclusion<"]
    places = [article.index(part) for part in parts]
    assert places == sorted(places)


def test_confirmed_findings_come_first_then_the_stronger(rich: str) -> None:
    key = rich[rich.index('<ol class="key">') : rich.index("</ol>", rich.index('<ol class="key">'))]
    assert re.findall(r'href="#f(\d)"', key) == ["1", "5", "4", "2", "3"]


def test_a_rejected_finding_is_counted_and_not_shown(rich: str) -> None:
    assert "REJECTED-STATEMENT" not in rich and "1 rejected by a reader" in rich


def test_a_moved_estimate_is_said_where_the_finding_stands(rich: str) -> None:
    assert rich.count("Changed since review") >= 2 and "has moved since a reader confirmed" in rich


def test_nothing_is_fetched_and_nothing_leads_out(rich: str) -> None:
    elements = Elements(rich).found
    assert not [
        tag
        for tag, _ in elements
        if tag in ("link", "img", "iframe", "object", "embed", "form", "base", "video", "audio")
    ]
    addresses = [
        value for _, a in elements for key, value in a.items() if key in ("href", "src", "action", "xlink:href")
    ]
    assert addresses and all(value and value.startswith("#") for value in addresses)
    assert "url(" not in rich and "@import" not in rich


def test_only_the_one_script_may_run_and_its_hash_is_right(rich: str) -> None:
    policy = next(
        a["content"] or "" for tag, a in Elements(rich).found if a.get("http-equiv") == "Content-Security-Policy"
    )
    script = re.search(r"<script>(.*?)</script>", rich, re.DOTALL)
    assert script and len(script[1].encode()) <= 4096
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy and "default-src 'none'" in policy
    assert [a.get("type") for tag, a in Elements(rich).found if tag == "script"] == ["application/json", None]


def test_no_element_carries_an_event_handler(rich: str) -> None:
    assert not [key for _, a in Elements(rich).found for key in a if key.startswith("on")]


def test_ids_are_unique_and_links_inside_arrive(rich: str) -> None:
    elements = Elements(rich).found
    ids = [a["id"] for _, a in elements if "id" in a]
    assert len(ids) == len(set(ids))
    assert {(a["href"] or "")[1:] for tag, a in elements if tag == "a"} <= set(ids)


def test_hostile_text_is_shown_as_text(rich: str) -> None:
    assert "<script>window" not in rich and "<img" not in rich and "<svg onload" not in rich
    assert "&lt;script&gt;window.__pwned=1&lt;/script&gt;" in rich
    assert "{{7*7}}${7*7}" in rich


def test_control_and_direction_characters_are_written_out(rich: str) -> None:
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]", rich)
    assert "⟨RLO⟩" in rich and "⟨ESC⟩[31mred" in rich and "⟨ZWSP⟩" in rich


def test_the_findings_for_machines_are_valid_and_cannot_end_their_element(rich: str) -> None:
    text = rich.split('id="findings-data">')[1].split("</script>")[0]
    data = json.loads(text)
    assert "<" not in text and "\u2028" not in text
    assert [f["number"] for f in data["findings"]] == [1, 5, 4, 2, 3]
    assert data["findings"][0]["estimate"] == {
        "value": 260,
        "low": 231,
        "high": 288,
        "level": 0.95,
        "unit": "pairs",
        "n": 48205,
    }


def test_account_ids_and_private_handles_never_appear(rich: str) -> None:
    assert not re.search(r"x:\d|x%3A\d|\[\[account", rich)
    assert "private_person" not in rich and "1556999" not in rich
    assert "RT Account 12:" in rich and "x.com/…" in rich and "@NorvanMinistry" in rich


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("@stranger said", "@… said"),
        ("＠stranger said", "@… said"),
        ("@stran\u200bger said", "@… said"),
        ("@Private_Person.", "Account 12."),
        ("write to someone@example.org", "write to"),
        ("@norvanministry said", "@norvanministry said"),
        ("private_person without sign", "Account 12 without sign"),
        ("t.me/stranger/12 there", "t.me/… there"),
        ("https://bsky.app/profile/stranger.example/post/3k there", "bsky.app/… there"),
    ],
)
def test_handles_of_private_persons_are_masked_in_quotes(text: str, shown: str) -> None:
    row = Evidence(
        source_sha256="0" * 64, row_ref="line 1", table="posts", who="x:1", text=text, start=0, end=len(text)
    )
    html = one(evidence=(row,))
    assert f"<mark>{shown}" in html
    assert "stranger" not in html and "example.org" not in html


def test_a_quote_that_cuts_a_handle_does_not_show_its_rest() -> None:
    row = Evidence(
        source_sha256="0" * 64, row_ref="line 1", table="posts", who="x:1", text="by @stranger here", start=7, end=17
    )
    html = one(evidence=(row,))
    assert "<mark>@… here</mark>" in html and "ranger" not in html


def test_long_texts_are_cut_around_the_quote() -> None:
    text = "before " * 400 + "THE WORDS" + " after" * 400
    row = Evidence(
        source_sha256="0" * 64,
        row_ref="r",
        table="documents",
        who="A speaker",
        account=False,
        text=text,
        start=2800,
        end=2809,
    )
    html = one(evidence=(row,))
    assert "<mark>THE WORDS</mark>" in html and html.count("before ") < 60 and "… before" in html


def test_a_text_full_of_invisible_characters_stays_readable_and_says_so() -> None:
    text = "\u200b".join("every family has a key")
    row = Evidence(source_sha256="0" * 64, row_ref="r", table="posts", who="x:1", text=text, start=0, end=len(text))
    html = one(evidence=(row,))
    assert "<mark>every family has a key</mark>" in html and "21 invisible or control characters" in html


def test_quotes_carry_direction_and_the_language_their_script_gives_away(rich: str) -> None:
    quotes = [a for tag, a in Elements(rich).found if tag == "blockquote"]
    assert {a.get("dir") for a in quotes if a.get("lang") in ("ar", "fa")} == {"rtl"}
    assert {a.get("dir") for a in quotes if a.get("lang") in ("hy", "ka")} == {None}
    assert {"hy", "ka"} <= {a.get("lang") for a in quotes}


def test_evidence_says_how_much_of_it_is_shown(rich: str) -> None:
    assert "12 of 1,942 rows" in rich and "All 3 rows." in rich
    assert (
        f'<a href="#fingerprints"><code>{sample.SHA[:12]}…</code></a>' in rich and f"<code>{sample.SHA}</code>" in rich
    )
    assert "line 1, characters 0–41" in rich


def test_withheld_words_are_counted_over_the_rows_shown() -> None:
    rows = tuple(replace(row, who="x:1") for row in sample.evidence(20))
    found = Reviewed(finding=sample.finding(1, evidence=rows, evidence_count=1501), number=1)
    html = render(replace(sample.dossier(0), findings=(found,)), sample.pseudonym, lambda _: False)
    words = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    assert "12 of 1,501 rows; the case holds them all. The words of 12 of the 12 shown are withheld" in words


def test_numbers_follow_the_house_rules(rich: str) -> None:
    for said in (
        "31.4% of followers",
        "[30.1, 32.7]",
        "−1.3 points",
        "[−3.5, +0.9]",
        "n = 48,205",
        "&lt; 0.001",
        "17.2 [15.1, 19.4]",
        "2 April 2024",
    ):
        assert said in rich, said


def test_an_estimate_without_a_finite_interval_is_refused() -> None:
    endless = Estimate(value=1.0, low=0.0, high=float("inf"), unit="ratio", n=3)
    with pytest.raises(BadSetting, match="no finite interval"):
        one(estimate=endless)


@pytest.mark.parametrize("word", ["bots", "troll", "fake", "farm", "operator", "campaign of"])
def test_a_word_a_dossier_does_not_use_is_refused_outside_quotations(word: str) -> None:
    with pytest.raises(BadSetting, match=word):
        one(statement=f"These accounts are {word} something.")
    with pytest.raises(BadSetting, match=word):
        page(replace(sample.dossier(0), title=f"The {word} something"))


def test_the_same_words_may_stand_in_quotations_source_names_and_cells() -> None:
    row = Evidence(
        source_sha256=sample.SHA,
        row_ref="r",
        table="posts",
        who="bot farm",
        account=False,
        text="you troll",
        start=0,
        end=9,
    )
    source = replace(sample.dossier().sources[0], name="bots.csv")
    found = Reviewed(
        finding=sample.finding(1, evidence=(row,), statement="They posted “all bots are fake” together."), number=1
    )
    assert "you troll" in page(replace(sample.dossier(0), findings=(found,), sources=(source,)))


def test_the_description_of_a_figure_is_held_to_the_same_words() -> None:
    figure = Figure(kind="bars", title="t", unit="u", alt="A bot net", rows=({"label": "a", "value": 1},))
    with pytest.raises(BadSetting, match="description of the figure"):
        one(figures=(figure,))


def test_a_name_may_hold_any_word_without_stopping_the_dossier() -> None:
    html = render(
        replace(
            sample.dossier(0),
            findings=(Reviewed(finding=sample.finding(1, statement=f"{mention('x:1')} posted."), number=1),),
        ),
        name=lambda _: "<b>operator bot</b>",
        public=lambda _: True,
    )
    assert "&lt;b&gt;operator bot&lt;/b&gt;" in html


def test_the_page_fits_its_budget(rich: str) -> None:
    assert len(rich.encode()) < 400_000


def test_style_and_script_hold_no_markup_that_could_end_them(rich: str) -> None:
    assert rich.count("</style>") == 1 and rich.count("</script>") == 2


def test_a_title_in_the_head_is_text_without_markup() -> None:
    html = page(replace(sample.dossier(0), title="</title><script>x</script>"))
    assert "<title>&lt;/title&gt;&lt;script&gt;x&lt;/script&gt;: dossier</title>" in html


def test_a_pseudonym_begins_a_sentence_with_a_capital_and_a_public_name_stays() -> None:
    found = Reviewed(finding=sample.finding(1, statement=f"{mention('x:1')} and {mention('x:2')} posted."), number=1)
    dossier = replace(sample.dossier(0), findings=(found,))
    html = render(dossier, name=lambda account: f"account {account[2:]}", public=lambda _: False, quoting=True)
    assert "<bdi data-verbatim>Account 1</bdi> and <bdi data-verbatim>account 2</bdi> posted." in html
    assert "<bdi data-verbatim>eva 1x</bdi>" in render(dossier, name=lambda _: "eva 1x", public=lambda _: True)


def quoting(text: str) -> Evidence:
    return Evidence(
        source_sha256=sample.SHA, row_ref="line 1", table="posts", who="x:1", text=text, start=0, end=len(text)
    )


def with_masks(masks: dict[str, str], dossier: Dossier) -> str:
    return render(dossier, sample.pseudonym, sample.is_public, masks, quoting=True)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("by Carol  PRIVATENAME today", "by [account 3] today"),
        ("Carol Privatenames stays", "Carol Privatenames stays"),
        ("id 123456789012345 there", "id … there"),
        ("sum 12345678901234 there", "sum 12345678901234 there"),
        ("people said", "[account 4] said"),
    ],
)
def test_names_without_a_sign_and_long_numbers_are_masked_in_quotes(text: str, shown: str) -> None:
    found = Reviewed(finding=sample.finding(1, evidence=(quoting(text),)), number=1)
    html = with_masks(
        {"carol privatename": "[account 3]", "people": "[account 4]"}, replace(sample.dossier(0), findings=(found,))
    )
    assert f"<mark>{shown}</mark>" in html
    assert ("Names of private accounts are masked." in html) == (text != shown)


def test_a_name_that_is_an_ordinary_word_does_not_change_our_own_sentences() -> None:
    found = Reviewed(finding=sample.finding(1, statement="People posted with dave_secret."), number=1)
    html = with_masks(
        {"people": "[account 4]", "dave_secret": "[account 5]"},
        replace(sample.dossier(0), title="By people", findings=(found,)),
    )
    assert "People posted with [account 5]." in html and "<title>By [account 4]: dossier" in html


def test_titles_questions_and_events_are_masked() -> None:
    said = replace(
        sample.dossier(0),
        title="The case of dave_secret",
        question="Who is @dave_secret?",
        events=(Event(date="2022", title="dave_secret spoke", place="House of Dave_Secret"),),
    )
    assert "dave_secret" not in with_masks({"dave_secret": "[account 5]"}, said).casefold()


def test_a_finding_of_a_run_that_is_out_of_date_says_so() -> None:
    found = Reviewed(finding=sample.finding(1), number=1, out_of_date="more.csv was added since")
    html = page(replace(sample.dossier(0), findings=(found,)))
    assert html.count('<span class="tag">Out of date</span>') == 2 and "more.csv was added since" in html


def test_long_tables_fold_and_long_lists_are_cut_in_print() -> None:
    rows = tuple((f"row {number}", number) for number in range(18))
    table = Table(title="Many", columns=(Column(title="Row"), Column(title="n", numeric=True)), rows=rows)
    html = one(tables=(table,), evidence=sample.evidence(14))
    folded = html[html.index('<details class="rest">') :]
    assert "8 more rows" in folded and "row 9" not in folded and "row 17" in folded
    assert "12 of 14 rows; the case holds them all" in html and "and 3 more in the file" in html
    assert '<details class="rest">' not in one(tables=(replace(table, rows=rows[:15]),))


def test_a_long_fact_spans_the_margin() -> None:
    html = one(facts=(("Short", "a word"), ("Long", "many words " * 12)))
    assert '<div class="long"><dt>Long' in html and "<div><dt>Short" in html
