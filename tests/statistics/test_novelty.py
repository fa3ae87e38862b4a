"""Novelty and resonance against divergences computed in the plain way."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from undertow.errors import TooLittleData
from undertow.statistics.novelty import Novelty, Texts, novelty, voice_means


def texts(counts: np.ndarray[tuple[int, int], np.dtype[np.int64]], voices: int) -> Texts:
    number = np.arange(len(counts))
    return Texts(sparse.csr_array(counts), number % voices, number // voices)


def worded(
    rng: np.random.Generator, voices: int = 4, periods: int = 9, words: int = 12
) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Texts of exactly 120 words, so that none are thrown away."""
    chance = rng.dirichlet(np.full(words, 2.0), voices * periods)
    return np.array([rng.multinomial(120, row) for row in chance])


def test_novelty_and_transience_are_mean_divergences_from_others_before_and_after() -> None:
    rng = np.random.default_rng(0)
    counts = worded(rng)
    found = novelty(texts(counts, 4), window=2, rng=rng, draws=9)
    usual = counts.sum(axis=0) + 0.5
    prior = 120 * usual / usual.sum()

    def far(one: int, other: int) -> float:
        p, q = counts[one] / 120, (counts[other] + prior) / 240
        return float(sum(a * np.log(a / b) for a, b in zip(p, q, strict=True) if a))

    one = 4 * 4 + 1  # the second voice in the fifth period
    sides = [
        np.mean([np.mean([far(one, 4 * period + voice) for voice in (0, 2, 3)]) for period in around])
        for around in ((2, 3), (5, 6))
    ]
    assert found.words == 120
    assert found.novelty[one] == pytest.approx(sides[0]) and found.transience[one] == pytest.approx(sides[1])
    beside = np.mean([found.resonance[16 + voice] for voice in (0, 2, 3)])
    assert found.excess[one] == pytest.approx(found.resonance[one] - beside)


def test_texts_without_a_full_window_or_too_short_are_left_out() -> None:
    rng = np.random.default_rng(1)
    counts = worded(rng)
    counts[20] = 1
    found = novelty(texts(counts, 4), window=2, rng=rng, draws=9)
    known = np.flatnonzero(~np.isnan(found.excess)).tolist()
    assert known == [n for n in range(8, 28) if n != 20]


def test_the_length_of_a_text_does_not_make_it_new() -> None:
    rng = np.random.default_rng(2)
    counts = np.array([rng.multinomial(2000 if n % 4 == 0 else 130, np.full(40, 1 / 40)) for n in range(80)])
    found = novelty(texts(counts, 4), window=2, rng=rng, draws=9)
    long = np.arange(80) % 4 == 0
    difference = np.nanmean(found.novelty[long]) - np.nanmean(found.novelty[~long])
    assert abs(difference) < 0.02


def test_the_mean_of_a_voice_is_set_against_the_same_mean_under_the_null() -> None:
    null = np.array([[1.0, 0.0, np.nan, 2.0], [3.0, 2.0, np.nan, 0.0]])
    known = np.array([1.0, 2.0, np.nan, 4.0])
    found = voice_means(Novelty(known, known, known, null, 100), np.array([0, 0, 1, 1]), 3)
    assert found.mean[:2].tolist() == [1.5, 4.0] and found.expected[:2].tolist() == [1.5, 1.0]
    assert found.texts.tolist() == [2, 1, 0] and np.isnan(found.mean[2])


def test_too_little_is_refused_with_what_is_needed() -> None:
    rng = np.random.default_rng(3)
    with pytest.raises(TooLittleData, match="in 7 periods"):
        novelty(texts(worded(rng, periods=4), 4), window=3, rng=rng)
    with pytest.raises(TooLittleData, match="texts of other voices"):
        novelty(texts(worded(rng, voices=1), 1), window=2, rng=rng)
