"""Which texts name which actors of the ledger, under any of their names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from undertow.analyses import Measured, Tables
from undertow.analyses import _texts as texts
from undertow.analyses._actors import Actors
from undertow.analyses._ledger.dates import when
from undertow.analyses._ledger.rows import Names
from undertow.model import Cell, Column, Figure, Finding, Table
from undertow.statistics.proportions import wilson

if TYPE_CHECKING:
    import pyarrow as pa

SUBJECT = "actors named in texts"
ERRORS = (
    "Names and aliases of the ledger are found as words, in every script; pronouns, nicknames, misspellings and other cases of a word "
    "are not, unless the ledger has them, so every count is an “at least”. How many namings are missed in other material was not "
    "measured. Relations were entered by hand and nothing about them is tested. See docs/methods/ledger.md."
)
_NAMED = {"actor": "", "year": "", "fits": True, "rank": 0, "start": 0, "end": 0, "who": "", "at": "", "table": "", "source_sha256": "", "row_ref": ""}  # fmt: skip
_SERIES = 5


def to_tables(tables: Tables, actors: Actors) -> dict[str, pa.Table]:
    """`namings` and `texts_read`. rank: how many texts before it named the actor, so that each is quoted early."""
    import pyarrow as pa

    gazetteer, by_id = actors.gazetteer(), {row["id"]: row for row in actors.rows}
    found: list[dict[str, Any]] = []
    seen: Counter[str] = Counter()
    read: Counter[str] = Counter()
    every = chain(texts.documents(tables), texts.posts(tables)) if by_id else ()
    for text in every:
        read[year := texts.iso(text.at, "year")] += 1
        for actor, (start, end) in _first_places(gazetteer.named(text.text)).items():
            at = texts.iso(text.at, text.precision)
            found.append({"actor": actor, "year": year, "fits": _fits(by_id[actor], at[:10]), "rank": seen[actor], "start": start, "end": end, "who": text.who,
                          "at": at, "table": text.table, "source_sha256": text.source_sha256, "row_ref": text.row_ref})  # fmt: skip
            seen[actor] += 1
    kinds = {bool: pa.bool_(), int: pa.int64(), str: pa.string()}
    schema = pa.schema([(name, kinds[type(example)]) for name, example in _NAMED.items()])
    years = [{"year": year, "texts": count} for year, count in sorted(read.items())]
    return {
        "namings": pa.Table.from_pylist(found, schema),
        "texts_read": pa.Table.from_pylist(years, pa.schema([("year", pa.string()), ("texts", pa.int64())])),
    }


def _first_places(named: Iterator[Any]) -> dict[str, tuple[int, int]]:
    places: dict[str, tuple[int, int]] = {}
    for one in named:
        places.setdefault(one.actor, (one.start, one.end))
    return places


def _fits(row: Mapping[str, Any], day: str) -> bool:
    """Whether a text of that day can mean the actor: not before or after the dates for which its names stand, where it has some."""
    at, since, until = when(day), when(row.get("from") or ""), when(row.get("to") or "")
    if at is None:
        return True
    return not (since and at.last < since.first) and not (until and at.first > until.last)


def named(measured: Measured, names: Names, least: int) -> Iterator[Finding]:
    """One finding: the share of texts that name each actor."""
    read = {row["year"]: row["texts"] for row in measured["texts_by_year"].to_pylist()}
    by_actor: dict[str, dict[str, int]] = defaultdict(dict)
    outside: Counter[str] = Counter()
    for row in measured["texts_naming"].to_pylist():
        if row["fits"]:
            by_actor[row["actor"]][row["year"]] = row["texts"]
        else:
            outside[row["actor"]] += row["texts"]
    totals = {actor: sum(years.values()) for actor, years in by_actor.items()}
    order = sorted((a for a, n in totals.items() if n >= least), key=lambda actor: (-totals[actor], actor))
    if order:
        yield _finding([(a, by_actor[a]) for a in order], read, outside, names)


def _finding(
    counted: Sequence[tuple[str, Mapping[str, int]]], read: Mapping[str, int], outside: Mapping[str, int], names: Names
) -> Finding:
    every, (most, years) = sum(read.values()), counted[0]
    share = wilson(sum(years.values()), every, unit="share of texts that name the actor named most")
    return Finding(
        id="",
        analysis="actors",
        subject=SUBJECT,
        statement=f"Of {every:,} texts, {names.of(most)} is named in at least {sum(years.values()):,}, more than any other actor of the ledger.",
        estimate=share,
        null_model="None. A count of texts in which a name of the ledger stands; it is compared with nothing.",
        grade="limited",
        facts=(("Texts read", f"{every:,}"), ("Actors named", f"{len(counted):,}")),
        caveats=("To be named is neither praise nor blame, and a name may be another's.", "Who speaks of itself as “we” is not named."),
        counter_evidence=(_outside(outside, names),),
        benign_explanations=("Who is in office, or in the news, is named.",),
        would_change=("Aliases that the ledger does not have, in the languages of the material.",),
        detectable="A single text that holds a name of the ledger is found; other ways to speak of somebody are not.",
        tables=(_table(counted, every, names),),
        figures=tuple(_figure(counted[:_SERIES], read, names)),
    )  # fmt: skip


def _outside(outside: Mapping[str, int], names: Names) -> str:
    if not outside:
        return "No name stands outside the dates for which the ledger gives it."
    told = ", ".join(f"{names.of(actor)} ({count:,})" for actor, count in sorted(outside.items()))
    return f"Texts with a name outside the dates that the ledger gives for it, not counted: {told}."


def _table(counted: Sequence[tuple[str, Mapping[str, int]]], every: int, names: Names) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for actor, years in counted:
        share = wilson(sum(years.values()), every, unit="share")
        dated = [year for year in sorted(years) if year]
        low, high = (round(100 * value, 1) for value in (share.low, share.high))
        rows.append((names.of(actor), sum(years.values()), round(100 * share.value, 1), low, high, dated[0] if dated else "", dated[-1] if dated else ""))  # fmt: skip
    titles = ("Texts that name it, at least", "Percent", "from", "to")
    columns = (Column(title="Actor"), *(Column(title=t, numeric=True) for t in titles), Column(title="First year"), Column(title="Last year"))  # fmt: skip
    return Table(title="Texts that name each actor", columns=columns, rows=tuple(rows))


def _figure(
    counted: Sequence[tuple[str, Mapping[str, int]]], read: Mapping[str, int], names: Names
) -> Iterator[Figure]:
    years = [year for year in sorted(read) if year]
    if len(years) < 3:
        return
    rows: list[dict[str, Cell]] = []
    for actor, own in counted:
        for year in years:
            share = wilson(own.get(year, 0), read[year], unit="share")
            value, low, high = (round(100 * v, 2) for v in (share.value, share.low, share.high))
            rows.append({"x": year, "series": names.of(actor), "value": value, "low": low, "high": high})
    alt = f"Percent of texts that name each of {len(counted)} actors, by year, from {years[0]} to {years[-1]}."
    yield Figure(kind="lines", title="Who is named, by year", unit="percent of the texts of the year", alt=alt, rows=tuple(rows))  # fmt: skip
