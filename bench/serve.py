"""Does every page of `undertow serve` answer in under 300 ms on a large case? Builds one, runs analyses, asks each page 40 times.

    python bench/serve.py --posts 200000      (make bench uses this)
    python bench/serve.py --posts 5000000     (the size the promise is about; needs about 6 GB of disk)

The first answers are among the measured ones: what takes a scan is worked out in the background and must not delay them.
"""

import argparse
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path

from undertow.case import Case

BUDGET_MS = 300
ASKED = 40
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


def write_posts(path, posts):
    """Posts of posts/40 accounts over two years; one in ten repeats a text of others, some within seconds."""
    rng, day = random.Random(7), 86_400
    words = [
        "river",
        "harvest",
        "council",
        "market",
        "bridge",
        "granary",
        "letter",
        "valley",
        "school",
        "road",
        "winter",
        "choir",
    ]
    shared = [" ".join(rng.choices(words, k=9)) for _ in range(2_000)]
    with path.open("w", encoding="utf-8") as out:
        out.write("message_id,user_id,username,repost_id,reply_id,message,timestamp,urls\n")
        accounts = max(posts // 40, 10)
        for n in range(posts):
            account = rng.randrange(accounts)
            text = rng.choice(shared) if n % 10 == 0 else f"{' '.join(rng.choices(words, k=6))} {n}"
            at = 1_600_000_000 + rng.randrange(730 * day)
            if n % 200 == 0:  # rows that cannot be read belong to every large case
                out.write(f"{n},{account},u{account},,,{text},on a {words[n % 12]},\n")
            else:
                out.write(f"{n},{account},u{account},,,{text},{at},\n")


def built(folder, posts, analyses):
    """The case, and how long each part of making it took."""
    took, begun = {}, time.monotonic()
    source = folder / "posts.csv"
    write_posts(source, posts)
    case = Case.create(folder / "case", title=f"{posts:,} posts")
    took["write the file"] = time.monotonic() - begun
    begun = time.monotonic()
    case.add(source)
    source.unlink()
    took["add"] = time.monotonic() - begun
    (case.folder / "codebook" / "bench.toml").write_text(CODEBOOK, encoding="utf-8")
    settings = {"coordination": {"kinds": "text", "tries": 1}}
    for name in analyses:
        begun = time.monotonic()
        try:
            case.run(name, **settings.get(name, {}))
        except Exception as error:  # noqa: BLE001  # a bench says what it could not do and goes on
            print(f"{name}: {type(error).__name__}: {str(error)[:200]}")
        took[f"run {name}"] = time.monotonic() - begun
    return took


def served(folder):
    """The server as a process of its own, its port and its cookie."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "undertow", "-C", str(folder), "serve", "--no-open", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    line = process.stdout.readline()
    address = line.rsplit(" ", 1)[1].strip()
    port = int(address.split(":")[2].split("/")[0])
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/?" + address.split("?")[1])
    answer = connection.getresponse()
    answer.read()
    return process, port, answer.headers["set-cookie"].split(";")[0]


def asked(port, cookie, paths):
    """Milliseconds of each of so many answers, by path, asked in turns as a reader goes from page to page."""
    found = {path: [] for path in paths}
    for _ in range(ASKED):
        for path in paths:
            connection = HTTPConnection("127.0.0.1", port)
            begun = time.perf_counter()
            connection.request("GET", path, headers={"Cookie": cookie})
            answer = connection.getresponse()
            answer.read()
            found[path].append(1000 * (time.perf_counter() - begun))
            connection.close()
            if answer.status != 200:
                print(f"{path}: answered {answer.status}")
    return found


def memory(process):
    """Megabytes the server holds now and at most; 0 where the system does not say."""
    try:
        lines = dict(line.split(":", 1) for line in Path(f"/proc/{process.pid}/status").read_text().splitlines())
        return [int(lines[key].split()[0]) / 1024 for key in ("VmRSS", "VmHWM")]
    except (OSError, KeyError):
        return [0.0, 0.0]


def pages():
    """The address of every page that needs no parameter, and its JSON."""
    from undertow.registry import members
    from undertow.serve.pages import Page

    kinds = members("undertow.serve.pages", Page).values()
    plain = [kind for kind in kinds if "{" not in kind.path]
    return [kind.path for kind in plain] + [kind.json_path() for kind in plain]


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--posts", type=int, default=200_000)
    options.add_argument("--analyses", default="coordination,narratives", help="a comma list; empty runs none")
    options.add_argument("--case", type=Path, help="ask the pages of this case instead")
    given = options.parse_args()
    place = Path(tempfile.mkdtemp(prefix="undertow-bench-"))
    try:
        folder = given.case or place / "case"
        if not given.case:
            for what, seconds in built(
                place, given.posts, [name for name in given.analyses.split(",") if name]
            ).items():
                print(f"{what}: {seconds:.1f} s")
            print(
                f"memory of the process that built it: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB"
            )
        process, port, cookie = served(folder)
        try:
            times = asked(port, cookie, pages())
            now, most = memory(process)
        finally:
            process.terminate()
            process.wait(10)
        print(f"\n{'page':28}{'p50':>8}{'p95':>8}{'worst':>8}  ms, {ASKED} answers each")
        slow = []
        for path, each in times.items():
            p95 = statistics.quantiles(each, n=20)[-1]
            slow += [path] if p95 > BUDGET_MS else []
            print(f"{path:28}{statistics.median(each):8.0f}{p95:8.0f}{max(each):8.0f}")
        print(f"\nmemory of the server: {now:,.0f} MB, at most {most:,.0f} MB")
        print(f"over {BUDGET_MS} ms (p95): {', '.join(slow) or 'none'}")
    finally:
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    main()
