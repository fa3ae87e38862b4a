"""The inbox, labelling and the preview as a client without a browser sees them."""

import json
import re

import pytest

from undertow.case import Case


@pytest.fixture
def ours(folder, let_in):
    """A client of a case that the test may change."""
    return let_in(folder)


@pytest.fixture
def name(folder):
    return Case.open(folder).findings()[0].finding.id


def judged(client, name: str, verdict: str, **more: str):
    return client.post("/do/inbox/review", data={"finding": name, "verdict": verdict, **more})


def test_the_first_finding_not_reviewed_is_shown_with_its_quote_marked(ours, name):
    page = ours.get("/inbox").text
    assert f"/inbox?finding={name}" in page and re.search(r"<mark>.*the words of group", page)
    told = ours.get("/inbox.json").json()
    assert told["held"]["finding"]["id"] == name and told["checks"][0] == "found" and told["total"] == 1


def test_a_confirmation_without_words_says_how_much_evidence_was_shown(ours, name, folder):
    ours.get("/inbox")
    ours.get(f"/inbox?finding={name}&evidence=2")
    assert judged(ours, name, "confirmed").status_code == 303
    (line,) = (folder / "reviews.jsonl").read_text().splitlines()
    assert re.fullmatch(r"read in the browser; 2 of \d+ cited pieces of evidence shown", json.loads(line)["why"])
    assert Case.open(folder).verify() == ()


@pytest.mark.parametrize("more", [{}, {"reason": "made up"}, {"reason": "Another reason", "why": " "}])
def test_a_rejection_without_a_reason_is_refused(ours, name, folder, more):
    answer = judged(ours, name, "rejected", **more)
    assert answer.status_code == 400 and "Rejecting needs a reason" in answer.text
    assert not (folder / "reviews.jsonl").exists()


def test_another_reason_is_kept_in_the_words_of_the_reader(ours, name, folder):
    judged(ours, name, "rejected", reason="Another reason", why="one newsroom, one feed")
    assert Case.open(folder).findings()[0].verdict.why == "one newsroom, one feed"


@pytest.mark.parametrize("verdict", ["withdrawn", "deleted", ""])
def test_only_what_a_reader_can_do_is_done(ours, name, folder, verdict):
    assert judged(ours, name, verdict).status_code == 404
    assert judged(ours, "0" * 12, "confirmed").status_code == 404
    assert not (folder / "reviews.jsonl").exists()


def test_a_quote_that_left_its_source_keeps_the_finding_from_being_confirmed(ours, name, folder):
    with Case.open(folder)._store() as store:
        store.query("UPDATE posts SET text = 'something else'")
    page = ours.get("/inbox").text
    assert "This cannot be confirmed" in page and "no longer holds these words" in page
    assert judged(ours, name, "confirmed").status_code == 400
    assert judged(ours, name, "rejected", reason="The material does not say this").status_code == 303


def test_nothing_of_the_verdict_of_another_reader_leaves_before_ones_own(ours, name, folder):
    Case.open(folder).review(name, "rejected", "the secret reason", by="Ann")
    for path in ("/inbox", "/inbox.json", "/", "/overview.json"):
        told = ours.get(path).text
        assert not re.search("secret|>Rejected<|verdict rejected|verdict no|changed since", told), path
        assert path.endswith("json") is False or '"rejected"' not in told
    assert "1 other reader has judged it" in ours.get("/inbox").text
    judged(ours, name, "confirmed")
    told = ours.get(f"/inbox?finding={name}").text
    assert "the secret reason" in told and "Readers disagree." in told


def test_the_reader_can_be_changed_and_a_hostile_name_is_a_name(ours, name):
    assert ours.post("/do/inbox/reader", data={"reader": "<b>Ben</b>"}).status_code == 303
    judged(ours, name, "confirmed")
    page = ours.get("/inbox").text
    assert "<b>Ben</b>" not in page and "&lt;b&gt;Ben&lt;/b&gt;" in page
    for bad in ("", " ", "x" * 81, "a\u202eb"):
        assert ours.post("/do/inbox/reader", data={"reader": bad}).status_code == 400


def test_the_list_is_searched_and_grouped(ours, name):
    assert ours.get("/inbox.json?q=coordination").json()["items"][0]["id"] == name
    assert ours.get("/inbox.json?q=nowhere").json()["items"] == []
    assert ours.get("/inbox.json?show=yes").json()["items"] == []
    assert "No finding is listed here." in ours.get("/inbox?q=nowhere").text
    assert ours.get("/inbox?finding=nothing").status_code == 404


def test_the_whole_text_of_a_piece_of_evidence_is_there_on_demand(ours, folder, name):
    path = folder / "findings" / f"{name}.json"
    held = json.loads(path.read_text())
    first = held["finding"]["evidence"][0]
    first["text"] += " far" * 1000
    path.write_text(json.dumps(held))
    assert ours.get(f"/inbox?finding={name}").text.count(" far") < 400
    assert ours.get(f"/inbox?finding={name}&whole=1").text.count(" far") == 1000


def test_labelling_without_a_codebook_says_what_is_missing(ours):
    assert "Nothing to judge yet." in ours.get("/labelling").text
    assert ours.get("/labelling?narrative=x&language=en").status_code in (200, 400, 404)
    assert ours.post("/do/labelling/answer", data={"value": "yes"}).status_code == 400


def test_the_dossier_is_shown_apart_from_the_app(ours):
    for _ in range(100):
        answer = ours.get("/dossier?sheet=1")
        if answer.status_code == 200:
            break
    policy = answer.headers["content-security-policy"]
    assert "Key findings" in answer.text and policy.startswith(
        "sandbox allow-scripts; frame-ancestors 'self'; default-src 'none'"
    )
    assert "allow-same-origin" not in policy
