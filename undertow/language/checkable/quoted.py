"""Words in quotation marks: where they stand, and whether they quote somebody or only name a thing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from undertow.language.checkable.wording import Wording
from undertow.language.sentences import Span

_MARK = re.compile('[“”„‟"«»‹›〝〞＂]')
_PARAGRAPH = re.compile(r"\n\s*\n")
_WORD = re.compile(r"[^\W\d_][\w’'-]*|\d[\d.,]*")
#: A longer stretch between marks is no quotation: a mark was forgotten.
_LONGEST = 1_500
#: How near a verb of saying stands to the words that it quotes.
_NEAR = 70
_ENOUGH_WORDS = 3
_TITLE_WORD = 4


def quotations(text: str) -> Iterator[Span]:
    """What stands between quotation marks, without the marks, in order; marks of any kind, also where one is the wrong one."""
    begun = -1
    breaks = [match.start() for match in _PARAGRAPH.finditer(text)]
    for match in _MARK.finditer(text):
        at = match.start()
        if begun >= 0 and (at - begun > _LONGEST or any(begun < place < at for place in breaks)):
            begun = -1
        if begun < 0 and _opens(text, at):
            begun = at + 1
        elif begun >= 0 and _closes(text, at):
            if text[begun:at].strip():
                yield Span(begun, at)
            begun = -1


def _opens(text: str, at: int) -> bool:
    if text[at] in "«„‹":
        return True
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return text[at] != "»" and bool(after.strip()) and (not before.strip() or before in "([{—–-/*_“‘'")


def _closes(text: str, at: int) -> bool:
    return text[at] in "»›" or (text[at] not in "«„‹" and bool(text[at - 1 : at].strip()))


def quotes_somebody(text: str, span: Span, wording: Wording) -> bool:
    """Whether the words between the marks are given as somebody's: enough of them, or a verb of saying stands near."""
    words = _WORD.findall(text[span.start : span.end])
    before = text[max(0, span.start - _NEAR) : span.start].rstrip('“”„"«‹‘ ')
    if not words or wording.patterns["no_quote"].search(before) or _is_title(words):
        return False
    if len(words) >= _ENOUGH_WORDS:
        return True
    around = f"{before} | {text[span.end : span.end + _NEAR]}"
    return bool(wording.patterns["reporting"].search(around))


def _is_title(words: list[str]) -> bool:
    """Whether every longer word has a capital, as in the names of books and associations."""
    long = [word for word in words if len(word) >= _TITLE_WORD and not word[0].isdigit()]
    return len(words) > 1 and len(long) > 1 and all(word[0].isupper() for word in long)
