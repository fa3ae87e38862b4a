"""How often exact coordination finds something where nobody coordinates, and what it finds of planted groups.

    pytest -m slow -s tests/analyses/test_coordination_calibration.py

The method is descriptive: the numbers are printed for docs/methods/coordination-exact.md. What is asserted is that worlds
without fine structure in time stay quiet; the world 'hard' holds accounts that share within a minute of publication, and
findings there are the stated limit of the method.
"""

from __future__ import annotations

import numpy as np
import pytest

from tests.analyses.running import carry_out
from undertow.analyses.coordination import Coordination
from undertow.engines import Engine
from undertow.synthetic.worlds.shares import Pattern, objects_table, plant, to_table, world

pytestmark = pytest.mark.slow

SEEDS = range(600, 620)
SMALL = {"accounts": 400, "objects": 2000, "shares": 20_000}


@pytest.mark.parametrize(("kind", "allowed"), [("shuffled", 2), ("diurnal", 2), ("hard", None)])
def test_counts_runs_with_a_finding_where_nobody_coordinates(duckdb: Engine, kind: str, allowed: int | None) -> None:
    runs = 0
    for seed in SEEDS:
        quiet = world(np.random.default_rng(seed), kind, **SMALL)
        ran = carry_out(duckdb, Coordination(), seed=seed, shares=to_table(quiet))
        runs += bool(ran.findings)
    print(f"\n{kind}: {runs} of {len(SEEDS)} runs with any finding")
    assert allowed is None or runs <= allowed


@pytest.mark.parametrize("kind", ["diurnal", "hard"])
@pytest.mark.parametrize("objects", [10, 20])
def test_counts_members_of_planted_groups_found(duckdb: Engine, kind: str, objects: int) -> None:
    found = true = members = 0
    for seed in SEEDS[:5]:
        rng = np.random.default_rng(seed)
        planted = plant(rng, world(rng, kind, **SMALL), Pattern(objects_each=objects))
        named = {f"a{account}" for group in planted.groups for account in group}
        analysis = Coordination(max_findings=10_000)
        ran = carry_out(duckdb, analysis, seed=seed, shares=to_table(planted.shares))
        accounts = {account for finding in ran.findings for account in finding.accounts}
        found, true, members = found + len(accounts), true + len(accounts & named), members + len(named)
    print(f"\n{kind}, {objects} objects: {true} of {members} members found, among {found} accounts named")
    assert true <= found


def test_groups_that_follow_one_feed_carry_the_sentence_on_feeds(duckdb: Engine) -> None:
    groups = said = 0
    for seed in range(8100, 8104):
        quiet = world(np.random.default_rng(seed), "feeds", objects=5_000 if seed % 2 else 60_000)
        analysis = Coordination(tries=1)
        ran = carry_out(duckdb, analysis, seed=seed, shares=to_table(quiet), objects=objects_table(quiet))
        found = [finding for finding in ran.findings if len(finding.accounts) > 2]
        groups += len(found)
        said += sum("automatic feed" in " ".join(finding.benign_explanations) for finding in found)
    print(f"\nfeeds: {said} of {groups} groups carry the sentence")
    assert groups >= 8
    assert said >= 0.95 * groups
