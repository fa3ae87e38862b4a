"""The content profile: worked by hand, who is profiled, and when it speaks of a stance."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.analyses.running import Ran, carry_out
from tests.conftest import START, rows
from undertow.analyses._profile import measured, words
from undertow.analyses.profile import Profile
from undertow.engines import Engine
from undertow.errors import BadSetting
from undertow.model import mention

ACTORS = [
    {
        "id": "org",
        "name": "Reed Society",
        "aliases": ["@reeds", "x:1"],
        "kind": "organisation",
        "public_role": "association",
    },
    {"id": "averra", "name": "Averra", "aliases": ["Averran*"], "kind": "state", "public_role": "government"},
    {"id": "norvania", "name": "Norvania", "aliases": [], "kind": "state", "public_role": "government"},
    {"id": "neska", "name": "Neska Aldermoor", "aliases": [], "kind": "person", "public_role": ""},
]
TEXTS = (
    *["Averra broke its promise again."] * 12,
    *["We thank Averra for the bridge."] * 6,
    *["Norvania and Averra meet in Orvik."] * 2,
    *["Neska Aldermoor bakes bread."] * 4,
    *["Fog over Lerholm."] * 16,
)


def post(number: int, account: str, text: str, **more: Any) -> dict[str, Any]:
    return {
        "post": f"p{account}{number}",
        "account": account,
        "handle": {"x:1": "reeds", "x:2": "quiet"}.get(account),
        "at": START + timedelta(days=number % 40, hours=number % 5),
        "at_precision": "s",
        "at_origin": "platform",
        "kind": "original",
        "text": text,
        "language": "en",
        **more,
    }


def posts() -> list[dict[str, Any]]:
    own = [post(n, "x:1", text) for n, text in enumerate(TEXTS)]
    passed = [post(100 + n, "x:1", "Averra again", kind="repost") for n in range(10)]
    return [*own, *passed, *(post(200 + n, "x:2", "Averra, Averra") for n in range(30))]


def ran(engine: Engine, labels: list[dict[str, Any]] | None = None, **settings: Any) -> Ran:
    given = {"posts": rows("posts", posts()), "actors": rows("actors", ACTORS), "labels": rows("labels", labels or [])}
    return carry_out(engine, Profile(**settings), **given)


def label(place: int, value: str) -> dict[str, Any]:
    return {"task": "stance x:1 averra", "language": "", "stratum": "", "stratum_size": 0, "source_sha256": "f" * 64, "row_ref": f"line {place}", "start": TEXTS[place - 1].index("Averra"), "end": 0, "value": value, "by": "ana", "at": "2024"}  # fmt: skip


def test_counts_whom_a_public_account_names_in_its_own_words_and_apart_in_what_it_passes_on(engine: Engine) -> None:
    found = ran(engine)
    (finding,) = found.findings
    assert finding.statement.startswith(f"{mention('x:1')} named Averra in 20 of its 40 own posts")
    assert finding.estimate.value == 0.5 and finding.estimate.low < 0.5 < finding.estimate.high
    table = finding.tables[0]
    assert [row[:4] for row in table.rows] == [
        ("Averra", "own posts", 20, 0.5),
        ("Averra", "reposts", 10, 1.0),
        ("Norvania", "own posts", 2, 0.05),
    ]
    evidence = found.evidence(finding)
    assert evidence[0].quote == "Averra broke its promise again." and len(evidence) == 50


def test_a_private_person_is_neither_profiled_nor_counted_as_named(duckdb: Engine) -> None:
    finding = ran(duckdb).findings[0]
    assert "Neska" not in str(finding.tables) + finding.statement
    assert finding.accounts == ("x:1",)


def test_a_private_account_is_profiled_only_when_named_and_with_a_warning(duckdb: Engine) -> None:
    (finding,) = ran(duckdb, account="@quiet").findings
    assert finding.accounts == ("x:2",) and "nobody with a public role" in finding.caveats[0]


def test_an_account_that_is_not_there_is_an_error(duckdb: Engine) -> None:
    with pytest.raises(BadSetting, match="no account with posts is called 'nobody'"):
        ran(duckdb, account="nobody")


def test_an_audited_account_is_profiled_too(duckdb: Engine) -> None:
    follows = rows("follows", [{"target": "quiet", "follower": "x:9", "role": "audience"}])
    found = carry_out(duckdb, Profile(), posts=rows("posts", posts()), actors=rows("actors", ACTORS), follows=follows)
    assert [finding.accounts for finding in found.findings] == [("x:1",), ("x:2",)]


def test_without_judgements_no_stance_is_said(duckdb: Engine) -> None:
    finding = ran(duckdb).findings[0]
    assert "is not said here" in finding.paragraphs[0]
    assert [table.title for table in finding.tables] == ["Whom it names"]
    assert all(figure.kind != "bars" for figure in finding.figures)


def test_with_judgements_of_every_post_the_stance_is_theirs_and_not_that_of_the_words(duckdb: Engine) -> None:
    labels = [label(n, "against" if n <= 10 else "neither" if n <= 12 else "for") for n in range(1, 21)]
    finding = ran(duckdb, labels).findings[0]
    shares = {row[2]: row[3:6] for row in finding.tables[1].rows}
    assert shares == {"for": (0.4, 0.4, 0.4), "against": (0.5, 0.5, 0.5)}
    precision = {row[2]: row[3] for row in finding.tables[2].rows}
    assert precision == {"for": 1.0, "against": round(10 / 12, 4)}


def test_too_few_judgements_give_no_stance(duckdb: Engine) -> None:
    assert len(ran(duckdb, [label(n, "against") for n in range(1, 5)]).findings[0].tables) == 1


def test_words_of_praise_count_only_near_the_name(duckdb: Engine) -> None:
    far = "Thank you all. " + "word " * 30 + "Averra."
    given = {"posts": rows("posts", [post(n, "x:1", far) for n in range(20)]), "actors": rows("actors", ACTORS)}
    wide, narrow = carry_out(duckdb, Profile(window=60), **given), carry_out(duckdb, Profile(), **given)
    assert {row["stratum"] for row in wide.rows("namings")} == {"praise"}
    assert {row["stratum"] for row in narrow.rows("namings")} == {"no such words"}


def test_the_stance_of_a_month_is_that_of_its_own_posts() -> None:
    def counted(month: str, stratum: str, posts: int, **more: str) -> dict[str, object]:
        return {"target": "a", "own": True, "month": month, "stratum": stratum, "posts": posts, **more}

    rows = {
        "named_by_day": [], "named_by_month": [counted("2024-01", "", 40), counted("2024-02", "", 20)],
        "by_stratum": [counted("2024-01", "none", 40), counted("2024-02", "none", 20)],
        "judged": [
            counted("2024-01", "none", 30, value="for"), counted("2024-02", "none", 5, value="for"),
            counted("2024-02", "none", 15, value="against"),
        ],
    }  # fmt: skip
    target = measured._target("a", True, rows, {"a": "Averra"})
    assert (target.posts, target.judged_posts) == (60, 50)
    assert {month: part.stance["for"].value for month, part in target.by_month.items() if part.stance} == {
        "2024-01": 1.0, "2024-02": 0.25,
    }  # fmt: skip
    assert target.stance and target.stance["for"].value == pytest.approx(35 / 50)
    (table,) = words._stance_by_month([target])
    assert [row[2:4] for row in table.rows][:2] == [("2024-01", "for"), ("2024-01", "against")]
