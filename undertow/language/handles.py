"""The outer form of handles, display names and profile texts: what they look like, not what they say.

All functions take and give Arrow arrays; NULL stays NULL. The forms are for counting and never for judging one account.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

#: Runs of digits longer than this are one shape.
LONGEST_RUN = 9
#: Profile texts of fewer letters, without addresses, names and numbers, are too common to be a copy.
SHORTEST_TEXT = 15
_LETTER = r"[\p{L}\p{M}]"
_MIXED = rf"{_LETTER}*\p{{Lu}}{_LETTER}*\p{{Ll}}{_LETTER}*|{_LETTER}*\p{{Ll}}{_LETTER}*\p{{Lu}}{_LETTER}*"
#: A letter of private use stands for each run while the others are looked for.
_LOWER, _UPPER, _BOTH, _DIGITS = "\ue0a0", "\ue0a1", "\ue0a2", 0xE000


def shapes(names: pa.Array) -> pa.Array:
    """The shape of each handle or name: letter runs as a, A or Aa (small, capital, both), digit runs as <length>.

    'Anna_Berg1985' becomes 'Aa_Aa<4>'; letters of scripts without case count as small; nine and more digits are <9>.
    """
    import pyarrow.compute as pc

    found = pc.replace_substring_regex(names, r"\p{Nd}{9,}", chr(_DIGITS + LONGEST_RUN))
    for length in range(LONGEST_RUN - 1, 0, -1):
        found = pc.replace_substring_regex(found, rf"\p{{Nd}}{{{length}}}", chr(_DIGITS + length))
    found = pc.replace_substring_regex(found, _MIXED, _BOTH)
    found = pc.replace_substring_regex(found, rf"{_LETTER}*\p{{Lu}}{_LETTER}*", _UPPER)
    found = pc.replace_substring_regex(found, rf"{_LETTER}+", _LOWER)
    for sign, shown in ((_LOWER, "a"), (_UPPER, "A"), (_BOTH, "Aa")):
        found = pc.replace_substring(found, sign, shown)
    for length in range(1, LONGEST_RUN + 1):
        found = pc.replace_substring(found, chr(_DIGITS + length), f"<{length}>")
    return found


def trailing_digits(handles: pa.Array) -> pa.Array:
    """How many digits each handle ends in."""
    import pyarrow as pa
    import pyarrow.compute as pc

    stem = pc.replace_substring_regex(handles, r"[0-9]+$", "")
    return pc.subtract(pc.utf8_length(handles), pc.utf8_length(stem)).cast(pa.int32())


def counted(texts: pa.Array, pattern: str) -> pa.Array:
    """How often a regular expression (RE2) matches in each text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.count_substring_regex(texts, pattern).cast(pa.int32())


def led_by_name(handles: pa.Array, names: pa.Array) -> pa.Array:
    """Whether each handle begins with the letters of the display name, at least three; NULL where either is unknown."""
    import pyarrow as pa
    import pyarrow.compute as pc

    letters = [pc.utf8_lower(pc.replace_substring_regex(texts, r"[^\p{L}]", "")) for texts in (handles, names)]
    pairs = zip(letters[0].to_pylist(), letters[1].to_pylist(), strict=True)
    found = [None if h is None or n is None else len(n) >= 3 and h.startswith(n) for h, n in pairs]
    return pa.array(found, pa.bool_())


def text_marks(texts: pa.Array) -> pa.Array:
    """A number that two profile texts share when they say the same; 0 for texts too short to be a copy.

    Case, punctuation, addresses, names after @ and digits are left out before comparing.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    bare = pc.replace_substring_regex(pc.utf8_lower(texts), r"https?://\S+|@\w+|\p{Nd}+", " ")
    bare = pc.utf8_trim_whitespace(pc.replace_substring_regex(bare, r"[^\p{L}\p{M}]+", " "))
    distinct = bare.dictionary_encode()
    marks = [_mark(text) for text in distinct.dictionary.to_pylist()]
    return pa.array(marks, pa.int64()).take(distinct.indices)


def _mark(text: str) -> int:
    if len(text) < SHORTEST_TEXT:
        return 0
    # 52 bits: exact as a floating point number too
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big") >> 12
