from __future__ import annotations

import numpy as np
import pytest

from undertow.errors import TooLittleData
from undertow.statistics.agreement import cohen_kappa


def seeded(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_agrees_with_a_published_value() -> None:
    # Sim & Wright (2005), Physical Therapy 85, 257-268, table 1: 39 judged by two, kappa .67.
    found = cohen_kappa([[22, 2], [4, 11]], rng=seeded())
    assert round(found.value, 2) == 0.67 and found.n == 39


def test_is_what_scikit_learn_computes() -> None:
    from sklearn.metrics import cohen_kappa_score

    rng = seeded(7)
    for _ in range(20):
        left, right = rng.integers(0, 2, 30), rng.integers(0, 2, 30)
        table = [[int(((left == a) & (right == b)).sum()) for b in (0, 1)] for a in (0, 1)]
        assert cohen_kappa(table, rng=seeded()).value == pytest.approx(cohen_kappa_score(left, right))


def test_full_agreement_on_few_things_is_not_certain() -> None:
    found = cohen_kappa([[5, 0], [0, 3]], rng=seeded())
    assert found.value == found.high == 1 and found.low < 0.6


def test_the_order_of_readers_and_of_answers_changes_nothing() -> None:
    one = cohen_kappa([[8, 3], [1, 6]], rng=seeded())
    assert one.value == pytest.approx(cohen_kappa([[8, 1], [3, 6]], rng=seeded()).value)
    assert one.value == pytest.approx(cohen_kappa([[6, 1], [3, 8]], rng=seeded()).value)


def test_one_answer_throughout_has_no_kappa() -> None:
    with pytest.raises(TooLittleData, match="same answer on all 9"):
        cohen_kappa([[9, 0], [0, 0]], rng=seeded())
    with pytest.raises(TooLittleData, match="two answers"):
        cohen_kappa([[1, 0, 0], [0, 1, 0], [0, 0, 1]], rng=seeded())
    with pytest.raises(TooLittleData, match="0 things judged"):
        cohen_kappa([[0, 0], [0, 0]], rng=seeded())


def coverage(things: int, confirmed: float, kappa: float, tries: int = 400) -> float:
    """How often the interval holds the kappa of the world, over pairs of readers who confirm that share each."""
    chance = confirmed**2 + (1 - confirmed) ** 2
    apart = (1 - (kappa * (1 - chance) + chance)) / 2
    rng, held, told = seeded(things), 0, 0
    for cells in rng.multinomial(things, [confirmed - apart, apart, apart, 1 - confirmed - apart], tries):
        if 0 < 2 * cells[0] + cells[1] + cells[2] < 2 * things:
            found = cohen_kappa(cells.reshape(2, 2).tolist(), rng=rng)
            held, told = held + (found.low <= kappa <= found.high), told + 1
    return held / told


@pytest.mark.slow
def test_the_interval_holds_the_true_kappa_about_as_often_as_it_says() -> None:
    found = {
        (things, confirmed, kappa): coverage(things, confirmed, kappa)
        for things in (8, 15, 30, 60)
        for confirmed in (0.5, 0.8)
        for kappa in (0.0, 0.4, 0.8)
    }
    print(f"\nkappa, 95% interval, 8 to 60 things judged: holds the true value in {min(found.values()):.1%} to {max(found.values()):.1%}")  # fmt: skip
    assert all(0.89 < share < 0.99 for share in found.values()), found
