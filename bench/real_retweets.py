"""Which pairs and accounts each rule names in real retweets, and how many of the pairs lie within one coded category.

    python bench/real_retweets.py

Reads posts/ira_english_retweets_2015.parquet and two samples of shares from the data folder (../shared/data or
$UNDERTOW_DATA, see its README), and prints aggregates only. The category the file's coders gave an account is used to score
and for nothing else. Intervals are Wilson's at 95 %, as if pairs were independent; those of one group are not. Times are to
the minute, so 60 s is the same or the adjacent minute. `placebo` is the same rule with every time moved by up to ten minutes.

The reference rows take the class rates (docs/methods/coordination.md, step 2) from other shares than those tested. No sample
here shares an object with the file, so crowd and account factors are the file's own. Peers' rules: bench/coordination_rules.py.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import patch

import coordination_rules as peers
import numpy as np
import pyarrow.parquet as pq

from undertow.analyses._coordination.near_misses import Found, Layer, look
from undertow.language.normal import folded, text_key
from undertow.statistics.graph import numbered_components
from undertow.statistics.near_duplicates import near_duplicates
from undertow.statistics.near_miss import rates
from undertow.statistics.near_miss.ordered import Rule, order
from undertow.statistics.proportions import wilson
from undertow.synthetic.worlds.shares import Shares

DATA = Path(os.environ.get("UNDERTOW_DATA", Path(__file__).parents[2] / "shared" / "data"))
SEED = 20261125
MINUTE = 60
SIMILAR = 0.5
#: The months that the first prototype was run on.
MONTHS = ("2016-06", "2017-03")
#: Looked up after the first run: nearly half of the weight of fast events falls on these two.
TWO_DAYS = ("2015-08-09", "2015-11-26")
HEADS = (
    "rule",
    "base rate",
    "pairs",
    "within one category",
    "accounts",
    "groups",
    "placebo: pairs (within)",
    "placebo: groups",
)


@dataclass(frozen=True, eq=False)
class Material:
    """account, second: [rows]. category: [accounts]. rows, things: by kind, which rows share what; layers in this order."""

    account: np.ndarray
    second: np.ndarray
    category: np.ndarray
    things: dict[str, tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True, eq=False)
class Named:
    """What a rule names. pairs: left * accounts + right, left below right. groups: the accounts of each, three or more.

    across: fast of all episodes, for each pair of two categories.
    """

    pairs: np.ndarray
    groups: Sequence[np.ndarray]
    base_rate: float = float("nan")
    across: tuple[str, ...] = ()


def main() -> None:
    began = time.process_time()
    file = DATA / "posts" / "ira_english_retweets_2015.parquet"
    if not file.exists():
        sys.exit(f"{file} is not here. Set UNDERTOW_DATA to the folder that holds posts/.")
    material = read(file)
    described(material)
    print(f"\n| {' | '.join(HEADS)} |\n|{'---|' * len(HEADS)}")
    across = {}
    for maker in (by_control, by_peers):
        for rule, named, moved in maker(material):
            print(f"| {' | '.join((rule, *cells(material.category, named), *moved))} |", flush=True)
            across[rule] = named.across
    print()
    for rule, told in across.items():
        if told:
            print(f"across categories, {rule}: {'; '.join(told)}")
    print(f"\nCPU {time.process_time() - began:.0f} s")


def read(file: Path) -> Material:
    table = pq.read_table(file)
    names, account = np.unique(np.array(table["author_id"].to_pylist()), return_inverse=True)
    category = np.zeros(len(names), np.int64)
    category[account] = np.unique(np.array(table["account_category"].to_pylist()), return_inverse=True)[1]
    text = table["text"].combine_chunks().dictionary_encode()
    number = text.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    second = table["posted_at"].to_numpy().astype("datetime64[s]").astype(np.int64)
    return Material(account, second, category, things(text.dictionary.to_pylist(), number))


def things(texts: list[str], number: np.ndarray) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Texts that read the same, texts that are nearly equal, and hashtags in them. number: [rows], the text of each."""
    keys = [text_key(text) for text in texts]
    stands: dict[str, str] = {}
    for key, text in zip(keys, texts, strict=True):
        if key:
            stands[key] = min(text, stands.get(key, text))
    distinct = sorted(stands)
    place = {key: x for x, key in enumerate(distinct)}
    same = np.array([place.get(key, -1) for key in keys])
    near = near_duplicates(
        [folded(stands[key]) for key in distinct], jaccard=SIMILAR, rng=np.random.default_rng(SEED)
    ).group
    near = np.append(np.where(np.bincount(near)[near] > 1, near, -1), -1)
    tags: dict[str, int] = {}
    tagged = [{tags.setdefault(tag.casefold(), len(tags)) for tag in re.findall(r"#(\w+)", text)} for text in texts]
    counts = np.array([len(own) for own in tagged])
    start, flat = np.cumsum(counts) - counts, np.array([tag for own in tagged for tag in sorted(own)])
    each = counts[number]
    steps = np.arange(each.sum()) - np.repeat(np.cumsum(each) - each, each)
    rows = np.arange(len(number))
    return {
        "text": (rows[same[number] >= 0], same[number][same[number] >= 0]),
        "near_text": (rows[near[same[number]] >= 0], near[same[number]][near[same[number]] >= 0]),
        "hashtag": (np.repeat(rows, each), flat[np.repeat(start[number], each) + steps]),
    }


def described(material: Material) -> None:
    """What the table is to be read against: the accounts of each category, and all pairs that were ever near."""
    shares = only(material, "text")
    print(f"{len(material.account):,} rows, accounts by category {np.bincount(material.category).tolist()}")
    near, texts = near_pairs(shares)
    for least in (1, 3):
        pairs = near[texts >= least]
        same = within(material.category, shares.accounts, pairs) / len(pairs)
        reached = len(np.unique([pairs // shares.accounts, pairs % shares.accounts]))
        print(
            f"near on {least} texts or more: {len(pairs):,} pairs of {reached} accounts, within one category {same:.3f}"
        )
    for name, part in parts(material).items():
        shares = only(part, "text")
        base = learnt(shares.account, shares.object, shares.at_seconds).base_rate
        print(
            f"{name}: {len(shares.account):,} shares of {len(np.unique(shares.account))} accounts, base rate {base:.3f}"
        )
    for kind, (rows, _) in material.things.items():
        print(f"{kind}: {len(rows):,} shares")


def near_pairs(shares: Shares) -> tuple[np.ndarray, np.ndarray]:
    with patch.object(peers, "WINDOW", Rule().reach):
        return peers.co_shares(shares)


def parts(material: Material) -> dict[str, Material]:
    """The file by year, the months of the prototype, and all but two days."""
    years = {str(year): between(material, str(year), str(year + 1)) for year in (2015, 2016, 2017)}
    day = material.second.astype("datetime64[s]").astype("datetime64[D]")
    other = chosen(material, ~np.isin(day, np.array(TWO_DAYS, "datetime64[D]")))
    return years | {
        f"{MONTHS[0]} to 2017-02 only": between(material, *MONTHS),
        f"without {' and '.join(TWO_DAYS)}": other,
    }


def only(material: Material, kind: str) -> Shares:
    rows, thing = material.things[kind]
    thing = np.unique(thing, return_inverse=True)[1]
    none = np.zeros(int(thing.max()) + 1, np.int64)
    second = material.second[rows] - material.second.min()
    return Shares(material.account[rows], thing, second, none, none, len(material.category))


def by_control(material: Material) -> Iterator[tuple[str, Named, tuple[str, str]]]:
    text, near, everything = ("text",), ("text", "near_text"), tuple(material.things)
    outside = samples(material)
    own = "near-miss control, "
    yield f"{own}text", *controlled(material, text)
    yield f"{own}text and near_text", *controlled(material, near)
    yield f"{own}text, near_text and hashtag", *controlled(material, everything)
    for name, sample in outside.items():
        yield f"{own}text, rates of {name}", *controlled(material, text, sample)
    same_platform = next(iter(outside.values()))
    yield f"{own}text and near_text, rates of reference A", *controlled(material, near, same_platform)
    *_, months, other = parts(material).items()
    for name, part in (other, months):
        yield f"{own}text, {name}", *controlled(part, text)
    yield f"{own}text, {months[0]}, rates of reference A", *controlled(months[1], text, same_platform)


def between(material: Material, begin: str, past: str) -> Material:
    at = material.second.astype("datetime64[s]")
    return chosen(material, (at >= np.datetime64(begin)) & (at < np.datetime64(past)))


def chosen(material: Material, used: np.ndarray) -> Material:
    """The material with the rows marked only."""
    some = {kind: (rows[used[rows]], thing[used[rows]]) for kind, (rows, thing) in material.things.items()}
    return replace(material, things=some)


def samples(material: Material) -> dict[str, rates.Norm]:
    """Class rates from other shares: two samples of other material, and half of the accounts of this."""
    drawn = np.random.default_rng(SEED).permutation(len(material.category)) < len(material.category) // 2
    shares = only(material, "text")
    half = drawn[shares.account]
    return {
        "reference A (coordination/russian_coord_tweets)": outside("russian_coord_tweets"),
        "reference B (coordination/german_elections_url)": outside("german_elections_url"),
        "a random half of the accounts": learnt(shares.account[half], shares.object[half], shares.at_seconds[half]),
    }


def outside(name: str) -> rates.Norm:
    """Class rates of a sample of shares, its times cut to minutes as those of the file are."""
    table = pq.read_table(DATA / "coordination" / f"{name}.parquet")
    account, thing = (
        np.unique(np.array(table[column].to_pylist()), return_inverse=True)[1] for column in ("account_id", "object_id")
    )
    return learnt(account, thing, table["timestamp_share"].to_numpy().astype(np.int64) // MINUTE * MINUTE)


def learnt(account: np.ndarray, thing: np.ndarray, second: np.ndarray) -> rates.Norm:
    shares = order(account, thing, second, Rule())
    return rates.norm(shares, np.full(len(shares.own_start) - 1, -1, np.int64))


def controlled(
    material: Material, kinds: Sequence[str], sample: rates.Norm | None = None
) -> tuple[Named, tuple[str, str]]:
    """What the control names, all layers considered, and the pairs and groups of its placebo."""
    layers = [layer(material, kind) for kind in kinds]
    with held_to(sample):
        found = look(layers, Rule(), np.random.default_rng(SEED), 1)
    moved = [one.moved for one in found.seen]
    placebo = (str(sum(one.significant for one in moved)), str(sum(len(one.groups) for one in moved)))
    return of_control(found, material.category), placebo


def held_to(sample: rates.Norm | None) -> AbstractContextManager[object]:
    """Within it, class rates are those of the sample; all else is estimated from the material, given these."""
    if sample is None:
        return nullcontext()
    return patch.object(rates, "_shrunk", lambda fast, near: (sample.rates.by_class, sample.base_rate))


def layer(material: Material, kind: str) -> Layer:
    shares = only(material, kind)
    sort = np.lexsort((shares.account, shares.at_seconds, shares.object))
    account, thing = (column[sort].astype(np.int32) for column in (shares.account, shares.object))
    return Layer(kind, account, thing, 0, shares.at_seconds[sort], np.empty(0, np.int64), MINUTE)


def of_control(found: Found, category: np.ndarray) -> Named:
    """Significant pairs of any layer, and the groups; a layer without a public to compare with names nothing."""
    seen = [one for one in found.seen if one.result.compared]
    pairs: list[int] = []
    across = []
    for one in seen:
        tested = one.result.pairs
        for x in np.flatnonzero(tested.significant):
            pairs.append(int(tested.left[x]) * len(category) + int(tested.right[x]))
            if category[tested.left[x]] != category[tested.right[x]]:
                across.append(f"{tested.hits[x]} of {tested.episodes[x]}, {tested.expected[x]:.0f} expected")
    groups = [joint.members for joint in found.groups if any(one.result.compared for one, _ in joint.parts)]
    return Named(np.unique(np.array(pairs, np.int64)), groups, found.seen[0].result.base_rate, tuple(across))


def by_peers(material: Material) -> Iterator[tuple[str, Named, tuple[str, str]]]:
    shares = only(material, "text")
    steps = Rule().reach // 2 // MINUTE
    moves = MINUTE * np.random.default_rng(SEED).integers(-steps, steps + 1, len(shares.account))
    moved = peer_rules(replace(shares, at_seconds=shares.at_seconds + moves - moves.min()))
    for rule, named in peer_rules(shares).items():
        other = moved[rule].pairs
        same = within(material.category, shares.accounts, other) / max(1, len(other))
        yield rule, named, (f"{len(other):,} ({same:.3f})", f"{len(moved[rule].groups):,}")


def peer_rules(shares: Shares) -> dict[str, Named]:
    pairs, objects = peers.co_shares(shares)
    found = {f"at least {n} within 60 s": pairs[objects >= n] for n in (1, 2, 5)}
    pairs, weights = peers.coortweet(shares)
    for quantile in (0.5, 0.95):
        found[f"CooRTweet, edges above quantile {quantile}"] = pairs[weights > np.quantile(weights, quantile)]
    found["TF-IDF cosine, top 1 % (uses no times)"] = peers.tf_idf(shares)[0]
    return {rule: Named(keys, grouped(keys, shares.accounts)) for rule, keys in found.items()}


def grouped(pairs: np.ndarray, accounts: int) -> list[np.ndarray]:
    """What hangs together, three accounts or more."""
    left, right = ((pairs // accounts).astype(np.int32), (pairs % accounts).astype(np.int32))
    return [members for members in numbered_components(left, right) if len(members) >= 3]


def cells(category: np.ndarray, named: Named) -> Iterator[str]:
    accounts, pairs = len(category), named.pairs
    yield "" if np.isnan(named.base_rate) else f"{named.base_rate:.3f}"
    yield f"{len(pairs):,}"
    same = within(category, accounts, pairs)
    if len(pairs):
        share = wilson(same, len(pairs), unit="share of pairs")
        yield f"{same:,}: {share.value:.3f} [{share.low:.3f}, {share.high:.3f}]"
    else:
        yield "-"
    reached = np.unique(np.concatenate([pairs // accounts, pairs % accounts, *named.groups]))
    yield f"{len(reached):,}"
    members = sum(len(group) for group in named.groups)
    commonest = sum(int(np.bincount(category[group]).max()) for group in named.groups)
    yield f"{len(named.groups)} ({members:,}; {commonest:,})"


def within(category: np.ndarray, accounts: int, pairs: np.ndarray) -> int:
    return int((category[pairs // accounts] == category[pairs % accounts]).sum())


if __name__ == "__main__":
    main()
