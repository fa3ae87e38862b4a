"""What was found of a pair, in words, tables and figures."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from undertow.analyses._convergence import LEVEL
from undertow.analyses._texts import quoted_passage
from undertow.language.sentences import sentence_at, sentences
from undertow.model import Cell, Column, Estimate, Evidence, Figure, Finding, Grade, Table, mention

Row = Mapping[str, Any]
_WHEN = ("earlier", "later")
NULL_MODEL = (
    "If nothing drew these two together, they would have changed as pairs of other speakers did between the same windows. For every pair "
    "the later attribution and separation are compared with what is expected from the earlier ones; the pair is ranked among all "
    "pairs without either of its speakers. These were not chosen for being unrelated: the rule names the most extreme 2.5 % of any "
    "panel on each side, so a pair must be named before looking, and q counts all pairs looked at."
)
CAVEATS = (
    "Similar is not agreeing, and alike is not because: shared subjects (a war, a treaty) look like convergence. Read the passages, "
    "and see what the frames of the codebooks alone say.",
    "It says nothing of other material. Statements at the United Nations, for example, are yearly, formal and mostly translated: "
    "“no evidence” there says nothing about domestic media, and translation removes style.",
    "“No evidence” is not “no convergence”: adoption of 5 % of passages is found in about a third of cases. Shares near none cannot fall, so "
    "moving apart is seen less often.",
)
BENIGN = (
    "An event of which both had to speak.",
    "The same translators, speech writers or agency.",
    "A new speaker or another kind of text on one side.",
)
WOULD_CHANGE = (
    "Another split of the periods (--split), named before looking.",
    "Comparable speakers that the panel lacks.",
    "Passages that a reader finds to be about one shared event only.",
)


def subject(body: str, a: str, b: str) -> str:
    """What a finding is about."""
    return json.dumps(["pair", body, a, b], ensure_ascii=False)


def pair_of(found: Finding) -> tuple[str, str, str]:
    """Body and speakers, from the subject of a finding."""
    _, body, a, b = json.loads(found.subject.partition("\n")[0])
    return body, a, b


class Told:
    """One pair with its rows. `way` is the direction in which the share changed more: it is told first."""

    def __init__(self, pair: Row, body: Row, tables: Mapping[str, Sequence[Row]]) -> None:
        self.pair, self.body = pair, body
        self.curve, self.phrases, self.matrix = tables["curve"], tables["moved_phrases"], tables["matrix"]
        self.way = "ab" if abs(self.gain("ab")) >= abs(self.gain("ba")) else "ba"

    def gain(self, way: str) -> float:
        """Change of a share."""
        return float(self.pair[f"{way}_later"] - self.pair[f"{way}_earlier"])

    def name(self, who: str) -> str:
        """A speaker in print."""
        return mention(who) if self.body["kind"] == "posts" else who

    def ends(self, way: str) -> tuple[str, str]:
        """Who is attributed to whom."""
        a, b = self.name(self.pair["a"]), self.name(self.pair["b"])
        return (a, b) if way == "ab" else (b, a)

    @property
    def judged(self) -> bool:
        return self.pair["p"] is not None

    @property
    def statement(self) -> str:
        """The word that is printed."""
        if not self.judged:
            return "cannot be judged"
        if self.pair["q"] > LEVEL:
            return "no evidence of change"
        return "converging" if self.pair["closer"] < self.pair["apart"] else "diverging"

    @property
    def frames_agree(self) -> bool:
        """Whether the frames alone say the same."""
        p = self.pair["frames_p"]
        same = p is not None and (self.pair["frames_closer"] < self.pair["frames_apart"]) == (
            self.pair["closer"] < self.pair["apart"]
        )
        return bool(same and p <= LEVEL)

    @property
    def windows(self) -> tuple[str, str]:
        """Both windows in words."""
        digits = 4 if self.body["length"] == "year" else 7 if self.body["length"] in ("month", "quarter") else 10
        first, split, last = (self.body[key][:digits] for key in ("first", "split", "last"))
        return f"from {first} until before {split}", f"from {split} to {last}"

    @property
    def seen(self) -> float | None:
        """The smallest adoption that would have been seen in both directions."""
        both = (self.pair["seen_ab"], self.pair["seen_ba"])
        return None if None in both else max(both)


def finding(told: Told, with_matrix: bool) -> Finding:
    """The finding about a pair."""
    pair, way = told.pair, told.way
    _, other = told.ends(way)
    share = Estimate(
        value=pair[f"{way}_later"],
        low=pair[f"{way}_later_low"],
        high=pair[f"{way}_later_high"],
        unit=f"share of later passages attributed to {other}",
        n=pair[f"{way}_later_passages"],
    )
    return Finding(
        id="",
        analysis="convergence",
        subject=subject(pair["body"], pair["a"], pair["b"]),
        statement=_statement(told),
        estimate=share,
        null_model=NULL_MODEL,
        grade=_grade(told),
        accounts=(pair["a"], pair["b"]) if told.body["kind"] == "posts" else (),
        p_value=pair["p"],
        q_value=pair["q"],
        sensitivity=pair["settings_same"] / pair["settings"] if told.judged else None,
        paragraphs=tuple(_paragraphs(told)),
        facts=tuple(_facts(told)),
        caveats=CAVEATS,
        counter_evidence=tuple(_counter_evidence(told)),
        benign_explanations=BENIGN,
        would_change=WOULD_CHANGE,
        detectable=_detectable(told),
        figures=tuple(_figures(told, with_matrix)),
        tables=tuple(_tables(told)),
    )


def evidence(row: Mapping[str, Any]) -> Evidence:
    """The sentence of the passage with the phrase, or its first sentence where the passage as a whole is alike."""
    text = row["text"][row["start"] : row["end"]]
    spans = sentences(text)
    first = row["words"].split(" … ")[0]
    place = sentence_at(spans, max(0, text.casefold().find(first))) if spans else 0
    start, end = spans[place] if spans else (0, len(text))
    note = f"“{row['words']}”" if row["words"] else "sounds most like the other"
    return quoted_passage({**row, "start": row["start"] + start, "end": row["start"] + end}, note)


def _statement(told: Told) -> str:
    pair, way = told.pair, told.way
    one, other = told.ends(way)
    before, since = told.windows
    said = (
        f"Of {pair[f'{way}_later_passages']:,} passages of {one} {since}, {100 * pair[f'{way}_later']:.1f} % would be attributed to {other} by a "
        f"model that has not seen that {told.body['length']}, against {100 * pair[f'{way}_earlier']:.1f} % {before}"
    )
    if not told.judged:
        return f"{said}; whether that is more than chance cannot be judged: fewer than 19 control pairs."
    among = f"{pair['changed']:,} of {pair['controls']:,} control pairs changed at least as much (p = {pair['p']:.3f}, q = {pair['q']:.3f})"
    return f"{said}; {among}: {told.statement}."


def _paragraphs(told: Told) -> Iterator[str]:
    pair = told.pair
    one, other = told.ends("ba" if told.way == "ab" else "ab")
    way = "ba" if told.way == "ab" else "ab"
    yield (
        f"The other way round, of {one}'s passages {100 * pair[f'{way}_later']:.1f} % would be attributed to {other}, against "
        f"{100 * pair[f'{way}_earlier']:.1f} % before."
    )
    if told.statement == "converging":
        a, b = told.ends("ab")
        yield (
            f"By the direction rule, {(a if pair['direction'] > 0 else b)} came to sound like {(b if pair['direction'] > 0 else a)}."
            if pair["direction"]
            else "Which of the two moved cannot be said."
        )
    yield (
        f"Divergence, without the bias of sample size: {1000 * pair['divergence_earlier']:.0f} before and {1000 * pair['divergence_later']:.0f} "
        f"since, in thousandths; the naive measure has {1000 * pair['naive_earlier']:.0f} and {1000 * pair['naive_later']:.0f}."
    )


def _facts(told: Told) -> Iterator[tuple[str, str]]:
    pair, body = told.pair, told.body
    yield "Before", f"{told.windows[0]}: {body['periods_earlier']:,} periods"
    yield "Since", f"{told.windows[1]}: {body['periods_later']:,} periods"
    yield (
        "Panel",
        f"{body['speakers']:,} speakers, {body['passages']:,} passages, {body['words']:,} words and phrases without names",
    )
    yield "Pair named before looking", "yes" if pair["named"] else f"no, one of {pair['looked_at']:,} looked at"


def _counter_evidence(told: Told) -> Iterator[str]:
    pair = told.pair
    if pair["frames_p"] is None:
        yield "The frames of a codebook alone could not be compared: no codebook in this language, or too few hits."
    else:
        p, side = pair["frames_p"], "closer" if pair["frames_closer"] < pair["frames_apart"] else "further apart"
        said = f"the pair came {side}" if p <= LEVEL else "no evidence of change"
        yield f"On the frames of the codebooks alone: {said} (p = {p:.3f}, {pair['frames_controls']:,} control pairs)."
    if told.judged:
        yield f"With the split elsewhere the statement of the pair by itself holds in {pair['settings_same']:,} of {pair['settings']:,} settings."
    naive, unbiased = (pair[f"{name}_earlier"] - pair[f"{name}_later"] for name in ("naive", "divergence"))
    if naive > 0 and unbiased < naive / 2 and told.statement != "converging":
        yield "The naive divergence falls, which would be read as convergence; most of the fall is the bias of sample size."


def _detectable(told: Told) -> str:
    if not told.judged:
        return "Nothing could have been seen with fewer than 19 control pairs; add comparable speakers."
    seen = told.seen
    if seen is None:
        return "In trials on this pair, one taking over 40 % of its later passages from the other was not seen in 8 of 10 trials."
    return (
        f"In 20 trials each on this pair, one taking over {100 * seen:.0f} % of its later passages from the other was seen in at least 8 of 10; "
        "less might not have been."
    )


def _grade(told: Told) -> Grade:
    if not told.judged:
        return "insufficient"
    if told.statement == "no evidence of change":
        return "not supported" if told.seen is not None and told.seen <= 0.2 else "insufficient"
    steady = told.pair["settings_same"] >= 0.8 * told.pair["settings"]
    return "strong" if steady and told.frames_agree else "moderate" if steady or told.frames_agree else "limited"


def _figures(told: Told, with_matrix: bool) -> Iterator[Figure]:
    if told.curve:
        yield _curve(told)
    if with_matrix and told.matrix:
        darkest = max(round(100 * row["share"], 1) for row in told.matrix)
        yield from (_matrix(told, later, darkest) for later in (False, True))
    if told.judged and told.statement != "no evidence of change" and any(row["towards"] for row in told.phrases):
        yield _taken_up(told)


def _curve(told: Told) -> Figure:
    pair = told.pair
    names = " and ".join(told.ends("ab"))
    own, others = f"{names}; band: 95 % interval of its window", "Control pairs, 5 to 95 %"
    rows: list[dict[str, Cell]] = []
    for row in told.curve:
        when = "later" if row["later"] else "earlier"
        band = {end: round(1000 * pair[f"divergence_{when}_{end}"], 1) for end in ("low", "high")}
        naive = round(1000 * row["naive"], 1)
        rows.append(
            _point(own, row["start"], 1000 * row["divergence"], **band, reference=naive, reference_name="Naive measure")
        )
        if row["low"] is not None:
            low, high = 1000 * row["low"], 1000 * row["high"]
            rows.append(
                _point(others, row["start"], (low + high) / 2, low=round(low, 1), high=round(high, 1), look="reference")
            )
    return Figure(
        kind="lines",
        title=f"How far apart: {names}",
        unit="Divergence in thousandths, 0 is alike; the dashed grey line is the naive measure",
        alt=f"Divergence of {names} by {told.body['length']}, the level of each window, control pairs, and the naive measure above them.",
        rows=tuple(sorted(rows, key=lambda row: row["series"] == others)),
        note="The naive measure is larger the less text there is; it is drawn to show the difference, and tests nothing.",
    )


def _point(series: str, start: str, value: float, **more: Cell) -> dict[str, Cell]:
    return {"series": series, "x": start, "value": round(value, 1), **more}


def _matrix(told: Told, later: bool, darkest: float) -> Figure:
    when = told.windows[int(later)]
    rows: list[dict[str, Cell]] = [
        {
            "row": told.name(row["speaker"]),
            "column": told.name(row["towards"]),
            "value": round(100 * row["share"], 1),
            "darkest": darkest,
        }
        for row in sorted(told.matrix, key=lambda row: (row["speaker"], row["towards"]))
        if row["later"] == later
    ]
    # blank cells of everyone with themselves, first, so that rows and columns come in one order
    own: list[dict[str, Cell]] = [
        {"row": name, "column": name, "value": None, "darkest": darkest}
        for name in sorted({str(row["row"]) for row in rows})
    ]
    return Figure(
        kind="grid",
        title=f"Whose passages sound like whose, {when}",
        unit="Percent of the row's passages attributed to the column's speaker",
        alt=f"A grid of speakers by speakers, {when}: percent of passages attributed.",
        rows=(*own, *rows),
        note="Before and since have one scale.",
    )


def _taken_up(told: Told) -> Figure:
    rows: list[dict[str, Cell]] = [
        {"label": f"{told.name(row['speaker'])}: {row['words']}", "value": row["later"], "reference": row["earlier"]}
        for row in told.phrases
        if row["towards"]
    ]
    return Figure(
        kind="bars",
        title="Phrases of the other that were taken up",
        unit="Uses since; the line is before",
        alt=f"{len(rows)} phrases of the other, uses before and since.",
        rows=tuple(rows),
        note="Chosen because they rose most; for reading, not for counting.",
    )


def _tables(told: Told) -> Iterator[Table]:
    pair = told.pair
    yield Table(
        title="Before and since",
        columns=(Column(title=""), Column(title="Before", numeric=True), Column(title="Since", numeric=True)),
        rows=tuple(_rows(told)),
        note="With 95 % intervals. Separation: how often a passage of one sounds more like that one than a passage of the other.",
    )
    if pair["controls"] is not None:
        read = (("", "words and phrases"), ("frames_", "frames of the codebooks alone"))
        titles = ("Control pairs", "Changed as much", "p closer", "p apart", "p")
        yield Table(
            title="Among control pairs",
            columns=(Column(title="Read"), *(Column(title=title, numeric=True) for title in titles)),
            rows=tuple(_among(pair, prefix, name) for prefix, name in read if pair[f"{prefix}p"] is not None),
        )
    if told.phrases:
        yield _phrases(told)


def _among(pair: Row, prefix: str, name: str) -> tuple[Cell, ...]:
    counts = (pair[f"{prefix}{key}"] for key in ("controls", "changed"))
    return (name, *counts, *(f"{pair[f'{prefix}{key}']:.3f}" for key in ("closer", "apart", "p")))


def _rows(told: Told) -> Iterator[tuple[Cell, ...]]:
    pair = told.pair
    for way in ("ab", "ba"):
        one, other = told.ends(way)
        yield f"{one}, attributed to {other}", *(_interval(pair, f"{way}_{when}", 100, 1, " %") for when in _WHEN)
        yield f"passages of {one}", *(f"{pair[f'{way}_{when}_passages']:,}" for when in _WHEN)
    yield "separation", *(f"{100 * pair[f'separation_{when}']:.1f} %" for when in _WHEN)
    yield "divergence, thousandths", *(_interval(pair, f"divergence_{when}", 1000, 0, "") for when in _WHEN)
    yield "naive divergence, thousandths", *(f"{1000 * pair[f'naive_{when}']:.0f}" for when in _WHEN)


def _interval(pair: Row, name: str, times: int, digits: int, unit: str) -> str:
    value, low, high = (f"{times * pair[f'{name}{end}']:.{digits}f}" for end in ("", "_low", "_high"))
    return f"{value}{unit} [{low}, {high}]"


def _phrases(told: Told) -> Table:
    cells: list[tuple[Cell, ...]] = [
        (
            told.name(row["speaker"]),
            row["words"],
            "toward" if row["towards"] else "away",
            row["earlier"],
            row["later"],
            row["texts"],
            row["other"],
            row["z"],
        )
        for row in told.phrases
    ]
    return Table(
        title="Phrases of the other that moved most, toward it or away",
        columns=(
            Column(title="Who"),
            Column(title="Phrase"),
            Column(title="What"),
            *(Column(title=title, numeric=True) for title in ("Before", "Since", "Texts", "The other's", "z")),
        ),
        rows=tuple(cells),
        note="Log-odds with an informative prior, z of 3 or more, 5 uses in 3 texts where it is commoner; “…” stands for words without weight. For reading: chosen because they moved most.",
    )
