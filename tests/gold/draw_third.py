"""Draws a third set of demands with a seed of its own, the same one every time: python -m tests.gold.draw_third

Its documents are those of the sealed half of which no sentence stands in another set: neither the rules nor the guidelines
grew on them. It was drawn and annotated after the rules were frozen and before they had been run on it.
"""

import json

from tests.gold import draw
from tests.gold.corpus import HERE, rows

SEED = "undertow gold 3"
QUOTAS = {"asking": 55, "duty": 42, "cue": 45, "none": 8}


def main() -> None:
    """Write `demands_third.jsonl` beside this file."""
    pool = draw.pools()["sealed"]
    used = {row["doc_id"] for task in draw.STRATUM for row in rows(f"{task}_sealed.jsonl")}
    draw.SEED = SEED
    draw.QUOTAS["demands", "third"] = QUOTAS
    drawn = draw.drawn("demands", "third", [sentence for sentence in pool if sentence.doc_id not in used])
    third = [row | {"id": f"dt{n:03}"} for n, row in enumerate(drawn, 1)]
    (HERE / "demands_third.jsonl").write_text("".join(json.dumps(row) + "\n" for row in third), encoding="utf-8")


if __name__ == "__main__":
    main()
