"""Prose of the analyst: a small part of Markdown, and never any HTML."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undertow.dossier import masking
from undertow.dossier.prose import Prose, Reference, blocks, references, rounded, unmarked

VOICE = masking(lambda _: "account 1", lambda _: False, {"john smith": "[account 1]", "eva_1x": "@[account 2]"})
PROSE = Prose(VOICE, {"border": Reference("finding 3", "f3"), "claims/c1": Reference("(ledger, verified by quote)")})


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One\nline.\n\nTwo.", "<p>One line.</p>\n<p>Two.</p>"),
        ("## A head", "<h3>A head</h3>"),
        ("- a\n- *b*", "<ul><li>a</li><li><em>b</em></li></ul>"),
        ("> said\n> more", "<blockquote>said more</blockquote>"),
        ("**so** and *so*, 2*3*4", "<p><strong>so</strong> and <em>so</em>, 2*3*4</p>"),
        ("See [border], [BORDER] and [claims/c1].", '<p>See <a href="#f3">finding 3</a>, <a href="#f3">finding 3</a> and (ledger, verified by quote).</p>'),
        ("[a page](https://a.example/b)", "<p>a page (https://a.example/b)</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("<b>&</b>", "<p>&lt;b&gt;&amp;&lt;/b&gt;</p>"),
        ('He said "no".', "<p>He said “no”.</p>"),
        ("", ""),
        ("\n \n", ""),
    ],
)  # fmt: skip
def test_marks_are_set_and_everything_else_is_text(text: str, html: str) -> None:
    assert PROSE.set(text) == html


@pytest.mark.parametrize(
    "text", ["John Smith wrote.", "*John* Smith wrote.", "**John** *Smith* wrote of [border]", "by @eva_1x"]
)
def test_no_emphasis_hides_a_name_from_the_mask(text: str) -> None:
    html = PROSE.set(text)
    assert "Smith" not in html and "eva_1x" not in html and "[account" in html
    assert "finding 3" in html or "border" not in text


@given(st.text(alphabet="<>&\"'*[]()-# \n>ab1:/=", max_size=60))
def test_nothing_that_is_written_becomes_an_element_or_an_attribute(text: str) -> None:
    html = str(PROSE.set(text))
    for allowed in ("p", "h3", "ul", "li", "em", "strong", "blockquote"):
        html = html.replace(f"<{allowed}>", "").replace(f"</{allowed}>", "")
    assert "<" not in html


def test_blocks_know_where_they_begin() -> None:
    text = "\nOne.\n\n\n- a\n- b\n\n> q"
    assert [(b.kind, text[b.at]) for b in blocks(text)] == [("paragraph", "O"), ("list", "-"), ("quotation", ">")]


def test_references_are_told_from_addresses_and_plain_text_keeps_them() -> None:
    assert references("[a] [b](http://x) [c d] [claims/c-1]") == [("a", 0), ("claims/c-1", 24)]
    assert unmarked("**a** [b] [c](http://x)") == "a [b] c (http://x)" and rounded('"a" "b"') == "“a” “b”"


def test_the_language_of_the_edition_is_that_of_its_prose() -> None:
    assert Prose(VOICE, {}, "ka").set("a") == '<p lang="ka">a</p>'
    assert PROSE.set("لكل عائلة") == '<p dir="rtl" lang="ar"><bdi lang="ar">لكل عائلة</bdi></p>'
