"""What stands about a finding: each reader's reading of it, and what follows from all of them together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from undertow.case.reviewing.acts import Act, Note, standing
from undertow.language.normal import folded
from undertow.model import Finding, Verdict


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands of what one reader did about one finding. put_off: to be read later, and no verdict stands."""

    by: str
    verdict: Verdict | None
    put_off: bool
    notes: tuple[Note, ...]


def readings(acts: Iterable[Act]) -> dict[str, tuple[Reading, ...]]:
    """By finding, the reading of each reader who did something about it, in the order in which they began."""
    done: dict[str, dict[str, list[Act]]] = defaultdict(lambda: defaultdict(list))
    for one in acts:
        done[one.finding][folded(one.by)].append(one)
    return {finding: tuple(map(_reading, by_reader.values())) for finding, by_reader in done.items()}


def _reading(acts: Sequence[Act]) -> Reading:
    stands = standing(acts)
    verdicts = [one.as_verdict for one in stands if one.is_verdict]
    notes = tuple(Note(one.why, one.by, one.at) for one in stands if one.verdict == "noted")
    put_off = not verdicts and any(one.verdict == "later" for one in stands)
    return Reading(acts[-1].by, verdicts[-1] if verdicts else None, put_off, notes)


def joint(finding: Finding, verdicts: Sequence[Verdict]) -> Verdict | None:
    """What follows from the verdicts of all readers: confirmed or rejected only where all who judged say so, else disputed.

    A verdict on an earlier estimate counts until its reader gives another one: it is never dropped in silence. The estimate
    and statement are the present ones where any reader judged these, so that "changed since review" means that none has.
    """
    if not verdicts:
        return None
    present = [v for v in verdicts if (v.estimate, v.statement) == (finding.estimate, finding.statement)]
    newest = max(present or verdicts, key=lambda v: v.at)
    if len(verdicts) == 1:
        return newest
    said = {v.verdict for v in verdicts}
    return replace(
        newest,
        verdict=newest.verdict if len(said) == 1 else "disputed",
        why="; ".join(f"{v.verdict}: {v.why}" for v in verdicts),
        by=", ".join(v.by for v in verdicts),
        at=max(v.at for v in verdicts),
    )
