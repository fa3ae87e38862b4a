"""The measured rows of one audience, as findings and notes read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np

from undertow.analyses import Measured
from undertow.analyses._audience.counting import told_counts
from undertow.analyses._audience.signals import EXCESS, UNTESTED
from undertow.model import SMALL_CELL, part

Row = Mapping[str, Any]
#: Of an audience of which so large a share has no counterpart nothing is compared.
HALF = 0.5
_ACTS = {"subscribers": "subscribing", "likers": "liking", "reposters": "reposting"}


@dataclass(frozen=True)
class View:
    """One audience: its row of `audits`, and its rows of the other result tables."""

    audit: Row
    signals: Sequence[Row]
    batches: Sequence[Row]
    bounds: Sequence[Row]
    growth: Sequence[Row]
    cells: Sequence[Row]
    days: Mapping[int, int]
    reference_days: Mapping[int, int]

    @property
    def target(self) -> str:
        return str(self.audit["target"])

    @property
    def order(self) -> str:
        """What the order of the list is an order of, in words."""
        return f"the order of {_ACTS.get(self.audit['kind'], 'following')}"

    @property
    def references(self) -> int:
        return int(self.audit["references"])

    @property
    def scanned_against(self) -> int:
        """Members of references whose days of sign-up the scan by date was set against; 0 where too few are known."""
        return int(self.audit["compared_days"]) if self.references else 0

    @property
    def unmatched(self) -> float:
        """The share of the members that no account of the references can stand for."""
        return float((self.audit["unsupported"] or 0) / max(1, self.audit["members"]))

    @cached_property
    def told(self) -> list[Row]:
        """Batches and bands that are findings, largest first: large enough to be told, and compared with something."""
        large = [row for row in self.batches if not row["rise"] and row["size"] >= SMALL_CELL]
        known = [row for row in large if row["bands"] or self.scanned_against]
        return sorted(known, key=lambda row: (-row["size"], row["first_day"]))

    @property
    def tested(self) -> list[Row]:
        """Signals that could be tested."""
        return [row for row in self.signals if row["reading"] != UNTESTED]

    @cached_property
    def counts(self) -> dict[str, int | str]:
        """How many members have each signal that could be tested, as it may be printed."""
        return told_counts({row["signal"]: (row["accounts"], row["known"]) for row in self.tested})

    def printed(self, row: Row) -> bool:
        """Whether the count of a signal may be printed, and with it what the count could be worked out from."""
        return isinstance(self.counts[row["signal"]], int)

    @property
    def excess(self) -> list[Row]:
        """Signals more frequent than expected that may be printed, the clearest first."""
        found = (row for row in self.tested if row["reading"] == EXCESS and self.printed(row))
        return sorted(found, key=lambda row: -row["low"])

    def band_size(self, row: Row) -> int | str:
        """Accounts of a band as they may be printed beside those of all places that were created on its days."""
        within = row["first_day"] <= row["band_first_day"] and row["band_last_day"] <= row["last_day"]
        return part(row["band_size"], row["size"]) if within else int(row["band_size"])


def views(measured: Measured) -> Iterator[View]:
    """Every audience that was audited, in order of its target."""
    rows = {name: measured[name].to_pylist() for name in ("audits", "signals", "batches", "bounds", "growth", "cells")}
    roles = {row["list"]: row["role"] for row in measured["readings"].to_pylist()}
    days = {name: measured["days"][name].to_numpy() for name in ("list", "created_day", "accounts")}
    compared = np.isin(days["list"], [number for number, role in roles.items() if role == "reference"])
    reference = _summed(days, compared)
    for audit in sorted(rows["audits"], key=lambda row: str(row["target"])):
        parts = {name: [row for row in found if row["list"] == audit["list"]] for name, found in rows.items()}
        own = _summed(days, days["list"] == audit["list"])
        yield View(
            audit, parts["signals"], parts["batches"], parts["bounds"], parts["growth"], parts["cells"], own, reference
        )


def _summed(days: Mapping[str, Any], kept: Any) -> dict[int, int]:
    found: dict[int, int] = {}
    for day, accounts in zip(days["created_day"][kept].tolist(), days["accounts"][kept].tolist(), strict=True):
        found[day] = found.get(day, 0) + accounts
    return found


def iso(day: int) -> str:
    """A day since 1970 in ISO 8601."""
    return (date(1970, 1, 1) + timedelta(days=int(day))).isoformat()


def window(first: int, last: int) -> str:
    """Days in words: '14 March 2023', '14 to 16 March 2023', '30 March to 2 April 2023'."""
    start, end = (date(1970, 1, 1) + timedelta(days=int(day)) for day in (first, last))
    whole = f"{end.day} {end:%B} {end.year}"
    if first == last:
        return whole
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} to {whole}"
    return f"{start.day} {start:%B}{'' if start.year == end.year else f' {start.year}'} to {whole}"


def places(row: Row, members: int) -> str:
    """The places of a band in the order of following, the oldest follower being 1."""
    return f"{row['band_first_rank'] + 1:,} to {min(members, row['band_last_rank'] + 1):,}"


def spread(row: Row, members: int) -> str:
    """The places between which all bands of a batch lie."""
    return f"{row['from_rank'] + 1:,} to {min(members, row['to_rank'] + 1):,}"


def percent(share: float) -> str:
    """A share as a percentage, with a decimal where it is small."""
    if share < 0.0005:
        return "less than 0.1 %" if share else "0 %"
    return f"{100 * share:.1f} %" if share < 0.1 else f"{100 * share:.0f} %"


def told(count: int | str) -> str:
    """A count that may be printed, or the words instead of it."""
    return f"{count:,}" if isinstance(count, int) else count


def number(value: float) -> str:
    """An expected count: whole where it is large."""
    return f"{value:,.0f}" if value >= 20 else f"{value:.1f}"


def probability(value: float | None) -> str:
    """A p or q as printed in sentences and facts."""
    if value is None:
        return "not tested"
    return "below 0.001" if value < 0.001 else f"{value:.3f}"


def interval(value: float, low: float, high: float) -> str:
    """An estimate with its interval, as a cell of a table."""
    return f"{_short(value)} [{_short(low)}, {_short(high)}]"


def _short(value: float) -> str:
    return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"
