"""Parts of the audience audit, worked by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from undertow.analyses._audience import (
    audit,
    batches,
    comparisons,
    evidence,
    figures,
    growth,
    lists,
    notes,
    sign_ups,
    signals,
    together,
    wording,
)
from undertow.analyses._audience.counting import told_counts
from undertow.analyses._audience.view import View, window
from undertow.language import handles
from undertow.model import mention, part, untold
from undertow.statistics.audience.band_scan import Band
from undertow.statistics.audience.date_scan import Batch

DAY = 18_751  # 4 May 2021


def found(first: int, last: int, size: int = 60, **more: Any) -> Batch:
    fields = {
        "expected": 1.0,
        "excess": size - 1.0,
        "excess_low": size - 3.0,
        "excess_high": float(size),
        "p_value": 1e-9,
    }
    made: dict[str, Any] = {"first_day": first, "last_day": last, "size": size, **fields, **more}
    known = Batch.__dataclass_fields__
    return Batch(**{name: made.get(name, 0.0) for name in known})


def band(first: int, last: int, low: int = 100, high: int = 200) -> Band:
    return Band(first, last, low, high, 50, 2.0, 1e-8)


def row(**more: Any) -> dict[str, Any]:
    """A row of `batches`: sixty accounts of one day with a band."""
    return {
        "subject": "x:target sign-ups 2021-W18", "rise": False, "held": 0, "tried": 0,
        **batches.row(batches.Family(DAY, DAY, (found(DAY, DAY),), (band(DAY, DAY),)), np.full(60, DAY)),
        **more,
    }  # fmt: skip


def view(rows: Sequence[dict[str, Any]] = (), bounds: Sequence[dict[str, Any]] = (), **audited: Any) -> View:
    """An audience of 660 members with two references of 95."""
    plain = {name: None for name in audit.SCHEMAS["audits"]} | {
        "list": 0, "target": "x:target", "members": 660, "dated": 660, "references": 2, "reference_members": 190,
        "order": "most recent first", "order_from": "stated", "complete": True, "readings": 1, "matched": "year of sign-up",
        "unsupported": 0, "scanned": True, "compared_days": 190, "left_out": 0, "shared": 0, "in_order": True, "detectable": 7.0, "disagree": False, "placebos": 0, "bound": 0.0,
    }  # fmt: skip
    return View({**plain, **audited}, [], rows, bounds, [], [], {DAY: 660}, {DAY: 190})


def test_batches_lie_together_within_three_days_and_take_the_bands_on_their_days() -> None:
    families = batches.families([found(10, 11), found(14, 14), found(30, 30)], [band(11, 12), band(50, 55)])
    assert [(f.first_day, f.last_day, len(f.batches), len(f.bands)) for f in families] == [
        (10, 14, 2, 1), (30, 30, 1, 0), (50, 55, 0, 1),
    ]  # fmt: skip


def test_a_window_over_quiet_days_is_told_in_its_parts() -> None:
    rng = np.random.default_rng(1)
    ordinary = rng.integers(DAY - 900, DAY + 900, 900)
    audience = np.concatenate([ordinary, np.repeat([DAY, DAY + 20], 60)])
    inside = np.count_nonzero((audience >= DAY) & (audience <= DAY + 20))
    whole = found(DAY, DAY + 20, size=inside, excess=float(inside - 10))
    parts = batches._parts(whole, audience, rng.integers(DAY - 900, DAY + 900, 900))
    assert sorted((part.first_day, part.last_day) for part in parts) == [(DAY, DAY), (DAY + 20, DAY + 20)]


def test_without_a_reference_only_a_band_is_told() -> None:
    with_band, without = row(), row(bands=0, subject="x:target sign-ups 2021-W30")
    assert view([with_band, without], references=0).told == [with_band]
    assert view([with_band, without]).told == [with_band, without]
    said = list(notes._of_batches(view([without], references=0)))
    assert any("Without a reference this is no finding" in sentence for sentence in said)


def test_batches_of_fewer_than_ten_are_counted_and_not_told() -> None:
    small = row(size=9)
    assert view([small]).told == []
    assert "Batches of fewer than 10 accounts that were found and are not told: 1." in list(
        notes._of_batches(view([small]))
    )


@pytest.mark.parametrize(
    ("more", "references", "grade"),
    [
        ({"held": 2, "tried": 2}, 2, "strong"),
        ({"held": 1, "tried": 2}, 2, "moderate"),
        ({"held": 2, "tried": 2, "bands": 0}, 2, "moderate"),
        ({"held": 0, "tried": 2, "bands": 0}, 2, "limited"),
        ({}, 0, "moderate"),
    ],
)
def test_the_grade_of_a_batch(more: dict[str, Any], references: int, grade: str) -> None:
    assert sign_ups.grade(view(references=references), row(**more)) == grade


def test_the_bound_is_a_headline_only_beside_nineteen_placebos_it_exceeds() -> None:
    few = {"bound": 0.2, "adjusted": 0.15, "largest": 0.05, "placebos": 18, "rank_p": 1 / 19, "size": 400}
    (weak,) = comparisons.bound(view(**few))
    assert weak.grade == "limited" and weak.estimate.value == 0.2
    assert "this is not an estimate of inauthentic followers" in weak.statement
    (strong,) = comparisons.bound(view(**few | {"placebos": 19, "rank_p": 0.05}))
    assert strong.grade == "moderate" and strong.estimate.value == 0.15 and strong.p_value == 0.05
    assert strong.statement.startswith(
        f"At least 15 % of the audience of {mention('x:target')} differs from 19 comparable"
    )
    assert not list(comparisons.bound(view(**few | {"placebos": 19, "rank_p": 0.1})))
    assert not list(comparisons.bound(view(**few | {"placebos": 19, "rank_p": 0.05, "adjusted": 0.0})))
    assert not list(comparisons.bound(view(bound=0.0)))


def test_references_that_disagree_are_said_first() -> None:
    (found_bound,) = comparisons.bound(
        view(bound=0.4, placebos=2, largest=0.3, adjusted=0.1, size=95, rank_p=1 / 3, disagree=True)
    )
    assert (
        found_bound.statement.startswith("The reference audiences disagree with one another.")
        and found_bound.grade == "limited"
    )


def test_signals_are_corrected_and_digits_never_evidence() -> None:
    plain = {"ratio": 2.0, "low": 1.5, "high": 2.7, "digits": False}
    rows = [
        {"signal": "a", **plain, "p": 0.001},
        {"signal": "b", **plain, "p": 0.001, "digits": True},
        {"signal": "c", **plain, "p": 0.001, "ratio": 0.5, "low": 0.4, "high": 0.7},
        {"signal": "d", **plain, "p": 0.5, "low": 0.9},
        {"signal": "e", **plain, "p": None},
    ]
    assert [r["reading"] for r in signals.corrected(rows)] == [
        "excess", "not evidence by itself", "deficit", "not evidence by itself", "not tested",
    ]  # fmt: skip
    assert signals.corrected(rows)[0]["q"] == pytest.approx(0.001 * 4 / 3)


def test_order_is_taken_as_stated_else_that_of_x_and_only_where_places_are_known() -> None:
    plain = {
        "target": "x:target",
        "role": "audience",
        "newest": True,
        "snapshot": 0,
        "stated_order": "",
        "stated_complete": None,
        "stated_kind": "",
        "dated": True,
    }
    size = {"members": 100, "placed": 100, "places": 100, "followed": 0}

    def order(size: dict[str, int], **more: Any) -> tuple[str, str]:
        (one,) = audit.listed([{"list": 0, **plain, **more}], {0: size}, set())
        return one.order, one.order_from

    assert order(size) == ("most recent first", "platform")
    assert order(size, stated_order="random order") == ("random order", "stated")
    assert order(size, target="reference:a.csv") == ("", "")
    assert order(size | {"places": 60}) == ("", "")  # two pages that both begin at 1
    assert order(size | {"placed": 50}) == ("", "")
    assert order(size | {"followed": 100}, stated_order="random order") == ("oldest first", "times")


def test_how_a_list_was_read_is_said_beside_every_finding() -> None:
    assert wording.BIASED in list(wording.of_lists(view(complete=False)))
    assert wording.BIASED not in list(wording.of_lists(view(complete=True)))
    assert wording.RANDOM_ORDER.format(order="the order of following") in list(
        wording.of_lists(view(order="random order"))
    )
    assert wording.ASSUMED_ORDER in list(wording.of_lists(view(order_from="platform")))
    assert wording.NO_ORDER.format(Order="The order of following") in list(
        wording.of_lists(view(order="", order_from=""))
    )


def test_readings_within_a_day_are_one_and_undated_ones_go_with_the_newest() -> None:
    start = datetime(2024, 1, 1)
    made = [
        lists.Reading("t", "audience", sha, start + timedelta(hours=h) if h is not None else None, None, "", None)
        for sha, h in (("a", 0), ("b", 20), ("c", 800), ("d", None))
    ]
    made = [lists.Reading(r.target, r.role, r.source_sha256, r.first, r.first, r.order, r.complete) for r in made]
    assert [[r.source_sha256 for r in group] for group in lists._snapshots(made)] == [["a", "b"], ["c", "d"]]


def test_growth_is_read_off_at_ages_within_what_is_known() -> None:
    opened = DAY
    own = growth.read(opened, [(datetime(2021, 5, 4) + timedelta(days=d), n) for d, n in ((30, 100), (90, 400))])
    assert own.at(60) == 250 and np.isnan(own.at(20)) and np.isnan(own.at(100))
    others = [
        growth.read(opened, [(datetime(2021, 5, 4) + timedelta(days=d), n) for d in (30, 90)])
        for n in (1, 2, 3, 4, 900)
    ]
    assert [(r["age_days"], r["percentile"], r["comparable"]) for r in growth.compared(own, others)] == [
        (30, 0.8, 5), (60, 0.8, 5), (90, 0.8, 5),
    ]  # fmt: skip
    assert growth.compared(own, others[:4]) == []


def test_growth_by_the_order_of_following_bounds_others_and_says_of_oneself_only_what_is_there_now() -> None:
    created = np.array([DAY - 50, DAY + 10, DAY - 400, DAY + 200])
    known = growth.in_order(DAY, created, 8, DAY + 300)
    assert known.ages() == [300]
    assert [known.at(age) for age in (0, 10, 199, 300)] == [2.0, 6.0, 6.0, 8.0]  # scaled to the eight that are stated
    dated = growth.dated(DAY, np.array([DAY + 5, DAY + 5, DAY + 70]), None, DAY + 100)
    assert [dated.at(age) for age in dated.ages()] == [2.0, 2.0, 3.0, 3.0] and dated.ages() == [30, 60, 90, 100]
    (found,) = growth.compared(known, [dated, *[growth.in_order(DAY, created, None, DAY + 900)] * 5])
    assert (found["age_days"], found["comparable"], found["bounded"]) == (300, 5, 5)
    assert found["percentile"] == 1.0 and found["middle"] == 4.0


def test_no_few_can_be_subtracted_from_what_is_told() -> None:
    assert [part(n, 100) for n in (0, 9, 50, 91, 100)] == [0, "fewer than 10", 50, "all but fewer than 10", 100]
    assert untold([40, 3, 12, 30]) == {1, 2}  # 3 alone would follow from the total
    assert untold([40, 4, 5, 30]) == {1, 2, 3}  # 4 and 5 together are a few
    assert untold([40, 6, 5, 30]) == {1, 2} and untold([40, 0, 30]) == set()
    assert together._change({"gained": 14, "lost": 3}) == ("not told", "fewer than 10")
    assert together._change({"gained": 14, "lost": 0}) == (14, 0)
    counts = {"few_posts": (276, 3_000), "no_posts": (270, 3_000), "digits_4": (2_995, 3_000)}
    assert told_counts(counts) == {
        "few_posts": 276, "no_posts": "not told", "digits_4": "all but fewer than 10",
    }  # fmt: skip


def test_days_are_joined_until_each_span_can_be_told() -> None:
    days = [("2021-05-03", 4), ("2021-05-04", 51), ("2021-05-05", 30), ("2021-05-06", 2)]
    rows = [
        {"source_sha256": "a", "target": "x:t", "counted": day, "accounts": n, "counted_of": None} for day, n in days
    ]
    cited = evidence.cite(
        pa.Table.from_pylist(
            rows,
            pa.schema(
                [
                    *((n, pa.string()) for n in ("source_sha256", "target", "counted")),
                    ("accounts", pa.int64()),
                    ("counted_of", pa.int64()),
                ]
            ),
        )
    )
    assert [(e.row_ref, e.count) for e in cited] == [
        ("2021-05-03 to 2021-05-04", 55), ("2021-05-05 to 2021-05-06", 32),
    ]  # fmt: skip


def test_a_bar_with_a_batch_leaves_out_the_few_beside_it() -> None:
    days = {DAY: 60, DAY + 3: 5, DAY + 10: 40, DAY + 20: 7, DAY + 30: 25}
    seen = replace(view([row()]), days=days)
    assert figures._bars(seen, range(DAY, DAY + 40, 10), 10) == [60, 40, None, 25]
    alone = replace(view(), days={DAY: 60, DAY + 10: 40, DAY + 20: 7, DAY + 30: 25})
    assert figures._bars(alone, range(DAY, DAY + 40, 10), 10) == [60, 40, None, None]


def test_the_p_value_is_that_of_the_scans_that_count() -> None:
    both = row(p=0.001, band_p_value=0.004)
    assert sign_ups.finding(view([both]), both, drawn=False).p_value == pytest.approx(0.002)
    assert sign_ups.finding(view([both], references=0), both, drawn=False).p_value == pytest.approx(0.004)


def test_a_list_of_likers_speaks_of_liking() -> None:
    likers = view([row()], kind="likers", order="random order")
    (said,) = [words for words in wording.of_lists(likers) if "likers" in words]
    assert said.startswith("The list holds likers, not followers")
    assert "in the order of liking." in sign_ups.finding(likers, row(), drawn=False).statement


def test_a_target_is_known_by_its_id_its_handle_or_the_name_of_its_file() -> None:
    assert growth.names_of("x:123") == ("x:123", "123")
    assert growth.names_of("x:ReturnAverra") == ("x:ReturnAverra", "returnaverra")
    assert growth.names_of("reference:references: RiverSociety01.csv")[1] == "riversociety01"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (DAY, DAY, "4 May 2021"),
        (DAY, DAY + 2, "4 to 6 May 2021"),
        (DAY, DAY + 40, "4 May to 13 June 2021"),
        (DAY, DAY + 300, "4 May 2021 to 28 February 2022"),
    ],
)
def test_days_in_words(first: int, last: int, words: str) -> None:
    assert window(first, last) == words


def test_the_shape_of_a_handle_is_runs_of_letters_and_lengths_of_digits() -> None:
    given = pa.array(
        ["Anna_Berg1985", "JOHN", "john.doe", "Kelia12345678", "xxx" + "1" * 12, "Ольга99", "日本7", None, ""]
    )
    assert handles.shapes(given).to_pylist() == ["Aa_Aa<4>", "A", "a.a", "Aa<8>", "a<9>", "Aa<2>", "a<1>", None, ""]
    assert handles.trailing_digits(given).to_pylist() == [4, 0, 0, 8, 12, 2, 1, None, 0]


def test_profile_texts_are_alike_without_case_addresses_names_and_numbers() -> None:
    given = pa.array(
        ["Hello my dear World! @ana https://a.example/1", "hello, my dear world 2024", "I bake.", "", None]
    )
    one, two, short, empty, unknown = handles.text_marks(given).to_pylist()
    assert one == two != 0 and short == empty == 0 and unknown is None


def test_a_handle_begins_with_the_name_or_not() -> None:
    given = pa.array(["AnnaBerg85", "berg_anna", None, "al1"]), pa.array(["Anna Berg", "Anna", "Anna", "Al"])
    assert handles.led_by_name(*given).to_pylist() == [True, False, None, False]


def test_a_reference_that_cannot_be_compared_is_said_and_lowers_the_grade() -> None:
    far = view([row()], unsupported=400, left_out=2, compared_days=0, shared=60)
    assert [words[:28] for words in wording.of_lists(far)] == [
        "Not compared, as they are of", "Too few members of the refer", "Of the members of the refere",
        "61 % of the members have no ",
    ]  # fmt: skip
    assert sign_ups.grade(view(), row(held=2, tried=2)) == "strong"
    assert sign_ups.grade(view(unsupported=400), row(held=2, tried=2)) == "moderate"
    assert not list(comparisons.bound(view(unsupported=400, bound=0.4, placebos=0, size=95)))
