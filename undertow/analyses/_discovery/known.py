"""Which of what rose the case's codebooks already hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from undertow.analyses import Tables

if TYPE_CHECKING:
    from undertow.analyses._discovery.rising import Passages, Risen
    from undertow.codebook import Codebook, Matcher

#: Places of a phrase that are looked at, and the part of them in which a frame must stand for the phrase to be known.
_LOOKED_AT, _MOSTLY = 200, 0.5


class Known:
    """The patterns of every codebook in the languages asked for."""

    def __init__(self, tables: Tables, languages: Sequence[str]) -> None:
        from undertow.codebook import Matcher, read

        stored = tables["codebooks"].order_by("name").to_pyarrow().to_pylist()
        books = [read(row["toml"], f"codebook/{row['name']}.toml") for row in stored]
        self._matchers: list[tuple[Codebook, Matcher]] = [
            (book, Matcher(book, language)) for book in books for language in languages if language in book.languages
        ]

    def holding(self, one: Risen, own: Passages) -> str:
        """'codebook: frame' whose hits overlap most places of the phrase; empty if none does."""
        places = one.places[:_LOOKED_AT]
        held: Counter[str] = Counter()
        for book, matcher in self._matchers:
            hits = matcher.hits([own.words[passage] for passage, _, _ in places])
            found = set()
            for n, frame, start, end in zip(hits.text, hits.frame, hits.start, hits.end, strict=True):
                if start < places[n][2] and end > places[n][1]:
                    found.add((int(n), f"{book.id}: {book.frames[frame].id}"))
            held.update(name for _, name in found)
        name, count = max(held.items(), key=lambda pair: (pair[1], pair[0]), default=("", 0))
        return name if count >= _MOSTLY * len(places) else ""
