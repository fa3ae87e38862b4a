"""Who takes up whose words: worked by hand, speeches and posts, passages side by side, and what is said when nothing can be."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from tests.analyses.running import Ran, carry_out
from tests.conftest import rows
from undertow.analyses._adoption import pairs
from undertow.analyses._adoption.borrowed import jaccard
from undertow.analyses._adoption.marked import is_printed, is_quotation, shortened
from undertow.analyses._panels import Panel
from undertow.analyses.adoption import Adoption
from undertow.engines import Engine
from undertow.errors import BadSetting, UnknownName
from undertow.model import mention
from undertow.statistics.first_use import Precedence, Uses
from undertow.synthetic.worlds.speakers import Adoption as TakenUp
from undertow.synthetic.worlds.speakers import speeches

FRONTIER = (
    "A frontier is a promise that two peoples make in the presence of a river. A promise is kept every morning or it is "
    "not kept at all, and we have counted those mornings since the treaty of the two mills."
)
SHELTER = (
    "No harbour shall be closed to a vessel in distress, whatever flag it flies. The cost of such shelter shall be borne by "
    "all members in equal parts, whatever cargo it declares."
)


def said(speaker: str, year: int, text: str, language: str = "en", month: int = 9) -> dict[str, Any]:
    return {
        "document": f"{speaker}-{year}-{month}", "kind": "speech", "speaker": speaker, "date": datetime(year, month, 20),
        "date_precision": "day", "language": language, "source_sha256": "e" * 64, "row_ref": f"{speaker}-{year}-{month}", "text": text,
    }  # fmt: skip


def world(*adoptions: TakenUp, voices: int = 3, periods: int = 16) -> list[dict[str, Any]]:
    made = speeches(np.random.default_rng(11), voices, periods, passages=6, adoptions=adoptions)
    return [said(f"Voice {s.voice}", 1990 + s.period, s.text) for s in made]


def ran(engine: Engine, documents: list[dict[str, Any]], **settings: Any) -> Ran:
    numbered = [document | {"row_index": number} for number, document in enumerate(documents, 1)]
    return carry_out(engine, Adoption(**settings), documents=rows("documents", numbered))


def test_the_voice_that_comes_first_is_named_with_both_first_uses_quoted(duckdb: Engine) -> None:
    found = ran(duckdb, world(TakenUp(2, 0, 0.4, since=4)))
    (finding,) = (f for f in found.findings if "first uses" in f.subject)
    assert "Voice 2 comes first" in finding.statement and finding.grade in ("moderate", "limited")
    assert finding.estimate.high < 0.5 and finding.q_value is not None and finding.q_value <= 0.05
    one, other = found.evidence(finding)[:2]
    assert (one.who, other.who) == ("Voice 0", "Voice 2") and one.at and other.at
    words = one.note.split(": ")[1].split()
    assert all(word in text.quote.casefold() for word in words for text in (one, other))
    drawn, lags = finding.figures
    assert drawn.kind == "first_uses" and {"one", "other"} <= drawn.rows[0].keys()
    assert max(lags.rows, key=lambda row: row["value"] or 0)["x"] in (-1, -2)


def test_a_pair_named_before_looking_is_reported_whatever_is_found(duckdb: Engine) -> None:
    found = ran(duckdb, world(), between="Voice 1; Voice 0")
    (finding,) = (f for f in found.findings if "first uses" in f.subject)
    assert finding.grade == "not supported" and "no evidence that either comes first" in finding.statement
    assert (
        "a wider bound that is assumed: only 0 pairs without either voice"
        in dict(finding.facts)["z, and its spread among other pairs"]
    )
    assert any("of 6 tests (" in value for _, value in finding.facts) and any(
        "of 6 tests (" in note for note in found.notes
    )
    assert "had to lead by" in finding.detectable and "third voice" in finding.counter_evidence[0]


def test_a_voice_named_beforehand_that_nobody_has_is_told_with_those_known(duckdb: Engine) -> None:
    few = [said(speaker, 1990 + n, "Copper bridges of the valley.") for n in range(2) for speaker in ("A", "B")]
    with pytest.raises(UnknownName, match=r"no voice called 'Y'\. Known: A, B\."):
        ran(duckdb, few, between="A; Y")


def test_where_no_voice_speaks_often_enough_it_is_said_why_nothing_was_compared(duckdb: Engine) -> None:
    few = [said(speaker, 1990 + n, FRONTIER) for n in range(3) for speaker in ("A", "B")]
    found = ran(duckdb, few)
    assert found.findings == []
    assert "it takes two voices with texts in 12 periods (one a quarter); 0 has, 2 have not." in found.notes[0]


def test_a_named_pair_with_too_little_in_common_cannot_be_judged(duckdb: Engine) -> None:
    few = [said(speaker, 1990 + n, "Copper bridges of the valley.") for n in range(8) for speaker in ("A", "B")]
    found = ran(duckdb, few, between="A; B")
    assert found.findings == [] and "cannot be judged" in " ".join(found.notes)


def test_a_passage_that_comes_back_is_set_beside_its_source_and_a_quotation_by_many_is_not(duckdb: Engine) -> None:
    documents = world(voices=5)
    changed = FRONTIER.replace("every morning", "each morning")
    for speaker, year, words in (
        ("Voice 1", 1995, FRONTIER), ("Voice 3", 1999, changed), *((f"Voice {n}", 1993 + n, SHELTER) for n in range(5)),
    ):  # fmt: skip
        document = next(d for d in documents if d["speaker"] == speaker and d["date"].year == year)
        document["text"] += f"\n\n{words}"
    found = ran(duckdb, documents)
    (finding,) = (f for f in found.findings if "passages" in f.subject)
    (row,) = finding.tables[0].rows
    assert row[:2] == ("Voice 1", "1995-09-20") and row[3:5] == ("Voice 3", "1999-09-20")
    assert row[6] == "" and row[7] == pytest.approx(jaccard(FRONTIER.casefold(), changed.casefold()), abs=0.01)
    carried = next(table for table in finding.tables if table.title.startswith("Carried"))
    assert carried.rows[0][:3] == (5, 5, "Voice 0") and "harbour" in str(carried.rows[0][4])
    quotes = [(piece.who, piece.quote) for piece in found.evidence(finding)]
    assert ("Voice 1", FRONTIER) in quotes and ("Voice 3", changed) in quotes


@pytest.mark.parametrize(
    ("text", "quotation"),
    [
        (f"He told us: “{FRONTIER}” We agree.", True), (f'We heard "{FRONTIER}" there.', True), (f"«{FRONTIER}»", True),
        (f"As the minister of Averra said here last year, {FRONTIER}", True), (f"Как сказал министр, {FRONTIER}", True),
        (f"{FRONTIER} We agree.", False), (f"“Peace” is a word. {FRONTIER} So is “war”.", False),
        (f'It is "new". {FRONTIER} It is "old".', False),
    ],
)  # fmt: skip
def test_a_quotation_is_known_by_its_marks_or_by_who_is_said_to_have_said_it(text: str, quotation: bool) -> None:
    start = text.index(FRONTIER)
    assert is_quotation(text, start, start + len(FRONTIER)) is quotation


def test_what_the_printer_of_a_record_adds_is_left_out() -> None:
    assert is_printed(
        "This record contains the text of speeches delivered in English and of the translation of others."
    )
    assert is_printed(
        "Corrections should be submitted to the original speeches only. 05-51170 A/60/PV.14 We thank you."
    )
    assert not is_printed(FRONTIER) and not is_printed("This record of ours contains errors; corrections are welcome.")


def test_words_that_are_cut_end_whole_and_with_an_ellipsis() -> None:
    assert shortened("copper  bridges of the\nvalley", 29) == "copper bridges of the valley"
    assert shortened("copper bridges of the valley", 24) == "copper bridges of the …"
    assert shortened("x" * 30, 10) == "x" * 8 + " …"


def test_the_same_passage_on_one_day_is_no_order(duckdb: Engine) -> None:
    documents = world(voices=5)
    for document in documents:
        if document["date"].year == 1996 and document["speaker"] in ("Voice 1", "Voice 3"):
            document["text"] += f"\n\n{FRONTIER}"
    (finding,) = ran(duckdb, documents).findings
    assert (
        "0 passages of one voice" in finding.statement
        and "1 in texts of two voices of the same day" in finding.statement
    )


def test_languages_are_never_compared_and_what_translations_need_is_said(duckdb: Engine) -> None:
    documents = world(TakenUp(2, 0, 0.4, since=4))
    for document in documents:
        document["language"] = "ru" if document["speaker"] == "Voice 2" else "en"
    found = ran(duckdb, documents)
    assert found.findings == [] and "translation of another" in found.notes[-1]


def test_posts_are_compared_for_public_or_named_accounts_only_and_by_shorter_periods(duckdb: Engine) -> None:
    made = speeches(np.random.default_rng(12), 3, 16, passages=6, adoptions=[TakenUp(1, 0, 0.4, since=4)])
    posts = [
        {
            "post": f"p{n}", "account": f"m:{s.voice}", "handle": f"h{s.voice}", "at": datetime(2022, 1, 3) + timedelta(days=7 * s.period, hours=s.voice),
            "at_precision": "s", "at_origin": "platform", "kind": "original", "text": s.text, "language": "en", "row_index": n + 1,
        }
        for n, s in enumerate(made)
    ]  # fmt: skip
    actors = [
        {"id": f"a{n}", "name": f"Actor {n}", "aliases": [f"m:{n}"], "kind": "organisation", "public_role": "office"}
        for n in (0, 1)
    ]
    given = {"posts": rows("posts", posts), "actors": rows("actors", actors)}
    found = carry_out(duckdb, Adoption(), **given)
    (finding,) = (f for f in found.findings if "first uses" in f.subject)
    assert f"{mention('m:1')} comes first" in finding.statement and finding.accounts == ("m:0", "m:1")
    assert "1 pairs of 2 voices" in found.notes[0] and "by week" in found.notes[0]
    named = carry_out(duckdb, Adoption(voices="h0, h2"), **given)
    assert [f for f in named.findings if "first uses" in f.subject] == [] and "1 pairs of 2 voices" in named.notes[0]


@pytest.mark.parametrize(
    ("settings", "words"),
    [({"period": "age"}, "must be one of"), ({"between": "A"}, "two voices"), ({"max_voices": 1}, "from 2 to 400"), ({"since": "May"}, "must be a day")],
)  # fmt: skip
def test_settings_that_cannot_be_used_are_refused(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(BadSetting, match=words):
        Adoption(**settings)


def test_p_is_corrected_by_how_far_pairs_without_either_voice_spread() -> None:
    z = {pair: 2.0 if sum(pair) % 2 else -2.0 for pair in combinations(range(9), 2)} | {(0, 1): 5.0}
    nothing = np.zeros(0, np.int64)
    found = [
        pairs.Tested(0, *pair, "phrases", np.arange(20), 5, Precedence(9, 9, 0, value, 0.0, 1.0, nothing, nothing, nothing, nothing))
        for pair, value in z.items()
    ]  # fmt: skip
    own = Panel("speeches", "en", "year", [f"V{n}" for n in range(9)], [], nothing, nothing, 0, 0)
    done = {(one.one, one.other): one for one in pairs.judged(found, ("V3", "V2"), [own])}
    assert done[0, 1].spread == pytest.approx(2.0) and done[0, 1].p == pytest.approx(0.0124, abs=1e-4)
    assert done[0, 1].q > 0.05 and not done[0, 1].decided and not done[2, 3].decided
    assert [pair for pair, one in done.items() if one.named] == [(2, 3)]


@pytest.mark.parametrize(("z", "spread", "decided"), [(3.0, 2.0, False), (5.2, 2.0, True)])
def test_a_pair_named_beforehand_is_tested_over_the_spread_of_the_other_pairs(
    z: float, spread: float, decided: bool
) -> None:
    """21 pairs without either voice, all at +-2: the spread is 2, and 3 is 1.5 of that, 5.2 is 2.6."""
    (one,) = (one for one in _judged(9, z) if one.named)
    assert (one.alike, one.spread, one.corrected) == (21, pytest.approx(spread), pytest.approx(z / spread))
    assert one.decided is decided


@pytest.mark.parametrize(("z", "decided"), [(3.6, False), (3.9, True)])
def test_with_too_few_pairs_for_a_spread_the_bound_of_a_named_pair_is_wider(z: float, decided: bool) -> None:
    """6 pairs without either voice: 1.5 is assumed, so the bound is 3.75."""
    (one,) = (one for one in _judged(6, z) if one.named)
    assert (one.alike, one.spread, one.decided) == (6, 1.5, decided)


def _judged(voices: int, z: float) -> list[pairs.Tested]:
    """Every pair at +2 or -2, but the first two voices, which are named, at z."""
    nothing = np.zeros(0, np.int64)
    values = {pair: 2.0 if sum(pair) % 2 else -2.0 for pair in combinations(range(voices), 2)} | {(0, 1): z}
    found = [
        pairs.Tested(0, *pair, "phrases", np.arange(20), 5, Precedence(9, 9, 0, value, 0.0, 1.0, nothing, nothing, nothing, nothing))
        for pair, value in values.items()
    ]  # fmt: skip
    own = Panel("speeches", "en", "year", [f"V{n}" for n in range(voices)], [], nothing, nothing, 0, 0)
    return pairs.judged(found, ("V1", "V0"), [own])


def test_units_used_where_the_other_is_silent_are_left_out_and_periods_numbered_anew() -> None:
    uses = Uses(np.array([1, 1, 2, 3, 3]), np.array([4, 6, 6, 5, 8]))
    kept = pairs._within(uses, np.array([4, 6, 8]))
    assert kept.unit.tolist() == [1, 1, 2] and kept.period.tolist() == [0, 1, 1]


def test_a_voice_that_no_text_has_is_an_error_that_names_those_there_are(duckdb: Engine) -> None:
    with pytest.raises(UnknownName, match="nosuch") as refused:
        ran(duckdb, world(voices=3), voices="Voice 1, nosuch")
    assert "Voice 0" in str(refused.value) and "Write it in --voices" in str(refused.value)
