"""Draws later sets of demands, each with a seed of its own, the same ones every time: python -m tests.gold.draw_third third | fourth | fifth | sixth

The documents of the third set are those of the sealed half of which no sentence stands in another set: neither the rules nor
the guidelines grew on them. The fourth leaves out those of the third as well. Each was drawn and annotated after the rules
were frozen and before they had been run on it.
"""

import json
import sys

from tests.gold import draw
from tests.gold.corpus import HERE, rows

SEEDS = {"third": "undertow gold 3", "fourth": "undertow gold 6", "fifth": "undertow gold 8", "sixth": "undertow gold 10"}
QUOTAS = {"asking": 55, "duty": 42, "cue": 45, "none": 8}
PREFIX = {"third": "dt", "fourth": "dv", "fifth": "dw", "sixth": "dy"}
BEFORE = {
    "third": ("quantities_sealed", "demands_sealed"),
    "fourth": ("quantities_sealed", "demands_sealed", "demands_third"),
    "fifth": ("quantities_sealed", "demands_sealed", "demands_third", "demands_fourth"),
    "sixth": ("quantities_sealed", "demands_sealed", "demands_third", "demands_fourth", "demands_fifth"),
}


def main(name: str) -> None:
    """Write the rows of the set beside this file."""
    pool = draw.pools()["sealed"]
    used = {row["doc_id"] for file in BEFORE[name] for row in rows(f"{file}.jsonl")}
    draw.SEED = SEEDS[name]
    draw.QUOTAS["demands", name] = QUOTAS
    drawn = draw.drawn("demands", name, [sentence for sentence in pool if sentence.doc_id not in used])
    numbered = [row | {"id": f"{PREFIX[name]}{n:03}"} for n, row in enumerate(drawn, 1)]
    (HERE / f"demands_{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in numbered), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
