"""The draft check in the browser: paste, join, set the status, take the sheet; by forms alone."""

from __future__ import annotations

import re

import pytest

from undertow.case import Case
from undertow.case.drafts import Drafts

TEXT = "The three accounts shared 412 texts.\r\n“The words of group 0 number 3 are those,” one of them wrote.\r\nThe sun was warm.\r\n"


@pytest.fixture
def pasted(folder, let_in):
    client = let_in(folder)
    answer = client.post("/do/draft/keep", data={"name": "a <b>draft</b>", "text": TEXT})
    assert answer.status_code == 303, answer.text
    return client, answer.headers["location"], folder


def test_without_a_draft_the_page_asks_for_one(client):
    html = client.get("/draft").text
    assert 'name="text"' in html and "Paste a draft" in html
    assert client.get("/draft.json").json()["names"] == []


def test_a_pasted_draft_is_kept_and_its_sentences_marked(pasted):
    client, place, folder = pasted
    assert place == "/draft?draft=a%20%3Cb%3Edraft%3C%2Fb%3E"
    html = client.get(place).text
    assert '<span class="sign" title="number">412</span>' in html and "<b>draft" not in html
    assert Drafts(Case.open(folder)).names() == ("a <b>draft</b>",)
    told = client.get(place.replace("/draft?", "/draft.json?")).json()
    assert [line["status"] for line in told["lines"]] == ["open", "open"] and told["counts"]["open"] == 2


def test_a_sentence_is_joined_and_judged_by_a_form_and_the_caution_stands_on_the_page(pasted):
    client, place, folder = pasted
    told = client.get(f"{place.replace('/draft?', '/draft.json?')}&sentence=2").json()
    quote = told["offered"][0]
    assert quote["reason"] == "not verbatim: “those” is “these” in the source"
    form = {
        "draft": told["draft"],
        "sentence": "2",
        "join": quote["code"],
        "status": "supported",
        "why": "read",
        "by": "ada",
    }
    answer = client.post("/do/draft/judge", data=form)
    assert answer.status_code == 303 and answer.headers["location"] == f"{place}&sentence=2"
    html = client.get(answer.headers["location"]).text
    assert "Sentence 2: supported" in html and "is not verbatim: “those” is “these” in the source" in html
    assert re.search(r"Take away <code>quote:", html)
    [check] = [
        line.check
        for line in Drafts(Case.open(folder)).look(Drafts(Case.open(folder)).kept(told["draft"])).lines
        if line.check
    ]
    assert (check.status, check.by) == ("supported", "ada")


@pytest.mark.parametrize("form", ["html", "md", "csv"])
def test_the_sheet_is_saved_and_never_shown(pasted, form):
    client, place, _ = pasted
    answer = client.get(f"{place}&sheet={form}")
    assert answer.status_code == 200 and answer.headers["content-disposition"].startswith("attachment")
    assert "412 texts" in answer.text


def test_what_cannot_be_done_is_told_in_words(pasted):
    client, place, _ = pasted
    assert client.get(f"{place}&sentence=9").status_code == 404
    assert client.get("/draft?draft=nothing").status_code == 404
    assert client.get(f"{place}&sheet=exe").status_code == 404
    empty = client.post("/do/draft/keep", data={"name": "x", "text": "  "})
    assert empty.status_code == 400 and "The text is empty" in empty.text
    name = "a <b>draft</b>"
    without = client.post(
        "/do/draft/judge", data={"draft": name, "sentence": "1", "status": "supported", "why": "I know"}
    )
    assert without.status_code == 400 and "joined to nothing" in without.text


def test_a_changed_version_marks_what_was_checked(pasted):
    client, place, folder = pasted
    case = Case.open(folder)
    finding = case.findings()[0].finding.id
    form = {
        "draft": "a <b>draft</b>",
        "sentence": "1",
        "other": finding,
        "status": "contradicted",
        "why": "24, not 412",
        "by": "ada",
    }
    assert client.post("/do/draft/judge", data=form).status_code == 303
    client.post("/do/draft/keep", data={"name": "a <b>draft</b>", "text": TEXT.replace("412", "24")})
    html = client.get(f"{place}&sentence=1").text
    assert "Changed since checked." in html and "shared 412 texts" in html


def test_the_style_of_the_page_is_served(client):
    assert client.get("/assets/draft.css").status_code == 200
