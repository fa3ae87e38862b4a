"""The words of undertow and what they mean: one source for the dossier and for docs/glossary.md."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Term:
    """A word, its meaning, and whether readers of a dossier are given it."""

    word: str
    meaning: str
    dossier: bool = False


@cache
def terms() -> tuple[Term, ...]:
    """All terms, in the order of the alphabet."""
    listed = tomllib.loads((Path(__file__).parent / "assets" / "glossary.toml").read_text("utf-8"))["term"]
    return tuple(sorted((Term(**term) for term in listed), key=lambda term: term.word.casefold()))


def page() -> str:
    """The glossary as Markdown: the content of docs/glossary.md."""
    lines = [
        "# Glossary",
        "",
        "One word for one thing, in code, documentation and dossiers alike. "
        "Written by `python -m undertow.dossier.glossary`; edit `undertow/dossier/assets/glossary.toml`.",
        "",
    ]
    return "\n".join(lines + [f"**{term.word}**: {term.meaning}\n" for term in terms()])


if __name__ == "__main__":
    print(page(), end="")
