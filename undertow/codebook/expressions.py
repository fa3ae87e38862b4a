"""Regular expressions of a codebook, in time linear in the text whatever they are (google-re2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from undertow.errors import BadSetting
from undertow.language.characters import (
    APOSTROPHE,
    DASH,
    END,
    INVISIBLE,
    INVISIBLE_FROM,
    LETTER,
    MARK,
    NEWLINE,
    SPACE,
    characters,
)

_MEMORY_BYTES = 8 << 20
_ESCAPED = re.compile(r"\\(.)|(\[)|(\])|([^\x00-\x7f])", re.DOTALL)
_COUNT = re.compile(r"\{(\d*),?(\d*)\}")
_NESTED = re.compile(r"\{\d*,?\d*\}[^()]*\)+[*+?]?\{\d")
#: How far an expression may count, in one place and in all: time grows with it (google-re2 alone allows 1,000).
MAX_COUNT, MAX_COUNTS = 100, 300
_LETTERS = r"\pL\pM\pN_"


@cache
def compiled_expression(expression: str) -> Any:
    r"""The expression for folded UTF-8 text: any case; \w means letters of any alphabet; . and all else stay in one text.

    Raises: BadSetting with what google-re2 says of it, or if it matches without any character.
    """
    import re2

    _check_counts(expression)
    options = re2.Options()
    options.max_mem = _MEMORY_BYTES
    options.log_errors = False
    options.never_nl = True
    try:
        found = re2.compile(f"(?im:{_translated(expression)})".encode(), options)
    except re2.error as error:
        words = error.args[0].decode("utf-8", "replace") if isinstance(error.args[0], bytes) else str(error.args[0])
        raise BadSetting(
            f"google-re2 cannot use the expression ({words}). It knows no look-around and no back-references."
        ) from None
    if found.search(b"") or found.search(b"a b"[1:1]):
        raise BadSetting("the expression matches without any character. Make something in it required.")
    return found


class Readable:
    """Texts as expressions see them: folded, invisible characters left out, one text a line; places stay known."""

    def __init__(self, texts: Sequence[str]) -> None:
        codes = np.frombuffer("\n".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
        of = characters()
        within = np.minimum(codes, END - 1)
        kinds = np.where(codes < END, of.kind[within], np.where(codes >= INVISIBLE_FROM, INVISIBLE, LETTER))
        folded = np.where((codes < END) & (of.second[within] == 0), of.first[within], codes)
        for kind, char in ((SPACE, " "), (NEWLINE, " "), (DASH, "-"), (APOSTROPHE, "'")):
            folded[kinds == kind] = ord(char)
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        self._since = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths + 1)))
        folded[self._since[1:-1] - 1] = 10
        kept = kinds != INVISIBLE
        kept[self._since[1:-1] - 1] = True
        self._place = np.flatnonzero(kept)
        self._codes = folded[kept]
        self._letters = (kinds[kept] == LETTER) | (kinds[kept] == MARK)
        sizes = 1 + (self._codes > 0x7F) + (self._codes > 0x7FF) + (self._codes > 0xFFFF)
        self._byte = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
        self._bytes = self._codes.astype("<u4").tobytes().decode("utf-32-le", "replace").encode()

    def hits(self, expression: str) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Text, start and end of each match that begins and ends where words do, in text order."""
        spans = np.array(list(self._spans(expression)), np.int64).reshape(-1, 2)
        start, end = np.searchsorted(self._byte, spans[:, 0]), np.searchsorted(self._byte, spans[:, 1])
        whole = ~self._inside(start) & ~self._inside(end)
        start, end = start[whole], end[whole]
        begins, ends = self._place[start], self._place[end - 1] + 1
        text = np.searchsorted(self._since, begins, "right") - 1
        return text, begins - self._since[text], ends - self._since[text]

    def _spans(self, expression: str) -> Iterator[tuple[int, int]]:
        for found in compiled_expression(expression).finditer(self._bytes):
            if found.end() > found.start():
                yield found.span()

    def _inside(self, place: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether both neighbours of the border before that place are letters."""
        padded = np.concatenate((np.zeros(1, np.bool_), self._letters, np.zeros(1, np.bool_)))
        return np.asarray(padded[place] & padded[place + 1], np.bool_)


def _check_counts(expression: str) -> None:
    counts = [int(number) for pair in _COUNT.findall(expression) for number in pair if number]
    if max(counts, default=0) > MAX_COUNT or sum(counts) > MAX_COUNTS or _NESTED.search(expression):
        raise BadSetting(
            f"it counts too far. A repetition such as {{0,60}} goes up to {MAX_COUNT}, all together to {MAX_COUNTS}, and none "
            "stands within another; NEAR counts words."
        )


def _translated(expression: str) -> str:
    r"""The expression with \w for all alphabets, letters beyond ASCII folded as texts are, and \b refused."""
    depth = 0

    def one(match: re.Match[str]) -> str:
        nonlocal depth
        escaped, opens, closes, letter = match.groups()
        if opens or closes:
            depth = 1 if opens else 0
            return match[0]
        if letter:
            code = ord(letter)
            one_for_one = code < END and not characters().second[code]
            return chr(characters().first[code]) if one_for_one else letter
        if escaped == "w":
            return _LETTERS if depth else f"[{_LETTERS}]"
        if escaped == "W" and not depth:
            return f"[^{_LETTERS}]"
        if escaped in "bBWCAz":
            raise BadSetting(
                rf"\{escaped} knows nothing of words in other alphabets, or of where a text begins. Leave it out: a match begins "
                "and ends with whole words anyway, and ^ and $ are the ends of a text."
            )
        return match[0]

    return _ESCAPED.sub(one, expression)
