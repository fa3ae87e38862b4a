"""The near-miss control from shares to findings: what is found, what is said of it, and what is not claimed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.analyses.near_worlds import (
    FOUR,
    SMALL,
    acting,
    concluded,
    empty,
    fast_and_near,
    found_in,
    hard,
    layer,
    layer_row,
    measured,
    pair_row,
    pairs_measured,
    unmeasured,
)
from tests.analyses.running import Ran, carry_out
from tests.analyses.test_coordination import after, scattered, together
from tests.conftest import START, rows, share
from undertow.analyses._coordination import material, near_calibration
from undertow.analyses._coordination.exact_pairs import ExactPairs
from undertow.analyses._coordination.near_misses import layers_of, overlap
from undertow.analyses._coordination.near_words import NO_PUBLIC
from undertow.analyses.coordination import Coordination
from undertow.engines import Engine, connect
from undertow.model import mention, mentioned
from undertow.statistics.near_miss.ordered import SIZES, Rule
from undertow.synthetic.worlds.shares import Planted, Shares, objects_table, to_table, world


class Run(NamedTuple):
    """A world with three groups in it, and a run on it."""

    planted: Planted
    ran: Ran


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    engine = connect("duckdb", tmp_path_factory.mktemp("planted") / "none.duckdb")
    planted = hard(1)
    ran = carry_out(
        engine, Coordination(tries=3), shares=to_table(planted.shares), objects=objects_table(planted.shares)
    )
    yield Run(planted, ran)
    engine.close()


def numbers(account: str) -> int:
    return int(account.removeprefix("a"))


# From shares to findings.


def test_each_planted_group_is_one_finding_with_p_q_and_grade(run: Run) -> None:
    named = {f"a{account}" for members in run.planted.groups for account in members}
    found = {finding.accounts for finding in run.ran.findings}
    assert found == {tuple(sorted(f"a{account}" for account in members)) for members in run.planted.groups}
    assert {account for finding in run.ran.findings for account in finding.accounts} == named
    for finding in run.ran.findings:
        assert finding.p_value is not None and finding.q_value is not None
        assert 0 < finding.p_value < finding.q_value < 1e-6  # confirmed on objects not looked at, corrected over all
        assert (finding.grade, finding.sensitivity) == ("strong", 1.0)
        assert finding.estimate.low < finding.estimate.value <= finding.estimate.high


def test_the_statement_counts_cases_as_one_by_one_counting_does(run: Run) -> None:
    for finding in run.ran.findings:
        fast, near = fast_and_near(run.planted.shares, [numbers(account) for account in finding.accounts])
        assert f"in {fast:,} of the {near:,} cases in which two of them did so within 20 minutes" in finding.statement
        assert finding.estimate.value == pytest.approx(fast / near)
        assert dict(finding.facts)["Cases within the window"] == f"{fast:,} of {near:,}"
        assert set(mentioned(finding.statement)) <= set(finding.accounts)


def test_every_number_in_the_words_was_measured(run: Run) -> None:
    assert [unmeasured(finding) for finding in run.ran.findings] == [[], [], []]


def test_a_group_is_drawn_as_network_delays_life_and_settings(run: Run) -> None:
    for finding in run.ran.findings:
        drawn = {figure.kind: figure.rows for figure in finding.figures}
        assert list(drawn) == ["network", "delay_null", "timeline", "specification"]
        near = dict(finding.facts)["Cases within the window"].split(" of ")[1]
        assert sum(row["measured"] for row in drawn["delay_null"]) == int(near.replace(",", ""))  # type: ignore[misc]  # cells of this column are numbers
        acts = int(dict(finding.facts)["Joint acts"].split(",")[0])
        assert sum(row["count"] for row in drawn["timeline"]) == acts  # type: ignore[misc]  # cells of this column are numbers
        assert [row["declared"] for row in drawn["specification"]] == [1, 0, 0]
        ends = {row[side] for row in drawn["network"] for side in ("left", "right")}
        assert ends == {mention(account) for account in finding.accounts}


def test_members_are_listed_with_their_part(run: Run) -> None:
    for finding in run.ran.findings:
        (members,) = (table for table in finding.tables if table.title == "Members")
        assert sorted(mentioned(str(row[0]))[0] for row in members.rows) == list(finding.accounts)
        assert all(1 <= row[1] <= 12 and row[2] <= row[1] and row[3] <= 0.01 for row in members.rows)  # type: ignore[operator]  # cells of these columns are numbers


def test_the_layer_is_told_in_facts_with_crowd_and_placebo(run: Run) -> None:
    (row,) = run.ran.rows("near_layers")
    facts = dict(run.ran.findings[0].facts)
    assert facts["Testable pairs, objects"] == f"{row['testable']:,}"
    assert facts["Average pair, objects"] == f"{row['base_rate']:.1%} of near events within the window"
    assert facts["Left out as crowd, objects"] == "0.0% of shares"
    assert facts["Placebo, objects"] == "0 pairs, 0 groups"
    assert any(f"{row['testable']:,} pairs of accounts could be tested" in note for note in run.ran.notes)


def test_evidence_is_every_pair_of_members_within_the_window(run: Run) -> None:
    shares = run.planted.shares
    times: dict[tuple[str, str], list[int]] = {}
    for account, item, second in zip(shares.account, shares.object, shares.at_seconds, strict=True):
        times.setdefault((f"a{account}", f"o{item}"), []).append(int(second))
    for finding in run.ran.findings:
        expected = {
            (left, right, item)
            for left, right in combinations(finding.accounts, 2)
            for item in {o for a, o in times if a == left} & {o for a, o in times if a == right}
            if min(abs(a - b) for a in times[left, item] for b in times[right, item]) <= 60
        }
        table = run.ran.engine.collect(run.ran.analysis.rows(run.ran.tables, finding)).to_pylist()
        assert {(row["left"], row["right"], row["object"]) for row in table} == expected
        assert len(table) == finding.evidence_count == len(expected)
        assert len(finding.evidence) <= 40 and finding.exhaustive == (len(expected) <= 40)
        assert {evidence.who for evidence in run.ran.evidence(finding)} == set(finding.accounts)


def test_the_same_seed_on_rows_in_another_order_gives_the_same_tables_and_findings(run: Run, duckdb: Engine) -> None:
    shares = to_table(run.planted.shares)
    duckdb.hold("shares", shares.take(np.random.default_rng(9).permutation(len(shares))))
    duckdb.hold("objects", objects_table(run.planted.shares))
    again = run.ran.analysis.compute(duckdb.tables(), duckdb.collect, np.random.default_rng(1))
    for name, table in again.items():
        assert table.equals(run.ran.stored[name]), name
    bare = [replace(finding, evidence=(), evidence_count=0, exhaustive=False) for finding in run.ran.findings]
    assert concluded(empty() | dict(again), tries=3) == bare


def test_the_group_is_not_told_apart_by_a_public_that_is_missing(duckdb: Engine) -> None:
    tags = together(("ana", "ben"), 2, kind="hashtag")
    shares = rows("shares", [*together(FOUR, 9), *tags, *scattered(600)])
    ran = carry_out(duckdb, Coordination(calibrate=True), shares=shares)
    (finding,) = ran.findings
    (links,) = (row for row in ran.rows("near_layers") if row["kind"] == "link")
    assert (links["compared"], finding.accounts, finding.grade) == (False, FOUR, "limited")
    caution = NO_PUBLIC.format(kind="links", rate=links["base_rate"])
    assert finding.caveats[0] == caution and caution in ran.notes
    assert (finding.p_value, finding.q_value, unmeasured(finding)) == (None, None, [])
    assert any(note.startswith("Not testable (hashtags): no two accounts shared three items") for note in ran.notes)
    assert ran.rows("calibration") == []  # nothing to measure where nothing can be told
    assert ran.analysis.errors(ran.stored) == Coordination.error_statement


@pytest.mark.slow
def test_three_hundred_accounts_are_found_as_one_group(duckdb: Engine) -> None:
    planted = hard(4, (3000, 5000, 60_000), sizes=(300,))
    ran = carry_out(duckdb, Coordination(), shares=to_table(planted.shares))
    strongest = ran.findings[0]
    members = {f"a{account}" for account in planted.groups[0]}
    assert len(members & set(strongest.accounts)) >= 0.9 * 300
    assert len(set(strongest.accounts) - members) <= 0.05 * 300
    assert strongest.grade in ("strong", "moderate") and unmeasured(strongest) == []
    assert any("Groups this large" in caveat for caveat in strongest.caveats)


# Several kinds of share.


def part_of(shares: Shares, kept: NDArray[np.bool_]) -> Shares:
    columns = {name: getattr(shares, name)[kept] for name in ("account", "object", "at_seconds")}
    return replace(shares, **columns)


def test_one_group_in_two_kinds_is_one_finding_at_half_the_level() -> None:
    planted = hard(2, SMALL, sizes=(8,), objects_each=24)
    shares = planted.shares
    odd = shares.object % 2 == 1
    halves = layer(part_of(shares, odd), "link"), layer(part_of(shares, ~odd), "text", shares.objects)
    tables = measured(found_in(*halves))
    finding = concluded(tables)[0]
    assert [row["level"] for row in tables["near_layers"].to_pylist()] == [0.025, 0.025]
    assert finding.accounts == tuple(sorted(f"a{account}" for account in planted.groups[0]))
    assert "shared the same links and texts within" in finding.statement
    assert {"Testable pairs, links", "Testable pairs, texts"} <= set(dict(finding.facts))
    least = min(row["p"] for row in tables["groups"].to_pylist() if row["group"] == 0)
    assert finding.p_value == pytest.approx(2 * least)
    assert [figure.title for figure in finding.figures if figure.kind == "delay_null"] == [
        "How far apart members shared the same links",
        "How far apart members shared the same texts",
    ]
    assert unmeasured(finding) == []


@pytest.fixture(scope="module")
def overlapping() -> dict[str, Any]:
    """a0 to a9 act together on links, a7 to a19 on texts."""
    quiet = world(np.random.default_rng(3), "hard", *SMALL)
    links = layer(acting(quiet, range(10), range(100, 115)), "link")
    texts = layer(acting(quiet, range(7, 20), range(200, 215)), "text", quiet.objects)
    return measured(found_in(links, texts))


def test_groups_with_less_than_half_of_their_members_in_common_stay_two(overlapping: dict[str, Any]) -> None:
    found = concluded(overlapping)[:2]
    assert {len(finding.accounts) for finding in found} == {10, 13}
    assert overlap(np.arange(10, dtype=np.int32), np.arange(7, 20, dtype=np.int32)) == 0.15


def test_pairs_within_a_group_are_no_finding_of_their_own_where_groups_overlap(overlapping: dict[str, Any]) -> None:
    links, texts = {f"a{number}" for number in range(10)}, {f"a{number}" for number in range(7, 20)}
    pairs = [pair for pair in overlapping["near_pairs"].to_pylist() if pair["significant"]]
    within = [pair for pair in pairs if any({pair["left"], pair["right"]} <= members for members in (links, texts))]
    assert [pair for pair in within if pair["group"] < 0] == []


def test_texts_that_differ_in_a_word_are_a_layer_and_equal_texts_are_not(duckdb: Engine) -> None:
    def kinds(*texts: str) -> set[str]:
        posts = [
            {"post": f"p{n}", "account": f"a{n}", "at": after(n), "at_precision": "s", "at_origin": "platform"}
            | {"text": text, "text_key": text}
            for n, text in enumerate(texts)
        ]
        duckdb.hold("posts", rows("posts", posts))
        duckdb.hold("shares", rows("shares", [share(f"a{n}", t, after(n), kind="text") for n, t in enumerate(texts)]))
        near = duckdb.hold("near_texts", Coordination().derive(duckdb.tables(), np.random.default_rng(1))["near_texts"])
        exact = ExactPairs(material.with_near_texts(duckdb.tables()["shares"], near), 60, 300)
        return set(duckdb.collect(exact.ranges())["kind"].to_pylist())

    same = "The mayor has closed the old bridge over the river for the whole summer"
    assert kinds(same, same.replace("summer", "winter"), same) == {"text", "near_text"}
    assert kinds(same, same, same) == {"text"}
    assert kinds(same, "Nothing at all of this has anything to do with bridges") == set()


# Pairs outside groups.


def test_pairs_outside_groups_that_hang_together_are_one_finding() -> None:
    pairs = [
        pair_row("ana", "ben", q=0.001),
        pair_row("ben", "cem", q=0.002, hits=4, episodes=9),
        pair_row("xia", "yan", q=0.01),
        pair_row("ana", "zoe", significant=False),
    ]
    first, second = concluded(pairs_measured(pairs))
    assert (first.accounts, second.accounts) == (("ana", "ben", "cem"), ("xia", "yan"))
    assert (
        "are joined by 2 pairs that shared the same links within 60 seconds of one another on 14 of the 20"
        in first.statement
    )
    assert (first.q_value, first.grade, [figure.kind for figure in first.figures]) == (0.001, "moderate", ["network"])
    assert (second.grade, second.figures, unmeasured(first), unmeasured(second)) == ("moderate", (), [], [])


def test_pairs_are_graded_limited_where_the_placebo_finds_some() -> None:
    (finding,) = concluded(pairs_measured([pair_row("ana", "ben")], layer_row(placebo_pairs=2)))
    assert finding.grade == "limited"


def test_the_p_of_a_pair_is_multiplied_by_the_number_of_layers() -> None:
    layers = [layer_row(), layer_row("text"), layer_row("hashtag")]
    (finding,) = concluded(pairs_measured([pair_row("ana", "ben", p=1e-6)], *layers))
    assert finding.p_value == pytest.approx(3e-6)


def test_pairs_of_a_kind_without_a_public_are_no_finding() -> None:
    assert concluded(pairs_measured([pair_row("ana", "ben")], layer_row(compared=False, base_rate=0.7))) == []


def test_one_pair_in_two_kinds_is_one_pair() -> None:
    both = [pair_row("ana", "ben"), pair_row("ana", "ben", "text")]
    (finding,) = concluded(pairs_measured(both, layer_row(), layer_row("text")))
    assert "2 pairs" not in finding.statement


def test_confirmed_groups_do_not_make_pairs_outside_them_stand_out() -> None:
    false = 0
    for seed in (
        3,
        9,
    ):  # of 20 such worlds 18 have pairs like these, and none where the groups are left out of the count
        planted = hard(seed)
        named = {f"a{account}" for members in planted.groups for account in members}
        found = measured(found_in(layer(planted.shares)))["near_pairs"].to_pylist()
        false += sum(pair["significant"] and not named.intersection((pair["left"], pair["right"])) for pair in found)
    assert false <= 1


def test_nobody_is_found_in_a_small_world_in_which_nobody_acts_together() -> None:
    tables = measured(found_in(layer(world(np.random.default_rng(6), "hard", *SMALL))))
    (row,) = tables["near_layers"].to_pylist()
    assert row["testable"] > 100 and row["compared"]
    assert (row["pairs"], row["groups"], row["placebo_pairs"], concluded(tables)) == (0, 0, 0, [])


def test_calibration_finds_no_false_alarm_and_most_of_what_it_plants() -> None:
    found = found_in(layer(world(np.random.default_rng(5), "hard", 300, 600, 8000), "link"))
    table = near_calibration.calibration(found, np.random.default_rng(1))
    moved, ten, five = table.to_pylist()
    assert (moved["trial"], moved["draws"], moved["wrong"]) == ("moved", 10, 0)
    assert (ten["trial"], ten["members"], five["trial"]) == ("planted 10", 3 * (5 + 5 + 10 + 10), "planted 5")
    assert ten["found"] >= 0.9 * ten["members"] and five["found"] < ten["found"] and ten["extra"] <= 3
    words = Coordination().errors({"calibration": table})
    assert words.startswith(
        "Measured in this material: with every time moved by up to half the reach, 0 of 10 runs had any false pair or "
        "group (95 % upper bound 28%). Of groups planted in links that share 10 of them within about 20 seconds"
    )
    assert words.endswith(Coordination.error_statement)


def test_known_times_of_publication_change_the_age_of_shares(duckdb: Engine) -> None:
    values = [share(name, item, after(lag), kind="object") for item in ("u", "v") for lag, name in enumerate(FOUR)]
    told = {"kind": "object", "object": "u", "published_at": START - timedelta(hours=2)}
    shares, objects = duckdb.hold("shares", rows("shares", values)), duckdb.hold("objects", rows("objects", [told]))
    exact = ExactPairs(shares, 60, 300)
    things, moments, published, public = (
        duckdb.collect(part)
        for part in (
            exact.ranges(),
            exact.moments(),
            exact.published(objects),
            exact.public(duckdb.tables()["reference_sources"]),
        )
    )
    (known,) = layers_of(things, moments, published, public)
    (unknown,) = layers_of(things, moments, published.slice(0, 0), public)
    ages = [(one.ordered(Rule()).band // SIZES).tolist() for one in (known, unknown)]
    assert ages == [[2] * 4 + [0] * 4, [0] * 8]  # u is two hours old; of v the first share is all that is known


# What a run will take, and what other tools' rules leave out.
