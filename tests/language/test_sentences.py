"""Where sentences end, in the languages and the hard cases the rules are for."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undertow.language.sentences import Span, sentence_at, sentences


def split(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text)]


ONE = (
    "Mr. Harvaat met Dr. Ostrel in St. Karesh.",
    "J. K. Venkar of the U.S. delegation spoke.",
    "Resolution No. 5 and art. 12 apply.",
    "Prices rose by 3.5 per cent, e.g. for bread.",
    "See www.example.org/a.b for details.",
    "He asked: “Why now?” and left.",
    "It was 5 p.m. when they came.",
    "В 1991 г. Норвания и Аверра подписали договор.",
    "Это заявил А. С. Венкар, т.е. министр.",
    "Проф. Остовский приехал из г. Лерхольм в 10 ч. 30 мин. утра.",
    "Бюджет вырос до 3 млн. руб. в год.",
    "Dr. Aslan 21. yüzyıl için konuştu.",
    "Prof. Əliyeva 2.5 faiz artım gördü.",
    "Проф. Коваль живе на вул. Садовій.",
    "პროფ. ბერიძე ქ. თბილისში ჩავიდა.",
    "Պրոֆ. Աբրահամյանը 3.5 տոկոս նշեց։",
    "An ellipsis ... goes on.",
    "the text was wrapped by",
)
TWO = (
    ("We waited. Nobody came.", "We waited."),
    ("“We waited.” Nobody came.", "“We waited.”"),
    ("Really?! Yes.", "Really?!"),
    ("The answer is No. We refuse.", "The answer is No."),
    ("They left the U.S. The talks ended.", "They left the U.S."),
    ("It happened in 2014. Then came the road.", "It happened in 2014."),
    ("Это произошло в 1991 г. Мы помним.", "Это произошло в 1991 г."),
    ("«Мы ждали». Никто не пришёл.", "«Мы ждали»."),
    ("Biz gözlədik. Heç kim gəlmədi.", "Biz gözlədik."),
    ("Bekledik! İzmir sessizdi.", "Bekledik!"),
    ("Ми чекали. Ніхто не прийшов.", "Ми чекали."),
    ("Մենք սպասեցինք։ Ոչ ոք չեկավ։", "Մենք սպասեցինք։"),
    ("Մենք սպասեցինք: Ոչ ոք չեկավ:", "Մենք սպասեցինք:"),
    ("ჩვენ ველოდით. არავინ მოვიდა.", "ჩვენ ველოდით."),
    ("**Heading**\n\nThe text.", "**Heading**"),
    ("A line of a post\nAnother line", "A line of a post"),
    ("1. Open the road.\n2. Close the gate.", "1. Open the road."),
    ("Firms, ships, etc. Then they left.", "Firms, ships, etc."),
)


@pytest.mark.parametrize("text", ONE)
def test_keeps_together_what_is_one_sentence(text: str) -> None:
    assert split(text) == [text]


@pytest.mark.parametrize(("text", "first"), TWO)
def test_parts_two_sentences_at_the_right_place(text: str, first: str) -> None:
    assert split(text) == [first, text[len(first) :].strip()]


def test_lines_broken_by_width_do_not_end_sentences() -> None:
    text = "We came here\nfrom far away and\nsaw Averra.\nThen we\nleft."
    assert split(text) == ["We came here\nfrom far away and\nsaw Averra.", "Then we\nleft."]


def test_empty_and_blank_texts_have_none() -> None:
    assert sentences("") == sentences(" \n\t ") == []


@given(st.text(alphabet=st.sampled_from('Ab. !?…\n"»«1г։:')))
def test_spans_are_in_order_apart_and_hold_every_character_that_is_seen(text: str) -> None:
    spans = sentences(text)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert "".join("".join(text[s.start : s.end].split()) for s in spans) == "".join(text.split())
    assert all(text[s.start : s.end].strip() == text[s.start : s.end] for s in spans)


def test_finds_the_sentence_of_a_place() -> None:
    spans = [Span(0, 5), Span(6, 9)]
    assert [sentence_at(spans, place) for place in (0, 4, 5, 6, 8)] == [0, 0, 0, 1, 1]
