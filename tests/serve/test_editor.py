"""The dossier editor: what is written there is in dossier.toml, checked, and never overwrites what another wrote."""

import re
from html import unescape

import pytest

from tests.case.conftest import posts
from undertow.case import Case


@pytest.fixture(scope="module")
def two_made(tmp_path_factory):
    """A case of two findings."""
    place = tmp_path_factory.mktemp("edited")
    groups = (("ann", "ben", "cay"), ("dan", "eve", "fay"))
    (place / "posts.csv").write_text(posts(groups=groups), encoding="utf-8")
    case = Case.create(place / "case", title="A case", question="What happened?")
    case.add(place / "posts.csv")
    case.run("coordination", min_weight=3)
    return case.folder


@pytest.fixture
def folder(two_made, tmp_path):
    import shutil

    return shutil.copytree(two_made, tmp_path / "case")


@pytest.fixture
def ours(folder, let_in):
    return let_in(folder)


def fields(client) -> dict[str, object]:
    """The form as a browser would send it unchanged."""
    page = client.get("/editor").text
    told = client.get("/editor.json").json()
    sent: dict[str, object] = {name: told["edition"][name] for name in ("title", "language", "summary")}
    sent |= {"seen": told["seen"], "findings": " ".join(line["id"] for line in told["lines"])}
    sent |= {f"why-{line['id']}": line["why"] for line in told["lines"]}
    sent["prose"] = [p["text"] for p in told["passages"]]
    sent["side"] = ["before" if p["before"] else "after" for p in told["passages"]]
    sent["place"] = [p["before"] or p["after"] for p in told["passages"]]
    assert set(re.findall(r' name="([\w-]+)"', page)) >= {name for name in sent if name != "language"}
    return sent


def test_what_is_written_is_in_the_file_and_in_the_preview(ours, folder):
    sent = fields(ours)
    sent |= {"title": "  The   tide ", "summary": "Somebody\r\n\r\nposted."}
    sent["prose"] = ["## Before\r\nWords."]
    assert ours.post("/do/editor/save", data=sent).status_code == 303
    edition = Case.open(folder).edition.read()
    assert (edition.title, edition.summary) == ("The tide", "Somebody\n\nposted.")
    assert [(p.text, p.before) for p in edition.prose] == [("## Before\nWords.", "findings")]
    assert 'value="The tide"' in ours.get("/editor").text
    sent = fields(ours)
    sent["prose"] = ["", ""]
    ours.post("/do/editor/save", data=sent)
    assert Case.open(folder).edition.read().prose == ()


def test_findings_are_moved_and_put_back_in_the_usual_order(ours, folder):
    first, second = fields(ours)["findings"].split()
    assert ours.post("/do/editor/save", data=fields(ours) | {"move": f"{second} up"}).status_code == 303
    assert Case.open(folder).edition.read().order == (second, first)
    assert fields(ours)["findings"].split() == [second, first]
    ours.post("/do/editor/save", data=fields(ours) | {"usual": "1"})
    assert Case.open(folder).edition.read().order == ()
    assert ours.post("/do/editor/save", data=fields(ours) | {"move": "nothing up"}).status_code == 400


def test_a_finding_is_left_out_with_a_reason_and_comes_back_without(ours, folder):
    name = fields(ours)["findings"].split()[0]
    ours.post("/do/editor/save", data=fields(ours) | {f"why-{name}": "says the same as the other"})
    assert [(x.finding, x.why) for x in Case.open(folder).edition.read().left_out] == [(name, "says the same as the other")]  # fmt: skip
    assert "left out" in ours.get("/editor").text
    ours.post("/do/editor/save", data=fields(ours) | {f"why-{name}": " "})
    assert Case.open(folder).edition.read().left_out == ()


def test_nothing_another_wrote_meanwhile_is_overwritten(ours, folder):
    sent = fields(ours)
    (folder / "dossier.toml").write_text('title = "Theirs"\n', encoding="utf-8")
    answer = ours.post("/do/editor/save", data=sent | {"title": "Mine"})
    assert answer.status_code >= 400 and "changed since you opened it" in unescape(answer.text)
    assert Case.open(folder).edition.read().title == "Theirs"


def test_a_number_without_its_finding_is_told_with_its_place(ours):
    ours.post("/do/editor/save", data=fields(ours) | {"summary": "No fewer than 977 posts were bought."})
    for _ in range(100):
        told = ours.get("/editor.json").json()
        if not told["waits"]:
            break
    assert [(s["field"], s["name"]) for s in told["stops"] if "dossier.toml" in s["where"]] == [("summary", "Summary")]
    assert '<a href="#summary">Summary</a>' in ours.get("/editor").text
    assert "to mend before it can be published" in ours.get("/editor").text
    page = ours.get("/dossier").text
    assert "Mend it in the editor" in page and re.search(r"<button[^>]* disabled>Publish", page)


def test_a_number_in_a_passage_is_told_with_the_field_to_mend_it_in(ours):
    sent = fields(ours)
    sent["prose"] = ["Words alone."]
    ours.post("/do/editor/save", data=sent)
    sent = fields(ours)
    sent["prose"] = ["Words alone.", "No fewer than 977 posts were bought."]
    ours.post("/do/editor/save", data=sent)
    told = ours.get("/editor.json").json()
    assert [(s["field"], s["name"]) for s in told["stops"]] == [("prose-2", "Passage 2")]


def test_what_the_form_does_not_show_is_kept(ours, folder):
    name = fields(ours)["findings"].split()[0]
    (folder / "dossier.toml").write_text(
        f'[names]\nfirst = "{name}"\n[[against]]\nfinding = "first"\ntext = "Searched in vain."\n', encoding="utf-8"
    )
    ours.post("/do/editor/save", data=fields(ours) | {"title": "T"})
    edition = Case.open(folder).edition.read()
    assert edition.title == "T" and edition.names == {"first": name} and edition.against[0].text == "Searched in vain."


@pytest.mark.parametrize("words", ['"""', "\\", "</textarea><script>alert(1)</script>", "\u202e\x00"])
def test_hostile_words_stay_words(ours, folder, words):
    answer = ours.post("/do/editor/save", data=fields(ours) | {"summary": f"a {words} b"})
    if answer.status_code == 303:
        assert "<script>alert" not in ours.get("/editor").text and words.strip("\x00") in Case.open(folder).edition.read().summary  # fmt: skip
    else:
        assert answer.status_code == 400 and "bug" not in answer.text
