"""Which judgement belongs to which sentence of a draft that was edited since."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from undertow.case.drafts.kept import Check
from undertow.language.checkable import Checkable

#: A sentence keeps its judgement when it shares at least this part of its words with the sentence that was judged.
SAME_SENTENCE = 0.6
_WORD = re.compile(r"\w+(?:[.,’']\w+)*")


def attached(sentences: Sequence[Checkable], checks: Sequence[Check]) -> tuple[dict[int, Check], list[Check]]:
    """By number of a sentence the judgement that belongs to it, and the judgements whose sentence is gone.

    The same words first, in the order of the draft; then the most alike, each judgement once.
    """
    left, found = [*checks], dict[int, Check]()
    for sentence in sentences:
        same = next((check for check in left if plain(check.sentence) == plain(sentence.text)), None)
        if same is not None:
            found[sentence.number] = same
            left.remove(same)
    pairs = sorted(
        (
            (-likeness, abs(sentence.number - check.number), sentence.number, check.thread)
            for sentence in sentences
            if sentence.number not in found
            for check in left
            if (likeness := _alike(sentence.text, check.sentence)) >= SAME_SENTENCE
        ),
    )
    by_thread = {check.thread: check for check in left}
    for _, _, number, thread in pairs:
        if number not in found and thread in by_thread:
            found[number] = by_thread.pop(thread)
    return found, [check for check in left if check.thread in by_thread]


def plain(text: str) -> str:
    """A sentence as it is compared: single spaces."""
    return " ".join(text.split())


def _alike(one: str, other: str) -> float:
    """The part of their words that two sentences share, in order; a quick bound first."""
    matcher = SequenceMatcher(None, _WORD.findall(one.casefold()), _WORD.findall(other.casefold()), autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= SAME_SENTENCE else 0.0
