"""Pages of results: what stands first, where numbers lead, and what they say where there is nothing to show."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.case.conftest import posts
from tests.serve.placing import HOSTILE, RTL, figure, finding, place, row_of, table
from undertow.case import Case
from undertow.model import mention

PAGES = ("audience", "coordination", "narratives", "convergence", "claims", "actors")
Enter = Callable[[Path], TestClient]


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with posts, of which one has a name and words that would act in a page, and no run; times are no whole seconds."""
    place_ = tmp_path_factory.mktemp("results")
    text = posts().replace("the words of group 0 number 1 are these", "<script>alert(2)</script>")
    (place_ / "posts.csv").write_text(re.sub(r",(\d{10}),", r",\1.7,", text), encoding="utf-8")
    case = Case.create(place_ / "case", title="Results")
    case.add(place_ / "posts.csv")
    return place_ / "case"


@pytest.fixture(scope="module")
def run(bare: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same case with one real run of coordination."""
    folder = shutil.copytree(bare, tmp_path_factory.mktemp("run") / "case")
    Case.open(folder).run("coordination", min_weight=3)
    return Path(folder)


@pytest.fixture
def copy(bare: Path, tmp_path: Path) -> Case:
    """A copy of the bare case, to put results into."""
    return Case.open(shutil.copytree(bare, tmp_path / "case"))


def words(html: str) -> str:
    """What is read of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def headings(html: str) -> list[str]:
    return [words(found) for found in re.findall(r"<h2[^>]*>(.*?)</h2>", html[html.index("<main") :], re.DOTALL)]


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


def test_every_account_and_pair_of_the_group_can_be_picked(run, let_in):
    client = let_in(run)
    found = client.get("/coordination.json").json()
    group = found["found"][0]
    assert group["accounts"] == 3 and group["pairs"] == 3 and group["picked"]
    assert [node["account"] for node in found["picture"]["nodes"]] == [m["account"] for m in found["members"]]
    html = client.get("/coordination").text
    for member in found["members"]:
        address = f"/coordination?group={found['group']}&amp;account={member['account'].replace(':', '%3A')}"
        assert html.count(f'href="{address}"') == 2, "once in the picture, once in the list"
    assert html.count("Show the posts") >= 3
    assert f'href="/inbox?finding={found["group"]}"' in html


def test_the_posts_behind_a_pair_have_words_time_source_and_row(run, let_in):
    client = let_in(run)
    group = client.get("/coordination.json").json()
    pair = group["pairs"][0]
    found = client.get("/coordination.json", params={"left": pair["right"], "right": pair["left"]}).json()
    assert found["pair"] == [pair["left"], pair["right"]], "in whatever order they are named"
    assert found["shares"]["count"] == len(found["shares"]["rows"]) == 9, "eight texts, two of which are nearly equal"
    times = [share["sides"][0]["at"] for share in found["shares"]["rows"]]
    assert times == sorted(times)
    for share in found["shares"]["rows"]:
        assert share["sides"][0]["at"] <= share["sides"][1]["at"]
        for side in share["sides"]:
            assert side["text"].startswith(("the words of group 0", "<script>"))
            assert side["source"] == "posts.csv" and side["row_ref"].startswith("line ")


def test_words_of_posts_cannot_act_in_the_page(run, let_in):
    client = let_in(run)
    pair = client.get("/coordination.json").json()["pairs"][0]
    html = client.get("/coordination", params={"left": pair["left"], "right": pair["right"]}).text
    assert "<script>alert" not in html and "&lt;script&gt;alert(2)" in html


def test_shares_of_a_pair_come_in_stretches(run, let_in, monkeypatch):
    monkeypatch.setattr("undertow.serve.results.coordination.SHARES", 3)
    client = let_in(run)
    pair = client.get("/coordination.json").json()["pairs"][0]
    asked = {"left": pair["left"], "right": pair["right"]}
    seen: list[str] = []
    for first in (1, 4, 7):
        part = client.get("/coordination.json", params={**asked, "from": first}).json()["shares"]
        assert part["first"] == first and len(part["rows"]) <= 3
        seen += [share["sides"][0]["at"] for share in part["rows"]]
    assert len(seen) == 9 and seen == sorted(seen)
    assert client.get("/coordination.json", params={**asked, "from": 999}).json()["shares"]["first"] == 9


def test_what_the_control_says_of_a_pair_is_found_in_whatever_order_it_names_the_two(copy, let_in):
    rows = [{"left": mention(a), "right": mention(b), "weight": 5, "group": "G"} for a, b in ("ab", "ac", "bc")]
    made = finding("coordination", "a b c", accounts=("a", "b", "c"), figures=(figure("network", "Pairs", rows),))
    said = {"kind": "link", "hits": 3, "episodes": 4, "expected": 1.5, "q": 0.01, "supporting": True}
    near = [said | {"left": "a", "right": "b"}, said | {"left": "c", "right": "a", "hits": 2}]
    place(copy, "coordination", [made], {"near_pairs": near}, window_seconds=30)
    client = let_in(copy.folder)
    found = {
        (p["left"], p["right"]): [t["hits"] for t in p["tested"]]
        for p in client.get("/coordination.json").json()["pairs"]
    }
    assert found == {("a", "b"): [3], ("a", "c"): [2], ("b", "c"): []}
    drawn = [
        client.get("/coordination", params=asked).text for asked in ({}, {"account": "a"}, {"left": "a", "right": "c"})
    ]
    assert [len(re.findall(r'<path d="M[^"]+" data-e=', html)) for html in drawn] == [3, 3, 3]
    assert [len(re.findall(r'<path d="M[^"]+"/>', html.split("data-net")[1].split("</svg>")[0])) for html in drawn] == [
        0,
        2,
        1,
    ]


def test_a_network_is_laid_out_once_and_again_where_what_was_kept_is_of_other_accounts(run, tmp_path, let_in):
    folder = Path(shutil.copytree(run, tmp_path / "case"))
    first = let_in(folder).get("/coordination.json").json()["picture"]
    [path] = (folder / "tables" / "derived" / "pages" / "networks").glob("*.json")
    for old, new, same in (('"radius":', '"radius":1', False), (first["nodes"][0]["account"], "nobody", True)):
        before = path.read_text("utf-8")
        path.write_text(before.replace(old, new), "utf-8")
        assert path.read_text("utf-8") != before
        assert (let_in(folder).get("/coordination.json").json()["picture"] == first) is same
        path.write_text(before, "utf-8")


@pytest.mark.parametrize("query", [{"group": "nothing"}, {"account": "nobody"}, {"left": "nobody", "right": "ben"}])
def test_what_is_not_in_the_case_is_told_in_words(run, let_in, query):
    answer = let_in(run).get("/coordination", params=query)
    assert answer.status_code == 404
    assert re.search("nothing|nobody", words(answer.text))


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


def delays(declared: int = 30) -> list[dict[str, float]]:
    counts = ((0, 10, 50, 5.0), (10, 20, 20, 6.0), (30, 30, 4, 9.5), (60, 60, 1, 12.0))
    return [{"seconds": s, "width": w, "measured": m, "expected": e, "window": declared} for s, w, m, e in counts]


def test_the_window_moves_over_what_was_measured_and_what_was_expected(copy, let_in):
    made = finding(
        "coordination", "a b", accounts=("a", "b", "c"), p_value=0.01,
        figures=(
            figure("network", "Pairs", [{"left": mention("a"), "right": mention("b"), "weight": 5, "group": "G"}]),
            figure("delay_null", "Delays", delays()),
            figure("specification", "Settings", [
                {"order": 0, "share": 1.0, "holds": 1, "declared": 1, "window": 30, "screen": 0.05},
                {"order": 1, "share": 0.4, "holds": 0, "declared": 0, "window": 60, "screen": 0.05},
            ]),
        ),
    )  # fmt: skip
    place(copy, "coordination", [made], window_seconds=30)
    client = let_in(copy.folder)
    at_first = client.get("/coordination.json").json()["window"]
    assert at_first["seconds"] == at_first["declared"] == 30
    assert (at_first["measured"], at_first["expected"]) == (70, 11.0)
    wider = client.get("/coordination.json", params={"window": at_first["place"] + 1}).json()["window"]
    assert (wider["seconds"], wider["measured"], wider["expected"], wider["beyond"]) == (60, 74, 20.5, 1)
    assert {row["window"] for row in wider["figure"]["figure"]["rows"]} == {60}, "the drawing has it there, too"
    assert wider["tried"]["table"]["rows"] == [[30, 1, 1, 100], [60, 1, 0, 40]]
    told = words(client.get("/coordination").text)
    assert "undertow run coordination --window-seconds 15" in told
    assert "undertow run coordination --window-seconds 60" in told


def test_a_group_that_was_not_tested_has_no_window_to_move(run, let_in):
    told = words(let_in(run).get("/coordination").text)
    assert "described and not tested against near misses" in told


def test_names_that_would_act_are_words_in_list_picture_and_address(copy, let_in):
    bad = f"x:{HOSTILE}{RTL}&group=other"
    pair = {"left": mention(bad), "right": mention("b"), "weight": 2, "group": HOSTILE}
    place(
        copy,
        "coordination",
        [finding("coordination", "g", accounts=(bad, "b", "c"), figures=(figure("network", "N", [pair]),))],
    )
    client = let_in(copy.folder)
    html = client.get("/coordination").text
    assert "<img" not in html and "\u202e" not in html
    link = unescape(re.search(r'<a href="([^"]+account=x%3A[^"]+)"', html)[1])
    picked = client.get(link).text
    assert "Pairs of" in words(picked) and client.get(link).status_code == 200
    assert client.get(link.replace("/coordination?", "/coordination.json?")).json()["account"] == bad


# ------------------------------------------------------------------ figures


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
