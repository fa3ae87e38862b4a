"""How much more often a trait occurs in an audience than in a reference, with like compared to like."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray

from undertow.errors import BadSetting, TooLittleData

Counts = NDArray[np.float64]
Codes = NDArray[np.int64]
#: Accounts of a side that are looked at for shared texts; more are drawn down to so many.
MOST_KEYS = 100_000
_ORDINARY = NormalDist()


@dataclass(frozen=True, slots=True)
class RiskRatio:
    """How many times as frequent a trait is in the audience, its interval, and a p-value for no difference."""

    value: float
    low: float
    high: float
    p_value: float


@dataclass(frozen=True, slots=True)
class SharedKeys:
    """The share of accounts whose text another account has too, in random samples of equal `size` from either side.

    expected, expected_low, expected_high: mean and 95 % range of the audience's share when the labels 'audience' and
    'reference' are dealt anew within strata; p_value: one-sided, of those deals and the observed one.
    """

    audience: float
    reference: float
    size: int
    expected: float
    expected_low: float
    expected_high: float
    p_value: float


def risk_ratio(
    audience_hits: ArrayLike,
    audience_total: ArrayLike,
    reference_hits: ArrayLike,
    reference_total: ArrayLike,
    *,
    level: float = 0.95,
) -> RiskRatio:
    """The risk ratio common to all strata, with its interval and the p-value of the Mantel-Haenszel test.

    One count per stratum in each argument; strata with one side only say nothing. Where one side has no hit at all,
    half a hit among one more account is added to both sides of the largest stratum, for ratio and interval only.
    The test is two-sided with a continuity correction, conditional on the hits of each stratum.
    Raises: TooLittleData when no stratum holds both sides; BadSetting for more hits than accounts.
    Source: Greenland & Robins (1985), doi:10.2307/2530643 (ratio, interval); Mantel & Haenszel (1959) (test).
    """
    table = _both_sides(audience_hits, audience_total, reference_hits, reference_total)
    p_value = _mantel_haenszel(*table)
    if not table[0].sum() and not table[2].sum():
        return RiskRatio(1.0, 0.0, float("inf"), 1.0)
    ratio, error = _ratio(*_without_zero(*table))
    half = _ORDINARY.inv_cdf(0.5 + level / 2) * error
    return RiskRatio(ratio, ratio * exp(-half), ratio * exp(half), p_value)


def expected_share(audience_total: ArrayLike, reference_hits: ArrayLike, reference_total: ArrayLike) -> float:
    """The share that the trait would have in the audience if each stratum had the rate of the reference.

    One count per stratum; only strata with reference accounts count.
    Raises: TooLittleData when no stratum holds both sides.
    Source: direct standardisation, Rothman, Greenland & Lash (2008), Modern Epidemiology, ch. 4.
    """
    totals = np.asarray(audience_total, dtype=np.float64)
    _, own, hits, other = _both_sides(np.zeros_like(totals), totals, reference_hits, reference_total)
    return float((own * hits / other).sum() / own.sum())


def rarefied(keys: ArrayLike, size: int) -> float:
    """The expected share of accounts whose key another one has too, in a random sample of `size` of the accounts.

    keys: one number per account, equal for equal texts; negative where there is no text, which matches nothing.
    Raises: TooLittleData when there are fewer accounts than `size`.
    Source: rarefaction, Hurlbert (1971), doi:10.2307/1934145.
    """
    values = np.asarray(keys, dtype=np.int64)
    if not 1 <= size <= len(values):
        raise TooLittleData(f"A sample of {size} cannot be drawn from {len(values)} accounts. Lower the size.")
    held = np.unique(values[values >= 0], return_counts=True)[1].astype(np.int64)
    return _shared(np.bincount(held), len(values), size)


def shared_by_chance(
    audience_keys: ArrayLike,
    reference_keys: ArrayLike,
    rng: Generator,
    *,
    strata: tuple[ArrayLike, ArrayLike] | None = None,
    draws: int = 199,
) -> SharedKeys:
    """Whether more accounts of the audience share a text with one another than labels dealt at random would give.

    keys: as in `rarefied`, numbered alike on both sides. strata: labels are dealt within them; audience accounts without
    support are left out. Sides of more than MOST_KEYS accounts are drawn down to that.
    Raises: TooLittleData without accounts on either side.
    Source: Hurlbert (1971); permutation p, Phipson & Smyth (2010), doi:10.2202/1544-6115.1585.
    """
    own, other = (np.asarray(keys, dtype=np.int64) for keys in (audience_keys, reference_keys))
    cells = strata if strata is not None else (np.zeros(len(own)), np.zeros(len(other)))
    own_cell, other_cell = (np.asarray(cell, dtype=np.int64) for cell in cells)
    own, own_cell = _drawn_down(own[own_cell >= 0], own_cell[own_cell >= 0], rng)
    other, other_cell = _drawn_down(other, other_cell, rng)
    if not len(own) or not len(other):
        raise TooLittleData(f"{len(own)} audience and {len(other)} reference accounts cannot be compared. Give both.")
    size = min(len(own), len(other))
    seen, dealt = rarefied(own, size), rarefied(other, size)
    deals = _deals((own, other), (own_cell, other_cell), size, draws, rng)
    at_least = int((deals[:, 0] - deals[:, 1] >= seen - dealt - 1e-12).sum())
    low, high = np.quantile(deals[:, 0], [0.025, 0.975])
    return SharedKeys(
        seen, dealt, size, float(deals[:, 0].mean()), float(low), float(high), (at_least + 1) / (draws + 1)
    )


def _both_sides(*counts: ArrayLike) -> tuple[Counts, Counts, Counts, Counts]:
    own_hits, own, other_hits, other = (np.asarray(count, dtype=np.float64) for count in counts)
    if (own_hits > own).any() or (other_hits > other).any():
        raise BadSetting("A stratum has more hits than accounts. Count hits among the accounts of the same stratum.")
    both = (own > 0) & (other > 0)
    if not both.any():
        raise TooLittleData("No stratum holds accounts of both sides, so nothing can be compared. Widen the strata.")
    return own_hits[both], own[both], other_hits[both], other[both]


def _mantel_haenszel(own_hits: Counts, own: Counts, other_hits: Counts, other: Counts) -> float:
    both, hits = own + other, own_hits + other_hits
    expected = own * hits / both
    variance = float((own * other * hits * (both - hits) / (both**2 * np.maximum(both - 1, 1))).sum())
    if variance <= 0:
        return 1.0
    away = max(0.0, abs(float((own_hits - expected).sum())) - 0.5)
    return 2 * _ORDINARY.cdf(-away / sqrt(variance))


def _without_zero(own_hits: Counts, own: Counts, other_hits: Counts, other: Counts) -> tuple[Counts, ...]:
    if own_hits.sum() and other_hits.sum():
        return own_hits, own, other_hits, other
    largest = np.arange(len(own)) == np.argmax(own + other)
    return own_hits + largest / 2, own + largest, other_hits + largest / 2, other + largest


def _ratio(own_hits: Counts, own: Counts, other_hits: Counts, other: Counts) -> tuple[float, float]:
    """The common risk ratio and the standard error of its logarithm."""
    both, hits = own + other, own_hits + other_hits
    above, below = float((own_hits * other / both).sum()), float((other_hits * own / both).sum())
    spread = float(((own * other * hits - own_hits * other_hits * both) / both**2).sum())
    return exp(log(above) - log(below)), sqrt(max(spread, 0.0) / (above * below))


def _drawn_down(keys: Codes, cell: Codes, rng: Generator) -> tuple[Codes, Codes]:
    if len(keys) <= MOST_KEYS:
        return keys, cell
    kept = np.sort(rng.choice(len(keys), MOST_KEYS, replace=False))
    return keys[kept], cell[kept]


def _shared(groups_of: Codes, accounts: int, size: int) -> float:
    """groups_of[c] texts are held by c accounts each; the chance that a drawn account meets another with its text."""
    from scipy.special import gammaln

    held = np.flatnonzero(groups_of[2:]) + 2
    if not len(held) or size < 2:
        return 0.0
    groups = groups_of[held]
    alone = np.zeros(len(held))
    possible = accounts - held >= size - 1
    rest = (accounts - held[possible]).astype(np.float64)
    alone[possible] = np.exp(
        gammaln(rest + 1) - gammaln(rest - size + 2) - gammaln(accounts) + gammaln(accounts - size + 1)
    )
    return float((groups * held * (1 - alone)).sum() / accounts)


def _deals(
    keys: tuple[Codes, Codes], cells: tuple[Codes, Codes], size: int, draws: int, rng: Generator
) -> NDArray[np.float64]:
    """Shares of both sides under labels dealt anew, shape (draws, 2). Only accounts whose text occurs twice are dealt."""
    joined, cell = np.concatenate(keys), np.concatenate(cells)
    _, inverse, held = np.unique(joined, return_inverse=True, return_counts=True)
    twice = (joined >= 0) & (held[inverse] > 1)
    key = np.unique(inverse[twice], return_inverse=True)[1]
    order = np.lexsort((rng.random(twice.sum()), cell[twice]))
    key, kept_cell = key[order], cell[twice][order]
    strata, all_in = np.unique(cell, return_counts=True)
    own_in = np.array([(cells[0] == one).sum() for one in strata])
    starts = np.searchsorted(kept_cell, np.append(strata, strata[-1] + 1))
    result = np.zeros((draws, 2))
    accounts = (len(keys[0]), len(keys[1]))
    for draw in range(draws):
        own = np.zeros(len(key), dtype=bool)
        for place in range(len(strata)):
            length = int(starts[place + 1] - starts[place])
            if length:
                taken = rng.hypergeometric(own_in[place], all_in[place] - own_in[place], length)
                own[starts[place] + rng.permutation(length)[:taken]] = True
        for side, chosen in enumerate((own, ~own)):
            groups_of = np.bincount(np.bincount(key[chosen], minlength=1))
            result[draw, side] = _shared(groups_of, accounts[side], size)
    return result
