"""Whether what `undertow check` forecasts comes true: seconds and memory; for coordination also near events to come.

Coordination on worlds of shares of three sizes, and one whose objects are few and popular; analyses of texts on posts and on
speeches. Run: python bench/forecast.py [--quick] [--texts]
"""

from __future__ import annotations

import csv
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
from undertow.synthetic import codebook
from undertow.synthetic.prose import GENERAL, voice
from undertow.synthetic.worlds.shares import START, world

#: accounts, objects, shares
SIZES = {"small": (400, 2_000, 20_000), "popular": (2_000, 500, 100_000), "middle": (4_000, 5_000, 250_000)}
LARGE = {"large": (20_000, 40_000, 2_000_000)}
#: posts of one sentence, and speeches of 120
TEXTS = {"posts": (5_000, 0), "more posts": (40_000, 0), "speeches": (0, 100), "more speeches": (0, 600)}
READERS = ("narratives", "threats", "discovery", "profile")


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


def texts_case(case: Path, posts: int, speeches: int) -> None:
    """A case with posts of twenty public accounts, or speeches of ten speakers, over five years, and a codebook."""
    rng = np.random.default_rng(7)
    made = Case.create(case, title="Forecast", question="How long?")
    (case / "codebook" / f"{codebook.NAME}.toml").write_text(codebook.TOML, encoding="utf-8")
    voices = [voice(rng) for _ in range(20)]
    actors = [f"a{n},Actor {n},a{n},person,public,," for n in range(20)]
    ledger = case / "ledger" / "actors.csv"
    ledger.write_text("\n".join(["id,name,aliases,kind,public_role,from,to", *actors]) + "\n", encoding="utf-8")

    def said(number: int, sentences: int) -> str:
        topics = rng.choice([*GENERAL, "headline_return"], sentences)
        return " ".join(voices[number % 20].say(rng, str(topic)) + "." for topic in topics)

    folder = case.with_name("material")
    folder.mkdir()
    if posts:
        columns = ("message_id", "user_id", "username", "repost_id", "reply_id", "message", "timestamp", "urls")
        at = np.sort(rng.integers(1_500_000_000, 1_650_000_000, posts)).tolist()
        with (folder / "posts.csv").open("w", newline="", encoding="utf-8") as file:
            rows = ((n, f"a{n % 20}", f"a{n % 20}", "", "", said(n, 1), at[n], "") for n in range(posts))
            csv.writer(file).writerows([columns, *rows])
        made.add(folder / "posts.csv")
    if speeches:
        rows = [("file", "speaker", "date", "title", "language")]
        for n in range(speeches):
            (folder / f"{n}.txt").write_text(said(n, 120), encoding="utf-8")
            rows.append((f"{n}.txt", f"Speaker {n % 10}", f"{2015 + n % 8}-{1 + n % 12:02}-03", "Statement", "en"))
        with (folder / "metadata.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
        made.add(folder)


def texts() -> None:
    """Forecast and cost of every analysis that reads texts."""
    print("| texts | analysis | forecast s | CPU s | forecast MB | peak MB | characters |")
    print("|---|---|---|---|---|---|---|")
    for name, (posts, speeches) in TEXTS.items():
        with tempfile.TemporaryDirectory(prefix="undertow-bench-") as folder:
            case = Path(folder) / "case"
            texts_case(case, posts, speeches)
            made = Case.open(case)
            characters = made.query(
                "SELECT sum(length(text)) FROM (FROM posts SELECT text UNION ALL FROM documents SELECT text)"
            )
            for analysis in READERS if posts else READERS[:3]:
                seen = made.forecast(analysis)
                taken = cost(undertow("-C", case, "run", analysis))
                print(
                    f"| {posts + speeches:,} {name} | {analysis} | {seen.seconds:.0f} | {taken.cpu:.1f} | {seen.megabytes:,.0f} "
                    f"| {taken.megabytes:,.0f} | {characters[0][0]:,} |",
                    flush=True,
                )


def main() -> None:
    if "--texts" in sys.argv:
        texts()
        return
    texts()
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
