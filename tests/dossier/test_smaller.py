"""The page that is written says what the page that was made says, in fewer characters."""

from __future__ import annotations

import re
from html import unescape

from tests.dossier import sample
from undertow.dossier import render, smaller


def test_a_page_in_fewer_characters_says_and_allows_the_same() -> None:
    rich = render(sample.dossier(), sample.pseudonym, sample.is_public, sample.MASKS)

    def said(page: str) -> tuple[list[str], list[str]]:
        words = re.sub(r"<(script|style|pre)\b.*?</\1>", " ", page, flags=re.DOTALL)
        return "".join(re.sub(r"<[^>]*>", "", unescape(words)).split()), re.findall(r"sha256-[\w+/=]+", page)

    small = smaller(rich)
    assert said(small) == said(rich) and len(small) < 0.95 * len(rich)
    for kept in ("script", "pre"):
        pattern = rf"<{kept}\b[^>]*>(.*?)</{kept}>"
        assert [*map(unescape, re.findall(pattern, small, re.DOTALL))] == [
            *map(unescape, re.findall(pattern, rich, re.DOTALL))
        ]


def test_the_names_of_the_columns_of_a_stacked_table_stand_once_and_cannot_leave_their_place() -> None:
    row = '<tr><th scope="row">a</th><td data-label="Uses &#34;\\x&#34;&lt;">1</td><td class="num" data-label="n">2</td></tr>'
    small = smaller(f'<table class="stack"><thead></thead><tbody data-verbatim>{row}{row}</tbody></table>')
    assert "data-label" not in small and small.count("Uses") == 1 and "data-verbatim" not in small
    style = unescape(re.findall(r'style="?(.*?)"?><', small)[0]) if 'style="' in small else unescape(small)
    assert r'--c2:"Uses \22 \5c x\22 <: "' in style and '--c3:"n: "' in style


def test_a_table_whose_rows_differ_keeps_the_names_at_its_cells() -> None:
    rows = '<tr><td data-label="a">1</td></tr><tr><td data-label="b">1</td></tr>'
    assert smaller(f'<table class="stack"><tbody>{rows}</tbody></table>').count("data-label") == 2
