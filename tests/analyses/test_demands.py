"""Demands found between actors: worked by hand, both sides alike, beside what the ledger has of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.analyses.running import Ran, carry_out
from tests.conftest import rows
from undertow.analyses._demands.grouping import content_words, groups
from undertow.analyses._demands.sense import is_against
from undertow.analyses.demands import Demands
from undertow.dossier.linting.findings import blockers
from undertow.engines import Engine
from undertow.errors import BadSetting
from undertow.model import Finding

ACTORS = [
    {"id": "averra", "name": "Averra", "aliases": ["Averran*"], "kind": "state", "public_role": "government"},
    {"id": "norvania", "name": "Norvania", "aliases": ["Norvanian*"], "kind": "state", "public_role": "government"},
    {"id": "neska", "name": "Neska", "aliases": [], "kind": "person", "public_role": ""},
]
RETURN = "We call on Averra to guarantee the safe return of the families."
SAID = (
    ("Norvania", 2020, f"We came. {RETURN} Norvania must act."),
    ("Norvania", 2022, "Again we call on Averra to guarantee the safe return of all families. Averra must restore the graves of Neska."),
    ("Norvania", 2023, "We demand the withdrawal of Averran forces. The Council has called on Averra to stop."),
    ("Averra", 2021, "We call on Norvania to guarantee the safe return of the families of Lerholm."),
    ("Drosmark", 2023, "We urge Averra to talk."),
)  # fmt: skip


def speech(number: int, who: str, year: int, text: str, **more: Any) -> dict[str, Any]:
    stated = {
        "kind": "speech",
        "date_precision": "day",
        "language": "en" if text.isascii() else "de" if "ü" in text else "ru",
    }
    return {"document": f"d{number}", "speaker": who, "date": datetime(year, 9, 1), "text": text, **stated, **more}


def ledger(place: str, start: int) -> list[dict[str, Any]]:
    """Two demands as entered; the first quotes the speech at `place`."""
    empty = dict.fromkeys(("source_id", "reported_by", "problem", "mirror_of", "quote"), "")
    first = {**empty, "id": "n1", "actor": "norvania", "addressee": "averra", "date": "2020-09-01", "demand": "guarantee return", "polarity": "do", "line": 2, "standing": "verified"}  # fmt: skip
    found = {
        "source_sha256": "f" * 64,
        "table": "documents",
        "row_ref": place,
        "start": start,
        "end": start + len(RETURN),
    }
    other = {**first, "id": "a1", "actor": "averra", "addressee": "norvania", "date": "2021-09-01", "demand": "return to Lerholm", "mirror_of": "n1", "line": 3, "standing": "unsourced"}  # fmt: skip
    return [first | found, other]


def ran(engine: Engine, said: Any = SAID, demands: Any = (), positions: Any = (), **settings: Any) -> Ran:
    documents = rows("documents", [speech(n, *one) for n, one in enumerate(said)])
    given = {"documents": documents, "actors": rows("actors", ACTORS)}
    entered = {"demands": rows("demands", list(demands)), "positions": rows("positions", list(positions))}
    return carry_out(engine, Demands(**settings), **given, **entered)


def only(found: Ran) -> Finding:
    (finding,) = found.findings
    return finding


def test_both_sides_stand_side_by_side_with_repeated_wordings_counted_once(engine: Engine) -> None:
    finding = only(ran(engine))
    assert "the rules found 1 different demand of Averra on Norvania, in 1 sentence" in finding.statement
    assert "the rules found 2 different demands of Norvania on Averra, in 3 sentences, the earliest of 1 September 2020" in finding.statement  # fmt: skip
    assert finding.estimate.value == 3
    assert finding.estimate.low <= 3 < finding.estimate.high
    assert any("ask nobody by name and name Averra" in text for text in finding.paragraphs)
    assert any("told of 1 time in" in text for text in finding.paragraphs)


def test_every_number_that_a_sentence_tells_is_a_fact_of_the_finding(engine: Engine) -> None:
    told = tuple(("Drosmark", 2020, "The Council has called on Averra to stop.") for _ in range(16))
    finding = only(ran(engine, (*SAID, *told)))
    assert ("Told of others than the speaker: demands on Averra", "17") in finding.facts
    assert ("Made more than once, of Norvania on Averra", "1 of 2") in finding.facts
    assert ("Further demands of Norvania that name Averra and ask nobody by name", "1") in finding.facts
    assert any("told of 17 times" in text for text in finding.paragraphs)
    assert not [found for found in blockers(finding) if found.where.endswith(("(statement)", "(text)"))]


def test_what_was_not_found_is_never_said_to_be_absent(engine: Engine) -> None:
    finding = only(ran(engine, (*SAID[:3], ("Averra", 2021, "A dry year."))))
    assert "no demand of Averra on Norvania was found, which does not say that there was none" in finding.statement
    unread = only(ran(engine, SAID[:3]))
    assert "nothing is said by Averra itself" in unread.statement


def test_the_table_says_what_a_person_has_still_to_fill_in(engine: Engine) -> None:
    cells = {row[1]: row for row in only(ran(engine)).tables[0].rows}
    first = cells["“guarantee the safe return of the families”"]
    assert first[2:5] == ("1 September 2020", "1 September 2022", 2)
    assert first[5].startswith("alike: “guarantee the safe return of the families of Lerholm”")
    assert first[6:] == ("nothing entered", "machine-found, waits for a verdict")
    (graves,) = [row for words, row in cells.items() if "graves" in words]
    assert graves[5] == "none entered"
    assert "Neska" not in graves[1]


def test_a_demand_that_the_ledger_quotes_carries_its_id_its_mirror_and_the_own_answer(engine: Engine) -> None:
    answer = {"id": "p1", "actor": "norvania", "date": "2022-01-01", "position": "a1", "stance": "refuses", "line": 2, "problem": ""}  # fmt: skip
    entered = ledger("line 1", SAID[0][2].index(RETURN))
    cells = {row[1]: row for row in only(ran(engine, demands=entered, positions=[answer])).tables[0].rows}
    row = cells["“guarantee the safe return of the families”"]
    assert row[5:] == ("entered: return to Lerholm (1 September 2021)", "refuses (1 January 2022)", "entered as n1")


def test_every_sentence_is_quoted_once_and_word_for_word(engine: Engine) -> None:
    found = ran(engine)
    quotes = [evidence.quote for evidence in found.evidence(only(found))]
    assert quotes[0] == RETURN
    assert len(quotes) == len(set(quotes)) == 4


def test_figures_show_each_demand_from_first_to_last_and_the_list_as_it_grows(engine: Engine) -> None:
    said = [("Norvania", 2015 + n, f"Averra must open the {road} road.") for n, road in enumerate(("eastern", "western", "southern", "northern"))]  # fmt: skip
    finding = only(ran(engine, said))
    (lanes,) = [figure for figure in finding.figures if figure.kind == "chronology"]
    (growing,) = [figure for figure in finding.figures if figure.kind == "lines"]
    assert len(lanes.rows) == [row["value"] for row in growing.rows][-1]
    assert all(row["low"] <= row["value"] <= row["high"] for row in growing.rows)


def test_posts_of_private_accounts_and_texts_in_other_languages_are_told_in_notes(engine: Engine) -> None:
    post = {
        "post": "1",
        "account": "x:9",
        "at": datetime(2022, 1, 1),
        "at_precision": "s",
        "at_origin": "platform",
        "kind": "original",
        "text": "Averra must pay.",
    }
    engine.hold("posts", rows("posts", [post]))
    notes = " ".join(
        ran(
            engine,
            (
                *SAID,
                ("Averra", 2022, "Мы призываем соседей не закрывать дорогу."),
                ("Averra", 2022, "Wir müssen reden."),
            ),
        ).notes
    )
    assert "1 posts of accounts that are no public actor of the ledger were not read" in notes
    assert "1 texts in 'de' were not read: there are rules for English, and for reading only for Russian" in notes
    assert "1 demands in Russian were found by rules that were not measured" in notes


def test_wordings_are_put_together_by_their_words_and_never_across_do_and_stop() -> None:
    words = [
        content_words(text) for text in ("withdraw from the lands", "withdraw from all the lands", "open the road")
    ]
    assert groups(words, ["do"] * 3) == [0, 0, 2]
    assert groups(words[:2], ["do", "stop/not"]) == [0, 1]


def listed(engine: Engine, *sentences: str) -> dict[str, int]:
    """The demands of Norvania on Averra as the table words them, with how often each was made."""
    finding = only(ran(engine, [("Norvania", 2001 + n, text) for n, text in enumerate(sentences)]))
    return {str(row[1]): int(row[4]) for row in finding.tables[0].rows}


@pytest.mark.parametrize(
    ("sentence", "printed"),
    [
        ("Averra must withdraw from all occupied lands.", "“withdraw from all occupied lands”"),
        ("Averra must refrain from the use of force.", "“refrain from the use of force”"),
        ("Averra must halt the raids.", "“halt the raids”"),
        ("Averra must not withdraw its troops.", "“not withdraw its troops”"),
        ("Averra must in no way resort to force.", "“in no way resort to force”"),
        ("Averra must stop refusing to lift the blockade.", "“stop refusing to lift the blockade”"),
        ("No Averran forces must cross the river.", "not to: “cross the river”"),
    ],
)
def test_a_demand_is_printed_with_its_own_verb_and_a_not_only_where_the_sentence_denies(
    engine: Engine, sentence: str, printed: str
) -> None:
    assert listed(engine, sentence) == {printed: 1}


def test_opposite_demands_stay_apart(engine: Engine) -> None:
    found = listed(
        engine,
        "Averra must withdraw its troops.",
        "Averra must not withdraw its troops.",
        "We call on Averra to withdraw its troops.",
        "Averra must stop the blockade.",
        "Averra must stop refusing to lift the blockade.",
        "Averra must ensure the return of families.",
        "Averra must prevent the return of families.",
    )
    assert found == {
        "“withdraw its troops”": 2,
        "“not withdraw its troops”": 1,
        "“stop the blockade”": 1,
        "“stop refusing to lift the blockade”": 1,
        "“ensure the return of families”": 1,
        "“prevent the return of families”": 1,
    }


def test_light_verbs_of_bringing_about_make_no_second_demand(engine: Engine) -> None:
    verbs = ("guarantee", "ensure", "secure", "make sure of")
    assert listed(engine, *(f"Averra must {verb} the return of families." for verb in verbs)) == {
        "“guarantee the return of families”": 4
    }


@pytest.mark.parametrize(
    ("wording", "against"),
    [
        ("withdraw", False),
        ("not to withdraw", True),
        ("not stop withdrawing", False),
        ("an immediate end to the raids", True),
        ("ensure that there is no return", True),
        ("stop refusing to lift the blockade", False),
        ("notify the Council", False),
    ],
)
def test_an_odd_number_of_negating_words_asks_against_an_act(wording: str, against: bool) -> None:
    assert is_against(wording) is against
    assert is_against(wording, denied=True) is not against


def test_settings_out_of_range_are_refused() -> None:
    with pytest.raises(BadSetting, match="max_demands is 0 but must be at least 1"):
        Demands(max_demands=0)
