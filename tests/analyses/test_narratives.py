"""Narratives over time: worked by hand on small worlds, and the whole path on real statements where they are."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.analyses.running import Ran, carry_out
from tests.conftest import rows
from undertow.analyses.narratives import Narratives
from undertow.engines import Engine
from undertow.errors import BadSetting, UnknownName
from undertow.model import Finding, mention

BOOK = """
[codebook]
id = "valley"
languages = ["en", "ru"]
[[frame]]
id = "bridge"
name = "The bridge"
definition = "The bridge is demanded."
[frame.patterns]
en = ["bridge*", "crossing"]
ru = ["мост*"]
[[frame]]
id = "mill"
name = "The mill"
definition = "The mill is mentioned."
[frame.patterns]
en = ["mill"]
"""
FIRST = datetime(2015, 1, 15)


def codebooks(toml: str = BOOK) -> Any:
    return rows("codebooks", [{"name": "valley", "toml": toml}])


def languages(*codes: str) -> Any:
    return rows("languages", [{"language": code} for code in codes])


def month(number: int) -> datetime:
    return datetime(2015 + number // 12, 1 + number % 12, 15)


def articles(
    share: Callable[[int], float], *, months: int = 48, each: int = 20, outlet: str = "Herald"
) -> list[dict[str, Any]]:
    """Articles of one paper: of those of a month, a share speaks of the bridge, evenly spread; the mill is in one of four."""
    made = []
    for number in range(months):
        carrying = min(each, round(each * share(number)) + (number % 3 == 0))
        for place in range(each):
            bridge = "They want a bridge." if place < carrying else "Nothing new."
            mill = " The mill turns." if place % 4 == number % 4 else ""
            made.append(
                {
                    "document": f"{outlet}-{number}-{place}",
                    "kind": "article",
                    "outlet": outlet,
                    "date": month(number) + timedelta(place % 10),
                    "date_precision": "day",
                    "language": "en",
                    "text": f"{bridge}{mill} Weather follows.",
                }
            )
    return made


def run(engine: Engine, documents: list[dict[str, Any]], **more: Any) -> Ran:
    settings = more.pop("settings", {})
    given = {"documents": rows("documents", documents), "codebooks": codebooks(), "languages": languages("en")} | more
    return carry_out(engine, Narratives(**settings), **given)


def about(ran: Ran, *key: str) -> Finding:
    """The finding about a series (panel, voice, narrative, language), or about a narrative."""
    wanted = ["series", *key] if len(key) > 1 else ["narrative", *key]
    return next(finding for finding in ran.findings if json.loads(finding.subject) == wanted)


@pytest.fixture(scope="module")
def stepped(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One run that several tests read: the bridge from one article in twenty to half of them, from January 2017 on."""
    from undertow.engines import connect

    engine = connect("duckdb", tmp_path_factory.mktemp("narratives") / "none.duckdb")
    happened = [
        {"id": "e1", "date": "2017-01-08", "precision": "day", "title": "The ferry stops", "actors": [], "place": "", "source_id": "", "quote": ""},
        {"id": "e2", "date": "2015-03", "precision": "month", "title": "A fair", "actors": [], "place": "", "source_id": "", "quote": ""},
    ]  # fmt: skip
    documents = articles(lambda n: 0.05 if n < 24 else 0.5)
    yield run(engine, documents, events=rows("events", happened))
    engine.close()


def test_a_step_is_dated_to_its_month_and_told_with_both_levels(stepped: Ran) -> None:
    found = about(stepped, "outlet", "Herald", "bridge", "en")
    assert found.statement.startswith(
        "Herald used “The bridge” in 51.7 % of texts since January 2017, against 6.7 % before;"
    )
    assert found.estimate.value == pytest.approx(45.0)
    assert 39 < found.estimate.low < 45 < found.estimate.high < 51
    assert dict(found.facts)["New level since"] == "2017-01-01"
    assert found.p_value is not None and found.p_value <= 0.05
    assert found.grade in ("moderate", "limited") and "Unverified" in found.caveats[0]


def test_the_narrative_that_did_not_change_is_told_as_such_with_what_would_have_been_seen(stepped: Ran) -> None:
    found = about(stepped, "mill")
    assert "no dated change was found in 2 series" in found.statement
    assert found.grade == "not supported"
    assert found.detectable.startswith("In four of five cases a lasting rise would have been found")


def test_every_quote_stands_at_its_place_in_the_text_of_its_row(stepped: Ran) -> None:
    found = about(stepped, "outlet", "Herald", "bridge", "en")
    assert found.evidence_count == (24 * 10 + 8) + (24 * 1 + 8)
    assert {piece.quote for piece in found.evidence} == {"bridge"}
    assert found.evidence[0].at.startswith("2017-01")
    assert all(not piece.account and piece.who == "Herald" for piece in found.evidence)


def test_events_near_the_date_are_listed_and_never_called_a_cause(stepped: Ran) -> None:
    found = about(stepped, "outlet", "Herald", "bridge", "en")
    table = next(table for table in found.tables if table.title.startswith("Events"))
    assert [row[:2] for row in table.rows] == [("2017-01-08", "The ferry stops")]
    said = " ".join((found.statement, *found.paragraphs, *found.caveats))
    assert "Near in time is not a cause" in said and "caused by" not in said


def test_the_first_appearance_comes_with_its_words_and_with_where_the_material_begins(stepped: Ran) -> None:
    found = about(stepped, "bridge")
    assert (
        "first in the material: an article of Herald on 15 January 2015, where articles begin on 15 January 2015"
        in (found.statement)
    )
    assert dict(found.facts)["Material begins"] == "2015-01-15 (on 15 January 2015), articles"
    first = next(table for table in found.tables if table.title == "First appearances").rows[0]
    assert first == ("2015-01-15", "Herald", "They want a bridge. The mill turns. Weather follows.")


def test_the_first_text_of_each_voice_is_listed_once_and_told_with_whose_it_is(duckdb: Engine) -> None:
    """Five passages of one paper come before the one of a speaker; the speeches begin in a month before that."""
    papers = [{**one, "outlet": "Herald"} for one in articles(lambda n: 1.0, months=2, each=5)]
    speeches = [
        {"document": f"s{n}", "kind": "speech", "speaker": "Norvania", "text": text, "language": "en"}
        | {"date": datetime(2014, when, 1 if when == 3 else 22), "date_precision": "month" if when == 3 else "day"}
        for n, (when, text) in enumerate([(3, "Rain."), (5, "A bridge!")])
    ]
    found = about(run(duckdb, papers + speeches), "bridge")
    assert (
        "first in the material: a speech of Norvania on 22 May 2014, where speeches begin in 2014-03;"
        in found.statement
    )
    facts = dict(found.facts)
    assert facts["Material begins"] == "2014-03 (in 2014-03), speeches"
    table = next(table for table in found.tables if table.title == "First appearances")
    assert [row[:2] for row in table.rows] == [("2014-05-22", "Norvania"), ("2015-01-15", "Herald")]


@pytest.mark.parametrize("voices", ["Nobody", "Herald,Nobody"])
def test_a_voice_that_has_no_text_is_refused_with_the_known_ones(duckdb: Engine, voices: str) -> None:
    with pytest.raises(UnknownName, match=r"no voice called 'Nobody'\. Known: Herald, Post"):
        documents = articles(lambda n: 0.2, months=2) + articles(lambda n: 0.2, months=2, outlet="Post")
        run(duckdb, documents, settings={"voices": voices})


def test_settings_in_which_the_change_is_seen_are_counted(stepped: Ran) -> None:
    found = about(stepped, "outlet", "Herald", "bridge", "en")
    tried = [row for row in stepped.rows("tried") if row["voice"] == "Herald"]
    assert found.sensitivity == (1 + sum(row["held"] for row in tried)) / (1 + len(tried))
    assert {row["setting"] for row in tried} >= {"periods shuffled in blocks of 3", "longer periods"}


def test_a_steady_rise_is_called_gradual(duckdb: Engine) -> None:
    noise = np.random.default_rng(5).binomial(20, 0.02 + 0.4 * np.arange(72) / 72) / 20
    ran = run(duckdb, articles(lambda n: float(noise[n]), months=72))
    found = about(ran, "outlet", "Herald", "bridge", "en")
    assert "a gradual change describes it as well as one date does" in found.statement
    assert found.grade == "limited"


def test_material_without_a_change_gives_no_finding_that_claims_one(duckdb: Engine) -> None:
    ran = run(duckdb, articles(lambda n: 0.2))
    assert [f.statement for f in ran.findings if json.loads(f.subject)[0] == "series"] == []


def test_without_a_codebook_nothing_is_found_and_the_note_says_what_to_write(duckdb: Engine) -> None:
    ran = carry_out(duckdb, Narratives(), documents=rows("documents", articles(lambda n: 0.2, months=3)))
    assert ran.findings == []
    assert "no codebook" in ran.notes[0] and "codebook/" in ran.notes[0]


def post(number: int, text: str, **more: Any) -> dict[str, Any]:
    return {
        "post": f"p{number}",
        "platform": "x",
        "account": f"x:{number % 7}",
        "at": FIRST + timedelta(days=number % 28),
        "at_precision": "s",
        "at_origin": "platform",
        "kind": "original",
        "text": text,
        "language": "en",
        **more,
    }


def test_reposts_do_not_count_as_uses_and_reach_is_unknown_where_nobody_says(duckdb: Engine) -> None:
    posts = [post(n, "A bridge!", reposts=n, views=None) for n in range(10)]
    posts += [post(10 + n, "A bridge!", kind="repost") for n in range(5)] + [post(20 + n, "Rain.") for n in range(5)]
    ran = carry_out(duckdb, Narratives(), posts=rows("posts", posts), codebooks=codebooks(), languages=languages("en"))
    (whole,) = [row for row in ran.rows("series") if row["voice"] == "*" and row["frame"] == "bridge"]
    assert (whole["used"], whole["texts"]) == (10, 15)
    carriers = [row for row in ran.rows("carriers") if row["frame"] == "bridge"]
    assert sum(row["reposts"] or 0 for row in carriers) == sum(range(10))
    assert all(row["views"] is None for row in carriers)


def test_reach_and_early_carriers_of_five_posts_are_as_worked_by_hand(duckdb: Engine) -> None:
    """A repost shows the count of what it repeats (100), which is nobody's reach; 0 is known, and not the same as unknown."""
    posts = [
        post(2, "A bridge!", account="b", kind="repost", reposts=100, views=None),
        post(3, "A bridge!", account="a", reposts=5, views=None),
        post(4, "A bridge!", account="c", reposts=None, views=30),
        post(5, "A bridge!", account="a", kind="repost", reposts=100, views=None),
        post(6, "A bridge!", account="c", reposts=0, views=None),
    ]
    ran = carry_out(duckdb, Narratives(), posts=rows("posts", posts), codebooks=codebooks(), languages=languages("en"))
    found = {row["carrier"]: row for row in ran.rows("carriers") if row["frame"] == "bridge"}
    columns = ("texts", "repeated", "reposts", "reposts_known", "views", "views_known")
    assert {name: tuple(row[column] for column in columns) for name, row in found.items()} == {
        "a": (2, 1, 5, 1, None, 0),
        "b": (1, 1, None, 0, None, 0),
        "c": (2, 0, 0, 1, 30, 1),
    }
    assert found["b"]["first_own_day"] is None and found["b"]["first_day"] < found["a"]["first_own_day"]
    facts = about(ran, "bridge").facts
    early = [value.rpartition(", ")[0] for name, value in facts if name == "Early"]
    assert early == [mention("a"), mention("c")]
    assert dict(facts)["Reposts by others"] == "5 as the platform counted them, known for 2 of 3 posts"
    assert dict(facts)["Views"] == "30 as the platform counted them, known for 1 of 3 posts"


def test_a_series_of_its_own_is_for_public_accounts_and_private_ones_are_counted_together(duckdb: Engine) -> None:
    actor = {
        "id": "paper",
        "name": "The Paper",
        "aliases": ["@paper", "x:1"],
        "kind": "organisation",
        "public_role": "newspaper",
    }
    posts = [post(n, "A bridge!") for n in range(28)]
    ran = carry_out(
        duckdb, Narratives(), posts=rows("posts", posts), codebooks=codebooks(), languages=languages("en"), actors=rows("actors", [actor])
    )  # fmt: skip
    assert {row["voice"] for row in ran.rows("series")} == {"*", "x:1"}
    assert {row["panel"] for row in ran.rows("series")} == {"account on x"}


def test_posts_of_groups_found_before_are_set_against_their_part_of_all_posts(duckdb: Engine) -> None:
    members = [{"finding": "f1", "analysis": "coordination", "grade": "strong", "account": a} for a in ("x:0", "x:1")]
    posts = [post(n, "A bridge!" if n % 7 < 2 else "Rain.") for n in range(28)]
    ran = carry_out(
        duckdb, Narratives(), posts=rows("posts", posts), codebooks=codebooks(), languages=languages("en"), groups=rows("groups", members)
    )  # fmt: skip
    table = next(t for t in about(ran, "bridge").tables if t.title.startswith("Posts by accounts of groups"))
    assert table.rows == (("f1", 8, 8, 100.0, round(100 * 8 / 28, 1)),)


def test_texts_are_read_in_the_language_they_state_else_in_the_one_their_letters_allow(duckdb: Engine) -> None:
    posts = [
        post(0, "Построят мост.", language=None),
        post(1, "A bridge.", language=None),
        post(2, "Un pont.", language="fr"),
        post(3, "Мост.", language="ru-RU"),
    ]
    given = {"posts": rows("posts", posts), "codebooks": codebooks(), "languages": languages("en", "ru")}
    ran = carry_out(duckdb, Narratives(), **given)
    assert sorted((row["id"], row["language"]) for row in ran.rows("hits")) == [
        ("p0", "ru"),
        ("p1", "en"),
        ("p3", "ru"),
    ]
    assert ran.rows("not_read") == [{"reason": "no patterns for its language (fr)", "texts": 1}]


def test_what_was_said_to_the_analyst_is_not_counted(duckdb: Engine) -> None:
    spoken = {
        "document": "t",
        "kind": "testimony",
        "speaker": "Protected source 1",
        "text": "The bridge.",
        "date": FIRST,
    }
    ran = run(duckdb, [spoken, *articles(lambda n: 0.2, months=2)])
    assert "t" not in {row["id"] for row in ran.rows("hits")}
    assert ran.rows("not_read")[0]["reason"] == "said to the analyst, not in public"


def test_a_hit_in_a_long_text_is_placed_in_the_whole_text(duckdb: Engine) -> None:
    long = "Much was said on that day. " * 60 + "Then came the crossing. " + "And more was said. " * 60
    ran = run(
        duckdb, [{"document": "d", "kind": "speech", "speaker": "Ada", "date": FIRST, "language": "en", "text": long}]
    )
    (hit,) = ran.rows("hits")
    assert long[hit["start"] : hit["end"]] == "crossing" and hit["passage"] > 0


def test_a_narrative_in_two_codebooks_is_refused(duckdb: Engine) -> None:
    twice = rows(
        "codebooks", [{"name": name, "toml": BOOK.replace('"valley"', f'"{name}"')} for name in ("one", "two")]
    )
    with pytest.raises(BadSetting, match="both define 'bridge'"):
        run(duckdb, articles(lambda n: 0.2, months=2), codebooks=twice)


def test_named_voices_alone_are_tested(duckdb: Engine) -> None:
    documents = articles(lambda n: 0.2) + articles(lambda n: 0.2, outlet="Post")
    ran = run(duckdb, documents, settings={"voices": "Post"})
    tested = {row["voice"] for row in ran.rows("series") if not row["lacks"]}
    assert tested == {"Post"}


def test_where_the_named_voice_holds_too_little_it_is_not_said_of_the_others(duckdb: Engine) -> None:
    documents = articles(lambda n: 0.2) + articles(lambda n: 0.2, outlet="Post", months=2)
    found = about(run(duckdb, documents, settings={"voices": "Post"}), "bridge")
    assert "; no series asked for holds enough to be tested." in found.statement


@pytest.mark.parametrize(
    ("speaker", "frame", "year", "low", "high"),
    [
        ("AZE", "landmines", "2021", "2019", "2022"),
        ("UKR", "occupation", "2015", "2012", "2015"),
        ("TUR", "displacement", "2012", "2004", "2016"),
    ],
)
def test_real_statements_give_the_breaks_reported_for_them(
    duckdb: Engine, real_data: Callable[[str], Path], speaker: str, frame: str, year: str, low: str, high: str
) -> None:
    """UN General Debate, 1992 to 2024, one speaker named beforehand: a sudden change, dated; none where none is established."""
    import pyarrow.parquet as pq

    found = pq.read_table(real_data("texts/un_general_debate_1970_2025.parquet"), filters=[("country", "=", speaker)])
    book = (real_data("texts").parents[1] / "codebook" / "frames_core.toml").read_text("utf-8")
    documents = [
        {
            "document": row["doc_id"],
            "kind": "speech",
            "speaker": row["country"],
            "date": datetime(row["year"], 1, 1),
            "date_precision": "year",
            "language": "en",
            "text": row["text"],
        }
        for row in found.to_pylist()
        if row["year"] < 2025
    ]
    ran = run(duckdb, documents, codebooks=codebooks(book), settings={"since": "1992-01-01", "until": "2024-12-31"})
    changes = {row["frame"]: row for row in ran.rows("changes") if row["kind"] != "burst" and not row["further"]}
    one = changes[frame]
    assert (one["kind"], one["at"][:4]) == ("break", year)
    assert low <= one["low"][:4] <= year <= one["high"][:4] <= high
    if speaker == "AZE":
        assert not {"liberation", "external_enemy"} & changes.keys()
        assert one["rate_before"] == pytest.approx(0.04, abs=0.02) and one["rate_after"] == pytest.approx(1.8, abs=0.1)
