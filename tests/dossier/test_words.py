from __future__ import annotations

from undertow.dossier.words import forbidden_words


def test_finds_words_in_text_and_in_labels() -> None:
    assert len(forbidden_words('<p>a bot</p><img alt="a troll"><p aria-label="fake">ok</p>')) == 3


def test_finds_a_word_that_markup_splits() -> None:
    assert forbidden_words("<p>b<b>ot</b> net</p>")


def test_does_not_join_words_of_neighbouring_paragraphs() -> None:
    assert not forbidden_words("<p>campaign</p><p>of the year</p>")


def test_leaves_quotations_names_code_and_drawings_alone() -> None:
    html = "<q>bot</q><blockquote>a <mark>troll</mark> x<br>fake</blockquote><bdi data-verbatim>fake</bdi><svg><text>farm</text><path/></svg>"
    assert not forbidden_words(html + "<p>he said “operator”, she said «farm»</p><code>bot</code>")


def test_reads_on_after_a_quotation() -> None:
    assert forbidden_words("<blockquote>a</blockquote><p>bots</p>") == ["'bots' in “bots”"]


def test_parts_of_longer_words_are_no_hits() -> None:
    assert not forbidden_words(
        "<p>botany, robotics, trolley, farmer, operate, operators&#x2019;</p>".replace("operators&#x2019;", "pharmacy")
    )
