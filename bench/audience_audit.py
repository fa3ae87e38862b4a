"""The audience audit on invented lists: seconds of CPU and memory for an audience and references of a given size.

`python bench/audience_audit.py [followers] [references] [followers of a reference]`; by default 1,000,000 against one of 1,000,000.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from multiprocessing import Process
from pathlib import Path

import numpy as np
import pyarrow as pa

from undertow.analyses.audience import Audience
from undertow.carrying import carry_out
from undertow.engines import connect
from undertow.tables import TABLES, arrow_schema

_TEXTS = np.array(
    ["", "Teacher, two cats, long walks.", "I bake.", "Photographs of {} and its bridges.", "Music, mostly old."]
)
_FIRST, _LAST = np.datetime64("2010-01-01"), np.datetime64("2024-01-01")


def accounts(rng: np.random.Generator, size: int, first: int, sha: str) -> dict[str, pa.Array]:
    """Profiles numbered from `first`."""
    number = np.arange(first, first + size)
    days = rng.beta(1.3, 1.1, size) * (_LAST - _FIRST).astype(int)
    created = (_FIRST.astype("datetime64[us]") + (days * 86_400e6).astype("timedelta64[us]")).astype("datetime64[us]")
    columns: dict[str, object] = {
        "account": [f"x:{n}" for n in number], "platform": ["x"] * size,
        "handle": [f"Name{n}{'_' * (n % 3)}{n * 7919 % 99_991}" for n in number.tolist()],
        "name": [f"Anna B{n % 97}" for n in number.tolist()],
        "description": [t.format(n % 5_000) for n, t in zip(number.tolist(), rng.choice(_TEXTS, size).tolist(), strict=True)],
        "created_at": created, "created_precision": ["s"] * size,
        **{name: rng.lognormal(4, 2, size).astype(np.int64) for name in ("followers", "following", "posts")},
        "location": [""] * size, "source_sha256": [sha] * size, "row_ref": ["line 1"] * size,
        "row_index": np.arange(1, size + 1),
    }  # fmt: skip
    return {name: pa.array(values) for name, values in columns.items()}


def table(name: str, parts: list[dict[str, pa.Array]]) -> pa.Table:
    """Parts as one canonical table, NULL where they lack a column."""
    schema = pa.schema([field.with_nullable(True) for field in arrow_schema(TABLES[name])])
    made = []
    for part in parts:
        size = len(next(iter(part.values())))
        arrays = [part[f.name].cast(f.type) if f.name in part else pa.nulls(size, f.type) for f in schema]
        made.append(pa.table(arrays, schema=schema))
    return pa.concat_tables(made)


def make(database: Path, followers: int, references: int, of_each: int) -> None:
    """Writes the tables of a case: an audience and its references. Run apart, so that its memory is not measured."""
    import duckdb

    rng = np.random.default_rng(1)
    with duckdb.connect(str(database)) as made:
        first = 0
        for place in range(references + 1):
            size, sha = (followers if not place else of_each), f"{place:064x}"
            profiles = accounts(rng, size, first, sha)
            role, target = ("audience", "x:target") if not place else ("reference", f"x:reference{place}")
            follows = {
                "target": pa.array([target] * size), "follower": profiles["account"], "role": pa.array([role] * size),
                "position": pa.array(rng.permutation(size) + 1), "source_sha256": profiles["source_sha256"],
                "observed_at": pa.array([np.datetime64("2024-02-01", "us")] * size),
                "row_ref": profiles["row_ref"], "row_index": profiles["row_index"],
            }  # fmt: skip
            for name, part in (("accounts", profiles), ("follows", follows)):
                made.register("part", table(name, [part]))
                how = "INSERT INTO" if place else "CREATE TABLE"
                made.execute(f"{how} {name} {'' if place else 'AS '}SELECT * FROM part")
                made.unregister("part")
            first += size


def main(followers: int = 1_000_000, references: int = 1, of_each: int = 1_000_000) -> None:
    """Prints one line: rows, CPU seconds, peak memory."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "case.duckdb"
        maker = Process(target=make, args=(database, followers, references, of_each))
        maker.start()
        maker.join()
        engine = connect("duckdb", database)
        before, wall = time.process_time(), time.monotonic()
        outcome = carry_out(engine, Audience(), np.random.default_rng(2), Path(folder))
        cpu, wall = time.process_time() - before, time.monotonic() - wall
        engine.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(
        f"{followers:,} followers, {references:,} references of {of_each:,}: {cpu:.1f} s of CPU ({wall:.0f} s), "
        f"peak {peak:,.0f} MB, {len(outcome.findings)} findings"
    )


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
