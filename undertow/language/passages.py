"""Passages of a text: what a person can judge at one look, and what is counted in long texts."""

from __future__ import annotations

import re

#: Texts up to here are one passage; of longer ones a passage goes on until it has that many code points.
WHOLE, ENOUGH = 1_000, 400
_PARAGRAPH = re.compile(r"\S(?:.|\n(?!\s*\n))*")
_SENTENCE_END = re.compile(r"[.!?…։;:]+[\"'»”’)\]]*\s+(?=[\"'«“‘(\[—–-]?\s?[\w])")


def passages(text: str) -> list[tuple[int, int]]:
    """Start and end of each passage: whole sentences of one paragraph, together about four; a short text is one passage."""
    if len(text) <= WHOLE:
        return [(0, len(text))] if text.strip() else []
    found = []
    for paragraph in _PARAGRAPH.finditer(text):
        start, end = paragraph.start(), paragraph.start() + len(paragraph[0].rstrip())
        for stop in _SENTENCE_END.finditer(text, start, end):
            if stop.end() - start >= ENOUGH and end - stop.end() >= ENOUGH // 4:
                found.append((start, stop.end()))
                start = stop.end()
        found.append((start, end))
    return found
