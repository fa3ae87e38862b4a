"""Threats in words, tables and figures: both sides of a pair alike, in the order of their names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from undertow.analyses import Measured
from undertow.analyses._texts import quoted_passage
from undertow.analyses._threats.measured import Beside, Side, Sides, unnamed
from undertow.analyses._threats.reading import PRIVATE
from undertow.model import Cell, Column, Estimate, Evidence, Figure, Finding, Grade, Table

ERRORS = (
    "The rules miss more than they find, and part of what they mark is no threat, so a count is neither the least nor the most there can be. In sentences with fitting words, judged before the rules "
    "then in force were run on them, they found 24 of 67 threats in English (statements at the United Nations; 95 % interval .25 to "
    ".48) and 18 of 44 in Russian (posts of news channels; .28 to .56); 24 of the 50 English sentences they found were threats (.35 to .61; some "
    "of the rules that erred have since been narrowed) and 18 of the 20 Russian ones (.70 to .97). In other sentences recall is not known. One reader judged, a program. Other languages are not "
    "read. Frames in one passage: p <= .05 in 3.8 % of 2,000 worlds where none belonged together. See docs/methods/threats.md."
)
#: By language: sentences marked that were threats, sentences marked; threats found, threats there; over the blind draws.
MEASURED = {"en": ("English", 24, 50, 24, 67), "ru": ("Russian", 18, 20, 18, 44)}
NULL_MODEL = (
    "A count, side by side, by the same rules for every side; it is compared with nothing and tests nothing. The rules find "
    "part of the threats, and not the same part of every speaker, so a difference between two sides can come from how they "
    "speak. No index is made of it."
)
CAVEATS = (
    "The rules miss more threats than they find, how many is not known for each speaker; about half of what they mark in English, and one in ten in Russian, are none. Read the sentences.",
    "A threat is a sentence that announces harm to others, or that they will suffer for what they do, whether justified or not, "
    "meant or not. Vows to defend oneself, and calls on others to act, are not counted.",
    "Who is meant is read off the names of the ledger in the sentence; where a pronoun stands, off the sentence before.",
)
BENIGN = (
    "Deterrence: to say beforehand what an attack would be answered with is the business of governments that fear one.",
    "One side speaks more in public, or more of it is in the material; the share of sentences allows for that, and the count does not.",
    "A translator's or an editor's words.",
)
WOULD_CHANGE = (
    "Sentences that a reader finds to be no threat, or aimed at another.",
    "Statements that the material does not hold, of either side.",
    "Names of these actors that the ledger does not have.",
)


def finding(sides: Sides, near_days: int) -> Finding:
    """The finding about two actors."""
    one, other = sides.one, sides.other
    return Finding(
        id="",
        analysis="threats",
        subject=sides.subject,
        statement=f"In the material, {_clause(one, other)}, and {_clause(other, one)}; in blind draws, {_measured(sides)}.",
        estimate=sides.share,
        null_model=NULL_MODEL,
        grade=_grade(sides),
        paragraphs=tuple(_paragraphs(sides)),
        facts=tuple(_facts(sides)),
        caveats=CAVEATS,
        counter_evidence=tuple(_counter_evidence(sides)),
        benign_explanations=BENIGN,
        would_change=WOULD_CHANGE,
        detectable="A threat in words that the rules do not know is not found at all; see the error statement.",
        figures=tuple(_figures(sides)),
        tables=tuple(_tables(sides, near_days)),
    )


def together(pair: Beside) -> Finding:
    """The finding about two frames in one passage."""
    found, names = pair.found, f"“{_frame(pair.first)}” and “{_frame(pair.second)}”"
    rows: list[tuple[Cell, ...]] = [(year, n, round(expected, 2)) for year, n, expected in pair.by_year]
    return Finding(
        id="",
        analysis="threats",
        subject=f"one passage: {pair.first} | {pair.second}",
        statement=(
            f"{names} stand in the same passage {found.together:,} times in {found.documents:,} documents that hold both, where "
            f"{found.expected:.1f} times would be expected."
        ),
        estimate=Estimate(value=found.ratio, low=found.low, high=found.high, unit="times what is expected", n=found.documents),
        null_model=(
            "Each document keeps its passages and how many of them hold the one and the other; which passages those are is "
            "shuffled 4,999 times. So documents that hold more of both are no evidence; only standing together within one is."
        ),
        grade="moderate" if found.documents >= 20 and found.low > 1 else "limited",
        p_value=found.p,
        q_value=pair.q,
        facts=(("Documents with both", f"{found.documents:,}"), ("Expected", f"{found.expected:.1f}"), ("From and to", f"{pair.years[0]} to {pair.years[1]}")),
        caveats=(
            "That two ways of speaking stand in one passage does not say that the one is the reason for the other.",
            "Hits of a codebook are as precise as it was judged to be, and threats are found in part only.",
        ),
        counter_evidence=(f"In {found.documents:,} documents both occur, and {max(0, found.documents - found.together):,} or more of these have no passage with both.",),
        benign_explanations=("The subject of the passage calls for both.", "A fixed formula that holds the words of both."),
        would_change=("A codebook whose patterns do not share words.", "The same shuffling within sections instead of documents."),
        detectable=f"With {found.documents:,} documents, a ratio below {max(found.high / max(found.ratio, 0.01), 1.0):.1f} would hardly have been seen.",
        figures=_year_figure(pair),
        tables=(Table(title="In one passage, by year", columns=(Column(title="Year"), Column(title="Together", numeric=True), Column(title="Expected", numeric=True)), rows=tuple(rows)),),
    )  # fmt: skip


def evidence(row: Mapping[str, Any]) -> Evidence:
    """The sentence as evidence."""
    condition = "on a condition" if row["conditional"] else "without a condition"
    return quoted_passage(row, f"{'told of another, ' if row['told'] else ''}{condition}; rule: {row['rule']}")


def notes(measured: Measured, found: int, shown: int) -> Iterator[str]:
    """What was read and could not be, whatever was found."""
    amounts = measured["threat_amounts"].to_pylist()
    texts, sentences = sum(r["texts"] for r in amounts), sum(r["sentences"] for r in amounts)
    without, private = unnamed(measured)
    if texts:
        yield f"{sentences:,} sentences of {texts:,} texts were read."
    if without:
        yield f"{without:,} threats name nobody of the ledger as their target; undertow show --rows does not list them, the table threats_found of the run does."
    if private:
        yield f"{private:,} threats stand in posts of {PRIVATE}; they are counted and belong to no finding."
    for row in measured["threat_unread_languages"].to_pylist():
        yield f"{row['texts']:,} texts in {row['language']!r} were not read: there are rules for English and Russian only."
    if found > shown:
        yield f"{found - shown:,} more pairs of actors have threats; raise --max-findings to have them."


def _clause(side: Side, other: Side) -> str:
    if not side.sentences:
        return f"nothing is said by {side.name} itself"
    if not side.threats:
        return (
            f"the rules mark none of the {side.sentences:,} sentences of {side.name} as a threat against {other.name}"
        )
    return f"the rules mark {side.threats:,} of the {side.sentences:,} sentences of {side.name} as a threat against {other.name}"


def _measured(sides: Sides) -> str:
    """What the rules were found to be worth in the languages of what they mark here."""
    known = [MEASURED[code] for code in sides.languages if code in MEASURED]
    return " and ".join(
        f"{right} of {marked} {language} sentences they marked were threats, and they found {found} of {there} that were there"
        for language, right, marked, found, there in known
    )


def _grade(sides: Sides) -> Grade:
    return "limited" if sides.threats >= 3 else "insufficient"


def _paragraphs(sides: Sides) -> Iterator[str]:
    for side in (sides.one, sides.other):
        if side.threats:
            yield f"Of the sentences of {side.name} marked as a threat, {side.conditional:,} of {side.threats:,} depend on a condition that the sentence names."
    told = [(side, other) for side, other in ((sides.one, sides.other), (sides.other, sides.one)) if side.told]
    for side, other in told:
        yield f"In {side.told:,} more sentences marked, others tell of threats by {side.name} against {other.name}; they are not in the counts above."


def _facts(sides: Sides) -> Iterator[tuple[str, str]]:
    for side in (sides.one, sides.other):
        share = side.share
        said = f"{side.threats:,} in {side.sentences:,} sentences"
        yield (
            f"Marked as threats, {side.name}",
            said
            + (
                f"; {1000 * share.value:.2f} [{1000 * share.low:.2f}, {1000 * share.high:.2f}] in 1,000"
                if share
                else "; nothing it said is in the material"
            ),
        )
        yield f"of these with a condition, {side.name}", f"{side.conditional:,}"
        yield f"Told of by others, {side.name}", f"{side.told:,}"
    yield "Languages", ", ".join(sides.languages)
    yield "In blind draws", _measured(sides)


def _counter_evidence(sides: Sides) -> Iterator[str]:
    for side, other in ((sides.one, sides.other), (sides.other, sides.one)):
        if not side.sentences:
            yield f"Nothing that {side.name} says itself is in the material, so that it threatens nobody there means nothing."
        elif not side.threats:
            yield f"The rules mark no threat by {side.name} against {other.name} in {side.sentences:,} sentences."
        else:
            yield f"{side.sentences - side.threats:,} sentences of {side.name} hold no threat against {other.name} that the rules know."


def _tables(sides: Sides, near_days: int) -> Iterator[Table]:
    rows: list[tuple[Cell, ...]] = []
    for side, other in ((sides.one, sides.other), (sides.other, sides.one)):
        for year, threats, share in side.years():
            if threats:
                rows.append(
                    (
                        side.name,
                        other.name,
                        year,
                        threats,
                        share.n,
                        *(round(1000 * v, 2) for v in (share.value, share.low, share.high)),
                    )
                )
    titles = ("Marked as threats", "Sentences", "in 1,000", "from", "to")
    yield Table(
        title="By speaker, target and year",
        columns=(
            Column(title="Speaker"),
            Column(title="Target"),
            Column(title="Year"),
            *(Column(title=t, numeric=True) for t in titles),
        ),
        rows=tuple(rows),
        note="Years without a marked sentence are left out.",
    )
    if near := sides.near(near_days):
        yield Table(
            title=f"Events at most {near_days} days from a sentence marked",
            columns=(
                Column(title="Event"),
                Column(title="Date"),
                Column(title=f"Marked as threats, {sides.one.name}", numeric=True),
                Column(title=sides.other.name, numeric=True),
            ),
            rows=tuple(near),
            note="Nearness in time, before or after; it says nothing about reasons.",
        )


def _figures(sides: Sides) -> Iterator[Figure]:
    rows: list[dict[str, Cell]] = []
    for side in (sides.one, sides.other):
        rows += [_point(side, year, share) for year, _, share in side.years()]
    if len({row["x"] for row in rows}) > 1:
        yield Figure(
            kind="lines",
            title="Marked as threats, by year",
            unit="in 1,000 sentences of each side, against the other",
            alt=f"Marked as threats in 1,000 sentences, by {sides.one.name} against {sides.other.name} and the other way round, by year.",
            rows=tuple(rows),
            note="As the rules mark them: they miss threats, and part of what they mark is none.",
        )


def _point(side: Side, year: str, share: Estimate) -> dict[str, Cell]:
    value, low, high = (round(1000 * v, 3) for v in (share.value, share.low, share.high))
    return {"x": year, "series": side.name, "value": value, "low": low, "high": high}


def _year_figure(pair: Beside) -> tuple[Figure, ...]:
    if len(pair.by_year) < 3:
        return ()
    rows: tuple[dict[str, Cell], ...] = tuple(
        {"x": year, "series": "Together", "value": n, "reference": round(expected, 2)}
        for year, n, expected in pair.by_year
    )
    alt = f"Passages with both by year, beside what shuffling gives, from {pair.years[0]} to {pair.years[1]}."
    return (Figure(kind="lines", title="In one passage, by year", unit="passages with both", alt=alt, rows=rows),)


def _frame(name: str) -> str:
    return name.replace("_", " ")
