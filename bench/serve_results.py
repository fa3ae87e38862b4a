"""How fast the pages of results answer on a large case: python bench/serve_results.py [POSTS] [ROUNDS].

The tables and results are made by statements, with the size and order they have after runs on that many posts: a pair in the
network for every five posts, a hit for every ten, a number read for every fifty. Findings are as large as those of real runs.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb
from starlette.testclient import TestClient

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.serve.placing import figure, finding, place, table
from undertow.case import Case
from undertow.model import mention
from undertow.serve.app import create_app

SHA = "a" * 64
MEMBERS, GROUPS = 60, 20


def made(folder: Path, posts: int) -> Path:
    """A case with so many posts and the results of runs on them."""
    case = Case.create(folder / "case", title="Large")
    with duckdb.connect(str(case.folder / "tables" / "case.duckdb")) as db:
        db.execute(
            f"""INSERT INTO posts BY NAME SELECT 'x:' || i AS post, 'x' AS platform, 'x:user' || lpad((i % {MEMBERS * GROUPS})::VARCHAR, 5, '0') AS account,
            'user' || (i % {MEMBERS * GROUPS}) AS handle, TIMESTAMP '2022-01-01' + INTERVAL (i) SECOND AS "at", 's' AS at_precision,
            'post' AS kind, 'Words of post ' || i || repeat(' and some more', 8) AS text, 'en' AS language, '{SHA}' AS source_sha256,
            'line ' || i AS row_ref, i AS row_index FROM range({posts}) t(i)"""
        )
    place(case, "coordination", [group(n) for n in range(GROUPS)], window_seconds=60)
    place(case, "narratives", [narrative(n) for n in range(40)], {"sought": [{"frame": "f0", "name": "One"}]})
    place(case, "claims", [series(n) for n in range(60)])
    with duckdb.connect() as db:
        for run, name, sql in results(posts):
            path = case.folder / "runs" / f"{run}-01" / f"{name}.parquet"
            db.execute(f"COPY ({sql}) TO '{path}' (FORMAT parquet)")
            record = path.parent / "settings.json"
            record.write_text(
                record.read_text("utf-8").replace('"results": {', f'"results": {{"{name}": 1,', 1).replace("1,}", "1}"),
                "utf-8",
            )
    return case.folder


def results(posts: int) -> list[tuple[str, str, str]]:
    """Run, name and statement of each large result."""
    whole = MEMBERS * GROUPS
    other = f"(i % {whole} + 1 + i // {whole} % 13) % {whole}"
    pair = f"""'x:user' || lpad((i % {whole})::VARCHAR, 5, '0') AS "left", 'x:user' || lpad(({other})::VARCHAR, 5, '0') AS "right\""""
    side = (
        """TIMESTAMP '2022-01-01' + INTERVAL ({1}) SECOND AS {0}_at, 's' AS {0}_at_precision, 'x:' || ({1}) AS {0}_post,
              '"""
        + SHA
        + """' AS {0}_source_sha256, 'line ' || ({1}) AS {0}_row_ref"""
    )
    sides = f"{side.format('left', 'i')}, {side.format('right', f'i - i % {whole} + {other}')}"
    return [
        ("coordination", "pairs", f"SELECT 'link' AS kind, {pair}, 'https://a.example/' || i AS object, 5 AS delay, {sides} FROM range({posts // 5}) t(i) ORDER BY 1, 2, 3"),
        ("coordination", "near_pairs", f"SELECT 'link' AS kind, {pair}, 3 AS hits, 4 AS episodes, 1.5 AS expected, 0.01 AS q, true AS supporting FROM range({posts // 20}) t(i) ORDER BY 1, 2, 3"),
        ("narratives", "hits", f"SELECT 'f' || (i % 4) AS frame, 'posts' AS \"table\", '{SHA}' AS source_sha256, i * 10 AS row_index, 0 AS start, 5 AS \"end\" FROM range({posts // 10}) t(i) ORDER BY 1"),
        ("claims", "claims_found", f"SELECT 'q' || i AS id, CASE WHEN i % 100 < 3 THEN 'q' || (i // 100) ELSE '' END AS series, '2022-01-01' AS day, 'A' AS speaker, 'some' AS said, 1.0 AS interval_low, 2.0 AS interval_high, 'who' AS who, '' AS from_where, '' AS by_whom, 'killed' AS status, '' AS period, ['killed', 'displaced', 'troops'][1 + i % 3] AS category, '{SHA}' AS source_sha256, 'line ' || i AS row_ref FROM range({posts // 50}) t(i)"),
    ]  # fmt: skip


def group(n: int) -> Any:
    """A finding about a group, as large as a real one of this size."""
    names = [f"x:user{n * MEMBERS + k:05}" for k in range(MEMBERS)]
    rows = [{"left": mention(a), "right": mention(b), "weight": (i * j) % 17 + 2, "group": "Group"} for i, a in enumerate(names) for j, b in enumerate(names) if i < j < i + 14]  # fmt: skip
    bins = [
        {"seconds": 60 * k, "width": 60, "measured": 900 // (k + 1), "expected": 40.0, "window": 60} for k in range(20)
    ]
    members = table("Members", *[(mention(a), 10, 1, 0.001) for a in names])
    return finding(
        "coordination", f"group {n}", accounts=tuple(names), p_value=0.001, tables=(members,),
        figures=(figure("network", "Pairs", rows), figure("delay_null", "Delays", bins)),
    )  # fmt: skip


def narrative(n: int) -> Any:
    """A finding about a narrative, with a curve for each of ten voices."""
    rows = [
        {"series": f"Voice {v}", "kind": "point", "start": f"20{10 + m // 12}-{m % 12 + 1:02}-01", "end": f"20{10 + m // 12}-{m % 12 + 1:02}-28", "value": m % 7, "low": 0, "high": 9, "label": ""}
        for v in range(10) for m in range(60)
    ]  # fmt: skip
    return finding("narratives", f'["narrative", "f{n}"]', figures=(figure("voices", f"Who {n}", rows),))


def series(n: int) -> Any:
    """A finding about numbers of one voice."""
    facts = (("Status", "for a person's verdict"), ("Pairs that exclude each other", "2"))
    return finding(
        "claims",
        f"series a | q{n}",
        facts=facts,
        tables=(table("The statements side by side", *[(f"q{k}", k) for k in range(6)]),),
    )


def main(posts: int, rounds: int) -> None:
    """Prints, page by page, how long the first answer took and how long the others."""
    with tempfile.TemporaryDirectory(prefix="undertow-bench-") as place_:
        begun = perf_counter()
        folder = made(Path(place_), posts)
        print(f"{posts:,} posts, made in {perf_counter() - begun:.0f} s")
        client = TestClient(
            create_app(folder, "token", 8740), base_url="http://127.0.0.1:8740", client=("127.0.0.1", 50000)
        )
        client.get("/", params={"token": "token"})
        first = client.get("/coordination.json").json()
        pair = first["pairs"][0]
        posts_of = f"/coordination?left={pair['left']}&right={pair['right']}".replace(":", "%3A")
        pages = ("/audience", "/coordination", posts_of, f"{posts_of}&from=21", f"/coordination?account={pair['left']}&window=3".replace("x:", "x%3A"), "/narratives", "/convergence", "/claims", "/claims?quantity=troops&from=4001", "/actors")  # fmt: skip
        shown = client.get(posts_of.replace("?", ".json?")).json()["shares"]
        print(f"posts behind the pair: {shown['count']}, first words: {shown['rows'][0]['sides'][0]['text'][:30]!r}")
        for page in pages:
            times = []
            for _ in range(rounds):
                begun = perf_counter()
                answer = client.get(page)
                times.append(1000 * (perf_counter() - begun))
                if answer.status_code != 200:
                    sys.exit(answer.text[-500:])
            times_after = sorted(times[1:])
            p95 = times_after[min(len(times_after) - 1, round(0.95 * len(times_after)))]
            print(
                f"{page[:60]:60} first {times[0]:6.0f} ms, median {statistics.median(times_after):5.0f}, p95 {p95:5.0f}, {len(answer.content) / 1000:4.0f} kB"
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000, int(sys.argv[2]) if len(sys.argv) > 2 else 40)
