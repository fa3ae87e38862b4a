"""What was found of a pair, in words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from undertow.analyses._convergence import LEVEL
from undertow.analyses._convergence.figures import figures, tables
from undertow.analyses._convergence.told import Told
from undertow.analyses._texts import quoted_passage
from undertow.language.sentences import sentence_at, sentences
from undertow.model import Estimate, Evidence, Finding, Grade

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
        figures=tuple(figures(told, with_matrix)),
        tables=tuple(tables(told)),
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
