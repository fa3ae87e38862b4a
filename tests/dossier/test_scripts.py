"""Texts in many scripts: which language their letters give away, and that none disturbs the sentence it stands in."""

from __future__ import annotations

import pytest

from undertow.dossier import masking
from undertow.dossier.scripts import direction, language, set_apart


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Յուրաքանչյուր ընտանիք", "hy"),
        ("ყველა ოჯახს", "ka"),
        ("لكل عائلة حق في العودة", "ar"),
        ("هر خانواده کلید دارد و چیز دیگر", "fa"),
        ("ہر خاندان", "ur"),
        ("לכל משפחה", "he"),
        ("У каждой семьи есть ключ", ""),
        ("У каждой семьи были ключи", "ru"),
        ("Кожна сім’я має ключ", "uk"),
        ("Hər ailənin evi", "az"),
        ("Her ailenin evi ve dağı", "tr"),
        ("Every family has 12 keys", ""),
        ("12, 13", ""),
    ],
)  # fmt: skip
def test_letters_give_the_language_away_or_nothing_is_said(text: str, found: str) -> None:
    assert language(text) == found


def test_direction_is_that_of_the_first_letter() -> None:
    assert direction("12 “لكل”") == "rtl" and direction("“Every لكل”") == "ltr" and direction("12") == "ltr"


def test_foreign_words_in_a_sentence_carry_their_language_and_stand_apart_where_they_run_from_right_to_left() -> None:
    said = set_apart("They said “لكل عائلة بيت” 12 times and “Յուրաքանչյուր ընտանիք” <b>7</b> times.")
    assert said == (
        'They said “<bdi lang="ar">لكل عائلة بيت</bdi>” 12 times and “<span lang="hy">Յուրաքանչյուր ընտանիք</span>” '
        "&lt;b&gt;7&lt;/b&gt; times."
    )


def test_a_text_that_begins_from_right_to_left_stands_apart_as_a_whole() -> None:
    assert set_apart("לכל משפחה, 12.") == '<bdi lang="he">לכל משפחה, 12.</bdi>'


def test_plain_english_is_not_touched() -> None:
    assert set_apart("A plain sentence of 12 words & more.") == "A plain sentence of 12 words &amp; more."


def test_names_in_foreign_sentences_are_masked_before_they_are_set() -> None:
    voice = masking(lambda _: "account 1", lambda _: False, {"private_person": "@[account 1]"})
    assert "private_person" not in voice.given("قال @private_person ذلك")
