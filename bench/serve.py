"""Does every page of `undertow serve` answer in under 300 ms on a large case? Builds one and asks each page 40 times.

    python bench/serve.py --posts 200000      (make bench uses this)
    python bench/serve.py --posts 5000000 --read 20000     (the size the promise is about)

A file of posts is added as a user adds it (--read N: only so many, the others are put beside them). Results as large as those of runs on so many posts are then made from them by
statements (--analyses NAMES carries those analyses out as well): a pair of the network for every four posts, a hit of a
narrative for every ten, a number read for every fifty. Every registered page is asked, with a group, a pair, a window, a
narrative, a series, a run, a sentence or a piece of evidence chosen where it lets a reader choose, another one each time, and
as JSON. The first answers are among the measured ones: what takes a scan is worked out in the background and must not delay
them; an answer that says so, of the page or of a part, is counted as waited. Two readings of each answer: how long it took, and how much of a
processor all threads of the server used meanwhile, which other work on the machine does not lengthen as much.

The last line says whether 95 of 100 answers of every page came within 300 ms; the exit code is 1 where they did not.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import duckdb

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.serve.placing import evidence, figure, finding, place, table
from undertow.case import Case
from undertow.model import mention

BUDGET_MS = 300
ASKED = 40
#: What is worked out in the background is waited for so long, when all else was asked.
SETTLED_SECONDS = 1200
#: Stands in a page of which a part waits.
WAITS = b'<div class="message wait">'
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
DRAFT = "In 2022, 1,200 accounts posted 40,000 times. Most of them began in March. “granary letter”, wrote one of them."


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


# ------------------------------------------------------------------ asking


class Server:
    """The server as a process of its own, asked as a browser asks it."""

    def __init__(self, folder: Path) -> None:
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        self.folder = folder
        command = [sys.executable, "-m", "undertow", "-C", str(folder), "serve", "--no-open", "--port", "0"]
        begun = time.perf_counter()
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        line = self.process.stdout.readline() if self.process.stdout else ""
        self.seconds_to_start = time.perf_counter() - begun
        address = line.rsplit(" ", 1)[1].strip()
        self.port = int(address.split(":")[2].split("/")[0])
        self.cookie = ""
        _, headers, _ = self.ask("/?" + address.split("?")[1])
        self.cookie = headers["set-cookie"].split(";")[0]

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, Any, bytes]:
        """Status, headers and body of an answer."""
        connection = HTTPConnection("127.0.0.1", self.port)
        headers = {"Cookie": self.cookie, "Origin": f"http://127.0.0.1:{self.port}"}
        if form is None:
            connection.request("GET", path, headers=headers)
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request("POST", path, urlencode(form), headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, answer.headers, body

    def told(self, path: str) -> Any:
        """What a page tells as JSON."""
        return json.loads(self.ask(path)[2])

    def processor(self) -> float:
        """Milliseconds of a processor that the threads of the server have used, those that ended too; 0 where it cannot be asked."""
        try:
            return 1000 * time.clock_gettime((~self.process.pid << 3) | 2)  # Linux: the clock of another process
        except (AttributeError, OSError):
            return 0.0

    def memory(self) -> list[float]:
        """Megabytes the server holds now and at most; 0 where the system does not say."""
        try:
            text = Path(f"/proc/{self.process.pid}/status").read_text()
            lines = dict(line.split(":", 1) for line in text.splitlines())
            return [int(lines[key].split()[0]) / 1024 for key in ("VmRSS", "VmHWM")]
        except (OSError, KeyError):
            return [0.0, 0.0]

    def close(self) -> None:
        """Ends it."""
        self.process.terminate()
        self.process.wait(10)


def plain() -> dict[str, list[str]]:
    """The address of every page that needs no parameter, and of its JSON."""
    from undertow.registry import members
    from undertow.serve.pages import Page

    known = members("undertow.serve.pages", Page)  # type: ignore[type-abstract]  # it is looked for, not made
    kinds = [kind for kind in known.values() if "{" not in kind.path]
    return {path: [path] for path in [*(kind.path for kind in kinds), *(kind.json_path() for kind in kinds)]}


def chosen(server: Server) -> dict[str, list[str]]:
    """Pages with something chosen, for every page that lets a reader choose: the addresses asked for in turn.

    What is asked for a second time is there already, so a reader goes from one finding and from one pair to the next.
    """
    keep_draft(server)
    found = in_inbox(server.told("/inbox.json")["items"]) | of_pairs(server)
    told = {name: server.told(f"/{name}.json") for name in ("audience", "narratives", "convergence", "actors")}
    picks = {
        name: [f"/{name}?{urlencode({page['name']: one['value']})}" for one in page["choices"] if not one["picked"]]
        for name, page in told.items()
    }
    runs = [f"/provenance?run={one['run']['id']}" for one in server.told("/provenance.json")["runs"]]
    found |= {f"/{name}, one picked": addresses for name, addresses in picks.items()}
    found |= {
        "/claims, further down": [f"/claims?quantity=troops&from={1 + 1000 * n}" for n in range(5)],
        "/provenance, a run": runs,
        "/labelling, a narrative": ["/labelling?narrative=bench%2Fgranary&language=en"],
        "/draft, a sentence": ["/draft?draft=bench&sentence=1"],
        "/dossier, the sheet": ["/dossier?sheet=1"],
    }
    return {name: addresses for name, addresses in found.items() if addresses}


def in_inbox(items: list[dict[str, Any]]) -> dict[str, list[str]]:
    """The findings of each analysis with a piece of evidence, one after the other, and a search."""
    by_analysis: dict[str, list[str]] = {}
    for item in items:
        by_analysis.setdefault(item["analysis"], []).append(item["id"])
    found = {
        f"/inbox, {analysis}": [f"/inbox?finding={id_}&evidence={1 + n % 2}" for n, id_ in enumerate(ids)]
        for analysis, ids in by_analysis.items()
    }
    return {**found, "/inbox, a search": ["/inbox?show=open&q=group"]}


def of_pairs(server: Server) -> dict[str, list[str]]:
    """The groups of the network one after the other, their accounts and figures, and those of their pairs of which posts are held."""
    network = server.told("/coordination.json")
    groups = [one["said"]["finding"] for one in network["found"]]
    if not network["pairs"]:
        return {"/coordination, a group": [f"/coordination?group={id_}" for id_ in groups]}
    results = str(server.folder / "runs" / "*" / "pairs.parquet")
    held = set(duckdb.sql(f"""SELECT DISTINCT "left", "right" FROM read_parquet('{results}')""").fetchall())
    pairs, later, accounts = [], [], []
    for group_ in groups:
        for start in (1, 21):
            listed = server.told(f"/coordination.json?{urlencode({'group': group_, 'pairs': start})}")["pairs"]
            named = [
                {"group": group_, "left": one["left"], "right": one["right"]}
                for one in listed
                if (one["left"], one["right"]) in held
            ]
            pairs += [f"/coordination?{urlencode(one)}" for one in named]
            later += [f"/coordination?{urlencode({**one, 'from': 11})}" for one in named]
            accounts += [f"/coordination?{urlencode({'group': group_, 'account': one['left'], 'window': 3})}" for one in named[:4]]  # fmt: skip
    return {
        "/coordination, a group": [f"/coordination?group={id_}" for id_ in groups],
        "/coordination, a pair": pairs,
        "/coordination, later posts of a pair": later,
        "/coordination, an account and a window": accounts,
        "/drawing": [f"/drawing/{id_}/{place}" for id_ in groups for place in (0, 1)],
    }


def keep_draft(server: Server) -> None:
    """Puts a draft into the case, as soon as nothing else has it."""
    until = time.monotonic() + SETTLED_SECONDS
    while (status := server.ask("/do/draft/keep", {"name": "bench", "text": DRAFT})[0]) != 303:
        if status != 503 or time.monotonic() > until:
            sys.exit(f"The draft could not be kept: the server answered {status}.")
        time.sleep(0.5)


class Answers:
    """What the answers of a page took. waited: how many said of the page, or of a part of it, that it waits."""

    def __init__(self) -> None:
        self.wall: list[float] = []
        self.used: list[float] = []
        self.waited = 0
        self.status = 0

    def ask(self, server: Server, path: str) -> None:
        """Asks once more."""
        used, begun = server.processor(), time.perf_counter()
        self.status, _, body = server.ask(path)
        self.wall.append(1000 * (time.perf_counter() - begun))
        self.used.append(server.processor() - used)
        self.waited += self.status == 503 or WAITS in body
        if self.status not in (200, 503):
            print(f"{path}: answered {self.status}: {body[-300:]!r}")

    @property
    def p95(self) -> float:
        """Milliseconds within which 95 of 100 answers came."""
        return p95(self.wall)


def p95(values: list[float]) -> float:
    """The 95th percentile, by the nearest answer that was measured."""
    return sorted(values)[max(0, -(-95 * len(values) // 100) - 1)]


def asked(server: Server, pages: dict[str, list[str]], rounds: int, answers: dict[str, Answers]) -> None:
    """Asks every page so many times more, in turns as a reader goes about."""
    for turn in range(rounds):
        for name, addresses in pages.items():
            answers.setdefault(name, Answers()).ask(server, addresses[turn % len(addresses)])


def settled(server: Server, pages: dict[str, list[str]], rounds: int, answers: dict[str, Answers]) -> None:
    """Waits for the pages that still wait, and asks those as often as the others were."""
    waiting = {name: addresses for name, addresses in pages.items() if answers[name].status == 503}
    until = time.monotonic() + SETTLED_SECONDS
    for addresses in waiting.values():
        while server.ask(addresses[0])[0] == 503 and time.monotonic() < until:
            time.sleep(1)
    asked(server, waiting, rounds, answers)


def main() -> int:
    """Builds or takes a case, asks, prints; 1 where a page is too slow or failed."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--posts", type=int, default=200_000)
    options.add_argument(
        "--read", type=int, help="read only so many from a file and put the others by statement: quicker"
    )
    options.add_argument("--analyses", default="", help="a comma list of analyses to carry out as well")
    options.add_argument(
        "--case", type=Path, help="ask the pages of this case instead; a draft named bench is put into it"
    )
    options.add_argument("--keep", type=Path, help="build the case here and leave it")
    options.add_argument("--rounds", type=int, default=ASKED)
    given = options.parse_args()
    place_ = given.keep or Path(tempfile.mkdtemp(prefix="undertow-bench-"))
    try:
        if not given.case:
            place_.mkdir(parents=True, exist_ok=True)
            names = [name for name in given.analyses.split(",") if name]
            for what, seconds in built(place_, given.posts, min(given.read or given.posts, given.posts), names).items():
                print(f"{what}: {seconds:.1f} s", flush=True)
            used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"memory of the process that built it: {used:,.0f} MB")
        return measure(given.case or place_ / "case", given.rounds)
    finally:
        if not given.keep:
            shutil.rmtree(place_, ignore_errors=True)


def measure(folder: Path, rounds: int) -> int:
    """Asks every page and prints what it took, the slowest last; 1 where a page is too slow or failed."""
    shutil.rmtree(folder / "tables" / "derived" / "pages", ignore_errors=True)  # what an earlier server worked out
    server = Server(folder)
    try:
        answers: dict[str, Answers] = {}
        pages = plain()
        asked(server, pages, 1, answers)  # the very first answers, before anything was worked out
        pages |= chosen(server)
        asked(server, pages, rounds, answers)
        settled(server, pages, rounds, answers)
        now, most = server.memory()
    finally:
        server.close()
    print(f"\n{'page':42}{'p50':>7}{'p95':>7}{'worst':>7}{'first':>7}{'CPU p50':>9}{'CPU p95':>9}{'waited':>8}  ms, {rounds} answers or more each")  # fmt: skip
    for name, each in sorted(answers.items(), key=lambda item: item[1].p95):
        print(f"{name[:42]:42}{statistics.median(each.wall):7.0f}{each.p95:7.0f}{max(each.wall):7.0f}{each.wall[0]:7.0f}{statistics.median(each.used):9.0f}{p95(each.used):9.0f}{each.waited or '':>8}")  # fmt: skip
    print(f"\nready after {server.seconds_to_start:.1f} s; memory of the server: {now:,.0f} MB, at most {most:,.0f} MB")
    if hasattr(os, "getloadavg"):
        print(f"processors: {os.cpu_count()}; processes that wanted one, mean of 5 min: {os.getloadavg()[1]:.1f}")
    failed = [name for name, each in answers.items() if each.status != 200]
    slow = [name for name, each in answers.items() if each.p95 >= BUDGET_MS]
    for what, names in (("not answered", failed), (f"p95 of {BUDGET_MS} ms or more", slow)):
        if names:
            print(f"{what}: {', '.join(names)}")
    holds = not failed and not slow
    print(f"p95 < {BUDGET_MS} ms {'holds' if holds else 'DOES NOT HOLD'} for all {len(answers)} pages")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
