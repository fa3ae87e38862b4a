"""Which frames of the codebooks stand in the same passage as a threat, and as each other, document by document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from undertow.analyses import Tables
from undertow.analyses import _texts as texts
from undertow.errors import BadSetting
from undertow.language.passages import passages
from undertow.language.threats import language_of, threats

if TYPE_CHECKING:
    import pyarrow as pa

    from undertow.analyses._texts import Text
    from undertow.codebook import Codebook, Matcher

THREAT = "threat"


@dataclass(frozen=True)
class Pairs:
    """Pairs of frames to look at; 'threat' stands for the threats found. Empty: every frame with a threat."""

    wanted: tuple[tuple[str, str], ...]

    def of(self, frames: Sequence[str]) -> list[tuple[str, str]]:
        """The pairs that these frames allow. Raises: BadSetting for a frame that no codebook has."""
        if not self.wanted:
            return [(frame, THREAT) for frame in sorted(frames)]
        for name in {name for pair in self.wanted for name in pair} - {THREAT, *frames}:
            raise BadSetting(
                f"threats: together names the frame {name!r}, which no codebook of the case has. Known: {', '.join(sorted(frames)) or 'none'}."
            )
        return list(self.wanted)


def pairs_wanted(setting: str) -> Pairs:
    """From 'frame+frame,frame+threat'. Raises: BadSetting."""
    pairs = []
    for part in filter(None, (part.strip() for part in setting.split(","))):
        names = [name.strip() for name in part.split("+")]
        if len(names) != 2 or not all(names) or names[0] == names[1]:
            raise BadSetting(f"threats: together has {part!r}, which is no pair. Write frame+frame or frame+threat.")
        pairs.append((names[0], names[1]))
    return Pairs(tuple(pairs))


@dataclass
class _Books:
    books: Sequence[Codebook]
    matchers: dict[tuple[int, str], Matcher] = field(default_factory=dict)

    def hits(self, language: str, own: Sequence[str]) -> list[list[tuple[str, int]]]:
        """For each text the frames in it and where they begin."""
        from undertow.codebook import Matcher

        found: list[list[tuple[str, int]]] = [[] for _ in own]
        for number, book in enumerate(self.books):
            if language not in book.languages:
                continue
            if (number, language) not in self.matchers:
                self.matchers[number, language] = Matcher(book, language)
            hits = self.matchers[number, language].hits(own)
            for text, frame, start in zip(hits.text.tolist(), hits.frame.tolist(), hits.start.tolist(), strict=True):
                found[text].append((book.frames[frame].id, start))
        return found


def counted(tables: Tables, wanted: Pairs) -> pa.Table:
    """One row per pair of frames and document that has both: passages, passages with each, with both; year.

    Documents only: a post is one passage, in which all stands together.
    """
    import pyarrow as pa

    from undertow.codebook import read

    books = _Books(
        [
            read(r["toml"], f"codebook/{r['name']}.toml")
            for r in tables["codebooks"].order_by("name").to_pyarrow().to_pylist()
        ]
    )
    pairs = wanted.of([frame.id for book in books.books for frame in book.frames])
    rows: list[dict[str, Any]] = []
    if pairs:
        by_language: dict[str, list[Text]] = defaultdict(list)
        for text in texts.documents(tables):
            if language := language_of(text.text, text.language):
                by_language[language].append(text)
                if len(by_language[language]) == 500:
                    rows += _rows(language, by_language.pop(language), books, pairs)
        for language, own in sorted(by_language.items()):
            rows += _rows(language, own, books, pairs)
    names = ("first", "second", "voice", "year", "source_sha256", "row_ref")
    counts = ("passages", "with_first", "with_second", "with_both")
    schema = pa.schema([*((n, pa.string()) for n in names), *((n, pa.int64()) for n in counts)])
    return pa.Table.from_pylist(rows, schema)


def _rows(language: str, own: Sequence[Text], books: _Books, pairs: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    found = []
    needs_threats = any(THREAT in pair for pair in pairs)
    for text, hits in zip(own, books.hits(language, [text.text for text in own]), strict=True):
        places = list(hits)
        if needs_threats:
            places += [(THREAT, threat.sentence.start) for threat in threats(text.text, language)]
        frames = {frame for frame, _ in places}
        parts: list[tuple[int, int]] = []
        for first, second in pairs:
            if first in frames and second in frames:
                parts = parts or passages(text.text)
                found.append(_row(text, (first, second), places, parts))
    return found


def _row(
    text: Text, pair: tuple[str, str], places: Sequence[tuple[str, int]], parts: Sequence[tuple[int, int]]
) -> dict[str, Any]:
    starts = np.array([start for start, _ in parts])
    inside = {
        name: {max(0, int(np.searchsorted(starts, at, "right")) - 1) for frame, at in places if frame == name}
        for name in pair
    }
    return {
        "first": pair[0],
        "second": pair[1],
        "voice": text.who,
        "year": texts.iso(text.at, "year"),
        "source_sha256": text.source_sha256,
        "row_ref": text.row_ref,
        "passages": len(parts),
        "with_first": len(inside[pair[0]]),
        "with_second": len(inside[pair[1]]),
        "with_both": len(inside[pair[0]] & inside[pair[1]]),
    }
