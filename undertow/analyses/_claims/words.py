"""A series in words, tables and a figure: the slots side by side, what differs marked, never more than 'for review'."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from undertow.analyses._claims.series import Pair, Row, Series
from undertow.analyses._texts import quoted_passage
from undertow.model import Cell, Column, Evidence, Figure, Finding, Table

ERRORS = (
    "The rules read English best. Of 143 numbers in sentences at the United Nations that two programs had read before the rules "
    "were run on them, they found 136 (.90 to .98), and 2 that are none; every value was right (.97 to 1), the category in 128, who in 129. Where a "
    "doer or a place was stated, 4 of 24 and 2 of 11 were read as annotated: most pairs stay for review. On the first large set they found "
    "180 of 203 before they were improved. Of 50 series drawn, 45 held together (.79 to .96), as judged by a program. Russian, Azerbaijani and Armenian were tried "
    "on made-up sentences only. See docs/methods/claims.md."
)
NULL_MODEL = (
    "None. Numbers of one voice that may be about the same people are put side by side, and rounding is allowed for; nothing "
    "is tested. Whether two of them contradict each other is for a person to judge: undertow review."
)
CAVEATS = (
    "Series are put together by a program from the words for who, from where, by whom and what happened. Read the sentences before you say that two numbers are about the same people.",
    "A number can change because it was counted anew, because it grew, or because it is about another time, place or group. The slots that differ are marked; a slot that is not stated is not equal.",
    "The documents are what was said, translated or printed; a number may be the translator's or the printer's.",
)
BENIGN = (
    "A count or estimate that was improved, with the source of the newer number behind it.",
    "Numbers about different years, districts or groups that the words do not tell apart.",
    "A stock that grew: refugees, the dead of a war that went on.",
)
WOULD_CHANGE = (
    "A reader who finds that a statement is about other people: write its name and another series into ledger/keys.csv.",
    "A source that the speaker gives for one of the numbers.",
    "Statements of the same voice that the material does not hold.",
)
_TITLES = {"who": "Who", "from_where": "From where", "by_whom": "By whom", "status": "What happened", "period": "When"}
_OPEN = {**{slot: title.lower() for slot, title in _TITLES.items()}, "part_of": "one is a part of another number", "voiced": "one is denied or said of another"}  # fmt: skip
_KINDS = {
    "displaced": "displaced", "killed": "killed", "wounded": "wounded", "missing_captive": "missing or held", "returned": "returned",
    "troops": "troops", "territory_pct": "territory", "other": "other",
}  # fmt: skip
_LEAST = {
    "about": "about",
    "over": "more than",
    "at_least": "at least",
    "nearly": "nearly",
    "under": "less than",
    "up_to": "up to",
}
_MOST_NEAR, _MOST_PAIRS = 12, 20


def finding(series: Series) -> Finding:
    """The finding about one series."""
    return Finding(
        id="",
        analysis="claims",
        subject=series.subject,
        statement=_statement(series),
        estimate=series.estimate,
        null_model=NULL_MODEL,
        grade="limited",
        paragraphs=tuple(_paragraphs(series)),
        facts=tuple(_facts(series)),
        caveats=CAVEATS,
        counter_evidence=tuple(_counter_evidence(series)),
        benign_explanations=BENIGN,
        would_change=WOULD_CHANGE,
        detectable="Two numbers that rounding can bring together, and numbers in words that the rules do not know, are not seen.",
        figures=(_figure(series),),
        tables=tuple(_tables(series)),
    )


def evidence(row: Mapping[str, Any]) -> Evidence:
    """The sentence of a statement as evidence."""
    shown = {**row, "start": row["sentence_start"], "end": row["sentence_end"], "who": row["speaker"]}
    return quoted_passage(shown, f"{row['id']}: {row['said']}")


def _statement(series: Series) -> str:
    low, high = series.numbers
    rows, about = series.rows, series.rows[0]
    years = sorted({str(row["day"])[:4] for row in rows})
    when = f"from {years[0]} to {years[-1]}" if len(years) > 1 else f"in {years[0]}"
    said = f"{series.voice} gave {amount(low, series.share)} to {amount(high, series.share)} in {len(rows):,} statements {when}"
    people = about["who"] or "people"
    kind = _KINDS[about["category"]]
    where = next((row["from_where"] for row in rows if row["from_where"]), "")
    of = f" on {people} ({kind}{', from ' + where if where else ''})"
    if series.conflicts:
        return f"{said}{of}; {len(series.conflicts):,} pairs of numbers exclude each other under the same key and wait for a person's verdict."
    return f"{said}{of}: one series for review, with what differs marked."


def _paragraphs(series: Series) -> Iterator[str]:
    for pair in series.pairs[:3]:
        a, b = pair.earlier, pair.later
        yield (
            f"{series.voice} gave {as_said(a)} ({a['day']}) and {as_said(b)} ({b['day']}); allowing for rounding, "
            f"{bounds(a)} and {bounds(b)} {_touch(pair)}do not overlap. {_why(pair)}"
        )
    if not series.pairs:
        yield "Once rounding is allowed for, no two of these numbers exclude each other."


def _touch(pair: Pair) -> str:
    return "" if pair.touch is None else f"touch at {_end(pair.touch, pair.earlier)} and "


def _why(pair: Pair) -> str:
    if pair.conflict:
        return "Who, from where and what happened are stated in both and the same; by whom and when do not differ."
    reasons = []
    if pair.open_slots:
        names = [_OPEN[slot] for slot in pair.open_slots]
        reasons.append(f"not stated in both, filled from context, or different: {', '.join(names)}")
    if pair.growth:
        reasons.append("the later number is larger, and such a number can grow")
    if pair.touch is not None and pair.loosened:
        reasons.append("the numbers only touch, and a word such as about may be read wider")
    return f"For review, because {'; and '.join(reasons)}."


def _facts(series: Series) -> Iterator[tuple[str, str]]:
    yield "Status", "for a person's verdict" if series.conflicts else "for review"
    yield "Over time the numbers", series.course
    yield "Pairs of statements", f"{len(series.rows) * (len(series.rows) - 1) // 2:,}"
    yield "Pairs that exclude each other", f"{len(series.pairs):,}"
    yield "of these, with a complete and equal key", f"{len(series.conflicts):,}"
    yield "of these, that may be growth", f"{sum(pair.growth for pair in series.pairs):,}"
    yield "Other numbers of this size, kept apart", f"{len(series.near):,}"
    yield "Series", series.id


def _counter_evidence(series: Series) -> Iterator[str]:
    together = len(series.rows) * (len(series.rows) - 1) // 2 - len(series.pairs)
    yield f"{together:,} of the {together + len(series.pairs):,} pairs of statements are compatible once rounding is allowed for."


def _tables(series: Series) -> Iterator[Table]:
    columns = ("Said on, and name", "Number", "Allowing for rounding", *_TITLES.values(), "Differs in")
    yield Table(
        title="The statements side by side",
        columns=tuple(Column(title=title) for title in columns),
        rows=tuple(_line(series, row) for row in series.rows),
        note="Allowing for rounding: from the first number up to but without the second. In brackets: filled from context, not said in the sentence. A dash: not stated. Differs in: against the first statement that fills the slot. To split or merge, write a name and a series into ledger/keys.csv.",
    )
    if series.pairs:
        yield Table(
            title="Pairs whose numbers exclude each other",
            columns=tuple(Column(title=title) for title in ("Earlier", "Later", "Status", "Why")),
            rows=tuple(_pair(pair) for pair in series.pairs[:_MOST_PAIRS]),
        )
    if series.near:
        near = [row for row in series.near][:_MOST_NEAR]
        yield Table(
            title="Other numbers of this size by the same voice, kept apart",
            columns=tuple(Column(title=title) for title in columns),
            rows=tuple(_line(series, row) for row in near),
            note=f"{len(near):,} of {len(series.near):,}. They may be about the same people or not; the slots, or that the voice denies the number or gives it as the word of another, tell why they are kept apart.",
        )


def _line(series: Series, row: Row) -> tuple[Cell, ...]:
    differs = ", ".join((*filter(None, [row["voiced"]]), *(_OPEN[slot] for slot in series.differs(row)))) or "nothing"
    return (
        f"{row['day']} {row['id']}",
        as_said(row),
        bounds(row),
        *(_slot(row, slot) for slot in SLOTS_SHOWN),
        differs,
    )


SLOTS_SHOWN = tuple(_TITLES)


def _slot(row: Row, slot: str) -> str:
    words = str(row[slot]).replace("_", " ") if slot == "status" else str(row[slot])
    if slot == "who" and row["part_of"]:
        words = f"{words}, part of {row['part_of']}"
    return f"({words})" if words and slot in row["from_context"].split(",") else words or "–"


def _pair(pair: Pair) -> tuple[Cell, ...]:
    status = "for a verdict" if pair.conflict else "for review"
    return (
        f"{as_said(pair.earlier)} ({pair.earlier['day']})",
        f"{as_said(pair.later)} ({pair.later['day']})",
        status,
        _why(pair),
    )


def _figure(series: Series) -> Figure:
    clashing = {row["id"] for pair in series.conflicts for row in (pair.earlier, pair.later)}
    apart = {row["id"] for pair in series.pairs for row in (pair.earlier, pair.later)}
    rows: list[dict[str, Cell]] = [
        {
            "x": row["day"], "value": row["low"], "to": row["high"], "low": row["interval_low"], "high": row["interval_high"],
            "label": as_said(row), "source": row["id"],
            "status": "for a verdict" if row["id"] in clashing else "excludes another, for review" if row["id"] in apart else "excludes none",
        }
        for row in series.rows
    ]  # fmt: skip
    low, high = series.numbers
    return Figure(
        kind="estimates",
        title="Numbers by date, with what rounding leaves open",
        unit="per cent" if series.share else "people",
        alt=f"{len(rows):,} numbers given by {series.voice}, from {amount(low, series.share)} to {amount(high, series.share)}, by date, each with the interval that rounding leaves open.",
        rows=tuple(rows),
        note="The words around each number, and its name, are in the table of statements.",
    )


def as_said(row: Row) -> str:
    """A number with the word that loosens it."""
    share = str(row["unit"]).startswith("share")
    low, high = amount(row["low"], share), amount(row["high"], share)
    number = low if row["low"] == row["high"] else f"{low} to {high}"
    return f"{_LEAST.get(row['approximator'], '')} {number}".strip()


def bounds(row: Row) -> str:
    """What rounding leaves open, in digits: from the first number up to but without the second."""
    return f"[{_end(row['interval_low'], row)}, {_end(row['interval_high'], row)})"


def _end(value: float, row: Row) -> str:
    """An end of an interval, with the half that whole numbers round away."""
    return amount(value, True) if str(row["unit"]).startswith("share") else f"{value:,.10g}"


def amount(value: float, share: bool) -> str:
    """A number of people in whole digits, or a share in per cent."""
    return f"{value:.3g} %" if share else f"{value:,.0f}"


def notes(read: Mapping[str, int], unread: Sequence[tuple[str, int]], found: int, shown: int) -> Iterator[str]:
    """What was read, and what could not be."""
    yield f"{read['statements']:,} numbers of people and shares were read in {read['texts']:,} texts; {read['in series']:,} stand in {found:,} series with different numbers."
    for language, texts in unread:
        yield f"{texts:,} texts in {language!r} were not read: there are rules for English, Russian, Azerbaijani and Armenian."
    if read["voiced"]:
        yield f"{read['voiced']:,} numbers are denied, or given as the word of another, in their own sentence; they are in no series of the voice that said them."
    if read["private"]:
        yield f"{read['private']:,} posts of private accounts were not read: only public voices are set against their own numbers."
    if found > shown:
        yield f"{found - shown:,} more series are for review; raise --max-findings to have them."
