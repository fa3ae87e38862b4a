import re

import pytest

from undertow.errors import UnknownName
from undertow.registry import members
from undertow.serve.drawing import HERE
from undertow.serve.pages import GROUPS, Page, Query
from undertow.serve.pages.overview import Overview
from undertow.version import __version__

PAGES = members("undertow.serve.pages", Page)
PLAIN = [page for page in PAGES.values() if "{" not in page.path]


@pytest.mark.parametrize("page", PLAIN, ids=lambda page: page.name)
def test_every_page_answers_as_html_and_as_json(client, page):
    html, twin = client.get(page.path), client.get(page.json_path())
    assert html.status_code == 200 and html.headers["content-type"].startswith("text/html")
    assert twin.status_code == 200 and isinstance(twin.json(), dict)
    assert client.get(page.path, headers={"accept": "application/json"}).json().keys() == twin.json().keys()


@pytest.mark.parametrize("page", PLAIN, ids=lambda page: page.name)
def test_no_page_holds_what_the_policy_forbids(client, page):
    html = client.get(page.path).text
    assert not re.search(r"<style|<script(?! src=\"/assets/)|\sstyle=|\son\w+=|javascript:", html)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", html)


@pytest.mark.parametrize("page", PAGES.values(), ids=lambda page: page.name)
def test_every_page_says_what_it_is(page):
    assert page.title and page.path.startswith("/") and page.group in ("", *GROUPS)
    assert all(hasattr(page, f"do_{action}") for action in page.actions)
    assert all((HERE / "assets" / name).is_file() for name in (*page.styles, *page.scripts))
    own = page.template or f"{page.name}.html"
    assert (HERE / "templates" / own).is_file()


def test_no_template_is_hidden_by_one_of_the_dossier():
    ours = {path.name for path in (HERE / "templates").glob("*.html")}
    assert not ours & {path.name for path in (HERE.parent / "dossier" / "templates").glob("*.html")}


def test_the_case_is_told_and_its_title_cannot_act(client):
    html = client.get("/").text
    assert "What happened?" in html and "&lt;b&gt;bold" in html and "<b>bold" not in html
    told = client.get("/overview.json").json()
    assert told["question"] == "What happened?" and told["counts"]["posts"] == 54
    state = {line["name"]: line["state"] for line in told["lines"]}
    assert (state["coordination"], state["narratives"]) == ("done", "stop")
    assert any("to review" in line["what"] for line in told["waiting"])
    assert told["versions"] == [__version__]


def test_an_unknown_address_is_told_in_words(client):
    answer = client.get("/nothing")
    assert answer.status_code == 404 and "There is no page at this address" in answer.text
    assert client.get("/nothing.json").json()["status"] == 404


def test_an_error_of_a_page_stands_in_the_page_and_in_its_json(client, monkeypatch):
    def fails(*_: object) -> None:
        raise UnknownName("There is no finding called 'x<script>'.")

    monkeypatch.setattr(Overview, "load", fails)
    answer = client.get("/")
    assert answer.status_code == 404 and "x&lt;script&gt;" in answer.text
    assert client.get("/overview.json").json() == {"error": "There is no finding called 'x<script>'.", "status": 404}
    part = client.get("/", headers={"hx-request": "true"})
    assert part.headers["hx-retarget"] == "#page"


def test_a_bug_is_a_sentence_and_a_report_never_a_traceback(client, monkeypatch, tmp_path):
    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret-inside")

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(Overview, "load", broken)
    answer = client.get("/")
    assert answer.status_code == 500 and "bug of its own (ZeroDivisionError)" in answer.text
    assert "Traceback" not in answer.text and "secret-inside" not in answer.text
    assert "secret-inside" in next(tmp_path.glob("undertow-crash-*.txt")).read_text()


def test_pages_answer_while_another_command_writes(folder, let_in):
    import duckdb

    client = let_in(folder)
    writer = duckdb.connect(str(folder / "tables" / "case.duckdb"))
    try:
        answer = client.get("/")
    finally:
        writer.close()
    assert answer.status_code == 200 and "What happened?" in answer.text


@pytest.mark.parametrize("name", ["../app.py", "..%2Fapp.py", ".hidden.css", "app.py", "nothing.css"])
def test_only_assets_are_served_as_assets(client, name):
    assert client.get(f"/assets/{name}").status_code == 404


def test_a_form_is_read_without_surprises():
    query = Query([("a", "1"), ("a", "2"), ("n", "12"), ("m", "-3"), ("k", "٣")])
    assert (query["a"], query.all("a"), query.get("b", "")) == ("2", ["1", "2"], "")
    assert [query.whole(name, 7) for name in ("n", "m", "k", "none")] == [12, 7, 7, 7]
