"""What a case holds that a sentence could be joined to: findings and rows of the ledger, with their numbers, dates and names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec

from undertow.case.codebooks import codebooks
from undertow.case.drafts.figures import Figure, dates, figures_in, of_finding, stated
from undertow.case.findings import Held
from undertow.case.ledger import Row, read_ledger
from undertow.dossier.names import plain
from undertow.errors import UndertowError
from undertow.language.checkable import checkable
from undertow.language.gazetteer import Gazetteer
from undertow.model import mentioned, with_names
from undertow.tables.ledger import rests_on

if TYPE_CHECKING:
    from undertow.case import Case

#: The column of each ledger that says what a row states, and the columns that hold its dates.
_SAYS = {"claims": "statement", "events": "title", "demands": "demand", "positions": "position", "obligations": "obligation", "relations": "role"}  # fmt: skip
_WHEN = ("date", "due", "from", "to")
_WHO = ("actor", "actors", "addressee", "obliged", "beneficiary", "other")
_HANDLE = re.compile(r"@\w+")
_WORD = re.compile(r"[^\W\d_]{4,}")
_PLAIN_WORDS = frozenset({"that", "this", "with", "from", "have", "been", "were", "they", "their", "there", "which", "more", "than", "about", "after", "before", "other", "would", "could", "should", "these", "those", "into", "over", "some", "such", "only", "also", "most", "when", "where", "what", "says", "said", "each", "while", "between", "against", "because", "under", "them", "then"})  # fmt: skip
_STEM = 6


@dataclass(frozen=True, slots=True)
class Item:
    """A finding or a row. text: what it says; a finding's holds mentions of accounts. seen: a hash of what it says.

    names: ids of actors, accounts and narratives it is about. doubt: why it should not be leant on, in words; empty where nothing is.
    """

    target: str
    label: str
    text: str
    seen: str
    figures: tuple[Figure, ...] = ()
    dates: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    doubt: str = ""
    held: Held | None = field(default=None, compare=False)
    row: Row | None = field(default=None, compare=False)


class Material:
    """Everything of a case that sentences can be joined to, read once."""

    def __init__(self, case: Case) -> None:
        self._case = case
        listed = read_ledger(case.folder / "ledger" / "actors.csv")
        self.actors = {row["id"]: row["name"] or row["id"] for row in listed}
        aliases = {row["id"]: [row["name"], *re.split(r"[;|]", row.get("aliases", ""))] for row in listed}
        self._gazetteer = Gazetteer(aliases.items())
        self._accounts = {plain(alias): actor for actor, own in aliases.items() for alias in own if alias.strip()}
        self._narratives = sorted(set(_narratives(case)))
        self.items = {item.target: item for item in (*self._findings(), *self._rows())}

    def names(self, text: str) -> frozenset[str]:
        """The actors, accounts and narratives that a text names."""
        found = {named.actor for named in self._gazetteer.named(text)}
        found |= {self._accounts.get(plain(handle), plain(handle)) for handle in _HANDLE.findall(text)}
        folded = " ".join(text.casefold().split())
        return frozenset(found | {name for name in self._narratives if name.casefold() in folded})

    def _findings(self) -> Iterator[Item]:
        stale = {run.id: self._case.out_of_date(run) for run in self._case.runs()}
        held = self._case.findings()
        every = sorted({a for h in held for a in (*h.finding.accounts[:20], *mentioned(h.finding.statement))})
        people = self._case.people(every)
        for one in held:
            finding = one.finding
            said = with_names(finding.statement, people.private_name)
            names = self.names(said) | {
                self._accounts.get(plain(account), plain(account)) for account in mentioned(finding.statement)
            }
            yield Item(
                target=f"finding:{finding.id}",
                label=f"finding {finding.id}",
                text=finding.statement,
                seen=digest([finding.statement, msgspec.to_builtins(finding.estimate)]),
                figures=of_finding(finding.statement, finding.estimate),
                dates=dates(
                    mark for one in checkable(with_names(finding.statement, lambda _: "…"), "en") for mark in one.marks
                ),
                names=names,
                words=stems(said),
                doubt="; ".join(_doubts(one, stale)),
                held=one,
            )

    def _rows(self) -> Iterator[Item]:
        try:
            ledgers = self._case.ledger()
        except UndertowError:
            return  # `undertow check` and `verify` report a ledger that cannot be read
        for table, column in _SAYS.items():
            for row in ledgers.get(table, ()):
                yield self._row(table, column, row)

    def _row(self, table: str, column: str, row: Row) -> Item:
        who = [actor for name in _WHO if name in row for actor in _each(row[name])]
        named = ", ".join(self.actors.get(actor, actor) for actor in who)
        when = tuple(str(row[name]) for name in _WHEN if row.get(name))
        said, quote = str(row[column]), str(row.get("quote") or "")
        told = ": ".join(part for part in (", ".join(part for part in (named, *when[:1]) if part), said) if part)
        number = stated(row.get("value_low"), row.get("value_high"), str(row.get("unit", "")))
        wrong = f"; {row['problem']}" if row["problem"] else ""
        return Item(
            target=f"{table}:{row['id']}",
            label=f"{table} {row['id']}",
            text=told,
            seen=digest({name: value for name, value in row.items() if name not in ("line", "problem")}),
            figures=(*figures_in(f"{said}. {quote}"), *([number] if number else [])),
            dates=(*when, *dates(mark for one in checkable(f"{said}. {quote}", "en") for mark in one.marks)),
            names=frozenset(who) | self.names(said),
            words=stems(f"{said} {quote} {row.get('place', '')}"),
            doubt="" if row["standing"] == "verified" and not wrong else f"{rests_on(row)}{wrong}",
            row=row,
        )

    def apart(self, days: int) -> Iterator[tuple[Item, Item]]:
        """Pairs of events known to the day that lie so many days apart, the earlier first."""
        events = [
            (day, item)
            for item in self.items.values()
            if item.target.startswith("events:") and item.dates and (day := day_of(item.dates[0]))
        ]
        by_day: dict[int, list[Item]] = {}
        for day, item in events:
            by_day.setdefault(day.toordinal(), []).append(item)
        for day, item in events:
            yield from ((item, later) for later in by_day.get(day.toordinal() + days, ()))

    def meant(self, words: frozenset[str]) -> Iterator[tuple[Item, Item, int]]:
        """Pairs of events known to the day that both share words with a sentence, each words of its own, and the days between."""
        events = [i for i in self.items.values() if i.target.startswith("events:") and i.dates and i.words & words]
        dated = sorted(((day, i) for i in events if (day := day_of(i.dates[0]))), key=lambda pair: pair[0])
        for place, (day, earlier) in enumerate(dated):
            for later_day, later in dated[place + 1 :]:
                one, other = earlier.words & words, later.words & words
                if later_day > day and one - other and other - one:
                    yield earlier, later, (later_day - day).days


def digest(value: object) -> str:
    """A hash of what something says."""
    return sha256(json.dumps(value, sort_keys=True, default=str).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def stems(text: str) -> frozenset[str]:
    """The beginnings of the longer words of a text, without the commonest."""
    words = (word.casefold() for word in _WORD.findall(text))
    return frozenset(word[:_STEM] for word in words if word not in _PLAIN_WORDS)


def _doubts(held: Held, stale: Mapping[str, str]) -> Iterator[str]:
    finding = held.finding
    if held.verdict is not None and held.verdict.verdict == "rejected":
        yield "rejected by a reader"
    if held.disputed:
        yield "readers disagree about it"
    if not held.found_again:
        yield "not found again by the newest run"
    elif reason := stale.get(finding.run_id):
        yield f"out of date: {reason}"
    if finding.grade in ("insufficient", "not supported"):
        yield f"its evidence is graded {finding.grade}"


def _narratives(case: Case) -> Iterator[str]:
    try:
        books = codebooks(case)
    except UndertowError:
        return  # `undertow check` reports a codebook that cannot be read
    for book in books:
        yield from (frame.name for frame in book.frames if len(frame.name) > 3)


def _each(value: object) -> list[str]:
    return [str(part) for part in value if part] if isinstance(value, list) else [str(value)] if value else []


def day_of(when: str) -> date | None:
    """A date that is known to the day; None for others."""
    try:
        return date.fromisoformat(when) if len(when) == 10 else None
    except ValueError:
        return None
