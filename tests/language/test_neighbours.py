"""Phrases and rare words near each other, with their places."""

from __future__ import annotations

import pytest

from undertow.language.gazetteer import Gazetteer
from undertow.language.neighbours import Pairs, pairs

FILLER = ("harvest", "lantern", "meadow", "copper", "violet", "thistle", "maple", "ember")


def places(found: Pairs, texts: list[str]) -> dict[tuple[str, str], list[tuple[int, str]]]:
    """By pair: the text and the words there."""
    made: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for pair, text, start, end in zip(found.pair, found.text, found.start, found.end, strict=True):
        made.setdefault(found.words[pair], []).append((int(text), texts[text][start:end]))
    return made


def read(*texts: str, gazetteer: Gazetteer | None = None) -> tuple[dict[tuple[str, str], list[tuple[int, str]]], ...]:
    return tuple(places(found, list(texts)) for found in pairs([(text, "en") for text in texts], gazetteer))


def test_a_phrase_is_two_words_with_nothing_but_stop_words_between() -> None:
    phrases, _ = read("We saw bridges of copper.", "Bridges and the copper, bridges of copper!", "Copper. Bridges.")
    assert phrases == {("bridges", "copper"): [(0, "bridges of copper"), (1, "Bridges and the copper")]}


def test_rare_words_are_near_in_either_order_and_across_punctuation() -> None:
    _, near = read("Bridges, then meadows.", "Meadows need bridges.", "Meadows alone.")
    assert near["bridges", "meadows"] == [(0, "Bridges, then meadows"), (1, "Meadows need bridges")]


def test_rare_words_far_apart_are_not_near() -> None:
    far = f"Bridges {' '.join(FILLER)} meadows."
    _, near = read(far, far.replace("Bridges", "Old bridges"))
    assert ("bridges", "meadows") not in near and ("bridges", "copper") in near


def test_what_most_texts_hold_is_common_property() -> None:
    texts = [f"Copper bridges {FILLER[n % 8]} number{n}." for n in range(60)]
    phrases, near = read(*texts, "Tidal archives.", "Tidal archives.")
    assert ("copper", "bridges") not in phrases and ("bridges", "copper") not in near
    assert ("tidal", "archives") in phrases and ("tidal", "archives") in near


def test_names_are_left_out_by_their_capitals_or_by_the_gazetteer() -> None:
    texts = ("Today the Sarn bridge and averra roads.", "Then the Sarn bridge and averra roads.")
    phrases, _ = read(*texts, gazetteer=Gazetteer([("averra", ["averra"])]))
    assert not any({"sarn", "averra"} & set(pair) for pair in phrases) and ("bridge", "roads") in phrases


def test_nothing_comes_of_no_texts() -> None:
    assert read() == ({}, {})


@pytest.mark.parametrize("texts", [[""], ["the of and"], ["copper"]])
def test_texts_without_pairs_have_none(texts: list[str]) -> None:
    assert read(*texts) == ({}, {})
