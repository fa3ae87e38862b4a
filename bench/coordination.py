"""Exact pairs: CPU time against coordination-network-toolkit on the same rows, and time and memory on many rows.

    python bench/coordination.py [--quick]

Every step runs in a process of its own; CPU time is that of the process and its children, peak memory its largest
resident set. Loading is left out on both sides: the toolkit finds its SQLite file filled (and makes the indexes that its
computation makes), we find the case database filled. Starting Python, importing and opening is measured by itself and
taken off on both sides. Compared are the pairs and their weights, which is all that the toolkit returns; what the
delays, directions and times of native mode cost beyond that is printed below it.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

WINDOW = 60
SEED = 20261122


TITLES = {"pairs": "pairs and weights", "native": "all of native mode", "compat": "compat cnt, directed"}


class Cost(NamedTuple):
    cpu: float
    wall: float
    peak_gb: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the rows")
    options = parser.parse_args()
    few, many = (100_000, 1_000_000) if options.quick else (1_000_000, 10_000_000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        compare(folder, few)
        large = folder / "large.duckdb"
        run("make", large, many)
        for step in ("native", "placebo"):
            cost = run(step, large, folder / "large.parquet")
            print(
                f"{many:,} shares, {step}: CPU {cost.cpu:.1f} s, wall {cost.wall:.1f} s, peak {cost.peak_gb:.2f} GB (limit 4)"
            )
        print(f"  pairs of accounts: {count(folder / 'large-native.parquet'):,}")


def compare(folder: Path, shares: int) -> None:
    ours, theirs = folder / "small.duckdb", folder / "small.sqlite"
    run("make", ours, shares)
    run("fill", ours, theirs)
    start, idle = run("toolkit-start"), run("start", ours, folder / "small.parquet")
    toolkit = run("toolkit", theirs, folder / "toolkit.parquet")
    cpu = toolkit.cpu - start.cpu
    print(f"{shares:,} shares, window {WINDOW} s, heavy-tailed objects, compute step only")
    print(
        f"  coordination-network-toolkit 1.5.2: CPU {cpu:.1f} s and {start.cpu:.1f} s to start; wall {toolkit.wall:.1f} s"
    )
    for step in ("pairs", "native", "compat"):
        cost = run(step, ours, folder / "small.parquet")
        used = cost.cpu - idle.cpu
        limit = " (limit 0.100 at 1,000,000)" if step == "pairs" else ""
        print(
            f"  undertow, {TITLES[step]}: CPU {used:.1f} s and {idle.cpu:.1f} s to start; wall {cost.wall:.1f} s; "
            f"ratio {used / cpu:.3f}{limit}"
        )
    # In a process of its own: a child's peak memory is never below what its parent held when it began.
    sys.stdout.flush()
    run("same", folder)


def same(name: str) -> None:
    import pyarrow.parquet as pq

    folder, columns = Path(name), ("user_1", "user_2", "weight")
    table = pq.read_table(folder / "toolkit.parquet")
    wanted = set(zip(*(table[c].to_pylist() for c in columns), strict=True))
    table = pq.read_table(folder / "small-compat.parquet")
    found = set(zip(*(table[c].to_pylist() for c in columns), strict=True))
    native = pq.read_table(folder / "small-native.parquet")
    pairs = set(zip(native["left"].to_pylist(), native["right"].to_pylist(), strict=True))
    print(f"  same pairs and weights: {found == wanted} ({len(wanted):,} directed)")
    print(f"  same pairs in native mode: {pairs == {(one, two) for one, two, _ in wanted if one < two}}")


def run(step: str, *arguments: object) -> Cost:
    start = time.monotonic()
    quiet = None if step == "same" else subprocess.DEVNULL
    child = subprocess.Popen([sys.executable, __file__, "--step", step, *map(str, arguments)], stdout=quiet)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{step} ended with {child.returncode}")
    return Cost(used.ru_utime + used.ru_stime, time.monotonic() - start, used.ru_maxrss * 1024 / 1e9)


def count(path: Path) -> int:
    import pyarrow.parquet as pq

    return int(pq.read_metadata(path).num_rows)


def make(path: str, shares: str) -> None:
    """A case database with so many reposts: unequal accounts, popular objects, nights, topics, breaking news."""
    import duckdb
    import numpy as np
    import pyarrow as pa

    from undertow.synthetic.worlds.shares import world

    rows = int(shares)
    # The worlds of the calibration, 62 shares an account and 50 an object, scaled up; a post is reposted once by each.
    drawn = world(np.random.default_rng(SEED), "hard", accounts=rows // 62, objects=rows // 50, shares=rows * 3 // 2)
    _, first = np.unique(drawn.object * drawn.accounts + drawn.account, return_index=True)
    first = np.sort(first)[:rows]
    columns = {"a": drawn.account, "o": drawn.object, "s": drawn.at_seconds}
    numbers = pa.table({name: values[first] for name, values in columns.items()} | {"n": np.arange(1, len(first) + 1)})
    with duckdb.connect(path) as connection:
        connection.register("numbers", numbers)
        connection.execute(
            "CREATE TABLE shares AS SELECT 'm:' || (100000000 + a) AS account, 'repost' AS kind, 'm:' || (7000000000 + o) "
            "AS object, make_timestamp(1660000000000000 + s * 1000000) AS at, 's' AS at_precision, 'm:' || (9000000000 + n) "
            "AS post, repeat('f', 64) AS source_sha256, 'line ' || n AS row_ref, n AS row_index FROM numbers ORDER BY n"
        )


def fill(database: str, path: str) -> None:
    """The same shares as messages in the toolkit's own database, through its own loader."""
    import duckdb
    from coordination_network_toolkit.preprocess import preprocess_data

    with duckdb.connect(database, read_only=True) as connection:
        query = 'SELECT post, account, account, object, NULL, NULL, epoch("at"), NULL FROM shares ORDER BY row_index'
        found = connection.execute(query)

        def messages():  # type: ignore[no-untyped-def]  # its caller has no types
            while batch := found.fetchmany(50_000):
                for row in batch:
                    yield (*row[:-1], [])

        preprocess_data(path, messages())


def toolkit(path: str, result: str) -> None:
    import sqlite3

    import pyarrow as pa
    import pyarrow.parquet as pq
    from coordination_network_toolkit.compute_networks import compute_co_retweet_parallel

    compute_co_retweet_parallel(path, WINDOW, n_threads=2)
    rows = sqlite3.connect(path).execute("SELECT user_1, user_2, weight FROM co_retweet_network WHERE user_1 <> user_2")
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    pq.write_table(pa.table(dict(zip(("user_1", "user_2", "weight"), columns, strict=True))), result)


def measure(database: str, result: str, step: str) -> None:
    import numpy as np

    from undertow.analyses.coordination import Coordination
    from undertow.engines import connect

    # The toolkit knows no crowds; a bound that is never reached makes the pairs comparable.
    small = "small" in database
    analysis = Coordination(compat="cnt" if step == "compat" else "", crowd=10**9 if small else 300)
    engine = connect("duckdb", Path(database))
    tables = dict(engine.tables())
    if step == "placebo":
        for name, table in analysis.derive(tables, np.random.default_rng(SEED)).items():
            tables[name] = engine.hold(name, table)
        expression = analysis.measure(tables)["placebo"]
    else:
        expression = analysis.detail(tables)["edges"]
    target = Path(result)
    if step == "pairs":
        expression = expression.select("kind", "left", "right", "weight")
    if step == "start":
        engine.close()
        return
    engine.write(expression, target.with_name(f"{target.stem}-{step}.parquet"))
    engine.close()


def step(name: str, arguments: list[str]) -> None:
    if name in ("compat", "native", "placebo", "pairs", "start"):
        measure(arguments[0], arguments[1], name)
    elif name == "toolkit-start":
        import coordination_network_toolkit.compute_networks  # noqa: F401  # only to time its import
    else:
        {"make": make, "fill": fill, "toolkit": toolkit, "same": same}[name](*arguments)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        step(sys.argv[2], sys.argv[3:])
    else:
        main()
