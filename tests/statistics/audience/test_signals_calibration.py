"""How often a trait is called an excess, or texts shared, where an audience differs from the reference by years alone.

    pytest -m slow -s tests/statistics/audience/test_signals_calibration.py

Seeds from 61000 on were not used in designing the method. The printed tables are those of docs/methods/audience.md.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.statistics.audience import real_accounts as real
from undertow.statistics.audience.signals import RiskRatio, risk_ratio, shared_by_chance
from undertow.statistics.audience.strata import creation_strata
from undertow.statistics.multiplicity import benjamini_hochberg
from undertow.synthetic.worlds.profiles import joined, profiles

pytestmark = pytest.mark.slow

Flags = NDArray[np.bool_]
Years = NDArray[np.int64]


def ratios(own: Flags, other: Flags, years: tuple[Years, Years], *, matched: bool) -> list[RiskRatio]:
    """The ratio of each column; unmatched: all accounts in one stratum."""
    strata = creation_strata(*years) if matched else (np.zeros(len(own), int), np.zeros(len(other), int))
    kept = strata[0] >= 0
    cells = int(strata[1].max()) + 1
    totals = np.bincount(strata[0][kept], minlength=cells), np.bincount(strata[1], minlength=cells)
    found = []
    for column in range(own.shape[1]):
        hits = np.bincount(strata[0][kept], own[kept, column], cells), np.bincount(strata[1], other[:, column], cells)
        if hits[0].sum() + hits[1].sum() >= 10:
            found.append(risk_ratio(hits[0], totals[0], hits[1], totals[1]))
    return found


def excesses(found: list[RiskRatio]) -> int:
    q_values = benjamini_hochberg([one.p_value for one in found])
    return int(sum(q <= 0.05 and one.low > 1 for q, one in zip(q_values, found, strict=True)))


def show(name: str, tally: dict[bool, list[list[RiskRatio]]]) -> None:
    for matched, runs in tally.items():
        wrong = sum(excesses(found) > 0 for found in runs)
        outside = np.mean([not one.low <= 1 <= one.high for found in runs for one in found])
        print(
            f"| {name} | {'matched' if matched else 'unmatched'} | {len(runs)} | {wrong} ({wrong / len(runs):.1%}) | {outside:.1%} |",
            flush=True,
        )


def test_years_alone_make_no_excess_once_matched() -> None:
    print("\n| accounts | arm | null audiences | with a false excess | intervals without 1 |\n|---|---|---|---|---|")
    generated: dict[bool, list[list[RiskRatio]]] = {True: [], False: []}
    for seed in range(61_000, 61_600):
        rng = np.random.default_rng(seed)
        own, other = profiles(rng, 1_000, tilt=float(rng.normal(0, 1.5))), profiles(rng, 2_000)
        for matched, runs in generated.items():
            runs.append(ratios(own.traits, other.traits, (own.year, other.year), matched=matched))
    show("generated", generated)
    tilted: dict[bool, list[list[RiskRatio]]] = {True: [], False: []}
    for seed in range(62_000, 62_200):
        rng = np.random.default_rng(seed)
        source = real.GENUINE[seed % 2]
        flags, years = np.column_stack(list(real.traits(source).values())), real.years(source)
        order = rng.permutation(len(years))
        pool, other = order[: len(order) // 2], order[len(order) // 2 :]
        weight = np.exp(rng.normal(0, 0.5) * (years[pool] - 2010))
        own = rng.choice(pool, len(pool) // 2, replace=False, p=weight / weight.sum())
        for matched, runs in tilted.items():
            runs.append(ratios(flags[own], flags[other], (years[own], years[other]), matched=matched))
    show("real, tilted", tilted)
    for tally in (generated, tilted):
        assert np.mean([excesses(found) > 0 for found in tally[True]]) <= 0.07


def test_bare_accounts_are_an_excess() -> None:
    print("\n| planted | runs | with an excess |\n|---|---|---|")
    for share in (0.02, 0.05, 0.1):
        hits = 0
        for seed in range(50):
            rng = np.random.default_rng(63_000 + seed)
            planted = round(1_000 * share)
            own = joined(profiles(rng, 1_000 - planted), profiles(rng, planted, made="bare"))
            other = profiles(rng, 2_000)
            hits += excesses(ratios(own.traits, other.traits, (own.year, other.year), matched=True)) > 0
        print(f"| {share:.0%} | 50 | {hits} |", flush=True)
    assert hits >= 45


def test_texts_shared_by_chance_are_called_so() -> None:
    """Popular phrases, more frequent among the young; the audience is younger than the reference."""
    print("\n| arm | null audiences | p <= .05 |\n|---|---|---|")
    counts = np.zeros(2, int)
    for seed in range(200):
        rng = np.random.default_rng(64_000 + seed)
        sides = profiles(rng, 400, tilt=2.0), profiles(rng, 700)
        keys = [
            np.where(s.year > 2016, rng.zipf(1.5, len(s)) % 5_000, rng.integers(10**4, 10**8, len(s))) for s in sides
        ]
        strata = creation_strata(sides[0].year, sides[1].year)
        for arm, cells in enumerate((strata, None)):
            counts[arm] += shared_by_chance(*keys, rng, strata=cells, draws=99).p_value <= 0.05
    print(f"| matched | 200 | {counts[0]} |\n| unmatched | 200 | {counts[1]} |")
    assert counts[0] <= 0.08 * 200


def test_trailing_digits_of_real_families_against_genuine_accounts() -> None:
    """The rule of the articles: how much of an audience it marks, and how much of what it marks was bought."""
    print(
        "\n| family | 4 digits or more: share, ratio | 8 or more: share, ratio | precision at 50/50 (4 digits) |\n|---|---|---|---|"
    )
    names = list(real.traits("genuine"))
    places = [names.index("4 digits"), names.index("8 digits")]
    other = np.column_stack(list(real.traits("genuine").values()))[:, places]
    print(f"| genuine | {other[:, 0].mean():.1%} | {other[:, 1].mean():.1%} | |")
    for family in (*real.FAMILIES, "INT"):
        own = np.column_stack(list(real.traits(family).values()))[:, places]
        years = real.years(family), real.years("genuine")
        strata = creation_strata(*years)
        cells = int(strata[1].max()) + 1
        kept = strata[0] >= 0
        totals = np.bincount(strata[0][kept], minlength=cells), np.bincount(strata[1], minlength=cells)
        told = []
        for column in (0, 1):
            hits = (
                np.bincount(strata[0][kept], own[kept, column], cells),
                np.bincount(strata[1], other[:, column], cells),
            )
            found = risk_ratio(hits[0], totals[0], hits[1], totals[1])
            told.append(f"{own[:, column].mean():.1%}, {found.value:.2f} [{found.low:.2f}, {found.high:.2f}]")
        precision = own[:, 0].mean() / (own[:, 0].mean() + other[:, 0].mean())
        print(f"| {real.PLAIN[family]} | {told[0]} | {told[1]} | {precision:.2f} |", flush=True)
