"""One body of texts compared: passages as counts, every pair placed among the others, and what is needed to read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy import sparse

from undertow.analyses import _periods as periods
from undertow.analyses._convergence import SIDE
from undertow.analyses._convergence.material import Body
from undertow.codebook import Codebook, Matcher
from undertow.errors import TooLittleData
from undertow.language.features import Features
from undertow.statistics.convergence.adoption import Measured, measured, smallest_seen
from undertow.statistics.convergence.attribution import Shares, shares
from undertow.statistics.convergence.divergence import divergence, level
from undertow.statistics.convergence.panel import Panel
from undertow.statistics.convergence.placebo import Placement, controls, direction, placement

#: Texts that must hold a word before it counts as one.
LEAST_TEXTS = 5
#: Control pairs drawn as a band, and moves of the split that a change must survive.
_BAND, _MOVES = 60, (-2, -1, 1, 2)
Pair = tuple[int, int]


@dataclass(frozen=True)
class Compared:
    """passage: of each row of the panel, its place in `features`."""

    body: Body
    features: Features
    passage: NDArray[np.int64]
    whole: Measured

    @cached_property
    def panel(self) -> Panel:
        return self.whole.panel

    @cached_property
    def moved(self) -> list[Measured]:
        """The same with the split some periods earlier or later, where enough periods are left on both sides."""
        panel, first = self.panel, int(np.argmax(self.panel.later))
        places = [first + move for move in _MOVES if 3 <= first + move <= len(panel.later) - 3]
        numbers = np.arange(len(panel.later))
        return [measured(Panel(panel.counts, panel.speaker, panel.period, numbers >= place)) for place in places]


def compared(body: Body, features: Features) -> Compared:
    """The panel of a body whose words were counted; passages without words that count are left out."""
    headings = np.flatnonzero(body.speaker >= 0)[features.text]
    kept = np.flatnonzero(np.asarray(features.counts.sum(axis=1)).ravel() > 0)
    panel = Panel(features.counts[kept], body.speaker[headings][kept], body.period[headings][kept], body.later)
    return Compared(body, features, kept, measured(panel))


def placed(of: Measured, pair: Pair) -> Placement | None:
    """Where a pair stands; None where it cannot be judged."""
    try:
        return placement(of.levels, *pair)
    except TooLittleData:
        return None


def pair_row(of: Compared, pair: Pair, frames: Measured | None) -> dict[str, Any]:
    """What is measured of one pair, apart from the trials."""
    panel, (a, b) = of.panel, pair
    found = placed(of.whole, pair)
    row: dict[str, Any] = {"body": name(of.body), "a": of.body.voices[a], "b": of.body.voices[b]}
    for side, (one, other) in (("ab", (a, b)), ("ba", (b, a))):
        counts = of.whole.counts
        row |= _share_row(side, shares(counts[:, one, other], counts[:, one].sum(axis=1), panel.later))
    for side, later in (("earlier", False), ("later", True)):
        row |= {f"separation_{side}": float(of.whole.levels.apart[int(later), a, b])}
        own = level(_curve(panel, pair, later)[1])
        row |= {f"divergence_{side}": own.value, f"divergence_{side}_low": own.low, f"divergence_{side}_high": own.high}
        row |= {f"naive_{side}": own.naive}
    row |= placement_row("", found)
    row |= placement_row("frames_", placed(frames, pair) if frames else None)
    return row


def trials_row(of: Compared, pair: Pair, found: Placement, side: float, rng: Generator) -> dict[str, Any]:
    """The smallest adoption that would have been seen, in either direction; and how the statement bears another split."""
    seen = [smallest_seen(of.whole, way, side, rng) for way in (pair, pair[::-1])]
    again = [one for one in (placed(other, pair) for other in of.moved) if one is not None]
    same = [said(one) == said(found) for one in again]
    return {
        "seen_ab": seen[0],
        "seen_ba": seen[1],
        "settings": 1 + len(same),
        "settings_same": 1 + sum(same),
    }


def said(found: Placement) -> str:
    """The statement by itself, of a pair that was named before looking."""
    return "converging" if found.closer <= SIDE else "diverging" if found.apart <= SIDE else "no evidence"


def placement_row(prefix: str, found: Placement | None) -> dict[str, Any]:
    """A placement as columns; None everywhere where there is none."""
    if found is None:
        return dict.fromkeys(f"{prefix}{name}" for name in ("closer", "apart", "controls", "changed", "p", "direction"))
    return {
        f"{prefix}closer": found.closer,
        f"{prefix}apart": found.apart,
        f"{prefix}controls": found.controls,
        f"{prefix}changed": found.changed
        if found.closer <= found.apart
        else round(found.apart * (found.controls + 1)) - 1,
        f"{prefix}p": found.p_value,
        f"{prefix}direction": direction(found),
    }


def curve_rows(of: Compared, pair: Pair, rng: Generator) -> Iterator[dict[str, Any]]:
    """The divergence of a pair by period, the naive one beside it, and the middle nine tenths of control pairs."""
    one, other = controls(of.panel.speakers, *pair)
    drawn = rng.permutation(len(one))[:_BAND]
    among = [_by_period(of.panel, (int(one[i]), int(other[i]))) for i in drawn]
    for period, (unbiased, naive) in _by_period(of.panel, pair).items():
        beside = [found[period][0] for found in among if period in found]
        low, high = np.quantile(beside, [0.05, 0.95]) if len(beside) >= 19 else (None, None)
        yield {
            "body": name(of.body),
            "a": of.body.voices[pair[0]],
            "b": of.body.voices[pair[1]],
            "start": periods.start(of.body.numbers[period], of.body.length).isoformat(),
            "later": bool(of.panel.later[period]),
            "divergence": unbiased,
            "naive": naive,
            "low": None if low is None else float(low),
            "high": None if high is None else float(high),
        }


def matrix_rows(of: Compared, named: Sequence[int]) -> Iterator[dict[str, Any]]:
    """The share of each named speaker's passages attributed to each other one, in both windows."""
    for side in (False, True):
        counts = of.whole.counts[of.panel.later == side].sum(axis=0)
        for a in named:
            for b in named:
                if a != b and counts[a].sum():
                    yield {
                        "body": name(of.body),
                        "later": side,
                        "speaker": of.body.voices[a],
                        "towards": of.body.voices[b],
                        "share": float(counts[a, b] / counts[a].sum()),
                    }


def frames_panel(of: Compared, books: Sequence[Codebook], passages: Sequence[str]) -> Measured | None:
    """The same comparison on the frames of the codebooks alone; None without a codebook of the language.

    passages: the words of each row of the panel.
    """
    rows, columns, width = [], [], 0
    for book in books:
        if of.body.language in book.languages:
            hits = Matcher(book, of.body.language).hits(passages)
            rows.append(hits.text.astype(np.int64))
            columns.append(hits.frame.astype(np.int64) + width)
            width += len(book.frames)
    if not width:
        return None
    row, column = np.concatenate(rows), np.concatenate(columns)
    counts = sparse.csr_array((np.ones(len(row), np.float32), (row, column)), (len(passages), width))
    kept = np.flatnonzero(np.asarray(counts.sum(axis=1)).ravel() > 0)
    panel = of.panel
    if not len(kept) or len(np.unique(panel.speaker[kept])) < panel.speakers:
        return None
    return measured(Panel(counts[kept], panel.speaker[kept], panel.period[kept], panel.later))


def name(body: Body) -> str:
    """A body in one word or two: 'speeches en'."""
    return f"{body.kind} {body.language}".strip()


def _share_row(side: str, found: Shares) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for when, share, count in (
        ("earlier", found.earlier, found.passages[0]),
        ("later", found.later, found.passages[1]),
    ):
        row |= {f"{side}_{when}": share.value, f"{side}_{when}_low": share.low, f"{side}_{when}_high": share.high}
        row |= {f"{side}_{when}_passages": count}
    return row


def _curve(panel: Panel, pair: Pair, later: bool) -> tuple[NDArray[np.int64], tuple[Any, Any]]:
    """The periods of a window in which both speak, and the divergence in each."""
    both = (panel.totals[:, list(pair)].sum(axis=2) > 0).all(axis=1)
    own = np.flatnonzero((panel.later == later) & both)
    return own, divergence(panel.totals[own, pair[0]], panel.totals[own, pair[1]])


def _by_period(panel: Panel, pair: Pair) -> dict[int, tuple[float, float]]:
    found: dict[int, tuple[float, float]] = {}
    for later in (False, True):
        own, (unbiased, naive) = _curve(panel, pair, later)
        if len(own) > 1:
            found |= {int(t): (float(u), float(n)) for t, u, n in zip(own, unbiased, naive, strict=True)}
    return found
