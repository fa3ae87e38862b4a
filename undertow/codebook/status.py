"""How far a frame is known to hold in a language: a draft, unverified, or judged with so many hits right."""

from __future__ import annotations

from dataclasses import dataclass, field

from undertow.statistics.prevalence import Judged

#: Judged hits and others below which a frame counts as unverified, unless all hits there are were judged.
LEAST_HITS, LEAST_OTHERS = 20, 50


@dataclass(frozen=True, slots=True)
class Status:
    """What is known of one frame in one language.

    stage: 'draft' (nobody who reads the language has checked the patterns), 'unverified' (too little was judged) or 'judged'.
    counts: what was judged. there: passages with a hit that there were.
    """

    stage: str = "draft"
    counts: Judged = field(default_factory=Judged)
    there: int = 0

    def __str__(self) -> str:
        """The status in words, with counts and the interval of the precision."""
        if not self.counts.hits:
            return self.stage
        one, found = self.counts, self.counts.precision()
        others = f"{one.missed:,} of {one.non_hits:,} others missed"
        every = ", all there are" if one.hits == self.there else ""
        return f"{self.stage}: {one.right:,} of {one.hits:,} hits right ({found.low:.2f} to {found.high:.2f}){every}; {others}"  # fmt: skip


def enough(counts: Judged, there: int) -> bool:
    """Whether so much was judged that the precision is known: 20 hits or all that there are, and 50 others."""
    return counts.non_hits >= LEAST_OTHERS and (counts.hits >= LEAST_HITS or 0 < there == counts.hits)


def after_judging(stated: Status, counts: Judged, there: int) -> Status:
    """The status in a case where this was judged. stated: what the codebook says, from wherever it was made."""
    if enough(counts, there):
        return Status("judged", counts, there)
    return Status("draft" if stated.stage == "draft" else "unverified", counts, there)
