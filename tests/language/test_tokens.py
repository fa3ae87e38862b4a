"""Words of texts: what is one, what it is folded to, and that it still points into the text as it came."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from undertow.language.lookalikes import reading
from undertow.language.passages import passages
from undertow.language.tokens import tokens


def words(text: str) -> list[str]:
    read = tokens([text])
    return [read.vocabulary[number] for number in read.word]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Women's right-of return", ["women's", "right", "of", "return"]),
        ("'quoted' rock'n'roll'", ["quoted", "rock'n'roll"]),
        ("ЁЛКА е\u0308лка", ["елка", "елка"]),
        ("и\u0306од за\u0301мок", ["йод", "замок"]),
        ("İstanbul ISPARTA ırmak", ["istanbul", "isparta", "irmak"]),
        ("Եւ և ի՞նչ", ["եւ", "եւ", "ինչ"]),
        ("ᲡᲐᲥᲐᲠᲗᲕᲔᲚᲝ", ["საქართველო"]),
        ("сім’я сімʼя", ["сім'я", "сім'я"]),
        ("𝐆𝐞𝐧𝐨 ｇｅｎｏ ﬁne", ["geno", "geno", "fine"]),
        ("ge\u200bno\u00ad", ["geno"]),
        ("#stop_war @me a—b", ["stop", "war", "me", "a", "b"]),
        ("№5 brand™", ["5", "brand"]),
        ("гeноцид peаce", ["геноцид", "peace"]),
        ("iphoneами", ["iphoneами"]),
        ("", []),
    ],
)
def test_reads_words_as_a_reader_sees_them(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    ("text", "stops"),
    [
        ("a b", [True, False]),
        ("a, b", [True, True]),
        ("a-b a–b", [True, False, False, False]),
        ("a - b a -- b", [True, True, False, True]),
        ("a\nb\n\nc\n \nd", [True, False, True, True]),
        ("a\r\nb\r\n\r\nc", [True, False, True]),
        ("**a** b 🙂 c", [True, False, False]),
        ("ա՝ բ։ գ", [True, True, True]),
    ],
)
def test_knows_where_no_phrase_goes_on(text: str, stops: list[bool]) -> None:
    assert tokens([text]).stops.tolist() == stops


def test_points_into_the_text_as_it_came() -> None:
    texts = ["«ge\u200bno\u00ad» и\u0306", "", "\u200bx"]
    read = tokens(texts)
    spans = zip(read.text.tolist(), read.start.tolist(), read.end.tolist(), strict=True)
    assert [texts[text][start:end] for text, start, end in spans] == ["ge\u200bno", "и\u0306", "x"]
    assert read.first.tolist() == [0, 2, 2, 3]


@settings(max_examples=50)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=40), max_size=5))
def test_every_word_is_a_stretch_of_its_text_that_begins_and_ends_with_a_letter(texts: list[str]) -> None:
    read = tokens(texts)
    before = {text: 0 for text in range(len(texts))}
    for text, start, end in zip(read.text.tolist(), read.start.tolist(), read.end.tolist(), strict=True):
        assert before[text] <= start < end <= len(texts[text])
        before[text] = end
        assert ord(texts[text][start]) >= 0x20000 or unicodedata.category(texts[text][start])[0] in "LNMS"
    one_by_one = [word for text in texts for word in words(text)]
    assert [read.vocabulary[number] for number in read.word] == one_by_one


@pytest.mark.parametrize(
    ("word", "alphabet", "read"),
    [
        ("ocean", "", "ocean"),
        ("ос", "LATIN", "oc"),
        ("жос", "LATIN", "жос"),
        ("реасе's", "LATIN", "peace's"),
        ("oосc", "", "oосc"),
    ],
)
def test_reads_a_word_in_one_alphabet_only_where_all_of_it_passes(word: str, alphabet: str, read: str) -> None:
    assert reading(word, alphabet) == read


def test_a_short_text_is_one_passage_and_a_long_one_is_cut_at_sentences_and_paragraphs() -> None:
    assert passages("One. Two.") == [(0, 9)] and passages(" \n ") == []
    sentence = "This sentence has some words in it, and then it ends here. "
    text = sentence * 20 + "\n\n" + sentence * 20
    cut = [text[start:end] for start, end in passages(text)]
    assert "".join("".join(cut).split()) == "".join(text.split())
    assert all(piece.rstrip().endswith("here.") and "\n\n" not in piece for piece in cut)
    assert all(len(piece) >= 100 for piece in cut) and max(map(len, cut)) < 700
