"""Signals of an audience against its reference, like compared with like, corrected over all that were tested."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from undertow.analyses._audience.counting import SIGNALS, STRATA
from undertow.statistics.audience.signals import expected_share, risk_ratio, shared_by_chance
from undertow.statistics.audience.strata import creation_strata
from undertow.statistics.multiplicity import benjamini_hochberg

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

EXCESS, DEFICIT, NO_EVIDENCE, UNTESTED = "excess", "deficit", "not evidence by itself", "not tested"
#: Fewest accounts of a side of which a signal must be known, and fewest that must have it, both sides together.
LEAST_KNOWN, LEAST_HITS = 50, 10
#: Share of the accounts of both sides of which the language must be known to be matched.
_LANGUAGE_KNOWN = 0.9
_LEVEL = 0.05
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Side:
    """Cells of one side: rows of `counts` with a year, their numbers of members, and the stratum of each."""

    rows: Sequence[Row]
    members: NDArray[np.int64]
    stratum: NDArray[np.int64]

    def by_stratum(self, values: NDArray[np.float64], strata: int) -> NDArray[np.float64]:
        """Sums over the cells of each stratum; cells without support are left out."""
        kept = self.stratum >= 0
        return np.bincount(self.stratum[kept], values[kept], minlength=strata).astype(np.float64)


@dataclass(frozen=True)
class Matched:
    """Both sides in common strata. matched: what the strata are made of, in words."""

    audience: Side
    reference: Side
    strata: int
    matched: tuple[str, ...]

    @property
    def unsupported(self) -> int:
        """Accounts of the audience that no account of the reference can stand for."""
        return int(self.audience.members[self.audience.stratum < 0].sum())


def matched(audience: Sequence[Row], reference: Sequence[Row], *, least: int) -> Matched | None:
    """Strata of creation year, and of platform and language where they differ and are known; None without both sides."""
    sides = [[row for row in rows if row["created_year"] is not None] for rows in (audience, reference)]
    if not all(sides):
        return None
    members = [np.array([row["members"] for row in rows], dtype=np.int64) for rows in sides]
    expanded = [np.repeat(np.arange(len(counts)), counts) for counts in members]

    def codes(column: str, side: int) -> NDArray[np.int64]:
        values = np.array([-1 if row[column] is None else row[column] for row in sides[side]], dtype=np.int64)
        return values[expanded[side]]

    extra, words = [], ["year of sign-up"]
    if len({row["platform"] for rows in sides for row in rows}) > 1:
        extra.append((codes("platform", 0), codes("platform", 1)))
        words.append("platform")
    if all((codes("language", side) >= 0).mean() >= _LANGUAGE_KNOWN for side in (0, 1)):
        extra.append((codes("language", 0), codes("language", 1)))
        words.append("language")
    found = creation_strata(codes("created_year", 0), codes("created_year", 1), extra=extra, least=least)
    made = []
    for side, rows in enumerate(sides):
        stratum = np.full(len(rows), -1, dtype=np.int64)
        stratum[expanded[side]] = found[side]
        made.append(Side(rows, members[side], stratum))
    return Matched(made[0], made[1], int(max(found[0].max(), found[1].max())) + 1, tuple(words))


def signal_rows(
    pair: Matched,
    forms: tuple[Sequence[Row], Sequence[Row]],
    unknown: tuple[set[int], set[int]],
    texts: Mapping[int, str],
) -> Iterator[dict[str, Any]]:
    """One row per signal and frequent form: known, share, expected share, ratio and interval, p; not corrected yet.

    forms: rows of `forms` of either side. unknown: lists that say nothing of profile texts, and of places.
    """
    for signal in SIGNALS:
        silent = (
            unknown[0] if signal.name == "no_description" else unknown[1] if signal.name == "no_location" else set()
        )
        sides = [_side_counts(side, signal.name, silent) for side in (pair.audience, pair.reference)]
        yield _row(pair, signal.name, signal.title, sides, digits=signal.name.startswith("digits"))
    for kind, known in (("handle_shape", "digits_4"), ("name_template", "name_leads")):
        for code in sorted({row["code"] for rows in forms for row in rows if row["kind"] == kind}):
            sides = [
                (_form_hits(side, [r for r in rows if r["kind"] == kind and r["code"] == code]), _known(side, known))
                for side, rows in zip((pair.audience, pair.reference), forms, strict=True)
            ]
            title = f"{'Handle' if kind == 'handle_shape' else 'Handle and name'} like {texts[code]}"
            yield _row(pair, f"{kind} {texts[code]}", title, sides, digits=_ends_in_digits(texts[code].split(" ")[0]))


def _ends_in_digits(shape: str) -> bool:
    return shape.endswith(tuple(f"<{length}>" for length in range(4, 10)))


def _side_counts(side: Side, name: str, silent: set[int]) -> tuple[Any, Any]:
    loud = np.array([row["list"] not in silent for row in side.rows], dtype=np.float64)
    hits = np.array([row[f"with_{name}"] for row in side.rows], dtype=np.float64)
    return hits * loud, _known(side, name) * loud


def _known(side: Side, name: str) -> NDArray[np.float64]:
    return np.array([row[f"known_{name}"] for row in side.rows], dtype=np.float64)


def _form_hits(side: Side, rows: Sequence[Row]) -> NDArray[np.float64]:
    accounts = {(row["list"], *(row[name] for name in STRATA)): row["accounts"] for row in rows}
    return np.array([accounts.get((r["list"], *(r[name] for name in STRATA)), 0) for r in side.rows], dtype=np.float64)


def _row(pair: Matched, name: str, title: str, sides: Sequence[tuple[Any, Any]], *, digits: bool) -> dict[str, Any]:
    (hits, known), (other_hits, other_known) = (
        (side.by_stratum(found[0], pair.strata), side.by_stratum(found[1], pair.strata))
        for side, found in zip((pair.audience, pair.reference), sides, strict=True)
    )
    base: dict[str, Any] = {
        "signal": name, "title": title, "digits": digits, "accounts": int(hits.sum()), "known": int(known.sum()),
        "reference_accounts": int(other_hits.sum()), "reference_known": int(other_known.sum()),
        "share": None, "expected": None, "ratio": None, "low": None, "high": None, "p": None,
    }  # fmt: skip
    few = min(base["known"], base["reference_known"]) < LEAST_KNOWN
    if few or hits.sum() + other_hits.sum() < LEAST_HITS or not ((known > 0) & (other_known > 0)).any():
        return base
    found = risk_ratio(hits, known, other_hits, other_known)
    return base | {
        "share": float(hits.sum() / known.sum()), "expected": expected_share(known, other_hits, other_known),
        "ratio": found.value, "low": found.low, "high": found.high, "p": found.p_value,
    }  # fmt: skip


def shared_texts(audience: tuple[Any, Any], reference: tuple[Any, Any], rng: Generator) -> dict[str, Any]:
    """The row of profile texts that others of the same side have too. Each side: marks (0 or NaN: no text), strata."""
    marks = [np.nan_to_num(side[0], nan=0.0) for side in (audience, reference)]
    known = [int((~np.isnan(side[0])).sum()) for side in (audience, reference)]
    base: dict[str, Any] = {
        "signal": "shared_text", "title": "Profile text that another of the same list has too", "digits": False,
        "accounts": 0, "known": known[0], "reference_accounts": 0, "reference_known": known[1],
        "share": None, "expected": None, "ratio": None, "low": None, "high": None, "p": None,
    }  # fmt: skip
    if min(known) < LEAST_KNOWN:
        return base
    _, codes = np.unique(np.concatenate(marks), return_inverse=True)
    codes[np.concatenate(marks) == 0] = -1
    split = len(marks[0])
    found = shared_by_chance(codes[:split], codes[split:], rng, strata=(audience[1], reference[1]))
    least = 1 / found.size  # a share below one account is none
    ratio, low, high = (
        max(found.audience, least) / max(level, least)
        for level in (found.expected, found.expected_high, found.expected_low)
    )
    return base | {
        "accounts": round(found.audience * found.size), "known": found.size, "reference_known": found.size,
        "reference_accounts": round(found.reference * found.size),
        "share": found.audience, "expected": found.expected, "ratio": ratio, "low": min(low, ratio),
        "high": max(high, ratio), "p": found.p_value,
    }  # fmt: skip


def corrected(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The rows with q over all that were tested, and what is to be said of each."""
    tested = [row for row in rows if row["p"] is not None]
    q = {id(row): float(value) for row, value in zip(tested, benjamini_hochberg([r["p"] for r in tested]), strict=True)}
    return [{**row, "q": q.get(id(row)), "reading": _reading(row, q.get(id(row)))} for row in rows]


def _reading(row: Row, q: float | None) -> str:
    if q is None:
        return UNTESTED
    if q > _LEVEL or row["low"] <= 1 <= row["high"] or row["digits"]:
        return NO_EVIDENCE
    return EXCESS if row["ratio"] > 1 else DEFICIT
