"""How well the draft check finds what is checkable, by kind: python -m tests.gold.draft [FILE ...] [list]

Each row of a file is one invented sentence with the kinds a person marked in it. A kind counts once a sentence: found where the
rules mark it anywhere in the sentence. `draft_first.jsonl` was written before the rules were finished, and they were mended on it;
`draft_second.jsonl` after that; `draft_third.jsonl`, of longer sentences, last: what it showed on its first run stands in
docs/guides/check-a-draft.md, and the rules were mended on it after that. With `list`, every difference is printed.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from undertow.language.checkable import KINDS, NOT_TESTABLE, checkable
from undertow.statistics.proportions import wilson

FILES = tuple(Path(__file__).with_name(f"draft_{name}.jsonl") for name in ("first", "second", "third"))


class Score(NamedTuple):
    """Of one kind: marked by both, by the rules alone, by the person alone."""

    both: int
    rules: int
    person: int

    @property
    def precision(self) -> float:
        """The part of the marks of the rules that the person made too."""
        return self.both / max(1, self.both + self.rules)

    @property
    def recall(self) -> float:
        """The part of the person's marks that the rules made too."""
        return self.both / max(1, self.both + self.person)


def rows(path: Path) -> list[dict]:
    """The sentences of a gold file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


def found(row: dict) -> set[str]:
    """The kinds that the rules mark in a sentence."""
    return {kind for one in checkable(row["text"], row["language"]) for kind in one.kinds}


def scores(path: Path, languages: tuple[str, ...] = ()) -> dict[str, Score]:
    """By kind, and for sentences as a whole under `checkable`: anything but causes and attribution is marked in it."""
    counts: dict[str, Counter] = {kind: Counter() for kind in (*KINDS, "checkable")}
    for row in rows(path):
        if languages and row["language"] not in languages:
            continue
        wanted, made = set(row["kinds"]), found(row)
        for kinds in (wanted, made):
            if kinds - set(NOT_TESTABLE):
                kinds.add("checkable")
        for kind in counts:
            counts[kind][kind in wanted, kind in made] += 1
    return {kind: Score(c[True, True], c[False, True], c[True, False]) for kind, c in counts.items()}


def main(words: list[str]) -> None:
    """Prints the table of each file, and the differences where they are asked for."""
    paths = [Path(word) for word in words if word != "list"] or [path for path in FILES if path.exists()]
    for path in paths:
        every = rows(path)
        empty = sum(not row["kinds"] for row in every)
        print(f"\n{path.name}: {len(every)} sentences, {empty} with nothing to check")
        for languages in (("en",), ("ru", "az", "hy")):
            count = sum(row["language"] in languages for row in every)
            print(
                f"\n{', '.join(languages)} ({count} sentences)\nkind          marked  recall [95 %]      precision [95 %]"
            )
            for kind, score in scores(path, languages).items():
                print(
                    f"{kind:12}  {score.both + score.person:6}  {_share(score.both, score.person)}  {_share(score.both, score.rules)}"
                )
        if "list" in words:
            for row in every:
                if (made := found(row)) != (wanted := set(row["kinds"])):
                    print(
                        f"{row['id']}: missed {sorted(wanted - made)}, too many {sorted(made - wanted)}: {row['text']}"
                    )


def _share(hits: int, others: int) -> str:
    if not hits + others:
        return "–" + " " * 17
    one = wilson(hits, hits + others, unit="share")
    return f"{one.value:.2f} [{one.low:.2f}, {one.high:.2f}]".ljust(18)


if __name__ == "__main__":
    main(sys.argv[1:])
