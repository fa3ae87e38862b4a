"""Demands in words, tables and figures: both sides of a pair alike, in the order of their ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

from numpy.random import Generator

from undertow.analyses import Measured
from undertow.analyses._demands.grouping import content_words
from undertow.analyses._demands.measured import Asked, Side, Sides, counted, resembling, unnamed
from undertow.analyses._demands.reading import PRIVATE
from undertow.analyses._ledger.dates import when
from undertow.analyses._ledger.dates import words as dated
from undertow.analyses._ledger.reciprocity import Record
from undertow.analyses._ledger.rows import Names
from undertow.analyses._texts import quoted_passage
from undertow.model import Cell, Column, Estimate, Evidence, Figure, Finding, Grade, Table
from undertow.statistics.imperfect_count import imperfect_count

#: Right among found, and found among there, in the sixth set of sentences: annotated by readers who saw no rule, scored once.
RIGHT, SEEN = (56, 58), (56, 63)
ERRORS = (
    "Every count is what the rules found, which is not all there is nor always right. In 150 sentences of statements at the United Nations, annotated by readers who saw no rule, they "
    "found 56 of 63 demands (recall .89; 95 % interval .79 to .95); 56 of 58 found were right (precision .97; .88 to .99), with the right "
    "polarity in 54 and the right addressee in 52 of 56. Programs annotated them, no person. Recall is not known for each speaker, nor for other kinds of text. "
    "English only. See docs/methods/demands.md."
)  # fmt: skip
NULL_MODEL = (
    "A count, side by side, by the same rules for every side; it is compared with nothing and tests nothing. The interval holds "
    "what measured precision and recall allow. The rules miss some demands, not the same part of every speaker's, so the counts of two sides must not be set against each other."
)  # fmt: skip
CAVEATS = (
    "The rules miss about one demand in nine, how many of each speaker's is not known, so that none was found never means that there was none.",
    "Found by a program. Each waits for a person: one that is right is entered in ledger/demands.csv with its quote and then carries its id.",
    "Whom it is asked of is read off the names of the ledger in the words for the one asked. Demands that name nobody asked are in no pair.",
    "Demands were put together where they share half of their words; two wordings of one demand may still stand apart, and be counted as two.",
)  # fmt: skip
_SILENT, _WAITING, _TO_JUDGE = "nothing entered", "machine-found, waits for a verdict", "none entered"
_MOST_DRAWN = 30


def finding(sides: Sides, record: Record, names: Names, rng: Generator, most: int) -> Finding:
    """The finding about two actors. most: demands listed in a table."""
    total = len(sides.one.asked) + len(sides.other.asked)
    return Finding(
        id="",
        analysis="demands",
        subject=sides.subject,
        statement=f"In the material, {'; '.join(_clause(a, b, names) for a, b in sides.directions)}.",
        estimate=_estimate(total, rng),
        null_model=NULL_MODEL,
        grade=_grade(sides),
        paragraphs=tuple(_paragraphs(sides, names)),
        facts=tuple(_facts(sides, names)),
        caveats=CAVEATS,
        counter_evidence=tuple(_counter_evidence(sides, names)),
        benign_explanations=(
            "One side speaks more in public, or more of it is in the material.",
            "To ask another state for something is the everyday business of diplomacy, and a longer list can come from longer speeches.",
            "Two demands that look alike are not about the same thing, people or law.",
        ),
        would_change=(
            "Sentences that a reader finds to be no demand, or addressed to another.",
            "Statements that the material does not hold, of either side.",
            "A statement that grants or refuses what is shown as “nothing entered”.",
        ),
        detectable="A demand in words that the rules do not know is not found at all; see the error statement.",
        figures=tuple(_figures(sides, names, rng)),
        tables=(_reciprocity(sides, record, names, most), _by_year(sides, names)),
    )


def evidence(row: Mapping[str, Any]) -> Evidence:
    """The sentence as evidence."""
    told = "told of another, " if row["reported"] else ""
    return quoted_passage(row, f"{told}{row['kind']}; {row['entered'] or _WAITING}")


def notes(measured: Measured, found: int, shown: int) -> Iterator[str]:
    """What was read and could not be, whatever was found."""
    amounts = measured["demand_amounts"].to_pylist()
    without, every = unnamed(measured)
    if amounts:
        yield f"{every:,} demands in their speakers' own words were found in {sum(r['texts'] for r in amounts):,} texts; {without:,} of them name nobody of the ledger as the one asked."
    for row in measured["demand_unread_languages"].to_pylist():
        if row["language"] == PRIVATE:
            yield f"{row['texts']:,} posts of accounts that are no public actor of the ledger were not read: they belong to no finding."
        else:
            yield f"{row['texts']:,} texts in {row['language']!r} were not read: there are rules for English, and for reading only for Russian."
    every_language = sum(row["times"] for row in measured["demand_counts"].to_pylist())
    if unmeasured := every_language - sum(row["times"] for row in counted(measured)):
        yield f"{unmeasured:,} demands in Russian were found by rules that were not measured: they are for reading, in the table demands_found of the run, and in no count."
    if found > shown:
        yield f"{found - shown:,} more pairs of actors have demands; raise --max-findings to have them."


def _clause(side: Side, other: Side, names: Names) -> str:
    who, whom = names.of(side.id), names.of(other.id)
    if not side.texts:
        return f"nothing is said by {who} itself"
    if not side.asked:
        return f"no demand of {who} on {whom} was found, which does not say that there was none"
    since = f", the earliest of {dated(first)}" if (first := side.asked[0].first) else ""
    return f"the rules found {_things(len(side.asked))} of {who} on {whom}, in {side.sentences:,} {'sentence' if side.sentences == 1 else 'sentences'}{since}"


def _things(count: int) -> str:
    return f"{count:,} different {'demand' if count == 1 else 'demands'}"


def _estimate(count: int, rng: Generator) -> Estimate:
    return imperfect_count(count, right=RIGHT, seen=SEEN, rng=rng, unit="different demands")


def _grade(sides: Sides) -> Grade:
    return "limited" if sides.one.sentences + sides.other.sentences >= 3 else "insufficient"


def _paragraphs(sides: Sides, names: Names) -> Iterator[str]:
    for side, other in sides.directions:
        if repeated := [one for one in side.asked if one.times > 1]:
            yield f"Made more than once: {len(repeated):,} of the {_things(len(side.asked))} of {names.of(side.id)}."
        if side.about:
            yield f"{side.about:,} further demands of {names.of(side.id)} ask nobody by name and name {names.of(other.id)} in what they demand; they are in no count above."
        if side.told:
            yield f"Demands on {names.of(other.id)} that others than the speaker make are told of {side.told:,} {'time' if side.told == 1 else 'times'} in the material; they are in no count above."


def _facts(sides: Sides, names: Names) -> Iterator[tuple[str, str]]:
    for side, other in sides.directions:
        of = f"of {names.of(side.id)} on {names.of(other.id)}"
        yield (
            f"Different demands {of}, as the rules found them",
            f"{len(side.asked):,} in {side.sentences:,} sentences of {side.texts:,} texts",
        )
        if side.asked and side.asked[0].first:
            yield (
                f"First and last demand {of}",
                f"{dated(side.asked[0].first)}; {dated(max(one.last for one in side.asked))}",
            )
        entered = sum(bool(one.entered) for one in side.asked)
        yield f"Entered in the ledger, {names.of(side.id)}", f"{entered:,} of {len(side.asked):,}"
        if repeated := sum(one.times > 1 for one in side.asked):
            yield f"Made more than once, {of}", f"{repeated:,} of {len(side.asked):,}"
        if side.about:
            yield (
                f"Further demands of {names.of(side.id)} that name {names.of(other.id)} and ask nobody by name",
                f"{side.about:,}",
            )
        if side.told:
            yield f"Told of others than the speaker: demands on {names.of(other.id)}", f"{side.told:,}"


def _counter_evidence(sides: Sides, names: Names) -> Iterator[str]:
    for side, other in sides.directions:
        if not side.texts:
            yield f"Nothing that {names.of(side.id)} says itself is in the material, so that it demands nothing there means nothing."
        elif not side.asked:
            yield f"{side.texts:,} texts of {names.of(side.id)} were read, and no demand on {names.of(other.id)} was found in them."
        else:
            yield f"{side.texts:,} texts of {names.of(side.id)} were read; sentences without a demand that the rules know are not counted against it."


def _reciprocity(sides: Sides, record: Record, names: Names, most: int) -> Table:
    """Each demand, and whether the same is asked back and answered; what a person has to fill in stands there as not entered."""
    texts = ("Who asks", "Demand", "First", "Last", "Asked back (entered, or alike and for a person to judge)", "Own answer to the same", "Standing")  # fmt: skip
    columns = [Column(title=title) for title in texts]
    columns.insert(4, Column(title="Times found", numeric=True))
    rows: list[tuple[Cell, ...]] = []
    for side, other in sides.directions:
        for asked in side.asked[:most]:
            rows.append(
                (
                    names.of(side.id),
                    _wording(asked, names),
                    dated(asked.first),
                    dated(asked.last),
                    asked.times,
                    _asked_back(asked, other, record, names),
                    _own_answer(asked, record),
                    ", ".join(f"entered as {entry}" for entry in asked.entered) or _WAITING,
                )
            )
    left = sum(max(0, len(side.asked) - most) for side, _ in sides.directions)
    more = f" {left:,} more are left out here; raise --max-demands to have them." if left else ""
    note = f"All numbers are what the rules found. “None entered” and “nothing entered” say neither that there was none nor that the answer is no: a person completes this table, in ledger/demands.csv (mirror_of) and ledger/positions.csv.{more}"
    return Table(title="Demands, and whether they are asked back", columns=tuple(columns), rows=tuple(rows), note=note)


def _wording(asked: Asked, names: Names) -> str:
    words = names.within(asked.wording)
    return f"{'not to: ' if asked.denied else ''}“{words if len(words) <= 160 else words[:159] + '…'}”"


def _asked_back(asked: Asked, other: Side, record: Record, names: Names) -> str:
    mirrors = [
        record.demands[m] for entry in asked.entered for m in record.mirrors.get(entry, ()) if m in record.demands
    ]
    if mirrors:
        return "; ".join(f"entered: {names.within(row['demand'])} ({dated(row['date'])})" for row in mirrors)
    own = content_words(f"{names.of(other.id)}")
    found = resembling(asked, other, own)
    return f"alike: {_wording(found, names)} ({dated(found.first)})" if found else _TO_JUDGE


def _own_answer(asked: Asked, record: Record) -> str:
    rows = [record.demands[entry] for entry in asked.entered if entry in record.demands]
    said = [f"{answer['stance']} ({dated(answer['date'])})" for row in rows for answer in record.own_answer(row)]
    return "; ".join(said) or _SILENT


def _by_year(sides: Sides, names: Names) -> Table:
    titles = ("New", "Repeated")
    rows = tuple(
        (names.of(side.id), year, new, again) for side, _ in sides.directions for year, new, again in side.new()
    )
    return Table(
        title="New and repeated demands, by year",
        columns=(Column(title="Who asks"), Column(title="Year"), *(Column(title=t, numeric=True) for t in titles)),
        rows=rows,
        note="Years without a demand found are left out.",
    )


def _figures(sides: Sides, names: Names, rng: Generator) -> Iterator[Figure]:
    for side, other in sides.directions:
        who, whom = names.of(side.id), names.of(other.id)
        if lanes := _lanes(side, names):
            drawn = (
                f"The {_MOST_DRAWN} made most often of {len(side.asked):,}. " if len(side.asked) > _MOST_DRAWN else ""
            )
            yield Figure(
                kind="chronology",
                title=f"Demands of {who} on {whom}, from first to last",
                unit="",
                alt=f"{len(lanes)} demands of {who} on {whom}, each from the first time to the last.",
                rows=tuple(lanes),
                note=f"{drawn}At least: the rules miss some.",
            )
        if len(years := side.new()) > 2:
            totals = list(accumulate(new for _, new, _ in years))
            yield Figure(
                kind="lines",
                title=f"Different demands of {who} on {whom} so far",
                unit="demands found up to and in each year",
                alt=f"Cumulative count of different demands of {who} on {whom}, from {years[0][0]} to {years[-1][0]}.",
                rows=tuple(_point(year, total, rng) for (year, _, _), total in zip(years, totals, strict=True)),
                note="The band is what measured precision and recall allow. A count can only grow; that it grows says nothing else, and it is not to be set against another speaker's.",
            )


def _lanes(side: Side, names: Names) -> list[dict[str, Cell]]:
    """Each demand from first to last time; of many, those made most often."""
    timed = [(one, first, last) for one in side.asked if (first := when(one.first)) and (last := when(one.last))]
    kept: Sequence[Any] = sorted(timed, key=lambda t: (-t[0].times, t[1].first))[:_MOST_DRAWN]
    rows: list[dict[str, Cell]] = []
    for one, first, last in sorted(kept, key=lambda t: (t[1].first, t[0].wording)):
        words = ("not to: " if one.denied else "") + names.within(one.wording)
        label = (words if len(words) <= 44 else words[:43] + "…") + (f" ({one.times:,} times)" if one.times > 1 else "")
        rows.append({"start": first.first.isoformat(), "end": last.last.isoformat(), "label": label, "lane": "Made more than once" if one.times > 1 else "Made once"})  # fmt: skip
    return rows


def _point(year: str, total: int, rng: Generator) -> dict[str, Cell]:
    found = _estimate(total, rng)
    return {"x": year, "series": "", "value": total, "low": round(found.low, 1), "high": round(found.high, 1)}
