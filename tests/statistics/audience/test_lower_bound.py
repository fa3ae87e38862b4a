"""The lower bound on the share that a reference does not account for."""

import numpy as np
import pytest

from undertow.errors import BadSetting, TooLittleData
from undertow.statistics.audience import lower_bound as module
from undertow.statistics.audience.lower_bound import adjusted, between_references, lower_bound
from undertow.statistics.audience.strata import UNSUPPORTED


@pytest.fixture(autouse=True)
def few_trees(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bound holds with any learner; fewer trees are only quicker."""
    monkeypatch.setattr(module, "TREES", 15)


def bound(own: np.ndarray, other: np.ndarray, own_stratum: np.ndarray | None = None) -> float:
    strata = np.zeros(len(own), int) if own_stratum is None else own_stratum
    return lower_bound(own, other, strata, np.zeros(len(other), int), np.random.default_rng(1), repeats=1)


def test_a_share_that_the_reference_lacks_is_bounded_from_below() -> None:
    rng = np.random.default_rng(0)
    own, other = rng.normal(size=(400, 3)), rng.normal(size=(400, 3))
    assert bound(own, other) == 0.0
    own[:160, 0] += 8.0
    assert 0.25 < bound(own, other) <= 0.4


def test_the_same_seed_gives_the_same_bound_and_unknown_values_are_allowed() -> None:
    rng = np.random.default_rng(0)
    own, other = rng.normal(size=(200, 2)), rng.normal(size=(200, 2))
    own[:100, 0], own[5, 1] = 9.0, np.nan
    assert bound(own, other) == bound(own, other) > 0.2


def test_accounts_without_support_never_count_as_excess() -> None:
    rng = np.random.default_rng(0)
    own, other = rng.normal(size=(300, 2)), rng.normal(size=(300, 2))
    own[:150, 0] += 9.0
    stratum = np.where(np.arange(300) < 150, UNSUPPORTED, 0)
    assert bound(own, other, stratum) == 0.0


def test_what_the_strata_explain_is_no_excess() -> None:
    """The audience is young, the young differ; the reference has both and is weighted."""
    rng = np.random.default_rng(4)
    own_stratum, other_stratum = (rng.random(500) < 0.8).astype(int), (rng.random(500) < 0.3).astype(int)
    own, other = (rng.normal(size=(500, 2)) + 4.0 * s[:, None] for s in (own_stratum, other_stratum))
    weighted = lower_bound(own, other, own_stratum, other_stratum, np.random.default_rng(1), repeats=1)
    assert weighted == 0.0
    assert bound(own, other) > 0.2


def test_too_few_accounts_and_other_columns_are_refused() -> None:
    with pytest.raises(TooLittleData, match="needs 100 accounts on each side; there are 50"):
        bound(np.zeros((50, 2)), np.zeros((200, 2)))
    with pytest.raises(BadSetting, match="do not fit"):
        bound(np.zeros((200, 2)), np.zeros((200, 3)))


def test_the_adjusted_bound_is_what_exceeds_every_placebo() -> None:
    placebos = [0.0, 0.02, 0.1] + [0.0] * 16
    high, low = adjusted(0.3, placebos), adjusted(0.05, placebos)
    assert (high.value, high.rank_p, high.placebos) == (pytest.approx(0.2), pytest.approx(0.05), 19)
    assert (low.value, low.rank_p) == (0.0, pytest.approx(0.1))
    assert adjusted(0.3, []).rank_p == 1.0


def test_references_that_differ_from_one_another_are_said_to_disagree() -> None:
    rng = np.random.default_rng(5)
    alike = [rng.normal(size=(110 + 10 * place, 2)) for place in range(3)]
    years = [np.full(len(table), 2015) for table in alike]
    level = between_references(alike, years, rng, repeats=1)
    assert (level.size, level.disagree, len(level.bounds)) == (110, False, 3)
    apart = [table + 5.0 * place for place, table in enumerate(alike)]
    assert between_references(apart, years, rng, repeats=1, size=100).disagree
    with pytest.raises(TooLittleData, match="1 reference audiences"):
        between_references(alike[:1], years[:1], rng)
