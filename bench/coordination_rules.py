"""Rules for coordinated accounts on one world with planted groups: which pairs and accounts each names, and how many are right.

    python bench/coordination_rules.py [--seeds N]

The world is 'hard' of undertow.synthetic.worlds.shares: 4,000 accounts, 5,000 objects, 250,000 shares in 30 days, nine groups of 5
to 20 accounts (90 in all) that share 10 or 5 objects each. The other rules are re-implemented here in numpy from their
descriptions, so that all see the same rows: CooRTweet's weights are those of `detect_groups` (window 60 s, two shares at
least) and its edges those strictly above a quantile of the weights. Precision is '-' where a rule names nothing.
"""

from __future__ import annotations

import argparse
from itertools import combinations

import numpy as np

from undertow.statistics.multiplicity import benjamini_hochberg
from undertow.statistics.near_miss import Result, detect
from undertow.statistics.near_miss.ordered import Rule, order
from undertow.synthetic.worlds.shares import Pattern, Planted, Shares, plant, world

WINDOW = 60
LEVEL = 0.05
SIZES = (5,) * 4 + (10,) * 3 + (20,) * 2
FIRST_SEED = {10: 7500, 5: 7600}

#: Pairs as left * accounts + right, left below right; and accounts.
Named = tuple[np.ndarray, np.ndarray]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3, help="worlds of each kind; figures are means")
    options = parser.parse_args()
    tables = {objects: table(objects, options.seeds) for objects in FIRST_SEED}
    heads = [f"{n} objects: {what}" for n in tables for what in ("pair P", "pair R", "account P", "account R")]
    print(f"| rule | {' | '.join(heads)} |\n|---|{'---|' * len(heads)}")
    for rule in next(iter(tables.values())):
        cells = [shown(value) for rows in tables.values() for value in rows[rule]]
        print(f"| {rule} | {' | '.join(cells)} |")


def shown(value: float) -> str:
    return "-" if np.isnan(value) else f"{value:.3f}"


def table(objects: int, seeds: int) -> dict[str, np.ndarray]:
    """Means over worlds of pair precision and recall, account precision and recall, by rule."""
    rows: dict[str, list[list[float]]] = {}
    for seed in range(FIRST_SEED[objects], FIRST_SEED[objects] + seeds):
        rng = np.random.default_rng(seed)
        planted = plant(rng, world(rng, "hard"), Pattern(SIZES, objects))
        for rule, named in everything(planted.shares, seed).items():
            rows.setdefault(rule, []).append(scores(planted, named))
    return {rule: mean(np.array(each)) for rule, each in rows.items()}


def mean(rows: np.ndarray) -> np.ndarray:
    """Mean of each column over the worlds in which it is a number."""
    counted = ~np.isnan(rows)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(counted, rows, 0).sum(0) / counted.sum(0))


def scores(planted: Planted, named: Named) -> list[float]:
    accounts = planted.shares.accounts
    pairs = [left * accounts + right for group in planted.groups for left, right in combinations(group, 2)]
    members = [account for group in planted.groups for account in group]
    return [*precision_recall(named[0], pairs), *precision_recall(named[1], members)]


def precision_recall(found: np.ndarray, true: list[int]) -> tuple[float, float]:
    right = int(np.isin(found, true).sum())
    return right / len(found) if len(found) else float("nan"), right / len(true)


def everything(shares: Shares, seed: int) -> dict[str, Named]:
    ours = detect(order(shares.account, shares.object, shares.at_seconds, Rule()), np.random.default_rng(seed))
    fast = co_shares(shares)
    named = {
        "near-miss control, pairs": near_miss_pairs(shares, ours),
        "near-miss control, groups and their pairs": near_miss_groups(shares, ours),
        "at least 2 objects within 60 s": of_pairs(shares, fast, 2),
        "at least 5 objects within 60 s": of_pairs(shares, fast, 5),
    }
    keys, weights = coortweet(shares)
    for quantile in (0.5, 0.95):
        cut = np.quantile(weights, quantile)
        named[f"CooRTweet, edges above quantile {quantile}"] = with_accounts(shares, keys[weights > cut])
    return named | {"TF-IDF cosine, top 1 %": tf_idf(shares), "BiCM on (object, 60 s bin), BH .05": bicm(shares)}


def with_accounts(shares: Shares, keys: np.ndarray) -> Named:
    return keys, np.unique(np.concatenate([keys // shares.accounts, keys % shares.accounts]))


def near_miss_pairs(shares: Shares, ours: Result) -> Named:
    found = ours.pairs.significant
    return with_accounts(shares, ours.pairs.left[found].astype(np.int64) * shares.accounts + ours.pairs.right[found])


def near_miss_groups(shares: Shares, ours: Result) -> Named:
    found = ours.pairs.supporting
    keys = ours.pairs.left[found].astype(np.int64) * shares.accounts + ours.pairs.right[found]
    return keys, np.concatenate([np.empty(0, np.int64), *(group.members for group in ours.groups)])


def co_shares(shares: Shares) -> tuple[np.ndarray, np.ndarray]:
    """Pairs within the window on one object, and on how many objects each was."""
    left, right = rows_together(shares)
    once = np.unique(pair_keys(shares, left, right) * shares.objects + shares.object[left])
    return np.unique(once // shares.objects, return_counts=True)


def rows_together(shares: Shares) -> tuple[np.ndarray, np.ndarray]:
    """All pairs of shares of one object by two accounts at most the window apart, by position."""
    by_object = np.lexsort((shares.at_seconds, shares.object))
    item, second = shares.object[by_object], shares.at_seconds[by_object]
    found = []
    for step in range(1, len(item)):
        near = np.flatnonzero((item[step:] == item[:-step]) & (second[step:] - second[:-step] <= WINDOW))
        if not len(near):
            break
        found.append((by_object[near], by_object[near + step]))
    left, right = (np.concatenate(side) for side in zip(*found, strict=True))
    apart = shares.account[left] != shares.account[right]
    return left[apart], right[apart]


def pair_keys(shares: Shares, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    one, two = shares.account[left], shares.account[right]
    return np.asarray(np.minimum(one, two) * shares.accounts + np.maximum(one, two))


def of_pairs(shares: Shares, fast: tuple[np.ndarray, np.ndarray], least: int) -> Named:
    return with_accounts(shares, fast[0][fast[1] >= least])


def coortweet(shares: Shares, least: int = 2) -> tuple[np.ndarray, np.ndarray]:
    """Pairs and weights as CooRTweet counts them: pairs of shares of accounts with enough of them, before and after."""
    active = np.bincount(shares.account, minlength=shares.accounts) >= least
    left, right = rows_together(shares)
    kept = active[shares.account[left]] & active[shares.account[right]]
    left, right = left[kept], right[kept]
    contents = np.unique(np.concatenate([left, right]))
    enough = np.bincount(shares.account[contents], minlength=shares.accounts) >= least
    either = enough[shares.account[left]] | enough[shares.account[right]]
    return np.unique(pair_keys(shares, left[either], right[either]), return_counts=True)


def tf_idf(shares: Shares, top: float = 0.01) -> Named:
    """The most similar hundredth of all pairs that have an object in common."""
    from scipy.sparse import csr_matrix, diags

    size = (shares.accounts, shares.objects)
    counts = csr_matrix((np.ones(len(shares.account)), (shares.account, shares.object)), shape=size)
    sharers = np.maximum(np.bincount(counts.tocoo().col, minlength=shares.objects), 1)
    weighted = counts @ diags(np.log(shares.accounts / sharers))
    length = np.sqrt(np.asarray(weighted.power(2).sum(1)).ravel())
    scaled = diags(1 / np.maximum(length, 1e-12)) @ weighted
    cosine = np.triu((scaled @ scaled.T).toarray(), 1).ravel()
    common = np.flatnonzero(cosine)
    cut = np.quantile(cosine[common], 1 - top)
    return with_accounts(shares, common[cosine[common] >= cut])


def bicm(shares: Shares) -> Named:
    """Pairs in more common bins than the bipartite configuration model expects; Poisson tail, BH over all pairs."""
    from scipy.sparse import csr_matrix
    from scipy.stats import poisson

    bins = shares.object * (shares.at_seconds.max() // WINDOW + 1) + shares.at_seconds // WINDOW
    names, column = np.unique(bins, return_inverse=True)
    size = (shares.accounts, len(names))
    matrix = csr_matrix((np.ones(len(column)), (shares.account, column)), shape=size)
    matrix.data[:] = 1
    degree, times = np.unique(np.asarray(matrix.sum(0)).ravel(), return_counts=True)
    chance = fitted(np.asarray(matrix.sum(1)).ravel(), degree, times)
    expected = (chance * times) @ chance.T
    common = (matrix @ matrix.T).tocoo()
    above = common.row < common.col
    row, col, seen = common.row[above], common.col[above], common.data[above]
    q = benjamini_hochberg(poisson.sf(seen - 1, expected[row, col]), shares.accounts * (shares.accounts - 1) // 2)
    found = q <= LEVEL
    return with_accounts(shares, row[found].astype(np.int64) * shares.accounts + col[found])


def fitted(rows: np.ndarray, degree: np.ndarray, times: np.ndarray, rounds: int = 2000) -> np.ndarray:
    """Chance of a link between each account and a bin of each degree, whose sums are the observed degrees."""
    total = float(rows.sum())
    x, y = rows / np.sqrt(total), degree / np.sqrt(total)
    for _ in range(rounds):
        before = x
        x = rows / (times * y / (1 + np.outer(x, y))).sum(1)
        y = degree / (x[:, None] / (1 + np.outer(x, y))).sum(0)
        if np.allclose(before, x, rtol=1e-8):
            break
    odds = np.outer(x, y)
    return np.asarray(odds / (1 + odds))


if __name__ == "__main__":
    main()
