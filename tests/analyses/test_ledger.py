"""Rows entered by hand become findings that say what each rests on, and nothing that was not entered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.analyses.running import carry_out
from tests.conftest import rows
from tests.test_contracts import ledgers, planted_world
from undertow.analyses._ledger.dates import gap, when
from undertow.analyses.actors import WhoIsWho
from undertow.analyses.comparisons import Comparisons
from undertow.analyses.events import Events
from undertow.analyses.obligations import Obligations
from undertow.analyses.positions import Positions
from undertow.dossier.linting.findings import blockers
from undertow.tables.ledger import LEDGERS, entered

ACTORS = [
    {"id": "nor", "name": "Norvania", "aliases": ["Норвания"], "kind": "state", "public_role": "government"},
    {"id": "ave", "name": "Averra", "aliases": ["government of Averra"], "kind": "state", "public_role": "government"},
    {
        "id": "rwa",
        "name": "Return",
        "aliases": ["@return", "x:9"],
        "kind": "organisation",
        "public_role": "association",
    },
    {"id": "pat", "name": "Pat Quiet", "aliases": [], "kind": "person", "public_role": ""},
]


def entered_rows(name: str, *values: dict[str, Any]) -> Any:
    empty = {c.name: "" for c in entered(LEDGERS[name]) if c.type == "text"} | {
        "standing": "reported",
        "reported_by": "The Paper",
    }
    return rows(name, [empty | {"id": f"{name[0]}{n}", "line": n + 1, "problem": ""} | value for n, value in enumerate(values, 1)])  # fmt: skip


def run(duckdb: Any, analysis: Any, **given: Any) -> Any:
    return carry_out(duckdb, analysis, actors=rows("actors", ACTORS), **given)


@pytest.mark.parametrize(
    ("one", "two", "words"),
    [
        ("2022-12-12", "2022-12-24", "12 days after"),
        ("2022-12-24", "2022-12-24", "on the same day"),
        ("2022-12-24", "2022-12-25", "1 day after"),
        ("2022-12-24", "2022-12-12", "12 days before"),
        ("2022-02", "2022-03-05", "between 5 and 32 days after: dated to the month"),
        ("2022-02", "2022-02-05", "order not known: dated to the month"),
        ("2022", "2022", "order not known: dated to the year"),
    ],
)
def test_days_are_counted_only_between_days(one: str, two: str, words: str) -> None:
    first, second = when(one), when(two)
    assert first and second and gap(first, second) == words


def test_a_date_is_no_finer_than_its_stated_precision() -> None:
    found = when("2022-12-24", "month")
    assert found and found.words == "December 2022" and when("spring") is None


def test_every_ledger_yields_findings_with_quotes(duckdb: Any) -> None:
    for analysis, count in ((Events(), 2), (Positions(), 2), (Obligations(), 1), (Comparisons(), 1), (WhoIsWho(), 2)):
        ran = carry_out(duckdb, analysis, **planted_world())
        assert len(ran.findings) == count
        for finding in ran.findings:
            assert ran.evidence(finding)
    assert set(ledgers()) < set(LEDGERS)


def test_a_reversal_needs_opposite_stances_of_one_actor_in_a_known_order(duckdb: Any) -> None:
    monitors = {"actor": "nor", "position": "monitors"}
    stated = entered_rows(
        "positions",
        monitors | {"date": "2010-05", "stance": "against"},
        monitors | {"date": "2010", "stance": "for"},
        {"actor": "ave", "position": "monitors", "date": "2011", "stance": "against"},
        monitors | {"date": "2012-05-01", "stance": "against"},
        monitors | {"date": "2013", "stance": "other"},
    )
    (finding,) = run(duckdb, Positions(), positions=stated).findings
    assert finding.subject == "position of nor: monitors" and finding.estimate.value == 1
    assert finding.statement.startswith(
        "On “monitors”, Norvania is on record “for” in 2010 (reported by The Paper), then “against” on 1 May 2012"
    )
    assert finding.grade == "insufficient"


def test_the_table_of_demands_says_who_answered_what_and_never_that_nobody_did(duckdb: Any) -> None:
    asked = {"date": "2020", "polarity": "do"}
    demands = entered_rows(
        "demands",
        asked | {"actor": "nor", "addressee": "ave", "demand": "admit monitors"},
        asked | {"actor": "ave", "addressee": "nor", "demand": "admit monitors too", "mirror_of": "d1"},
        asked | {"actor": "nor", "addressee": "ave", "demand": "open the road"},
    )
    answers = entered_rows(
        "positions",
        {"actor": "nor", "position": "d2", "stance": "refuses", "date": "2021"},
        {"actor": "nor", "position": "mirror of d3", "stance": "grants", "date": "2022"},
    )
    (finding,) = run(duckdb, Positions(), demands=demands, positions=answers).findings
    assert finding.statement == (
        "Averra asks at least 1 thing of Norvania; where the same is asked of itself, its own answer is not entered. Norvania asks at "
        "least 2 things of Averra; where the same is asked of itself, it grants 1 and refuses 1 of them. All of this was entered by hand "
        "and is quoted from no source of the case."
    )
    by_demand = {row[2]: row for row in finding.tables[0].rows}
    assert by_demand["admit monitors"][3:6] == ("nothing entered", "2020", "refuses (2021; reported by The Paper)")
    assert by_demand["admit monitors too"][3] == "refuses (2021; reported by The Paper)"
    assert by_demand["open the road"][5] == "grants (2022; reported by The Paper)"
    assert [row[-1] for row in finding.tables[0].rows] == ["d1", "d2", "d3"]
    assert (finding.estimate.value, finding.estimate.n) == (3, 3)  # demands, not the answers to them
    assert "with the id of the demand as `position`" in finding.tables[0].note
    assert "open the road" in finding.paragraphs[0] and "no answer" not in str(finding)


def test_a_demand_to_oneself_is_left_out_and_one_that_mirrors_itself_has_no_mirror(duckdb: Any) -> None:
    asked = {"date": "2020", "polarity": "do", "actor": "nor"}
    demands = entered_rows(
        "demands",
        asked | {"addressee": "ave", "demand": "admit monitors", "mirror_of": "d1"},
        asked | {"addressee": "nor", "demand": "admit itself"},
    )
    ran = run(duckdb, Positions(), demands=demands)
    (finding,) = ran.findings
    assert [row[2:6] for row in finding.tables[0].rows] == [("admit monitors", *["nothing entered"] * 3)]
    assert ran.notes == [
        "1 row of the ledger has cells that cannot be right and are left out: `undertow check` names them."
    ]


def test_an_obligation_without_evidence_says_where_it_was_searched_for(duckdb: Any) -> None:
    duty = {
        "obliged": "nor",
        "beneficiary": "ave",
        "imposed_by": "the ceasefire",
        "obligation": "publish a plan",
        "due": "2021-03-10",
    }
    searched = entered_rows(
        "obligations",
        duty | {"compliance": "none found", "searched": "the gazette, as of 1 May 2022"},
        duty | {"compliance": "plan of 9 March 2021"},
        duty,
    )
    one, two, three = (f.statement for f in run(duckdb, Obligations(), obligations=searched).findings)
    assert one == (
        "By the ceasefire, Norvania is obliged to publish a plan by 10 March 2021 (the obligation is reported by The Paper); "
        "no evidence of compliance was found in: the gazette, as of 1 May 2022; that it was searched for is the analyst's word."
    )
    assert two.endswith("entered as evidence of compliance, on the analyst's word: plan of 9 March 2021.")
    assert "whether it was complied with is not entered" in three


def test_a_claim_and_a_record_stand_side_by_side_and_only_a_person_judges(duckdb: Any) -> None:
    claims = entered_rows(
        "claims",
        {
            "actor": "nor",
            "date": "1992",
            "statement": "230,000",
            "value_low": 225_000.0,
            "value_high": 235_000.0,
            "who": "people",
        },
        {
            "actor": "ave",
            "date": "1989",
            "statement": "census",
            "value_low": 186_341.0,
            "value_high": 186_341.0,
            "who": "residents",
        },
    )
    pairs = entered_rows(
        "comparisons",
        {"claim": "c1", "record": "c2"},
        {"claim": "c1", "record": "c2", "status": "cannot be compared", "why": "other people", "judged_by": "A. B."},
        {"claim": "c1", "record": "c9"},
    )
    open_, judged = run(duckdb, Comparisons(), claims=claims, comparisons=pairs).findings
    assert (
        "says: 230,000 (read as 225,000 to 235,000); Averra (1989; reported by The Paper) says: census (read as 186,341); nobody has judged yet"
        in open_.statement
    )
    assert "judged “cannot be compared” by a person, because other people." in judged.statement
    assert open_.paragraphs == ("Entered differently: who. The two numbers have no value in common.",)


def test_steps_come_in_order_with_gaps_and_the_event_shortly_before(duckdb: Any) -> None:
    happened = entered_rows(
        "events",
        {"date": "2022-12-12", "title": "The road is closed", "actors": ["nor"]},
        {
            "date": "2022-12-24",
            "title": "A speech, with Pat Quiet",
            "actors": ["rwa"],
            "step": "speech",
            "precision": "day",
        },
        {"date": "2022-08", "title": "The association is founded", "actors": ["rwa"], "step": "founding"},
        {
            "date": "soon",
            "title": "Nothing",
            "actors": ["rwa"],
            "step": "other",
            "problem": "ledger/events.csv, line 5, column date: 'soon' is no date.",
        },
    )
    accounts = rows(
        "accounts",
        [{"account": "x:9", "handle": "return", "created_at": datetime(2023, 1, 10, 8), "created_precision": "s"}],
    )
    held = entered_rows("relations", {"actor": "pat", "role": "chairs", "other": "rwa", "from": "2022-12-24"})
    ran = run(duckdb, Events(), events=happened, accounts=accounts, relations=held)
    assembly, timeline = ran.findings
    dates, kinds, what, gaps, before, basis = zip(*assembly.tables[0].rows, strict=True)
    assert dates == ("August 2022", "24 December 2022", "24 December 2022", "10 January 2023")
    assert kinds == ("founding", "chair", "speech", "account")
    assert gaps == ("", "between 115 and 145 days after: dated to the month", "on the same day", "17 days after")
    assert before[2] == "12 days after: The road is closed (12 December 2022; reported by The Paper)"
    assert basis[2:] == ("reported by The Paper", "read from a profile in the material")
    assert "Pat Quiet" not in str(ran.findings) and what[1] == "private person 1 chairs Return"
    assert timeline.estimate.value == 3 and ran.notes == [
        "1 row of the ledger has cells that cannot be right and are left out: `undertow check` names them."
    ]


def test_a_step_dated_to_the_year_stands_at_its_earliest_day_and_its_order_is_not_known(duckdb: Any) -> None:
    happened = entered_rows(
        "events",
        {"date": "2022-12-24", "title": "A speech", "actors": ["rwa"], "step": "speech"},
        {"date": "2022-08", "title": "Founded", "actors": ["rwa"], "step": "founding"},
        {"date": "2024", "title": "A congress", "actors": ["rwa"], "step": "conference"},
    )
    held = entered_rows("relations", {"actor": "nor", "role": "chairs", "other": "rwa", "from": "2022"})
    (assembly, _) = run(duckdb, Events(), events=happened, relations=held).findings
    dates, kinds, _, gaps, *_ = zip(*assembly.tables[0].rows, strict=True)
    assert dates == ("2022 (order not known)", "August 2022", "24 December 2022", "2024")
    assert kinds == ("chair", "founding", "speech", "conference")
    assert gaps[1] == "order not known: dated to the year"


def test_changes_near_an_event_stand_beside_it_with_what_chance_would_give(duckdb: Any) -> None:
    happened = entered_rows(
        "events", {"date": "2022-01-10", "title": "A", "precision": "day"}, {"date": "2022-06", "title": "B"}
    )
    changes = rows(
        "changes",
        [
            {
                "finding": f"f{n}",
                "analysis": "narratives",
                "kind": "break",
                "about": about,
                "date": day,
                "first": day,
                "last": day,
            }
            for n, (day, about) in enumerate((("2022-01-01", "bridge"), ("2022-04-10", "bridge, Норвания")))
        ],
    )
    (finding,) = run(duckdb, Events(near_days=10), events=happened, changes=changes).findings
    assert "1 of 2 dated changes that other analyses found lie at most 10 days from one of them." in finding.statement
    assert finding.tables[1].rows[0][3:] == (
        "step in a narrative: bridge",
        "1 January 2022",
        "1 January 2022 to 1 January 2022",
        "9 days before",
    )
    apart = "more than 10 days from every event known to the day"
    assert [(row[0], row[3], row[6]) for row in finding.tables[1].rows[1:]] == [
        ("", "step in a narrative: bridge, Norvania", apart)
    ]
    drawn = [(row["start"], row["lane"]) for row in finding.figures[0].rows if row["lane"] != "Event"]
    assert drawn == [("2022-01-01", "Narrative"), ("2022-04-10", "Narrative")]
    assert "20 % lie so near an event" in finding.counter_evidence[0]
    assert any(value.startswith("20 %, ") for _, value in finding.facts)
    assert not [one for one in blockers(finding) if one.kind == "number"]
    assert "caused" not in str(finding)


def test_an_actor_is_found_under_any_name_and_not_outside_its_dates(duckdb: Any) -> None:
    said = [("Норвания молчит.", 2020), ("The government of Averra and Norvania met.", 2021), ("Pat Quiet slept.", 2021), ("The chair spoke.", 2022), ("The chair spoke.", 2018)]  # fmt: skip
    documents = rows("documents", [{"document": f"d{n}", "kind": "article", "outlet": "The Paper", "date": datetime(year, 3, 1), "date_precision": "day", "text": text}
                                   for n, (text, year) in enumerate(said)])  # fmt: skip
    office = {
        "id": "chair",
        "name": "the chair",
        "aliases": [],
        "kind": "person",
        "public_role": "chair",
        "from": "2019",
        "to": "2022-06",
    }
    ran = carry_out(duckdb, WhoIsWho(), actors=rows("actors", [*ACTORS, office]), documents=documents)
    (finding,) = ran.findings
    assert [row[:2] for row in finding.tables[0].rows] == [("Norvania", 2), ("Averra", 1), ("the chair", 1)]
    assert "the chair (1)" in finding.counter_evidence[0] and "Pat" not in str(finding)
    assert {piece.quote for piece in ran.evidence(finding)} == {
        "Норвания",
        "Norvania",
        "government of Averra",
        "The chair",
    }


def test_a_protected_person_is_quoted_and_nothing_around_the_quote(duckdb: Any) -> None:
    documents = rows(
        "documents",
        [
            {
                "document": "d",
                "kind": "testimony",
                "speaker": "a witness",
                "protected": True,
                "text": "I live at 4 Elm Row. They said go.",
            }
        ],
    )
    quote = {
        "standing": "verified",
        "source_sha256": "f" * 64,
        "table": "documents",
        "row_ref": "line 1",
        "start": 21,
        "end": 33,
    }
    held = entered_rows("obligations", {"obliged": "nor", "obligation": "let them stay"} | quote)
    ran = run(duckdb, Obligations(), obligations=held, documents=documents)
    (piece,) = ran.evidence(ran.findings[0])
    assert piece.text == piece.quote == "They said go"
