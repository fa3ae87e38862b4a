"""What in a case could bear on a sentence, best first, each with the reason. Nothing here says that a sentence is true."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from undertow.case.drafts.figures import Figure, dates, figures, same_date
from undertow.case.drafts.kept import Joined
from undertow.case.drafts.material import Item, Material, stems
from undertow.case.drafts.quoting import Passage, Query, passages
from undertow.language.checkable import DURATION, QUOTE, Checkable

MOST = 5
_ENOUGH = 2.5
#: Longer words in common that count, and what each counts.
_MOST_WORDS, _A_WORD, _A_NAME = 4, 0.5, 1.25
_DATE = {3: 4.0, 2: 2.5, 1: 0.75, 0: 0.0}
_MOST_NAMES = 2
_CODE = 6


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing of the case beside a sentence. targets: what the sentence is joined to when it is chosen. code: what to type.

    text: what it says, with mentions of accounts. reason: why it is shown. doubt: why not to lean on it. passage: of a quotation.
    """

    code: str
    targets: tuple[str, ...]
    label: str
    text: str
    reason: str
    score: float
    doubt: str = ""
    passage: Passage | None = field(default=None, compare=False)
    quoted: str = ""


def suggestions(sentence: Checkable, material: Material, query: Query) -> tuple[list[Suggestion], list[str]]:
    """At most a few for each sentence, none for one that nothing in a case can decide; and the quotations found nowhere."""
    if not sentence.testable:
        return [], []
    found = [*_quotes(sentence, query), *_apart(sentence, material), *_items(sentence, material)]
    found.sort(key=lambda one: (-one.score, one.code))
    looked_for = [mark.words for mark in sentence.marks if mark.kind == QUOTE]
    nowhere = [words for words in looked_for if all(one.quoted != words for one in found)]
    return found[:MOST], nowhere


def code_of(target: str) -> str:
    """What to type for a target: the beginning of a finding's id, a row's name, a short code for a quotation."""
    kind, _, name = target.partition(":")
    return name[:_CODE] if kind == "finding" else target


def quoted(passage: Passage) -> Joined:
    """A passage as it is kept when a sentence is joined to it."""
    place = f"{passage.source_sha256}\n{passage.row_ref}\n{passage.start}\n{passage.end}"
    name = sha256(place.encode("utf-8", "surrogatepass")).hexdigest()[:_CODE]
    return Joined(
        target=f"quote:{name}",
        seen=sha256(passage.quote.encode("utf-8", "surrogatepass")).hexdigest()[:16],
        source_sha256=passage.source_sha256,
        table=passage.table,
        row_ref=passage.row_ref,
        start=passage.start,
        end=passage.end,
        words=passage.quote,
    )


def _quotes(sentence: Checkable, query: Query) -> Iterator[Suggestion]:
    for mark in sentence.marks:
        if mark.kind != QUOTE:
            continue
        for passage in passages(mark.words, query):
            joined = quoted(passage)
            reason = (
                "verbatim in the source" if passage.verbatim else f"not verbatim: {'; '.join(passage.differences[:6])}"
            )
            score = 10.0 if passage.verbatim else 9.0 * passage.likeness
            yield Suggestion(
                joined.target, (joined.target,), f"words of a source, {passage.row_ref}", passage.quote, reason, score, passage=passage, quoted=mark.words
            )  # fmt: skip


def _apart(sentence: Checkable, material: Material) -> Iterator[Suggestion]:
    """Two events as far apart as the sentence says; where there are none, two that it seems to mean and that lie otherwise."""
    words, names = stems(sentence.text), material.names(sentence.text)
    for mark in sentence.marks:
        days = {"days": 1, "weeks": 7}.get(mark.unit, 0) * (mark.low or 0)
        if mark.kind != DURATION or not days or days != int(days):
            continue
        pairs = [
            pair for pair in material.apart(int(days))
            if (pair[0].words | pair[1].words) & words or names & (pair[0].names | pair[1].names)
        ]  # fmt: skip
        for earlier, later in pairs:
            yield _pair(earlier, later, f"these events lie {int(days)} days apart", 4.0, words)
        for earlier, later, gap in () if pairs else material.meant(words):
            yield _pair(earlier, later, f"these events lie {gap:,} days apart, not “{mark.words}”", 3.0, words)


def _pair(earlier: Item, later: Item, reason: str, score: float, words: frozenset[str]) -> Suggestion:
    common, targets = (earlier.words | later.words) & words, (earlier.target, later.target)
    doubt = "; ".join(f"{one.label}: {one.doubt}" for one in (earlier, later) if one.doubt)
    return Suggestion(
        "+".join(targets), targets, f"{earlier.label} and {later.label}", f"{earlier.text}. {later.text}",
        reason + _and_words(common), score + _A_WORD * min(len(common), _MOST_WORDS), doubt,
    )  # fmt: skip


def _items(sentence: Checkable, material: Material) -> Iterator[Suggestion]:
    numbers, days = [*figures(sentence.marks)], dates(sentence.marks)
    names, words = material.names(sentence.text), stems(sentence.text)
    for item in material.items.values():
        score, reasons = _weighed(item, numbers, days)
        common_names, common = names & item.names, words & item.words
        if common_names:
            score += _A_NAME * min(len(common_names), _MOST_NAMES)
            told = (material.actors.get(name, name) for name in sorted(common_names)[:3])
            reasons.append(f"both name {', '.join(told)}")
        score += _A_WORD * min(len(common), _MOST_WORDS)
        if score >= _ENOUGH and reasons:
            reason = "; ".join(reasons) + _and_words(common)
            yield Suggestion(code_of(item.target), (item.target,), item.label, item.text, reason, score, item.doubt)


def _weighed(item: Item, numbers: Sequence[Figure], days: Sequence[str]) -> tuple[float, list[str]]:
    """What the numbers and dates in common count: the larger and finer, the more."""
    score, reasons = 0.0, list[str]()
    for number in numbers:
        fits = sorted(
            (own for own in item.figures if own.agrees(number)), key=lambda own: abs(own.value - number.value)
        )
        if fits:
            same_thing = 1.0 if fits[0].noun and fits[0].noun == number.noun else 0.0
            score += 1.0 + same_thing + min(2.25, 0.75 * (max(1, min(number.digits, fits[0].digits)) - 1))
            score += 0.5 if fits[0].words == number.words else 0.0
            told = number.words if fits[0].words == number.words else f"{number.words}, and {fits[0].words}"
            borne = any(own.bears_out(number) for own in fits)
            reasons.append(
                f"the number may be the same: {told}" if borne else f"a number is near, and not the same: {told}"
            )
    finest = max((same_date(one, other) for one in days for other in item.dates), default=0)
    if finest:
        score += _DATE[finest]
        reasons.append(f"the same {('year', 'month', 'day')[finest - 1]}")
    return score, reasons


def _and_words(common: frozenset[str]) -> str:
    return f"; {len(common)} words in common" if len(common) > 1 else "; a word in common" if common else ""
