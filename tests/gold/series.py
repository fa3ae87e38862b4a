"""Series of numbers drawn for judging, and what was judged: python -m tests.gold.series [draw]

Every number of the UN statements is put into series as the analysis claims does it; of the series with statements of two dates or more, 50 are
drawn (SEED). A judge read the sentences and said of each whether its statements are about the same people or land. series_judged.jsonl
holds places only: document and offset of each statement, and the judgement. Without `draw`, the share that belongs together is printed.
"""

import hashlib
import sys
from collections import defaultdict

from tests.gold.agreement import share
from tests.gold.corpus import rows, statements
from tests.gold.score import COUNTRIES

SEED, DRAWN = "undertow series 1", 50


def found() -> list[list[dict]]:
    """The series of the corpus with at least two dates, each by the order of its statements."""
    from undertow.analyses._claims.keys import with_series
    from undertow.analyses._claims.reading import slots_of, statement_id
    from undertow.language.quantities import quantities

    made = []
    for doc, text in sorted(statements().items()):
        for one in quantities(text, "en", COUNTRIES.get(doc[:3], doc[:3])):
            filled = slots_of(text, one)
            slots = {name: slot.words for name, slot in filled.items()}
            made.append(
                {
                    **slots, "id": statement_id("documents", doc, text[slice(*one.sentence)], one.surface), "doc_id": doc, "start": one.span.start, "end": one.span.end, "voice": doc[:3],
                    "day": doc[-4:], "low": one.low, "high": one.high, "unit": one.unit, "category": one.category, "status": one.status,
                    "from_context": ",".join(name for name, slot in filled.items() if slot.context), "part_of": one.part_of or one.open_part, "voiced": one.voiced,
                }
            )  # fmt: skip
    series = defaultdict(list)
    for row in with_series(made, []):
        if row["series"]:
            series[row["series"]].append(row)
    return [own for own in series.values() if len({row["day"] for row in own}) > 1]


def drawn() -> list[list[dict]]:
    """Fifty of them, in a random order that depends on the seed and their first statements."""

    def order(own: list[dict]) -> str:
        return hashlib.sha256(f"{SEED}|{own[0]['doc_id']}|{own[0]['start']}".encode()).hexdigest()

    return sorted(found(), key=order)[:DRAWN]


def show() -> None:
    """Print what was drawn with its sentences, for the judge."""
    texts = statements()
    for n, own in enumerate(drawn()):
        print(f"== {n} {own[0]['voice']} {own[0]['category']}")
        for row in own:
            text = texts[row["doc_id"]]
            print("  ", row["doc_id"], " ".join((text[max(0, row["start"] - 110) : row["start"]] + "[[" + text[row["start"] : row["end"]] + "]]" + text[row["end"] : row["end"] + 90]).split()))  # fmt: skip


def main() -> None:
    """Print the share of the judged series whose statements belong together."""
    judged = rows("series_judged.jsonl")
    together = sum(row["together"] for row in judged)
    print(f"series whose statements belong together: {share(together, len(judged))}")


if __name__ == "__main__":
    show() if sys.argv[1:] == ["draw"] else main()
