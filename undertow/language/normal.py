"""Text as it reads, for matching: copies that differ only in invisible or look-alike characters become equal.

The result is a key, never shown and never quoted; the text itself is kept as it came.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from hashlib import blake2b

_READABLE = re.compile(r"[^\W_]")
_INVISIBLE_CATEGORIES = frozenset({"Cf", "Cc", "Cs", "Co"})


def folded(text: str) -> str:
    """NFKC, case-folded, without invisible characters, white space collapsed."""
    if text.isascii():
        if not text.isprintable():
            text = "".join(c for c in text if c.isprintable() or c.isspace())
        return " ".join(text.lower().split())
    text = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(text.translate(_visible).split())


def readable(text: str) -> str:
    """The text without its invisible characters, otherwise as it is."""
    return text if text.isascii() and text.isprintable() else text.translate(_visible)


def skeleton(text: str) -> str:
    """`folded`, with each look-alike letter replaced by the one it imitates (Unicode UTS 39 confusables)."""
    text = folded(text)
    return text if text.isascii() else unicodedata.normalize("NFKC", text.translate(_lookalikes()))


def text_key(text: str) -> str:
    """A short id that two texts share when they read the same; empty for a text with no letter or digit in it."""
    reads = skeleton(text)
    if not _READABLE.search(reads):
        return ""
    return blake2b(reads.encode("utf-8", "replace"), digest_size=16).hexdigest()


class _Visible(dict[int, int | None]):
    """What becomes of each character, looked up as texts bring them: going through all of Unicode first takes .2 s.

    Format, control, private-use and surrogate characters and combining grapheme joiners go; line breaks stay.
    """

    def __missing__(self, code: int) -> int | None:
        gone = unicodedata.category(chr(code)) in _INVISIBLE_CATEGORIES or code in _BLANK
        self[code] = None if gone and code not in _BREAKS else code
        return self[code]


_BREAKS = frozenset(ord(c) for c in "\t\n\r\v\f\x85")
_BLANK = frozenset({0x034F, 0x115F, 0x1160, 0x3164, 0xFFA0, *range(0xFE00, 0xFE10)})
_visible = _Visible()


@cache
def _lookalikes() -> dict[int, str]:
    """Single letters that look like one lower-case Latin letter or digit, to that letter."""
    from confusable_homoglyphs import confusables

    table: dict[int, str] = {}
    for char, entries in confusables.confusables_data.items():
        if len(char) != 1 or ord(char) < 128:
            continue
        targets = {e["c"].lower() for e in entries if len(e["c"]) == 1 and e["c"].isascii() and e["c"].isalnum()}
        if targets:
            table[ord(char)] = min(targets)
            for form in (char.lower(), char.casefold()):
                if len(form) == 1 and not form.isascii():
                    table.setdefault(ord(form), min(targets))
    return table
