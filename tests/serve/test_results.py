"""Pages of results: what stands first, where numbers lead, and what they say where there is nothing to show."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.case.conftest import posts
from tests.serve.placing import HOSTILE, figure, finding, place, row_of, table, words
from undertow.case import Case
from undertow.model import mention

PAGES = ("audience", "coordination", "narratives", "convergence", "claims", "actors")
Enter = Callable[[Path], TestClient]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_without_results_says_what_belongs_there_and_the_command(bare, let_in, page):
    answer = let_in(bare).get(f"/{page}")
    assert answer.status_code == 200
    told = words(answer.text)
    assert "belong" in told and "undertow run " in told and "Not run yet" in told
    assert "yet" in let_in(bare).get(f"/{page}.json").json()["summary"]


@pytest.mark.parametrize("page", PAGES)
def test_pages_of_results_hold_nothing_that_the_policy_forbids(run, let_in, page):
    html = let_in(run).get(f"/{page}").text
    assert not re.search(r"<[^>]*\s(style|on\w+)=", html)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", html))


# ------------------------------------------------------------------ coordination


def test_the_page_stands_while_the_tables_are_taken(run, let_in, monkeypatch):
    from undertow.errors import CaseBusy
    from undertow.serve.view import View

    client = let_in(run)
    pair = client.get("/coordination.json").json()["pairs"][0]

    def taken(*_: object) -> None:
        raise CaseBusy("Another command is writing.")

    monkeypatch.setattr(View, "query", taken)
    answer = client.get("/coordination", params={"left": pair["left"], "right": pair["right"]})
    assert answer.status_code == 200
    assert "Another command is writing." in words(answer.text) and "Its words are not known." in words(answer.text)


def test_a_page_does_not_wait_for_a_drawing_and_has_it_once_it_was_drawn(copy, let_in):
    rows = [{"label": "One", "value": 3, "reference": 1}, {"label": "Two", "value": 2, "reference": 1}]
    (held,) = place(copy, "discovery", [finding("discovery", "risen", figures=(figure("bars", "What rose", rows),))])
    client = let_in(copy.folder)
    before = client.get("/narratives").text
    assert "Being drawn for the first time" in before and f'href="/drawing/{held.id}/0"' in before
    assert "<svg" in client.get(f"/drawing/{held.id}/0").text
    after = client.get("/narratives").text
    assert "Being drawn" not in after and 'aria-label="What rose"' in after
    assert client.get(f"/drawing/{held.id}/1").status_code == 404
    assert client.get("/drawing/0000/0").status_code == 404


def test_a_kept_drawing_that_holds_more_than_marks_and_words_is_drawn_again(copy, let_in):
    rows = [{"label": "One", "value": 3, "reference": 1}]
    (held,) = place(copy, "discovery", [finding("discovery", "risen", figures=(figure("bars", "What rose", rows),))])
    address = f"/drawing/{held.id}/0"
    let_in(copy.folder).get(address)
    (kept,) = (copy.folder / "tables" / "derived" / "pages" / "pictures").glob("*.json")
    kept.write_text(
        kept.read_text("utf-8").replace("<path", '<a href=\\"https://elsewhere.example\\"/><path', 1), encoding="utf-8"
    )
    html = let_in(copy.folder).get(address).text
    assert "elsewhere.example" not in html and "<svg" in html


# ------------------------------------------------------------------ audience


def audience(case: Case) -> None:
    target = "x:target"
    found = [
        finding("audience", f"{target} growth", "It grew."),
        finding(
            "audience",
            f"{target} sign-ups 2023-W11",
            "Many signed up.",
            grade="strong",
            tables=(table("Batches", ("a", 1)),),
        ),
        finding("audience", f"{target} bound", "At least 17 % differ.", grade="moderate"),
        finding("audience", f"{target} signals", "6 of 33 signals are more frequent.", grade="moderate"),
    ]
    place(
        case, "audience", found,
        {
            "audits": [{"list": 0, "target": target, "members": 4560, "references": 2}],
            "bounds": [
                {"list": 0, "target": target, "against": None, "reference": None, "bound": 0.20, "placebo": None},
                {"list": 0, "target": target, "against": 1, "reference": "reference:one", "bound": 0.15, "placebo": 0.01},
                {"list": 0, "target": target, "against": 2, "reference": "reference:two", "bound": None, "placebo": 0.0},
            ],
            "sizes": [{"list": 1, "members": 800}, {"list": 2, "members": 7}],
        },
    )  # fmt: skip


def test_the_audience_page_begins_with_features_and_says_what_each_reference_changes(copy, let_in):
    audience(copy)
    client = let_in(copy.folder)
    found = client.get("/audience.json").json()
    assert [part["name"] for part in found["parts"]] == ["features", "dates", "references", "growth"]
    assert found["summary"].startswith("At least 17 % differ. 6 of 33 signals")
    (shown,) = found["parts"][2]["tables"]
    assert shown["table"]["rows"][0] == [mention("reference:one"), 800, 15.0, -5.0, 1.0]
    assert shown["table"]["rows"][1] == [mention("reference:two"), "fewer than 10", None, None, 0.0]
    assert f'href="/inbox?finding={found["parts"][0]["said"][0]["finding"]}"' in client.get("/audience").text


# ------------------------------------------------------------------ narratives


def test_the_narratives_page_counts_what_of_the_codebook_matched_in_the_texts(copy, let_in):
    sha, ref, index = row_of(copy, "the words of group 0 number 0")
    start = len("the ")
    hit = {"frame": "f", "table": "posts", "source_sha256": sha, "row_index": index, "start": start, "end": start + 5}
    curve = [
        {
            "series": "A",
            "kind": "point",
            "start": "2020-01-01",
            "end": "2020-01-31",
            "value": 1,
            "low": 0,
            "high": 2,
            "label": "",
        }
    ]
    whole = finding("narratives", '["narrative", "f"]', "It is used.", figures=(figure("voices", "Who", curve),))
    changes = [
        finding("narratives", json.dumps(["series", "outlet", name, "f", "en"]), f"{name} rose.") for name in "AB"
    ]
    found = place(
        copy, "narratives", [whole, *changes],
        {
            "sought": [{"frame": "f", "name": HOSTILE}, {"frame": "g", "name": "Other"}],
            "hits": [hit, {**hit, "start": start + 1}],
            "first_uses": [{"frame": "f", "place": 0, "day": 19000, "panel": "outlet", "carrier": "Paper", "quote": HOSTILE, "source_sha256": sha, "row_ref": ref}],
        },
    )  # fmt: skip
    client = let_in(copy.folder)
    parts = {part["name"]: part for part in client.get("/narratives.json").json()["parts"]}
    assert list(parts) == ["who", "changes", "first", "phrases"]
    assert parts["phrases"]["tables"][0]["table"]["rows"] == [["words", 1, 50.0], ["ords", 1, 50.0]]
    assert parts["first"]["tables"][0]["table"]["rows"][0][0] == "2022-01-08"
    other = client.get("/narratives.json", params={"narrative": "f", "series": found[2].id}).json()
    assert [said["picked"] for said in other["parts"][1]["said"]] == [
        s["finding"] == found[2].id for s in other["parts"][1]["said"]
    ]
    html = client.get("/narratives").text
    assert "<img" not in html and "posts.csv" in html
    assert (
        client.get("/narratives.json", params={"narrative": "g"}).json()["summary"]
        == "“Other” was found in no passage."
    )


# ------------------------------------------------------------------ convergence, actors


def test_the_convergence_page_sets_a_pair_against_control_pairs_before_who_was_first(copy, let_in):
    pair = finding("convergence", '["pair", "speeches en", "A", "B"]', "A came to sound like B.", grade="moderate",
                   tables=(table("Before and since", ("x", 1)), table("Among control pairs", ("y", 2)), table("Phrases of the other", ("z", 3))))  # fmt: skip
    place(copy, "convergence", [pair], {"compared_pairs": [
        {"a": "A", "b": "B", "frames_closer": 0.2, "frames_apart": 0.9, "frames_p": 0.4, "frames_controls": 9, "frames_changed": 3},
        {"a": "A", "b": "C", "frames_closer": None, "frames_apart": None, "frames_p": None, "frames_controls": 0, "frames_changed": 0},
    ]})  # fmt: skip
    place(copy, "adoption", [
        finding("adoption", '["first uses", "speeches", "C", "D"]', "C was first.", grade="strong"),
        finding("adoption", '["first uses", "speeches", "B", "A"]', "B was first."),
        finding("adoption", '["passages", "speeches"]', "Two passages stand in both."),
    ])  # fmt: skip
    found = let_in(copy.folder).get("/convergence.json").json()
    parts = {part["name"]: part for part in found["parts"]}
    assert list(parts) == ["measured", "first", "phrases", "frames"]
    assert [t["table"]["title"] for t in parts["measured"]["tables"]] == ["Before and since", "Among control pairs"]
    assert [s["text"] for s in parts["first"]["said"]] == ["B was first."], "of the pair that is shown, in either order"
    assert parts["frames"]["tables"][0]["table"]["rows"] == [["A", "B", 9, 3, 0.2, 0.9, 0.4]]


def test_each_relation_stands_with_the_words_and_the_place_of_its_source(copy, let_in):
    sha, ref, _ = row_of(copy, "the words of group 0")
    relation = {"actor": "a", "role": HOSTILE, "other": "b", "from": "2020", "to": "", "quote": "words of the source", "standing": "verified",
                "source_sha256": sha, "row_ref": ref, "reported_by": "", "line": 2}  # fmt: skip
    place(copy, "actors", [finding("actors", "documented relations")],
          {"actors_known": [{"id": "a", "name": "Anna"}, {"id": "b", "name": ""}], "relations_entered": [relation]})  # fmt: skip
    place(copy, "events", [finding("events", "timeline of events", "One event."), finding("events", "assembly of a")])
    client = let_in(copy.folder)
    found = client.get("/actors.json").json()
    assert [part["name"] for part in found["parts"]] == ["timeline", "steps", "relations"]
    row = found["parts"][2]["tables"][0]["table"]["rows"][0]
    assert row == ["Anna", HOSTILE, "b", "2020", "", "words of the source", "verified by quote", "posts.csv", ref]
    assert "<img" not in client.get("/actors").text


# ------------------------------------------------------------------ states


def test_a_result_that_no_longer_fits_the_case_stays_and_is_marked_with_what_changed(copy, let_in, tmp_path):
    audience(copy)
    (tmp_path / "more.csv").write_text(posts(texts=1), encoding="utf-8")
    copy.add(tmp_path / "more.csv")
    told = words(let_in(copy.folder).get("/audience").text)
    assert "more.csv was added since" in told and "Out of date" in told and "6 of 33 signals" in told


def test_too_little_data_says_what_could_have_been_seen(copy, let_in):
    weak = finding("discovery", "risen", "Nothing rose.", grade="insufficient", detectable="a rise of 4 times")
    place(copy, "discovery", [weak])
    assert "Smallest effect that would have been seen: a rise of 4 times" in words(
        let_in(copy.folder).get("/narratives").text
    )


def test_a_run_without_findings_is_not_evidence_of_absence(copy, let_in):
    place(copy, "coordination", [])
    told = words(let_in(copy.folder).get("/coordination").text)
    assert "not evidence of absence" in told
