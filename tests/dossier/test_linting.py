"""Which numbers of a text are measured, which of them a finding states, and which words a dossier may not use."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.dossier import sample
from undertow.dossier.linting.findings import blockers
from undertow.dossier.linting.graded import prose_words, wrong_words
from undertow.dossier.linting.measured import measured_numbers, plain
from undertow.dossier.linting.prose import prose_numbers, token, tokens
from undertow.dossier.linting.spelled import bears, spelled_numbers
from undertow.dossier.linting.stated import Own, printed
from undertow.model import Column, Estimate, Evidence, Figure, Finding, Table


def finding(**changes: object) -> Finding:
    """A plain finding of 31.4% of 4,812 posts that nothing keeps from being published."""
    plain_one = Finding(
        id="0776ad1ce891",
        analysis="profile",
        subject="one",
        statement="The account named the ministry in 31.4% of 4,812 posts.",
        estimate=Estimate(value=0.314, low=0.301, high=0.327, unit="share of posts", n=4812),
        null_model="all other accounts",
        grade="moderate",
        facts=(("Posts", "4,812"), ("Named", "1,511")),
        caveats=("Deleted posts are not in it.",),
        counter_evidence=("Posts that name others were looked for.",),
        evidence=(Evidence(source_sha256="ab" * 32, row_ref="line 2", table="posts", who="x:1", text="a", end=1),),
        tables=(
            Table(
                title="By year",
                columns=(Column(title="Year"), Column(title="n")),
                rows=(("2022", 17.25), ("2023", 3.5)),
            ),
        ),
    )
    return replace(plain_one, **changes)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("In 2022 the 12 accounts posted 2022 posts (31.4%) on 19 August 2022, a 3rd wave.", ["12", "2022", "31.4"]),
        ('“12,000 people” came, and «500» and "70" more; 1,200 followers.', ["1,200"]),
        ("Finding 3, table 2 and account 12 say so; No. 7 does not: 4.", ["4"]),
        (
            "COVID-19 and 0776ad1ce891 and sha256 of 12–15 accounts; .46 of them; 2019–2022, at 08:30.",
            ["12", "15", ".46"],
        ),
        ("29.2 [27.4, 31.0], n = 4,812.", ["29.2", "27.4", "31.0", "4,812"]),
        ("Between August 2, 2021 and 2022-08-19T12:00Z, in May 2020, the 1990s and 12 days after.", ["12"]),
        ("See [0776ad1ce891] and [claims/c1]: 5 of 7.", ["5", "7"]),
        ("300 000 people and 12,000, 13.", ["300 000", "12,000", "13"]),
        ("No number at all.", []),
    ],
)
def test_dates_ordinals_quotations_and_ids_are_not_measured(text: str, numbers: list[str]) -> None:
    assert [number.written for number in measured_numbers(text)] == numbers


def test_numbers_in_words_are_measured_before_any_noun() -> None:
    text = "Twelve accounts wrote two hundred and fifty posts; two sides agree; one account did not; a dozen people, “nine posts”."
    assert [number.written for number in spelled_numbers(text)] == ["12", "250", "2", "12"]
    shares = "Dozens came, half of them, a third of ministers, one in three, doubled, twice, threefold, ½ of houses, two thirds, twenty per cent."
    assert [number.written for number in spelled_numbers(shares)] == [
        "dozens",
        "50%",
        "33.3%",
        "33.3%",
        "2x",
        "2x",
        "3x",
        "50%",
        "66.7%",
        "20%",
    ]
    assert not list(
        spelled_numbers("A third wave, in the second half of 2022; one of them; it rose in a quarter, “twice”.")
    )
    assert bears("33%", "33.3%") and bears("33.3%", "33.3%") and not bears("34%", "33.3%") and not bears("2", "2x")


def test_numbers_are_compared_with_their_rounding() -> None:
    assert plain("4,812") == plain("4 812") == "4812" and plain("−.5") == "0.5"
    assert plain("31.40") != plain("31.4")


def test_prose_may_use_what_the_finding_prints_and_at_no_other_rounding() -> None:
    numbers = printed(finding())
    assert {"31.4%", "30.1", "32.7%", "4812", "1511", "95%", "17.2", "3.5"} <= numbers
    assert not {"31%", "31.40%", "31.4", "17", "2.5", "1511%"} & numbers


def test_in_prose_each_number_counts_that_is_not_shown_to_be_a_date_an_ordinal_a_quotation_or_an_id() -> None:
    text = "12k, 3m, 7bn, 5x, $4m, c.41; accounts: 41, number 42, page 43, articles 44; 2000 houses, in 2001 houses, May 45; rose by 2002, 1.2 million."
    found = [token(number.written) for number in prose_numbers(text)]
    assert found == [
        "12000",
        "3000000",
        "7000000000",
        "5x",
        "4000000",
        "41",
        "41",
        "42",
        "43",
        "44",
        "2000",
        "2001",
        "45",
        "2002",
        "1200000",
    ]
    dated = "In 2022 it grew, since 2019, and by 2021. From 2019 to 2022, 2019–2022, in August 2022, on 19 August 2022, August 2, 2021, the 1990s, the 2022 election."
    others = (
        "“12,000 people” in a 3rd wave [claims/c1], 0776ad1ce891, COVID-19, @ab12, Finding 3, https://example.org/12"
    )
    assert not list(prose_numbers(f"{dated} {others}"))
    assert [number.written for number in prose_numbers("1\u200b2 accounts")] == ["12"]


def test_in_prose_the_sign_and_the_unit_are_part_of_the_number() -> None:
    assert [
        token(number.written) for number in prose_numbers("−17 points, +17, of 12–15 accounts, 31.4 percent, 5-fold")
    ] == ["−17", "+17", "12", "15", "31.4%", "5x"]
    fell = printed(replace(finding(), estimate=Estimate(value=-17, low=-20, high=-14, unit="points", n=90)))
    assert {"−17", "17"} <= fell and "+17" not in fell and "47%" not in tokens(["47 accounts"])
    assert tokens(["On 19 August 2022, source ab12ab12ab12, line 7."]) == {"7"}


def test_a_sentence_of_the_finding_may_round_what_was_measured_and_tell_the_rest_of_a_count() -> None:
    own = Own(finding(), told=["a window of 60 seconds"])
    assert own.holds("31.4") and own.holds("31") and own.holds("60")
    assert own.holds("3301"), "what is left of 4,812 after 1,511"
    assert not own.holds("3300") and not own.holds("32")
    assert own.nearest("4800") == "4,812"


@pytest.mark.parametrize("rest", ["75", "76"])
def test_the_rest_of_a_share_may_be_told_however_its_half_is_rounded(rest: str) -> None:
    found = replace(finding(), sensitivity=0.245, facts=(("Found again", "in 24% of 49 other settings"),))
    found = replace(found, counter_evidence=(f"In {rest}% of the other settings less was found.",))
    assert not [one for one in blockers(found) if one.kind == "number"] and not Own(found).holds("77")


def test_nothing_keeps_a_sound_finding_from_being_published() -> None:
    assert not list(blockers(finding(), sources=["ab" * 32]))


@pytest.mark.parametrize(
    ("changes", "kind", "part"),
    [
        ({"statement": "It named the ministry in 99 posts."}, "number", "statement"),
        ({"paragraphs": ("Then 77% did.",)}, "number", "text"),
        ({"caveats": ("Of these 88 were deleted.",)}, "number", "caveat"),
        ({"counter_evidence": ("In 66 posts it did not.",)}, "number", "evidence against"),
        ({"counter_evidence": ()}, "counter-evidence", ""),
        ({"evidence": ()}, "evidence", ""),
        ({"statement": "The troll named the ministry."}, "words", "statement"),
        ({"paragraphs": ("This proves a plan.",)}, "words", "text"),
        ({"paragraphs": ("They are probably one.",)}, "words", "text"),
        ({"would_change": ("A plan is likely, with high confidence.",)}, "words", "what would change it"),
    ],
)
def test_each_thing_that_must_be_mended_is_told_with_its_place(
    changes: dict[str, object], kind: str, part: str
) -> None:
    found = list(blockers(finding(**changes), sources=["ab" * 32]))
    assert [one.kind for one in found] == [kind]
    assert found[0].where == f"finding 0776ad1ce891{f' ({part})' if part else ''}"
    assert found[0].todo and str(found[0]).startswith(found[0].where)


def test_evidence_whose_source_is_gone_or_whose_span_leaves_the_text_is_told() -> None:
    row = finding().evidence[0]
    beyond = blockers(finding(evidence=(replace(row, end=5),)), sources=["ab" * 32])
    assert "which has 1" in next(iter(beyond)).what
    assert "which is not in the case" in next(iter(blockers(finding(), sources=[]))).what


def test_the_seven_words_of_likelihood_pass_and_quotations_are_not_judged() -> None:
    fine = (
        "It is very likely. It is almost certain. “It was certainly a troll”, they wrote. There is moderate evidence."
    )
    assert not list(wrong_words(fine))
    assert [what for _, what, _ in wrong_words("It is almost certain, and the confidence interval is wide.")] == []
    assert "almost certainly" in next(iter(wrong_words("It is almost certainly so.")))[1]


def test_the_findings_of_the_sample_use_no_word_that_may_not_be_published() -> None:
    for reviewed in sample.dossier().findings:
        assert not [one for one in blockers(reviewed.finding) if one.kind == "words"]


def test_rows_of_a_figure_may_lack_what_other_rows_have() -> None:
    rows = ({"x": 1, "value": 17.25}, {"x": 2, "value": 41.5, "low": 40.75})
    drawn = Figure(kind="lines", title="Shares", unit="%", alt="Shares", rows=rows)
    assert {"17.2", "41.5", "40.8"} <= printed(finding(figures=(drawn,)))


@pytest.mark.parametrize(
    "words",
    [
        "orchestrated by", "is behind it", "run by", "paid by", "state-run", "controlled", "propagandists", "inauthentic", "astroturfing", "trolled",
        "puppeteer", "spies", "criminals", "liars", "clearly", "surely", "bought its followers", "b\u200bots", "tro\u00adlls", "b\u043ets",
        "\u0431\u043e\u0442", "\u0431\u043e\u0442\u044b", "\u0442\u0440\u043e\u043b\u043b\u044c", "\u0442\u0440\u043e\u043b\u043b\u0438",
    ],
)  # fmt: skip
def test_prose_does_not_say_who_is_behind_something_unless_it_quotes(words: str) -> None:
    ((_, what, todo),) = prose_words(f"The ministry {words} them.")
    assert what and todo
    assert not list(prose_words(f"“The ministry {words} them”, the paper wrote."))
