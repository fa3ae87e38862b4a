"""Whom a text names."""

from __future__ import annotations

import time

import pytest

from undertow.language.gazetteer import Gazetteer

GAZETTEER = Gazetteer(
    [
        ("averra", ["Averra", "Averran*", "Аверр*", "ავერა*"]),
        ("west", ["Western Averra"]),
        ("norvania", ["Norvania", "NOR", "Норвани*", "Norvaniya*", "Նորվանիա*"]),
        ("return", ["Return to Western Averra", "@ReturnAverra", "x:123"]),
        ("chair", ["Ordel Harvaat", "Harvaat*"]),
    ]
)


def found(text: str) -> list[tuple[str, str]]:
    return [(name.actor, text[name.start : name.end]) for name in GAZETTEER.named(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Averra’s road", [("averra", "Averra")]),
        ("the Averrans left", [("averra", "Averrans")]),
        ("AVERRA!", [("averra", "AVERRA")]),
        ("averra said", [("averra", "averra")]),
        ("Averral and Naverra", []),
        ("in Western\nAverra today", [("west", "Western\nAverra")]),
        ("“Return to Western Averra” met", [("return", "Return to Western Averra")]),
        ("the return to Western Averra", [("west", "Western Averra")]),
        ("thanks @ReturnAverra!", [("return", "@ReturnAverra")]),
        ("@ReturnAverrans", []),
        ("neither nor Norvania", [("norvania", "Norvania")]),
        ("NOR says", [("norvania", "NOR")]),
        ("Власти Норвании и Аверры", [("norvania", "Норвании"), ("averra", "Аверры")]),
        ("Norvaniyanın səsi", [("norvania", "Norvaniyanın")]),
        ("Նորվանիայի ձայնը", [("norvania", "Նորվանիայի")]),
        ("ავერას ხმა", [("averra", "ავერას")]),
        ("Mr. Harvaat's plan, x:123", [("chair", "Harvaat")]),
    ],
)
def test_names_are_found_between_word_boundaries_in_every_alphabet(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_without_actors_nobody_is_named() -> None:
    assert list(Gazetteer([]).named("Averra")) == []


def test_hundreds_of_names_do_not_make_it_crawl() -> None:
    many = Gazetteer([(f"a{n}", [f"Name{n} Family{n}*"]) for n in range(600)])
    started = time.process_time()
    assert sum(1 for _ in many.named("Name17 Family17s met nobody. " * 400)) == 400
    assert time.process_time() - started < 2
