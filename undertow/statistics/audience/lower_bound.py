"""At least which share of an audience was not drawn from the population that a reference was drawn from.

A learner looks for a region of features where the audience is denser than the reference, on one half of the accounts;
on the other half the share of the audience in that region, less that of the reference, bounds the share from below.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray

from undertow.errors import BadSetting, TooLittleData
from undertow.statistics.audience.strata import creation_strata

if TYPE_CHECKING:
    from sklearn.ensemble import ExtraTreesClassifier

Reals = NDArray[np.float64]
Ints = NDArray[np.int64]
#: Fewest accounts on each side.
FEWEST = 100
#: Accounts of a side that the learner sees, and on which a bound is taken, in one repeat; more are drawn down.
MOST_LEARNT, MOST_TESTED = 4_000, 20_000
TREES = 60
#: From this share on, references that should be alike are said to disagree.
DISAGREE = 0.05
_CUTS = np.linspace(0.05, 0.99, 60)


@dataclass(frozen=True, slots=True)
class AdjustedBound:
    """A bound less the largest that audiences known to be comparable reach against one another.

    rank_p: (1 + placebos at least as large as the bound) / (placebos + 1).
    """

    value: float
    rank_p: float
    placebos: int


@dataclass(frozen=True, slots=True)
class ReferenceBounds:
    """The bound of each reference against the pool of the others, at `size` accounts a side.

    disagree: whether at least half of them exceed DISAGREE, so that none of them can stand for all.
    """

    bounds: tuple[float, ...]
    size: int
    disagree: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """Accounts of one side: features (accounts, features) and strata."""

    features: Reals
    stratum: Ints

    def __len__(self) -> int:
        return len(self.stratum)

    def at(self, places: Ints) -> _Side:
        return _Side(self.features[places], self.stratum[places])


def lower_bound(
    audience_features: ArrayLike,
    reference_features: ArrayLike,
    audience_stratum: ArrayLike,
    reference_stratum: ArrayLike,
    rng: Generator,
    *,
    repeats: int = 3,
) -> float:
    """A lower bound, at 95 %, on the share of the audience that was not drawn from the reference population.

    features: shape (accounts, features), NaN where unknown. Strata as from `creation_strata`: the reference is weighted
    to the audience's, and audience accounts without support never count as excess. Each of `repeats` random halvings gives
    two bounds at half the level; their median is returned, 0 where it is negative.
    Raises: TooLittleData below FEWEST accounts on a side; BadSetting for features that do not fit.
    Source: a two-sample classification bound, Blanchard, Lee & Scott (2010), JMLR 11:2973; Newcombe (1998) interval 10;
    twice the median of p-values, Ruger (1978). Method and error rates: docs/methods/audience.md.
    """
    audience = _Side(np.asarray(audience_features, float), np.asarray(audience_stratum, np.int64))
    reference = _Side(np.asarray(reference_features, float), np.asarray(reference_stratum, np.int64))
    _check(audience, reference)
    bounds: list[float] = []
    for _ in range(repeats):
        own, other = (_halves(side, rng) for side in (audience, reference))
        for learnt in (0, 1):
            bounds.append(_bound((own[learnt], other[learnt]), (own[1 - learnt], other[1 - learnt]), rng))
    return max(0.0, float(np.median(bounds)))


def adjusted(bound: float, placebos: Sequence[float]) -> AdjustedBound:
    """The bound less the largest placebo bound, at least 0, and its rank among them.

    With fewer than 19 placebos rank_p cannot reach .05.
    Source: rank test, Phipson & Smyth (2010), doi:10.2202/1544-6115.1585; the difference is a description, and not a
    bound with a stated level.
    """
    at_least = sum(placebo >= bound for placebo in placebos)
    value = max(0.0, bound - max(placebos, default=0.0))
    return AdjustedBound(value, (1 + at_least) / (len(placebos) + 1), len(placebos))


def between_references(
    features: Sequence[ArrayLike],
    years: Sequence[ArrayLike],
    rng: Generator,
    *,
    size: int | None = None,
    repeats: int = 3,
) -> ReferenceBounds:
    """The lower bound of each reference audience against the pool of the others, all drawn down to the same size.

    features, years: one table and one array of creation years per reference. size: that of the audit's own sample; the
    smallest reference where that is smaller, or where it is not given.
    Raises: TooLittleData for fewer than two references.
    Source: placebo samples, Abadie, Diamond & Hainmueller (2010), doi:10.1198/jasa.2009.ap08746.
    """
    tables = [np.asarray(table, float) for table in features]
    created = [np.asarray(year, np.int64) for year in years]
    if len(tables) < 2:
        raise TooLittleData(f"{len(tables)} reference audiences cannot be set against one another. Add more.")
    smallest = min(len(table) for table in tables)
    drawn = min(smallest, size or smallest)
    bounds = []
    for left_out in range(len(tables)):
        own = rng.choice(len(tables[left_out]), drawn, replace=False)
        others = [place for place in range(len(tables)) if place != left_out]
        pool, pool_years = (np.concatenate([parts[place] for place in others]) for parts in (tables, created))
        other = rng.choice(len(pool), drawn, replace=False)
        strata = creation_strata(created[left_out][own], pool_years[other])
        bounds.append(lower_bound(tables[left_out][own], pool[other], *strata, rng, repeats=repeats))
    return ReferenceBounds(tuple(bounds), drawn, 2 * sum(bound >= DISAGREE for bound in bounds) >= len(bounds))


def _check(audience: _Side, reference: _Side) -> None:
    if min(len(audience), len(reference)) < FEWEST:
        raise TooLittleData(
            f"A bound needs {FEWEST} accounts on each side; there are {len(audience)} in the audience and "
            f"{len(reference)} in the reference."
        )
    shapes = audience.features.shape, reference.features.shape
    if shapes[0][1:] != shapes[1][1:] or len(audience.features) != len(audience):
        raise BadSetting(
            f"Features of shapes {shapes[0]} and {shapes[1]} do not fit. Give both sides the same columns."
        )


def _halves(side: _Side, rng: Generator) -> tuple[_Side, _Side]:
    order = rng.permutation(len(side))[: 2 * MOST_TESTED]
    return side.at(order[: len(order) // 2]), side.at(order[len(order) // 2 :])


def _bound(learnt: tuple[_Side, _Side], tested: tuple[_Side, _Side], rng: Generator) -> float:
    """One bound at half of 5 %: the region comes from `learnt` alone, the counts from `tested` alone."""
    own, other = (side.at(np.arange(min(len(side), MOST_LEARNT))) for side in learnt)
    weights = _weights(own.stratum, other.stratum)
    forest = _forest(own, other, weights, rng)
    score = np.asarray(forest.oob_decision_function_[:, 1])
    unseen = ~np.isnan(score)  # an account of much weight may have been drawn for every tree
    mine_unseen, others_unseen = unseen[: len(own)], unseen[len(own) :]
    cut = _best_cut(score[: len(own)][mine_unseen], score[len(own) :][others_unseen], weights[others_unseen])
    mine, others = tested
    inside, outside = (forest.predict_proba(side.features)[:, 1] > cut for side in tested)
    inside &= np.isin(mine.stratum, others.stratum)
    weight = _weights(mine.stratum, others.stratum)
    return float(
        _difference_low(inside.mean(), len(mine), float((weight * outside).sum()), 1 / float((weight**2).sum()))
    )


def _weights(audience: Ints, reference: Ints) -> Reals:
    """Weight of each reference account, adding up to 1, that gives the reference the strata of the audience."""
    strata = int(max(audience.max(), reference.max())) + 1
    own = np.bincount(audience[audience >= 0], minlength=strata)
    other = np.bincount(reference, minlength=strata)
    weight = np.asarray((own / np.maximum(other, 1))[reference], dtype=np.float64)
    return weight / weight.sum() if weight.sum() > 0 else np.full(len(reference), 1 / len(reference))


def _forest(own: _Side, other: _Side, weights: Reals, rng: Generator) -> ExtraTreesClassifier:
    """Trees with random cuts: as powerful here as a random forest, and four times as fast."""
    from sklearn.ensemble import ExtraTreesClassifier

    accounts = len(own) + len(other)
    forest = ExtraTreesClassifier(
        n_estimators=TREES,
        min_samples_leaf=2,
        max_features=1.0,
        bootstrap=True,
        oob_score=True,
        n_jobs=2,
        random_state=int(rng.integers(2**31)),
    )
    label = np.r_[np.ones(len(own)), np.zeros(len(other))]
    weight = np.r_[np.full(len(own), 1 / len(own)), weights] * accounts / 2
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Some inputs do not have OOB scores", category=UserWarning)
        return forest.fit(np.concatenate([own.features, other.features]), label, weight)


def _best_cut(own: Reals, other: Reals, weights: Reals) -> float:
    """The cut-off of the score with the highest bound on the accounts the learner saw, each scored by trees that did not."""
    cuts = np.quantile(np.concatenate([own, other]), _CUTS)
    shares = 1 - np.searchsorted(np.sort(own), cuts, side="right") / len(own)
    order = np.argsort(other)
    below = np.concatenate([[0.0], np.cumsum(weights[order])])
    others = below[-1] - below[np.searchsorted(other[order], cuts, side="right")]
    bounds = _difference_low(shares, len(own), others / weights.sum(), float(weights.sum() ** 2 / (weights**2).sum()))
    return float(cuts[int(np.argmax(bounds))])


def _difference_low(own: ArrayLike, accounts: float, other: ArrayLike, others: float) -> Reals:
    """Lower limit of the difference of two shares at 97.5 %, one-sided."""
    mine, theirs = np.asarray(own, float), np.clip(np.asarray(other, float), 0, 1)
    z = NormalDist().inv_cdf(0.975)
    low, high = _score(mine, accounts, z, -1), _score(theirs, others, z, 1)
    return np.asarray(mine - theirs - np.sqrt((mine - low) ** 2 + (high - theirs) ** 2))


def _score(share: Reals, trials: float, z: float, side: int) -> Reals:
    weight = 1 + z * z / trials
    half = z * np.sqrt(np.maximum(share * (1 - share), 0) / trials + z * z / (4 * trials * trials))
    return np.asarray(np.clip((share + z * z / (2 * trials) + side * half) / weight, 0, 1))
