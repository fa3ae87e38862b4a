"""What was planted against what was found: the score that the demo prints and that error rates are made of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from undertow.model import Finding
from undertow.synthetic.fiction import Planted

NOTHING_YET = "planted; no analysis in this version"
_NOT_FOUND = ("not supported", "insufficient")


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One effect: how much was planted, found, missed and found beside it; None where there is nothing to count."""

    effect: str
    planted: int | None = None
    found: int | None = None
    extra: int | None = None
    note: str = ""

    @property
    def missed(self) -> int | None:
        return None if self.planted is None or self.found is None else self.planted - self.found


def scores(planted: Sequence[Planted], findings: Sequence[Finding], analyses: Collection[str]) -> list[Score]:
    """A score for each effect that an analysis should see. analyses: the names of those that were run."""
    found = [finding for finding in findings if finding.grade not in _NOT_FOUND]
    rows: list[Score] = []
    for name in dict.fromkeys(effect.analysis for effect in planted if effect.analysis):
        effects = [effect for effect in planted if effect.analysis == name]
        if name not in analyses:
            rows += [Score(effect=effect.name, note=NOTHING_YET) for effect in effects]
            continue
        own = [finding for finding in found if finding.analysis == name]
        if batches := [effect for effect in effects if "batches" in effect.facts]:
            rows += [score for effect in batches for score in _by_windows(effect, own)]
        if groups := [effect for effect in effects if "accounts" in effect.facts]:
            rows += _by_accounts(groups, own)
        rows += [_by_hand(effect, own) for effect in effects if not effect.facts.keys() & {"accounts", "batches"}]
    return rows


def lines(rows: Iterable[Score]) -> Iterator[str]:
    """The scores as lines of a table of fixed columns."""
    columns = ("planted", "found", "missed", "extra")
    yield f"{'effect':<28}" + "".join(f"{column:>9}" for column in columns)
    for row in rows:
        cells = (getattr(row, column) for column in columns)
        numbers = "".join(f"{'' if cell is None else f'{cell:,}':>9}" for cell in cells)
        yield f"{row.effect:<28}{numbers}{'  ' + row.note if row.note else ''}".rstrip()


def _by_accounts(effects: Sequence[Planted], findings: Sequence[Finding]) -> Iterator[Score]:
    """Groups of accounts: a finding belongs to the group it shares most accounts with, or to none.

    The source that a group copies may be named with it or not; it counts neither way.
    """
    groups = {effect.name: set(effect.facts["accounts"]) for effect in effects}
    everyone = set().union(*groups.values())
    sources = {effect.facts["source"] for effect in effects if "source" in effect.facts}
    seen: dict[str, set[str]] = {name: set() for name in groups}
    elsewhere: set[str] = set()
    for finding in findings:
        accounts = set(finding.accounts)
        if accounts & everyone:
            seen[max(groups, key=lambda name: len(groups[name] & accounts))] |= accounts
        else:
            elsewhere |= accounts
    named = everyone & set().union(elsewhere, *seen.values())
    for effect in effects:
        group = groups[effect.name]
        extra = len(seen[effect.name] - everyone - sources)
        note = "benign: together, by subscription" if effect.facts.get("benign") else ""
        yield Score(effect=effect.name, planted=len(group), found=len(group & named), extra=extra, note=note)
    yield Score(effect="in none of these groups", planted=0, found=0, extra=len(elsewhere))


def _by_windows(effect: Planted, findings: Sequence[Finding]) -> Iterator[Score]:
    """Batches of sign-ups: each planted window against the finding whose days overlap it most, then what is found beside."""
    found = [window for finding in findings if (window := _window(finding))]
    taken: set[int] = set()
    for batch in effect.facts["batches"]:
        first, last = date.fromisoformat(batch["first day"]), date.fromisoformat(batch["last day"])
        common = [(min(last, w.last) - max(first, w.first)).days + 1 for w in found]
        place = max(range(len(found)), key=lambda one: (common[one], -found[one].days), default=None)
        seen = found[place] if place is not None and common[place] > 0 else None
        note = f"planted {first} to {last}; " + (f"found {seen.first} to {seen.last}" if seen else "not found")
        taken |= {place} if place is not None and seen else set()
        accounts = seen.above if seen else 0
        extra = max(0, accounts - batch["accounts"])
        yield Score(
            effect=f"batch of {first:%d %B %Y}", planted=batch["accounts"],
            found=min(accounts, batch["accounts"]), extra=extra, note=note,
        )  # fmt: skip
    beside = sum(window.above for place, window in enumerate(found) if place not in taken)
    yield Score(effect="in none of these batches", planted=0, found=0, extra=beside)
    for finding in findings:
        if finding.estimate.unit.startswith("share of the audience"):
            note = f"planted {effect.facts['share bought']:.1%}; found at least {finding.estimate.value:.1%}"
            yield Score(effect="share bought", note=note)


class _Window(NamedTuple):
    """What a finding says of a batch: its days, and how many accounts above expectation."""

    first: date
    last: date
    above: int

    @property
    def days(self) -> int:
        return (self.last - self.first).days


def _window(finding: Finding) -> _Window | None:
    """The days of a batch from the facts of a finding; None where it is about something else."""
    said = dict(finding.facts).get("Created, ISO 8601")
    if said is None:
        return None
    first, _, last = said.partition(" to ")
    return _Window(date.fromisoformat(first), date.fromisoformat(last), round(finding.estimate.value))


def _by_hand(effect: Planted, findings: Sequence[Finding]) -> Score:
    return Score(effect=effect.name, note=f"planted; {len(findings):,} findings to compare with the truth file")
