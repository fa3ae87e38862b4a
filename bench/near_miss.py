"""The near-miss control on many shares, one object in ten million shared a million times; and DuckDB's sort of the same rows.

    python bench/near_miss.py [--quick | --large]

Every step runs in a process of its own; CPU time is that of the process and its threads, peak memory its largest resident
set. Reading the rows and starting (importing, loading what numba compiled) is measured by itself and taken off the CPU
time of the control, not off its memory. DuckDB reads the same Parquet file, sorts it by object and second, and counts the
shares of each object; starting it is taken off too.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from measured import Cost, cost, size

SEED = 20261124
DAY = 86_400
LARGE = 100_000_000
LIMIT_MICROSECONDS, LIMIT_MEGABYTES = 10, 2_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the rows")
    parser.add_argument(
        "--large", action="store_true", help="only 100 million rows, sorted by DuckDB within 2 GB first"
    )
    options = parser.parse_args()
    if options.large:
        with tempfile.TemporaryDirectory() as name:
            large(Path(name))
        return
    rows = 1_000_000 if options.quick else 10_000_000
    with tempfile.TemporaryDirectory() as name:
        compare(Path(name), rows)


def compare(folder: Path, rows: int) -> None:
    parquet, told = folder / "shares.parquet", folder / "told.json"
    run("make", parquet, rows)
    run("start", parquet)  # compiles what is not compiled yet
    start, ours = run("start", parquet), run("detect", parquet, told)
    idle, sort = run("duckdb-start", parquet), run("duckdb", parquet)
    used, reference = ours.cpu - start.cpu, sort.cpu - idle.cpu
    found = json.loads(told.read_text(encoding="utf-8"))
    each = 1e6 * used / rows
    print(f"{rows:,} shares ({size(parquet)} of Parquet), one object shared {rows // 10:,} times")
    print(
        f"  near-miss control: CPU {used:.1f} s and {start.cpu:.1f} s to start and read; wall {ours.wall:.1f} s; "
        f"{each:.1f} us per row (limit {LIMIT_MICROSECONDS}), {used / found['rounds'] / rows * 1e6:.1f} per round; "
        f"peak {ours.megabytes:,.0f} MB (limit {LIMIT_MEGABYTES:,})"
    )
    print(
        f"  DuckDB, scan, sort and count: CPU {reference:.1f} s; wall {sort.wall:.1f} s; peak {sort.megabytes:,.0f} MB"
    )
    print(f"  ratio of CPU {used / reference:.1f}")
    for stage, seconds in found["stages"].items():
        print(f"  of which {stage}: {seconds:.1f} s")
    print(
        f"  first shares {found['shares']:,}, in crowds {found['crowded']:,}; near events {found['near']:,}; "
        f"pairs tested {found['testable']:,}; pairs found {found['pairs']}; groups {found['groups']}"
    )


def large(folder: Path) -> None:
    """A hundred million shares, made, sorted and gone through; the memory of the largest process of each step."""
    drawn, parquet, told = folder / "drawn.parquet", folder / "shares.parquet", folder / "told.json"
    run("make-large", drawn)
    sort = run("sort-large", drawn, parquet)
    ours = run("detect", parquet, told)
    found = json.loads(told.read_text(encoding="utf-8"))
    print(f"{LARGE:,} shares ({size(drawn)} of Parquet), one object shared {LARGE // 10:,} times")
    print(
        f"  first shares in order, DuckDB: CPU {sort.cpu:.0f} s; wall {sort.wall:.0f} s; peak {sort.megabytes:,.0f} MB"
    )
    print(f"  near-miss control: CPU {ours.cpu:.0f} s; wall {ours.wall:.0f} s; peak {ours.megabytes:,.0f} MB")
    print(f"  {1e6 * (sort.cpu + ours.cpu) / LARGE:.1f} us of CPU per row; {found}")


def run(step: str, *arguments: object) -> Cost:
    """What a step of this file took in a process of its own."""
    return cost([sys.executable, __file__, "--step", step, *map(str, arguments)])


def make(path: str, rows: str) -> None:
    """A world in which nobody acts together, and a tenth of all shares of one object within a day."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    from undertow.synthetic.worlds.shares import world

    rng = np.random.default_rng(SEED)
    total = int(rows)
    viral = total // 10
    # Only the first share by each account counts: most sharers of the viral object are accounts of their own.
    accounts = 15 * total // 1000
    drawn = world(rng, "hard", accounts=accounts, objects=total // 40, shares=total - viral)
    second = drawn.at_seconds.min() + rng.exponential(DAY / 4, viral).astype(np.int64)
    shuffled = rng.permutation(total)
    sharers = rng.permutation(accounts + viral)[:viral]
    columns = {
        "account": np.concatenate([drawn.account, sharers]).astype(np.int32),
        "object": np.concatenate([drawn.object, np.full(viral, drawn.objects)]).astype(np.int32),
        "second": np.concatenate([drawn.at_seconds, second]),
    }
    pq.write_table(pa.table({name: column[shuffled] for name, column in columns.items()}), path)


def make_large(path: str) -> None:
    """Accounts and objects of unequal weight, shares log-normally after publication, a tenth of one object in two days."""
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("SET memory_limit = '2GB'; SET preserve_insertion_order = false")
        connection.execute(f"SELECT setseed({SEED % 1000 / 1000})")
        spread = "exp(9.3 + 1.6 * (random() + random() + random() + random() + random() + random() - 3) * sqrt(2))"
        connection.execute(
            f"""
            COPY (
                SELECT (1500000 * power(random(), 2))::INTEGER AS account,
                       CASE WHEN n % 10 = 0 THEN 2500000 ELSE object END AS object,
                       CASE WHEN n % 10 = 0 THEN 864000 + (172800 * random())::BIGINT
                            ELSE (hash(object) % 2592000)::BIGINT + ({spread})::BIGINT END AS second
                FROM (SELECT range AS n, (2500000 * power(random(), 2.2))::INTEGER AS object FROM range({LARGE})))
            TO '{path}' (FORMAT parquet)"""
        )


def sort_large(drawn: str, path: str) -> None:
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '2GB'; SET temp_directory = '{path}.spill'")
        connection.execute(
            f"""
            COPY (SELECT account, object, min(second) AS second FROM read_parquet('{drawn}')
                  GROUP BY account, object ORDER BY object, second, account) TO '{path}' (FORMAT parquet)"""
        )


def detect(path: str, told: str) -> None:
    import time

    import numpy as np

    from undertow.statistics import near_miss
    from undertow.statistics.near_miss.ordered import Rule, order

    account, item, second = _read(path)
    began = time.process_time()
    shares = order(account, item, second, Rule())
    del account, item, second
    laid_out = time.process_time()
    found = near_miss.detect(shares, np.random.default_rng(SEED))
    summary = {
        "rounds": found.rounds,
        "shares": found.shares,
        "crowded": found.crowded,
        "near": found.near_events,
        "testable": found.testable,
        "pairs": found.significant,
        "groups": len(found.groups),
        "stages": {"laying out": laid_out - began, "detecting": time.process_time() - laid_out},
    }
    Path(told).write_text(json.dumps(summary), encoding="utf-8")


def start(path: str) -> None:
    """Reads the rows, and runs the control on eight shares."""
    import numpy as np

    from undertow.statistics import near_miss
    from undertow.statistics.near_miss.ordered import Rule, order

    _read(path)
    few = order([0, 1, 2] * 4, np.repeat(range(4), 3), [0, 5, 9, *range(90_000, 90_003)] * 2, Rule())
    near_miss.detect(few, np.random.default_rng(SEED))


def _read(path: str) -> list[Any]:
    import pyarrow.parquet as pq

    table = pq.read_table(path)
    return [table[column].to_numpy() for column in ("account", "object", "second")]


def duckdb(path: str) -> None:
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE s AS SELECT * FROM read_parquet('{path}') ORDER BY object, second")
        connection.execute("CREATE TABLE n AS SELECT object, count(*) AS shares FROM s GROUP BY object")


def duckdb_start(path: str) -> None:
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(f"SELECT account FROM read_parquet('{path}') LIMIT 1").fetchall()


STEPS: dict[str, Callable[..., None]] = {
    "make": make,
    "make-large": make_large,
    "sort-large": sort_large,
    "detect": detect,
    "start": start,
    "duckdb": duckdb,
    "duckdb-start": duckdb_start,
}

if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        STEPS[sys.argv[2]](*sys.argv[3:])
    else:
        main()
