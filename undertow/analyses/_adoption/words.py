"""First uses and shared passages in words, tables and figures; both voices alike, in the order of their names."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from undertow.analyses import Measured
from undertow.analyses._adoption.pairs import COMPARISONS
from undertow.analyses._panels import LEAST_PERIODS
from undertow.model import Cell, Column, Estimate, Figure, Finding, Grade, Table, cell, mention, said
from undertow.statistics.proportions import wilson

Row = Mapping[str, Any]
_SHOWN, _DRAWN, _LONGEST_LAG = 25, 16, 12
ERRORS = (
    "First uses, |z| > 2.5, not yet corrected by its spread (the correction errs less often and finds less): where nothing is taken up, a direction in 1.0 % of 984 pairs by phrases and 0.8 % by rare words near each other, also where one comes to say "
    "more and the other less; among 595 pairs of real speakers in 1.1 % and 2.6 %. On real statements, with passages one or two years old put into another's (34 pairs "
    "each), 3 % taken over was found in all cases word for word; with 40 and 60 % of the words replaced in place by phrases in 74 and 21 %, by rare words in all; "
    "the wrong way in 0 of 408. Whoever turns whole sentences round leaves less. Searching all pairs with q <= 0.05 finds less than a pair named beforehand. "
    "Passages side by side are a description, not a test. See docs/methods/adoption.md."
)
NULL_MODEL = (
    "If neither took up the words of the other, it would not matter which period each first use fell into: the periods in which both "
    "speak are dealt anew, 149 times, the same way to both, so that what they share in a period and how much they say keep together. "
    "Before that the one who says more in a stretch of time is thinned to what the other says. z is divided by how far the pairs "
    "without either voice spread, and by 1.5, the largest spread measured on real statements, where these are fewer than 19. A direction is "
    "stated beyond 2.5 of that and, where all pairs were searched, only with q <= 0.05 over all pairs and both measures (Benjamini-Hochberg)."
)
CAVEATS = (
    "Who used a phrase first in this material need not have used it first; what was not collected is not seen.",
    "After is not because: that the one comes later does not say that it had the words from the other.",
    "Words are compared within one language; of a translation, the words are the translator's.",
)
BENIGN = (
    "A common source: an agency, a resolution, a third voice that both heard. The table says how many were used by a third voice before.",
    "Translators or writers that both employ, or a text agreed between the two.",
    "An event of which the one had to speak sooner than the other.",
)
WOULD_CHANGE = (
    "An earlier use by the other that the material does not hold.",
    "Texts of the sources that both may have used: where these have the words first, neither took them from the other.",
    "Other periods (--period), or a panel of other voices.",
)
PASSAGE_NULL = (
    "No model: a description. Two neighbouring sentences of 120 characters or more, or one of 200, are compared with all others; "
    "listed is what shares 0.6 or more of its five-letter strings with a place in a text of another voice (Jaccard similarity, computed for the two "
    "places themselves). Not looked for is what is made of commonplaces: more than a third of its runs of four words stand in texts of four voices or more. "
    "The day of the text says which came first. Left out are stretches with a page head, reference number or note on corrections of a printed record; "
    "“quotation marked as such” is what stands in quotation marks in the later text, or follows words such as “as X said”."
)


@dataclass(frozen=True)
class Pair:
    """Two voices with their row for each measure. main: the row that the statement is about."""

    subject: str
    by_measure: Mapping[str, Row]

    @property
    def main(self) -> Row:
        return min(self.by_measure.values(), key=lambda row: (not row["decided"], row["measure"]))

    @property
    def direction(self) -> str:
        """Who comes first, in print; empty where neither measure or not both alike say so."""
        names = {row["one"] if row["z"] > 0 else row["other"] for row in self.by_measure.values() if row["decided"]}
        return _name(self.main, next(iter(names))) if len(names) == 1 else ""


def reported(measured: Measured) -> list[Pair]:
    """Pairs with a direction, or named before looking, the clearest first."""
    pairs: dict[str, dict[str, Row]] = {}
    for row in sorted(measured["adoption_of_pairs"].to_pylist(), key=lambda r: (r["subject"], r["measure"])):
        pairs.setdefault(row["subject"], {})[row["measure"]] = row
    found = [Pair(s, own) for s, own in pairs.items() if any(row["decided"] or row["named"] for row in own.values())]
    return sorted(found, key=lambda pair: (not pair.main["named"], -abs(pair.main["corrected"]), pair.subject))


def pair_finding(pair: Pair, measured: Measured) -> Finding:
    """The finding about two voices."""
    main = pair.main
    one, other = _name(main, main["one"]), _name(main, main["other"])
    units = [row for row in measured["adoption_of_units"].to_pylist() if row["subject"] == pair.subject]
    panels = measured["adoption_of_panels"].to_pylist()
    looked = sum(row["pairs"] for row in panels)
    (panel,) = (row for row in panels if row["panel"] == main["panel"])
    return Finding(
        id="",
        analysis="adoption",
        subject=pair.subject,
        accounts=tuple(main[side] for side in ("one", "other")) if main["kind"] == "posts" else (),
        statement=(
            f"Of the {main['first'] + main['second']:,} {main['measure']} that came to both {one} and {other} since {main['since']} in different periods, "
            f"{one} was first with {main['first']:,} and {other} with {main['second']:,}: {_verdict(pair)}."
        ),
        estimate=Estimate(
            value=main["share"], low=main["low"], high=main["high"], unit=f"share first used by {one}", n=main["first"] + main["second"]
        ),
        p_value=main["p"],
        q_value=main["q"],
        null_model=NULL_MODEL,
        grade=_grade(pair),
        paragraphs=tuple(_paragraphs(pair, looked)),
        facts=(*_facts(pair, looked), ("Tests of this material beyond |z| = 2.5", _beyond(panel))),
        caveats=CAVEATS,
        counter_evidence=tuple(_counter_evidence(pair)),
        benign_explanations=BENIGN,
        would_change=WOULD_CHANGE,
        detectable=(
            f"With {main['first'] + main['second']:,} {main['measure']}, one voice had to lead by {main['least_seen']:,} for |z| over its spread > 2.5. "
            "In trials with 33 yearly statements, 3 % of passages taken over word for word were seen in 34 of 34 pairs at |z| > 2.5, not corrected."
        ),
        figures=tuple(_figures(pair, units, measured)),
        tables=(_measures(pair, one, other), *_unit_tables(pair, units, (one, other))),
    )  # fmt: skip


def passage_findings(measured: Measured) -> Iterator[Finding]:
    """One for each panel in which passages stand in texts of several voices."""
    shared = measured["adoption_of_shared"].to_pylist()
    for panel in sorted(measured["adoption_of_panels"].to_pylist(), key=lambda row: row["panel"]):
        own = sorted((row for row in shared if row["panel"] == panel["panel"]), key=lambda r: (r["what"], r["rank"]))
        if panel["borrowed"] + panel["together"]:
            yield _passages(panel, own)


def notes(measured: Measured, most: int, named: Sequence[str]) -> Iterator[str]:
    """How much was looked at, what was left out, and what cannot be told."""
    for row in sorted(measured["adoption_of_panels"].to_pylist(), key=lambda r: r["panel"]):
        if row["voices"] < 2:
            yield (
                f"{row['panel']}: nothing was compared, neither first uses nor passages: it takes two voices with texts in {LEAST_PERIODS} periods (one a "
                f"{row['length']}); {row['voices']:,} has, {row['left_out']:,} have not. Add texts, or take a shorter --period."
            )
            continue
        yield (
            f"{row['panel']}: {row['pairs']:,} pairs of {row['voices']:,} voices were looked at, by {row['length']}, each by two measures; |z| > 2.5 in "
            f"{_beyond(row)}. {row['left_out']:,} voices with texts in too few periods, or beyond --max-voices, were left out."
        )
        yield (
            f"{row['panel']}: {row['sentences']:,} sentences were compared; {row['borrowed']:,} passages stand in texts of two or three voices at different "
            f"dates, {row['together']:,} on one day, and {row['carried']:,} are carried by four voices or more, which is no borrowing."
        )
    found = len(reported(measured))
    if found > most:
        yield f"{found - most:,} more pairs have a direction; raise --max-findings to have them."
    if named and not any(pair.main["named"] for pair in reported(measured)):
        yield f"{' and '.join(named)}: cannot be judged. Both must speak in 12 of the same periods and share 10 phrases after the first quarter."
    if measured["adoption_of_panels"].num_rows:
        yield (
            "Passages taken over in another language are not found: nothing in the tables says that one document is a translation of another. "
            "With translations as documents of the same language they would be."
        )


def _name(row: Row, who: str) -> str:
    return mention(who) if row["kind"] == "posts" else str(who)


def _verdict(pair: Pair) -> str:
    main = pair.main
    if pair.direction:
        return f"{pair.direction} comes first more often than dates dealt anew give (z {main['corrected']:.1f} after correction)"
    if any(row["decided"] for row in pair.by_measure.values()):
        return "the two measures point in opposite directions, so none is stated"
    return f"no evidence that either comes first (z {main['corrected']:.1f} after correction)"


def _grade(pair: Pair) -> Grade:
    if not pair.direction:
        return "not supported"
    return (
        "moderate"
        if all(row["decided"] for row in pair.by_measure.values()) and len(pair.by_measure) == 2
        else "limited"
    )


def _paragraphs(pair: Pair, looked: int) -> Iterator[str]:
    for row in pair.by_measure.values():
        if row is not pair.main:
            said = f"{row['first']:,} first by {_name(row, row['one'])}, {row['second']:,} by {_name(row, row['other'])}, z {row['z']:.2f}"
            yield (
                f"By {row['measure']}, which also catch what is put differently: {said}."
                if "near" in row["measure"]
                else f"By {row['measure']}: {said}."
            )
    if not pair.main["named"]:
        yield f"This pair was found by looking at {looked:,} pairs; q allows for that."


def _facts(pair: Pair, looked: int) -> Iterator[tuple[str, str]]:
    main = pair.main
    yield (
        "Compared",
        f"{main['periods']:,} periods ({main['length']}) in which both speak, up to {main['until']}; the first quarter is burn-in",
    )
    for row in pair.by_measure.values():
        yield "Without evening", f"{row['units']:,} {row['measure']} came to both after the burn-in"
    yield "Pairs looked at", f"{looked:,}"
    yield "z, and its spread among other pairs", f"{main['z']:.1f}; {_spread(main)}"
    yield "z after correction", f"{main['corrected']:.1f}"
    for row in pair.by_measure.values():
        yield f"z by {row['measure']}", f"{row['z']:.2f}"


def _spread(row: Row) -> str:
    if row["alike"] >= COMPARISONS:
        return f"{row['spread']:.2f} ({row['alike']:,} pairs without either voice)"
    return f"{row['spread']:.2f}, a wider bound that is assumed: only {row['alike']:,} pairs without either voice, of {COMPARISONS} needed"


def _beyond(panel: Row) -> str:
    tests = panel["tests"]
    if not tests:
        return "none of 0 tests"
    return (
        f"{panel['beyond']:,} of {tests:,} tests ({100 * panel['beyond'] / tests:.1f} %; in the trials 1 to 2.6 %), and in "
        f"{panel['beyond_corrected']:,} ({100 * panel['beyond_corrected'] / tests:.1f} %) after correction by spread"
    )


def _counter_evidence(pair: Pair) -> Iterator[str]:
    for row in pair.by_measure.values():
        yield f"{row['third_before']:,} of {row['units']:,} {row['measure']} were used by a third voice before either."
        yield f"{row['together']:,} {row['measure']} came to both in the same period, as words from a common source would."


def _measures(pair: Pair, one: str, other: str) -> Table:
    titles = (f"First by {one}", f"First by {other}", "Same period", "z", "z over its spread", "p", "q", "Lead needed")
    rows = tuple(
        (row["measure"], row["first"], row["second"], row["together"], round(row["z"], 2), round(row["corrected"], 2), round(row["p"], 5), round(row["q"], 5), row["least_seen"])
        for row in pair.by_measure.values()
    )  # fmt: skip
    columns = (Column(title="Measure"), *(Column(title=title, numeric=True) for title in titles))
    return Table(
        title="Both measures", columns=columns, rows=rows, note="Counts after evening out how much each says; rounded."
    )


def _unit_tables(pair: Pair, units: Sequence[Row], names: tuple[str, str]) -> Iterator[Table]:
    for measure in pair.by_measure:
        own = sorted((row for row in units if row["measure"] == measure), key=lambda row: row["rank"])[:_SHOWN]
        rows: list[tuple[Cell, ...]] = [
            (
                _unit(row, pair.main),
                row["at_one"],
                row["at_other"],
                row["lag"],
                cell(row["voices"]) if pair.main["kind"] == "posts" else row["voices"],
                "yes" if row["third_before"] else "no",
            )
            for row in own
        ]
        columns = (
            Column(title="Words"), *(Column(title=f"First by {name}") for name in names),
            Column(title="Periods later", numeric=True), Column(title="Voices that use it", numeric=True), Column(title="A third voice before"),
        )  # fmt: skip
        note = "Those that fewest voices use first; positive: the second named voice is later."
        yield Table(title=f"First uses: {measure}", columns=columns, rows=tuple(rows), note=note)


def _unit(row: Row, main: Row) -> str:
    """Words that both use; those of posts with whose they are, so that they can be withheld."""
    return said(row["unit"], [main["one"], main["other"]]) if main["kind"] == "posts" else str(row["unit"])


def _figures(pair: Pair, units: Sequence[Row], measured: Measured) -> Iterator[Figure]:
    main = pair.main
    one, other = _name(main, main["one"]), _name(main, main["other"])
    own = [row for row in units if row["measure"] == main["measure"] and row["lag"]]
    drawn = sorted(sorted(own, key=lambda row: row["rank"])[:_DRAWN], key=lambda r: min(r["at_one"], r["at_other"]))
    if drawn:
        yield Figure(
            kind="first_uses",
            title="First uses by both",
            unit="date of first use",
            alt=f"For {len(drawn)} {main['measure']}, the dates at which {one} and {other} have them first.",
            rows=tuple(
                {
                    "label": _unit(r, main),
                    "one": r["at_one"],
                    "other": r["at_other"],
                    "one_name": one,
                    "other_name": other,
                }
                for r in drawn
            ),
            note="Those that fewest voices use.",
        )
    lags = [
        row
        for row in measured["adoption_of_lags"].to_pylist()
        if (row["subject"], row["measure"]) == (pair.subject, main["measure"]) and abs(row["lag"]) <= _LONGEST_LAG
    ]
    yield Figure(
        kind="lines",
        title="How much later the second came",
        unit=f"{main['measure']}, by lag in periods; to the right of 0, {one} was first; grey: dates dealt anew",
        alt=f"How many {main['measure']} have each lag between {one} and {other}, beside what dates dealt anew give.",
        rows=tuple({"x": r["lag"], "value": r["found"], "reference": r["expected"]} for r in sorted(lags, key=lambda r: r["lag"])),
        note="0: both in the same period.",
    )  # fmt: skip


def _passages(panel: Row, own: Sequence[Row]) -> Finding:
    borrowed = [row for row in own if row["what"] == "borrowed"]
    others = [row for row in own if row["what"] == "on one day"]
    return Finding(
        id="",
        analysis="adoption",
        subject=json.dumps(["passages", panel["panel"]], ensure_ascii=False),
        statement=(
            f"In the {panel['panel']}, {panel['borrowed']:,} passages of one voice stand nearly word for word in a later text of another, and "
            f"{panel['together']:,} in texts of two voices of the same day."
        ),
        estimate=wilson(min(panel["borrowed"], panel["sentences"]), panel["sentences"], unit="passages shared with an earlier text, per sentence"),
        null_model=PASSAGE_NULL,
        grade="limited",
        facts=tuple(
            (what, f"{panel[column]:,}")
            for what, column in (
                ("At different dates", "borrowed"), ("On one day", "together"), ("Carried by four voices or more", "carried"),
                ("Sentences compared", "sentences"), ("Stretches made of what many say", "formulas"),
            )
        ),
        caveats=(
            "Which came first is the date of the texts in the material; both may have it from a third.",
            "A quotation is not hidden borrowing. Only quotation marks and “as X said” are recognised: read whether the later text names its source.",
        ),
        counter_evidence=(
            f"{panel['carried']:,} passages carried by four voices or more were left out as quotations of a third or formulas.",
            f"{panel['together']:,} stand in texts of the same day, as a joint text would.",
        ),
        benign_explanations=BENIGN[:2],
        would_change=("A common source of both texts, older than either.", "Another date of one of the texts."),
        detectable="Passages with fewer than 0.6 of their five-letter strings in common, or shorter than 120 characters, are not found.",
        tables=tuple(
            table
            for table in (
                _side_by_side("In texts of two or three voices, at different dates", borrowed, panel),
                _side_by_side("On one day", others, panel),
                _carried([row for row in own if row["what"] == "carried by many"], panel),
            )
            if table.rows
        ),
    )  # fmt: skip


def _side_by_side(title: str, rows: Sequence[Row], panel: Row) -> Table:
    cells = tuple(
        (_name(row, row["one"]), row["at_one"], _words(row, "words_one"), _name(row, row["other"]), row["at_other"], _words(row, "words_other"), "quotation marked as such" if row["quotation"] else "", row["similarity"])
        for row in rows[:_SHOWN]
    )  # fmt: skip
    titles = ("Earlier", "Date", "Words", "Later", "Date of the later", "Words of the later", "In the later text")
    note = f"The longest {len(cells)}; similarity is Jaccard's." if cells else ""
    return Table(title=title, columns=(*(Column(title=t) for t in titles), Column(title="Similarity", numeric=True)), rows=cells, note=note)  # fmt: skip


def _carried(rows: Sequence[Row], panel: Row) -> Table:
    cells = tuple(
        (row["voices"], row["texts"], _name(row, row["one"]), row["at_one"], _words(row, "words_one"))
        for row in rows[:_SHOWN]
    )
    numbers = (Column(title="Voices", numeric=True), Column(title="Texts", numeric=True))
    columns = (*numbers, Column(title="First in this material"), Column(title="Date"), Column(title="Words"))
    return Table(
        title="Carried by four voices or more: quoted by all of them, or a formula", columns=columns, rows=cells
    )


def _words(row: Row, column: str) -> str:
    """The words; those of posts stand in the evidence only, where names in them are taken care of."""
    return "" if row["kind"] == "posts" else str(row[column])
