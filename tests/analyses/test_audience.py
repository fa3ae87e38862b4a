"""The audience audit on small worlds worked by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from tests.analyses.audience_worlds import (
    READ,
    TARGET,
    member,
    people,
    planted_audience,
    world,
)
from tests.analyses.running import Ran, carry_out
from tests.conftest import rows
from undertow.analyses.audience import Audience
from undertow.engines import Engine
from undertow.errors import BadSetting
from undertow.model import Finding, mention

QUICK = Audience(bound=False)


def of_kind(ran: Ran, kind: str) -> list[Finding]:
    return [finding for finding in ran.findings if kind in finding.subject.split(" ")]


def test_a_batch_that_follows_in_a_block_is_found_and_rests_on_counts(engine: Engine) -> None:
    ran = carry_out(engine, QUICK, **planted_audience())
    (found,) = of_kind(ran, "sign-ups")
    assert found.statement.startswith(f"60 accounts in the audience of {mention(TARGET)} were created 4 May 2021")
    assert "next to one another" in found.statement and found.grade == "strong"
    assert 55 <= found.estimate.value <= 60 and found.estimate.n == 660
    (piece,) = found.evidence
    assert (piece.kind, piece.count, piece.row_ref, piece.who) == ("count", 60, "2021-05-04", TARGET)
    assert "SELECT" in found.query and found.evidence_count == 1
    names = ran.engine.collect(ran.analysis.rows(ran.tables, found)).column_names
    assert names == ["source_sha256", "target", "counted", "accounts", "counted_of"]
    members = {f"x:{number}" for number in range(600)} | {f"x:{number}" for number in range(5_000, 5_060)}
    for name in ran.stored:  # no follower is named in what is stored of a run
        for row in ran.rows(name):
            assert not members & {value for value in row.values() if isinstance(value, str)}, name


def test_a_signal_counts_only_accounts_of_which_it_is_known(duckdb: Engine) -> None:
    rng = np.random.default_rng(3)
    own = [
        {**one, "posts": None if place < 100 else 0, "description": "", "handle": f"Abcd{10_000_000 + place}"}
        for place, one in enumerate(people(rng, 200, 0))
    ]
    other = [{**one, "handle": f"Abcd_{'xyz'[place % 3]}"} for place, one in enumerate(people(rng, 200, 9_000))]
    ran = carry_out(duckdb, QUICK, **world({(TARGET, "audience"): own, ("x:one", "reference"): other}))
    by_name = {row["signal"]: row for row in ran.rows("signals")}
    assert (by_name["no_posts"]["known"], by_name["no_posts"]["accounts"]) == (100, 100)
    assert by_name["no_posts"]["reading"] == "excess"
    assert by_name["default_image"]["known"] == 0 and by_name["default_image"]["reading"] == "not tested"
    # a list in which nobody has a profile text may not give them at all
    assert by_name["no_description"]["reading"] == "not tested"
    for name in ("digits_4", "digits_8", "handle_shape Aa<8>"):
        assert by_name[name]["ratio"] > 5 and by_name[name]["reading"] == "not evidence by itself"


def several_readings() -> dict[str, Any]:
    """Two readings, a year apart, of a target (100 and 300 followers), another audience and six references (20 and 40)."""
    crowd, parts = people(np.random.default_rng(5), 330, 0), []
    for part, days in enumerate((370, 0)):
        read = READ - timedelta(days=days)
        size, other = (slice(0, 100), 20) if days else (slice(30, 330), 40)
        lists: dict[tuple[str, str], Any] = {
            (TARGET, "audience"): [{**one, "collected_at": read} for one in crowd[size]]
        }
        lists["x:b", "audience"] = [{**one, "collected_at": read} for one in crowd[:70]]
        for number in range(6):
            lists[f"x:r{number}", "reference"] = [{**one, "collected_at": read} for one in crowd[:other]]
        for row in world(lists)["follows"].to_pylist():
            parts.append({**row, "source_sha256": f"{part}{row['source_sha256'][1:]}"})
    names = (TARGET, "x:b", *(f"x:r{number}" for number in range(6)))
    targets = [{"account": name, "created_at": READ - timedelta(days=400), "handle": name[2:]} for name in names]
    return {"follows": rows("follows", parts), "accounts": rows("accounts", targets)}


def test_readings_growth_and_overlap_of_several_audiences(duckdb: Engine) -> None:
    ran = carry_out(duckdb, QUICK, **several_readings())
    changes = [(r["followers"], r["gained"], r["lost"]) for r in ran.rows("changes")]
    assert changes == [(70, 0, 0), (70, 0, 0), (100, 0, 0), (300, 230, 30)]
    gained = [finding for finding in of_kind(ran, "readings") if finding.subject.startswith(TARGET)]
    assert "230 accounts were gained and 30 lost" in gained[0].statement
    assert gained[0].estimate.value == pytest.approx(30 / 100)
    assert ran.rows("overlaps") == [{"left": 0, "right": 1, "common": 40}]
    (shared,) = of_kind(ran, "overlap")
    assert shared.statement.startswith(
        "40 accounts are in the audiences of both"
    ) and shared.estimate.value == pytest.approx(40 / 70)
    grown = {row["age_days"]: row for row in ran.rows("growth") if row["target"] == TARGET}
    assert grown[365]["percentile"] == 1.0 and grown[365]["comparable"] == 6
    assert grown[365]["followers"] == pytest.approx(100 + 200 * 335 / 370)
    (fast,) = [finding for finding in of_kind(ran, "growth") if finding.subject.startswith(TARGET)]
    assert "of 6 comparable accounts half had fewer than" in fast.statement


def test_the_order_of_rows_changes_nothing(duckdb: Engine) -> None:
    made = []
    for step in (1, -1):
        for name, table in planted_audience().items():
            duckdb.hold(name, table.take(np.arange(len(table))[::step]))
        made.append(Audience().derive(duckdb.tables(), np.random.default_rng(1)))
    assert all(made[0][name].equals(made[1][name]) for name in ("lists", "members", "shapes"))


def test_a_bound_with_few_references_is_the_weaker_sentence(duckdb: Engine) -> None:
    rng = np.random.default_rng(5)
    odd = [member(rng, number, posts=0, followers=0, description="") for number in range(200)]
    ran = carry_out(
        duckdb, Audience(), **world({(TARGET, "audience"): odd, ("x:one", "reference"): people(rng, 200, 9_000)})
    )
    (found,) = of_kind(ran, "bound")
    assert "so this is not an estimate of inauthentic followers" in found.statement and found.grade == "limited"
    assert found.estimate.low == found.estimate.value > 0.5 and found.estimate.high == 1


def test_refuses_settings_that_make_no_sense() -> None:
    with pytest.raises(BadSetting, match="least is 0"):
        Audience(least=0)


def test_references_of_another_platform_are_left_out(duckdb: Engine) -> None:
    rng = np.random.default_rng(2)
    elsewhere = [member(rng, 9_000 + place, platform="pier") for place in range(80)]
    ran = carry_out(duckdb, QUICK, **world({(TARGET, "audience"): people(rng, 80, 0), ("one", "reference"): elsewhere}))
    (audited,) = ran.rows("audits")
    assert (audited["references"], audited["left_out"], audited["compared_days"]) == (0, 1, 0)
    assert ran.rows("signals") == []


def test_members_that_are_in_a_reference_too_are_counted(duckdb: Engine) -> None:
    everybody = people(np.random.default_rng(2), 100, 0)
    ran = carry_out(
        duckdb, QUICK, **world({(TARGET, "audience"): everybody[:70], ("x:one", "reference"): everybody[40:]})
    )
    assert [(row["shared"], row["reference_members"]) for row in ran.rows("audits")] == [(30, 60)]
