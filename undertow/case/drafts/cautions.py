"""What the program notices about a sentence and what it was joined to: numbers that differ, findings that no longer hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from undertow.case.drafts.figures import Figure, figures, same_date
from undertow.case.drafts.kept import SUPPORTED, Check, Joined
from undertow.case.drafts.material import Item, Material, day_of
from undertow.case.drafts.quoting import Passage, Query, passages
from undertow.language.checkable import ATTRIBUTION, CAUSE, DATE, QUOTE, Checkable
from undertow.language.quantities.rounding import Interval

_ROW = """
SELECT words FROM (SELECT source_sha256, row_ref, coalesce(nullif(text, ''), title) AS words FROM documents
UNION ALL SELECT source_sha256, row_ref, text FROM posts) WHERE source_sha256 = ? AND row_ref = ?
"""


def cautions(sentence: Checkable, check: Check, material: Material, query: Query) -> tuple[str, ...]:
    """In words, what should be looked at again; empty where nothing is."""
    return tuple(_cautions(sentence, check, material, query))


def _cautions(sentence: Checkable, check: Check, material: Material, query: Query) -> Iterator[str]:
    items = [material.items.get(one.target) for one in check.joined if one.kind != "quote"]
    quotes = [one for one in check.joined if one.kind == "quote"]
    for one in check.joined:
        yield from _of_target(one, material, query)
    known = [item for item in items if item is not None]
    if known:
        yield from _numbers(sentence, known)
        yield from _dates(sentence, known)
    yield from _quotations(sentence, check, quotes)
    unsure = [kind for kind in (CAUSE, ATTRIBUTION) if kind in sentence.kinds]
    if check.status == SUPPORTED and unsure:
        what = " and ".join(
            {CAUSE: "why it happened", ATTRIBUTION: "who is behind it or what for"}[kind] for kind in unsure
        )
        yield f"the sentence also says {what}: nothing in a case decides that, and the status does not cover it"


def _of_target(one: Joined, material: Material, query: Query) -> Iterator[str]:
    """What became of the thing itself."""
    if one.kind == "quote":
        rows = query(_ROW, [one.source_sha256, one.row_ref])
        if not any(words and words[one.start : one.end] == one.words for (words,) in rows):
            yield f"{one.target}: the words are not in the source any more, or the source was removed"
        return
    item = material.items.get(one.target)
    if item is None:
        yield f"{one.target} is not in the case any more"
        return
    if item.doubt:
        yield f"{item.label}: {item.doubt}"
    if item.seen != one.seen:
        yield f"{item.label} says something else than when it was joined"


def _numbers(sentence: Checkable, items: Sequence[Item]) -> Iterator[str]:
    """Numbers of the sentence that nothing it was joined to states."""
    theirs = [figure for item in items for figure in item.figures]
    gaps = {(later - earlier).days for earlier in _days(items) for later in _days(items) if later > earlier}
    for number in figures(sentence.marks):
        if any(own.bears_out(number) for own in theirs) or (number.sort == "duration" and _lies(number, gaps)):
            continue
        told = sorted({own.words for own in theirs if own.sort == number.sort})[:6]
        if number.sort == "duration" and gaps:
            apart = " or ".join(f"{gap:,}" for gap in sorted(gaps)[:6])
            yield f"the sentence says “{number.words}”; the events it was joined to lie {apart} days apart"
        elif told:
            yield f"the sentence says “{number.words}”; what it was joined to says {', '.join(told)}"
        else:
            yield f"the sentence says “{number.words}”; what it was joined to has no such number"


def _lies(number: Figure, gaps: set[int]) -> bool:
    return any(Figure("duration", Interval(gap, gap), str(gap)).bears_out(number) for gap in gaps)


def _days(items: Sequence[Item]) -> list[date]:
    """The days of the events among the items that are known to the day."""
    events = [item for item in items if item.target.startswith("events:")]
    return [day for item in events for when in item.dates[:1] if (day := day_of(when)) is not None]


def _dates(sentence: Checkable, items: Sequence[Item]) -> Iterator[str]:
    theirs = [when for item in items for when in item.dates]
    if not theirs:
        return
    for mark in sentence.marks:
        if mark.kind == DATE and mark.date and not any(same_date(mark.date, other) for other in theirs):
            yield f"the sentence says “{mark.words}”; what it was joined to is dated {', '.join(sorted(set(theirs))[:6])}"


def _quotations(sentence: Checkable, check: Check, quotes: Sequence[Joined]) -> Iterator[str]:
    """Quotations that stand in no source they were joined to as they are printed."""
    for mark in sentence.marks:
        if mark.kind != QUOTE:
            continue
        if not quotes:
            if check.status == SUPPORTED:
                yield f"the quotation “{_short(mark.words)}” was joined to no words of a source"
            continue
        against = [_against(mark.words, one) for one in quotes]
        if not any(passage is not None and passage.verbatim for passage in against):
            near = max((p for p in against if p is not None), key=lambda p: p.likeness, default=None)
            how = "; ".join(near.differences[:6]) if near else "other words stand there"
            yield f"the quotation “{_short(mark.words)}” is not verbatim: {how}"


def _against(words: str, one: Joined) -> Passage | None:
    """The quotation beside the words it was joined to."""
    row = (one.source_sha256, one.table, one.row_ref, "", False, "", one.words)
    found = passages(words, lambda *_: [row], most=1)
    return found[0] if found else None


def _short(words: str) -> str:
    return words if len(words) <= 60 else words[:57].rsplit(" ", 1)[0] + " …"
