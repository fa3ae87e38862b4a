"""Everything that a run measures, as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.random import Generator

from undertow.analyses import Tables
from undertow.analyses._actors import Actors, actors_of, plain
from undertow.analyses._convergence import LEVEL, SIDE, comparing
from undertow.analyses._convergence.comparing import Compared, Pair
from undertow.analyses._convergence.material import Asked, Body, Heading, bodies, words
from undertow.analyses._convergence.moved import moved
from undertow.codebook import Codebook, read
from undertow.errors import TooLittleData
from undertow.language.features import features
from undertow.statistics.multiplicity import benjamini_hochberg

if TYPE_CHECKING:
    import pyarrow as pa

    from undertow.statistics.convergence.adoption import Measured


_SHARES = [
    f"{way}_{when}{end}" for way in ("ab", "ba") for when in ("earlier", "later") for end in ("", "_low", "_high")
]
_PASSAGES = [f"{way}_{when}_passages" for way in ("ab", "ba") for when in ("earlier", "later")]
_LEVELS = [
    f"{what}_{when}{end}"
    for when in ("earlier", "later")
    for what, ends in (("separation", ("",)), ("divergence", ("", "_low", "_high")), ("naive", ("",)))
    for end in ends
]
_PLACED = [f"{which}{what}" for which in ("", "frames_") for what in ("closer", "apart", "p")]
_COUNTED = [f"{which}{what}" for which in ("", "frames_") for what in ("controls", "changed", "direction")]
_ABOUT = {"body": "text", "a": "text", "b": "text"}
_SCHEMAS = {
    "compared": {"body": "text", "kind": "text", "language": "text", "length": "text", "first": "text", "split": "text", "last": "text", "periods_earlier": "count", "periods_later": "count", "speakers": "count", "texts": "count", "passages": "count", "words": "count", "too_few": "text"},
    "pairs": {**_ABOUT, "named": "truth", "q": "number", "looked_at": "count", "seen_ab": "number", "seen_ba": "number", "settings": "count", "settings_same": "count", **dict.fromkeys([*_SHARES, *_LEVELS, *_PLACED], "number"), **dict.fromkeys([*_PASSAGES, *_COUNTED], "count")},
    "curve": {**_ABOUT, "start": "text", "later": "truth", "divergence": "number", "naive": "number", "low": "number", "high": "number"},
    "matrix": {"body": "text", "later": "truth", "speaker": "text", "towards": "text", "share": "number"},
    "moved_phrases": {**_ABOUT, "speaker": "text", "towards": "truth", "words": "text", "earlier": "count", "later": "count", "texts": "count", "other": "count", "z": "number"},
    "convergence_places": {**_ABOUT, "who": "text", "at": "text", "what": "text", "words": "text", "strength": "number", "table": "text", "source_sha256": "text", "row_ref": "text", "start": "count", "end": "count"},
}  # fmt: skip
_KINDS = ("speeches", "articles", "posts")
Rows = dict[str, list[dict[str, Any]]]


def results(tables: Tables, asked: Asked, most: int, rng: Generator) -> dict[str, pa.Table]:
    """Every pair looked at in every body of texts; figures, phrases and places for those that are told of, at most `most`."""
    import pyarrow as pa

    actors = actors_of(tables["actors"])
    books = [
        read(row["toml"], f"codebook/{row['name']}.toml")
        for row in sorted(tables["codebooks"].to_pyarrow().to_pylist(), key=lambda row: row["name"])
    ]
    rows: Rows = {name: [] for name in _SCHEMAS}
    found = [_Looking(tables, asked, body, actors) for body in bodies(tables, asked, asked.pairs)]
    for looking in _wanted(found):
        _add(rows, looking, books, most, rng)
    if not rows["compared"] and not asked.pairs:  # said in the notes: nobody was named, and the ledger names nobody
        rows["compared"] = [_compared_row(looking.body, (0, 0), ()) for looking in found]
    _judge(rows, most)
    types = {"text": pa.string(), "count": pa.int64(), "number": pa.float64(), "truth": pa.bool_()}
    return {
        name: pa.Table.from_pylist(rows[name], pa.schema([(column, types[kind]) for column, kind in schema.items()]))
        for name, schema in _SCHEMAS.items()
    }


class _Looking:
    """A body of texts and the pairs in it that are looked at."""

    def __init__(self, tables: Tables, asked: Asked, body: Body, actors: Actors) -> None:
        self.tables, self.asked, self.body, self.actors = tables, asked, body, actors
        first: dict[str, Heading] = {heading.who: heading for heading in reversed(body.spoken)}
        self.called = [{plain(who), plain(first[who].handle)} - {""} for who in body.voices]
        self.public = [
            actors.of_account(who, first[who].handle) if body.kind == "posts" else actors.of_speaker(who)
            for who in body.voices
        ]

    def pairs(self) -> tuple[list[Pair], bool]:
        """The pairs, and whether they were named before looking: by the settings, or as actors of the ledger."""
        count = len(self.body.voices)
        if self.asked.everybody:
            return [(a, b) for a in range(count) for b in range(a + 1, count)], False
        if self.asked.pairs:
            found = [(self._place(one), self._place(other)) for one, other in self.asked.pairs]
            return [(a, b) for a, b in found if a is not None and b is not None and a != b], True
        known = [place for place, actor in enumerate(self.public) if actor]
        return [(a, b) for n, a in enumerate(known) for b in known[n + 1 :]], True

    def _place(self, asked: str) -> int | None:
        return next((place for place, names in enumerate(self.called) if plain(asked) in names), None)


def _wanted(found: Sequence[_Looking]) -> list[_Looking]:
    """Those with pairs. Where none were asked for, one kind of text only: every further pair would weaken the others."""
    found = [looking for looking in found if looking.pairs()[0]]
    if not found or found[0].asked.pairs or found[0].asked.everybody:
        return list(found)
    kind = min((looking.body.kind for looking in found), key=_KINDS.index)
    return [looking for looking in found if looking.body.kind == kind]


def _add(rows: Rows, looking: _Looking, books: Sequence[Codebook], most: int, rng: Generator) -> None:
    """What one body of texts adds. Trials, curves and phrases take seconds a pair: they are made for the first `most`."""
    pairs, named = looking.pairs()
    body, gazetteer = looking.body, looking.actors.gazetteer()
    texts = ((text, body.language) for text in words(looking.tables, looking.asked, body))
    of = comparing.compared(body, features(texts, least=comparing.LEAST_TEXTS, gazetteer=gazetteer))
    frames = comparing.frames_panel(of, books, list(_passages(looking, of))) if books else None
    found, lacking = _measured(of, pairs, frames)
    rows["compared"].append(_compared_row(body, (len(of.passage), len(of.features.words)), lacking))
    side = SIDE / max(1, len(found)) if named else SIDE
    for told, (row, pair) in enumerate(sorted(found, key=lambda one: (one[0]["p"] is None, one[0]["p"]))):
        row |= {"named": named, "seen_ab": None, "seen_ba": None, "settings": 1, "settings_same": 1}
        rows["pairs"].append(row)
        if told < most and (named or (row["p"] is not None and row["p"] <= LEVEL)):
            if own := comparing.placed(of.whole, pair):
                row |= comparing.trials_row(of, pair, own, side, rng)
            rows["curve"] += comparing.curve_rows(of, pair, rng)
            phrases, places = moved(of, pair)
            rows["moved_phrases"] += phrases
            rows["convergence_places"] += places
    if named:
        rows["matrix"] += comparing.matrix_rows(of, sorted({place for _, pair in found for place in pair}))


def _measured(
    of: Compared, pairs: Sequence[Pair], frames: Measured | None
) -> tuple[list[tuple[dict[str, Any], Pair]], list[str]]:
    """What is measured of each pair, and the pairs that have too few passages with words that count."""
    found, lacking = [], []
    for pair in pairs:
        try:
            if max(pair) >= of.panel.speakers:
                raise TooLittleData("The last of the speakers has no word that counts. Add texts.")
            found.append((comparing.pair_row(of, pair, frames), pair))
        except TooLittleData:
            lacking.append(" & ".join(of.body.voices[place] for place in pair))
    return found, lacking


def _judge(rows: Rows, most: int) -> None:
    """Adds q over all pairs looked at, in all bodies, and keeps the readable parts of the first `most` pairs."""
    judged = [row for row in rows["pairs"] if row["p"] is not None]
    for row in rows["pairs"]:
        row |= {"q": None, "looked_at": len(judged)}
    for row, q in zip(judged, benjamini_hochberg([row["p"] for row in judged]).tolist(), strict=True):
        row["q"] = q
    rows["pairs"].sort(key=lambda row: (row["p"] is None, row["p"], row["body"], row["a"], row["b"]))
    told = {(row["body"], row["a"], row["b"]) for row in rows["pairs"][:most]}
    for name in ("curve", "moved_phrases", "convergence_places"):
        rows[name] = [row for row in rows[name] if (row["body"], row["a"], row["b"]) in told]


def _passages(looking: _Looking, of: Compared) -> Iterator[str]:
    """The words of each row of the panel."""
    numbers = of.features.text[of.passage]
    place = 0
    for number, text in enumerate(words(looking.tables, looking.asked, looking.body)):
        while place < len(numbers) and numbers[place] == number:
            passage = of.passage[place]
            yield text[of.features.start[passage] : of.features.end[passage]]
            place += 1


def _compared_row(body: Body, read: tuple[int, int], lacking: Sequence[str]) -> dict[str, Any]:
    """read: passages, and words that count; 0 where there was no pair to read them for."""
    from undertow.analyses import _periods as periods

    days = [periods.start(number, body.length).isoformat() for number in body.numbers]
    return {
        "body": comparing.name(body),
        "kind": body.kind,
        "language": body.language,
        "length": body.length,
        "first": days[0],
        "split": days[int(np.argmax(body.later))],
        "last": periods.last(body.numbers[-1], body.length).isoformat(),
        "periods_earlier": int((~body.later).sum()),
        "periods_later": int(body.later.sum()),
        "speakers": len(body.voices),
        "texts": len(body.spoken),
        "passages": read[0],
        "words": read[1],
        "too_few": ", ".join([*body.too_few, *lacking]),
    }
