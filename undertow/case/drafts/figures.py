"""When a number or date of a sentence and one of the case are the same, as far as both are rounded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from undertow.dossier.numbers import number
from undertow.language.checkable import DATE, DURATION, NUMBER, Mark, checkable
from undertow.language.quantities.rounding import Interval, interval, vague_interval
from undertow.model import Estimate, with_names

_DAYS = {"seconds": 1 / 86400, "minutes": 1 / 1440, "hours": 1 / 24, "days": 1.0, "weeks": 7.0, "months": 30.44, "years": 365.25, "decades": 3652.5, "centuries": 36525.0}  # fmt: skip
#: Units of counts that a sentence and a finding may name differently and mean the same.
_STEM = 5
#: A share in digits without a word that loosens it: as fine as its decimals are.
_SHARE_IN_DIGITS = re.compile(
    r"(?:\d+(?:[.,]\d+)?\s?(?:–|-|to)\s?)?\d+(?:[.,](?P<decimals>\d+))?\s?(?:%|per ?cents?)", re.IGNORECASE
)
_HAIR = 1e-9
#: Bounds that only one of these keeps where both state the same number, and bounds that say no number.
_STRICT = {
    "over": ("over",),
    "at_least": ("", "about", "exact", "over", "at_least"),
    "under": ("under",),
    "up_to": ("", "about", "exact", "under", "up_to", "nearly"),
    "nearly": ("nearly",),
}
_DIRECTED = ("over", "at_least", "under", "up_to", "nearly")
#: Handles, and the outcomes of tests, which no article quotes.
_NO_FIGURE = re.compile(r"@\w+(?: \([^)]*\))?|\b[pqz] (?:=|<|>|-|−)?\s?[-−]?[\d.]+(?: after correction)?")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it is compared. sort: count, share, duration or money. words: as it stands; noun: the beginning of what it counts;
    stated: without its interval. bound: over, at_least, under, up_to, nearly, about or exact, where a word before it says so."""

    sort: str
    within: Interval
    words: str
    noun: str = ""
    stated: Interval | None = None
    bound: str = ""

    @property
    def digits(self) -> int:
        """How many of its digits tell it from others: 12,140 has four, 300 has one."""
        return len(re.sub(r"\D", "", f"{self.said.low:.6g}").strip("0"))

    @property
    def said(self) -> Interval:
        """The number as it is stated, without what it may have been rounded from; of a vague one what it spans."""
        return self.stated or self.within

    @property
    def value(self) -> float:
        """Its middle."""
        return (self.within.low + self.within.high) / 2

    def agrees(self, other: Figure) -> bool:
        """Whether both may be one number: one as it is stated lies in what the other may have been rounded from.

        A small count must be of the same thing; of large ones the number alone tells.
        """
        if self.sort != other.sort or not (_lies(self.said, other.within) or _lies(other.said, self.within)):
            return False
        return self._same_thing(other)

    def _same_thing(self, other: Figure) -> bool:
        small = self.sort == "count" and min(abs(self.value), abs(other.value)) < 10
        return not small or (bool(self.noun) and self.noun == other.noun)

    def bears_out(self, claimed: Figure) -> bool:
        """Whether this number of the case bears out one that a sentence claims.

        The sentence may round it; it may not be finer, nor leave out that it is a bound, nor set one that it does not reach.
        """
        if self.sort != claimed.sort or not self._same_thing(claimed):
            return False
        least, most = self.said
        if claimed.bound in ("over", "at_least"):
            reached = least > claimed.said.high or (least == claimed.said.high and self.bound in _STRICT[claimed.bound])
            return reached and self.bound not in ("under", "up_to", "nearly") and least <= claimed.within.high
        if claimed.bound in ("under", "up_to", "nearly"):
            kept = most < claimed.said.low or (most == claimed.said.low and self.bound in _STRICT[claimed.bound])
            return kept and self.bound not in ("over", "at_least") and most >= claimed.within.low
        if self.bound in _DIRECTED:
            return False
        if self.stated is None:  # it says only what it spans: no sentence may be finer
            return claimed.within.low <= self.said.low and self.said.high <= claimed.within.high
        return _lies(self.said, claimed.within)


def figures(marks: Iterable[Mark]) -> Iterator[Figure]:
    """The numbers and stretches of time among the marks that have a size."""
    for mark in marks:
        if mark.kind in (NUMBER, DURATION) and (within := _within(mark)) is not None:
            sort = (
                "duration" if mark.kind == DURATION else {"percent": "share", "money": "money"}.get(mark.unit, "count")
            )
            yield Figure(
                sort, within, mark.words, mark.unit[:_STEM] if sort == "count" else "", _stated(mark), mark.approximator
            )


def _within(mark: Mark) -> Interval | None:
    """What a number of a sentence may have been rounded from."""
    if mark.approximator == "exact" and mark.low is not None and mark.high is not None:
        scale = _DAYS.get(mark.unit, 1.0) if mark.kind == DURATION else 1.0
        return Interval(mark.low * scale - _HAIR, mark.high * scale + _HAIR)
    if (written := _SHARE_IN_DIGITS.fullmatch(mark.words)) and mark.low is not None and mark.high is not None:
        half = 0.5 * 10.0 ** -len(written["decimals"] or "")
        return Interval(mark.low - half, mark.high + half)
    return _rounded(mark)


def _rounded(mark: Mark) -> Interval | None:
    if mark.low is None or mark.high is None:
        within = vague_interval(mark.vague) if mark.kind == NUMBER and mark.vague else None
        return within if within is None or mark.kind == NUMBER else None
    if mark.kind == DURATION:
        days = _DAYS.get(mark.unit)
        if days is None:
            return None
        found = interval(mark.low, mark.high, mark.approximator)
        return Interval(found.low * days, found.high * days)
    fraction = mark.low != int(mark.low) and mark.unit != "percent"
    if fraction:
        half = 0.5 * 10 ** -len(str(mark.low).partition(".")[2])
        return Interval(mark.low - half, mark.high + half)
    return interval(mark.low, mark.high, mark.approximator, share=mark.unit == "percent")


def _stated(mark: Mark) -> Interval | None:
    scale = _DAYS.get(mark.unit, 1.0) if mark.kind == DURATION else 1.0
    return None if mark.low is None or mark.high is None else Interval(mark.low * scale, mark.high * scale)


def _lies(said: Interval, within: Interval) -> bool:
    """Whether a stated number, or some of a stated range, lies in an interval."""
    return said.low < within.high and within.low <= said.high


def figures_in(text: str) -> tuple[Figure, ...]:
    """The numbers in a sentence of a finding or ledger, whose accounts are left out: their handles hold digits."""
    bare = _NO_FIGURE.sub("", with_names(text, lambda _: "…"))
    return tuple(figures(mark for one in checkable(bare, "en") for mark in one.marks))


def estimated(estimate: Estimate) -> Figure:
    """The estimate of a finding; shares in per cent."""
    share = estimate.unit.startswith(("share", "points"))
    scale = 100.0 if estimate.unit.startswith("share") else 1.0
    value = estimate.value * scale
    width = max(abs(value) * 1e-9, 1e-9)
    words = f"{number(value)}{' %' if share else ''}"
    noun = "" if share else estimate.unit.split(" ")[0][:_STEM]
    return Figure(
        "share" if share else "count", Interval(value - width, value + width), words, noun, Interval(value, value)
    )


def of_finding(statement: str, estimate: Estimate) -> tuple[Figure, ...]:
    """The numbers of a statement and the estimate; where the statement prints the estimate rounded, the estimate in its place."""
    exact, found = estimated(estimate), list[Figure]()
    for one in figures_in(statement):
        same = one.sort == exact.sort and _lies(exact.said, one.within)
        found.append(replace(exact, words=one.words, noun=one.noun or exact.noun, bound=one.bound) if same else one)
    return (*found, *([] if any(one.stated == exact.stated for one in found) else [exact]))


def stated(low: float | None, high: float | None, unit: str) -> Figure | None:
    """The number of a row of the ledger."""
    if low is None and high is None:
        return None
    least, most = (low if low is not None else high), (high if high is not None else low)
    if least is None or most is None or least > most:
        return None
    share = "percent" in unit or "per cent" in unit or unit.strip() == "%"
    words = f"{least:,.6g}" if least == most else f"{least:,.6g} to {most:,.6g}"
    return Figure(
        "share" if share else "count",
        Interval(least - 1e-9, most + 1e-9),
        words,
        unit.lower()[:_STEM],
        Interval(least, most),
    )


def dates(marks: Iterable[Mark]) -> tuple[str, ...]:
    """The dates among the marks that say the year, ISO 8601."""
    return tuple(mark.date for mark in marks if mark.kind == DATE and mark.date)


def same_date(one: str, other: str) -> int:
    """How finely two dates are the same: 3 by day, 2 by month, 1 by year, 0 where they are not or one is finer and differs."""
    if not one or not other:
        return 0
    size = min(len(one), len(other), 10)
    return {10: 3, 7: 2, 4: 1}.get(size, 0) if one[:size] == other[:size] else 0
