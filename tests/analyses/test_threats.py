"""Threats by who speaks and who is meant: worked by hand, both sides alike."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.analyses.running import Ran, carry_out
from tests.conftest import rows
from undertow.analyses.threats import Threats
from undertow.engines import Engine
from undertow.errors import BadSetting
from undertow.model import Finding

ACTORS = [
    {"id": "averra", "name": "Averra", "aliases": ["Averran*"], "kind": "state", "public_role": "government"},
    {"id": "norvania", "name": "Norvania", "aliases": ["@norvania_mfa"], "kind": "state", "public_role": "government"},
    {"id": "neska", "name": "Neska", "aliases": [], "kind": "person", "public_role": ""},
]
SAID = (
    ("Norvania", 2020, "We came. Either Averra opens the road, or we will open it ourselves. Thanks."),
    ("Norvania", 2021, "If Averra does not sign, it will regret it. Averra has threatened to destroy our bridges."),
    ("Averra", 2021, "If Norvania crosses the river again, we will answer with all we have."),
    ("Averra", 2022, "Norvania waits. Either they remove the checkpoints, or our patience will end."),
    ("Averra", 2023, "A dry year.\n\nIf they come, we will retaliate."),
    ("Drosmark", 2023, "Averra will pay dearly."),
)
EVENTS = [
    {
        "id": "e1",
        "date": "2021-09-20",
        "precision": "day",
        "title": "Talks",
        "actors": [],
        "place": "",
        "source_id": "",
        "quote": "",
    },
    {
        "id": "e2",
        "date": "2021",
        "precision": "year",
        "title": "A year",
        "actors": [],
        "place": "",
        "source_id": "",
        "quote": "",
    },
]
BOOK = """[codebook]
id = "b"
languages = ["en"]
[[frame]]
id = "return"
definition = "Return."
[frame.patterns]
en = ["come home"]
"""


def speech(number: int, who: str, year: int, text: str, **more: Any) -> dict[str, Any]:
    stated = {"kind": "speech", "date_precision": "day", "language": "en"}
    return {"document": f"d{number}", "speaker": who, "date": datetime(year, 9, 1), "text": text, **stated, **more}


def ran(engine: Engine, said: Any = SAID, **settings: Any) -> Ran:
    documents = rows("documents", [speech(n, *one) for n, one in enumerate(said)])
    given = {"documents": documents, "actors": rows("actors", ACTORS), "events": rows("events", EVENTS)}
    return carry_out(engine, Threats(**settings), **given)


def only(found: Ran) -> Finding:
    (finding,) = found.findings
    return finding


def test_both_sides_are_counted_in_their_own_words_and_in_the_order_of_their_names(engine: Engine) -> None:
    found = ran(engine)
    finding = only(found)
    assert finding.statement == (
        "In the material, the rules mark 2 of the 5 sentences of Averra as a threat against Norvania, and the rules mark 2 of the 5 "
        "sentences of Norvania as a threat against Averra; in blind draws, 24 of 50 English sentences they marked were threats, "
        "and they found 24 of 67 that were there."
    )
    assert finding.estimate.value == 4 / 10 and finding.estimate.unit == "share of sentences marked as a threat"
    assert (
        "at least"
        not in f"{finding.statement} {finding.facts} {finding.tables} {finding.figures} {finding.caveats}".casefold()
    )
    by_year = [row[:5] for row in finding.tables[0].rows]
    assert by_year == [
        ("Averra", "Norvania", "2021", 1, 1),
        ("Averra", "Norvania", "2022", 1, 2),
        ("Norvania", "Averra", "2020", 1, 3),
        ("Norvania", "Averra", "2021", 1, 2),
    ]
    quotes = [evidence.quote for evidence in found.evidence(finding)]
    assert "Either Averra opens the road, or we will open it ourselves." in quotes


def test_a_threat_that_one_side_tells_of_the_other_is_kept_apart(duckdb: Engine) -> None:
    finding = only(ran(duckdb))
    assert dict(finding.facts)["Told of by others, Averra"] == "1"
    assert dict(finding.facts)["Told of by others, Norvania"] == "0"


@pytest.mark.parametrize(
    ("text", "actor", "target", "told"),
    [
        ("The minister of Norvania warned that Averra will be crushed.", "norvania", "averra", True),
        ("Averra will be crushed, the minister of Norvania warned.", "norvania", "averra", True),
        ("Norvania warned that it will destroy Averra.", "norvania", "averra", True),
        ("The minister of Averra warned that Norvania will be crushed.", "averra", "norvania", False),
        ("Norvania will be crushed.", "averra", "norvania", False),
    ],
)
def test_a_threat_is_that_of_the_one_who_is_said_to_voice_it(
    duckdb: Engine, text: str, actor: str, target: str, told: bool
) -> None:
    (row,) = ran(duckdb, [("Averra", 2020, text)]).rows("threats_found")
    assert (row["actor"], row["target"], row["told"]) == (actor, target, told)


def test_a_pronoun_points_to_the_sentence_before_and_not_across_paragraphs(duckdb: Engine) -> None:
    rows_found = ran(duckdb).rows("threats_found")
    targets = {row["row_ref"]: (row["target"], row["target_from"]) for row in rows_found}
    assert targets["line 4"] == ("norvania", "sentence before")
    assert targets["line 5"][0] == "not named"


def test_events_of_a_day_are_listed_by_nearness_and_nothing_more(duckdb: Engine) -> None:
    near = only(ran(duckdb)).tables[1]
    assert near.rows == (("Talks", "2021-09-20", 1, 1),)
    assert len(only(ran(duckdb, near_days=5)).tables) == 1


def test_exchanging_the_sides_exchanges_their_counts(duckdb: Engine) -> None:
    turned = [(_turned(who), year, _turned(text)) for who, year, text in SAID]
    one, other = only(ran(duckdb)), only(ran(duckdb, turned))
    assert one.estimate == other.estimate
    assert sorted((_turned(str(r[0])), *r[2:]) for r in one.tables[0].rows) == sorted(
        (r[0], *r[2:]) for r in other.tables[0].rows
    )


def _turned(text: str) -> str:
    return text.replace("Norvania", "#").replace("Averra", "Norvania").replace("#", "Averra")


def test_private_accounts_and_protected_people_are_no_voice_of_a_finding(duckdb: Engine) -> None:
    posts = [{"post": "p", "account": "x:9", "at": datetime(2021, 1, 1), "at_precision": "s", "at_origin": "platform", "text": "We will destroy the Averran army, it will pay dearly.", "language": "en"}]  # fmt: skip
    note = speech(1, "Norvania", 2020, "If Averra attacks, we will retaliate.", kind="testimony")
    given = {"posts": rows("posts", posts), "documents": rows("documents", [note]), "actors": rows("actors", ACTORS)}
    found = carry_out(duckdb, Threats(), **given)
    assert found.findings == [] and any("private accounts" in note for note in found.notes)


def test_a_frame_in_the_passages_of_threats_is_found_and_one_in_their_documents_is_not(duckdb: Engine) -> None:
    filler = (
        "The harvest was good and the river calm, as it had been in the years before, and we thank those who worked. "
        * 5
    )
    threat, home = "If Averra attacks, we will retaliate. ", "They want to come home. "
    said = [("Norvania", 2000 + n, "\n\n".join([filler, threat + home + filler, filler, filler])) for n in range(20)]
    book = rows("codebooks", [{"name": "b", "toml": BOOK}])
    actors = rows("actors", ACTORS)
    together = carry_out(
        duckdb,
        Threats(),
        documents=rows("documents", [speech(n, *one) for n, one in enumerate(said)]),
        actors=actors,
        codebooks=book,
    )
    finding = together.findings[-1]
    assert "“return” and “threat” stand in the same passage 20 times" in finding.statement
    assert finding.estimate.low > 1 and (finding.q_value or 1) < 0.05
    apart = [(who, year, text.replace(home, "") + "\n\n" + home + filler) for who, year, text in said]
    none = carry_out(
        duckdb,
        Threats(),
        documents=rows("documents", [speech(n, *one) for n, one in enumerate(apart)]),
        actors=actors,
        codebooks=book,
    )
    assert [f.subject for f in none.findings if f.subject.startswith("one passage")] == []


@pytest.mark.parametrize(
    ("settings", "words"), [({"near_days": -1}, "near_days is -1"), ({"together": "return"}, "which is no pair")]
)
def test_settings_that_cannot_be_used_are_refused(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(BadSetting, match=words):
        Threats(**settings)


def test_a_frame_that_no_codebook_has_is_refused(duckdb: Engine) -> None:
    with pytest.raises(BadSetting, match="no codebook of the case has"):
        ran(duckdb, together="return+threat")
