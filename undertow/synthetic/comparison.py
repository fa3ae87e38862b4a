"""What was planted against what was found: the score that the demo prints and that error rates are made of."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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
        if dated := [effect for effect in effects if "changes" in effect.facts]:
            rows += _by_dates(dated, own)
        rest = [effect for effect in effects if not effect.facts.keys() & {"accounts", "batches", "changes"}]
        rows += [_score(effect, own) for effect in rest]
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


def _score(effect: Planted, findings: Sequence[Finding]) -> Score:
    """By what the truth says of it: sentences to be quoted, phrases to be listed, names to be counted; else by hand."""
    for fact, compared in (
        ("towards", _by_pair),
        ("threats", _by_quotes),
        ("demands", _by_quotes),
        ("phrases", _by_phrases),
        ("named in posts", _by_names),
        ("phrases coined", _by_direction),
        ("passages", _by_passages),
        ("subjects", _by_subjects),
        ("do not overlap", _by_pairs),
        ("age in days", _by_growth),
    ):
        if fact in effect.facts:
            return compared(effect, findings)
    return _by_hand(effect, findings)


def _by_pair(effect: Planted, findings: Sequence[Finding]) -> Score:
    """Speakers who come to speak alike: found is a finding that says so of the two; extra are others that say so."""
    two = {effect.facts["speaker"], effect.facts["towards"]}
    alike = [set(json.loads(f.subject)[2:]) for f in findings if f.statement.endswith(": converging.")]
    share = next((f.estimate.value for f in findings if set(json.loads(f.subject)[2:]) == two), None)
    found = "" if share is None else f"; {share:.1%} attributed since the split"
    note = f"planted in {effect.facts['share of passages']:.1%} of passages since {effect.facts['from']}{found}"
    return Score(effect=effect.name, planted=1, found=int(two in alike), extra=sum(a != two for a in alike), note=note)


def _by_quotes(effect: Planted, findings: Sequence[Finding]) -> Score:
    """Sentences: found are those that a finding quotes; extra are quoted ones that were not planted."""
    said = effect.facts.get("threats") or effect.facts["demands"]
    planted = {one["sentence"] for one in said}
    quoted = {evidence.quote for finding in findings for evidence in finding.evidence}
    note = "" if planted <= quoted else "rules find part; who is meant by “they” may stay open"
    return Score(
        effect=effect.name, planted=len(planted), found=len(planted & quoted), extra=len(quoted - planted), note=note
    )


def _by_subjects(effect: Planted, findings: Sequence[Finding]) -> Score:
    """What the ledger was given to tell: found are the subjects that a finding is about, quoted from sources of the case."""
    planted, told = set(effect.facts["subjects"]), {finding.subject for finding in findings}
    found, extra = len(planted & told), len(told - planted)
    return Score(effect=effect.name, planted=len(planted), found=found, extra=extra, note="from the ledger, by hand")


def _by_pairs(effect: Planted, findings: Sequence[Finding]) -> Score:
    """Numbers of one voice that exclude each other: pairs of its years in the table of such pairs; the year stands behind the number."""
    planted = {(actor.lower(), *sorted(years)) for actor, *years in effect.facts["do not overlap"]}
    told = set()
    for finding in findings:
        voice = finding.subject.removeprefix("series ").rsplit(" | ", 1)[0].lower()
        for table in finding.tables:
            if table.title == "Pairs whose numbers exclude each other":
                told |= {(voice, *sorted(str(cell).rsplit("(", 1)[-1][:4] for cell in row[:2])) for row in table.rows}
    note = "pairs of numbers that exclude each other, for a person's verdict"
    return Score(
        effect=effect.name, planted=len(planted), found=len(planted & told), extra=len(told - planted), note=note
    )


def _by_growth(effect: Planted, findings: Sequence[Finding]) -> Score:
    """Followers at an age: found are those that a finding about growth tells at that age."""
    told = [dict(finding.facts) for finding in findings if "Followers then" in dict(finding.facts)]
    age = f"{effect.facts['age in days']:,} days"
    found = next((int(facts["Followers then"].replace(",", "")) for facts in told if facts["Age"] == age), 0)
    return Score(effect=effect.name, planted=effect.facts["followers"], found=found, note=f"at {age}")


def _by_phrases(effect: Planted, findings: Sequence[Finding]) -> Score:
    """Phrases: found are those that a table of a finding lists, alone or within a longer one."""
    listed = [
        cell
        for finding in findings
        for table in finding.tables
        for row in table.rows
        for cell in row
        if isinstance(cell, str)
    ]
    found = sum(any(phrase in cell for cell in listed) for phrase in effect.facts["phrases"])
    return Score(
        effect=effect.name,
        planted=len(effect.facts["phrases"]),
        found=found,
        note="other phrases rose too: other effects",
    )


def _by_names(effect: Planted, findings: Sequence[Finding]) -> Score:
    """Posts that name somebody: as many as are counted for the account, in its own words."""
    own = [f for f in findings if f.accounts == (effect.facts["account"],)]
    counted = {row[0]: row[2] for f in own for table in f.tables for row in table.rows if row[1] == "own posts"}
    pairs = [(n, int(counted.get(name) or 0)) for name, n in effect.facts["named in posts"].items()]
    return Score(
        effect=effect.name,
        planted=sum(n for n, _ in pairs),
        found=sum(min(pair) for pair in pairs),
        extra=sum(max(0, found - n) for n, found in pairs),
        note="posts of one account that name two governments",
    )


def _by_direction(effect: Planted, findings: Sequence[Finding]) -> Score:
    """A pair of voices with a direction: found when a finding about the two says who comes first; extra are other pairs."""
    pairs = [json.loads(finding.subject)[2:] for finding in findings if finding.subject.startswith('["first uses"')]
    wanted = {effect.facts["earlier"], effect.facts["later"]}
    right = any(
        f"{effect.facts['earlier']} comes first" in finding.statement
        for finding in findings
        if wanted == set(json.loads(finding.subject)[2:])
    )
    extra = sum(set(pair) != wanted for pair in pairs)
    return Score(
        effect=effect.name,
        planted=1,
        found=int(right),
        extra=extra,
        note="pairs of voices with a direction",
    )


def _by_passages(effect: Planted, findings: Sequence[Finding]) -> Score:
    """Passages set side by side, with who came first; extra are others, and the quoted resolution if it counts as borrowed."""
    rows = [
        (str(row[0]), str(row[3]), str(row[2]))
        for finding in findings
        for table in finding.tables
        if table.title == "In texts of two or three voices, at different dates"
        for row in table.rows
    ]
    planted = [(one, other, words[:60]) for one, other, words in effect.facts["passages"]]
    found = sum(any(row[:2] == (one, other) and start in row[2] for row in rows) for one, other, start in planted)
    return Score(
        effect=effect.name, planted=len(planted), found=found, extra=len(rows) - found, note="passages side by side"
    )


def _by_dates(effects: Sequence[Planted], findings: Sequence[Finding]) -> Iterator[Score]:
    """Dated changes of series: found when one of the same series is dated within one period of what was planted.

    A finding about a series has it in its subject, and its dates and periods in the rows of its first figure.
    """
    dated = [change for finding in findings for change in _dated(finding)]
    planted = [(effect.name, change) for effect in effects for change in effect.facts["changes"]]
    for effect in effects:
        own = effect.facts["changes"]
        hits = sum(any(one.fits(change) for one in dated) for change in own)
        yield Score(effect=effect.name, planted=len(own), found=hits, extra=0, note="dated within one period")
    away = [one for one in dated if not any(one.may_be(change) for _, change in planted)]
    yield Score(effect="dated change not planted", planted=0, found=0, extra=len(away))


@dataclass(frozen=True, slots=True)
class _Dated:
    """A change that was found: the series, its first day, the interval of that, and the first days of all periods."""

    series: tuple[str, str, str]
    at: str
    between: tuple[str, str]
    starts: tuple[str, ...]

    def fits(self, change: Mapping[str, str]) -> bool:
        """Whether it is of the same series, and its period is the one planted or next to it."""
        same = self.series == (change["panel"], change["voice"], change["narrative"])
        return same and abs(self._place(self.at) - self._place(change["on"])) <= 1

    def may_be(self, change: Mapping[str, str]) -> bool:
        """Whether it can be what was planted: there, or where all voices together ('*') in any of them, in its interval."""
        panel, voice, narrative = self.series
        same = (panel, narrative) == (change["panel"], change["narrative"]) and change["voice"] in ("*", voice)
        first, last = (self._place(day) for day in self.between)
        return same and first - 1 <= self._place(change["on"]) <= last + 1

    def _place(self, day: str) -> int:
        return sum(start <= day for start in self.starts)


def _dated(finding: Finding) -> Iterator[_Dated]:
    kind, *about = json.loads(finding.subject.partition("\n")[0])
    if kind != "series":
        return
    panel, voice, narrative, _ = about
    rows = finding.figures[0].rows
    starts = tuple(sorted(str(row["start"]) for row in rows if row["kind"] == "point"))
    for row in rows:
        if row["kind"] in ("break", "gradual", "burst"):
            between = str(row["start"]), str(row["end"])
            yield _Dated((panel, voice, narrative), str(row["label"]), between, starts)


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
