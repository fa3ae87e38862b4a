"""Findings are related by what they rest on and name, and the page says why."""

from __future__ import annotations

from dataclasses import replace

from tests.dossier import sample
from undertow.dossier import Reviewed, render
from undertow.dossier.related import MOST, related
from undertow.dossier.subjects import subjects
from undertow.dossier.voice import Voice
from undertow.model import Evidence, mention

VOICE = Voice(sample.pseudonym, sample.is_public, sample.MASKS)
GROUP = tuple(f"x:{n}" for n in range(20))


def reviewed(number: int, statement: str, **more: object) -> Reviewed:
    plain = {"accounts": (), "statement": statement, "analysis": f"analysis {number}"}
    return Reviewed(finding=sample.finding(number, **{**plain, **more}), number=number)


def row(number: int) -> Evidence:
    return Evidence(source_sha256=sample.SHA, row_ref=f"line {number}", table="posts", who="x:1", text="words", end=5)


def test_findings_about_the_same_accounts_come_first_and_few_are_not_counted() -> None:
    found = related(
        [
            reviewed(1, "A group posted.", accounts=GROUP),
            reviewed(2, "The same group posted.", accounts=GROUP),
            reviewed(3, "Some of them posted.", accounts=(*GROUP[:12], "x:90")),
            reviewed(4, "Two of them posted.", accounts=GROUP[:2]),
            reviewed(5, "Others posted.", accounts=("x:77",)),
        ],
        VOICE,
    )
    assert tuple(found[1][0]) == (2, "the same accounts")
    assert (3, "12 of the same accounts") in [tuple(r) for r in found[1]]
    assert (4, "fewer than 10 of the same accounts") in [tuple(r) for r in found[1]] and found[5] == ()


def test_a_wording_a_name_and_a_month_relate_and_what_is_everywhere_does_not() -> None:
    found = related(
        [
            reviewed(1, "Norvania used “Right of return” in March 2022, said the Gazette of Tamsted."),
            reviewed(2, "Drosmark used “Right of return”, and so did Norvania."),
            reviewed(3, "Votes of Norvania and the Gazette of Tamsted rose in March 2022."),
            *(reviewed(n, f"The texts {n} speak of Norvania.") for n in range(4, 12)),
        ],
        VOICE,
    )
    reasons = {(one, other.number): other.why for one, others in found.items() for other in others}
    assert reasons[1, 2] == reasons[2, 1] == "both about “Right of return”"
    assert "Gazette of Tamsted" in reasons[1, 3] and "March 2022" in reasons[1, 3]
    assert not any("Norvania" in why for why in reasons.values()) and not found[7]


def test_rows_that_both_cite_relate_and_at_most_three_are_named() -> None:
    rows = tuple(map(row, range(4)))
    two = [
        reviewed(1, "one.", evidence=rows, accounts=("x:1",)),
        reviewed(2, "two.", evidence=rows, accounts=("x:1", "x:2")),
    ]
    assert related(two, VOICE)[1][0].why.endswith("4 rows cited by both")
    many = [reviewed(n, "They posted.", accounts=GROUP) for n in range(1, 9)]
    assert {len(others) for others in related(many, VOICE).values()} == {MOST}


def test_a_private_account_is_no_name_and_its_pseudonym_relates_by_account_alone() -> None:
    plain = VOICE.plain(f"{mention('x:5')} and {mention('x:6')} posted with the Ministry.")
    (about,) = subjects([plain])
    assert about.names == {"Ministry"}
    found = related([reviewed(1, f"{mention('x:5')} posted."), reviewed(2, f"It posted with {mention('x:5')}.")], VOICE)
    assert found[1][0].why == f"both about {VOICE.account('x:5')}"


def test_the_page_links_related_findings_with_the_reason_and_hostile_names_stay_text() -> None:
    hostile = "“<img src=x onerror=alert(1)> to return”"
    findings = (reviewed(1, f"One used {hostile}."), reviewed(2, f"Another used {hostile}."))
    page = render(replace(sample.dossier(0), findings=findings), sample.pseudonym, sample.is_public, {})
    assert '<a href="#f2">finding 2</a> (both about “&lt;img src=x' in page and "<img" not in page
