"""A text in passages: what is judged, counted and quoted as one."""

from __future__ import annotations

import re

#: A text of at most so many characters is one passage: a post, a headline.
SHORT = 400
#: The end of a sentence, in the scripts of the codebooks, or an empty line.
_END = re.compile(r"(?:[.!?…。։؟]+[\"'”’»)\]]*\s+|\n\s*\n\s*)(?=\S)")


def passages(text: str) -> list[tuple[int, int]]:
    """Start and end of each passage in code points: the whole of a short text, the sentences of a longer one."""
    if len(text) <= SHORT:
        return [(0, len(text))]
    cuts = [0, *(match.end() for match in _END.finditer(text)), len(text)]
    return [(start, end) for start, end in zip(cuts[:-1], cuts[1:], strict=True) if end > start]
