"""What coordination reads: shares, nearly equal texts as one more kind of them, and what comparing them will take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from undertow.analyses import Collect, Forecast
from undertow.analyses._coordination.words import duration
from undertow.errors import BadSetting

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa
    from numpy.random import Generator

NEAR_TEXT = "near_text"
#: Fitted to bench/forecast.py on two cores: seconds of CPU per share, per near event, per pair emitted by a peer's rule.
_SECONDS = {"share": 50e-6, "near": 2.0e-6, "pair": 1.0e-6}
_START_SECONDS = 8.0
_MEGABYTES, _MEGABYTES_PER_SHARE, _MOST_ENGINE_MEGABYTES = 350.0, 6.5e-3, 3_600.0


def with_near_texts(shares: ir.Table, near_texts: ir.Table | None) -> ir.Table:
    """The shares, and those of nearly equal texts as one more kind."""
    import ibis

    if near_texts is None:
        return shares
    texts = shares.filter(shares.kind == "text").join(near_texts, shares.object == near_texts.text_key)
    near = texts.mutate(kind=ibis.literal(NEAR_TEXT), object=texts.near_key).select(*shares.columns)
    # Who may be missing differs between a table and a join; a union wants both sides alike.
    loose = {name: kind.copy(nullable=True) for name, kind in shares.schema().items()}
    return shares.cast(loose).union(near.cast(loose))


def check_precision(timed: ir.Table, window: int) -> None:
    """Raises: BadSetting where every time is known less finely than the window. timed: span, in seconds."""
    finest = timed.aggregate(finest=timed.span.min()).to_pyarrow()["finest"][0].as_py() or 0
    if finest > max(window, 1):
        raise BadSetting(
            f"coordination: the times are known to {duration(finest)} only, which is coarser than a window of "
            f"{window} s. Use a window of at least {finest} s, or material with finer times."
        )


def near_texts(posts: ir.Table, similarity: float, rng: Generator) -> pa.Table:
    """Texts that are nearly equal to others: text_key, and near_key, the text_key of the one that stands for them.

    similarity: share of letter sequences that two texts must have in common; with 0 none is looked for.
    """
    import pyarrow as pa

    schema = pa.schema([("text_key", pa.string()), ("near_key", pa.string())])
    if not similarity:
        return schema.empty_table()
    texts = posts.filter(posts.text.notnull(), posts.text_key.notnull(), posts.text_key != "").group_by("text_key")
    distinct = texts.agg(text=lambda t: t.text.min()).order_by("text_key").to_pyarrow()
    if len(distinct) < 2:
        return schema.empty_table()
    from undertow.language.normal import folded
    from undertow.statistics.near_duplicates import near_duplicates

    keys = np.array(distinct["text_key"].to_pylist(), dtype=object)
    found = near_duplicates([folded(text) for text in distinct["text"].to_pylist()], jaccard=similarity, rng=rng)
    several = np.bincount(found.group)[found.group] > 1
    stands = keys[found.representative[found.group]]
    return pa.table({"text_key": keys[several].tolist(), "near_key": stands[several].tolist()}, schema=schema)


def pairs_by_object(shares: ir.Table, span: int, crowd: int | None) -> ir.Table:
    """One row per kind and object: its shares, and about how many pairs of them lie at most `span` seconds apart.

    Counted from time buckets: all pairs within a bucket, half of those between two adjacent ones. crowd: only first
    shares count, and buckets with more than this are left out, as the analysis leaves them out; None for all shares.
    """
    import ibis

    timed = shares.filter(shares["at"].notnull())
    timed = timed.mutate(second=timed["at"].epoch_seconds().cast("int64"))
    if crowd is not None:  # the first share of an object by an account is the one that counts
        timed = timed.group_by("kind", "object", "account").agg(second=lambda t: t.second.min())
    bucket = timed.mutate(bucket=timed.second // max(span, 1))
    counts = bucket.group_by("kind", "object", "bucket").agg(n=lambda t: t.count().cast("float64"))
    if crowd is not None:
        counts = counts.filter(counts.n <= crowd + 1)
    window = ibis.window(group_by=["kind", "object"], order_by="bucket")
    follows = counts.mutate(next_n=counts.n.lead().over(window), next_bucket=counts.bucket.lead().over(window))
    beside = (follows.next_bucket == follows.bucket + 1).ifelse(follows.n * follows.next_n / 2, 0.0).fill_null(0.0)
    pairs = follows.mutate(pairs=follows.n * (follows.n - 1) / 2 + beside)
    return pairs.group_by("kind", "object").agg(shares=lambda t: t.n.sum(), pairs=lambda t: t.pairs.sum())


def forecast(shares: ir.Table, collect: Collect, spans: tuple[int, int], crowd: int | None) -> Forecast:
    """What a run would take. spans: the window and the reach, in seconds.

    crowd: None for the peers' rules, which leave no crowd out; only pairs within the window are counted then.
    """
    rows = int(collect(shares.aggregate(n=shares.count()))["n"][0].as_py())
    window, reach = (
        _total(collect(pairs_by_object(shares, span, crowd).aggregate(n=lambda t: t.pairs.sum()))) for span in spans
    )
    seconds = _START_SECONDS + rows * _SECONDS["share"]
    work = f"about {window:,.0f} pairs of shares within the window"
    if crowd is None:
        seconds += window * _SECONDS["pair"]
    else:
        seconds += reach * _SECONDS["near"]
        work += f" and {reach:,.0f} near events"
    memory = _MEGABYTES + min(_MOST_ENGINE_MEGABYTES, rows * _MEGABYTES_PER_SHARE + window * 100e-6)
    return Forecast(rows, round(seconds, 1), round(memory), work)


def left_out(shares: ir.Table, collect: Collect, span: int, most: int) -> pa.Table:
    """The objects with the most pairs that must go so that at most `most` pairs are emitted: kind, object, shares, pairs."""
    by_object = pairs_by_object(shares, span, None)
    total = _total(collect(by_object.aggregate(n=by_object.pairs.sum())))
    if total <= most:
        return collect(by_object.limit(0))
    large = collect(by_object.order_by(by_object.pairs.desc(), "kind", "object").limit(100_000))
    pairs = large["pairs"].to_numpy()
    return large.slice(0, int(np.searchsorted(np.cumsum(pairs), total - most)) + 1)


def without(shares: ir.Table, tables: Mapping[str, ir.Table]) -> ir.Table:
    """The shares but those of objects left out, if any were."""
    return shares.anti_join(tables["left_out"], ["kind", "object"]) if "left_out" in tables else shares


def kinds_of(tables: Mapping[str, ir.Table], accounts: list[str]) -> ir.Table:
    """The kinds of share in which a group or joined pairs were found: kind. tables: the results of the near-miss control."""
    members, pairs = tables["members"], tables["near_pairs"]
    inside = members.filter(members.account.isin(accounts)).group_by("group").agg(n=lambda t: t.count())
    groups = tables["groups"].semi_join(inside.filter(inside.n == len(accounts)), "group").select("kind")
    alone = pairs.filter(
        pairs.significant, pairs.group < 0, pairs.left.isin(accounts), pairs.right.isin(accounts)
    ).select("kind")
    return groups.union(alone).distinct()


def _total(table: pa.Table) -> float:
    return float(table["n"][0].as_py() or 0.0)
