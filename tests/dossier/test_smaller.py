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
