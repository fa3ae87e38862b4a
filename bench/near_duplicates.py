"""Near-duplicate texts: time, memory, recall and largest group on many posts, against brute force on few.

    python bench/near_duplicates.py [--quick]

The posts are made of words with Zipf frequencies; a fifth of them end in one of 200 trailers of hashtags and boilerplate,
the most common of which ends one in 30 posts. Planted among them: pairs of an original and a variant after 1 to 8 changes
of words, families of many variants of one original, and a chain in which each text resembles the next and its ends share
nothing. Similarity is that of the sets of 5 characters, computed here in plain Python. The grouping runs in a process of
its own; its CPU time covers its threads, and what numba compiled is counted apart.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np

SEED = 20261123
FAMILIES = {10: 500, 200: 20, 2_000: 2}
CHAIN = 2_000
BINS = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)

Pairs = list[tuple[int, int]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the posts")
    options = parser.parse_args()
    posts = 100_000 if options.quick else 1_000_000
    texts, kinds = world(posts, np.random.default_rng(SEED))
    with tempfile.TemporaryDirectory() as name:
        done, group = grouped(texts, Path(name))
    print(
        f"{posts:,} posts: CPU {done['cpu']:.1f} s (limit 60), wall {done['wall']:.1f} s, and {done['compile']:.1f} s CPU"
        f" to compile or load; peak {done['peak']:.2f} GB, of which {done['before']:.2f} GB before it began"
    )
    print(f"  compared exactly {done['compared']:,} pairs; {done['capped']:,} buckets capped")
    report(texts, kinds, group)
    peers(texts, group)
    brute_force(texts, kinds)


class Words:
    """Words of 1 to 12 letters, common ones shorter, drawn with Zipf frequencies."""

    def __init__(self, rng: np.random.Generator, size: int = 50_000) -> None:
        self.rng = rng
        letters = np.array(list("etaoinshrdlcumwfgypbvk"))
        share = 1 / np.arange(3, len(letters) + 3)
        lengths = np.clip(rng.poisson(np.log2(np.arange(size) + 2) / 2.2), 1, 12)
        drawn = rng.choice(letters, lengths.sum(), p=share / share.sum())
        self.words = ["".join(part) for part in np.split(drawn, np.cumsum(lengths)[:-1])]
        self.cumulative = np.cumsum(1 / (np.arange(size) + 2.7))
        self.cumulative /= self.cumulative[-1]

    def draw(self, number: int) -> list[str]:
        return [self.words[i] for i in np.searchsorted(self.cumulative, self.rng.random(number)).tolist()]


def world(posts: int, rng: np.random.Generator) -> tuple[list[str], dict[str, list[range]]]:
    """Texts, and by kind the ranges of positions that belong together."""
    words = Words(rng)
    texts: list[str] = []
    kinds: dict[str, list[range]] = {}
    for size, number in {2: posts // 20, **FAMILIES}.items():
        kinds[f"families of {size:,}"] = [add(texts, family(words, size)) for _ in range(number)]
    run = words.draw(3 * CHAIN + 25)
    kinds["chain"] = [add(texts, [" ".join(run[3 * i : 3 * i + 25]) for i in range(CHAIN)])]
    kinds["posts"] = [add(texts, background(words, posts - len(texts)))]
    return texts, kinds


def add(texts: list[str], more: list[str]) -> range:
    texts.extend(more)
    return range(len(texts) - len(more), len(texts))


def family(words: Words, size: int) -> list[str]:
    original = words.draw(int(words.rng.integers(10, 41)))
    return [" ".join(original), *(" ".join(changed(original, words)) for _ in range(size - 1))]


def changed(original: list[str], words: Words) -> list[str]:
    text = list(original)
    for kind in words.rng.choice(3, int(words.rng.integers(1, 9)), p=(0.6, 0.2, 0.2)):
        at = int(words.rng.integers(len(text)))
        text[at : at + (kind != 2)] = words.draw(int(kind != 1))
    return text if len(text) > 4 else original


def background(words: Words, number: int) -> list[str]:
    trailers = [
        " ".join(("#" if i % 2 else "") + word for word in words.draw(int(words.rng.integers(3, 13))))
        for i in range(200)
    ]
    popular = 1 / np.arange(1, 201)
    chosen = words.rng.choice(200, number, p=popular / popular.sum())
    ends = np.cumsum(words.rng.integers(10, 41, number))
    drawn = words.draw(int(ends[-1]))
    bodies = [" ".join(drawn[begin:end]) for begin, end in zip([0, *ends[:-1].tolist()], ends.tolist(), strict=True)]
    trailed = words.rng.random(number) < 0.2
    return [
        f"{body} {trailers[trailer]}" if has else body
        for body, trailer, has in zip(bodies, chosen.tolist(), trailed.tolist(), strict=True)
    ]


def grouped(texts: list[str], folder: Path) -> tuple[dict[str, float], np.ndarray]:
    """What grouping the texts, shuffled, took in a process of its own, and the group of each text."""
    import pyarrow as pa
    import pyarrow.feather as feather

    shuffled = np.random.default_rng(SEED).permutation(len(texts))
    feather.write_feather(pa.table({"text": pa.array(texts).take(pa.array(shuffled))}), folder / "texts.arrow")
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r});"]
    command[-1] += f"from near_duplicates import group; group({str(folder)!r})"
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    group_of = np.empty(len(texts), np.int64)
    group_of[shuffled] = np.load(folder / "group.npy")
    return json.loads(done.stdout), group_of


def group(folder: str) -> None:
    import resource

    import pyarrow.feather as feather

    from undertow.statistics.near_duplicates import near_duplicates

    def peak() -> float:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1024 if sys.platform != "darwin" else 1) / 1e9

    started = time.process_time()
    near_duplicates(["some text or other", "some text or another"], rng=np.random.default_rng(SEED))
    compiled = time.process_time() - started
    texts = feather.read_table(Path(folder, "texts.arrow"), memory_map=False)["text"]
    before, started, wall = peak(), time.process_time(), time.monotonic()
    found = near_duplicates(texts, rng=np.random.default_rng(SEED))
    taken = {"cpu": time.process_time() - started, "wall": time.monotonic() - wall, "compile": compiled}
    np.save(Path(folder, "group.npy"), found.group)
    print(
        json.dumps(
            taken | {"before": before, "peak": peak(), "compared": found.compared_pairs, "capped": found.capped_buckets}
        )
    )


def shingles(text: str) -> frozenset[str]:
    text = " ".join(re.findall(r"[^\W_]+", text))
    return frozenset(text[i : i + 5] for i in range(len(text) - 4))


def similarity(left: frozenset[str], right: frozenset[str]) -> float:
    return len(left & right) / len(left | right)


def report(texts: list[str], kinds: dict[str, list[range]], group_of: np.ndarray) -> None:
    """Recall among planted pairs by similarity, and the sizes of groups."""
    for kind in ("families of 2", "families of 10", "families of 200"):
        with_original = [(family[0], member) for family in kinds[kind] for member in family[1:]]
        print(f"  {kind}, original and variant: {recall(texts, with_original, group_of)}")
    among = [pair for family in kinds["families of 10"] for pair in combinations(family[1:], 2)]
    print(f"  families of 10, two variants: {recall(texts, among, group_of)}")
    sizes = np.bincount(group_of)
    background = np.asarray(kinds["posts"][0])
    (chain,) = kinds["chain"]
    links = [similarity(shingles(texts[i]), shingles(texts[i + 1])) for i in chain[:-1]]
    print(f"  largest group {sizes.max():,} (largest planted family {max(FAMILIES):,})")
    print(f"  largest group of unrelated posts {np.bincount(group_of[background]).max():,} of {len(background):,}")
    print(
        f"  chain of {len(chain):,}, each link {min(links):.2f} to {max(links):.2f}: largest group"
        f" {np.bincount(group_of[np.asarray(chain)]).max()} (joining all linked pairs would make one of {len(chain):,})"
    )


def recall(texts: list[str], pairs: Pairs, group_of: np.ndarray) -> str:
    """Share of pairs in one group by similarity, and of those below the threshold too."""
    of_pair = np.array([similarity(shingles(texts[i]), shingles(texts[j])) for i, j in pairs])
    together = np.array([group_of[i] == group_of[j] for i, j in pairs])
    parts = []
    for low, high in zip(BINS, (*BINS[1:], 2), strict=True):
        inside = (of_pair >= low) & (of_pair < high)
        if inside.any():
            parts.append(
                f"[{low}, {min(high, 1)}{')' if high <= 1 else ']'} {together[inside].mean():.4f} of {inside.sum():,}"
            )
    reached = of_pair >= BINS[0]
    return f"{together[reached].mean():.4f}: {', '.join(parts)}; below {together[~reached].mean():.3f} of {(~reached).sum():,}"


def peers(texts: list[str], group_of: np.ndarray) -> None:
    """Grouping identical texts only, by a dictionary."""
    started = time.process_time()
    exact = Counter(texts)
    taken = time.process_time() - started
    print(f"identical texts only, plain Python: CPU {taken:.1f} s, {len(exact):,} groups; ours {group_of.max() + 1:,}")


def similar(sets: list[frozenset[str]]) -> Iterator[tuple[int, int, float]]:
    """The similarity of every pair that shares a shingle."""
    holders: dict[str, list[int]] = {}
    for j, those in enumerate(sets):
        shared: Counter[int] = Counter()
        for shingle in those:
            earlier = holders.setdefault(shingle, [])
            shared.update(earlier)
            earlier.append(j)
        for i, number in shared.items():
            yield i, j, number / (len(sets[i]) + len(those) - number)


def brute_force(texts: list[str], kinds: dict[str, list[range]], size: int = 5_000) -> None:
    """Every pair of a sample of half planted and half unrelated texts, in plain Python by shared shingles."""
    from undertow.statistics.near_duplicates import near_duplicates

    picked = [i for family in kinds["families of 2"][: size // 5] for i in family]
    picked += [i for family in kinds["families of 10"][: size // 100] for i in family]
    picked += kinds["posts"][0][: size - len(picked)]
    sample = [texts[i] for i in picked]
    started = time.process_time()
    sets = [shingles(text) for text in sample]
    pairs = [(i, j) for i, j, value in similar(sets) if value >= 0.5]
    slow = time.process_time() - started
    near_duplicates(sample[:2], rng=np.random.default_rng(SEED))
    started = time.process_time()
    found = near_duplicates(sample, rng=np.random.default_rng(SEED))
    fast = time.process_time() - started
    print(f"every pair of {size:,}, plain Python: CPU {slow:.1f} s; ours {fast:.2f} s, {slow / fast:,.0f} times less")
    alone = [near_duplicates([sample[i], sample[j]], rng=np.random.default_rng(SEED)).group[1] == 0 for i, j in pairs]
    together = np.mean([found.group[i] == found.group[j] for i, j in pairs])
    print(f"  of its {len(pairs):,} pairs at 0.5 or more, candidates {np.mean(alone):.4f}, in one group {together:.4f}")
    leaders = found.representative[found.group]
    below = sum(similarity(sets[i], sets[j]) < 0.5 for i, j in enumerate(leaders.tolist()) if i != j)
    print(f"  members below 0.5 to their representative: {below}")


if __name__ == "__main__":
    main()
