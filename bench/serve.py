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
from large_case import built

BUDGET_MS = 300
ASKED = 40
#: What is worked out in the background is waited for so long, when all else was asked.
SETTLED_SECONDS = 1200
#: Stands in a page of which a part waits.
WAITS = b'<div class="message wait">'
DRAFT = "In 2022, 1,200 accounts posted 40,000 times. Most of them began in March. “granary letter”, wrote one of them."


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
