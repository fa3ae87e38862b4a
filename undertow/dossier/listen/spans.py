"""Text in spans of one language each, told by the script: a voice for English reads no Georgian."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import NamedTuple

#: Scripts and the language a voice reads them in. One script serves several languages: the voice is a way to hear a
#: name, not a statement about it.
LANGUAGES = {
    "LATIN": "en", "CYRILLIC": "ru", "ARMENIAN": "hy", "GEORGIAN": "ka", "GREEK": "el", "ARABIC": "ar", "HEBREW": "he",
    "DEVANAGARI": "hi", "HANGUL": "ko", "HIRAGANA": "ja", "KATAKANA": "ja", "CJK": "cmn", "THAI": "th",
}  # fmt: skip


class Span(NamedTuple):
    """A piece of text and the language it is read in, as a BCP 47 tag."""

    language: str
    text: str


def spans(text: str) -> tuple[Span, ...]:
    """The text cut where the script changes; what has no script belongs to what stands before it."""
    found: list[list[str]] = []
    for char in text:
        language = _language(char) or (found[-1][0] if found else "en")
        if found and (found[-1][0] == language):
            found[-1][1] += char
        else:
            found.append([language, char])
    return tuple(Span(language, piece.strip()) for language, piece in found if piece.strip())


@cache
def _language(char: str) -> str:
    """The language of a letter's script; empty for what is no letter. Unlisted scripts have the language 'und'."""
    if not char.isalpha():
        return ""
    return LANGUAGES.get(unicodedata.name(char, "").partition(" ")[0], "und")


def described(span: Span) -> str:
    """What is said where no voice reads a script: 'words in Thai script'."""
    script = next((unicodedata.name(char, "").partition(" ")[0] for char in span.text if char.isalpha()), "")
    one = "a word" if len(span.text.split()) == 1 else "words"
    return f"{one} in {script.capitalize() or 'unknown'} script"
