"""Series of numbers by population key: what is put side by side, what waits for a verdict, what the analyst moves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.analyses.running import Ran, carry_out
from tests.conftest import rows
from tests.gold.corpus import STATEMENTS
from undertow.analyses.claims import Claims
from undertow.cli.printing import print_drawn
from undertow.engines import Engine
from undertow.errors import BadSetting

ACTORS = [
    {
        "id": "estia",
        "name": "Estia",
        "aliases": ["Estian*"],
        "kind": "state",
        "public_role": "government",
        "from": "",
        "to": "",
    }
]
PLACE = "from Norland between 1988 and 1991"
SAID = (
    ("Estia", 2005, f"Some 200,000 Estians were expelled {PLACE}."),
    ("Estia", 2011, f"About 230,000 Estians were expelled {PLACE}."),
    ("Estia", 2023, f"More than 300,000 Estians were expelled {PLACE}."),
)


def ran(engine: Engine, said: Any = SAID, keys: Any = (), **settings: Any) -> Ran:
    documents = [
        {
            "document": f"d{n}",
            "speaker": who,
            "date": datetime(year, 9, 1),
            "text": text,
            "kind": "speech",
            "date_precision": "day",
            "language": "en",
        }
        for n, (who, year, text) in enumerate(said)
    ]
    moved = [{"id": name, "series": series, "why": "read", "judged_by": "tester"} for name, series in keys]
    given = {"documents": rows("documents", documents), "actors": rows("actors", ACTORS), "keys": rows("keys", moved)}
    return carry_out(engine, Claims(**settings), **given)


def pairs(found: Ran) -> list[tuple[Any, ...]]:
    (finding,) = found.findings
    return [row[:3] for table in finding.tables if table.title.startswith("Pairs") for row in table.rows]


def test_numbers_under_one_complete_key_that_exclude_each_other_wait_for_a_verdict(engine: Engine) -> None:
    found = ran(engine)
    assert pairs(found) == [
        ("about 200,000 (2005-09-01)", "more than 300,000 (2023-09-01)", "for a verdict"),
        ("about 230,000 (2011-09-01)", "more than 300,000 (2023-09-01)", "for a verdict"),
    ]
    assert "contradict" not in found.findings[0].statement
    quotes = [evidence.quote for evidence in found.evidence(found.findings[0])]
    assert quotes == [text for _, _, text in SAID]


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        ("More than 300,000 Estians were expelled from Sudrand between 1988 and 1991.", None),
        ("More than 300,000 Estians were expelled from Norland between 1992 and 1993.", "when"),
        ("More than 300,000 Estians were expelled from Norland.", "can grow"),
        ("More than 300,000 Estians fled from Norland between 1988 and 1991.", "what happened"),
        ("More than 300,000 Estians were expelled from Norland by Sudrandi troops between 1988 and 1991.", ""),
    ],
)
def test_a_key_that_differs_or_is_open_is_for_review_and_no_more(
    duckdb: Engine, second: str, reason: str | None
) -> None:
    found = ran(duckdb, [SAID[1], ("Estia", 2023, second)])
    if reason is None:
        assert not found.findings
        return
    ((_, _, status),) = pairs(found)
    table = next(table for table in found.findings[0].tables if table.title.startswith("Pairs"))
    assert status == ("for review" if reason else "for a verdict")
    assert reason in str(table.rows[0][3])


def test_a_part_of_a_number_is_never_set_against_another(duckdb: Engine) -> None:
    part = "About 500,000 Estians suffered; 100,000 of them were expelled from Norland between 1988 and 1991."
    found = ran(duckdb, [("Estia", 2001, part), SAID[0]])
    assert [status for *_, status in pairs(found)] == ["for review"]


def test_a_place_filled_from_context_is_shown_in_brackets_and_keeps_the_pair_for_review(duckdb: Engine) -> None:
    said = [
        ("Estia", 1995, "In 1988 Norland expelled its Estian population — some 200,000 persons."),
        ("Estia", 2024, "In 1988 Norland expelled 420,000 Estians from Norland."),
    ]
    found = ran(duckdb, said)
    table = found.findings[0].tables[0]
    assert [row[4] for row in table.rows] == ["(Norland)", "Norland"]
    assert [status for *_, status in pairs(found)] == ["for review"]


def test_under_a_complete_and_equal_key_no_size_is_too_far_apart(duckdb: Engine) -> None:
    numbers = ("200,000", "500,000", "2 million")
    said = [("Estia", 2005 + n, f"Some {one} Estians were expelled {PLACE}.") for n, one in enumerate(numbers)]
    (finding,) = ran(duckdb, said).findings
    assert [row[1] for row in finding.tables[0].rows] == ["about 200,000", "about 500,000", "about 2,000,000"]
    assert pairs(ran(duckdb, said)) == [
        ("about 200,000 (2005-09-01)", "about 500,000 (2006-09-01)", "for a verdict"),
        ("about 200,000 (2005-09-01)", "about 2,000,000 (2007-09-01)", "for a verdict"),
        ("about 500,000 (2006-09-01)", "about 2,000,000 (2007-09-01)", "for a verdict"),
    ]


def test_under_an_incomplete_key_numbers_more_than_three_times_apart_are_two_groups_until_the_analyst_says_otherwise(
    duckdb: Engine,
) -> None:
    said = [SAID[0], ("Estia", 2023, "Some 900,000 Estians fled from Norland.")]
    first = ran(duckdb, said)
    assert not first.findings
    names = [row["id"] for row in first.rows("claims_found")]
    merged = ran(duckdb, said, [(name, "all Estians") for name in names])
    assert [finding.subject for finding in merged.findings] == ["series estia | all Estians"]


def test_a_statement_that_the_analyst_moves_away_stays_away(duckdb: Engine) -> None:
    first = ran(duckdb)
    last = next(row["id"] for row in first.rows("claims_found") if row["low"] == 300_000)
    split = ran(duckdb, SAID, [(last, "counted by another office")])
    (finding,) = split.findings
    assert len(finding.tables[0].rows) == 2
    assert finding.subject == first.findings[0].subject


@pytest.mark.parametrize(
    ("first", "second", "said", "status"),
    [
        ("Some 200,000", "Some 300,000", "[150,000, 250,000) and [250,000, 350,000) touch at 250,000 and do not", "for review"),
        ("200,000", "300,000", "[150,000, 250,000) and [250,000, 350,000) touch at 250,000 and do not", "for a verdict"),
        ("Some 200,000", "Some 400,000", "[150,000, 250,000) and [350,000, 450,000) do not overlap", "for a verdict"),
        ("1,437", "1,438", "[1,436.5, 1,437.5) and [1,437.5, 1,438.5) touch at 1,437.5 and do not", "for a verdict"),
    ],
)  # fmt: skip
def test_numbers_that_touch_say_so_and_wait_for_no_verdict_where_a_word_loosens_them(
    duckdb: Engine, first: str, second: str, said: str, status: str
) -> None:
    found = ran(
        duckdb, [("Estia", 2005 + n, f"{one} Estians were expelled {PLACE}.") for n, one in enumerate((first, second))]
    )
    assert said in found.findings[0].paragraphs[0]
    assert [row[2] for row in pairs(found)] == [status]


def test_the_ratio_is_at_least_what_every_pair_allows(duckdb: Engine) -> None:
    numbers = ("About 100,000", "102,000", "160,000", "about 200,000")
    said = [("Estia", 2005 + n, f"{one} Estians were expelled {PLACE}.") for n, one in enumerate(numbers)]
    estimate = ran(duckdb, said).findings[0].estimate
    # [50,000, 150,000), [101,500, 102,500), [155,000, 165,000), [150,000, 250,000)
    assert (estimate.value, estimate.low, estimate.high) == pytest.approx((2, 155 / 102.5, 5))


def test_a_number_that_the_voice_denies_or_gives_as_the_word_of_another_is_kept_apart(duckdb: Engine) -> None:
    said = [*SAID, ("Estia", 2014, f"Norland claims that 400,000 Estians were expelled {PLACE}; this is false.")]
    found = ran(duckdb, said)
    assert [row[1] for row in found.findings[0].tables[0].rows] == [
        "about 200,000",
        "about 230,000",
        "more than 300,000",
    ]
    near = next(table for table in found.findings[0].tables if table.title.startswith("Other numbers"))
    assert [(row[1], row[-1]) for row in near.rows] == [("400,000", "denied")]
    assert any(note.startswith("1 numbers are denied") for note in found.notes)
    name = next(row["id"] for row in found.rows("claims_found") if row["voiced"])
    (merged,) = ran(duckdb, said, [(name, found.findings[0].subject.rsplit(" | ", 1)[-1])]).findings
    pairs_told = next(table for table in merged.tables if table.title.startswith("Pairs")).rows
    assert {row[2] for row in pairs_told if "400,000" in (row[0] + row[1])} == {"for review"}


def test_show_says_against_what_a_statement_differs(duckdb: Engine) -> None:
    told: list[str] = []
    print_drawn(ran(duckdb).findings[0], told.append)
    assert any("Differs in: against the first statement that fills the slot." in line for line in told)


def test_a_statement_keeps_its_id_in_another_edition_of_its_source(duckdb: Engine) -> None:
    first = {row["said"]: row["id"] for row in ran(duckdb).rows("claims_found")}
    assert len(set(first.values())) == 3
    edition = [
        {"document": f"d{n}", "speaker": who, "date": datetime(year, 9, 1), "text": f"Thank you. {text}", "kind": "speech", "date_precision": "day", "language": "en", "source_sha256": "e" * 64}
        for n, (who, year, text) in enumerate(SAID)
    ]  # fmt: skip
    newer = rows("documents", edition[::-1])
    again = carry_out(duckdb, Claims(), documents=newer, actors=rows("actors", ACTORS))
    assert {row["said"]: row["id"] for row in again.rows("claims_found")} == first


def test_the_same_words_twice_in_one_text_are_two_statements(duckdb: Engine) -> None:
    twice = f"{SAID[0][2]} We mourn. {SAID[0][2]}"
    assert len({row["id"] for row in ran(duckdb, [("Estia", 2005, twice)]).rows("claims_found")}) == 2


def test_a_key_that_names_nothing_is_told(duckdb: Engine) -> None:
    found = ran(duckdb, SAID, [("q00000000", "elsewhere")])
    assert any("q00000000" in note for note in found.notes)


def test_other_numbers_of_the_same_size_are_shown_beside_with_their_slots(duckdb: Engine) -> None:
    found = ran(duckdb, [*SAID, ("Estia", 2004, "There were more than 400,000 Estians living in Sudrand.")])
    near = next(table for table in found.findings[0].tables if table.title.startswith("Other numbers"))
    assert [row[1] for row in near.rows] == ["more than 400,000"]


def test_the_course_of_the_numbers_tells_growth_from_moves_both_ways(duckdb: Engine) -> None:
    assert dict(ran(duckdb).findings[0].facts)["Over time the numbers"] == "grow"
    back = ran(duckdb, [*SAID, ("Estia", 2024, f"Some 240,000 Estians were expelled {PLACE}.")])
    assert dict(back.findings[0].facts)["Over time the numbers"] == "move both ways"


def test_equal_numbers_and_one_date_make_no_finding(duckdb: Engine) -> None:
    assert not ran(duckdb, [SAID[0], ("Estia", 2012, SAID[0][2])]).findings
    assert not ran(duckdb, [SAID[0], ("Estia", 2005, SAID[2][2])]).findings


def test_texts_in_other_languages_are_counted_as_not_read(duckdb: Engine) -> None:
    import pyarrow as pa

    documents = rows(
        "documents",
        [
            {
                "document": "d",
                "speaker": "Estia",
                "date": datetime(2020, 1, 1),
                "text": "Tausend Menschen flohen.",
                "kind": "speech",
                "date_precision": "day",
                "language": "de",
            }
        ],
    )
    assert isinstance(documents, pa.Table)
    found = carry_out(duckdb, Claims(), documents=documents)
    assert any("'de'" in note for note in found.notes)


def test_a_setting_below_one_is_refused() -> None:
    with pytest.raises(BadSetting, match="at least 1"):
        Claims(max_findings=0)


@pytest.mark.skipif(not STATEMENTS.exists(), reason="the UN statements are not here (../shared/data/texts)")
def test_the_series_of_both_states_come_up_unaided_in_the_un_statements(duckdb: Engine) -> None:
    from pyarrow.parquet import read_table

    years = (1992, 1995, 1996, 1997, 2004, 2023, 2024)
    table = read_table(STATEMENTS, columns=["doc_id", "country", "year", "text"]).to_pylist()
    spoken = [
        (row["country"], row["year"], row["text"])
        for row in table
        if row["country"] in ("AZE", "ARM") and row["year"] in years
    ]
    ran_once = ran(duckdb, spoken)
    found: dict[str, list[Any]] = {finding.subject.split(" | ")[0]: [] for finding in ran_once.findings}
    for finding in ran_once.findings:
        found[finding.subject.split(" | ")[0]].append([(row[0][:4], row[1]) for row in finding.tables[0].rows])
    assert [
        ("1992", "230,000"),
        ("1995", "about 200,000"),
        ("2023", "about 300,000"),
        ("2024", "about 300,000"),
    ] in found["series AZE"]
    (armenia,) = [finding for finding in ran_once.findings if finding.subject.startswith("series ARM")]
    beside = {
        row[1] for table in armenia.tables for row in table.rows if table.title.startswith(("The statements", "Other"))
    }
    assert beside >= {"360,000", "more than 300,000", "more than 400,000", "120,000"}
    assert all(
        "for a verdict" not in str(row)
        for finding in ran_once.findings
        for table in finding.tables
        for row in table.rows
    )
