"""The audit of every audience of a case: members collected once, then signals, batches, bound and growth of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from undertow.analyses import Collect
from undertow.analyses._audience import batches, bound, growth, signals
from undertow.analyses._audience.lists import by_number
from undertow.analyses._audience.members import DAY_SECONDS, column

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa
    from numpy.random import Generator
    from numpy.typing import NDArray

RECENT_FIRST, OLDEST_FIRST, RANDOM = "most recent first", "oldest first", "random order"
#: Fewest members with a day of sign-up whose days and order are scanned.
LEAST_DATED = 50
#: Grid in which the order of following is drawn.
COLUMNS, PLACES = 80, 40
#: Part of the members that must have a place in the list, or a time of following, for its order to be used.
_PLACED = 0.99
_INTEGERS = frozenset(
    [
        "list",
        "against",
        "accounts",
        "known",
        "reference_accounts",
        "reference_known",
        "first_day",
        "last_day",
        "size",
        "windows",
        "bands",
        "band_first_day",
        "band_last_day",
        "band_first_rank",
        "band_last_rank",
        "band_size",
        "from_rank",
        "to_rank",
        "held",
        "tried",
        "placebos",
        "members",
        "dated",
        "reference_members",
        "references",
        "unsupported",
        "age_days",
        "comparable",
        "bounded",
        "readings",
        "undated",
        "compared_days",
        "left_out",
        "shared",
    ]
)
_TEXTS = frozenset(
    [
        "signal",
        "title",
        "reading",
        "subject",
        "order",
        "order_from",
        "kind",
        "matched",
        "target",
        "way",
        "reference",
        "places",
    ]
)
_TRUTHS = frozenset(["digits", "disagree", "rise", "complete", "scanned", "in_order"])


@dataclass(frozen=True)
class Listed:
    """A list of followers: its number, target, role, and what is known of how it was read."""

    number: int
    target: str
    role: str
    order: str
    order_from: str  # 'times' of following, 'stated', 'platform' or ''
    complete: bool | None
    kind: str  # as stated, '' where nothing is
    readings: int
    undated: int  # sources of its newest reading that say no date, where there are several


def listed(rows: Sequence[Mapping[str, Any]], sizes: Mapping[int, Mapping[str, Any]], of_x: set[int]) -> list[Listed]:
    """The lists with members. Order: by times of following where known, else as stated, else that of X for lists of X."""
    found = []
    for number, parts in by_number(rows).items():
        if number not in sizes:
            continue
        newest = [part for part in parts if part["newest"]]
        stated = {part["stated_order"] for part in newest if part["stated_order"]}
        complete = {part["stated_complete"] for part in newest}
        kinds = {part["stated_kind"] for part in newest if part["stated_kind"]}
        on_x = parts[0]["target"].startswith("x:") or number in of_x
        size = sizes[number]
        placed = size["placed"] >= _PLACED * size["members"] and size["places"] == size["placed"]
        order, source = (
            (stated.pop(), "stated") if len(stated) == 1 else (RECENT_FIRST, "platform") if on_x else ("", "")
        )
        if not placed:
            order, source = "", ""
        if size["followed"] >= _PLACED * size["members"]:
            order, source = OLDEST_FIRST, "times"
        found.append(
            Listed(
                number, parts[0]["target"], parts[0]["role"], order, source,
                complete.pop() if len(complete) == 1 else None, kinds.pop() if len(kinds) == 1 else "",
                len({part["snapshot"] for part in parts}),
                sum(not part["dated"] for part in newest) if len(newest) > 1 else 0,
            )
        )  # fmt: skip
    return found


class Audit:
    """Everything that is computed of the members, held for all lists at once."""

    def __init__(
        self, tables: Mapping[str, ir.Table], collect: Collect, rng: Generator, *, least: int, with_bound: bool
    ) -> None:
        self._tables, self._collect, self._rng = tables, collect, rng
        self._least, self._with_bound = least, with_bound
        self.members = collect(tables["members"])
        self._list = self.members["list"].to_numpy()
        self._day, self._year = column(self.members, "created_day"), column(self.members, "created_year")
        rows = collect(tables["readings"].order_by("list", "source_sha256")).to_pylist()
        sizes = {row["list"]: row for row in collect(tables["sizes"]).to_pylist()}
        self.readings, self.sizes = rows, sizes
        counts = collect(tables["counts"]).to_pylist()
        shapes = collect(tables["shapes"])
        self._texts = dict(zip(shapes["code"].to_pylist(), shapes["text"].to_pylist(), strict=True))
        of_x = {row["list"] for row in counts if self._texts.get(row["platform"]) == "x"}
        self.lists = listed(rows, sizes, of_x)
        self.audiences = [one for one in self.lists if one.role == "audience"]
        self.references = [one for one in self.lists if one.role == "reference"]
        self._counts = {n: [row for row in counts if row["list"] == n] for n in sizes}
        self._forms = collect(tables["forms"]).to_pylist()
        self._platforms = {
            n: {row["platform"] for row in own if row["platform"] is not None} for n, own in self._counts.items()
        }
        self._shared = collect(tables["shared"]).to_pylist()
        self._silent = (_without(sizes, "described"), _without(sizes, "located"))

    def results(self) -> dict[str, pa.Table]:
        """The result tables by name: audits, signals, batches, bounds, growth."""
        found: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
        grown = self._growth()
        for one in self.audiences:
            for name, rows in self._of(one, self._rng.spawn(1)[0]):
                found[name] += [{"list": one.number, "target": one.target, **row} for row in rows]
            found["growth"] += [{"list": one.number, "target": one.target, **r} for r in grown.get(one.number, [])]
        return {name: _table(rows, SCHEMAS[name]) for name, rows in found.items()}

    def _of(self, one: Listed, rng: Generator) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        references = self._comparable(one)
        others = [reference.number for reference in references]
        own_rows, other_rows = self._counts[one.number], [row for n in others for row in self._counts[n]]
        pair = signals.matched(own_rows, other_rows, least=self._least) if others else None
        yield "signals", signals.corrected(self._signals(one, others, pair, rng)) if pair else []
        families, more = self._batches(one, others)
        yield "batches", families
        bounds = self._bounds(one, others, rng) if others and self._with_bound else []
        yield "bounds", bounds
        yield "cells", self._cells(one)
        size = self.sizes[one.number]
        audit = {
            "members": size["members"], "dated": size["dated"], "references": len(others),
            "left_out": len(self.references) - len(others),
            "shared": sum(row["common"] for row in self._shared if row["left"] == one.number and row["right"] in others),
            "reference_members": sum(self.sizes[n]["members"] for n in others), "order": one.order,
            "order_from": one.order_from, "complete": one.complete, "kind": one.kind, "readings": one.readings,
            "undated": one.undated,
            "matched": ", ".join(pair.matched) if pair else "", "unsupported": pair.unsupported if pair else None, **more,
        }  # fmt: skip
        yield "audits", [audit | (bound.summary(bounds) if bounds else {})]

    def _comparable(self, one: Listed) -> list[Listed]:
        """The references that are of a platform of the audience, as far as platforms are known."""
        own = self._platforms[one.number]
        others = {reference.number: self._platforms[reference.number] for reference in self.references}
        return [r for r in self.references if not own or not others[r.number] or own & others[r.number]]

    def _bounds(self, one: Listed, others: list[int], rng: Generator) -> list[dict[str, Any]]:
        features = bound.Features(self.members, [one.number, *others], self._silent)
        names = {reference.number: reference.target for reference in self.references}
        rows = bound.bounds(features, one.number, others, rng)
        return [{**row, "reference": names.get(row["against"])} for row in rows]

    def _cells(self, one: Listed) -> list[dict[str, Any]]:
        """Where in the order of following accounts of each date stand, in a grid too coarse to find one of them."""
        order = self._in_order(one)
        if order is None or len(order) < LEAST_DATED:
            return []
        first, days = int(order.min()), int(order.max() - order.min()) + 1
        column_of = (order - first) * COLUMNS // days
        place = np.arange(len(order)) * PLACES // len(order)
        rows = []
        for one_column in range(COLUMNS):
            held = np.unique(place[column_of == one_column])
            start, past = (first - (-number * days // COLUMNS) for number in (one_column, one_column + 1))
            rows.append({"first_day": start, "last_day": past - 1, "places": " ".join(map(str, held.tolist()))})
        return rows

    def _signals(self, one: Listed, others: list[int], pair: signals.Matched, rng: Generator) -> list[dict[str, Any]]:
        forms = (
            [row for row in self._forms if row["list"] == one.number],
            [row for row in self._forms if row["list"] in others],
        )
        rows = list(signals.signal_rows(pair, forms, self._silent, self._texts))
        sides = [self._texts_of({one.number}), self._texts_of(set(others))]
        strata = self._year_strata(*(side[1] for side in sides))
        if strata is not None:
            rows.append(signals.shared_texts((sides[0][0], strata[0]), (sides[1][0], strata[1]), rng))
        return rows

    def _texts_of(self, numbers: set[int]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        kept = np.isin(self._list, sorted(numbers - self._silent[0])) & ~np.isnan(self._year)
        marks = column(self.members, "description_mark")[kept]
        return marks, self._year[kept]

    def _year_strata(self, own: NDArray[np.float64], other: NDArray[np.float64]) -> tuple[Any, Any] | None:
        from undertow.statistics.audience.strata import creation_strata

        if not len(own) or not len(other):
            return None
        return creation_strata(own.astype(np.int64), other.astype(np.int64), least=self._least)

    def _days(self, number: int) -> NDArray[np.int64]:
        days = self._day[self._list == number]
        return np.asarray(days[~np.isnan(days)], dtype=np.int64)

    def _in_order(self, one: Listed) -> NDArray[np.int64] | None:
        """Creation days, the oldest follower first; None where the order is not known."""
        if one.order not in (RECENT_FIRST, OLDEST_FIRST):
            return None
        kept = (self._list == one.number) & ~np.isnan(self._day)
        place = column(self.members, "followed_second" if one.order_from == "times" else "position")[kept]
        place = np.where(np.isnan(place), np.inf, place)
        order = np.argsort(place if one.order == OLDEST_FIRST else -place, kind="stable")
        return np.asarray(self._day[kept][order], dtype=np.int64)

    def _batches(self, one: Listed, others: list[int]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        own, in_order = self._days(one.number), self._in_order(one)
        per_reference = [self._days(number) for number in others]
        reference = np.concatenate(per_reference) if sum(map(len, per_reference)) >= LEAST_DATED else None
        if len(own) < LEAST_DATED:
            return [], {"scanned": False, "in_order": False, "detectable": None, "compared_days": 0}
        found, rises = batches.scan(own, reference, in_order)
        alone = batches.one_by_one(own, per_reference) if any(family.batches for family in found) else []
        rows = []
        for family, rise in (*((f, False) for f in found), *((f, True) for f in rises)):
            tested = alone if family.batches and not rise else []
            middle = date(1970, 1, 1) + timedelta(days=(family.first_day + family.last_day) // 2)
            subject = f"{one.target} sign-ups {middle:%G-W%V}{' surge' if rise else ''}"
            rows.append(batches.row(family, own) | {
                "subject": subject, "rise": rise, "held": batches.held_in(family, tested), "tried": len(tested),
            })  # fmt: skip
        least = batches.detectable(own, reference)
        return rows, {
            "scanned": True,
            "in_order": in_order is not None,
            "detectable": least,
            "compared_days": 0 if reference is None else len(reference),
        }

    def _growth(self) -> dict[int, list[dict[str, Any]]]:
        if not self.references:
            return {}
        targets = [one.target for one in self.lists]
        known = self._collect(growth.profiles_of(self._tables["accounts"], targets)).to_pylist()
        opened = growth.opened_by(targets, known)
        changes = self._collect(self._tables["reading_sizes"]).to_pylist()
        grown = {
            one.number: self._grown(one, opened[one.target], changes) for one in self.lists if one.target in opened
        }
        others = [grown[one.number] for one in self.references if grown.get(one.number)]
        return {
            one.number: growth.compared(own, [other for other in others if other])
            for one in self.audiences
            if (own := grown.get(one.number))
        }

    def _grown(self, one: Listed, opened: tuple[int, int | None], changes: Sequence[Mapping[str, Any]]) -> Any:
        """Growth from readings where there are several, else from times of following, else from order and reading, else None."""
        rows = [row for row in changes if row["list"] == one.number and row["observed"]]
        points = [(row["observed"], row["followers"]) for row in rows]
        since, stated = opened
        if not points or (one.complete is False and not stated):
            return None
        if one.complete is False:  # of a part of a list, only how many followers the profile states is known
            return growth.read(since, [(points[-1][0], stated or 0)])
        if len(points) > 1:
            return growth.read(since, points)
        last = (points[0][0].date() - date(1970, 1, 1)).days
        if one.order_from == "times":
            followed = column(self.members, "followed_second")[self._list == one.number] // DAY_SECONDS
            return growth.dated(since, followed[~np.isnan(followed)].astype(np.int64), stated, last)
        order = self._in_order(one)
        if order is None or not len(order):
            return growth.read(since, [(points[0][0], max(points[0][1], stated or 0))])
        return growth.in_order(since, order, stated, last)


def _without(sizes: Mapping[int, Mapping[str, Any]], what: str) -> set[int]:
    """Lists of which no member has something: they may not give it at all."""
    return {number for number, row in sizes.items() if not row[what]}


SCHEMAS = {
    "audits": (
        "list", "target", "members", "dated", "references", "reference_members", "order", "order_from", "complete",
        "kind", "readings", "undated", "matched", "unsupported", "scanned", "in_order", "compared_days", "left_out", "shared", "detectable", "bound", "adjusted", "rank_p",
        "placebos", "largest", "size", "disagree",
    ),
    "signals": (
        "list", "target", "signal", "title", "digits", "accounts", "known", "reference_accounts", "reference_known",
        "share", "expected", "ratio", "low", "high", "p", "q", "reading",
    ),
    "batches": (
        "list", "target", "subject", "rise", "first_day", "last_day", "size", "expected", "excess", "excess_low",
        "excess_high", "p", "windows", "bands", "band_first_day", "band_last_day", "band_first_rank", "band_last_rank",
        "band_size", "band_expected", "band_p_value", "from_rank", "to_rank", "held", "tried",
    ),
    "bounds": ("list", "target", "against", "reference", "bound", "placebo", "size"),
    "cells": ("list", "target", "first_day", "last_day", "places"),
    "growth": ("list", "target", "age_days", "followers", "middle", "percentile", "low", "high", "comparable", "way", "bounded"),
}  # fmt: skip


def _table(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> pa.Table:
    import pyarrow as pa

    def kind(name: str) -> pa.DataType:
        if name in _TEXTS:
            return pa.string()
        return pa.bool_() if name in _TRUTHS else pa.int64() if name in _INTEGERS else pa.float64()

    schema = pa.schema([(name, kind(name)) for name in names])
    return pa.Table.from_pylist([{name: row.get(name) for name in names} for row in rows], schema)
