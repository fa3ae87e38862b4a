"""Which findings of a case are published, and in which order where nobody says otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from undertow.case.findings import Held
from undertow.model import GRADES

if TYPE_CHECKING:
    from undertow.case import Case


def on_what_is_left(case: Case, held: Iterable[Held]) -> tuple[list[Held], int]:
    """The findings whose evidence is still in the case, and how many others there are; none of a damaged run."""
    have, damaged = {s.sha256 for s in case.sources()}, case.damaged_runs()
    left, gone = [], 0
    for h in held:
        if h.finding.run_id in damaged:
            continue
        if all(e.source_sha256 in have for e in h.finding.evidence):
            left.append(h)
        else:
            gone += 1
    return left, gone


def rejected(held: Held) -> bool:
    """Whether a person decided that the finding does not hold."""
    return held.verdict is not None and held.verdict.verdict == "rejected"


def reviewed(held: Held) -> bool:
    """Whether a person confirmed the finding."""
    return held.verdict is not None and held.verdict.verdict == "confirmed"


def strength(held: Held) -> tuple[int, int, int, str]:
    """Confirmed before unreviewed, stronger grades first, then more evidence."""
    return (0 if reviewed(held) else 1, GRADES.index(held.finding.grade), -held.finding.evidence_count, held.finding.id)
