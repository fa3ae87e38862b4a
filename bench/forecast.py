"""Whether what `undertow check` forecasts for coordination comes true: pairs and near events to come, seconds, memory.

Worlds of shares of three sizes, and one whose objects are few and popular. Run: python bench/forecast.py [--quick]
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from measured import cost, undertow

from undertow.case import Case
from undertow.synthetic.worlds.shares import START, world

#: accounts, objects, shares
SIZES = {"small": (400, 2_000, 20_000), "popular": (2_000, 500, 100_000), "middle": (4_000, 5_000, 250_000)}
LARGE = {"large": (20_000, 40_000, 2_000_000)}


def shares_file(path: Path, size: tuple[int, int, int]) -> None:
    """A world of shares as a Parquet file of four columns."""
    quiet = world(np.random.default_rng(9), "hard", *size)
    times = np.datetime64(START, "s").astype(np.int64) + quiet.at_seconds
    columns = {
        "object_id": pa.array([f"o{n}" for n in quiet.object.tolist()]),
        "account_id": pa.array([f"a{n}" for n in quiet.account.tolist()]),
        "content_id": pa.array([f"p{n}" for n in range(len(times))]),
        "timestamp_share": pa.array(times),
    }
    pq.write_table(pa.table(columns), path)


def main() -> None:
    sizes = SIZES if "--quick" in sys.argv else SIZES | LARGE
    print("| shares | forecast s | CPU s | forecast MB | peak MB | forecast near events | near events |")
    print("|---|---|---|---|---|---|---|")
    for size in sizes.values():
        with tempfile.TemporaryDirectory(prefix="undertow-bench-") as folder:
            case = Path(folder) / "case"
            shares_file(Path(folder) / "shares.parquet", size)
            cost(undertow("new", case))
            cost(undertow("-C", case, "add", Path(folder) / "shares.parquet"))
            told = subprocess.run(undertow("-C", case, "check", "--json"), capture_output=True, text=True, check=True)
            (seen,) = (p for p in json.loads(told.stdout)["prospects"] if p["name"] == "coordination")
            taken = cost(undertow("-C", case, "run", "coordination"))
            run = Case.open(case).runs()[-1]
            near = sum(pq.read_table(case / "runs" / run.id / "near_layers.parquet")["near_events"].to_pylist())
            forecast = seen["work"].split(" and ")[1].split()[0]
            print(
                f"| {size[2]:,} | {seen['seconds']:.0f} | {taken.cpu:.0f} | {seen['megabytes']:,.0f} | {taken.megabytes:,.0f} "
                f"| {forecast} | {near:,} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
