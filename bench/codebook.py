"""Codebooks: time to match thousands of patterns on many posts, beside `re` and google-re2 on the same rules.

    python bench/codebook.py [--quick]

Posts of about 250 characters are drawn from words with Zipf frequencies, half of them Latin and half Cyrillic. Patterns
are made of the same words, the 200 commonest left out: a third single words and stems, a third phrases, a third NEAR.
Every count of patterns is matched on the same posts, in one process on one core; CPU seconds of the process.
The same rules as expressions, one per rule, run on as many posts as they manage in a few seconds. What they find differs
in little from what the matcher does (they know neither overlaps nor folding), so only time is compared.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from undertow.codebook import Matcher, read

SEED = 20261125
COUNTS = (50, 500, 5_000)
LIMIT_SECONDS = 60.0
WORDS = 60_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the posts")
    posts = 100_000 if parser.parse_args().quick else 1_000_000
    rng = np.random.default_rng(SEED)
    vocabulary = words(rng)
    texts = posts_of(vocabulary, posts, rng)
    characters = sum(map(len, texts))
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    print(f"{posts:,} posts, {characters / 1e6:,.0f} million characters, {megabytes:,.0f} MB in UTF-8")
    matcher(rules(vocabulary, COUNTS[0], rng)).hits(texts[:100])  # compiles the loops, or loads them
    seconds = {}
    for count in COUNTS:
        made = rules(vocabulary, count, np.random.default_rng(SEED))
        began = time.process_time()
        ready = matcher(made)
        built = time.process_time() - began
        found = len(ready.hits(texts))
        seconds[count] = time.process_time() - began
        print(
            f"{count:>6,} patterns: {seconds[count]:6.1f} s of CPU (of which {built:.1f} to build), "
            f"{megabytes / seconds[count]:5.1f} MB/s, {found:,} hits"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"5,000 patterns take {seconds[5_000] / seconds[50]:.2f} times what 50 take; peak {peak:.1f} GB with all posts held"
    )
    if posts == 1_000_000:
        print(
            f"limit: 5,000 patterns on a million posts in {LIMIT_SECONDS:.0f} s: {'held' if seconds[5_000] < LIMIT_SECONDS else 'NOT HELD'}"
        )
    for count in COUNTS[:2]:
        compare(rules(vocabulary, count, np.random.default_rng(SEED)), texts, megabytes / seconds[count])


def words(rng: np.random.Generator) -> list[str]:
    """Distinct words of 2 to 11 letters, common ones shorter; every other one Cyrillic."""
    latin, cyrillic = "etaoinshrdlcumwfgypbvk", "оеаинтсрвлкмдпуяыьгзбч"
    share = 1 / np.arange(3, len(latin) + 3)
    found: dict[str, None] = {}
    while len(found) < WORDS:
        length = int(np.clip(rng.normal(2.5 + np.log2(2 + len(found)) / 2.5, 1.5), 2, 11))
        alphabet = latin if len(found) % 2 else cyrillic
        found["".join(rng.choice(list(alphabet), length, p=share / share.sum()))] = None
    return list(found)


def posts_of(vocabulary: Sequence[str], count: int, rng: np.random.Generator) -> list[str]:
    """Posts of 20 to 60 words with some capitals and punctuation."""
    weight = 1 / np.arange(3, len(vocabulary) + 3)
    pieces = np.array([*vocabulary, *(word.capitalize() + "," for word in vocabulary[:2_000])], dtype=object)
    weight = np.concatenate((weight, weight[:2_000] / 8))
    lengths = rng.integers(20, 61, count)
    drawn = rng.choice(len(pieces), lengths.sum(), p=weight / weight.sum())
    ends = np.cumsum(lengths)
    return [" ".join(pieces[drawn[end - length : end]]) + "." for end, length in zip(ends, lengths, strict=True)]


def rules(vocabulary: Sequence[str], count: int, rng: np.random.Generator) -> list[str]:
    """That many distinct patterns."""
    rare = [word for word in vocabulary[200:20_000] if len(word) > 3]
    some = vocabulary[50:5_000]
    made: dict[str, None] = {}
    while len(made) < count:
        one, two = (str(rng.choice(rare)) for _ in range(2))
        other = str(rng.choice(some))
        kind = len(made) % 6
        made[
            [
                f"{one}",
                f"{one[:-1]}*",
                f"{one} {other}",
                f"({one}|{two}) {other[:3]}*",
                f"{one} NEAR/5 {other}",
                f"({one}|{two}*) NEAR/4 {other}",
            ][kind]
        ] = None
    return list(made)


def matcher(made: Sequence[str]) -> Matcher:
    head = '[codebook]\nid = "bench"\nlanguages = ["en"]\n'
    frames = [made[start : start + 50] for start in range(0, len(made), 50)]
    text = "".join(
        f'[[frame]]\nid = "f{n}"\ndefinition = "d"\n[frame.patterns]\nen = {json.dumps(frame, ensure_ascii=False)}\n'
        for n, frame in enumerate(frames)
    )
    return Matcher(read(head + text, "bench.toml"), "en")


def compare(made: Sequence[str], texts: Sequence[str], ours: float) -> None:
    """Prints how many times as fast the matcher is as each engine of regular expressions."""
    import re2

    for name, compiled, tail in (
        ("re", lambda rule: re.compile(rule, re.IGNORECASE), r"\w*"),
        ("google-re2", lambda rule: re2.compile("(?i)" + rule), r"[\pL\pN_]*"),
    ):
        speed = rate([compiled(expression(rule, tail)) for rule in made], texts)
        print(f"{len(made):>6,} patterns, {name}: {speed:.3f} MB/s; the matcher is {ours / speed:,.0f} times as fast")


def expression(rule: str, tail: str) -> str:
    """The rule as one expression."""
    sides = rule.split(" NEAR/")
    first = phrase(sides[0], tail)
    if len(sides) == 1:
        return f"(?:^|[ ,.])({first})(?:$|[ ,.])"
    window, _, rest = sides[1].partition(" ")
    second, gap = phrase(rest, tail), rf"[ ,.]+(?:[^ ,.]+[ ,.]+){{0,{window}}}"
    return f"(?:^|[ ,.])((?:{first}{gap}{second})|(?:{second}{gap}{first}))(?:$|[ ,.])"


def phrase(side: str, tail: str) -> str:
    return " ".join(part.replace("*", tail).replace("(", "(?:") for part in side.split(" "))


def rate(expressions: Sequence[Any], texts: Sequence[str], seconds: float = 6.0) -> float:
    """MB a second, over as many posts as fit into a few seconds."""
    search: list[Callable[[str], Any]] = [one.findall for one in expressions]
    done, began = 0, time.process_time()
    for text in texts:
        for find in search:
            find(text)
        done += len(text.encode())
        if time.process_time() - began > seconds:
            break
    return done / 1e6 / (time.process_time() - began)


if __name__ == "__main__":
    main()
