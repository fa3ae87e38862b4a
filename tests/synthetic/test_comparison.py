"""Planted against found, worked by hand."""

from __future__ import annotations

from dataclasses import replace

from undertow.model import Column, Estimate, Finding, Grade, Table
from undertow.synthetic.comparison import NOTHING_YET, Score, lines, scores
from undertow.synthetic.fiction import Planted

ESTIMATE = Estimate(value=1.0, low=0.5, high=1.5, unit="posts", n=10)


def planted(name: str, analysis: str, **facts: object) -> Planted:
    return Planted(name=name, meaning="", analysis=analysis, facts=facts)


def finding(*accounts: str, grade: Grade = "strong", analysis: str = "coordination") -> Finding:
    return Finding(
        id="".join(accounts),
        analysis=analysis,
        subject="",
        statement="",
        estimate=ESTIMATE,
        null_model="",
        grade=grade,
        accounts=accounts,
    )


def test_counts_found_missed_and_extra_accounts_by_group() -> None:
    effects = [
        planted("ring", "coordination", accounts=["a", "b", "c", "d"]),
        planted("wire", "coordination", accounts=["p", "q"], source="w", benign=True),
    ]
    found = [finding("a", "b", "z"), finding("b", "c"), finding("p", "q", "w"), finding("x", "y")]
    ring, wire, none = scores(effects, found, {"coordination"})
    assert (ring.planted, ring.found, ring.missed, ring.extra) == (4, 3, 1, 1)
    assert (wire.planted, wire.found, wire.missed, wire.extra) == (2, 2, 0, 0)
    assert wire.note == "benign: together, by subscription"
    assert (none.effect, none.extra) == ("in none of these groups", 2)


def test_what_was_not_supported_counts_as_not_found() -> None:
    ring, _ = scores(
        [planted("ring", "coordination", accounts=["a", "b"])],
        [finding("a", "b", grade="not supported")],
        {"coordination"},
    )
    assert (ring.found, ring.missed) == (0, 2)


def test_an_effect_without_analysis_is_said_to_have_none() -> None:
    assert scores([planted("batches", "audience")], [], {"coordination"}) == [Score(effect="batches", note=NOTHING_YET)]


def test_an_effect_without_accounts_is_left_to_the_reader() -> None:
    (score,) = scores([planted("shift", "frames")], [finding(analysis="frames")], {"frames"})
    assert score.note == "planted; 1 findings to compare with the truth file"


def test_the_table_leaves_cells_empty_where_there_is_nothing_to_count() -> None:
    head, row, other = lines(
        [Score(effect="ring", planted=1200, found=1199, extra=0), Score(effect="shift", note="none")]
    )
    assert head.split() == ["effect", "planted", "found", "missed", "extra"]
    assert row.split() == ["ring", "1,200", "1,199", "1", "0"]
    assert other.split() == ["shift", "none"]


def test_two_who_come_to_speak_alike_are_found_by_a_finding_that_says_so_of_them() -> None:
    effects = [planted("alike", "convergence", speaker="A", towards="B", **{"share of passages": 0.4, "from": 2015})]

    def said(one: str, other: str, words: str) -> Finding:
        return replace(
            finding(analysis="convergence"), subject=f'["pair", "speeches en", "{one}", "{other}"]', statement=words
        )

    (score,) = scores(effects, [said("B", "A", "So: converging."), said("A", "C", "So: converging.")], {"convergence"})
    assert (score.planted, score.found, score.extra) == (1, 1, 1)
    assert score.note == "planted in 40.0% of passages since 2015; 100.0% attributed since the split"
    (missed,) = scores(effects, [said("A", "B", "So: no evidence of change.")], {"convergence"})
    assert (missed.found, missed.extra) == (0, 0)


def test_pairs_of_numbers_are_found_by_voice_and_years() -> None:
    columns = tuple(Column(title=title) for title in ("Earlier", "Later", "Status", "Why"))
    row = ("about 40 (2008-09-26)", "more than 60 (2016-09-27)", "for a verdict", "")
    other = ("about 40 (2009)", "about 90 (2010)", "for review", "")
    table = Table(title="Pairs whose numbers exclude each other", columns=columns, rows=(row, other))
    told = replace(finding(), analysis="claims", subject="series averra | q1", tables=(table,))
    effect = planted(
        "figures", "claims", **{"do not overlap": [["Averra", "2008", "2016"], ["Averra", "2016", "2022"]]}
    )
    (score,) = scores([effect], [told], {"claims"})
    assert (score.planted, score.found, score.extra) == (2, 1, 1)
