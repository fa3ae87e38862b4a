"""The fictional case: what the truth says is in the files, nothing in them is real, and a seed gives the same bytes."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from numpy.random import default_rng

from undertow.formats import Format
from undertow.material import open_material
from undertow.registry import members
from undertow.synthetic.case import ADDITIONS, Truth, truth_path, write
from undertow.synthetic.effects import EFFECTS
from undertow.synthetic.fiction import Effect, Fiction, plant_all
from undertow.synthetic.names import HANDLE, STATES
from undertow.tables.ledger import LEDGERS, entered

REAL_NAMES = (
    "Afghanistan", "Albania", "Algeria", "Andorra", "Angola", "Argentina", "Armenia", "Australia", "Austria",
    "Azerbaijan", "Bahamas", "Bahrain", "Bangladesh", "Barbados", "Belarus", "Belgium", "Belize", "Benin",
    "Bhutan", "Bolivia", "Bosnia", "Botswana", "Brazil", "Brunei", "Bulgaria", "Burkina", "Burundi", "Cambodia",
    "Cameroon", "Canada", "Chad", "Chile", "China", "Colombia", "Comoros", "Congo", "Croatia", "Cuba", "Cyprus",
    "Czechia", "Denmark", "Djibouti", "Dominica", "Ecuador", "Egypt", "Eritrea", "Estonia", "Eswatini",
    "Ethiopia", "Fiji", "Finland", "France", "Gabon", "Gambia", "Georgia", "Germany", "Ghana", "Greece",
    "Grenada", "Guatemala", "Guinea", "Guyana", "Haiti", "Honduras", "Hungary", "Iceland", "India", "Indonesia",
    "Iran", "Iraq", "Ireland", "Israel", "Italy", "Jamaica", "Japan", "Jordan", "Kazakhstan", "Kenya", "Kiribati",
    "Korea", "Kosovo", "Kuwait", "Kyrgyzstan", "Laos", "Latvia", "Lebanon", "Lesotho", "Liberia", "Libya",
    "Liechtenstein", "Lithuania", "Luxembourg", "Madagascar", "Malawi", "Malaysia", "Maldives", "Mali", "Malta",
    "Mauritania", "Mauritius", "Mexico", "Micronesia", "Moldova", "Monaco", "Mongolia", "Montenegro", "Morocco",
    "Mozambique", "Myanmar", "Namibia", "Nauru", "Nepal", "Netherlands", "Nicaragua", "Niger", "Nigeria",
    "Macedonia", "Norway", "Oman", "Pakistan", "Palau", "Palestine", "Panama", "Paraguay", "Peru", "Philippines",
    "Poland", "Portugal", "Qatar", "Romania", "Russia", "Rwanda", "Samoa", "Senegal", "Serbia", "Seychelles",
    "Singapore", "Slovakia", "Slovenia", "Somalia", "Spain", "Sudan", "Suriname", "Sweden", "Switzerland",
    "Syria", "Taiwan", "Tajikistan", "Tanzania", "Thailand", "Togo", "Tonga", "Tunisia", "Turkey", "Turkmenistan",
    "Tuvalu", "Uganda", "Ukraine", "Uruguay", "Uzbekistan", "Vanuatu", "Vatican", "Venezuela", "Vietnam", "Yemen",
    "Zambia", "Zimbabwe", "Britain", "England", "Scotland", "America", "USA", "Karabakh", "Soviet", "NATO",
    "OSCE", "Twitter", "Facebook", "Telegram", "Reuters", "TASS", "Kremlin",
)  # fmt: skip


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fiction") / "material"
    write(folder, default_rng(7), size=0.15)
    return folder


@pytest.fixture(scope="module")
def truth(material: Path) -> dict[str, Any]:
    planted = json.loads(truth_path(material).read_text("utf-8"))["planted"]
    return {effect["name"]: effect["facts"] for effect in planted}


def pages(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def good_posts(material: Path) -> list[dict[str, Any]]:
    posts = [post for page in pages(material / "posts.jsonl") for post in page["data"]]
    return [post for post in posts if post["author_id"] and post["id"] and post["created_at"][:3] == "202"]


def text_of(material: Path) -> str:
    return "\n".join(path.read_text("utf-8") for path in sorted(material.rglob("*")) if path.is_file())


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def hashes(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*") if p.is_file()}


def test_the_same_seed_gives_the_same_bytes(material: Path, tmp_path: Path) -> None:
    again, other = tmp_path / "again", tmp_path / "other"
    write(again, default_rng(7), size=0.15)
    write(other, default_rng(8), size=0.15)
    assert hashes(again) == hashes(material)
    assert truth_path(again).read_bytes() == truth_path(material).read_bytes()
    assert hashes(other)["posts.jsonl"] != hashes(material)["posts.jsonl"]


def test_the_truth_stands_beside_the_material_and_not_in_it(material: Path) -> None:
    assert truth_path(material).parent == material.parent
    assert "planted" not in text_of(material)


def test_every_addition_and_ledger_exists(material: Path) -> None:
    for addition in ADDITIONS:
        assert (material / addition.path).exists(), addition.path
    for name in ("actors", "events", "claims", "demands", "positions", "obligations"):
        with (material / "ledger" / f"{name}.csv").open(encoding="utf-8") as file:
            assert file.readline().strip() == ",".join(column.name for column in entered(LEDGERS[name]))


def test_no_real_state_or_organisation_is_named(material: Path) -> None:
    everything = text_of(material) + truth_path(material).read_text("utf-8")
    found = set(re.findall(r"(?<![A-Za-z])[A-Z][A-Za-z]+", everything)) & set(REAL_NAMES)
    assert not found


def test_no_account_is_called_what_the_house_never_calls_one(material: Path) -> None:
    assert not re.search(r"\b(bots?|trolls?|operators?)\b", text_of(material), re.IGNORECASE)


def test_all_addresses_are_reserved_for_examples(material: Path) -> None:
    hosts = re.findall(r"https?://([^/\s\"\\]+)", text_of(material))
    assert hosts
    assert all(host.endswith(".example") for host in hosts)


def test_planted_accounts_exist_and_act_within_a_minute_or_two(material: Path, truth: dict[str, Any]) -> None:
    posts = good_posts(material)
    authors = {f"x:{post['author_id']}" for post in posts}
    for name in ("group that reposts", "group that links", "group that copies", "newswire"):
        assert set(truth[name]["accounts"]) <= authors
    for name, shared in (("group that reposts", reposted), ("group that links", linked)):
        members_of_group = set(truth[name]["accounts"])
        for thing, moment in truth[name]["moments"].items():
            together = [
                at(post) for post in posts if f"x:{post['author_id']}" in members_of_group and thing in shared(post)
            ]
            delays = [(time - datetime.fromisoformat(moment)).total_seconds() for time in together]
            assert len(delays) >= len(members_of_group) * 0.3
            assert all(0 <= delay < 300 for delay in delays)


def test_planted_groups_do_not_overlap(truth: dict[str, Any]) -> None:
    accounts = [
        a
        for n in ("group that reposts", "group that links", "group that copies", "newswire")
        for a in truth[n]["accounts"]
    ]
    assert len(accounts) == len(set(accounts))


def test_some_copies_only_look_alike(material: Path, truth: dict[str, Any]) -> None:
    texts = [post["text"] for post in good_posts(material)]
    odd = [text for text in texts if "\u200b" in text or ("\u043e" in text and re.search("[a-z]", text))]
    assert len(odd) >= truth["group that copies"]["copies that only look alike"] > 0


def test_ids_of_posts_are_unique_and_hold_their_time(material: Path) -> None:
    posts = {post["id"]: post for post in good_posts(material)}
    assert len({(p["id"], p["author_id"], p["created_at"]) for p in good_posts(material)}) == len(posts)
    for identifier, post in list(posts.items())[::50]:
        milliseconds = (int(identifier) >> 22) + 1288834974657
        assert at(post).replace(tzinfo=UTC).timestamp() * 1000 == pytest.approx(milliseconds, abs=1)


def test_people_sleep(material: Path) -> None:
    hours = [at(post).hour for post in good_posts(material)]
    assert sum(8 <= hour < 24 for hour in hours) > 2 * sum(hour < 8 for hour in hours)


def test_a_repost_carries_its_original_whole(material: Path) -> None:
    for page in pages(material / "posts.jsonl"):
        included = {post["id"] for post in page["includes"]["tweets"]}
        users = {user["id"] for user in page["includes"]["users"]}
        for post in page["data"]:
            if post in good_posts_of(page):
                assert set(reposted(post)) <= included
                assert post["author_id"] in users or post["text"] == "Good morning."


def test_the_defects_are_there(material: Path, truth: dict[str, Any]) -> None:
    lines = (material / "posts.jsonl").read_text("utf-8").splitlines()
    bad = sum(len(page["data"]) - len(good_posts_of(page)) for page in pages(material / "posts.jsonl"))
    assert len(lines) - len(set(lines)) <= 1
    assert sum(first == second for first, second in pairwise(lines)) == 1
    assert bad == truth["defects"]["posts that cannot be used"]
    assert len(pages(material / "posts.jsonl")[1]["data"]) == truth["defects"]["posts that come twice"]
    assert sum(row["publish_date"] == "spring" for row in rows(material / "newspapers" / "headlines.csv")) == 1


def test_batches_follow_in_a_block(material: Path, truth: dict[str, Any]) -> None:
    followers = [user for page in pages(material / "followers" / f"{HANDLE}.jsonl") for user in page["data"]]
    assert len(followers) == truth["bought followers"]["followers"]
    for batch in truth["bought followers"]["batches"]:
        places = [i for i, u in enumerate(followers) if batch["first day"] <= u["created_at"][:10] <= batch["last day"]]
        assert len(places) >= batch["accounts"]
        middle = sorted(places)[len(places) // 10 : -len(places) // 10]
        assert middle[-1] - middle[0] < 1.4 * batch["accounts"]


def test_no_two_accounts_have_one_handle(material: Path) -> None:
    audience = [user for page in pages(material / "followers" / f"{HANDLE}.jsonl") for user in page["data"]]
    authors = [user for page in pages(material / "posts.jsonl") for user in page["includes"]["users"]]
    lists = [row for path in (material / "followers" / "reference").glob("*.csv") for row in rows(path)]
    by_handle = {user["username"].casefold(): user["id"] for user in (*audience, *authors, *lists)}
    assert all(by_handle[user["username"].casefold()] == user["id"] for user in (*audience, *authors, *lists))


def test_there_are_twenty_reference_audiences_without_batches(material: Path) -> None:
    lists = sorted((material / "followers" / "reference").glob("*.csv"))
    assert len(lists) == 20
    for path in lists:
        days = [row["created_at"][:10] for row in rows(path)]
        assert max(days.count(day) for day in set(days)) < 0.05 * len(days)


def test_every_quote_of_the_ledger_stands_in_its_source(material: Path) -> None:
    quotes = [row for path in sorted((material / "ledger").glob("*.csv")) for row in rows(path) if row.get("quote")]
    assert len(quotes) > 25
    said = "\n".join(path.read_text("utf-8") for path in (material / "speeches").glob("*.txt"))
    messages = [
        m["text"]
        for m in json.loads((material / "channel" / "result.json").read_text("utf-8"))["messages"]
        if m["type"] == "message"
    ]
    for row in quotes:
        assert row["source_id"] in ("speeches", "channel/result.json")
        assert row["quote"] in said if row["source_id"] == "speeches" else row["quote"] in messages


def test_twenty_six_states_speak_for_twenty_years(material: Path) -> None:
    speeches = rows(material / "speeches" / "metadata.csv")
    assert {row["speaker"] for row in speeches} == set(STATES)
    assert {row["date"][:4] for row in speeches} == {str(year) for year in range(2004, 2024)}
    assert all((material / "speeches" / row["file"]).stat().st_size > 500 for row in speeches)


def test_the_frames_of_one_government_shift_and_those_of_the_other_do_not(material: Path) -> None:
    def per_speech(speaker: str, word: str, years: range) -> float:
        texts = [
            p.read_text("utf-8")
            for p in (material / "speeches").glob(f"{speaker}-*.txt")
            if int(p.name.split("-")[1]) in years
        ]
        return sum(text.lower().count(word) for text in texts) / len(texts)

    before, since = range(2004, 2020), range(2020, 2024)
    assert per_speech("norvania", "liberat", before) > 3 * per_speech("norvania", "liberat", since)
    assert per_speech("norvania", "abroad", since) > 3 * per_speech("norvania", "abroad", before)
    assert abs(per_speech("averra", "liberat", before) - per_speech("averra", "liberat", since)) < 0.6


def test_the_argument_is_rare_in_papers_before_it_grows(material: Path, truth: dict[str, Any]) -> None:
    papers = rows(material / "newspapers" / "headlines.csv")[:-1]
    carries = [row for row in papers if "eturn" in row["title"]]
    first = truth["argument in papers"]["first appears"]
    assert min(row["publish_date"] for row in carries) == first == "2019-11-08"

    def share(since: str, until: str) -> float:
        span = [row for row in papers if since <= row["publish_date"] < until]
        return sum(row in carries for row in span) / len(span)

    assert share("2019-01-01", "2022-08-19") < 0.02 < share("2022-08-19", "2023-10-09") < share("2023-10-09", "2025")


def test_an_effect_more_leaves_the_others_as_they_are() -> None:
    def plain(effects: tuple[Effect, ...]) -> dict[str, object]:
        return {planted.name: planted.facts for planted in plant_all(Fiction(size=0.05), effects, 5)}

    def nothing(fiction: Fiction, rng: object) -> dict[str, object]:
        return {}

    shorter = EFFECTS[:5]
    more = (*shorter[:3], Effect(name="new", meaning="nothing", analysis="", plant=nothing), *shorter[3:])
    assert plain(more) == plain(shorter) | {"new": {}}


def test_names_of_effects_are_unique() -> None:
    assert len({effect.name for effect in EFFECTS}) == len(EFFECTS)


def test_truth_gives_the_facts_of_an_effect(tmp_path: Path) -> None:
    truth = Truth(tuple(plant_all(Fiction(size=0.05), EFFECTS[:2], 5)))
    assert truth.facts("people")["accounts"] > 100


@pytest.mark.parametrize("addition", ADDITIONS, ids=lambda addition: addition.path)
def test_exactly_one_format_recognises_each_addition(material: Path, addition: Any) -> None:
    stuff = open_material(material / addition.path)
    kinds = [kind() for kind in members("undertow.formats", Format).values()]  # type: ignore[type-abstract]  # members are concrete
    knowing = [kind.name for kind in kinds if not kind.fallback and kind.recognises(stuff)]
    if not knowing:
        knowing = [kind.name for kind in kinds if kind.fallback and kind.recognises(stuff)]
    assert len(knowing) == 1, knowing


def good_posts_of(page: dict[str, Any]) -> list[dict[str, Any]]:
    return [post for post in page["data"] if post["author_id"] and post["id"] and post["created_at"][:3] == "202"]


def at(post: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(post["created_at"].rstrip("Z"))


def reposted(post: dict[str, Any]) -> Iterator[str]:
    return (reference["id"] for reference in post.get("referenced_tweets", ()) if reference["type"] == "retweeted")


def linked(post: dict[str, Any]) -> Iterator[str]:
    return (url["expanded_url"] for url in post.get("entities", {}).get("urls", ()))
