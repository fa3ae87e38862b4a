from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.analyses.running import carry_out
from tests.conftest import START, rows, share
from undertow.analyses.coordination import Coordination
from undertow.engines import Engine
from undertow.errors import BadSetting, UnknownName
from undertow.model import mentioned


def after(seconds: float) -> Any:
    return START + timedelta(seconds=seconds)


def together(
    accounts: tuple[str, ...], objects: int, *, lag: int = 7, turns: bool = True, **more: Any
) -> list[dict[str, Any]]:
    """Each object shared by all accounts, `lag` seconds after one another, objects well apart; they take turns to be first."""
    return [
        share(
            account,
            f"u{number}",
            after(number * 7200 + (place + number * turns) % len(accounts) * lag),
            post=f"{account}/{number}",
            **more,
        )
        for number in range(objects)
        for place, account in enumerate(accounts)
    ]


def scattered(count: int, seed: int = 5) -> list[dict[str, Any]]:
    """Accounts that share popular objects at any time of a month."""
    rng = np.random.default_rng(seed)
    return [
        share(f"s{rng.integers(40)}", f"u{rng.integers(60)}", after(int(rng.integers(30 * 86400))))
        for _ in range(count)
    ]


def edges(engine: Engine, values: list[dict[str, Any]], **options: Any) -> list[tuple[Any, ...]]:
    engine.hold("shares", rows("shares", values))
    found = engine.collect(Coordination(**options).detail(engine.tables())["edges"]).to_pylist()
    columns = ("kind", "left", "right", "weight", "share_pairs", "mean_delay", "left_first", "right_first", "ties")
    return sorted(tuple(edge[column] for column in columns) for edge in found)


def test_measures_a_pair_worked_by_hand(engine: Engine) -> None:
    values = [
        share("ana", "one", after(0)),
        share("ben", "one", after(60)),  # exactly the window: counts
        share("ben", "two", after(1000)),
        share("ana", "two", after(1010)),
        share("ana", "three", after(5000)),
        share("ben", "three", after(5061)),  # one second too late
        share("ana", "four", after(9000)),
        share("ben", "four", after(9000)),
        share("ana", "four", after(9040)),
    ]
    assert edges(engine, values) == [("link", "ana", "ben", 3, 4, 70 / 3, 1, 1, 1)]


def test_pairs_across_the_edge_of_a_time_bucket_are_met_once(engine: Engine) -> None:
    values = [share(name, "one", after(59 + step)) for step, name in enumerate(("ana", "ben", "cem"))]
    found = edges(engine, values)
    assert [(e[1], e[2], e[4]) for e in found] == [("ana", "ben", 1), ("ana", "cem", 1), ("ben", "cem", 1)]


def test_kinds_are_layers_of_their_own(engine: Engine) -> None:
    values = [
        share(name, "same", after(lag), kind=kind)
        for kind in ("link", "text")
        for lag, name in enumerate(("ana", "ben"))
    ]
    assert [(e[0], e[3]) for e in edges(engine, values)] == [("link", 1), ("text", 1)]
    assert [e[0] for e in edges(engine, values, kinds="text")] == ["text"]


def test_pairs_hold_the_closest_two_shares_and_their_rows(engine: Engine) -> None:
    values = [
        share("ben", "one", after(0), post="p1"),
        share("ana", "one", after(50), post="p2"),
        share("ben", "one", after(55), post="p3"),
    ]
    ran = carry_out(engine, Coordination(), shares=rows("shares", values))
    (pair,) = ran.rows("pairs")
    assert (pair["left"], pair["left_post"], pair["right_post"], pair["delay"]) == ("ana", "p2", "p3", 5)
    assert (pair["left_row_ref"], pair["right_row_ref"], pair["left_at"]) == ("line 2", "line 3", after(50))


def test_blank_and_absent_accounts_never_appear(engine: Engine) -> None:
    values = [share(name, "one", after(lag)) for lag, name in enumerate(("", " ", "ana", "ben"))]
    assert [(e[1], e[2]) for e in edges(engine, values)] == [("ana", "ben")]


def test_crowds_are_left_out_and_counted(engine: Engine) -> None:
    crowd = [share(f"fan{i}", "viral", after(i % 55)) for i in range(400)]
    ran = carry_out(engine, Coordination(), shares=rows("shares", [*crowd, *together(("ana", "ben", "cem"), 6)]))
    assert {(e["left"], e["right"]) for e in ran.rows("edges")} == {("ana", "ben"), ("ana", "cem"), ("ben", "cem")}
    assert [(row["shares"], row["crowded"]) for row in ran.rows("totals")] == [(418, 400)]
    assert any("400 of 418 shares of links fell in crowds of more than 300" in c for c in ran.findings[0].caveats)


def test_twenty_thousand_accounts_on_one_object_stay_bounded(duckdb: Engine) -> None:
    viral = [share(f"fan{i}", "viral", after(i % 55)) for i in range(20_000)]
    ran = carry_out(duckdb, Coordination(), shares=rows("shares", [*viral, *together(("ana", "ben", "cem"), 8)]))
    assert [f.accounts for f in ran.findings] == [("ana", "ben", "cem")]


def test_finds_the_group_among_others_and_says_how_it_compares(engine: Engine) -> None:
    values = [*together(("ana", "ben", "cem", "dia"), 9), *scattered(600)]
    ran = carry_out(engine, Coordination(), shares=rows("shares", values))
    (finding,) = ran.findings
    assert finding.accounts == ("ana", "ben", "cem", "dia")
    assert finding.subject == "ana ben cem dia"
    assert (finding.estimate.value, finding.estimate.n, finding.grade) == (
        1.0,
        9 * 6,
        "limited",
    )  # nine objects, six pairs of four accounts
    assert finding.p_value is None
    assert (
        "reach a weight of" in finding.paragraphs[0]
        and "after moving every time by up to 10 minutes" in finding.paragraphs[0]
    )
    assert mentioned(finding.statement) == ["ana", "ben", "cem", "dia"]
    assert {figure.kind for figure in finding.figures} == {"network", "delays", "placebo"}
    evidence = ran.evidence(finding)
    assert len(evidence) == 36
    assert {e.quote for e in evidence} == {f"u{number}" for number in range(9)}


def test_evidence_quotes_the_posts_where_their_words_are_known(engine: Engine) -> None:
    values = together(("ana", "ben", "cem"), 8)
    posts = [
        {
            "post": v["post"],
            "account": v["account"],
            "at": v["at"],
            "at_precision": "s",
            "at_origin": "platform",
            "text": f"Read {v['object']}",
        }
        for v in values
    ]
    ran = carry_out(engine, Coordination(), shares=rows("shares", values), posts=rows("posts", posts))
    first = ran.evidence(ran.findings[0])[0]
    assert (first.table, first.who, first.quote, first.at) == ("posts", "ana", "Read u0", "2022-08-01T12:00:00Z")


def test_an_account_that_is_always_first_is_listed_apart(engine: Engine) -> None:
    ran = carry_out(
        engine, Coordination(), shares=rows("shares", together(("zoe", "ana", "ben", "cem"), 8, lag=5, turns=False))
    )
    (finding,) = ran.findings
    assert finding.accounts == ("ana", "ben", "cem")
    assert any(
        "[[account:zoe]] was almost always first; it may be the original that others copy" in p
        for p in finding.paragraphs
    )
    assert "[[account:zoe]]" not in [row[0] for row in finding.tables[0].rows]


def test_answers_alone_join_no_one_unless_asked_for(engine: Engine) -> None:
    values = rows("shares", together(("ana", "ben", "cem"), 8, kind="reply"))
    assert carry_out(engine, Coordination(), shares=values).findings == []
    assert len(carry_out(engine, Coordination(kinds="reply"), shares=values).findings) == 1


def test_a_window_finer_than_the_times_is_refused(engine: Engine) -> None:
    values = rows("shares", together(("ana", "ben"), 3, lag=60, at_precision="min"))
    with pytest.raises(BadSetting, match=r"known to 60 seconds only.*window of at least 60 s"):
        carry_out(engine, Coordination(window_seconds=30), shares=values)


def test_with_times_known_to_the_minute_the_window_means_the_same_or_adjacent_one(engine: Engine) -> None:
    values = rows("shares", together(("ana", "ben", "cem"), 8, lag=30, at_precision="min"))
    (finding,) = carry_out(engine, Coordination(), shares=values).findings
    assert any("same or the adjacent one" in caveat for caveat in finding.caveats)


def test_a_window_of_zero_means_the_same_second(engine: Engine) -> None:
    values = [share("ana", "one", after(0)), share("ben", "one", after(0)), share("cem", "one", after(1))]
    assert [(e[1], e[2]) for e in edges(engine, values, window_seconds=0)] == [("ana", "ben")]


def test_settings_that_cannot_be_used_are_named() -> None:
    with pytest.raises(UnknownName, match="tool for compat called 'gephi'"):
        Coordination(compat="gephi")
    with pytest.raises(UnknownName, match="kind of share called 'like'"):
        Coordination(kinds="link,like")
    with pytest.raises(BadSetting, match="window_seconds is -1"):
        Coordination(window_seconds=-1)


# Compiling a query costs a second, rows cost nothing: few examples of many shares.
SHARES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 7), st.integers(0, 900)), min_size=2, max_size=250)
QUICK = settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUICK
@given(SHARES)
def test_agrees_with_comparing_every_two_shares(duckdb: Engine, values: list[tuple[int, int, int]]) -> None:
    expected: dict[tuple[str, str], set[int]] = {}
    for one, item, at in values:
        for two, other, later in values:
            if item == other and one < two and abs(at - later) <= 60:
                expected.setdefault((f"a{one}", f"a{two}"), set()).add(item)
    found = edges(duckdb, [share(f"a{a}", f"u{o}", after(t)) for a, o, t in values])
    assert {(e[1], e[2]): e[3] for e in found} == {pair: len(items) for pair, items in expected.items()}


@QUICK
@given(SHARES, st.randoms(use_true_random=False))
def test_order_of_rows_and_names_of_accounts_change_nothing(
    duckdb: Engine, values: list[tuple[int, int, int]], shuffler: Any
) -> None:
    straight = edges(duckdb, [share(f"a{a}", f"u{o}", after(t)) for a, o, t in values])
    mixed = list(values)
    shuffler.shuffle(mixed)
    renamed = edges(duckdb, [share(f"b{9 - a}", f"u{o}", after(t)) for a, o, t in mixed])
    back = [
        (k, f"a{9 - int(r[1:])}", f"a{9 - int(le[1:])}", w, n, d, second, first, t)
        for k, le, r, w, n, d, first, second, t in renamed
    ]
    assert sorted(back) == sorted(straight)


def test_nothing_is_left_over_from_shares_an_engine_held_before(engine: Engine) -> None:
    first = carry_out(engine, Coordination(), shares=rows("shares", together(("ana", "ben", "cem"), 8)))
    second = carry_out(engine, Coordination(), shares=rows("shares", together(("dia", "eva", "fay"), 7)))
    assert [f.accounts for f in first.findings] == [("ana", "ben", "cem")]
    assert [f.accounts for f in second.findings] == [("dia", "eva", "fay")]
    assert {row["left"] for row in second.rows("edges")} == {"dia", "eva"}


def test_an_empty_case_gives_empty_tables_and_no_finding(engine: Engine) -> None:
    ran = carry_out(engine, Coordination())
    assert ran.findings == []
    assert set(ran.stored) >= {"totals", "edges", "pairs", "near_layers", "near_pairs", "groups"}
    assert not any(table.num_rows for table in ran.stored.values())
    assert isinstance(ran.stored["edges"], pa.Table)
