"""How fast and in how much memory `undertow add` takes in files, against a loop of the standard library that only decodes.

The command is measured whole: start-up, child process, checks, copies, loading. Rates per CPU second are taken from two
sizes, so that the fixed cost falls out. Run: python bench/ingest.py [--quick]
"""

from __future__ import annotations

import json
import random
import shutil
import sys
import tempfile
from pathlib import Path

from measured import cost, size, undertow

WORDS = [
    "return",
    "village",
    "house",
    "memory",
    "border",
    "council",
    "letter",
    "witness",
    "archive",
    "road",
    "river",
    "market",
    "school",
    "garden",
    "winter",
    "bridge",
]
JSON_PEER = "import json,sys\nfor line in open(sys.argv[1], encoding='utf-8'):\n    for p in json.loads(line)['data']: p['id'], p['text']"
CSV_PEER = "import csv,sys\nfor row in csv.DictReader(open(sys.argv[1], newline='', encoding='utf-8')): int(row['timestamp_share'])"


def posts(path: Path, count: int) -> Path:
    """Pages of the X API v2 with 100 posts each, as twarc2 writes them; half the posts repeat one of 5,000 originals."""
    rng = random.Random(1)
    with path.open("w", encoding="utf-8") as file:
        for page in range(count // 100):
            data, tweets, users = [], {}, {}
            for i in range(100):
                author = rng.randrange(20_000)
                users[author] = {
                    "id": str(author),
                    "username": f"user_{author}",
                    "name": f"User {author}",
                    "created_at": "2019-03-01T10:00:00.000Z",
                    "description": "words about me",
                    "public_metrics": {
                        "followers_count": 10,
                        "following_count": 20,
                        "tweet_count": 30,
                        "listed_count": 0,
                    },
                    "verified": False,
                    "protected": False,
                }
                post = {
                    "id": f"{10**18 + page * 100 + i}",
                    "author_id": str(author),
                    "created_at": f"2022-08-{1 + page % 28:02}T{i % 24:02}:{i % 60:02}:{(7 * i) % 60:02}.000Z",
                    "conversation_id": f"{10**18 + page * 100 + i}",
                    "lang": "en",
                    "text": " ".join(rng.choices(WORDS, k=22)),
                    "possibly_sensitive": False,
                    "public_metrics": {
                        "retweet_count": 1,
                        "reply_count": 0,
                        "like_count": 2,
                        "quote_count": 0,
                        "impression_count": 50,
                    },
                    "entities": {
                        "hashtags": [{"start": 0, "end": 5, "tag": rng.choice(WORDS)}],
                        "urls": [
                            {"url": "https://t.example/x", "expanded_url": f"https://example.org/{rng.randrange(9000)}"}
                        ],
                        "mentions": [{"username": f"user_{rng.randrange(20_000)}", "id": "5"}],
                    },
                }
                if i % 2:
                    original = rng.randrange(5_000)
                    post["referenced_tweets"] = [{"type": "retweeted", "id": str(original)}]
                    tweets[original] = {
                        "id": str(original),
                        "author_id": "7",
                        "created_at": "2022-07-31T10:00:00.000Z",
                        "text": f"the original text number {original} " + "with more words " * 8,
                    }
                data.append(post)
            file.write(
                json.dumps(
                    {
                        "data": data,
                        "includes": {"tweets": list(tweets.values()), "users": list(users.values())},
                        "meta": {"result_count": 100},
                    }
                )
                + "\n"
            )
    return path


def shares(path: Path, count: int) -> Path:
    """Four columns, objects heavy-tailed."""
    rng = random.Random(2)
    with path.open("w", encoding="utf-8") as file:
        file.write("object_id,account_id,content_id,timestamp_share\n")
        for i in range(count):
            file.write(
                f"url_{int(rng.paretovariate(0.6)) % 200_000},account_{rng.randrange(50_000)},{i},{1_650_000_000 + rng.randrange(5_000_000)}\n"
            )
    return path


def measure(title: str, make: object, small: int, large: int, peer: str, goal: int) -> None:
    with tempfile.TemporaryDirectory(prefix="undertow-bench-") as folder:
        seconds, memory = [], []
        for n in (small, large):
            path = make(Path(folder) / f"{n}.{'jsonl' if 'JSON' in title else 'csv'}", n)  # type: ignore[operator]  # one of the two makers above
            case = Path(folder) / f"case-{n}"
            cost(undertow("new", case))
            taken = cost(undertow("-C", case, "add", path))
            seconds.append(taken.cpu)
            memory.append(taken.megabytes)
            print(
                f"  {n:>10,} rows, {size(path)}: {taken.cpu:6.1f} s of CPU, {taken.wall:6.1f} s, largest process {taken.megabytes:,.0f} MB",
                flush=True,
            )
            if n == large:
                plain = cost([sys.executable, "-c", peer, str(path)])
            shutil.rmtree(case)
        rate = (large - small) / (seconds[1] - seconds[0])
        print(
            f"{title}: {rate:,.0f} rows per CPU second (goal {goal:,}); {seconds[1] / plain.cpu:.1f} times the CPU of only decoding "
            f"({plain.cpu:.1f} s); memory grew {memory[1] / memory[0]:.2f} times while the file grew {large / small:.0f} times"
        )


def main() -> None:
    quick = "--quick" in sys.argv
    measure("X API v2 JSON lines", posts, 20_000, 100_000 if quick else 400_000, JSON_PEER, 20_000)
    measure("Four-column CSV", shares, 100_000, 1_000_000 if quick else 10_000_000, CSV_PEER, 150_000)


if __name__ == "__main__":
    main()
