"""What a statement is about, read from its words: names, wordings in quotation marks, months. For "see also", not for findings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

_Thing = TypeVar("_Thing")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_QUOTED = re.compile(r"“([^”]{3,80})”")
_MONTH = re.compile(rf"\b(?:{'|'.join(_MONTHS)}) \d{{4}}\b")
_NAME = re.compile(r"(?:@[\w.]*\w|[^\W\d_a-zа-яё][\w’'-]+(?: (?:(?:of|to|for) (?:the )?)?[^\W\d_a-zа-яё][\w’'-]+)*)")
_PSEUDONYM = re.compile(r"\baccounts? \d+", re.IGNORECASE)
_NO_NAMES = frozenset({*_MONTHS, "In", "At", "Of", "The", "All", "On", "UTC", "ISO"})


class Subjects(NamedTuple):
    """What one statement is about."""

    names: frozenset[str]
    wordings: frozenset[str]
    months: frozenset[str]


def subjects(statements: Sequence[str]) -> tuple[Subjects, ...]:
    """The subjects of each statement. A word that opens a sentence is a name where it is one within another sentence, or is
    longer than one word; accounts that are named by number are none."""
    bare = [_PSEUDONYM.sub(" ", _QUOTED.sub(" ", statement)) for statement in statements]
    within = {name for text in bare for name, opens in _found(text) if not opens}
    return tuple(
        Subjects(
            frozenset(name for name, opens in _found(text) if not opens or name in within or " " in name),
            frozenset(_QUOTED.findall(statement)),
            frozenset(_MONTH.findall(text)),
        )
        for statement, text in zip(statements, bare, strict=True)
    )


def _found(text: str) -> Iterable[tuple[str, bool]]:
    """Names, each with whether it opens a sentence."""
    for hit in _NAME.finditer(text):
        words = hit[0].split(" ")
        while words and words[0] in _NO_NAMES:
            words.pop(0)
        while words and words[-1] in _NO_NAMES:
            words.pop()
        before = text[: hit.start()].rstrip()
        opens = (not before or before[-1] in ".:;?!") and len(words) == len(hit[0].split(" "))
        if words and len(" ".join(words)) > 2:
            yield " ".join(words), opens


def rare(of: Iterable[Iterable[_Thing]]) -> Counter[_Thing]:
    """In how many of the sets each thing occurs."""
    return Counter(thing for things in of for thing in set(things))
