"""How new texts are against the texts of others before them, and how far the texts of others after them keep that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from undertow.errors import TooLittleData

if TYPE_CHECKING:
    from scipy import sparse

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]
#: Texts are drawn down to one number of words so many times; fewer words than `LEAST_WORDS` say too little.
_DRAWN, LEAST_WORDS = 4, 100
#: The texts at this place in order of length, from the shortest, give the number of words; shorter ones are left out.
_SHORTEST = 0.1


@dataclass(frozen=True)
class Novelty:
    """By text, NaN where it is too short or the window is not full on both sides.

    novelty: mean Kullback-Leibler divergence, in nats, from the texts of other voices in the periods before; transience: from those
    after. excess: resonance (novelty - transience) less the mean of the texts of other voices in its period. null: shape
    (draws, texts): excess with the periods of each window dealt anew to before and after. words: number drawn of each text.
    """

    novelty: Numbers
    transience: Numbers
    excess: Numbers
    null: Numbers
    words: int

    @property
    def resonance(self) -> Numbers:
        return self.novelty - self.transience


class Texts(NamedTuple):
    """counts: texts by words. voice, period: of each text, from 0."""

    counts: sparse.csr_array
    voice: Places
    period: Places


def novelty(texts: Texts, *, window: int, rng: Generator, draws: int = 999) -> Novelty:
    """Novelty and resonance of each text among the texts of other voices, `window` periods on either side.

    Unequal lengths: all texts are drawn to one number of words without replacement, so that the bias of the divergence is the
    same for all and cancels in differences. Raises: TooLittleData if no text has a full window.
    Source: Barron et al. (2018), doi:10.1073/pnas.1717729115; drawing to equal size, Hurlbert (1971), doi:10.2307/1934145.
    """
    length = np.asarray(texts.counts.sum(axis=1)).ravel()
    drawn = max(LEAST_WORDS, int(np.quantile(length, _SHORTEST))) if len(length) else LEAST_WORDS
    enough = np.flatnonzero(length >= drawn)
    periods = int(texts.period.max(initial=0)) + 1
    if not len(enough) or periods < 2 * window + 1:
        raise TooLittleData(
            f"Novelty needs texts of {drawn} words or more in {2 * window + 1} periods; got {len(enough)} texts in {periods} periods. "
            "Take longer texts, shorter periods or a shorter window."
        )
    own = Texts(texts.counts[enough], texts.voice[enough], texts.period[enough])
    far = np.mean([_divergence(own, periods, drawn, rng) for _ in range(_DRAWN)], axis=0)
    before = np.vstack(
        [_order(window, np.arange(2 * window)), *(_order(window, rng.permutation(2 * window)) for _ in range(draws))]
    )
    found = np.full((3, len(length)), np.nan)
    null = np.full((draws, len(length)), np.nan)
    for period in range(window, periods - window):
        here = np.flatnonzero(own.period == period)
        around = np.delete(far[np.ix_(here, np.arange(period - window, period + window + 1))], window, axis=1)
        here, around = here[~np.isnan(around).any(axis=1)], around[~np.isnan(around).any(axis=1)]
        if len(set(own.voice[here].tolist())) < 2:
            continue
        resonance = before[rng.permutation(draws) + 1] @ around.T
        excess = [_beside(row, own.voice[here]) for row in (before[:1] @ around.T, resonance)]
        place = enough[here]
        found[0, place], found[1, place] = around[:, :window].mean(axis=1), around[:, window:].mean(axis=1)
        found[2, place], null[:, place] = excess[0][0], excess[1]
    if np.isnan(found[2]).all():
        raise TooLittleData(
            f"No text has texts of other voices in all {window} periods before and after it. Take a shorter window or longer periods."
        )
    return Novelty(found[0], found[1], found[2], null, drawn)


class VoiceMeans(NamedTuple):
    """By voice: mean excess, its mean and spread under the null, and how many texts it is from; NaN without any."""

    mean: Numbers
    expected: Numbers
    spread: Numbers
    texts: Places


def voice_means(found: Novelty, voice: Places, voices: int) -> VoiceMeans:
    """The excess of each voice over its texts. voice: of each text.

    Source: permutation of time labels, Good (2005), doi:10.1007/b138696.
    """
    known = ~np.isnan(found.excess)
    count = np.bincount(voice[known], minlength=voices)
    sums = np.vstack([found.excess, found.null])[:, known]
    totals = np.stack([np.bincount(voice[known], weights=row, minlength=voices) for row in sums])
    means = totals / np.where(count > 0, count.astype(np.float64), np.nan)
    return VoiceMeans(means[0], means[1:].mean(axis=0), means[1:].std(axis=0, ddof=1), count)


def _order(window: int, order: Places) -> Numbers:
    """Weights that take the mean of the periods dealt to before, less that of the periods dealt to after."""
    return np.where(order < window, 1.0, -1.0) / window


def _beside(rows: Numbers, voice: Places) -> Numbers:
    """Each less the mean of the texts of other voices."""
    total, count = rows.sum(axis=1, keepdims=True), len(voice)
    same = (voice[:, None] == voice[None, :]).astype(np.float64)
    return np.asarray(rows - (total - rows @ same) / (count - same.sum(axis=0)))


def _divergence(own: Texts, periods: int, drawn: int, rng: Generator) -> Numbers:
    """Shape (texts, periods): mean divergence from the texts of other voices in the period; NaN where there are none."""
    from scipy import sparse

    counts = _drawn(own.counts, drawn, rng)
    usual = np.asarray(counts.sum(axis=0)).ravel() + 0.5
    prior = drawn * usual / usual.sum()
    share = sparse.csr_array((counts.data / drawn, counts.indices, counts.indptr), counts.shape)
    entropy: Numbers = -np.asarray(share.multiply(_logs(share)).sum(axis=1)).ravel()
    base = share @ np.log(prior / (2 * drawn))
    raised = counts.multiply(1 / prior).tocsr()
    raised.data = np.log1p(raised.data)
    voices = int(own.voice.max()) + 1
    place = own.voice * periods + own.period
    member = sparse.csr_array((np.ones(len(place)), (place, np.arange(len(place)))), (voices * periods, len(place)))
    near = (share @ (member @ raised).T).toarray().reshape(-1, voices, periods)
    texts = np.bincount(place, minlength=voices * periods).reshape(voices, periods)
    others = texts.sum(axis=0) - texts[own.voice]
    kept = near.sum(axis=1) - near[np.arange(len(place)), own.voice]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(others > 0, -entropy[:, None] - base[:, None] - kept / others, np.nan))


def _logs(share: sparse.csr_array) -> sparse.csr_array:
    made = share.copy()
    made.data = np.log(made.data)
    return made


def _drawn(counts: sparse.csr_array, size: int, rng: Generator) -> sparse.csr_array:
    """So many words of each text, without replacement."""
    from scipy import sparse

    counts = counts.astype(np.int64)
    parts = [
        rng.multivariate_hypergeometric(counts.data[counts.indptr[i] : counts.indptr[i + 1]], size, method="marginals")
        for i in range(counts.shape[0])
    ]
    made = sparse.csr_array((np.concatenate(parts).astype(np.float64), counts.indices, counts.indptr), counts.shape)
    made.eliminate_zeros()
    return made
