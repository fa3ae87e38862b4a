"""Where the names of private accounts stand in a text, with or without an @."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from undertow.language.normal import readable

_WORD = re.compile(r"\w+")
_PART = re.compile(r"[^\W_]+")
_TOLD_APART = re.compile(r"[\s\d_]")
#: A shorter name is a word of many texts, and masking it would hide nobody.
SHORTEST = 3
_LONG = 8


def distinctive(name: str) -> bool:
    """Whether a name can hardly be an ordinary word: it holds a space, a digit or an underscore, or is long."""
    return len(name) > _LONG or _TOLD_APART.search(name.strip()) is not None


def plain(name: str) -> str:
    """A name as names are compared: folded, without @ and what is invisible, with single spaces."""
    return " ".join(readable(name).removeprefix("@").casefold().split())


def spelled(name: str) -> list[tuple[int, int]]:
    """Where names may stand in the name of a file: each run of one to four of its parts, the longest first.

    Parts end at anything but letters and digits, at underscores too.
    """
    parts = [match.span() for match in _PART.finditer(name)]
    return [
        (parts[first][0], parts[first + count - 1][1])
        for count in range(4, 0, -1)
        for first in range(len(parts) - count + 1)
    ]


class Names:
    """Finds names in texts by their first word, so that thousands of names cost no more than a few."""

    def __init__(self, masks: Mapping[str, str]) -> None:
        self._starting: dict[str, list[tuple[re.Pattern[str], str, bool]]] = defaultdict(list)
        for name in sorted(masks, key=lambda name: (-len(name), name)):
            words = [*_WORD.finditer(name)]
            if len(name) < SHORTEST or not words:
                continue
            core = name[words[0].start() : words[-1].end()]
            written = r"\s+".join(map(re.escape, core.split()))
            pattern = re.compile(rf"{written}(?!\w)", re.IGNORECASE)
            self._starting[words[0][0].casefold()].append((pattern, masks[name], distinctive(name)))

    def hits(self, text: str, *, ordinary: bool) -> Iterator[tuple[int, int, str]]:
        """Start, end and mask of each whole name; those that may be an ordinary word only if `ordinary`.

        Invisible characters within a name hide it from no reader, and not from this.
        """
        reads = readable(text)
        places = range(len(text)) if len(reads) == len(text) else [i for i, char in enumerate(text) if readable(char)]
        for word in _WORD.finditer(reads):
            for pattern, mask, apart in self._starting.get(word[0].casefold(), ()):
                if (apart or ordinary) and (hit := pattern.match(reads, word.start())):
                    yield places[hit.start()], places[hit.end() - 1] + 1, mask
                    break
