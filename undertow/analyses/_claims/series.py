"""A series of statements of one voice: what differs between them, which pairs exclude each other, and whether it could be growth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from undertow.analyses._claims.keys import APART, SLOTS, compared, open_slots, years
from undertow.language.quantities.rounding import Interval
from undertow.model import Estimate

Row = Mapping[str, Any]

#: What a number of can grow while the event goes on.
_GROWS = {"killed", "wounded", "missing_captive", "displaced", "returned", "troops", "territory_pct"}


@dataclass(frozen=True)
class Pair:
    """Two statements whose rounding intervals do not overlap, the earlier first. open_slots: why they are for review and
    no conflict by the key; growth: the later number is larger and such a number can grow."""

    earlier: Row
    later: Row
    open_slots: tuple[str, ...]
    growth: bool

    @property
    def conflict(self) -> bool:
        """Whether the key is complete and equal, the later number cannot have grown out of the earlier one, and no loosening word
        brings the two as near as touching."""
        return not self.open_slots and not self.growth and not (self.touch is not None and self.loosened)

    @property
    def touch(self) -> float | None:
        """The number at which the two intervals touch; None where a gap lies between them."""
        low, high = sorted((interval(self.earlier), interval(self.later)))
        return high.low if high.low == low.high else None

    @property
    def loosened(self) -> bool:
        """Whether a word such as about or nearly widens either number: read a little wider still, touching ones would overlap."""
        return bool(self.earlier["approximator"] or self.later["approximator"])


@dataclass(frozen=True)
class Series:
    """Statements of one voice, oldest first. near: other numbers of the same size by the same voice."""

    id: str
    rows: Sequence[Row]
    near: Sequence[Row]

    @property
    def voice(self) -> str:
        return str(self.rows[0]["speaker"])

    @property
    def subject(self) -> str:
        return f"series {self.rows[0]['voice']} | {self.id}"

    @property
    def share(self) -> bool:
        return str(self.rows[0]["unit"]).startswith("share")

    @property
    def pairs(self) -> list[Pair]:
        """Every two statements that exclude each other once rounding is allowed for."""
        return [
            _pair(a, b) for n, a in enumerate(self.rows) for b in self.rows[n + 1 :] if interval(a).apart(interval(b))
        ]

    @property
    def conflicts(self) -> list[Pair]:
        return [pair for pair in self.pairs if pair.conflict]

    @property
    def numbers(self) -> tuple[float, float]:
        """The smallest and the largest number stated."""
        return min(row["low"] for row in self.rows), max(row["high"] for row in self.rows)

    @property
    def course(self) -> str:
        """How the numbers move over time: 'the same', 'grow', 'fall' or 'move both ways'."""
        steps = [b["low"] - a["low"] for a, b in pairwise(self.rows)]
        up, down = any(step > 0 for step in steps), any(step < 0 for step in steps)
        return "move both ways" if up and down else "grow" if up else "fall" if down else "stay the same"

    @property
    def estimate(self) -> Estimate:
        """How many times the smallest number the largest is, as far as rounding leaves it open: its low end is the largest
        ratio that some pair cannot fall below."""
        small, large = min(self.rows, key=lambda r: r["low"]), max(self.rows, key=lambda r: r["high"])
        value = large["high"] / small["low"] if small["low"] else 1.0
        given = [interval(row) for row in self.rows]
        least, most = min(one.high for one in given), max(one.high for one in given)
        lowest = min(one.low for one in given)
        low = max(one.low for one in given) / least if least else value
        high = most / lowest if lowest > 0 else value
        return Estimate(
            value=value,
            low=min(value, max(1.0, low)),
            high=max(value, high),
            unit="times the smallest number",
            n=len(self.rows),
            level=1.0,
        )

    def differs(self, row: Row) -> list[str]:
        """The slots in which a statement says something else, or less, than the first of the series that fills them."""
        return [slot for slot in SLOTS if compared(slot, self._stated(slot), row) != "same"]

    def _stated(self, slot: str) -> Row:
        return next((row for row in self.rows if row[slot]), self.rows[0])


def interval(row: Row) -> Interval:
    """What rounding leaves open of a stated number."""
    return Interval(row["interval_low"], row["interval_high"])


def _pair(one: Row, other: Row) -> Pair:
    earlier, later = sorted((one, other), key=lambda row: (row["day"], row["id"]))
    return Pair(earlier, later, open_slots(one, other), _may_have_grown(earlier, later))


def _may_have_grown(earlier: Row, later: Row) -> bool:
    """Whether the later number is larger and the count was not closed: both say the same years, all past when the first was said."""
    if later["low"] <= earlier["low"] or earlier["category"] not in _GROWS:
        return False
    over = years(earlier["period"])
    closed = over and over == years(later["period"]) and max(over) < earlier["day"][:4]
    return not closed


def all_series(rows: Sequence[Row], others: Sequence[Row]) -> list[Series]:
    """Series with at least two dates and two numbers, those with conflicts first, then those whose numbers exclude each other."""
    members: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        members[row["series"]].append(row)
    found = []
    for key, own in members.items():
        own.sort(key=lambda row: (row["day"], row["id"]))
        if len({row["day"] for row in own}) > 1 and len({(row["low"], row["high"]) for row in own}) > 1:
            found.append(Series(key, own, tuple(_near(own, others))))
    return sorted(found, key=lambda s: (-len(s.conflicts), -len(s.pairs), -len(s.rows), s.subject))


def _near(own: Sequence[Row], others: Sequence[Row]) -> Iterator[Row]:
    """Other numbers of the same voice, between a third of the smallest and three times the largest: what may belong here."""
    low, high = min(row["low"] for row in own) / APART, max(row["high"] for row in own) * APART
    own_ids = {row["id"] for row in own}
    for row in others:
        alike = row["voice"] == own[0]["voice"] and row["unit"] == own[0]["unit"] and row["id"] not in own_ids
        told = row["category"] != "other" or row["status"] in ("living", "affected")
        if alike and told and row["low"] is not None and low <= row["low"] and row["high"] <= high:
            yield row
