"""The audience audit on small worlds worked by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest

from tests.analyses.audience_worlds import (
    READ,
    TARGET,
    batch,
    member,
    null_audience,
    people,
    planted_audience,
    world,
)
from tests.analyses.running import Ran, carry_out
from tests.conftest import rows
from undertow.analyses.audience import Audience
from undertow.engines import Engine
from undertow.errors import BadSetting
from undertow.model import SMALL_CELL, Finding, mention

QUICK = Audience(bound=False)


def of_kind(ran: Ran, kind: str) -> list[Finding]:
    return [finding for finding in ran.findings if kind in finding.subject.split(" ")]


def test_a_batch_that_follows_in_a_block_is_found_on_its_day(engine: Engine) -> None:
    ran = carry_out(engine, QUICK, **planted_audience())
    (found,) = of_kind(ran, "sign-ups")
    assert found.statement.startswith(f"60 accounts in the audience of {mention(TARGET)} were created 4 May 2021")
    assert "next to one another" in found.statement and found.grade == "strong"
    assert 55 <= found.estimate.value <= 60 and found.estimate.n == 660


def test_the_evidence_of_a_batch_is_counts_and_no_follower(engine: Engine) -> None:
    ran = carry_out(engine, QUICK, **planted_audience())
    (found,) = of_kind(ran, "sign-ups")
    (piece,) = found.evidence
    assert (piece.kind, piece.count, piece.row_ref, piece.who) == ("count", 60, "2021-05-04", TARGET)
    assert "SELECT" in found.query and found.evidence_count == 1
    assert ran.engine.collect(ran.analysis.rows(ran.tables, found)).column_names == [
        "source_sha256", "target", "counted", "accounts", "counted_of",
    ]  # fmt: skip


def test_without_a_reference_a_band_is_told_and_a_batch_alone_is_not(duckdb: Engine) -> None:
    rng = np.random.default_rng(8)
    block = people(rng, 600, 0)
    block[100:100] = batch(rng, 60, 5_000, datetime(2021, 5, 4))
    ran = carry_out(duckdb, QUICK, **world({(TARGET, "audience"): block}))
    (found,) = ran.findings
    assert found.grade == "moderate" and "no reference" in found.counter_evidence[-2]
    assert any("There is no reference audience." in note for note in ran.notes)
    spread = people(rng, 600, 0)
    for place, one in enumerate(batch(rng, 60, 5_000, datetime(2021, 5, 4))):
        spread.insert(5 * place, one)
    ran = carry_out(duckdb, QUICK, **world({(TARGET, "audience"): spread}))
    assert ran.findings == [] and any("Without a reference this is no finding" in note for note in ran.notes)


def test_a_signal_counts_only_accounts_of_which_it_is_known(duckdb: Engine) -> None:
    rng = np.random.default_rng(3)
    own = [{**one, "posts": None if place < 100 else 0} for place, one in enumerate(people(rng, 200, 0))]
    ran = carry_out(
        duckdb, QUICK, **world({(TARGET, "audience"): own, ("x:one", "reference"): people(rng, 200, 9_000)})
    )
    by_name = {row["signal"]: row for row in ran.rows("signals")}
    assert (by_name["no_posts"]["known"], by_name["no_posts"]["accounts"]) == (100, 100)
    assert by_name["no_posts"]["reading"] == "excess"
    assert by_name["default_image"]["known"] == 0 and by_name["default_image"]["reading"] == "not tested"


def test_a_list_that_gives_no_profile_text_at_all_says_nothing_of_empty_ones(duckdb: Engine) -> None:
    rng = np.random.default_rng(3)
    own = [{**one, "description": ""} for one in people(rng, 200, 0)]
    ran = carry_out(
        duckdb, QUICK, **world({(TARGET, "audience"): own, ("x:one", "reference"): people(rng, 200, 9_000)})
    )
    assert {row["signal"]: row for row in ran.rows("signals")}["no_description"]["reading"] == "not tested"


def test_digits_are_never_evidence_by_themselves(duckdb: Engine) -> None:
    rng = np.random.default_rng(3)
    own = [{**one, "handle": f"Abcd{10_000_000 + place}"} for place, one in enumerate(people(rng, 200, 0))]
    other = [{**one, "handle": f"Abcd_{'xyz'[place % 3]}"} for place, one in enumerate(people(rng, 200, 9_000))]
    ran = carry_out(duckdb, QUICK, **world({(TARGET, "audience"): own, ("x:one", "reference"): other}))
    readings = {row["signal"]: row for row in ran.rows("signals")}
    for name in ("digits_4", "digits_8", "handle_shape Aa<8>"):
        assert readings[name]["ratio"] > 5 and readings[name]["reading"] == "not evidence by itself"


def test_counts_of_few_accounts_are_never_told(duckdb: Engine) -> None:
    rng = np.random.default_rng(8)
    audience = people(rng, 600, 0)
    audience[100:100] = batch(rng, 40, 5_000, datetime(2021, 5, 4)) + batch(rng, 5, 6_000, datetime(2021, 5, 5))
    lists = {(TARGET, "audience"): audience, ("x:one", "reference"): people(rng, 240, 10_000)}
    ran = carry_out(duckdb, QUICK, **world(lists))
    for finding in ran.findings:
        assert all(e.count is None or e.count == 0 or e.count >= SMALL_CELL for e in finding.evidence)
        for figure in finding.figures:
            if figure.kind == "sign_ups":
                told = [row["accounts"] for row in figure.rows]
                assert all(n is None or n == 0 or int(n) >= SMALL_CELL for n in told)  # type: ignore[arg-type]  # counts


def test_no_follower_is_named_anywhere_in_what_is_stored_of_a_run(duckdb: Engine) -> None:
    ran = carry_out(duckdb, QUICK, **planted_audience())
    members = {f"x:{number}" for number in range(600)} | {f"x:{number}" for number in range(5_000, 5_060)}
    for name in ran.stored:
        for row in ran.rows(name):
            assert not members & {value for value in row.values() if isinstance(value, str)}, name
            assert not {"follower", "account", "handle", "score", "label"} & row.keys(), name


def test_two_readings_give_gained_and_lost(duckdb: Engine) -> None:
    rng = np.random.default_rng(5)
    everyone = people(rng, 150, 0)
    earlier = [{**one, "collected_at": READ - timedelta(days=90)} for one in everyone[:120]]
    tables = [
        world({(TARGET, "audience"): earlier}),
        world({("x:filler", "reference"): [], (TARGET, "audience"): everyone[30:]}),
    ]
    joined = {name: rows(name, [row for one in tables for row in one[name].to_pylist()]) for name in tables[0]}
    ran = carry_out(duckdb, QUICK, **joined)
    assert [(r["followers"], r["gained"], r["lost"]) for r in ran.rows("changes")] == [(120, 0, 0), (120, 30, 30)]
    (found,) = of_kind(ran, "readings")
    assert "30 accounts were gained and 30 lost" in found.statement
    assert found.estimate.value == pytest.approx(30 / 120)


def test_followers_of_two_audiences_are_counted_once_for_both(duckdb: Engine) -> None:
    rng = np.random.default_rng(5)
    everyone = people(rng, 150, 0)
    ran = carry_out(duckdb, QUICK, **world({("x:a", "audience"): everyone[:100], ("x:b", "audience"): everyone[60:]}))
    assert ran.rows("overlaps") == [{"left": 0, "right": 1, "common": 40}]
    (found,) = of_kind(ran, "overlap")
    assert found.statement.startswith("40 accounts follow both") and found.estimate.value == pytest.approx(40 / 90)


def test_a_bound_with_few_references_is_the_weaker_sentence(duckdb: Engine) -> None:
    rng = np.random.default_rng(5)
    odd = [member(rng, number, posts=0, followers=0, description="") for number in range(200)]
    ran = carry_out(
        duckdb, Audience(), **world({(TARGET, "audience"): odd, ("x:one", "reference"): people(rng, 200, 9_000)})
    )
    (found,) = of_kind(ran, "bound")
    assert "so this is not an estimate of inauthentic followers" in found.statement and found.grade == "limited"
    assert found.estimate.low == found.estimate.value > 0.5 and found.estimate.high == 1


def test_a_partial_list_of_the_most_recent_is_called_biased(duckdb: Engine) -> None:
    said = {"source_sha256": f"{0:064x}", "order": "most recent first", "complete": False}
    ran = carry_out(duckdb, QUICK, **planted_audience(), collected=rows("collected", [said]))
    (found,) = of_kind(ran, "sign-ups")
    assert any("no random sample" in caveat for caveat in found.caveats)


def test_in_random_order_no_band_is_looked_for(duckdb: Engine) -> None:
    said = {"source_sha256": f"{0:064x}", "order": "random order", "complete": None}
    ran = carry_out(duckdb, QUICK, **planted_audience(), collected=rows("collected", [said]))
    (found,) = of_kind(ran, "sign-ups")
    assert "next to one another" not in found.statement and found.grade == "moderate"
    assert not [figure for figure in found.figures if figure.kind == "follow_order"]


def test_growth_is_compared_at_the_same_age(duckdb: Engine) -> None:
    """Two readings each, a year apart, of accounts opened on one day: 100 and 300 followers against 20 and 40."""
    rng = np.random.default_rng(5)
    opened, parts = READ - timedelta(days=400), []
    crowd = people(rng, 300, 0)
    for days in (370, 0):
        read = READ - timedelta(days=days)
        size, other = (100, 20) if days else (300, 40)
        lists: dict[tuple[str, str], Any] = {
            (TARGET, "audience"): [{**one, "collected_at": read} for one in crowd[:size]]
        }
        for number in range(6):
            lists[f"x:r{number}", "reference"] = [{**one, "collected_at": read} for one in crowd[:other]]
        parts.append(world(lists))
    targets = [
        {"account": name, "created_at": opened, "handle": name[2:]} for name in (TARGET, *(f"x:r{n}" for n in range(6)))
    ]
    shifted = [
        {**row, "source_sha256": row["source_sha256"][:-2] + str(part) + row["source_sha256"][-1]}
        for part, tables in enumerate(parts)
        for row in tables["follows"].to_pylist()
    ]
    ran = carry_out(duckdb, QUICK, follows=rows("follows", shifted), accounts=rows("accounts", targets))
    grown = {row["age_days"]: row for row in ran.rows("growth")}
    assert grown[365]["percentile"] == 1.0 and grown[365]["comparable"] == 6
    assert grown[365]["followers"] == pytest.approx(100 + 200 * 335 / 370)
    (found,) = of_kind(ran, "growth")
    assert "of 6 comparable accounts half had fewer than" in found.statement


def test_an_audience_like_its_references_gives_notes_with_what_would_have_been_seen(duckdb: Engine) -> None:
    ran = carry_out(duckdb, QUICK, **null_audience())
    assert ran.findings == []
    assert any("No evidence of batches was found. Planted into this audience" in note for note in ran.notes)


def test_the_order_of_rows_changes_nothing(duckdb: Engine) -> None:
    tables = planted_audience()
    first = carry_out(duckdb, QUICK, **tables)
    turned = {name: table.take(np.arange(len(table))[::-1]) for name, table in tables.items()}
    second = carry_out(duckdb, QUICK, **turned)
    assert {name: first.rows(name) for name in first.stored} == {name: second.rows(name) for name in second.stored}
    assert first.findings == second.findings


def test_refuses_settings_that_make_no_sense() -> None:
    with pytest.raises(BadSetting, match="least is 0"):
        Audience(least=0)
