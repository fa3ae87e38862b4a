"""The statistics of an audience audit on a million followers and a million reference accounts, beside numpy's sort of them.

    python bench/audience.py [--quick]

Every step runs in a process of its own on columns held in files; CPU time is that of the process and its threads, peak
memory its largest resident set. The peer reads the same columns, sorts the creation days of both sides and counts them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import numpy as np
from measured import cost

SEED = 20261125
TRAITS = 16
LIMIT_SECONDS, LIMIT_MEGABYTES = 60, 2_000
STEPS = ("peer", "strata", "signals", "shared", "dates", "bands", "bound", "growth", "all")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the accounts")
    parser.add_argument("--step", choices=("make", "idle", "start", *STEPS))
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--accounts", type=int, default=1_000_000)
    options = parser.parse_args()
    if options.step:
        run(options.step, options.folder, options.accounts)
        return
    accounts = 100_000 if options.quick else options.accounts
    with tempfile.TemporaryDirectory() as name:
        compare(Path(name), accounts)


def compare(folder: Path, accounts: int) -> None:
    def step(name: str):
        return cost([sys.executable, __file__, "--step", name, "--folder", str(folder), "--accounts", str(accounts)])

    step("make")
    idle, start = step("idle"), step("start")
    costs = {name: step(name) for name in STEPS}
    print(f"{accounts:,} followers, {accounts:,} reference accounts; starting takes {start.cpu:.1f} s, taken off below")
    peer = max(costs["peer"].cpu - idle.cpu, 0.01)
    for name, found in costs.items():
        used = max(found.cpu - (idle if name == "peer" else start).cpu, 0.0)
        print(f"  {name:8} CPU {used:6.2f} s ({used / peer:6.1f} times the sort), peak {found.megabytes:6,.0f} MB")
    whole = costs["all"]
    print(
        f"  limits: {LIMIT_SECONDS} s, {LIMIT_MEGABYTES:,} MB; whole audit {whole.cpu:.1f} s, {whole.megabytes:,.0f} MB"
    )


def make(folder: Path, accounts: int) -> None:
    from undertow.synthetic.worlds.followers import Plan, plant, world
    from undertow.synthetic.worlds.profiles import profiles

    rng = np.random.default_rng(SEED)
    audience = plant(rng, world(rng, "shared_surge", followers=accounts, reference=accounts), Plan(0.05, 3))
    np.save(folder / "own_day.npy", audience.created)
    np.save(folder / "other_day.npy", audience.reference)
    for side, days in (("own", audience.created), ("other", audience.reference)):
        table = profiles(rng, accounts)
        np.save(folder / f"{side}_features.npy", np.column_stack([days, table.features()]).astype(np.float32))
        np.save(folder / f"{side}_traits.npy", np.tile(table.traits, TRAITS // 8))
        np.save(folder / f"{side}_key.npy", np.where(rng.random(accounts) < 0.3, -1, rng.zipf(1.4, accounts) % 10**6))


def run(step: str, folder: Path, accounts: int) -> None:
    if step == "make":
        make(folder, accounts)
        return
    if step == "idle":
        return
    if step == "peer":
        peer(folder)
        return
    for name in ("scipy.special", "sklearn.ensemble", "undertow.statistics.audience.date_scan"):
        import_module(name)
    if step == "start":
        return
    for name in STEPS[1:-1] if step == "all" else (step,):
        globals()[name](folder)


def load(folder: Path, name: str):
    return [np.load(folder / f"{side}_{name}.npy", mmap_mode="r") for side in ("own", "other")]


def matched(folder: Path):
    from undertow.statistics.audience.strata import creation_strata

    return creation_strata(*[1970 + days // 365.2425 for days in load(folder, "day")])


def peer(folder: Path) -> None:
    for days in load(folder, "day"):
        np.bincount(np.sort(days) - days.min())


def strata(folder: Path) -> None:
    matched(folder)


def signals(folder: Path) -> None:
    from undertow.statistics.audience.signals import expected_share, risk_ratio

    cells = matched(folder)
    kept, count = cells[0] >= 0, int(cells[1].max()) + 1
    totals = np.bincount(cells[0][kept], minlength=count), np.bincount(cells[1], minlength=count)
    own, other = load(folder, "traits")
    for column in range(own.shape[1]):
        hits = (
            np.bincount(cells[0][kept], own[kept, column], count),
            np.bincount(cells[1], other[:, column], count),
        )
        risk_ratio(hits[0], totals[0], hits[1], totals[1])
        expected_share(totals[0], hits[1], totals[1])


def shared(folder: Path) -> None:
    from undertow.statistics.audience.signals import shared_by_chance

    shared_by_chance(*load(folder, "key"), np.random.default_rng(SEED), strata=matched(folder))


def dates(folder: Path) -> None:
    from undertow.statistics.audience.date_scan import scan_dates

    found = scan_dates(*load(folder, "day"), alpha=0.025)
    print(found.batches)


def bands(folder: Path) -> None:
    from undertow.statistics.audience.band_scan import scan_bands

    scan_bands(load(folder, "day")[0], alpha=0.025)


def bound(folder: Path) -> None:
    from undertow.statistics.audience.lower_bound import lower_bound

    lower_bound(*load(folder, "features"), *matched(folder), np.random.default_rng(SEED))


def growth(folder: Path) -> None:
    from undertow.statistics.audience.growth import follower_curve

    follower_curve(load(folder, "day")[0])


if __name__ == "__main__":
    main()
