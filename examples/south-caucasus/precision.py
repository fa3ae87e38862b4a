"""How well the codebooks of this case hold, by the judgements in labels.jsonl: `python examples/south-caucasus/precision.py`.

Prints one row for each frame and language: how many of the judged passages with a hit are right, how many of those
without one were missed, each with its Wilson interval, and the share of passages corrected by both.
"""

from __future__ import annotations

from pathlib import Path

from undertow.case.codebooks import standings
from undertow.case.given import Labels
from undertow.codebook import read
from undertow.statistics.proportions import wilson

HERE = Path(__file__).parent
SEED = 20261122


def main() -> None:
    """Prints the table."""
    books = [read(path.read_text("utf-8"), path.name) for path in sorted((HERE / "codebook").glob("*.toml"))]
    print("| frame | language | passages with a hit | right | missed | share of passages, corrected |")
    print("|---|---|---|---|---|---|")
    for row in standings(books, Labels(HERE).all(), SEED):
        share = f"{row.share.value:.2%} ({row.share.low:.2%} to {row.share.high:.2%})" if row.share else "unverified"
        right, missed = part(row.judged.right, row.judged.hits), part(row.judged.missed, row.judged.non_hits)
        print(f"| {row.frame} | {row.language} | {row.hits:,} of {row.passages:,} | {right} | {missed} | {share} |")


def part(some: int, judged: int) -> str:
    """So many of so many, with the interval of the share."""
    if not judged:
        return "none to judge"
    found = wilson(some, judged, unit="")
    return f"{some} of {judged} ({found.low:.2f} to {found.high:.2f})"


if __name__ == "__main__":
    main()
