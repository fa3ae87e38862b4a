"""Text made safe to show: what is invisible or changes direction becomes visible, look-alikes are named.

For terminals and pages alike. Matching works on `normal`; quoting works on the text as it came.
"""

from __future__ import annotations

import unicodedata
from functools import cache

_LAYOUT = "\n\t"
_MARKS = {
    "\u200b": "ZWSP",
    "\u200c": "ZWNJ",
    "\u200d": "ZWJ",
    "\u200e": "LRM",
    "\u200f": "RLM",
    "\u061c": "ALM",
    "\u202a": "LRE",
    "\u202b": "RLE",
    "\u202c": "PDF",
    "\u202d": "LRO",
    "\u202e": "RLO",
    "\u2060": "WJ",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
    "\ufeff": "BOM",
    "\u00ad": "SHY",
    "\x1b": "ESC",
    "\r": "CR",
    "\x07": "BEL",
    "\x08": "BS",
    "\x00": "NUL",
    "\u2028": "LS",
    "\u2029": "PS",
}
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2028\u2029\u2800\u3164\uffa0")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
#: Scripts in which a joiner between letters is ordinary spelling.
_JOINED = ("ARABIC", "SYRIAC", "DEVANAGARI", "BENGALI", "GUJARATI", "GURMUKHI", "KANNADA", "MALAYALAM", "ORIYA", "SINHALA",
           "TAMIL", "TELUGU", "MYANMAR", "KHMER", "TIBETAN", "MONGOLIAN")  # fmt: skip


def visible(text: str) -> str:
    """The text with every invisible, control and direction-changing character written out, as in ⟨ZWSP⟩ or ⟨U+0085⟩.

    Line breaks and tabs stay; so do joiners where a script or an emoji needs them.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(mark(text, place) or char for place, char in enumerate(text))


def mark(text: str, place: int) -> str:
    """What stands for the character at `place` when it cannot be seen as it is; empty when it can."""
    char = text[place]
    if char in _LAYOUT or not (char in _BLANK or _hidden(char)) or _spelling(text, place):
        return ""
    return f"⟨{_MARKS.get(char) or f'U+{ord(char):04X}'}⟩"


def looks_like(handle: str) -> str:
    """A note on a handle that may pass for another: mixed alphabets, invisible characters; empty when there is none."""
    from undertow.language.normal import skeleton

    notes = []
    alphabets = sorted({_alphabet(c) for c in handle if c.isalpha()})
    if len(alphabets) > 1:
        notes.append(f"mixes {' and '.join(a.capitalize() for a in alphabets)} letters")
    hidden = sum(bool(mark(handle, place)) for place in range(len(handle)))
    if hidden:
        notes.append(f"holds {hidden} invisible character{'s' if hidden > 1 else ''}")
    return f"{'; '.join(notes)}; reads like “{skeleton(handle)}”" if notes else ""


@cache
def _hidden(char: str) -> bool:
    return unicodedata.category(char) in _HIDDEN


def _spelling(text: str, place: int) -> bool:
    """Whether a joiner, or a tag of a flag, is part of how the word or emoji around it is written."""
    if text[place] not in "\u200c\u200d" or not 0 < place < len(text) - 1:
        return False
    before, after = text[place - 1], text[place + 1]
    if text[place] == "\u200d" and unicodedata.category(after) == "So":
        return before == "\ufe0f" or unicodedata.category(before) in ("So", "Sk")
    return _alphabet(before) in _JOINED and (_alphabet(after) in _JOINED or after.isspace())


@cache
def _alphabet(char: str) -> str:
    return unicodedata.name(char, "UNKNOWN").split(" ")[0]
