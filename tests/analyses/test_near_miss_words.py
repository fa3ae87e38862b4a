"""What is said of a group that acts within moments: ordinary explanations, who leads, its life and parts, and what was left out."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from tests.analyses.near_worlds import (
    BEGIN,
    DAY,
    FOUR,
    SMALL,
    act,
    acting,
    concluded,
    context,
    found_in,
    group,
    layer,
    layer_row,
    measured,
    pair_row,
    tried,
    unmeasured,
)
from undertow.analyses._coordination.near_benign import explanations
from undertow.analyses._coordination.near_groups import NearGroup
from undertow.analyses._coordination.near_misses import Joint, set_apart
from undertow.analyses._coordination.near_words import group_finding, notes
from undertow.model import mention
from undertow.statistics.near_miss.ordered import Rule
from undertow.synthetic.worlds.shares import Shares, world

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
