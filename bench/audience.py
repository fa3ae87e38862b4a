"""The audience audit on invented lists: seconds of CPU and memory for an audience and references of a given size.

`python bench/audience.py [followers] [references] [followers of a reference]`; by default 1,000,000 against one of 1,000,000.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
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


def main(followers: int = 1_000_000, references: int = 1, of_each: int = 1_000_000) -> None:
    """Prints one line: rows, CPU seconds, peak memory."""
    rng = np.random.default_rng(1)
    profiles, follows, first = [], [], 0
    for place in range(references + 1):
        size, sha = (followers if not place else of_each), f"{place:064x}"
        profiles.append(accounts(rng, size, first, sha))
        role, target = ("audience", "x:target") if not place else ("reference", f"x:reference{place}")
        follows.append(
            {
                "target": pa.array([target] * size), "follower": profiles[-1]["account"], "role": pa.array([role] * size),
                "position": pa.array(rng.permutation(size) + 1), "source_sha256": profiles[-1]["source_sha256"],
                "observed_at": pa.array([np.datetime64("2024-02-01", "us")] * size),
                "row_ref": profiles[-1]["row_ref"], "row_index": profiles[-1]["row_index"],
            }
        )  # fmt: skip
        first += size
    with tempfile.TemporaryDirectory() as folder:
        engine = connect("duckdb", Path(folder) / "none.duckdb")
        engine.hold("accounts", table("accounts", profiles))
        engine.hold("follows", table("follows", follows))
        del profiles, follows
        before, wall = time.process_time(), time.monotonic()
        outcome = carry_out(engine, Audience(), np.random.default_rng(2), Path(folder))
        cpu, wall = time.process_time() - before, time.monotonic() - wall
        engine.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(f"{followers:,} followers, {references} references of {of_each:,}: {cpu:.1f} s of CPU ({wall:.0f} s), peak {peak:,.0f} MB "
          f"with the tables in memory, {len(outcome.findings)} findings")  # fmt: skip


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
