"""The page of coordination: its groups, pairs and posts, the network and the window."""

from __future__ import annotations

import re
import shutil
from html import unescape
from pathlib import Path

import pytest

from tests.serve.placing import HOSTILE, RTL, figure, finding, place, words
from undertow.model import mention


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
