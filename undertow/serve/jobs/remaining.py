"""How long a job will still take, as a range: from what its analysis forecasts, and how far such forecasts were off here before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median

from undertow.serve.jobs.records import Job

#: Before this machine and case are known, a forecast may be off by this much to either side.
UNKNOWN = (0.4, 2.5)
#: However well the last jobs were forecast, the next may be off by this much.
LEAST = (0.8, 1.25)
#: Seconds are told in steps of so many.
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Remaining:
    """Seconds left: the middle and a range. late: it takes longer than any before it would have."""

    middle: float
    low: float
    high: float
    late: bool = False


def remaining(job: Job, history: Sequence[Job], at: datetime | None = None) -> Remaining | None:
    """What is left of a running job; None where nothing is known of how long it takes."""
    expected = job.expected or _same_before(job, history)
    if job.state != "running" or expected <= 0:
        return None
    ratios = [j.seconds / j.expected for j in history if j.state == "done" and j.kind == job.kind and j.expected > 1]
    middle = median(ratios) if ratios else 1.0
    low, high = (min(ratios) * LEAST[0], max(ratios) * LEAST[1]) if ratios else UNKNOWN
    gone = (at or datetime.now(UTC)).timestamp() - datetime.fromisoformat(job.forecast_at or job.started).timestamp()
    left = [max(expected * ratio - gone, 0.0) for ratio in (middle, low, high)]
    return Remaining(left[0], left[1], left[2], late=left[2] <= 0)


def _same_before(job: Job, history: Sequence[Job]) -> float:
    """Seconds that the last job of the same kind took."""
    same = [j.seconds for j in history if j.state == "done" and (j.kind, j.subject) == (job.kind, job.subject)]
    return same[-1] if same else 0.0


def in_words(left: Remaining | None) -> str:
    """For the page: 'about 2 min left [1 min, 4 min]'."""
    if left is None:
        return "how long it takes is not known yet"
    if left.late:
        return "longer than expected"
    middle = f"about {_span(left.middle)}" if left.middle >= _SHOWN else f"under {_SHOWN} s"
    return f"{middle} left [{_span(left.low)}, {_span(left.high)}]"


def _span(seconds: float) -> str:
    if seconds < 60:
        return f"{_SHOWN * round(seconds / _SHOWN)} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
