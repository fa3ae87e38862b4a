"""Novelty and resonance of the texts of every panel, and of its voices, as tables."""

from __future__ import annotations

from math import erfc, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from undertow.analyses import Tables
from undertow.analyses import _texts as texts
from undertow.analyses._actors import Actors, actors_of
from undertow.analyses._panels import Asked, Panel, panels
from undertow.errors import TooLittleData
from undertow.language.features import features
from undertow.statistics.multiplicity import benjamini_hochberg
from undertow.statistics.novelty import Novelty, Texts, novelty, voice_means

if TYPE_CHECKING:
    import pyarrow as pa

#: A word must stand in so many texts; a voice needs so many texts with a full window.
LEAST_TEXTS, LEAST_OWN = 3, 5
#: With fewer voices to compare with, how far z spreads cannot be told, and none is stated.
LEAST_VOICES = 20
_VOICES = {"panel": "text", "kind": "text", "voice": "text", "texts": "count", "excess": "number", "low": "number", "high": "number", "z": "number", "spread": "number", "p": "number", "q": "number"}  # fmt: skip
_TEXTS = {"panel": "text", "kind": "text", "voice": "text", "at": "text", "novelty": "number", "resonance": "number", "excess": "number", "rank": "count", "table": "text", "source_sha256": "text", "row_ref": "text"}  # fmt: skip
_PANELS = {"panel": "text", "kind": "text", "length": "text", "voices": "count", "texts": "count", "measured": "count", "words": "count", "lacking": "text"}  # fmt: skip


def results(tables: Tables, asked: Asked, window: int, rng: Generator) -> dict[str, pa.Table]:
    """`novelty_voices`, `novelty_texts` and `novelty_panels`."""
    import pyarrow as pa

    actors = actors_of(tables["actors"])
    rows: dict[str, list[dict[str, Any]]] = {"voices": [], "texts": [], "panels": []}
    for panel in panels(tables, actors, asked):
        about = {"panel": panel.name, "kind": panel.kind}
        size = {"length": panel.length, "voices": len(panel.voices), "texts": len(panel.texts)}
        try:
            found = novelty(_counted(panel, actors), window=window, rng=rng)
        except TooLittleData as lacking:
            rows["panels"].append(about | size | {"measured": 0, "words": 0, "lacking": str(lacking)})
            continue
        rows["voices"] += [about | row for row in _voices(panel, found)]
        rows["texts"] += [about | row for row in _texts(panel, found)]
        measured = int((~np.isnan(found.excess)).sum())
        rows["panels"].append(about | size | {"measured": measured, "words": found.words, "lacking": ""})
    types = {"text": pa.string(), "count": pa.int64(), "number": pa.float64()}
    return {
        f"novelty_{name}": pa.Table.from_pylist(
            rows[name], pa.schema([(column, types[t]) for column, t in columns.items()])
        )
        for name, columns in (("voices", _VOICES), ("texts", _TEXTS), ("panels", _PANELS))
    }


def _counted(panel: Panel, actors: Actors) -> Texts:
    """Single words by text, names and stop words left out."""
    from scipy import sparse

    found = features(
        ((text.text, text.language) for text in panel.texts), least=LEAST_TEXTS, gazetteer=actors.gazetteer()
    )
    single = np.flatnonzero([len(words) == 1 for words in found.words])
    passages = np.arange(len(found.text))
    member = sparse.csr_array((np.ones(len(passages)), (found.text, passages)), (len(panel.texts), len(passages)))
    return Texts((member @ found.counts[:, single]).tocsr(), panel.voice, panel.period)


def _voices(panel: Panel, found: Novelty) -> list[dict[str, Any]]:
    means = voice_means(found, panel.voice, len(panel.voices))
    kept = np.flatnonzero((means.texts >= LEAST_OWN) & (means.spread > 0))
    z = (means.mean - means.expected)[kept] / means.spread[kept]
    spread = np.array([_spread(np.delete(z, place)) for place in range(len(z))])
    p = np.array([erfc(abs(value) / sqrt(2)) for value in z / spread])
    q = benjamini_hochberg(p)
    return [
        {
            "voice": panel.voices[voice],
            "texts": int(means.texts[voice]),
            "excess": float(means.mean[voice]),
            "low": float(means.mean[voice] - 1.96 * spread[place] * means.spread[voice]),
            "high": float(means.mean[voice] + 1.96 * spread[place] * means.spread[voice]),
            "z": float(z[place]),
            "spread": float(spread[place]),
            "p": float(p[place]),
            "q": float(q[place]),
        }
        for place, voice in enumerate(kept.tolist())
    ]


def _spread(others: NDArray[np.float64]) -> float:
    """How far z of the other voices spreads: trends that all periods share are no chance. At least 1; median-based, so that a few voices with an effect do not hide it."""
    return max(1.0, float(np.median(np.abs(others))) / 0.6745) if len(others) else 1.0


def _texts(panel: Panel, found: Novelty) -> list[dict[str, Any]]:
    known = np.flatnonzero(~np.isnan(found.excess))
    order = known[np.argsort(-found.excess[known], kind="stable")]
    return [
        {
            "voice": panel.texts[n].who,
            "at": texts.iso(panel.texts[n].at, panel.texts[n].precision)[:10],
            "novelty": float(found.novelty[n]),
            "resonance": float(found.resonance[n]),
            "excess": float(found.excess[n]),
            "rank": rank,
            "table": panel.texts[n].table,
            "source_sha256": panel.texts[n].source_sha256,
            "row_ref": panel.texts[n].row_ref,
        }
        for rank, n in enumerate(order.tolist(), 1)
    ]
