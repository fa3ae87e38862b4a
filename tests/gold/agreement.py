"""How far two annotators agree: python -m tests.gold.agreement quantities second [A B]

Items: F1 of B's against A's. Slots, on matched items: how many say the same, Cohen's kappa for closed lists, and how many say the same
among those where either annotator filled the slot. Intervals: Wilson, 95 %. With a fifth word, `list`, every disagreement is printed.

Source: Cohen (1960), A coefficient of agreement for nominal scales; Wilson (1927), Probable inference.
"""

import sys
from collections import Counter
from collections.abc import Sequence

from tests.gold.corpus import rows
from tests.gold.matching import CLAIM_SLOTS, DEMAND_SLOTS, Row, paired

CLOSED = {"approximator", "unit", "category", "status", "kind", "addressee_type", "polarity", "reported"}
EMPTY = (None, "", "none", "self")


def wilson(hits: int, trials: int, z: float = 1.959964) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if not trials:
        return 0.0, 1.0
    share = hits / trials
    middle = share + z * z / (2 * trials)
    half = z * (share * (1 - share) / trials + z * z / (4 * trials * trials)) ** 0.5
    return max(0.0, (middle - half) / (1 + z * z / trials)), min(1.0, (middle + half) / (1 + z * z / trials))


def kappa(pairs: Sequence[tuple[object, object]]) -> float:
    """Cohen's kappa of paired labels; NaN where both annotators used one and the same label throughout."""
    n = len(pairs)
    left, right = (Counter(pair[side] for pair in pairs) for side in (0, 1))
    chance = sum(left[label] * right[label] for label in left) / (n * n) if n else 1.0
    seen = sum(a == b for a, b in pairs) / n if n else 1.0
    return (seen - chance) / (1 - chance) if chance < 1 else float("nan")


def share(hits: int, trials: int) -> str:
    """A share with its count and interval, in words for the terminal."""
    low, high = wilson(hits, trials)
    return f"{hits / trials if trials else float('nan'):.3f} [{low:.3f}, {high:.3f}] ({hits} of {trials})"


def filled(name: str, one: Row, other: Row) -> bool:
    """Whether either side says something in this slot; a value always does."""
    return name in ("value", "what") or any(item.get(name) not in EMPTY for item in (one, other))


class Comparison:
    """Two annotations of one set: the matched items and what stands alone on either side."""

    def __init__(self, one: list[Row], other: list[Row], task: str) -> None:
        self.task = task
        self.items, self.span = ("claims", "span") if task == "quantities" else ("demands", "trigger")
        self.slots = CLAIM_SLOTS if task == "quantities" else DEMAND_SLOTS
        theirs = {row["id"]: row for row in other}
        self.rows = [(row, theirs[row["id"]]) for row in one if row["id"] in theirs]
        self.pairs: list[tuple[str, Row, Row]] = []
        self.alone: list[tuple[str, str, Row]] = []
        for a, b in self.rows:
            found = paired(b[self.items], a[self.items], self.span)
            self.pairs += [(a["id"], a[self.items][j], b[self.items][i]) for i, j in found]
            self.alone += [
                (a["id"], "A", item) for j, item in enumerate(a[self.items]) if j not in {p[1] for p in found}
            ]
            self.alone += [
                (a["id"], "B", item) for i, item in enumerate(b[self.items]) if i not in {p[0] for p in found}
            ]

    def lines(self) -> list[str]:
        """What agreement prints, line by line."""
        only = Counter(side for _, side, _ in self.alone)
        both = len(self.pairs)
        total = 2 * both + len(self.alone)
        out = [
            f"{len(self.rows)} sentences; {self.items}: {both} by both, {only['A']} by A alone, {only['B']} by B alone; F1 {2 * both / total if total else 1:.3f}",
            f"sentences with or without {self.items}: kappa {kappa([(bool(a[self.items]), bool(b[self.items])) for a, b in self.rows]):.3f}",
        ]
        if self.task == "demands":
            out.append(f"label of the sentence: kappa {kappa([(a['label'], b['label']) for a, b in self.rows]):.3f}")
        return out + [self._slot(name) for name in self.slots]

    def _slot(self, name: str) -> str:
        same = self.slots[name]
        told = [same(b, a) for _, a, b in self.pairs]
        either = [same(b, a) for _, a, b in self.pairs if filled(name, a, b)]
        line = f"{name:15} same {share(sum(told), len(told))}; where filled {share(sum(either), len(either))}"
        return line + (f"; kappa {kappa([(a[name], b[name]) for _, a, b in self.pairs]):.3f}" if name in CLOSED else "")

    def disagreements(self) -> list[str]:
        """Every item that stands alone and every slot that differs."""
        out = [f"{sentence} {side} alone: {item}" for sentence, side, item in self.alone]
        for sentence, a, b in self.pairs:
            for name, same in self.slots.items():
                if not same(b, a):
                    keys = ("value_low", "value_high", "vague") if name == "value" else (name,)
                    out.append(f"{sentence} {name}: A {[a[k] for k in keys]} B {[b[k] for k in keys]}")
        return out


def main(arguments: list[str]) -> None:
    """Print the agreement of two annotators on one set."""
    task, name, one, other = [*arguments[:2], *(arguments[2:4] or ["A", "B"])]
    annotated = [rows(f"{task}_{name}_{who}.jsonl") for who in (one, other)]
    missing = [who for who, found in zip((one, other), annotated, strict=True) if not found]
    if missing:
        sys.exit(
            f"tests/gold/{task}_{name}_{missing[0]}.jsonl does not exist yet: annotator {missing[0]} has not finished this set."
        )
    comparison = Comparison(*annotated, task)
    print("\n".join(comparison.lines() + (comparison.disagreements() if "list" in arguments else [])))


if __name__ == "__main__":
    main(sys.argv[1:])
