"""Which words are names."""

from __future__ import annotations

from undertow.language.masking import Capitals, stopped
from undertow.language.tokens import tokens


def names(texts: list[str], languages: list[str] | None = None) -> set[str]:
    words = tokens(texts)
    capitals = Capitals()
    capitals.add(words, texts, languages or [])
    return {word for word, name in zip(words.vocabulary, capitals.names(words.vocabulary), strict=True) if name}


def test_a_name_has_a_capital_in_more_than_half_of_its_uses_inside_sentences() -> None:
    assert names(["we saw Averra burn", "in the end Averra won", "and the averra won"]) == {"averra"}
    assert names(["we saw Averra burn", "so the averra won"]) == set()


def test_the_first_word_of_a_sentence_tells_nothing() -> None:
    assert names(["Lantern roads burn. Lantern roads end."]) == set()


def test_headlines_in_capitals_tell_nothing() -> None:
    assert names(["The Lantern Road Opens For All", "the lantern road opens for all"]) == set()


def test_german_nouns_are_no_names() -> None:
    assert names(["wir sehen den Weg heute nicht"], ["de"]) == set()


def test_stop_words_are_those_of_the_languages_given_and_numbers() -> None:
    assert stopped(["the", "və", "road", "1992"], ["en", "az"]).tolist() == [True, True, False, True]
    assert stopped(["və"], ["en"]).tolist() == [False]
