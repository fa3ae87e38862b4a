"""The codebooks of the real case: both sides are worded alike, and what they state of themselves is what was judged."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from undertow.case.codebooks import standings
from undertow.case.given import Labels
from undertow.codebook import Codebook, Status, read
from undertow.codebook.status import after_judging

HERE = Path(__file__).parents[1] / "examples" / "south-caucasus"
#: Each two mirrored frames, and by language what is called one way on one side and the other way on the other.
MIRRORED = {
    ("western_azerbaijan", "western_armenia"): {
        "en": {"azerbaijan": "armenia", "azerbaijani": "armenian"},
        "ru": {"азербайджан": "армени", "азербайджанск": "армянск"},
        "az": {"azərbaycan": "ermənistan"},
        "hy": {"ադրբեջան": "հայաստան"},
    },
    ("azerbaijanis_to_armenia", "armenians_to_azerbaijan"): {
        "en": {"western azerbaijan": "baku armenian", "azerbaijani": "armenian", "armenia": "azerbaijan", "yerevan": "baku", "zangezur": "nakhchivan", "zangazur": "nakhichevan"},
        "ru": {"западн* азербайджан": "бакинск* армян", "азербайджанц": "армян", "азербайджанск": "армянск", "армени": "азербайджан", "ереван": "баку", "зангезур": "нахичеван"},
        "az": {"qərbi azərbaycan": "bakı erməni", "azərbaycanlı": "ermənilər", "ermənistan": "azərbaycan", "irəvan": "bakı", "zəngəzur": "naxçıvan"},
        "hy": {"արևմտյան ադրբեջան": "բաքվի հայ", "ադրբեջանցի": "հայեր", "հայաստան": "ադրբեջան", "երևան": "բաքու", "զանգեզուր": "նախիջևան"},
    },
    ("azerbaijanis_to_karabakh", "armenians_to_karabakh"): {
        "en": {"great return": "collective return", "western azerbaijan": "baku armenian", "azerbaijani": "armenian", "azerbaijan": "armenia", "shusha": "artsakh", "occupied territories": "military attack", "occupied areas": "2020 war", "military occupation": "military aggression"},
        "ru": {"больш* возвращени": "коллективн* возвращени", "азербайджанц": "армян", "азербайджанск": "армянск", "шуш": "арцах", "лачин": "степанакерт"},
        "az": {"böyük": "kollektiv", "azərbaycanlı": "ermənilər", "şuşa": "artsax", "laçın": "xankəndi"},
        "hy": {"մեծ": "հավաքական", "ադրբեջանցի": "հայեր", "շուշի": "արցախ", "լաչին": "ստեփանակերտ"},
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def books() -> list[Codebook]:
    return [read(path.read_text("utf-8"), path.name) for path in sorted((HERE / "codebook").glob("*.toml"))]


def exchanged(pattern: str, names: dict[str, str]) -> str:
    """The pattern with the names of the one side in place of the other's, both ways at once."""
    both = names | {there: here for here, there in names.items()}
    found = re.compile("|".join(rf"(?<!\w){re.escape(name)}" for name in sorted(both, key=len, reverse=True)))
    return found.sub(lambda name: both[name[0]], pattern)


@pytest.mark.parametrize(("pair", "names"), MIRRORED.items(), ids=" ".join)
def test_each_side_has_the_patterns_of_the_other_with_the_names_exchanged(
    books: list[Codebook], pair: tuple[str, str], names: dict[str, dict[str, str]]
) -> None:
    one, other = (next(f for book in books for f in book.frames if f.id == name) for name in pair)
    for language, there in names.items():
        for own, mirrored in ((one.patterns, other.patterns), (one.nots, other.nots)):
            here = [exchanged(pattern, there) for pattern in own.get(language, ())]
            assert here == list(mirrored.get(language, ())), language
    assert names.keys() == one.patterns.keys() == other.patterns.keys()


def test_every_frame_of_the_mirrored_codebook_has_its_counterpart(books: list[Codebook]) -> None:
    (book,) = (book for book in books if book.id == "south-caucasus-mirrored")
    assert {frame.id for frame in book.frames} == {name for pair in MIRRORED for name in pair}


def test_the_codebooks_state_what_the_stored_judgements_say(books: list[Codebook]) -> None:
    rows = {(s.codebook, s.frame, s.language): s for s in standings(books, Labels(HERE).all(), 0)}
    for book in books:
        for frame in book.frames:
            for language in ("en", "ru"):
                row = rows[book.id, frame.id, language]
                judged = after_judging(Status("unverified"), row.judged, row.hits)
                assert str(frame.status[language]) == str(judged), f"{frame.id}, {language}"
            assert {frame.status["az"], frame.status["hy"]} == {Status("draft")}
