"""The near-miss control from shares to findings: what is found, what is said of it, and what is not claimed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.analyses.near_worlds import (
    BEGIN,
    DAY,
    FOUR,
    SMALL,
    act,
    acting,
    concluded,
    context,
    empty,
    fast_and_near,
    found_in,
    group,
    hard,
    layer,
    layer_row,
    measured,
    pair_row,
    pairs_measured,
    tried,
)
from tests.analyses.running import Ran, carry_out
from tests.analyses.test_coordination import after, scattered, together
from tests.conftest import START, rows, share
from undertow.analyses._coordination import material, near_calibration
from undertow.analyses._coordination.exact_pairs import ExactPairs
from undertow.analyses._coordination.near_benign import explanations
from undertow.analyses._coordination.near_groups import NearGroup
from undertow.analyses._coordination.near_misses import Joint, layers_of, overlap, set_apart
from undertow.analyses._coordination.near_words import NO_PUBLIC, group_finding, notes
from undertow.analyses.coordination import Coordination
from undertow.dossier.linting.findings import blockers
from undertow.engines import Engine, connect
from undertow.model import Finding, mention, mentioned
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


def unmeasured(finding: Finding) -> list[str]:
    """Numbers in statement and paragraphs of a finding that are not among its own, as the check before publishing reports them."""
    return [
        found.what
        for found in blockers(finding)
        if found.kind == "number" and found.where.endswith(("(statement)", "(text)"))
    ]


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
        assert sum(row["measured"] for row in drawn["delay_null"]) == int(near.replace(",", ""))  # type: ignore[misc]
        acts = int(dict(finding.facts)["Joint acts"].split(",")[0])
        assert sum(row["count"] for row in drawn["timeline"]) == acts  # type: ignore[misc]
        assert [row["declared"] for row in drawn["specification"]] == [1, 0, 0]
        ends = {row[side] for row in drawn["network"] for side in ("left", "right")}
        assert ends == {mention(account) for account in finding.accounts}


def test_members_are_listed_with_their_part(run: Run) -> None:
    for finding in run.ran.findings:
        (members,) = (table for table in finding.tables if table.title == "Members")
        assert sorted(mentioned(str(row[0]))[0] for row in members.rows) == list(finding.accounts)
        assert all(1 <= row[1] <= 12 and row[2] <= row[1] and row[3] <= 0.01 for row in members.rows)  # type: ignore[operator]


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


# Ordinary explanations, by hand.


def found_words(members: NearGroup, **profiles: str) -> str:
    return " ".join(explanations(members, profiles).found)


def test_one_source_of_four_in_five_objects_is_said_and_caps_the_grade() -> None:
    def fed(count: int) -> NearGroup:
        return group(source=lambda number: "feed.example" if number < count else f"site{number}.example")

    assert "an automatic feed is the simplest explanation. 80% of the objects" in found_words(fed(8))
    assert group_finding(fed(8), context()).grade == "limited"
    assert (found_words(fed(7)), group_finding(fed(7), context()).grade) == ("", "strong")
    assert dict(group_finding(fed(7), context()).facts)["Largest source"].startswith("70%")
    assert unmeasured(group_finding(fed(8), context())) == []


def test_sources_that_are_mostly_unknown_say_nothing() -> None:
    few = group(source=lambda number: "feed.example" if number < 4 else None)
    assert (few.main_source, group_finding(few, context()).grade) == (None, "strong")


def test_an_author_who_is_the_source_appears_as_a_mention_only() -> None:
    finding = group_finding(group(source=lambda _: "account zoe"), context())
    (table,) = (table for table in finding.tables if table.title.startswith("Where the objects"))
    assert table.rows == ((mention("zoe"), 10),)


def test_profiles_that_name_one_address_may_belong_to_one_owner() -> None:
    profiles = {
        "ana": "News by https://www.Site.example/x",
        "ben": "site.example",
        "cem": "see site.example",
        "dia": "",
    }
    assert found_words(group(), **profiles).startswith("At least two thirds of the profiles name the same address")
    assert found_words(group(), **(profiles | {"ben": "other.example"})) == ""
    assert found_words(group(), ana="@desk", ben="by @Desk", cem="@desk") != ""
    assert found_words(group()) == ""


@pytest.mark.parametrize("words", ["{0}@gmail.com", "https://t.me/{0}", "youtube.com/{0}"])
def test_a_platform_that_all_profiles_name_is_no_owner(words: str) -> None:
    assert found_words(group(), **{account: words.format(account) for account in FOUR}) == ""


def test_acts_on_a_fixed_clock_are_said() -> None:
    assert found_words(group(begin=19_000 * DAY + 3)).startswith("100% of the joint acts begin within five seconds")
    assert found_words(group(begin=19_000 * DAY + 20)) == ""
    assert found_words(group(objects=5, begin=19_000 * DAY)) == ""  # too few to tell


def test_acts_within_half_a_day_are_a_live_event() -> None:
    assert found_words(group(every=3600)) == (
        "All joint acts fall within 9 hours: a live event that many follow is a simple explanation."
    )
    assert found_words(group(every=3 * 3600)) == ""


def test_a_live_event_is_not_called_shorter_than_it_was() -> None:
    assert "within 2 hours" in found_words(group(every=560))  # 84 minutes
    assert "within 1 hour:" in found_words(group(every=300))


def test_texts_that_many_others_posted_point_to_a_share_button() -> None:
    assert found_words(group(kind="text", sharers=14)).startswith("Half of the texts shared together were posted by 10")
    assert found_words(group(kind="text", sharers=13)) == ""
    assert found_words(group(kind="link", sharers=500)) == ""


@pytest.mark.parametrize("case", ["live", "button", "parted", "clock"])
def test_every_number_of_an_explanation_is_a_number_of_the_finding(case: str) -> None:
    members, more = {
        "live": (group(every=3600), context()),
        "button": (group(kind="text", sharers=47), context(layer_row("text"))),
        "parted": (two_cliques(), context()),
        "clock": (group(objects=13, acts=on_the_clock(8, 13)), context()),
    }[case]
    assert unmeasured(group_finding(members, more)) == []


def on_the_clock(count: int, of: int) -> tuple[Any, ...]:
    return tuple(act(19_000 * DAY + n * DAY + (0 if n < count else 100), *FOUR, thing=n) for n in range(of))


# Who leads, how a group lived, and its parts.


MEMBERS, AUTHOR = (1, 2, 3, 4, 5, 6), 7


def copied_author(objects: int = 14) -> Shares:
    """A world in which six accounts share what a seventh posts, seconds after it each time."""
    quiet = world(np.random.default_rng(11), "hard", *SMALL)
    shares = acting(quiet, MEMBERS, range(objects), seed=3)
    first = {
        item: min(
            int(second)
            for account, of, second in zip(shares.account, shares.object, shares.at_seconds, strict=True)
            if of == item and account in MEMBERS
        )
        for item in range(objects)
    }
    kept = ~((shares.account == AUTHOR) & np.isin(shares.object, list(first)))
    return replace(
        shares,
        account=np.concatenate([shares.account[kept], np.full(objects, AUTHOR)]),
        object=np.concatenate([shares.object[kept], list(first)]),
        at_seconds=np.concatenate([shares.at_seconds[kept], [second - 5 for second in first.values()]]),
    )


def test_the_author_whom_a_group_copies_is_no_member_and_is_named_apart() -> None:
    tables = measured(found_in(layer(copied_author())))
    (finding,) = concluded(tables)
    assert finding.accounts == tuple(f"a{number}" for number in MEMBERS)
    assert f"{mention('a7')} was first in 14 of 14 joint acts and is not counted as a member" in " ".join(
        finding.paragraphs
    )
    assert mention("a7") not in [row[0] for row in finding.tables[0].rows]
    assert finding.tables[0].note.startswith(f"Listed apart: {mention('a7')}")
    assert not any("first nearly every time" in words for words in finding.counter_evidence)
    assert not unmeasured(finding)


def test_who_reposts_first_is_no_original() -> None:
    (finding,) = concluded(measured(found_in(layer(copied_author(), "repost"))))
    assert finding.accounts == tuple(f"a{number}" for number in (*MEMBERS, AUTHOR))


def test_too_few_acts_say_nothing_about_who_is_first() -> None:
    (joint,) = found_in(layer(copied_author())).groups
    ((one, members),) = joint.parts
    everyone = replace(members, members=np.array([*MEMBERS, AUTHOR]), member_p=np.zeros(7))
    few = copied_author(4)
    seen = replace(one, layer=layer(few), shares=layer(few).ordered(Rule()))
    whole = Joint(everyone.members, ((seen, everyone),))
    assert set_apart(whole) is whole
    assert [found.account for found in set_apart(replace(whole, parts=((one, everyone),))).originals] == [AUTHOR]


def test_accounts_that_take_turns_lead_nobody() -> None:
    assert any("first nearly every time" in words for words in group_finding(group(), context()).counter_evidence)


def test_two_that_share_in_the_same_second_have_no_first() -> None:
    assert act(BEGIN, "ana", "ben", lag=0).first is None
    assert act(BEGIN, "ana", "ben").first == "ana"


SIX = ("ana", "ben", "cem", "xia", "yan", "zoe")


def merging() -> NearGroup:
    parts = [SIX[:3], SIX[3:], SIX[:3], SIX[3:], SIX, SIX, SIX]
    return group(SIX, acts=tuple(act(BEGIN + day * DAY, *accounts, thing=day) for day, accounts in enumerate(parts)))


def test_the_life_of_a_group_has_a_birth_a_merger_and_an_end() -> None:
    life = merging().life(BEGIN + 30 * DAY)
    assert [period.state for period in life] == ["birth", "", "", "", "merge", "", "end"]
    assert [period.acts for period in life] == [1] * 7
    assert (life[0].start, life[0].end) == ("2022-01-08", "2022-01-09")
    assert list(merging().mergers()) == [BEGIN + 4 * DAY]


def test_a_group_has_not_ended_until_the_material_goes_on_for_two_periods_more() -> None:
    midnight = BEGIN - BEGIN % DAY
    assert merging().life(midnight + 9 * DAY)[-1].state == ""
    assert merging().life(midnight + 9 * DAY + 1)[-1].state == "end"


def test_one_account_that_joins_is_no_merger() -> None:
    acts = (act(BEGIN, *SIX[:3]), act(BEGIN + DAY, *SIX[:4]), act(BEGIN + 2 * DAY, *SIX[:2], SIX[5]))
    assert list(group(SIX, acts=acts).mergers()) == []


def test_a_long_life_is_told_in_weeks() -> None:
    life = group(objects=100).life(BEGIN + 100 * DAY)
    assert {period.acts for period in life[1:-1]} == {7} and sum(period.acts for period in life) == 100
    assert group(acts=()).life(BEGIN) == []


def two_cliques() -> NearGroup:
    """Six accounts in two triangles that one pair joins."""
    pairs = [*combinations(SIX[:3], 2), *combinations(SIX[3:], 2), (SIX[2], SIX[3])]
    return group(SIX, pairs=tuple(pair_row(left, right, group=0) for left, right in pairs))


def test_two_cliques_that_one_pair_joins_are_told_as_parts() -> None:
    parted = two_cliques().parted
    assert parted is not None
    parts, modularity, agreement = parted
    assert sorted(parts) == [list(SIX[:3]), list(SIX[3:])]
    assert modularity == pytest.approx(6 / 7 - 1 / 2) and agreement == 1.0
    finding = group_finding(two_cliques(), context())
    assert any("falls into 2 communities (3 accounts and 3 accounts; modularity 0.36" in p for p in finding.paragraphs)
    network = finding.figures[0].rows
    assert {row["group"] for row in network} == {"Part 1", "Part 2"}


def test_a_clique_is_one_part_and_unlinked_members_leave_parts_unsaid() -> None:
    assert group(SIX).parted is None
    assert group(SIX, pairs=(pair_row(*SIX[:2]), pair_row(*SIX[1:3]), pair_row(SIX[0], SIX[2]))).parted is None


def test_persistence_is_the_share_of_settings_with_half_of_the_group() -> None:
    assert group(tried=tried(1.0, 0.5, 0.4, 0.9)).persistence == pytest.approx(2 / 3)  # of the other settings
    assert group(tried=tried(1.0)).persistence is None


def test_what_is_said_of_other_settings_leaves_the_declared_one_out() -> None:
    finding = group_finding(group(tried=tried(1.0, 1.0, 0.1)), context())
    assert any("found again in 50% of the other settings tried" in words for words in finding.counter_evidence)


@pytest.mark.parametrize(
    ("more", "row", "grade"),
    [
        ({}, {}, "strong"),
        ({"tried": tried(1.0)}, {}, "moderate"),
        ({"tried": tried(1.0, 1.0, 0.0)}, {}, "moderate"),
        ({"tried": tried(1.0, 0.0, 0.0)}, {}, "limited"),
        ({}, {"placebo_groups": 1}, "moderate"),
        ({}, {"placebo_pairs": 1, "compared": False}, "limited"),
        ({"parts": ({"kind": "link", "size": 4, "p": 1.0, "q": 1.0},)}, {}, "moderate"),
    ],
)
def test_what_is_missing_lowers_the_grade(more: dict[str, Any], row: dict[str, Any], grade: str) -> None:
    assert group_finding(group(**more), context(layer_row(**row))).grade == grade


def test_a_group_made_of_pairs_says_so_and_takes_the_p_of_its_strongest() -> None:
    joined = group(parts=({"kind": "link", "size": 4, "p": 1.0, "q": 1.0},))
    finding = group_finding(joined, context(layer_row(), layer_row("text")))
    assert finding.p_value == pytest.approx(2e-7) and finding.q_value == 1e-5
    assert finding.paragraphs[0].startswith("The group is made of pairs that stand out one by one")


# What could not be tested, and what was left out.


def test_a_kind_that_cannot_be_tested_is_said_to_be_so_with_its_crowds() -> None:
    rows_of = layer_row(testable=0, crowded=250), layer_row("text")
    (first, second, last) = notes(context(*rows_of))
    assert first == (
        "Not testable (links): no two accounts shared three items within 20 minutes on separate occasions. "
        "25.0% of shares fell in crowds of more than 300 and were not used."
    )
    assert second.startswith("Texts: 400 pairs of accounts could be tested")
    assert last.startswith("Measured in invented worlds")
    assert len(list(notes(context(layer_row(testable=0))))) == 1


def test_crowds_clocks_placebo_and_reference_sample_are_told_of_a_kind() -> None:
    words = " ".join(notes(context(layer_row(crowded=123, clocks=4, placebo_pairs=2, reference=1500))))
    assert "the rates are those of a reference sample of 1,500 accounts" in words
    assert "12.3% of shares fell in crowds of more than 300" in words
    assert "4 pairs were close in time beyond chance until their clocks were looked at" in words
    assert "Both accounts post on a fixed clock; their coincidences are explained by it" in words
    assert "2 pairs and 0 groups are found (0 expected)" in words
    finding = group_finding(group(), context(layer_row(crowded=123)))
    assert dict(finding.facts)["Left out as crowd, links"] == "12.3% of shares"
    assert any("Links: 12.3% of shares fell in crowds" in caveat for caveat in finding.caveats)


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


def fast_pairs(shares: Shares, window: int = 60) -> int:
    """Pairs of shares of one object within the window, by whomever and however often."""
    order = np.lexsort((shares.at_seconds, shares.object))
    item, second = shares.object[order], shares.at_seconds[order]
    key = item * 10**9 + second
    return int((np.searchsorted(key, key + window, side="right") - np.arange(len(key)) - 1).sum())


@pytest.mark.parametrize("kind", ["hard", "live", "feeds"])
def test_the_forecast_is_within_a_factor_of_two(duckdb: Engine, kind: str) -> None:
    made = world(np.random.default_rng(2), kind, 500, 1500, 15_000)
    duckdb.hold("shares", to_table(made))
    words = Coordination().forecast(duckdb.tables(), duckdb.collect).work
    pairs, near = (int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", words))
    first = layer(made).ordered(Rule())
    item = first.object.astype(np.int64)
    apart = replace(made, account=first.account.astype(np.int64), object=item, at_seconds=first.second)
    truth = found_in(layer(made)).seen[0].result.near_events
    assert 0.5 <= near / truth <= 2, (near, truth)
    assert 0.5 <= pairs / fast_pairs(apart) <= 2, (pairs, fast_pairs(apart))
    peer = Coordination(compat="coortweet").forecast(duckdb.tables(), duckdb.collect).work
    every = int(re.findall(r"\d[\d,]*", peer)[0].replace(",", ""))
    assert 0.5 <= every / fast_pairs(made) <= 2, (every, fast_pairs(made))


def test_the_forecast_leaves_crowds_out_but_for_other_tools_rules(duckdb: Engine) -> None:
    crowd = [share(f"fan{number}", "viral", after(number % 50)) for number in range(900)]
    duckdb.hold("shares", rows("shares", [*crowd, share("ana", "quiet", after(0)), share("ben", "quiet", after(5))]))
    own, peer = (Coordination(compat=tool).forecast(duckdb.tables(), duckdb.collect) for tool in ("", "cnt"))
    assert own.work == "about 1 pairs of shares within the window and 1 near events"
    assert peer.work == f"about {900 * 899 // 2 + 1:,} pairs of shares within the window"


FANS = [
    share(f"fan{number:02}", f"viral{item}", after(item * 9000 + number), post=f"{item}/{number}")
    for item in (0, 1)
    for number in range(50)
]
OWN = together(("ana", "ben", "cem"), 6)


def like(tool: str, values: list[dict[str, Any]], most: int, engine: Engine) -> tuple[list[dict[str, Any]], Any]:
    """The edges as the tool would have them, and what was left out, on an engine as a run would use it."""
    analysis = Coordination(compat=tool, compat_pairs=most)
    engine.hold("shares", rows("shares", values))
    tables = dict(engine.tables())
    derived = analysis.derive(tables, np.random.default_rng(1))
    tables |= {name: engine.hold(name, data) for name, data in derived.items()}
    found = engine.collect(analysis.detail(tables)["edges"]).to_pylist()
    return sorted(found, key=str), derived.get("left_out")


@pytest.mark.parametrize("tool", ["coortweet", "cnt"])
def test_a_cap_on_pairs_names_what_it_leaves_out_and_changes_nothing_else(duckdb: Engine, tool: str) -> None:
    alone, nothing = like(tool, OWN, 18, duckdb)  # exactly as many as there are
    assert not len(nothing) and len(alone) in (3, 6)  # the toolkit names a pair both ways
    capped, left_out = like(tool, [*OWN, *FANS], 1000, duckdb)
    assert capped == alone
    assert [(row["object"], row["shares"], row["pairs"]) for row in left_out.to_pylist()] == [
        ("viral0", 50, 1225),
        ("viral1", 50, 1225),
    ]
    analysis = Coordination(compat=tool)
    (note,) = analysis.notes({"left_out": left_out})
    assert note.startswith("2 objects with 100 shares were left out, or about 2,450 pairs more would have come")
    assert f"not what {tool} would return" in note
    assert list(analysis.notes({})) == [] and not analysis.concludes


def test_what_a_capped_run_left_out_is_back_in_the_next(duckdb: Engine) -> None:
    rng = np.random.default_rng(1)
    duckdb.hold("shares", rows("shares", FANS))
    capped, free = (Coordination(compat="cnt", compat_pairs=most) for most in (1000, 10**9))
    duckdb.hold("left_out", capped.derive(duckdb.tables(), rng)["left_out"])
    freed = free.derive(duckdb.tables(), rng)["left_out"]
    assert not len(freed)
    duckdb.hold("left_out", freed)
    assert free.compute(duckdb.tables(), duckdb.collect, rng) == {}
