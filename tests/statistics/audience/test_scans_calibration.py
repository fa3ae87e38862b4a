"""How often the date and the band scan find something where nothing was planted, and what they find of planted batches.

    pytest -m slow -s tests/statistics/audience/test_scans_calibration.py

Seeds from 271000 on were not used in designing the method. The printed tables are those of docs/methods/audience.md.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import beta

from tests.statistics.audience.real_accounts import GENUINE, PLAIN, created_days
from undertow.statistics.audience.band_scan import Band, band_scan
from undertow.statistics.audience.date_scan import DateScan, scan_dates
from undertow.synthetic.worlds.followers import Audience, Days, Plan, plant, world

pytestmark = pytest.mark.slow

ALPHA = 0.025
SIZES = (500, 2_000, 12_000)
#: (kind, share of the followers that its surge brings, worlds of each size): 1,050 in all.
NULL = [
    ("steady", 0.0, 60),
    ("shared_surge", 0.15, 60),
    *[
        (kind, share, 12)
        for kind in ("bell_2", "bell_3", "bell_5", "decay_4", "decay_6")
        for share in (0.03, 0.06, 0.15)
    ],
    *[(kind, 0.15, 10) for kind in ("bell_10", "bell_25", "bell_60")],
    *[(kind, 0.15, 10) for kind in ("viral", "late")],
]
#: Kinds whose dates are those of a batch: what the scan says of them is true of a batch, too.
LOOKALIKE = ("bell_1", "decay_1", "decay_2", "hard_2", "hard_3", "hard_5")
#: (days it took, shares of the audience), with a run for each size and seed.
POWER = [
    (1, (0.01, 0.02)),
    (2, (0.01, 0.02)),
    (3, (0.01, 0.02, 0.05, 0.1, 0.2)),
    (7, (0.02, 0.05, 0.1)),
    (14, (0.02, 0.05, 0.1, 0.2)),
    (45, (0.05, 0.1, 0.2)),
]
RUNS = 20
#: Runs of the cells on the edge: a batch of 2 % of 500 followers, ten accounts.
SMALLEST_RUNS = 200


def scanned(audience: Audience) -> tuple[DateScan, list[Band]]:
    dates = scan_dates(audience.created, audience.reference, alpha=ALPHA)
    return dates, band_scan(audience.created, alpha=ALPHA)


def bound(wrong: int, runs: int) -> float:
    return float(beta.ppf(0.95, wrong + 1, runs - wrong)) if wrong < runs else 1.0


def test_finds_no_batch_and_no_band_where_nothing_was_planted() -> None:
    print("\n| world | surge | followers | worlds | date alarms | rises seen, not told apart | band alarms |")
    print("|---|---|---|---|---|---|---|")
    seed, total = 271_000, np.zeros(3, int)
    for kind, share, worlds in NULL:
        for followers in SIZES:
            tally = np.zeros(3, int)
            for _ in range(worlds):
                dates, bands = scanned(world(np.random.default_rng(seed), kind, followers=followers, surge=share))
                tally += [bool(dates.batches), bool(dates.rises), bool(bands)]
                seed += 1
            print(
                f"| {kind} | {share:.0%} | {followers:,} | {worlds} | {tally[0]} | {tally[1]} | {tally[2]} |",
                flush=True,
            )
            total += tally
    runs = seed - 271_000
    for name, wrong in (("date", int(total[0])), ("band", int(total[2]))):
        print(
            f"{name} scan: {wrong} of {runs} with an alarm ({wrong / runs:.1%}; upper bound {bound(wrong, runs):.1%})"
        )
    assert runs >= 1_000
    assert total[0] <= ALPHA * runs
    assert total[2] <= ALPHA * runs


def test_says_how_often_a_surge_of_a_day_or_two_looks_like_a_batch() -> None:
    print("\n| world | followers | worlds | date scan calls it a batch | band alarms |\n|---|---|---|---|---|")
    bands_found = runs = 0
    for number, kind in enumerate(LOOKALIKE):
        for followers in SIZES:
            tally = np.zeros(2, int)
            for seed in range(6):
                rng = np.random.default_rng(273_000 + 100 * number + 10 * SIZES.index(followers) + seed)
                dates, bands = scanned(world(rng, kind, followers=followers))
                tally += [bool(dates.batches), bool(bands)]
            print(f"| {kind} | {followers:,} | 6 | {tally[0]} | {tally[1]} |", flush=True)
            bands_found, runs = bands_found + int(tally[1]), runs + 6
    assert bands_found <= ALPHA * runs


def test_finds_planted_batches_by_date() -> None:
    print("\n| days | share | followers | runs | date scan | excess / true | low end above the truth |")
    print("|---|---|---|---|---|---|---|")
    found: dict[tuple[int, float], list[float]] = {}
    for days, shares in POWER:
        for share in shares:
            for followers in SIZES:
                edge = followers == SIZES[0] and days <= 3 and share == 0.02
                runs = SMALLEST_RUNS if edge else RUNS
                power = np.array([_hit_by_date(share, days, followers, 274_000 + seed) for seed in range(runs)])
                ratios = power[power[:, 0] > 0, 1]
                ratio = f"{np.mean(ratios):.2f}" if len(ratios) else "-"
                rate = float(power[:, 0].mean())
                print(
                    f"| {days} | {share:.0%} | {followers:,} | {runs} | {rate:.3f} | {ratio} | {int(power[:, 2].sum())} |",
                    flush=True,
                )
                found.setdefault((days, share), []).append(rate)
    within_three = [rate for days in (1, 2, 3) for rate in found[days, 0.02]]
    print(f"2 % within three days: {np.mean(within_three):.3f}, least {min(within_three):.3f}")
    print(f"10 % over 14 days: {np.mean(found[14, 0.1]):.3f}, least {min(found[14, 0.1]):.3f}")
    assert min(within_three) >= 0.95
    assert np.mean(found[14, 0.1]) >= 0.8


def _hit_by_date(share: float, days: int, followers: int, seed: int) -> list[float]:
    """Found by dates, excess over the accounts planted, and whether the low end lies above them."""
    audience, truth = _planted(share, days, followers, seed)
    dates = scan_dates(audience.created, audience.reference, alpha=ALPHA)
    hits = [one for one in dates.batches if one.first_day <= truth.max() and truth.min() <= one.last_day]
    excess = sum(one.excess for one in hits)
    return [float(bool(hits)), excess / len(truth), float(sum(h.excess_low for h in hits) > len(truth))]


def test_finds_planted_batches_by_order() -> None:
    """Seeds from 74000 on, which were not used in designing the band scan."""
    print("\n| days | share | followers | band scan |\n|---|---|---|---|")
    for days, shares in POWER:
        for share in shares:
            for followers in SIZES:
                hits = []
                for seed in range(RUNS):
                    audience, truth = _planted(share, days, followers, 74_000 + seed)
                    bands = band_scan(audience.created, alpha=ALPHA)
                    hits.append(any(one.first_day <= truth.max() and truth.min() <= one.last_day for one in bands))
                print(f"| {days} | {share:.0%} | {followers:,} | {np.mean(hits):.2f} |", flush=True)
                assert followers < SIZES[2] or days > 3 or np.mean(hits) >= 0.8


def _planted(share: float, days: int, followers: int, seed: int) -> tuple[Audience, Days]:
    rng = np.random.default_rng(seed)
    audience = plant(rng, world(rng, "steady", followers=followers), Plan(share, days))
    return audience, audience.created[audience.planted > 0]


def test_finds_nothing_between_halves_of_real_accounts() -> None:
    print("\n| accounts | halves | date alarms | band alarms |\n|---|---|---|---|")
    date_alarms = band_alarms = runs = 0
    for name in GENUINE:
        days = created_days(name)
        tally = np.zeros(2, int)
        for seed in range(40):
            order = np.random.default_rng(275_000 + seed).permutation(len(days))
            own, other = days[order[: len(days) // 2]], days[order[len(days) // 2 :]]
            tally += [bool(scan_dates(own, other, alpha=ALPHA).batches), bool(band_scan(own, alpha=ALPHA))]
        print(f"| {PLAIN[name]} | 40 | {tally[0]} | {tally[1]} |", flush=True)
        date_alarms, band_alarms, runs = date_alarms + int(tally[0]), band_alarms + int(tally[1]), runs + 40
    assert date_alarms <= ALPHA * runs
    assert band_alarms <= ALPHA * runs
