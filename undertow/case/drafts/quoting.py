"""Where the words of a quotation stand in the sources of a case: to the letter, or nearly, with what differs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

Query = Callable[[str, Sequence[object]], list[tuple[Any, ...]]]

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_LEFT_OUT = re.compile(r"\[?(?:\.\.\.|…)\]?")
#: Between two words: the end of a sentence or a line.
_STOP = re.compile(r"[.!?…։。]|\n")
#: So many words in a row of a quotation must stand in a text for it to be looked at.
_IN_A_ROW = 3
#: The least likeness, word by word, of a passage that is shown beside a quotation.
LEAST_LIKE = 0.6
_CANDIDATES = 60
_SHORTEST = 2
_LONGEST_OF = 8
_LONGEST_WORDS = 200
_TEXTS = """
SELECT source_sha256, 'documents' AS kind, row_ref, row_index, coalesce(speaker, outlet, '') AS who, false AS account,
  coalesce(strftime(date, '%Y-%m-%d'), '') AS said_at, coalesce(nullif(text, ''), title) AS words FROM documents
UNION ALL SELECT source_sha256, 'posts', row_ref, row_index, account, true, coalesce(strftime("at", '%Y-%m-%dT%H:%M:%SZ'), ''), text FROM posts
"""
_CANDIDATE = f"""
SELECT source_sha256, kind, row_ref, who, account, said_at, words FROM ({_TEXTS}) WHERE words IS NOT NULL
  AND CASE WHEN {{held}} THEN regexp_matches(words, '{{run}}') ELSE false END
ORDER BY len(list_intersect(?, string_split_regex(lower(words), '[^\\pL\\pN]+'))) DESC, length(words), source_sha256, row_index LIMIT {_CANDIDATES}
"""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a source beside a quotation. likeness: 1 where it is verbatim. differences: what stands there instead, in words."""

    source_sha256: str
    table: str
    row_ref: str
    who: str
    account: bool
    at: str
    text: str
    start: int
    end: int
    likeness: float
    differences: tuple[str, ...] = ()

    @property
    def quote(self) -> str:
        """The words of the source, verbatim."""
        return self.text[self.start : self.end]

    @property
    def verbatim(self) -> bool:
        """Whether the words stand there to the letter; white space alone may differ."""
        return not self.differences


@dataclass(frozen=True, slots=True)
class _Word:
    reads: str
    start: int
    end: int


def passages(quote: str, query: Query, most: int = 3) -> list[Passage]:
    """The passages that come nearest to a quotation, the nearest first; none where nothing comes near.

    Where the quotation leaves words out, its longest part is looked for.
    """
    part = max(_LEFT_OUT.split(quote), key=len).strip(' ,.;:!?–—-“”"«»')
    words = _words(part)[:_LONGEST_WORDS]
    if len(words) < _SHORTEST:
        return []
    # written into the statement: DuckDB compiles a pattern that is a parameter anew for every row
    rows = query(_CANDIDATE.format(held=_held(words), run=_any_run(words)), [[word.reads for word in words]])
    found = [near for row in rows if (near := _nearest(part, words, row)) is not None]
    found.sort(key=lambda one: (not one.verbatim, -one.likeness, len(one.text)))
    kept: list[Passage] = []
    for one in found:
        if all(one.quote != other.quote for other in kept):
            kept.append(one)
    return kept[:most]


def _words(text: str) -> list[_Word]:
    return [_Word(match[0].casefold().replace("’", "'"), *match.span()) for match in _WORD.finditer(text)]


def _held(words: Sequence[_Word]) -> str:
    """A condition of DuckDB that half of the longest words of the quotation stand in the text: a hundred times faster than a pattern."""
    parts = {part for word in words for part in word.reads.split("'") if len(part) > 1} or {words[0].reads.strip("'")}
    longest = sorted(parts, key=lambda part: (-len(part), part))[:_LONGEST_OF]
    held = " + ".join(f"contains(lower(words), '{part}')::INTEGER" for part in longest)
    return f"({held}) >= {(len(longest) + 1) // 2}"


def _any_run(words: Sequence[_Word]) -> str:
    """A pattern of DuckDB (RE2) for any few words in a row of the quotation, with anything but letters and digits between."""
    size = min(_IN_A_ROW, len(words))
    runs = {tuple(word.reads for word in words[at : at + size]) for at in range(len(words) - size + 1)}
    pattern = "(?i)" + "|".join(r"[^\pL\pN]+".join(_escaped(word) for word in run) for run in sorted(runs))
    return pattern.replace(
        "'", "''"
    )  # it stands in quotation marks of SQL, and holds letters, digits and apostrophes alone


def _escaped(word: str) -> str:
    """The word for RE2: an apostrophe of either kind."""
    return "".join("['’]" if char == "'" else re.escape(char) for char in word)


def _nearest(part: str, words: Sequence[_Word], row: Sequence[Any]) -> Passage | None:
    """The stretch of a text that is most like the quotation, if it is like enough."""
    sha, table, ref, who, account, at, text = row

    def made(start: int, end: int, likeness: float) -> Passage:
        differences = () if likeness == 1 else tuple(_differences(part, text[start:end]))
        return Passage(sha, table, ref, who or "", bool(account), at, text, start, end, likeness, differences)

    exact = re.search(r"\s+".join(re.escape(word) for word in part.split()), text)
    if exact:
        return made(*exact.span(), 1)
    theirs = _words(text)
    best: tuple[float, int, int] = (0.0, 0, 0)
    reads = [word.reads for word in words]
    for first, last in _windows(reads, [word.reads for word in theirs]):
        ratio, start, end = _trimmed(reads, [word.reads for word in theirs[first:last]])
        if ratio > best[0]:
            best = ratio, first + start, first + end
    ratio, start, end = _in_its_sentence(text, theirs, reads, best)
    if ratio < LEAST_LIKE or end <= start:
        return None
    return made(theirs[start].start, theirs[end - 1].end, min(ratio, 0.999))


def _windows(quote: Sequence[str], text: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Stretches of a text as long as the quotation that share a run of words with it."""
    size, slack = min(_IN_A_ROW, len(quote)), max(2, len(quote) // 4)
    runs: dict[tuple[str, ...], list[int]] = {}
    for at in range(len(quote) - size + 1):
        runs.setdefault(tuple(quote[at : at + size]), []).append(at)
    seen: set[int] = set()
    for at in range(len(text) - size + 1):
        for place in runs.get(tuple(text[at : at + size]), ()):
            first = max(0, at - place - slack)
            if first not in seen:
                seen.add(first)
                yield first, min(len(text), at - place + len(quote) + slack)


def _trimmed(quote: Sequence[str], window: Sequence[str]) -> tuple[float, int, int]:
    """The likeness of the quotation to the part of a window that answers to it, and that part."""
    blocks = [
        block for block in SequenceMatcher(None, quote, window, autojunk=False).get_matching_blocks() if block.size
    ]
    if not blocks:
        return 0.0, 0, 0
    start = max(blocks[0].b - blocks[0].a, 0)
    end = min(len(window), blocks[-1].b + blocks[-1].size + len(quote) - blocks[-1].a - blocks[-1].size)
    return SequenceMatcher(None, quote, window[start:end], autojunk=False).ratio(), start, end


def _in_its_sentence(
    text: str, theirs: Sequence[_Word], quote: Sequence[str], found: tuple[float, int, int]
) -> tuple[float, int, int]:
    """The passage without words at its edges that are not the quotation's and stand in another sentence of the source."""
    _, start, end = found
    matcher = SequenceMatcher(None, quote, [word.reads for word in theirs[start:end]], autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    if not blocks:
        return found
    first, last = start + blocks[0].b, start + blocks[-1].b + blocks[-1].size

    def parted(at: int) -> bool:
        return bool(_STOP.search(text[theirs[at - 1].end : theirs[at].start]))

    end = next((at for at in range(last, end) if parted(at)), end)
    start = next((at for at in range(first, start, -1) if parted(at)), start)
    kept = [word.reads for word in theirs[start:end]]
    return SequenceMatcher(None, quote, kept, autojunk=False).ratio(), start, end


def _differences(quote: str, source: str) -> Iterator[str]:
    """What differs between the two, in words; signs and capitals are told apart from words."""
    ours, theirs = _words(quote), _words(source)
    matcher = SequenceMatcher(None, [w.reads for w in ours], [w.reads for w in theirs], autojunk=False)
    told = False
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            continue
        told = True
        mine = quote[ours[a].start : ours[b - 1].end] if b > a else ""
        other = source[theirs[c].start : theirs[d - 1].end] if d > c else ""
        if not mine:
            yield f"the source has “{other}” more"
        elif not other:
            yield f"“{mine}” is not in the source"
        else:
            yield f"“{mine}” is “{other}” in the source"
    if not told:
        yield "the words are the same; signs, capitals or spelling of an apostrophe differ"
