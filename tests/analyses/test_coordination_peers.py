"""Equality with what two other tools returned on real material. Their files hold 15 significant digits."""

from __future__ import annotations

from collections.abc import Callable
from math import isclose
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import START, rows, share
from undertow.analyses.coordination import Coordination
from undertow.engines import Engine

Find = Callable[[str], Path]

COORTWEET = (
    ("ct_russian_tw10_mp2", "russian_coord_tweets", 10),
    ("ct_russian_tw60_mp2", "russian_coord_tweets", 60),
    ("ct_german_url_tw30_mp2", "german_elections_url", 30),
    ("ct_german_hashtag_tw30_mp2", "german_elections_hashtag", 30),
)
TOOLKIT = (
    ("cnt_russian_co_retweet_tw60_w1", "russian_coord_tweets", "repost", 60, 1),
    ("cnt_russian_co_retweet_tw60_w2", "russian_coord_tweets", "repost", 60, 2),
    ("cnt_german_url_co_link_tw30_w1", "german_elections_url", "link", 30, 1),
    ("cnt_german_hashtag_co_link_tw30_w1", "german_elections_hashtag", "link", 30, 1),
)


def shares(path: Path, columns: tuple[str, str, str, str], kind: str) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    from undertow.tables import SHARES, arrow_schema

    table = pq.read_table(path)
    account, item, post, seconds = (table[column] for column in columns)
    count = table.num_rows
    made = {
        "account": account,
        "kind": pa.array([kind] * count),
        "object": item,
        "at": pc.multiply(seconds, 1_000_000).cast(pa.timestamp("us")),
        "at_precision": pa.array(["s"] * count),
        "post": post.cast(pa.string()),
        "source_sha256": pa.array(["f" * 64] * count),
        "row_ref": pa.array([f"row {place + 1}" for place in range(count)]),
        "row_index": pa.array(range(1, count + 1)),
    }
    return pa.table(made).cast(arrow_schema(SHARES))


def assert_same(found: Any, golden: Path) -> None:
    import pyarrow.parquet as pq

    wanted = pq.read_table(golden)
    assert found.column_names == wanted.column_names
    assert found.num_rows == wanted.num_rows
    for mine, theirs in zip(in_order(found), in_order(wanted), strict=True):
        for one, two in zip(mine, theirs, strict=True):
            same = isclose(one, two, rel_tol=2e-15 * 5) if isinstance(one, float) else one == two
            assert same, (golden.name, mine, theirs)


def in_order(table: Any) -> list[tuple[Any, ...]]:
    ids = [name for name in table.column_names if name.startswith("content_id")]
    values = [tuple(str(value) if name in ids else value for name, value in row.items()) for row in table.to_pylist()]
    return sorted(values, key=lambda row: [str(value) for value in row if not isinstance(value, float)])


@pytest.mark.parametrize(("golden", "data", "window"), COORTWEET)
def test_returns_the_pairs_and_edges_of_coortweet(
    engine: Engine, real_data: Find, golden: str, data: str, window: int
) -> None:
    columns = ("account_id", "object_id", "content_id", "timestamp_share")
    engine.hold("shares", shares(real_data(f"coordination/{data}.parquet"), columns, "object"))
    found = Coordination(window_seconds=window, compat="coortweet").detail(engine.tables())
    for name in ("pairs", "edges"):
        assert_same(engine.collect(found[name]), real_data(f"coordination/golden/{golden}.{name}.parquet"))


@pytest.mark.parametrize(("golden", "data", "kind", "window", "weight"), TOOLKIT)
def test_returns_the_edges_of_coordination_network_toolkit(
    engine: Engine, real_data: Find, golden: str, data: str, kind: str, window: int, weight: int
) -> None:
    columns = ("user_id", "repost_id" if kind == "repost" else "urls", "message_id", "timestamp")
    engine.hold("shares", shares(real_data(f"coordination/{data}.cnt.parquet"), columns, kind))
    asked = Coordination(window_seconds=window, compat="cnt", min_edge_weight=weight)
    assert_same(
        engine.collect(asked.detail(engine.tables())["edges"]), real_data(f"coordination/golden/{golden}.parquet")
    )


def test_like_the_toolkit_drops_a_post_whose_id_came_before(engine: Engine) -> None:
    values = [
        share("ana", "one", START, post="p1"),
        share("ben", "one", START, post="p2"),
        share("cem", "one", START, post="p1"),
    ]
    engine.hold("shares", rows("shares", values))
    found = engine.collect(Coordination(compat="cnt").detail(engine.tables())["edges"]).to_pylist()
    assert sorted((e["user_1"], e["user_2"], e["weight"]) for e in found) == [("ana", "ben", 1), ("ben", "ana", 1)]


def test_like_coortweet_leaves_out_accounts_with_too_few_shares(engine: Engine) -> None:
    values = [
        share(account, item, START, post=f"{account}{item}", kind="object")
        for account, items in (("ana", "xy"), ("ben", "xy"), ("cem", "x"))
        for item in items
    ]
    engine.hold("shares", rows("shares", values))
    (edge,) = engine.collect(Coordination(compat="coortweet").detail(engine.tables())["edges"]).to_pylist()
    assert (edge["account_id"], edge["account_id_y"], edge["weight"], edge["object_ids"]) == ("ana", "ben", 2, "x,y")


def test_another_tools_tables_come_without_findings() -> None:
    for peer in ("coortweet", "cnt"):
        asked = Coordination(compat=peer)
        assert not asked.concludes
        assert asked.measure({}) == {}
