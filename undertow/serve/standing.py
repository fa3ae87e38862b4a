"""What can be run on a case and what has to be run again.

A process of its own works it out (apart.py), for it reads what the analyst entered against the sources: pages would wait for that.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from undertow.analyses import Analysis
from undertow.case import Case
from undertow.case.needs import lacks
from undertow.registry import members


@dataclass(frozen=True, slots=True)
class Standing:
    """able: the analyses that can run, in the order in which they should. lacks: by analysis, what it needs and the case does not have. out_of_date: by run, why it no longer speaks for the case."""

    able: list[str] = field(default_factory=list)
    lacks: dict[str, str] = field(default_factory=dict)
    out_of_date: dict[str, str] = field(default_factory=dict)


def standing(case: Case) -> Standing:
    """How the analyses of this installation stand in a case."""
    present = case.counts() | case.stated()
    newest = {run.analysis: run for run in case.runs()}
    known = members("undertow.analyses", Analysis)  # type: ignore[type-abstract]
    lacking = {name: words for name, kind in known.items() if (words := lacks(kind, present))}
    order = sorted(
        known.values(), key=lambda kind: "changes" in kind.reads
    )  # those that read what others find come last
    return Standing(
        able=[kind.name for kind in order if kind.name not in lacking],
        lacks=lacking,
        out_of_date={run.id: words for run in newest.values() if (words := case.out_of_date(run))},
    )
