"""What a run of the near-miss control will take, and what other tools' rules leave out."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.analyses.near_worlds import (
    found_in,
    layer,
)
from tests.analyses.test_coordination import after, together
from tests.conftest import rows, share
from undertow.analyses.coordination import Coordination
from undertow.engines import Engine
from undertow.statistics.near_miss.ordered import Rule
from undertow.synthetic.worlds.shares import Shares, to_table, world


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
