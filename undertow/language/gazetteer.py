"""Whom a text names: the actors of a case by their names and aliases, in any alphabet."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

#: Short names in capitals are words in small letters: US and us, WHO and who.
_ACRONYM = 5
#: Words, and accounts with their @; never the tail of an address or a tag.
_WORD = re.compile(r"(?<![\w@#])@?\w+")


class Named(NamedTuple):
    """An actor named in a text, by id, and where: from `start` up to but without `end`, in code points."""

    actor: str
    start: int
    end: int


class _Name(NamedTuple):
    actor: str
    name: str
    pattern: re.Pattern[str]


class Gazetteer:
    """Finds actors by name. A name stands between word boundaries; `stem*` stands for every ending of the word.

    Blanks match any white space. Capitals do not matter inside a word, but a name that begins with one is not found where
    its first letter is small, unless the text has no capitals at all; a name of at most five capitals is found only so.
    Where names overlap, the longer counts: 'Western Averra' does not name Averra if it is an actor itself.
    An alias that begins with @ is an account and is found with its @. Ids of accounts, such as x:123, are not looked for.
    """

    def __init__(self, actors: Iterable[tuple[str, Sequence[str]]]) -> None:
        self._whole: dict[str, list[_Name]] = defaultdict(list)
        self._stems: dict[int, dict[str, list[_Name]]] = defaultdict(lambda: defaultdict(list))
        for actor, own in actors:
            for name in filter(_can_stand_in_text, map(str.strip, own)):
                self._enter(_Name(actor, name, re.compile(_pattern(name), re.IGNORECASE)))

    def named(self, text: str) -> Iterator[Named]:
        """Every naming, in order, none within another."""
        small, until = text.islower(), 0
        for word in _WORD.finditer(text):
            if word.start() < until:
                continue
            fits = [
                (match.end(), name.actor)
                for name in self._beginning(word[0].casefold())
                if (match := name.pattern.match(text, word.start())) and (small or _as_written(name.name, match[0]))
            ]
            if fits:
                until, actor = max(fits)
                yield Named(actor, word.start(), until)

    def _enter(self, name: _Name) -> None:
        first = name.name.split()[0].casefold()
        first = "@" + first[1:] if first.startswith("@") else (_WORD.match(first) or [first])[0]
        if name.name.split()[0].endswith("*") and "*" not in first:
            self._stems[len(first)][first].append(name)
        else:
            self._whole[first].append(name)

    def _beginning(self, word: str) -> Iterator[_Name]:
        """Names that may begin with the word."""
        yield from self._whole.get(word, ())
        for length, stems in self._stems.items():
            yield from stems.get(word[:length], ())


def _can_stand_in_text(name: str) -> bool:
    return len(name.strip("*@")) >= 2 and not re.fullmatch(r"\w+:\S+", name)


def _pattern(name: str) -> str:
    words = [re.escape(word.rstrip("*")) + (r"\w*" if word.endswith("*") else "") for word in name.split()]
    return r"\s+".join(words) + r"(?!\w)"


def _as_written(name: str, found: str) -> bool:
    letters = name.rstrip("*")
    if letters.isupper() and len(letters) <= _ACRONYM:
        return found[: len(letters)] == letters
    return not name[0].isupper() or found[0].isupper()
