"""Which phrases a speaker took up or dropped that are the other's, and the passages that sound most like the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from undertow.analyses._convergence.comparing import Compared, Pair, name
from undertow.analyses._convergence.material import Heading
from undertow.statistics.convergence.attribution import chances
from undertow.statistics.log_odds import log_odds

#: A phrase moved when its log-odds stand so many errors from none, with so many uses in so many texts where it is commoner.
MOVED, LEAST_USES, LEAST_TEXTS = 3.0, 5, 3
#: A phrase is the other's when that one uses it more than the panel does, by so many errors.
_OWN = 2.0
_LISTED, _QUOTED, _ALIKE = 8, 2, 3


def moved(of: Compared, pair: Pair) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Phrases of either side that came from or went from the other's, and places to read: those phrases, and passages alike."""
    phrases: list[dict[str, Any]] = []
    places: list[dict[str, Any]] = []
    for a, b in (pair, pair[::-1]):
        for words, row in _phrases(of, a, b):
            phrases.append(_about(of, pair) | row)
            places += _places(of, pair, (a, b), words, row)
        places += _alike(of, pair, (a, b))
    return phrases, places


def _phrases(of: Compared, a: int, b: int) -> Iterator[tuple[int, dict[str, Any]]]:
    panel = of.panel
    used = np.stack([panel.totals[panel.later == side][:, a].sum(axis=0) for side in (False, True)]).astype(np.float64)
    everybody = panel.totals.sum(axis=(0, 1), dtype=np.float64) + 0.5
    others = panel.totals[:, b].sum(axis=0, dtype=np.float64)
    z = log_odds(used[0], used[1], everybody).z
    typical = log_odds(everybody - others, others, everybody).z >= _OWN
    for towards in (True, False):
        more = used[int(towards)]
        held = np.flatnonzero(typical & (more >= LEAST_USES) & ((z if towards else -z) >= MOVED))
        texts = {int(word): _texts(of, a, int(word), towards) for word in held}
        kept = [word for word in texts if texts[word] >= LEAST_TEXTS]
        kept.sort(key=lambda word: -abs(z[word]))
        longer: list[tuple[str, ...]] = []
        for word in kept:
            spelled = of.features.words[word]
            if len(longer) < _LISTED and not any(set(spelled) < set(other) for other in longer):
                longer.append(spelled)
                yield (
                    word,
                    {
                        "speaker": of.body.voices[a],
                        "towards": towards,
                        "words": " … ".join(spelled),
                        "earlier": int(used[0, word]),
                        "later": int(used[1, word]),
                        "texts": texts[word],
                        "other": int(others[word]),
                        "z": round(float(z[word]), 2),
                    },
                )


def _rows(of: Compared, speaker: int, word: int) -> NDArray[np.int64]:
    """Rows of the panel in which a speaker uses a phrase."""
    own = np.flatnonzero(of.panel.speaker == speaker)
    return own[np.asarray(of.panel.counts[own][:, [word]].toarray()).ravel() > 0]


def _texts(of: Compared, speaker: int, word: int, later: bool) -> int:
    rows = _rows(of, speaker, word)
    rows = rows[of.panel.later[of.panel.period[rows]] == later]
    return len(np.unique(of.features.text[of.passage[rows]]))


def _places(of: Compared, pair: Pair, way: Pair, word: int, row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The first passages with the phrase in the window in which it is commoner, and the first of the other's."""
    a, b = way
    own = _rows(of, a, word)
    own = own[of.panel.later[of.panel.period[own]] == row["towards"]]
    for rows in (own, _rows(of, b, word)):
        for place in _in_time(of, rows)[:_QUOTED]:
            yield _place(of, pair, place) | {"what": "phrase", "words": row["words"], "strength": abs(row["z"])}


def _alike(of: Compared, pair: Pair, way: Pair) -> Iterator[dict[str, Any]]:
    """Later passages of one that a model would give to the other with most certainty."""
    a, b = way
    own = np.flatnonzero((of.panel.speaker == a) & of.panel.later[of.panel.period])
    chance = chances(of.whole.scores[own])[:, b]
    for place in own[np.argsort(-chance, kind="stable")][:_ALIKE]:
        yield _place(of, pair, int(place)) | {"what": "passage", "words": "", "strength": 0.0}


def _in_time(of: Compared, rows: NDArray[np.int64]) -> list[int]:
    return sorted(rows.tolist(), key=lambda row: (heading_of(of, row).day, row))


def heading_of(of: Compared, row: int) -> Heading:
    """The text that a row of the panel stands in."""
    return of.body.spoken[int(of.features.text[of.passage[row]])]


def _place(of: Compared, pair: Pair, row: int) -> dict[str, Any]:
    heading, passage = heading_of(of, row), of.passage[row]
    return _about(of, pair) | {
        "who": heading.who,
        "at": heading.at,
        "table": heading.table,
        "source_sha256": heading.source_sha256,
        "row_ref": heading.row_ref,
        "start": int(of.features.start[passage]),
        "end": int(of.features.end[passage]),
    }


def _about(of: Compared, pair: Pair) -> dict[str, Any]:
    return {"body": name(of.body), "a": of.body.voices[pair[0]], "b": of.body.voices[pair[1]]}
