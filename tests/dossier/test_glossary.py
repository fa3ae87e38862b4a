from __future__ import annotations

from pathlib import Path

from undertow.dossier import glossary

PAGE = Path(__file__).parents[2] / "docs" / "glossary.md"


def test_the_page_in_the_docs_is_written_from_the_same_terms() -> None:
    assert PAGE.read_text("utf-8") == glossary.page(), "Run: python -m undertow.dossier.glossary > docs/glossary.md"


def test_words_are_unique_and_meanings_are_sentences() -> None:
    words = [term.word.casefold() for term in glossary.terms()]
    assert len(words) == len(set(words))
    assert all(term.meaning.endswith(".") for term in glossary.terms())
