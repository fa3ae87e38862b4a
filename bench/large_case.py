"""Makes a large case for the benches: posts of a file and put beside them, and results as large as those of runs on so many posts."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import duckdb

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.serve.placing import evidence, figure, finding, place, table
from undertow.case import Case
from undertow.model import mention

MEMBERS, GROUPS = 60, 20
WHOLE = MEMBERS * GROUPS
WORDS = ["river", "harvest", "council", "market", "bridge", "granary", "letter", "valley", "school", "road", "winter", "choir"]  # fmt: skip
CODEBOOK = """\
[codebook]
id = "bench"
version = "1"
languages = ["en"]
status = { en = "draft" }
[[frame]]
id = "granary"
name = "The granary"
definition = "The granary is spoken of together with a letter."
include = "granary letter"
exclude = "either word alone"
[frame.patterns]
en = ["granary letter"]
[frame.examples]
en = ["river granary letter road"]
[frame.counter_examples]
en = ["granary"]
"""


def generated(first: int, last: int, posts: int) -> str:
    """Posts `first` to before `last` of so many, over two years, in no order, as a statement whose parameter is WORDS.

    A quarter is by the accounts of the groups; one in ten has the words of others; the time of one in 200 cannot be read.
    """
    words = " || ' ' || ".join(f"$1[1 + (hash(n * 8 + {k}) % 12)::INT]" for k in range(6))
    shared = " || ' ' || ".join(f"$1[1 + (hash(hash(n) % 2000 * 8 + {k}) % 12)::INT]" for k in range(8))
    return f"""SELECT n, account, CASE WHEN n % 10 = 0 THEN {shared} ELSE {words} || ' ' || n END AS message, $1[1 + n % 12] AS word,
        1600000000 + hash(n * 3) % (730 * 86400) AS seconds
        FROM (SELECT i AS n, (hash(i) % CASE WHEN i % 4 = 1 THEN {WHOLE} ELSE {max(posts // 40, 10)} END)::VARCHAR AS account
        FROM range({first}, {last}) t(i))"""


def write_posts(path: Path, first: int, posts: int) -> None:
    """The first of so many posts as a CSV file of another tool."""
    with duckdb.connect() as db:
        db.execute(
            f"""COPY (SELECT n AS message_id, account AS user_id, 'u' || account AS username, NULL AS repost_id, NULL AS reply_id, message,
            CASE WHEN n % 200 = 0 THEN 'on a ' || word ELSE seconds::VARCHAR END AS timestamp, NULL AS urls
            FROM ({generated(0, first, posts)}) ORDER BY n) TO '{path}' (FORMAT csv, HEADER)""",
            [WORDS],
        )


def put_posts(case: Case, first: int, posts: int) -> None:
    """The others, put into the table as if they had stood in the same file."""
    with duckdb.connect(str(case.folder / "tables" / "case.duckdb")) as db:
        db.execute(
            f"""INSERT INTO posts BY NAME SELECT n::VARCHAR AS post, 'platform' AS platform, account, 'u' || account AS handle,
            to_timestamp(seconds::BIGINT) AT TIME ZONE 'UTC' AS "at", 's' AS at_precision, 'original' AS kind, message AS text, md5(message) AS text_key,
            '{case.sources()[0].sha256}' AS source_sha256, 'line ' || (n + 2) AS row_ref, n + 1 AS row_index
            FROM ({generated(first, posts, posts)}) ORDER BY n""",
            [WORDS],
        )


def built(folder: Path, posts: int, read: int, analyses: list[str]) -> dict[str, float]:
    """The case, of which so many posts are read from a file, and how long each part of making it took."""
    took, begun = {}, time.monotonic()
    source = folder / "posts.csv"
    write_posts(source, read, posts)
    case = Case.create(folder / "case", title=f"{posts:,} posts")
    took["write the file"] = time.monotonic() - begun
    begun = time.monotonic()
    case.add(source)
    source.unlink()
    took["add"] = time.monotonic() - begun
    if read < posts:
        begun = time.monotonic()
        put_posts(case, read, posts)
        took["put the other posts"] = time.monotonic() - begun
    (case.folder / "codebook" / "bench.toml").write_text(CODEBOOK, encoding="utf-8")
    settings: dict[str, dict[str, Any]] = {"coordination": {"kinds": "text", "tries": 1}}
    for name in analyses:
        begun = time.monotonic()
        try:
            case.run(name, **settings.get(name, {}))
        except Exception as error:  # noqa: BLE001  # a bench says what it could not do and goes on
            print(f"{name}: {type(error).__name__}: {str(error)[:200]}")
        took[f"run {name}"] = time.monotonic() - begun
    begun = time.monotonic()
    put(case, posts)
    took["put results of that size"] = time.monotonic() - begun
    return took


# ------------------------------------------------------------------ results as large as those of runs on so many posts


def put(case: Case, posts: int) -> None:
    """Findings and results of three analyses, made of the posts of the case."""
    words = case.query("SELECT text FROM posts ORDER BY row_index LIMIT 9")
    cited = tuple(evidence(case, text) for (text,) in words)
    runs = {
        "coordination": place(case, "coordination", [group(n, cited) for n in range(GROUPS)], window_seconds=60),
        "narratives": place(case, "narratives", [narrative(n, cited) for n in range(40)], {"sought": [{"frame": "f0", "name": "One"}]}),
        "claims": place(case, "claims", [series(n, cited) for n in range(60)]),
    }  # fmt: skip
    with duckdb.connect() as db:
        db.execute(f"ATTACH '{case.folder / 'tables' / 'case.duckdb'}' AS held (READ_ONLY)")
        db.execute("USE held")
        for analysis, name, sql in results(posts, case.sources()[0].sha256):
            path = case.folder / "runs" / runs[analysis][0].run_id / f"{name}.parquet"
            db.execute(f"COPY ({sql}) TO '{path}' (FORMAT parquet)")
            record = path.parent / "settings.json"
            told = json.loads(record.read_text("utf-8"))
            told["results"][name] = 1
            record.write_text(json.dumps(told), "utf-8")


def results(posts: int, sha: str) -> list[tuple[str, str, str]]:
    """Analysis, name and statement of each large result."""
    side = '{0}."at" AS {1}_at, {0}.at_precision AS {1}_at_precision, {0}.post AS {1}_post, {0}.source_sha256 AS {1}_source_sha256, {0}.row_ref AS {1}_row_ref, {0}.row_index AS {1}_row_index'
    members = f"""SELECT *, account::INT // {MEMBERS} AS own, row_number() OVER (PARTITION BY account::INT // {MEMBERS} ORDER BY "at", post) AS k
        FROM posts WHERE account::INT < {WHOLE}"""
    pairs = f"""WITH m AS ({members}), d AS (SELECT *, k + unnest([1, 2, 3]) AS other FROM m)
        SELECT 'link' AS kind, a.account AS "left", b.account AS "right", 'https://a.example/' || a.post AS object,
        5 AS delay, {side.format("a", "left")}, {side.format("b", "right")}
        FROM d a JOIN m b ON a.own = b.own AND a.other = b.k WHERE a.account < b.account ORDER BY 1, 2, 3 LIMIT {posts // 4}"""
    near = f"""SELECT kind, a::VARCHAR AS "left", b::VARCHAR AS "right", 3 AS hits, 4 AS episodes, 1.5 AS expected, 0.01 AS q, true AS supporting
        FROM range({WHOLE}) t(a), range({WHOLE}) u(b), (VALUES ('link'), ('text'), ('hashtag'), ('repost'), ('reply')) v(kind)
        WHERE a // {MEMBERS} = b // {MEMBERS} AND a::VARCHAR < b::VARCHAR ORDER BY 1, 2, 3"""
    return [
        ("coordination", "pairs", pairs),
        ("coordination", "near_pairs", near),
        ("narratives", "hits", "SELECT 'f' || (row_index % 4) AS frame, 'posts' AS \"table\", source_sha256, row_index, 0 AS start, 5 AS \"end\" FROM posts WHERE row_index % 10 = 1 ORDER BY 1, 4"),
        ("claims", "claims_found", f"SELECT 'q' || i AS id, CASE WHEN i % 100 < 3 THEN 'q' || (i // 100) ELSE '' END AS series, '2022-01-01' AS day, 'A' AS speaker, 'some' AS said, 1.0 AS interval_low, 2.0 AS interval_high, 'who' AS who, '' AS from_where, '' AS by_whom, 'killed' AS status, '' AS period, ['killed', 'displaced', 'troops'][1 + i % 3] AS category, '{sha}' AS source_sha256, 'line ' || i AS row_ref FROM range({posts // 50}) t(i)"),
    ]  # fmt: skip


def group(n: int, cited: tuple[Any, ...]) -> Any:
    """A finding about a group, as large as a real one of this size."""
    names = [str(n * MEMBERS + k) for k in range(MEMBERS)]
    rows = [{"left": mention(min(a, b)), "right": mention(max(a, b)), "weight": (i * j) % 17 + 2, "group": "Group"} for i, a in enumerate(names) for j, b in enumerate(names) if i < j < i + 14]  # fmt: skip
    bins = [
        {"seconds": 60 * k, "width": 60, "measured": 900 // (k + 1), "expected": 40.0, "window": 60} for k in range(20)
    ]
    members = table("Members", *[(mention(a), 10, 1, 0.001) for a in names])
    return finding(
        "coordination", f"group {n}", accounts=tuple(names), p_value=0.001, tables=(members,), evidence=cited, evidence_count=len(cited),
        figures=(figure("network", "Pairs", rows), figure("delay_null", "Delays", bins)),
    )  # fmt: skip


def narrative(n: int, cited: tuple[Any, ...]) -> Any:
    """A finding about a narrative, with a curve for each of ten voices."""
    rows = [
        {"series": f"Voice {v}", "kind": "point", "start": f"20{10 + m // 12}-{m % 12 + 1:02}-01", "end": f"20{10 + m // 12}-{m % 12 + 1:02}-28", "value": m % 7, "low": 0, "high": 9, "label": ""}
        for v in range(10) for m in range(60)
    ]  # fmt: skip
    return finding("narratives", f'["narrative", "f{n}"]', evidence=cited, figures=(figure("voices", f"Who {n}", rows),))  # fmt: skip


def series(n: int, cited: tuple[Any, ...]) -> Any:
    """A finding about numbers of one voice."""
    facts = (("Status", "for a person's verdict"), ("Pairs that exclude each other", "2"))
    side_by_side = table("The statements side by side", *[(f"q{k}", k) for k in range(6)])
    return finding("claims", f"series a | q{n}", facts=facts, evidence=cited, tables=(side_by_side,))
